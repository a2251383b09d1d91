use super::structure::Ground;
use crate::{
    learners::Pca,
    stats,
    steps::{StepError, preparation::Labels, problem},
    terms::Progress,
};

/// Points that are kept: as many as a plot shows.
const POINTS: usize = 4000;
/// Directions that are told.
const DIRECTIONS: usize = 6;
/// Classes that have a colour of their own.
const COLOURS: usize = 5;

/// The rows on the plane on which they differ most.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The share of all variance along each direction, most telling first.
    pub shares: Vec<f64>,
    /// Of the first directions the weight of each column.
    pub loadings: Vec<Vec<f64>>,
    /// Where each shown row lies along the first two directions.
    pub points: Vec<[f64; 2]>,
    /// What the colours mean when they tell the target; empty where there is none.
    pub target_names: Vec<String>,
    /// The place of each shown row's target among the names; nothing where it is not known.
    pub target: Vec<Option<u32>>,
    /// The group of each shown row.
    pub clusters: Vec<Option<u32>>,
    /// How many rows the points stand for.
    pub rows: u64,
}

/// Finds the main directions of the rows of `ground`, of which `groups` tells the groups.
pub(super) fn projection(
    ground: &Ground,
    problem: &problem::Params,
    groups: &[Option<u32>],
    progress: &dyn Progress,
) -> Result<Projection, StepError> {
    let pca = Pca::fit(&ground.matrix, progress)?;
    let n = ground.matrix.n_rows();
    let shown: Vec<usize> = (0..n).step_by(n.div_ceil(POINTS).max(1)).collect();
    let across = pca.project(&ground.matrix, 0);
    let up = if pca.components.len() > 1 {
        pca.project(&ground.matrix, 1)
    } else {
        vec![0.0; n]
    };
    let (target_names, target) = target(ground, problem);
    Ok(Projection {
        shares: pca.shares(),
        points: shown.iter().map(|&row| [across[row], up[row]]).collect(),
        target: shown
            .iter()
            .map(|&row| target.get(row).copied().flatten())
            .collect(),
        clusters: shown.iter().map(|&row| groups[row]).collect(),
        loadings: pca.components.into_iter().take(DIRECTIONS).collect(),
        target_names,
        rows: n as u64,
    })
}

/// The target of every row as one of a few names.
fn target(ground: &Ground, problem: &problem::Params) -> (Vec<String>, Vec<Option<u32>>) {
    let labels = Some(problem)
        .filter(|problem| !problem.target.is_empty())
        .and_then(|problem| Labels::of(&ground.table, problem).ok());
    match labels {
        None => (Vec::new(), Vec::new()),
        Some(Labels::Values(values)) => fifths(&values),
        Some(Labels::Classes { codes, classes }) => commonest(&codes, &classes),
    }
}

/// The commonest classes by name, and all others together.
fn commonest(codes: &[u32], classes: &[String]) -> (Vec<String>, Vec<Option<u32>>) {
    let mut counts = vec![0_u64; classes.len()];
    for &code in codes.iter().filter(|code| **code != stats::MISSING) {
        counts[code as usize] += 1;
    }
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by_key(|&class| (std::cmp::Reverse(counts[class]), class));
    let mut places = vec![COLOURS as u32; classes.len()];
    for (place, &class) in (0_u32..).zip(order.iter().take(COLOURS)) {
        places[class] = place;
    }
    let place = |&code: &u32| (code != stats::MISSING).then(|| places[code as usize]);
    let mut names: Vec<String> = order
        .iter()
        .take(COLOURS)
        .map(|&class| classes[class].clone())
        .collect();
    if classes.len() > COLOURS {
        names.push("other classes".to_owned());
    }
    (names, codes.iter().map(place).collect())
}

/// Numbers in five lots of as many rows.
fn fifths(values: &[f64]) -> (Vec<String>, Vec<Option<u32>>) {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let edges: Vec<f64> = (1..5)
        .filter_map(|i| stats::quantile_sorted(&sorted, f64::from(i) / 5.0).value())
        .collect();
    let lot = |value: &f64| {
        let below = edges.iter().filter(|edge| **edge < *value).count();
        (!value.is_nan()).then_some(below as u32)
    };
    let names = [
        "lowest fifth",
        "second",
        "middle",
        "fourth",
        "highest fifth",
    ];
    (
        names.map(str::to_owned).to_vec(),
        values.iter().map(lot).collect(),
    )
}
