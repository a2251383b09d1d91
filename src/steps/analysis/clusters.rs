use super::{cluster_segment::segment, structure::Ground};
use crate::{
    data::Segment,
    learners::{self, ClusterParams, Clusterer, LearnError, silhouette},
    stats::Moments,
    steps::{StepError, preparation::Labels, problem},
    terms::{Figure, Matrix, Part, Progress, Task},
};

/// Rows on which it is measured how clearly groups stand apart: every pair of them is read.
const PAIRS: usize = 2000;
/// Numbers of groups that are tried for comparison.
const TRIED: std::ops::RangeInclusive<u32> = 2..=8;
/// Columns that are told of each group.
const MARKS: usize = 5;

/// Rows in groups of those that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// The groups, the largest first.
    pub groups: Vec<Cluster>,
    /// Rows that belong to none.
    pub alone: u64,
    /// How clearly the groups stand apart, -1 to 1.
    pub silhouette: Figure,
    /// On how many rows that was measured.
    pub measured_on: u64,
    /// How far a neighbour could be, for DBSCAN.
    pub reach: Option<f64>,
    /// What other numbers of groups would give, on the same few rows; none for DBSCAN.
    pub by_k: Vec<ByK>,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// How many rows it has.
    pub rows: u64,
    /// Their share of all rows that were looked at, 0 to 1.
    pub share: f64,
    /// The columns in which it is least like the whole, most first.
    pub marks: Vec<Mark>,
    /// The share of the positive class, or the mean of the target, among its labelled rows.
    pub target: Figure,
    /// A condition that says nearly the same, where there is a simple one.
    pub segment: Option<Told>,
}

/// How a group differs from the whole in a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The column.
    pub column: String,
    /// Its mean in the group.
    pub mean: f64,
    /// Its mean in all rows.
    pub overall: f64,
    /// The difference in standard deviations of all rows.
    pub deviations: f64,
}

/// A group told as a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The condition.
    pub segment: Segment,
    /// Which share of the group's rows fulfils it, 0 to 1.
    pub found: f64,
    /// Which share of the rows that fulfil it is in the group, 0 to 1.
    pub right: f64,
}

/// What a number of groups gives.
#[derive(Clone, Debug, PartialEq)]
pub struct ByK {
    /// How many groups.
    pub k: u32,
    /// How clearly they stand apart; higher is better.
    pub silhouette: Figure,
    /// Schwarz' criterion of a mixture; lower is better.
    pub bic: Option<f64>,
}

/// Groups the rows of `ground`, and gives the group of each row.
pub(super) fn clusters(
    ground: &Ground,
    problem: &problem::Params,
    params: &ClusterParams,
    progress: &dyn Progress,
) -> Result<(Clusters, Vec<Option<u32>>), StepError> {
    let part = Part::new(progress, 0.0, 0.5);
    let found = learners::cluster(params, &ground.matrix, &part)?;
    let (few, few_labels) = few(&ground.matrix, &found.labels);
    let silhouette = silhouette(&few, &few_labels, progress)?;
    let target = target(ground, problem);
    let groups = (0..found.n_clusters as u32)
        .map(|group| cluster(ground, (group, &found.labels), target.as_deref()))
        .collect();
    let clusters = Clusters {
        groups,
        alone: found.labels.iter().filter(|label| label.is_none()).count() as u64,
        silhouette,
        measured_on: few.n_rows() as u64,
        reach: found.reach,
        by_k: by_k(params, &few, &Part::new(progress, 0.5, 1.0))?,
    };
    Ok((clusters, found.labels))
}

/// Evenly spread rows, few enough to read every pair.
fn few(matrix: &Matrix, labels: &[Option<u32>]) -> (Matrix, Vec<Option<u32>>) {
    let step = matrix.n_rows().div_ceil(PAIRS).max(1);
    let rows: Vec<u32> = (0..matrix.n_rows() as u32).step_by(step).collect();
    let labels = rows.iter().map(|&row| labels[row as usize]).collect();
    (matrix.take(&rows), labels)
}

fn by_k(
    params: &ClusterParams,
    few: &Matrix,
    progress: &dyn Progress,
) -> Result<Vec<ByK>, StepError> {
    let mut tried = Vec::new();
    if params.way == Clusterer::Dbscan {
        return Ok(tried);
    }
    for k in TRIED {
        progress.check()?;
        progress.report((k - 2) as f32 / 7.0, &format!("Trying {k} groups"));
        let params = ClusterParams { k, ..*params };
        // A number of groups that suits no rows says nothing of the others.
        match learners::cluster(&params, few, &Part::new(progress, 0.0, 0.0)) {
            Ok(found) => tried.push(ByK {
                k,
                silhouette: silhouette(few, &found.labels, progress)?,
                bic: found.bic,
            }),
            Err(LearnError::Cancelled) => return Err(LearnError::Cancelled.into()),
            Err(_) => {}
        }
    }
    Ok(tried)
}

fn cluster(
    ground: &Ground,
    (group, labels): (u32, &[Option<u32>]),
    target: Option<&[f64]>,
) -> Cluster {
    let rows: Vec<usize> = (0..labels.len())
        .filter(|&row| labels[row] == Some(group))
        .collect();
    let mut marks: Vec<Mark> = ground
        .matrix
        .names()
        .iter()
        .enumerate()
        .map(|(j, column)| {
            let values = ground.matrix.column(j);
            let sum: f64 = rows.iter().map(|&row| values[row]).sum();
            let deviations = sum / rows.len().max(1) as f64;
            let (overall, spread) = ground.scales[j];
            Mark {
                column: column.clone(),
                mean: overall + spread * deviations,
                overall,
                deviations,
            }
        })
        .collect();
    marks.sort_by(|a, b| b.deviations.abs().total_cmp(&a.deviations.abs()));
    let segment = segment(ground, (group, labels), &marks);
    marks.truncate(MARKS);
    Cluster {
        rows: rows.len() as u64,
        share: rows.len() as f64 / labels.len().max(1) as f64,
        marks,
        target: mean_of(target, &rows),
        segment,
    }
}

fn mean_of(target: Option<&[f64]>, rows: &[usize]) -> Figure {
    let Some(target) = target else {
        return Figure::not_computable("there is no target with two classes or numbers");
    };
    let known: Vec<f64> = rows.iter().map(|&row| target[row]).collect();
    let known: Vec<f64> = known.into_iter().filter(|value| !value.is_nan()).collect();
    if known.is_empty() {
        return Figure::not_computable("no row of the group has a label");
    }
    Figure::finite(Moments::of(&known).mean, "the target is not finite")
}

/// The target as numbers; nothing where it has none, or more than two classes.
fn target(ground: &Ground, problem: &problem::Params) -> Option<Vec<f64>> {
    if problem.target.is_empty() || problem.task == Task::Multiclass {
        return None;
    }
    let labels = Labels::of(&ground.table, problem).ok()?;
    Some(labels.numbers(&problem.positive))
}
