//! Round values for an axis, and how they are written.

use std::ops::RangeInclusive;

use egui_plot::{GridInput, GridMark};

use crate::ui::words;

/// Room for the values beside a plot, so that its label never covers them.
pub(super) const BESIDE: f32 = 56.0;

/// Round values within `low..=high`, at most about `n` of them: multiples of 1, 2 or 5 times a
/// power of ten. Nothing where the range is empty or not finite.
///
/// Reference: P. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990) 61–63.
pub(super) fn ticks(low: f64, high: f64, n: usize) -> Vec<f64> {
    let Some(step) = step(low, high, n) else {
        return Vec::new();
    };
    let (first, last) = ((low / step).ceil(), (high / step + 1e-9).floor());
    if last < first {
        return Vec::new();
    }
    let count = (last - first).clamp(0.0, 1000.0) as usize;
    // Adding 0 turns -0 into 0.
    (0..=count)
        .map(|i| (first + i as f64) * step + 0.0)
        .collect()
}

/// The distance between two ticks.
fn step(low: f64, high: f64, n: usize) -> Option<f64> {
    let rough = (high - low) / n.max(1) as f64;
    if !rough.is_finite() || rough <= 0.0 {
        return None;
    }
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|factor| factor * power >= rough * 0.999);
    Some(factor.unwrap_or(10.0) * power).filter(|step| step.is_normal())
}

/// Round values for a plot's grid, about `points` apart.
pub(super) fn marks(input: &GridInput, points: f64) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    // The base step spans eight points, the least distance of grid lines.
    let n = (high - low) / (input.base_step_size / 8.0 * points);
    let n = n.clamp(1.0, 50.0) as usize;
    let step_size = step(low, high, n).unwrap_or(high - low);
    let mark = |value| GridMark { value, step_size };
    ticks(low, high, n).into_iter().map(mark).collect()
}

/// A mark of a plot's grid as text.
pub(super) fn mark_text(mark: GridMark) -> String {
    tick_text(mark.value, &[0.0, mark.step_size])
}

/// The same, but nothing at the foot of the axis, where the labels of the other axis begin.
pub(super) fn above_corner(mark: GridMark, range: &RangeInclusive<f64>) -> String {
    let share = (mark.value - range.start()) / (range.end() - range.start());
    if share < 0.04 {
        return String::new();
    }
    mark_text(mark)
}

/// A tick as text, with as many decimals as tell it from its neighbours.
pub(super) fn tick_text(value: f64, ticks: &[f64]) -> String {
    let step = match ticks {
        [first, second, ..] => second - first,
        _ => return words::number(value),
    };
    let size = value.abs();
    if size >= 1e7 || (step < 1e-4 && size > 0.0) {
        return format!("{value:.1e}");
    }
    let decimals = (-(step * 1.001).log10().floor()).clamp(0.0, 6.0) as usize;
    if decimals == 0 {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", words::count(size.round() as u64));
    }
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{size:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(0.0, 100.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(-7.0, 13.0, 4), [-5.0, 0.0, 5.0, 10.0]);
        assert_eq!(ticks(1.0, 1.0, 4), Vec::<f64>::new());
        assert_eq!(ticks(0.0, f64::INFINITY, 4), Vec::<f64>::new());
    }

    #[test]
    fn ticks_are_told_apart() {
        let ticks = ticks(0.0, 0.3, 6);
        let texts: Vec<String> = ticks.iter().map(|tick| tick_text(*tick, &ticks)).collect();
        assert_eq!(
            texts,
            ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]
        );
        assert_eq!(tick_text(-20_000.0, &[-20_000.0, 0.0]), "−20,000");
    }

    proptest::proptest! {
        #[test]
        fn ticks_stay_inside(low in -1e9..1e9_f64, width in 1e-6..1e9_f64, n in 1..12_usize) {
            let high = low + width;
            let ticks = ticks(low, high, n);
            proptest::prop_assert!(ticks.len() <= n + 2);
            let slack = 1e-6 * width;
            proptest::prop_assert!(ticks.iter().all(|tick| *tick >= low - slack && *tick <= high + slack));
        }
    }
}
