use std::sync::Arc;

use anyhow::Context as _;
use rayon::prelude::*;

use super::{ExploreWork, Explored, Found, NO_ROWS};
use crate::{
    data::{Kind, RowSet, Table, brushing::BinnedColumn},
    steps::{
        analysis::{Target, TargetMean},
        problem::{self, ColumnRole},
    },
    terms::{Progress, Task},
    workbench::{JobKey, JobResult, OpenProject, Workbench, jobs_of::JobProgress},
};

/// Columns that are shown where nobody has chosen any.
const USUAL: usize = 12;
/// Of which so many are categories, if there are.
const CATEGORIES: usize = 4;
/// Points of the scatter plot.
const POINTS: usize = 8000;

/// The columns that are shown, each in bins, with what is needed to follow a brush.
pub struct Binned {
    /// The columns, in the order in which they are shown.
    pub columns: Vec<Arc<BinnedColumn>>,
    /// The answers, if the project has a target.
    pub target: Option<Arc<Target>>,
    /// The mean answer of all rows.
    pub whole: Option<TargetMean>,
    /// Points of two of the columns.
    pub scatter: Option<Scatter>,
    /// Rows of the data set.
    pub n_rows: usize,
    pub(super) wanted: Wanted,
}

/// Points of two columns of numbers or times.
pub struct Scatter {
    /// Which columns lie along and upright.
    pub columns: [String; 2],
    /// The rows that are drawn: all, or every so manieth; both values are there.
    pub rows: Vec<u32>,
    /// Their values.
    pub points: Vec<[f64; 2]>,
}

/// What has to be made anew when it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) snapshot: String,
    columns: Vec<String>,
    scatter: Option<[String; 2]>,
    target: (Task, String, String),
}

impl Binned {
    /// Memory that the bins take, in bytes.
    pub fn bytes(&self) -> u64 {
        let codes = self.columns.iter().map(|column| column.codes.len() as u64);
        codes.sum()
    }

    /// The column `name`, if it is shown.
    pub fn column(&self, name: &str) -> Option<&BinnedColumn> {
        let found = self.columns.iter().find(|column| column.name == name);
        found.map(Arc::as_ref)
    }
}

impl Wanted {
    /// What the open project wants to show; nothing while its rows are not there.
    pub(super) fn of(open: &OpenProject) -> Option<Self> {
        let extraction = open.results.extraction.as_ref()?;
        let table = open.table()?;
        let problem = &open.project.problem;
        let there = |name: &String| table.column_index(name).is_some();
        let columns = match &open.explore.columns {
            Some(columns) => columns.iter().filter(|name| there(name)).cloned().collect(),
            None => usual(open, &table),
        };
        let scatter = match &open.explore.scatter {
            Some(pair) => Some(pair.clone()).filter(|pair| pair.iter().all(there)),
            None => usual_pair(&table, &columns, problem),
        };
        Some(Self {
            snapshot: extraction.report.snapshot.id.clone(),
            columns,
            scatter,
            target: (
                problem.task,
                problem.target.clone(),
                problem.positive.clone(),
            ),
        })
    }
}

