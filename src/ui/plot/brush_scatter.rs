use egui::{
    Align2, Color32, CursorIcon, FontId, Mesh, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::axis;
use crate::{
    data::{
        RowSet,
        brushing::{BinnedColumn, Bins, Code},
    },
    ui::theme::{UiExt as _, text},
    workbench::explore::Scatter,
};

const BELOW: f32 = 34.0;
const BESIDE: f32 = 52.0;
/// Half the side of a point.
const POINT: f32 = 1.3;

/// One column over another, of which a rectangle is chosen by a drag. The rectangle ends at the
/// bins of both columns, so that it chooses the same rows in the plot of either column.
#[derive(Clone, Copy)]
pub(in crate::ui) struct BrushScatter<'a> {
    /// The points.
    pub scatter: &'a Scatter,
    /// Both columns in bins.
    pub columns: [&'a BinnedColumn; 2],
    /// The chosen rows; nothing if all rows are meant.
    pub chosen: Option<&'a RowSet>,
    /// The bins of both columns that are brushed.
    pub brushed: [&'a [Code]; 2],
    /// Height in points, axes included.
    pub height: f32,
}

/// The bins of both columns that a drag reaches.
pub(in crate::ui) type Reached = [Vec<Code>; 2];

impl BrushScatter<'_> {
    /// Draws it as wide as there is room; gives the bins that are brushed from now on, if the
    /// user has changed them.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<Reached> {
        let size = vec2(ui.available_width(), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let [x, y] = self.columns;
        let name = format!("{} over {}: drag to choose rows", y.name, x.name);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &name));
        if !ui.is_rect_visible(rect) {
            return None;
        }
        let area = Rect::from_min_max(
            pos2(rect.left() + BESIDE, rect.top() + 4.0),
            pos2(rect.right() - 4.0, rect.bottom() - BELOW),
        );
        let [Some(along), Some(upright)] = self.columns.map(edges) else {
            return None;
        };
        let scale = Scale {
            area,
            along,
            upright,
        };
        self.paint(ui, &scale, rect);
        let changed = changed(ui, &scale, &response);
        response.on_hover_cursor(CursorIcon::Crosshair);
        changed.filter(|[x, y]| [x.as_slice(), y.as_slice()] != self.brushed)
    }

    fn paint(&self, ui: &Ui, scale: &Scale<'_>, rect: Rect) {
        let (painter, tokens) = (ui.painter(), ui.tokens());
        painter.rect_filled(scale.area, 3, tokens.sunken);
        if let Some(frame) = scale.brushed(self.brushed) {
            painter.rect_filled(frame, 0, tokens.accent_soft);
        }
        let whole = if self.chosen.is_some() {
            tokens.reference.gamma_multiply(0.45)
        } else {
            tokens.series[0].gamma_multiply(0.6)
        };
        // One mesh of little squares: thousands of circles would take longer than a frame may.
        let mut mesh = Mesh::default();
        let mut add = |point: &[f64; 2], ink: Color32| {
            let at = scale.place(*point);
            if scale.area.contains(at) {
                mesh.add_colored_rect(Rect::from_center_size(at, vec2(POINT, POINT) * 2.0), ink);
            }
        };
        let points = || self.scatter.rows.iter().zip(&self.scatter.points);
        let is_chosen = |row: u32| self.chosen.is_some_and(|rows| rows.contains(row as usize));
        for (_, point) in points().filter(|(row, _)| !is_chosen(**row)) {
            add(point, whole);
        }
        for (_, point) in points().filter(|(row, _)| is_chosen(**row)) {
            add(point, tokens.accent);
        }
        painter.add(Shape::mesh(mesh));
        if let Some(frame) = scale.brushed(self.brushed) {
            let stroke = Stroke::new(1.5, tokens.accent);
            painter.rect_stroke(frame, 0, stroke, StrokeKind::Inside);
        }
        let font = FontId::proportional(10.5);
        let weak = tokens.text_weak;
        let [x, y] = self.columns;
        for (text, x) in scale.marks_along(x) {
            let place = pos2(x, scale.area.bottom() + 3.0);
            painter.text(place, Align2::CENTER_TOP, text, font.clone(), weak);
        }
        for (text, y) in scale.marks_upright(y) {
            let place = pos2(scale.area.left() - 5.0, y);
            painter.text(place, Align2::RIGHT_CENTER, text, font.clone(), weak);
        }
        let place = pos2(scale.area.center().x, rect.bottom());
        painter.text(place, Align2::CENTER_BOTTOM, &x.name, text::label(), weak);
        let place = pos2(rect.left(), rect.bottom());
        let name = format!("↑ {}", y.name);
        painter.text(place, Align2::LEFT_BOTTOM, name, text::label(), weak);
    }
}

