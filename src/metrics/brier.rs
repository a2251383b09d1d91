use super::Classified;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "brier",
    name: "Brier score",
    summary: "Mean squared distance of the probabilities from the truth: calibration and sharpness in one; small wherever positives are rare.",
    reference: "Brier 1950; scikit-learn: brier_score_loss (several classes: the sum over the classes, not halved)",
};

/// Mean squared distance of the positive class's probability from 0 or 1, 0 to 1; lower is better.
///
/// Always answering the share `q` of positives gives `q (1 - q)`, which is small where they are
/// rare: compare with the baseline.
pub(super) fn brier_binary(rows: &Classified<'_>, probabilities: &[f64]) -> Figure {
    let of_rows = probabilities.chunks(rows.n_classes.max(1)).zip(rows.labels);
    let square = |(row, &label): (&[f64], &u32)| {
        let truth = f64::from(u8::from(label == rows.positive));
        let distance = row
            .get(rows.positive as usize)
            .map_or(f64::NAN, |p| p - truth);
        distance * distance
    };
    let sum: f64 = of_rows.map(square).sum();
    Figure::finite(
        sum / rows.labels.len() as f64,
        "the positive class is none of the classes",
    )
}

/// Mean over the rows of the squared distances of all classes' probabilities from 0 or 1, 0 to 2.
pub(super) fn brier_multiclass(rows: &Classified<'_>, probabilities: &[f64]) -> Figure {
    let of_rows = probabilities.chunks(rows.n_classes.max(1)).zip(rows.labels);
    let square = |(row, &label): (&[f64], &u32)| {
        let distances = row.iter().zip(0_u32..).map(|(p, class)| {
            let distance = p - f64::from(u8::from(label == class));
            distance * distance
        });
        distances.sum::<f64>()
    };
    let sum: f64 = of_rows.map(square).sum();
    Figure::finite(sum / rows.labels.len() as f64, "no labelled rows")
}
