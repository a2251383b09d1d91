use std::{sync::Arc, sync::mpsc, thread, time::Duration};

use linfa::{DatasetBase, traits::Fit as _};
use linfa_svm::{Svm, SvmParams};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::{INFO, Kernel};
use crate::{learners::LearnError, terms::Progress};

/// Between two looks at whether to stop.
const WAIT: Duration = Duration::from_millis(20);
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
///
/// linfa cannot be stopped, so it works on a thread of its own, which is left alone when somebody
/// stops: it ends by itself, and nobody reads what it finds.
pub(super) fn train(
    rows: &Arc<Array2<f64>>,
    (kernel, gamma): (Kernel, f64),
    goal: Goal,
    progress: &dyn Progress,
) -> Result<Found, LearnError> {
    let (tell, told) = mpsc::sync_channel(1);
    let rows = Arc::clone(rows);
    thread::Builder::new()
        .name("svm".to_owned())
        .spawn(move || {
            // Nobody listens any more after a stop.
            tell.send(linfa(rows.view(), (kernel, gamma), &goal)).ok();
        })
        .map_err(|err| LearnError::failed(INFO.name, err.to_string()))?;
    loop {
        progress.check()?;
        match told.recv_timeout(WAIT) {
            Ok(found) => return found.map_err(|err| LearnError::failed(INFO.name, err)),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(LearnError::failed(INFO.name, "its library failed"));
            }
        }
    }
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
