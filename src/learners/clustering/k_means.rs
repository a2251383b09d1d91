use linfa::{DatasetBase, ParamGuard as _, traits::Fit as _};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array2, ArrayView1};
use rand_xoshiro::{Xoshiro256Plus, rand_core::SeedableRng as _};
use rayon::prelude::*;

use super::{ClusterParams, Clustering};
use crate::{
    learners::LearnError,
    terms::{Info, Progress},
};

pub(super) const INFO: Info = Info {
    id: "k_means",
    name: "k-means",
    summary: "As many round groups as you say, each around its mean. Quick; always finds groups, whether there are any or not.",
    reference: "Lloyd 1982, started after Arthur and Vassilvitskii 2007; linfa-clustering 0.8",
};

/// Starts, of which the best counts: each may end in a valley of its own.
const STARTS: u64 = 10;
/// Rounds between two looks at whether to stop.
const SLICE: u64 = 10;
/// Slices after which a start stops where it is.
const MOST: u64 = 30;
/// How far all means together may still move.
const TOLERANCE: f64 = 1e-6;

pub(super) fn cluster(
    params: &ClusterParams,
    rows: &Array2<f64>,
    progress: &dyn Progress,
) -> Result<Clustering, LearnError> {
    let mut best: Option<(f64, Vec<u32>)> = None;
    for start in 0..STARTS {
        progress.report(start as f32 / STARTS as f32, "Moving means");
        let means = means(params, (rows, start), progress)?;
        let (inertia, labels) = assign(rows, &means);
        if best.as_ref().is_none_or(|(least, _)| inertia < *least) {
            best = Some((inertia, labels));
        }
    }
    let (inertia, labels) =
        best.ok_or_else(|| LearnError::failed(INFO.name, "it found no groups"))?;
    Ok(Clustering {
        labels: labels.into_iter().map(Some).collect(),
        n_clusters: params.k as usize,
        inertia: Some(inertia),
        bic: None,
        reach: None,
    })
}

/// The means that one start ends with.
fn means(
    params: &ClusterParams,
    (rows, start): (&Array2<f64>, u64),
    progress: &dyn Progress,
) -> Result<Array2<f64>, LearnError> {
    let failed = |err: &dyn ToString| LearnError::failed(INFO.name, err.to_string());
    let dataset = DatasetBase::from(rows.view());
    let draw = Xoshiro256Plus::seed_from_u64(params.seed.wrapping_add(start));
    let settings = KMeans::params_with_rng(params.k as usize, draw)
        .n_runs(1)
        .max_n_iterations(SLICE)
        .tolerance(TOLERANCE);
    let mut init = KMeansInit::KMeansPlusPlus;
    let mut means: Option<Array2<f64>> = None;
    for _ in 0..MOST {
        progress.check()?;
        let checked = settings
            .clone()
            .init_method(init)
            .check()
            .map_err(|err| failed(&err))?;
        let model = checked.fit(&dataset).map_err(|err| failed(&err))?;
        let next = model.centroids().clone();
        let moved = means.as_ref().map_or(f64::INFINITY, |before| {
            (&next - before).mapv(|step| step * step).sum()
        });
        means = Some(next.clone());
        if moved <= TOLERANCE * TOLERANCE {
            break;
        }
        init = KMeansInit::Precomputed(next);
    }
    means.ok_or_else(|| LearnError::failed(INFO.name, "it found no groups"))
}

/// The nearest mean of each row, and the sum of the squared distances.
fn assign(rows: &Array2<f64>, means: &Array2<f64>) -> (f64, Vec<u32>) {
    let nearest = |row: ArrayView1<'_, f64>| {
        let mut best = (f64::INFINITY, 0);
        for (i, mean) in (0_u32..).zip(means.outer_iter()) {
            let distance: f64 = row.iter().zip(mean).map(|(a, b)| (a - b) * (a - b)).sum();
            if distance < best.0 {
                best = (distance, i);
            }
        }
        best
    };
    let found: Vec<(f64, u32)> = (0..rows.nrows())
        .into_par_iter()
        .map(|i| nearest(rows.row(i)))
        .collect();
    let inertia = found.iter().map(|(distance, _)| distance).sum();
    (inertia, found.into_iter().map(|(_, label)| label).collect())
}
