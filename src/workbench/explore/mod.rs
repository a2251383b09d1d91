//! Looking at the rows of the open project: brushes and what they choose, comparisons, groups.
//!
//! Everything here is done by jobs, under a key for each kind of work. What was there before stays
//! until the new is made.

mod binned;
mod comparing;
mod grouping;
mod selecting;
mod state;
mod structuring;

use anyhow::Context as _;

pub use self::{
    binned::{Binned, Scatter},
    comparing::{Compared, RowsOf},
    grouping::{Grouped, Grouping},
    state::ExploreState,
    structuring::Structured,
};
use super::{Page, Workbench};
use crate::{
    data::{Segment, Table, brushing::Brush},
    learners::ClusterParams,
    steps::Step,
};

/// What can be done with the rows that are looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum ExploreCommand {
    /// Cut the columns that are shown into bins.
    Look,
    /// Show these columns.
    Show(Vec<String>),
    /// Draw one column over another as points.
    Scatter([String; 2]),
    /// Choose rows by the bins of a column, in place of what was chosen there before; a brush
    /// without bins is taken away.
    Brush(Brush),
    /// Choose rows by a formula, too. The words say what it chooses.
    Condition {
        /// The name of a segment, or what was clicked.
        words: String,
        /// The formula.
        formula: String,
    },
    /// Choose the rows of one formula and no others, and open the page that shows them.
    Focus {
        /// What it chooses.
        words: String,
        /// The formula.
        formula: String,
    },
    /// Take one of the brushes or, after them, of the conditions away.
    Remove(usize),
    /// Choose all rows again.
    Clear,
    /// Compare two sets of rows.
    Compare([RowsOf; 2]),
    /// Group the rows.
    Group(Grouping),
    /// Find groups of rows that are alike, and the directions in which rows differ.
    Structure(ClusterParams),
}

/// The kinds of work; at most one job of each runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExploreWork {
    /// Cutting columns into bins.
    Bins,
    /// Choosing rows.
    Select,
    /// Listing the numbers of the chosen rows.
    Rows,
    /// Comparing two sets of rows.
    Compare,
    /// Grouping rows.
    Group,
    /// Finding groups and directions.
    Structure,
}

/// What a job found; only for the project that it was started for.
pub struct Explored {
    project: i64,
    found: Found,
}

enum Found {
    Bins(Binned),
    Selection(selecting::Selected),
    Rows(selecting::Rows),
    Comparison(Compared),
    Groups(Grouped),
    Structure(Box<Structured>),
}

impl Workbench {
    pub(super) fn run_explore(&mut self, command: ExploreCommand) -> anyhow::Result<()> {
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let explore = &mut open.explore;
        match command {
            ExploreCommand::Look => return self.start_bins(),
            ExploreCommand::Show(columns) => {
                explore.show(columns);
                return self.start_bins();
            }
            ExploreCommand::Scatter(pair) => {
                explore.scatter = Some(pair);
                return self.start_bins();
            }
            ExploreCommand::Compare(sides) => return self.start_comparison(sides),
            ExploreCommand::Group(grouping) => return self.start_groups(grouping),
            ExploreCommand::Structure(params) => return self.start_structure(params),
            ExploreCommand::Brush(brush) => explore.brush(brush),
            ExploreCommand::Condition { words, formula } => {
                let table = open.table().context(NO_ROWS)?;
                check(&table, &words, &formula)?;
                open.explore.condition(words, formula);
            }
            ExploreCommand::Focus { words, formula } => {
                let table = open.table().context(NO_ROWS)?;
                check(&table, &words, &formula)?;
                open.explore.focus(words, formula);
                self.page = Page::Step(Step::Analysis);
            }
            ExploreCommand::Remove(index) => explore.remove(index),
            ExploreCommand::Clear => explore.clear(),
        }
        self.start_selection()
    }

    pub(super) fn explored(&mut self, explored: Explored) -> anyhow::Result<()> {
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == explored.project) else {
            return Ok(());
        };
        let explore = &mut open.explore;
        match explored.found {
            Found::Bins(binned) => {
                explore.take_bins(binned);
                self.start_selection()
            }
            Found::Selection(selected) => {
                let is_latest = explore.take_selection(selected);
                if is_latest {
                    self.start_rows()
                } else {
                    self.start_selection()
                }
            }
            Found::Rows(rows) => {
                explore.take_rows(rows);
                Ok(())
            }
            Found::Comparison(compared) => {
                explore.comparison = Some(compared.into());
                Ok(())
            }
            Found::Groups(grouped) => {
                explore.groups = Some(grouped.into());
                Ok(())
            }
            Found::Structure(structured) => {
                explore.structure = Some((*structured).into());
                Ok(())
            }
        }
    }

    fn explores(&self, work: ExploreWork) -> bool {
        let key = super::JobKey::Explore(work);
        self.running().iter().any(|run| run.key == key)
    }
}

/// What to do where the rows have not been read yet.
const NO_ROWS: &str = "The rows are not there yet. Run step 2, or wait until they are read.";

/// Whether `formula` can choose rows of `table`.
fn check(table: &Table, words: &str, formula: &str) -> anyhow::Result<()> {
    let segment = Segment {
        name: words.to_owned(),
        condition: formula.to_owned(),
    };
    Ok(segment.check(table.columns())?)
}
