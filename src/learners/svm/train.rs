use std::sync::Arc;

use linfa::{DatasetBase, traits::Fit as _};
use linfa_svm::{Svm, SvmParams};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::{INFO, Kernel};
use crate::{
    learners::{LearnError, aside::aside},
    terms::Progress,
};

/// How far a pair of rows may be from its optimum: LIBSVM's default.
const TOLERANCE: f64 = 1e-3;

/// What a machine must tell apart or meet.
pub(super) enum Goal {
    /// On which side each row is, and what an error on the true and on the false side costs.
    Sides(Vec<bool>, (f64, f64)),
    /// The number of each row, what an error costs, and how large a free one is.
    Numbers(Vec<f64>, (f64, f64)),
}

/// What linfa found: the answer is the sum of coefficient times likeness over rows, minus rho.
pub(super) struct Found {
    pub(super) coefficients: Vec<f64>,
    pub(super) rho: f64,
}

/// Fits one machine on `rows`.
pub(super) fn train(
    rows: &Arc<Array2<f64>>,
    kernel: (Kernel, f64),
    goal: Goal,
    progress: &dyn Progress,
) -> Result<Found, LearnError> {
    let rows = Arc::clone(rows);
    aside(INFO.name, progress, move || {
        linfa(rows.view(), kernel, &goal)
    })
}

fn linfa(rows: ArrayView2<'_, f64>, kernel: (Kernel, f64), goal: &Goal) -> Result<Found, String> {
    match goal {
        Goal::Sides(sides, (cost, other_cost)) => {
            let settings = settings::<bool>(kernel).pos_neg_weights(*cost, *other_cost);
            let found = settings
                .fit(&DatasetBase::new(rows, ArrayView1::from(sides)))
                .map_err(|err| err.to_string())?;
            Ok(Found {
                coefficients: found.alpha,
                rho: found.rho,
            })
        }
        Goal::Numbers(numbers, (cost, free)) => {
            let settings = settings::<f64>(kernel).c_svr(*cost, Some(*free));
            let numbers = Array1::from(numbers.clone());
            let found = settings
                .fit(&DatasetBase::new(rows.to_owned(), numbers))
                .map_err(|err| err.to_string())?;
            Ok(Found {
                coefficients: found.alpha,
                rho: found.rho,
            })
        }
    }
}

fn settings<T>((kernel, gamma): (Kernel, f64)) -> SvmParams<f64, T> {
    let settings = Svm::<f64, T>::params().eps(TOLERANCE);
    match kernel {
        Kernel::Rbf => settings.gaussian_kernel(1.0 / gamma),
        Kernel::Linear => settings.linear_kernel(),
    }
}