/// What a drag reaches; a click without one lets go.
fn changed(ui: &Ui, scale: &Scale<'_>, response: &Response) -> Option<Reached> {
    if response.clicked() {
        return Some([Vec::new(), Vec::new()]);
    }
    let here = response.interact_pointer_pos()?;
    let from = ui.input(|input| input.pointer.press_origin())?;
    response.dragged().then(|| scale.reached(from, here))
}

fn edges(column: &BinnedColumn) -> Option<&[f64]> {
    match &column.bins {
        Bins::Edges(edges) if edges.len() > 1 => Some(edges),
        _ => None,
    }
}

struct Scale<'a> {
    area: Rect,
    along: &'a [f64],
    upright: &'a [f64],
}

impl Scale<'_> {
    fn x(&self, value: f64) -> f32 {
        self.area.left() + share(self.along, value) * self.area.width()
    }

    fn y(&self, value: f64) -> f32 {
        self.area.bottom() - share(self.upright, value) * self.area.height()
    }

    fn place(&self, [x, y]: [f64; 2]) -> Pos2 {
        pos2(self.x(x), self.y(y))
    }

    fn reached(&self, a: Pos2, b: Pos2) -> Reached {
        let x = |pos: Pos2| (pos.x - self.area.left()) / self.area.width();
        let y = |pos: Pos2| (self.area.bottom() - pos.y) / self.area.height();
        [
            between(self.along, x(a), x(b)),
            between(self.upright, y(a), y(b)),
        ]
    }

    /// The rectangle that is brushed, if both sides are.
    fn brushed(&self, [x, y]: [&[Code]; 2]) -> Option<Rect> {
        let [low_x, high_x] = ends(self.along, x)?;
        let [low_y, high_y] = ends(self.upright, y)?;
        let frame = Rect::from_two_pos(self.place([low_x, low_y]), self.place([high_x, high_y]));
        Some(frame.intersect(self.area))
    }

    fn marks_along(&self, column: &BinnedColumn) -> Vec<(String, f32)> {
        let fit = (self.area.width() / 90.0).clamp(2.0, 10.0) as usize;
        let place = |value| self.x(value);
        marks(column, self.along, fit, place)
    }

    fn marks_upright(&self, column: &BinnedColumn) -> Vec<(String, f32)> {
        let fit = (self.area.height() / 45.0).clamp(2.0, 8.0) as usize;
        marks(column, self.upright, fit, |value| self.y(value))
    }
}

fn marks(
    column: &BinnedColumn,
    edges: &[f64],
    fit: usize,
    place: impl Fn(f64) -> f32,
) -> Vec<(String, f32)> {
    if column.kind == crate::data::Kind::Time {
        let every = (edges.len() - 1).div_ceil(fit).max(1);
        let marks = edges.iter().step_by(every);
        return marks
            .map(|&edge| (column.value_text(edge), place(edge)))
            .collect();
    }
    let ticks = axis::ticks(edges[0], edges[edges.len() - 1], fit);
    let marks = ticks.iter();
    marks
        .map(|&tick| (axis::tick_text(tick, &ticks), place(tick)))
        .collect()
}

/// Where `value` lies between the first and the last edge, 0 to 1.
fn share(edges: &[f64], value: f64) -> f32 {
    let (low, high) = (edges[0], edges[edges.len() - 1]);
    ((value - low) / (high - low)) as f32
}

/// The bins from one share of the width to another; beyond the ends the open bins belong to it.
fn between(edges: &[f64], a: f32, b: f32) -> Vec<Code> {
    let (low, high) = (edges[0], edges[edges.len() - 1]);
    let code = |share: f32| {
        let value = low + f64::from(share) * (high - low);
        edges.partition_point(|edge| *edge <= value) as Code
    };
    (code(a.min(b))..=code(a.max(b))).collect()
}

/// The lowest and the highest edge of the brushed bins.
fn ends(edges: &[f64], codes: &[Code]) -> Option<[f64; 2]> {
    let (first, last) = (codes.first()?, codes.last()?);
    let low = edges[usize::from(first.saturating_sub(1)).min(edges.len() - 1)];
    let high = edges[usize::from(*last).min(edges.len() - 1)];
    Some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_reaches_whole_bins() {
        let edges = [0.0, 10.0, 20.0, 30.0];
        assert_eq!(between(&edges, 0.4, 0.1), [1, 2]);
        assert_eq!(between(&edges, -0.1, 0.1), [0, 1]);
        assert_eq!(between(&edges, 0.9, 1.2), [3, 4]);
        assert_eq!(ends(&edges, &[2, 3]), Some([10.0, 30.0]));
        assert_eq!(ends(&edges, &[]), None);
    }
}