/// Time, target, a few categories, and then the columns that tell most about the target, as far as
/// that is known. What is known too late or ignored comes last.
fn usual(open: &OpenProject, table: &Table) -> Vec<String> {
    let problem = &open.project.problem;
    let analysis = open.results.analysis.as_ref();
    let relations = analysis.map_or(&[][..], |done| &done.report.relations);
    let is_feature = |name: &&String| problem.role(name) == ColumnRole::Feature;
    let infos = || table.columns().iter();
    let first = problem.time_column.iter().chain([&problem.target]);
    let categories = infos()
        .filter(|column| matches!(column.kind, Kind::Text | Kind::Boolean))
        .map(|column| &column.name)
        .filter(is_feature)
        .take(CATEGORIES);
    let related = relations.iter().map(|relation| &relation.column);
    let features = infos().map(|column| &column.name).filter(is_feature);
    let all = infos().map(|column| &column.name);
    let wanted = first
        .chain(categories)
        .chain(related.filter(is_feature))
        .chain(features)
        .chain(all);
    let mut columns: Vec<String> = Vec::new();
    for name in wanted.filter(|name| table.column_index(name).is_some()) {
        if columns.len() < USUAL && !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    columns
}

/// The first two columns of numbers that are no answers.
fn usual_pair(table: &Table, columns: &[String], problem: &problem::Params) -> Option<[String; 2]> {
    let mut numbers = columns.iter().filter(|name| {
        let index = table.column_index(name);
        let kind = index.map(|index| table.columns()[index].kind);
        kind.is_some_and(Kind::is_number) && **name != problem.target
    });
    Some([numbers.next()?.clone(), numbers.next()?.clone()])
}

impl Workbench {
    pub(super) fn start_bins(&mut self) -> anyhow::Result<()> {
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let wanted = Wanted::of(open).context(NO_ROWS)?;
        let table = open.table().context(NO_ROWS)?;
        open.explore.asked = Some(wanted.clone());
        let (id, problem) = (open.id, open.project.problem.clone());
        let before = open.explore.binned.clone();
        self.jobs.start(
            JobKey::Explore(ExploreWork::Bins),
            "Looking at the columns",
            move |job| {
                let before = before.as_deref();
                let binned = bin(&table, wanted, &problem, before, &JobProgress(job))?;
                Ok(JobResult::Explored(Box::new(Explored {
                    project: id,
                    found: Found::Bins(binned),
                })))
            },
        )?;
        Ok(())
    }
}

/// Cuts the wanted columns into bins; what is there already is kept.
fn bin(
    table: &Table,
    wanted: Wanted,
    problem: &problem::Params,
    before: Option<&Binned>,
    progress: &dyn Progress,
) -> anyhow::Result<Binned> {
    let before = before.filter(|before| before.wanted.snapshot == wanted.snapshot);
    let known = |name: &String| {
        let columns = before.map_or(&[][..], |before| &before.columns);
        columns.iter().find(|column| column.name == *name)
    };
    let columns = wanted
        .columns
        .par_iter()
        .map(|name| {
            progress.check()?;
            if let Some(column) = known(name) {
                return Ok(Arc::clone(column));
            }
            Ok(Arc::new(BinnedColumn::of(table, name)?))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    progress.check()?;
    let same_target = before.filter(|before| before.wanted.target == wanted.target);
    let (target, whole) = if let Some(before) = same_target {
        (before.target.clone(), before.whole.clone())
    } else {
        // A target that does not fit its task is step 1's business; the rows can be looked at.
        let target = Target::of(table, problem).ok().flatten();
        let all = RowSet::all(table.n_rows());
        let whole = target.as_ref().map(|target| target.mean(&all));
        (target.map(Arc::new), whole)
    };
    let pair = wanted.scatter.as_ref();
    let scatter = pair.and_then(|pair| scatter(table, pair));
    Ok(Binned {
        columns,
        target,
        whole,
        scatter,
        n_rows: table.n_rows(),
        wanted,
    })
}

/// Every so manieth row as a point; nothing if a column holds text.
fn scatter(table: &Table, pair: &[String; 2]) -> Option<Scatter> {
    let every = table.n_rows().div_ceil(POINTS).max(1);
    let rows: Vec<u32> = (0..table.n_rows() as u32).step_by(every).collect();
    let sample = table.take(&rows);
    let (Ok(x), Ok(y)) = (sample.numbers(&pair[0]), sample.numbers(&pair[1])) else {
        return None;
    };
    let points = x.into_iter().zip(y).map(|(x, y)| [x, y]);
    let is_there = |(_, point): &(u32, [f64; 2])| point.iter().all(|value| value.is_finite());
    let (rows, points) = rows.into_iter().zip(points).filter(is_there).unzip();
    Some(Scatter {
        columns: pair.clone(),
        rows,
        points,
    })
}
