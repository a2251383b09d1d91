use super::{
    clusters::{Mark, Told},
    structure::Ground,
};
use crate::{data::Segment, stats::quantile_sorted};

/// Columns that a condition may name.
const PARTS: usize = 3;
/// Share of a group's rows that a bound may leave out.
const OUTSIDE: f64 = 0.03;
/// How well a condition must do: the harmonic mean of what it finds and what of it is right.
const ENOUGH: f64 = 0.8;

/// A condition that says nearly the same as a group: bounds on up to three of the columns that
/// mark it, each on the side on which the group lies. Nothing where no such condition is good.
///
/// Bounds are added as long as they make it better: a condition of one part beats one of three.
pub(super) fn segment(
    ground: &Ground,
    (group, labels): (u32, &[Option<u32>]),
    marks: &[Mark],
) -> Option<Told> {
    let is_in: Vec<bool> = labels.iter().map(|label| *label == Some(group)).collect();
    let size = is_in.iter().filter(|is_in| **is_in).count();
    let mut fulfils = vec![true; labels.len()];
    let mut parts: Vec<String> = Vec::new();
    let mut best = judge(&is_in, &fulfils, size);
    for mark in marks.iter().take(2 * PARTS) {
        let j = ground
            .matrix
            .names()
            .iter()
            .position(|name| *name == mark.column)?;
        let values = ground.table.numbers(&mark.column).ok()?;
        let mut own: Vec<f64> = values
            .iter()
            .zip(&is_in)
            .filter_map(|(value, is_in)| (*is_in && value.is_finite()).then_some(*value))
            .collect();
        own.sort_unstable_by(f64::total_cmp);
        let is_above = mark.deviations > 0.0;
        let quantile = if is_above { OUTSIDE } else { 1.0 - OUTSIDE };
        let bound = rounded(
            quantile_sorted(&own, quantile).value()?,
            (ground.scales[j].1, is_above),
        );
        let holds = |value: f64| {
            if is_above {
                value >= bound
            } else {
                value <= bound
            }
        };
        let next: Vec<bool> = fulfils
            .iter()
            .zip(&values)
            .map(|(fulfils, value)| *fulfils && holds(*value))
            .collect();
        let judged = judge(&is_in, &next, size);
        // A part must earn its place.
        if judged.0 > best.0 + 0.01 {
            let name = mark.column.replace('"', "\"\"");
            let sign = if is_above { ">=" } else { "<=" };
            parts.push(format!("\"{name}\" {sign} {bound}"));
            (best, fulfils) = (judged, next);
        }
        if parts.len() == PARTS {
            break;
        }
    }
    let (score, found, right) = best;
    (score >= ENOUGH && !parts.is_empty()).then(|| Told {
        segment: Segment {
            name: format!("Cluster {}", group + 1),
            condition: parts.join(" AND "),
        },
        found,
        right,
    })
}

/// The harmonic mean of what a condition finds and what of it is right, and both.
fn judge(is_in: &[bool], fulfils: &[bool], size: usize) -> (f64, f64, f64) {
    let chosen = fulfils.iter().filter(|fulfils| **fulfils).count();
    let both = is_in
        .iter()
        .zip(fulfils)
        .filter(|(a, b)| **a && **b)
        .count();
    if both == 0 {
        return (0.0, 0.0, 0.0);
    }
    let (found, right) = (both as f64 / size as f64, both as f64 / chosen as f64);
    (2.0 * found * right / (found + right), found, right)
}

/// `bound` in as few digits as a hundredth of the column's spread needs, never tighter.
fn rounded(bound: f64, (spread, is_above): (f64, bool)) -> f64 {
    let unit = 10_f64.powf((spread / 100.0).log10().floor());
    let steps = bound / unit;
    let steps = if is_above {
        steps.floor()
    } else {
        steps.ceil()
    };
    // By way of text, so that 0.1 steps do not add up to 0.30000000000000004.
    let digits = (-unit.log10()).max(0.0).round() as usize;
    format!("{:.digits$}", steps * unit)
        .parse()
        .unwrap_or(bound)
}
