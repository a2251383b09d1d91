use linfa::{DatasetBase, traits::Transformer as _};
use linfa_clustering::Dbscan;
use linfa_nn::{KdTree, NearestNeighbour as _, distance::L2Dist};
use ndarray::Array2;
use rayon::prelude::*;

use super::{ClusterParams, Clustering};
use crate::{
    learners::{LearnError, aside::aside},
    terms::{Info, Progress},
};

pub(super) const INFO: Info = Info {
    id: "dbscan",
    name: "DBSCAN",
    summary: "Dense groups of any shape, however many, and rows that belong to none. Asks how near is near; in many columns nothing is dense.",
    reference: "Ester et al. 1996; linfa-clustering 0.8 over linfa-nn's k-d tree",
};

/// Share of the rows that are dense where no reach is given.
const DENSE: f64 = 0.9;

pub(super) fn cluster(
    params: &ClusterParams,
    rows: Array2<f64>,
    progress: &dyn Progress,
) -> Result<Clustering, LearnError> {
    progress.report(0.0, "Looking for dense rows");
    let (dense, reach) = (params.dense as usize, params.reach);
    aside(INFO.name, progress, move || {
        let reach = match reach {
            Some(reach) => reach,
            None => usual_reach(&rows, dense)?,
        };
        let settings = Dbscan::params_with(dense, L2Dist, KdTree::new()).tolerance(reach);
        let found = settings
            .transform(DatasetBase::from(rows))
            .map_err(|err| err.to_string())?;
        let labels: Vec<Option<u32>> = found
            .targets()
            .iter()
            .map(|label| label.map(|label| label as u32))
            .collect();
        let n_clusters = labels
            .iter()
            .flatten()
            .max()
            .map_or(0, |most| *most as usize + 1);
        Ok(Clustering {
            labels,
            n_clusters,
            inertia: None,
            bic: None,
            reach: Some(reach),
        })
    })
}

/// As far as the neighbour that makes nine in ten rows dense.
fn usual_reach(rows: &Array2<f64>, dense: usize) -> Result<f64, String> {
    let tree = KdTree::new()
        .from_batch(rows, L2Dist)
        .map_err(|err| err.to_string())?;
    let farthest = |i: usize| {
        let found = tree
            .k_nearest(rows.row(i), dense)
            .map_err(|err| err.to_string())?;
        let squares = found.last().map(|(other, _)| {
            let pairs = rows.row(i).into_iter().zip(other.iter());
            pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
        });
        Ok(squares.unwrap_or(0.0).sqrt())
    };
    let mut distances: Vec<f64> = (0..rows.nrows())
        .into_par_iter()
        .map(farthest)
        .collect::<Result<_, String>>()?;
    distances.sort_by(f64::total_cmp);
    let place = ((distances.len() - 1) as f64 * DENSE) as usize;
    Ok(distances[place].max(1e-9))
}
