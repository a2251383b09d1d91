use super::{
    ConfusionMatrix,
    average::{Average, average},
};
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "f1",
    name: "F1",
    summary: "Harmonic mean of precision and recall; ignores the negatives that were left alone.",
    reference: "scikit-learn: f1_score",
};
pub(super) const MACRO: Info = Info {
    id: "f1_macro",
    name: "F1 (macro)",
    summary: "Mean of the classes' F1, each class with the same weight; a tiny class can move it far.",
    reference: "scikit-learn: f1_score, macro",
};
pub(super) const MICRO: Info = Info {
    id: "f1_micro",
    name: "F1 (micro)",
    summary: "F1 over all answers at once; with one label a row it is the accuracy.",
    reference: "scikit-learn: f1_score, micro",
};
pub(super) const WEIGHTED: Info = Info {
    id: "f1_weighted",
    name: "F1 (weighted)",
    summary: "Mean of the classes' F1, each with the weight of its rows; common classes hide rare ones.",
    reference: "scikit-learn: f1_score, weighted",
};

/// Harmonic mean of precision and recall, 0 to 1: `2 tp / (2 tp + fp + fn)`.
///
/// 0 where nothing was found. No figure of the positive class where it was neither labelled nor
/// answered. Leaves out the rows that were rightly left alone; MCC does not.
pub(super) fn f1(confusion: &ConfusionMatrix, over: Average) -> Figure {
    let undefined = "the positive class occurs neither in the labels nor in the answers";
    average(
        confusion,
        over,
        |counts| (2.0 * counts.found, counts.labelled + counts.answered),
        undefined,
    )
}
