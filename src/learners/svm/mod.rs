//! Support vector machines: linfa-svm finds them, and what they answer is our own.

mod kernel;
mod machine;
mod model;
mod train;

pub use self::{kernel::Kernel, model::Svm};

use super::params::{between, within};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "svm",
    name: "Support vector machine",
    summary: "The widest street between the classes, or a tube around the numbers, bent by a kernel. Strong on a few thousand rows with scaled columns; slow above, so it learns from a sample.",
    reference: "Cortes and Vapnik 1995; linfa-svm 0.8 (after LIBSVM, Chang and Lin 2011); probabilities after Platt 1999; scikit-learn, SVC and SVR",
};

/// How a support vector machine is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SvmParams {
    /// What a row on the wrong side costs, above 0 to 1,000: more bends the border to each row.
    pub c: f64,
    /// How alike two rows are.
    pub kernel: Kernel,
    /// How fast likeness falls with the squared distance, above 0; of no effect for a linear
    /// kernel. Where none is given: one over the columns times their variance, as scikit-learn does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gamma: Option<f64>,
    /// Half the width of the tube within which an error is free, in standard deviations of the
    /// answers, 0 to 10; of no effect for classes.
    pub epsilon: f64,
    /// Rows that it is fitted on at most, 100 to 5,000; above, a sample that the seed draws. Memory
    /// grows with their square: 8 bytes a pair.
    pub max_rows: u32,
}

impl Default for SvmParams {
    fn default() -> Self {
        Self {
            c: 1.0,
            kernel: Kernel::Rbf,
            gamma: None,
            epsilon: 0.1,
            max_rows: 2000,
        }
    }
}

impl SvmParams {
    pub(super) fn check(self) -> Result<(), String> {
        between("c", self.c, 1e-6..=1000.0)?;
        if let Some(gamma) = self.gamma {
            between("gamma", gamma, 1e-12..=1e6)?;
        }
        between("epsilon", self.epsilon, 0.0..=10.0)?;
        within("max_rows", self.max_rows, 100..=5000)
    }

    pub(super) fn summary(self) -> String {
        let gamma = match (self.kernel, self.gamma) {
            (Kernel::Rbf, Some(gamma)) => format!(", gamma {gamma}"),
            _ => String::new(),
        };
        format!(
            "{} kernel{gamma}, C {}, of at most {} rows",
            self.kernel.name(),
            self.c,
            self.max_rows
        )
    }
}
