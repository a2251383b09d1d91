use super::{
    Classified,
    calibration::{bin_of, of_rows},
};
use crate::terms::{Figure, Info};

/// Bins of the probability.
pub(super) const BINS: usize = 10;

pub(super) const INFO: Info = Info {
    id: "ece",
    name: "ECE",
    summary: "Expected calibration error: how far probabilities are from the shares that come true, over ten bins; a useless constant model can have 0.",
    reference: "Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017; bins as in scikit-learn: calibration_curve",
};

/// Mean distance between the positive class's probability and the share of positives, over ten
/// bins of the same width, by their rows; 0 to 1, lower is better.
///
/// A probability on an edge falls into the lower bin (scikit-learn). Depends on the bins and is
/// biased upwards on few rows; says nothing of sharpness: look at the Brier score beside it.
pub(super) fn ece_binary(rows: &Classified<'_>, probabilities: &[f64]) -> Figure {
    let scores = probabilities
        .iter()
        .skip(rows.positive as usize)
        .step_by(rows.n_classes.max(1));
    let hits = rows.labels.iter().map(|&label| label == rows.positive);
    error(hits.zip(scores.copied()))
}

/// The same of the likeliest class's probability and the share of rows where it is the true one.
pub(super) fn ece_top_label(rows: &Classified<'_>, probabilities: &[f64]) -> Figure {
    let of_rows = probabilities.chunks(rows.n_classes.max(1)).zip(rows.labels);
    error(of_rows.map(|(row, &label)| top(row, label)))
}

/// Whether the likeliest class of a row is the true one, and its probability.
pub(super) fn top(row: &[f64], label: u32) -> (bool, f64) {
    let (mut class, mut highest) = (0, f64::NEG_INFINITY);
    for (&p, candidate) in row.iter().zip(0_u32..) {
        if p > highest {
            (class, highest) = (candidate, p);
        }
    }
    (class == label, highest)
}

/// The bin that a probability falls into; nothing where it is not from 0 to 1.
pub(super) fn bin(probability: f64) -> Option<usize> {
    bin_of(probability, BINS)
}

fn error(rows: impl Iterator<Item = (bool, f64)>) -> Figure {
    let bins = of_rows(rows, BINS);
    let total: u64 = bins.iter().map(|bin| bin.count).sum();
    let gap = |bin: &super::CalibrationBin| {
        bin.count as f64 * (bin.mean_predicted - bin.positive_share).abs()
    };
    let sum: f64 = bins.iter().map(gap).sum();
    Figure::finite(sum / total as f64, "no probability from 0 to 1")
}
