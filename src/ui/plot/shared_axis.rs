//! What plots over the same chunks know of each other, so that they show one axis of time.

use egui::{Id, Rangef, Ui};

use super::axis;

/// Room for the names of columns.
const NAMES: f32 = 150.0;
/// From this width on plots have room for names.
const WIDE: f32 = 640.0;

/// What one plot of a group told the others last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Told {
    /// The plot under the mouse, and the place in it.
    hovered: Option<(Id, usize)>,
    /// What is seen of the axis, in chunks; all of it where no plot that moves was shown.
    seen: Option<(f64, f64)>,
}

fn told(ui: &Ui, group: Id) -> Told {
    ui.data(|data| data.get_temp(group.with("axis")))
        .unwrap_or_default()
}

fn tell(ui: &Ui, group: Id, before: Told, now: Told) {
    if before != now {
        ui.data_mut(|data| data.insert_temp(group.with("axis"), now));
        // Plots further up were drawn before they could know.
        ui.ctx().request_repaint();
    }
}

/// The chunk under the mouse in any plot of `group`.
pub(in crate::ui) fn hovered(ui: &Ui, group: Id) -> Option<usize> {
    told(ui, group).hovered.map(|(_, chunk)| chunk)
}

/// Lets the other plots of `group` know which chunk is under the mouse in `plot`, if any.
pub(super) fn hover(ui: &Ui, group: Id, plot: Id, chunk: Option<usize>) {
    let before = told(ui, group);
    let mut now = before;
    match chunk {
        Some(chunk) => now.hovered = Some((plot, chunk)),
        None if before.hovered.is_some_and(|(owner, _)| owner == plot) => now.hovered = None,
        None => {}
    }
    tell(ui, group, before, now);
}

/// What is seen of `n` chunks in `group`: from the left end of the axis to its right end.
fn seen(ui: &Ui, group: Id, n: usize) -> (f64, f64) {
    let all = (-0.5, n as f64 - 0.5);
    let seen = told(ui, group).seen.unwrap_or(all);
    let seen = (seen.0.max(all.0), seen.1.min(all.1));
    if seen.1 - seen.0 > 0.0 { seen } else { all }
}

/// Lets the other plots of `group` know what is seen of the axis.
pub(super) fn show(ui: &Ui, group: Id, seen: (f64, f64)) {
    let before = told(ui, group);
    let now = Told {
        seen: Some(seen),
        ..before
    };
    tell(ui, group, before, now);
}

/// Room for what stands left of plots with this width, so that those of one group begin in line:
/// the names of columns beside a map of them are the longest.
pub(super) fn beside(width: f32) -> f32 {
    if width >= WIDE { NAMES } else { axis::BESIDE }
}

/// The axis on the screen, for plots that are painted by hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Across {
    /// From the left end to the right end, in points.
    pub(super) x: Rangef,
    /// The same in chunks.
    seen: (f64, f64),
}

impl Across {
    /// What is seen of `n` chunks in `group`, between these points.
    pub(super) fn of(ui: &Ui, group: Id, n: usize, x: Rangef) -> Self {
        Self {
            x,
            seen: seen(ui, group, n),
        }
    }

    /// The left edge of a chunk, which may lie outside.
    pub(super) fn left(&self, chunk: usize) -> f32 {
        let share = (chunk as f64 - 0.5 - self.seen.0) / (self.seen.1 - self.seen.0);
        self.x.min + self.x.span() * share as f32
    }

    /// The width of a chunk.
    pub(super) fn width(&self) -> f32 {
        self.x.span() / (self.seen.1 - self.seen.0) as f32
    }

    /// The chunk at `x`, of `n`; nothing beside the axis.
    pub(super) fn chunk(&self, x: f32, n: usize) -> Option<usize> {
        if !self.x.contains(x) {
            return None;
        }
        let share = f64::from((x - self.x.min) / self.x.span());
        let chunk = (self.seen.0 + share * (self.seen.1 - self.seen.0)).round();
        (chunk >= 0.0 && chunk < n as f64).then_some(chunk as usize)
    }
}
