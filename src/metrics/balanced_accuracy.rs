use super::ConfusionMatrix;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "balanced_accuracy",
    name: "Balanced accuracy",
    summary: "Mean of the share found of each class, so that rare classes count as much as common ones; says nothing of false alarms among many.",
    reference: "scikit-learn: balanced_accuracy_score; Brodersen et al. 2010",
};

/// Mean over the classes of the share that was found, 0 to 1; answering always the same gives
/// `1 / classes`.
///
/// A class without labelled rows is left out (scikit-learn). No figure without rows. Blind to how
/// many false alarms a common class raises; look at precision beside it.
pub(super) fn balanced_accuracy(confusion: &ConfusionMatrix) -> Figure {
    let (mut sum, mut classes) = (0.0, 0.0);
    for class in confusion.classes() {
        let labelled = confusion.labelled(class);
        if labelled > 0 {
            sum += confusion.count(class, class) as f64 / labelled as f64;
            classes += 1.0;
        }
    }
    Figure::finite(sum / classes, "no labelled rows")
}
