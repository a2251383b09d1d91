use super::ConfusionMatrix;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "mcc",
    name: "MCC",
    summary: "Matthews' correlation between labels and answers: 1 perfect, 0 no better than chance, -1 all wrong; fair to rare classes.",
    reference: "Matthews 1975; Gorodkin 2004; scikit-learn: matthews_corrcoef",
};

/// Correlation between labels and answers, -1 to 1, for any number of classes (Gorodkin's coefficient).
///
/// 0 where every answer is the same, as in scikit-learn: that is the limit of the formula. No
/// figure where every label is the same (scikit-learn says 0). Not comparable between populations
/// with another share of positives.
pub(super) fn mcc(confusion: &ConfusionMatrix) -> Figure {
    let total = confusion.total() as f64;
    let (mut both, mut labels, mut answers) = (0.0, 0.0, 0.0);
    for class in confusion.classes() {
        let (labelled, answered) = (
            confusion.labelled(class) as f64,
            confusion.answered(class) as f64,
        );
        both += labelled * answered;
        labels += labelled * labelled;
        answers += answered * answered;
    }
    let square = total * total;
    if square == labels {
        return Figure::not_computable("only one class in the labels");
    }
    if square == answers {
        return Figure::Value(0.0);
    }
    let covariance = confusion.correct() as f64 * total - both;
    let spread = (square - labels).sqrt() * (square - answers).sqrt();
    Figure::finite(covariance / spread, "no labelled rows").map(|mcc| mcc.clamp(-1.0, 1.0))
}
