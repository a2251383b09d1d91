use super::ConfusionMatrix;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "accuracy",
    name: "Accuracy",
    summary: "Share of right answers. Misleads where one class is rare: always answering the common one looks good.",
    reference: "scikit-learn: accuracy_score",
};

/// Share of right answers, 0 to 1: `correct / rows`.
///
/// No figure without rows. Where one class is rare, prefer balanced accuracy, MCC or average
/// precision.
pub(super) fn accuracy(confusion: &ConfusionMatrix) -> Figure {
    let share = confusion.correct() as f64 / confusion.total() as f64;
    Figure::finite(share, "no labelled rows")
}
