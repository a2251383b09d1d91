use super::{
    ConfusionMatrix,
    average::{Average, average},
};
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "recall",
    name: "Recall",
    summary: "Share of the positives that are found; 1 for a model that always says yes.",
    reference: "scikit-learn: recall_score",
};
pub(super) const MACRO: Info = Info {
    id: "recall_macro",
    name: "Recall (macro)",
    summary: "Mean of the classes' recall, each class with the same weight; a tiny class can move it far.",
    reference: "scikit-learn: recall_score, macro",
};
pub(super) const MICRO: Info = Info {
    id: "recall_micro",
    name: "Recall (micro)",
    summary: "Recall over all answers at once; with one label a row it is the accuracy.",
    reference: "scikit-learn: recall_score, micro",
};
pub(super) const WEIGHTED: Info = Info {
    id: "recall_weighted",
    name: "Recall (weighted)",
    summary: "Mean of the classes' recall, each with the weight of its rows; common classes hide rare ones.",
    reference: "scikit-learn: recall_score, weighted",
};

/// Share of a class's rows that were answered with it, 0 to 1: `tp / (tp + fn)`.
///
/// Of the positive class there is no figure where no row is of it (scikit-learn warns and says 0);
/// such a class counts as 0 in a mean if it was answered, as in scikit-learn. 1 for a model that
/// always answers "yes": look at precision beside it.
pub(super) fn recall(confusion: &ConfusionMatrix, over: Average) -> Figure {
    let undefined = "no row is of the positive class";
    average(
        confusion,
        over,
        |counts| (counts.found, counts.labelled),
        undefined,
    )
}
