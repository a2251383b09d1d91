use super::ConfusionMatrix;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "kappa",
    name: "Cohen's kappa",
    summary: "How far answers agree with labels beyond chance: 1 perfect, 0 as chance would; depends on how common the classes are.",
    reference: "Cohen 1960; scikit-learn: cohen_kappa_score",
};

/// Agreement of answers and labels beyond what chance would give, -1 to 1:
/// `1 - observed disagreement / expected disagreement`.
///
/// No figure where labels and answers are all of one class (scikit-learn: NaN). Falls with rare
/// classes even at the same quality; prefer MCC there.
pub(super) fn kappa(confusion: &ConfusionMatrix) -> Figure {
    let total = confusion.total() as f64;
    let chance = |class| confusion.labelled(class) as f64 * confusion.answered(class) as f64;
    let agreement: f64 = confusion.classes().map(chance).sum();
    let expected = total * total - agreement;
    if expected == 0.0 {
        return Figure::not_computable("labels and answers are all of one class");
    }
    let observed = total - confusion.correct() as f64;
    Figure::finite(1.0 - observed * total / expected, "no labelled rows")
}
