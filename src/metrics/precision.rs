use super::{
    ConfusionMatrix,
    average::{Average, average},
};
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "precision",
    name: "Precision",
    summary: "Share of the answered positives that are positive; high for a model that hardly ever says yes.",
    reference: "scikit-learn: precision_score",
};
pub(super) const MACRO: Info = Info {
    id: "precision_macro",
    name: "Precision (macro)",
    summary: "Mean of the classes' precision, each class with the same weight; a tiny class can move it far.",
    reference: "scikit-learn: precision_score, macro",
};
pub(super) const MICRO: Info = Info {
    id: "precision_micro",
    name: "Precision (micro)",
    summary: "Precision over all answers at once; with one label a row it is the accuracy.",
    reference: "scikit-learn: precision_score, micro",
};
pub(super) const WEIGHTED: Info = Info {
    id: "precision_weighted",
    name: "Precision (weighted)",
    summary: "Mean of the classes' precision, each with the weight of its rows; common classes hide rare ones.",
    reference: "scikit-learn: precision_score, weighted",
};

/// Share of the rows answered with a class that are of it, 0 to 1: `tp / (tp + fp)`.
///
/// Of the positive class there is no figure where it was never answered (scikit-learn warns and
/// says 0); such a class counts as 0 in a mean, as in scikit-learn. Depends on how common the
/// class is, so do not compare it between populations. High for a model that answers "yes" almost
/// never: look at recall beside it.
pub(super) fn precision(confusion: &ConfusionMatrix, over: Average) -> Figure {
    let undefined = "the positive class was never answered";
    average(
        confusion,
        over,
        |counts| (counts.found, counts.answered),
        undefined,
    )
}
