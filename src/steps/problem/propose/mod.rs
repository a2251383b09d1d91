//! The contract that the data suggest, with a reason for each part.

mod names;
mod roles;
mod target;

use super::Params;
use crate::{
    data::{ProfileParams, Table, profile},
    steps::StepError,
    terms::{Part, Progress, Task},
};

/// The most rows that are looked at; they are spread evenly over the table.
const MOST_ROWS: usize = 50_000;

/// The contract that the data suggest.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The contract with every suggestion accepted.
    pub params: Params,
    /// Each suggestion with its reason, the target first.
    pub suggestions: Vec<Suggestion>,
    /// The columns that may be the target, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Rows that were looked at.
    pub seen: u64,
    /// Rows of the table.
    pub rows: u64,
}

/// One part of a proposed contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Which part.
    pub field: Field,
    /// The column or the word that is suggested.
    pub value: String,
    /// What in the data speaks for it.
    pub why: String,
}

/// A column that may be the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The column.
    pub column: String,
    /// Points for and against it; the highest is proposed.
    pub points: i32,
    /// What speaks for it.
    pub why: String,
}

/// The parts of a contract that can be suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The column that holds the answer.
    Target,
    /// The kind of answer.
    Task,
    /// The class that the question asks about.
    Positive,
    /// The column that says when.
    TimeColumn,
    /// The column that says whom or what.
    Entity,
    /// A column that is known too late.
    Unavailable,
    /// A column without a signal.
    Ignored,
    /// A column whose values are judged by themselves.
    Slice,
    /// A column with groups of people to watch.
    Protected,
}

impl Field {
    /// Every part, in the order of the proposal.
    pub const ALL: [Self; 9] = [
        Self::Target,
        Self::Task,
        Self::Positive,
        Self::TimeColumn,
        Self::Entity,
        Self::Unavailable,
        Self::Ignored,
        Self::Slice,
        Self::Protected,
    ];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Target => "Target",
            Self::Task => "Task",
            Self::Positive => "Positive class",
            Self::TimeColumn => "Time column",
            Self::Entity => "Entity",
            Self::Unavailable => "Known too late",
            Self::Ignored => "Ignored",
            Self::Slice => "Slice",
            Self::Protected => "Protected",
        }
    }
}

impl Suggestion {
    fn new(field: Field, value: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            field,
            value: value.into(),
            why: why.into(),
        }
    }

    /// Whether `params` say this already.
    pub fn is_in(&self, params: &Params) -> bool {
        let mut changed = params.clone();
        self.apply(&mut changed);
        changed == *params
    }

    /// Puts the suggestion into `params`. What belonged to another target or task is let go.
    pub fn apply(&self, params: &mut Params) {
        let add = |names: &mut Vec<String>| {
            if !names.contains(&self.value) {
                names.push(self.value.clone());
            }
        };
        match self.field {
            Field::Target => {
                if params.target != self.value {
                    params.target.clone_from(&self.value);
                    params.positive.clear();
                }
                for names in [
                    &mut params.unavailable,
                    &mut params.ignored,
                    &mut params.slices,
                    &mut params.protected,
                ] {
                    names.retain(|name| *name != self.value);
                }
            }
            Field::Task => {
                let Some(task) = Task::ALL.into_iter().find(|task| task.name() == self.value)
                else {
                    return;
                };
                if params.task != task {
                    params.task = task;
                    params.costs = Default::default();
                    params.metric = params
                        .metric
                        .filter(|metric| metric.tasks().contains(&task));
                    params
                        .criteria
                        .retain(|one| one.metric.tasks().contains(&task));
                }
                if task != Task::Binary {
                    params.positive.clear();
                }
            }
            Field::Positive => params.positive.clone_from(&self.value),
            Field::TimeColumn => params.time_column = Some(self.value.clone()),
            Field::Entity => params.entity = Some(self.value.clone()),
            Field::Unavailable => add(&mut params.unavailable),
            Field::Ignored => add(&mut params.ignored),
            Field::Slice => add(&mut params.slices),
            Field::Protected => add(&mut params.protected),
        }
    }
}

/// Proposes a contract on top of `given`: for the target that it names, or for the likeliest one
/// where it names none.
///
/// It looks at 50,000 rows at most, spread evenly over the table, and says how many. Names are
/// read in English. A proposal is a guess from names, kinds and figures: it cannot know when a
/// column becomes known in life, only which ones tell the answer suspiciously well.
///
/// # Errors
/// If the target of `given` is not there, or somebody stops it.
pub fn propose(
    table: &Table,
    given: &Params,
    progress: &dyn Progress,
) -> Result<Proposal, StepError> {
    let seen = spread(table);
    let params = ProfileParams::default();
    let profile = profile(&seen, &params, &Part::new(progress, 0.0, 0.4))?;
    let candidates = target::candidates(&profile);
    let named = Some(given.target.clone()).filter(|target| !target.is_empty());
    let chosen = match &named {
        Some(name) => profile.columns.iter().find(|column| column.name == *name),
        None => candidates.first().and_then(|best| {
            profile
                .columns
                .iter()
                .find(|column| column.name == best.column)
        }),
    };
    let Some(column) = chosen else {
        return Err(StepError::Invalid(match named {
            Some(name) => format!("There is no column “{name}” to predict. Choose another target in step 1."),
            None => "No column looks like an answer: all are constant, times or identifiers. Choose the target in step 1.".to_owned(),
        }));
    };
    let mut suggestions = target::suggestions(column, &candidates, named.is_none());
    let mut params = given.clone();
    for suggestion in &suggestions {
        suggestion.apply(&mut params);
    }
    progress.report(0.5, "Relating columns to the target");
    for suggestion in roles::suggestions(&seen, &profile, &params, progress)? {
        suggestion.apply(&mut params);
        suggestions.push(suggestion);
    }
    suggestions.sort_by_key(|suggestion| suggestion.field);
    Ok(Proposal {
        params,
        suggestions,
        candidates,
        seen: seen.n_rows() as u64,
        rows: table.n_rows() as u64,
    })
}

/// The table, or as many of its rows as are looked at, evenly spread.
fn spread(table: &Table) -> Table {
    let n = table.n_rows();
    if n <= MOST_ROWS {
        return table.clone();
    }
    let rows: Vec<u32> = (0..MOST_ROWS).map(|i| (i * n / MOST_ROWS) as u32).collect();
    table.take(&rows)
}
