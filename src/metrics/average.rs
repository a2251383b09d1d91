use super::ConfusionMatrix;
use crate::terms::Figure;

/// How one figure is made of several classes'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Average {
    /// That of one class.
    Binary(u32),
    /// The mean over the classes.
    Macro,
    /// Over all answers, whatever their class.
    Micro,
    /// The mean over the classes, each with the weight of its labelled rows.
    Weighted,
}

/// What a precision or recall is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    /// Rows of the class that were answered with it.
    pub(super) found: f64,
    /// Rows of the class.
    pub(super) labelled: f64,
    /// Rows answered with the class.
    pub(super) answered: f64,
}

/// The average of `share` (numerator, denominator) over the classes.
///
/// As in scikit-learn, a class that is neither labelled nor answered takes no part, and one whose
/// share has no denominator counts as 0 in a mean. `undefined` is the reason where the single
/// class's share has no denominator.
pub(super) fn average(
    confusion: &ConfusionMatrix,
    average: Average,
    share: impl Fn(Counts) -> (f64, f64),
    undefined: &str,
) -> Figure {
    let counts = |class| Counts {
        found: confusion.count(class, class) as f64,
        labelled: confusion.labelled(class) as f64,
        answered: confusion.answered(class) as f64,
    };
    let total = confusion.total() as f64;
    if total == 0.0 {
        return Figure::not_computable("no labelled rows");
    }
    let all = Counts {
        found: confusion.correct() as f64,
        labelled: total,
        answered: total,
    };
    let single = |counts| {
        let (part, whole) = share(counts);
        Figure::finite(part / whole, undefined)
    };
    let weight_of = |counts: &Counts| match average {
        Average::Weighted => counts.labelled,
        _ => 1.0,
    };
    match average {
        Average::Binary(class) => single(counts(class)),
        Average::Micro => single(all),
        Average::Macro | Average::Weighted => {
            let (mut sum, mut weights) = (0.0, 0.0);
            for counts in confusion.classes().map(counts) {
                if counts.labelled + counts.answered > 0.0 {
                    let (part, whole) = share(counts);
                    let weight = weight_of(&counts);
                    sum += weight * if whole > 0.0 { part / whole } else { 0.0 };
                    weights += weight;
                }
            }
            Figure::finite(sum / weights, undefined)
        }
    }
}
