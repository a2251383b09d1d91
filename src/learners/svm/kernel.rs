use crate::{stats::Moments, terms::Matrix};

/// How alike two rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kernel {
    /// e to the power of minus gamma times the squared distance: borders of any shape.
    #[default]
    Rbf,
    /// The sum of products: straight borders.
    Linear,
}

impl Kernel {
    /// Every kernel.
    pub const ALL: [Self; 2] = [Self::Rbf, Self::Linear];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rbf => "radial",
            Self::Linear => "linear",
        }
    }
}

/// One over the number of columns times the variance of all values: scikit-learn's "scale".
pub(super) fn scale(matrix: &Matrix) -> f64 {
    let variance = Moments::of(matrix.values()).var(0).value();
    let spread = variance.unwrap_or(1.0) * matrix.n_columns() as f64;
    if spread > 0.0 { 1.0 / spread } else { 1.0 }
}
