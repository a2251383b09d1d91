use std::f64::consts::TAU;

use linfa::{DatasetBase, ParamGuard as _, traits::Fit as _};
use linfa_clustering::GaussianMixtureModel;
use ndarray::{Array2, Axis};
use rand_xoshiro::{Xoshiro256Plus, rand_core::SeedableRng as _};

use super::{ClusterParams, Clustering};
use crate::{
    learners::{LearnError, aside::aside, blocks::softmax},
    terms::{Info, Progress},
};

pub(super) const INFO: Info = Info {
    id: "mixture",
    name: "Gaussian mixture",
    summary: "As many stretched groups as you say, which may overlap; its BIC tells how many to take. Slow, and unsteady where columns repeat one another.",
    reference: "Dempster, Laird and Rubin 1977; Schwarz 1978; linfa-clustering 0.8 (full covariances)",
};

/// Added to every variance, so that no group shrinks to a point.
const RAISE: f64 = 1e-6;
/// Starts, of which linfa keeps the likeliest.
const STARTS: u64 = 3;

pub(super) fn cluster(
    params: &ClusterParams,
    rows: Array2<f64>,
    progress: &dyn Progress,
) -> Result<Clustering, LearnError> {
    progress.report(0.0, "Fitting bell curves");
    let (k, seed) = (params.k as usize, params.seed);
    aside(INFO.name, progress, move || {
        let draw = Xoshiro256Plus::seed_from_u64(seed);
        let settings = GaussianMixtureModel::params_with_rng(k, draw)
            .n_runs(STARTS)
            .max_n_iterations(200)
            .reg_covariance(RAISE)
            .tolerance(1e-4)
            .check()
            .map_err(|err| err.to_string())?;
        let model = settings
            .fit(&DatasetBase::from(rows.view()))
            .map_err(|err| format!("{err}; take fewer groups, or columns that repeat nothing"))?;
        let curves = (0..k)
            .map(|i| {
                let factor = factor(&model.covariances().index_axis(Axis(0), i).to_owned())?;
                let mean = model.means().row(i).to_vec();
                Some((model.weights()[i].ln(), mean, factor))
            })
            .collect::<Option<Vec<Curve>>>()
            .ok_or("a group has no width in some direction; take fewer groups")?;
        Ok(judge(&rows, &curves))
    })
}

/// The log share of a group, its mean, and the triangular factor of its covariance.
type Curve = (f64, Vec<f64>, Array2<f64>);

/// The likeliest group of each row, and Schwarz' criterion.
fn judge(rows: &Array2<f64>, curves: &[Curve]) -> Clustering {
    let (n, d) = rows.dim();
    let k = curves.len() as f64;
    let mut log_likelihood = 0.0;
    let mut labels = Vec::with_capacity(n);
    let mut scores = vec![0.0; curves.len()];
    for row in rows.outer_iter() {
        for (score, curve) in scores.iter_mut().zip(curves) {
            *score = log_density(&row.to_vec(), curve);
        }
        log_likelihood += softmax(&mut scores);
        let mut best = 0;
        for (i, score) in scores.iter().enumerate() {
            if *score > scores[best] {
                best = i;
            }
        }
        labels.push(Some(best as u32));
    }
    let d = d as f64;
    let free = k - 1.0 + k * d + k * d * (d + 1.0) / 2.0;
    Clustering {
        labels,
        n_clusters: curves.len(),
        inertia: None,
        bic: Some(free * (n as f64).ln() - 2.0 * log_likelihood),
        reach: None,
    }
}

fn log_density(row: &[f64], (log_share, mean, factor): &Curve) -> f64 {
    // Forward substitution: the length of what is left is Mahalanobis' distance.
    let mut left: Vec<f64> = row.iter().zip(mean).map(|(a, b)| a - b).collect();
    let mut density = *log_share;
    for i in 0..left.len() {
        let known: f64 = (0..i).map(|j| factor[[i, j]] * left[j]).sum();
        left[i] = (left[i] - known) / factor[[i, i]];
        density -= 0.5 * left[i] * left[i] + 0.5 * TAU.ln() + factor[[i, i]].ln();
    }
    density
}

/// Cholesky's factor of a covariance; nothing where it has no width in some direction.
fn factor(covariance: &Array2<f64>) -> Option<Array2<f64>> {
    let d = covariance.nrows();
    let mut factor: Array2<f64> = Array2::zeros((d, d));
    for i in 0..d {
        for j in 0..=i {
            let known: f64 = (0..j).map(|m| factor[[i, m]] * factor[[j, m]]).sum();
            let rest = covariance[[i, j]] - known;
            if i == j {
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                factor[[i, i]] = rest.sqrt();
            } else {
                factor[[i, j]] = rest / factor[[j, j]];
            }
        }
    }
    Some(factor)
}
