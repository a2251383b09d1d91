use egui::{Align2, FontId, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::axis;
use crate::ui::{
    picture::{self, Head},
    theme::{UiExt as _, text},
    words,
};

/// Room for the values beside and below.
const BESIDE: f32 = 58.0;
const BELOW: f32 = 38.0;
/// So near to the mouse a point is meant.
const NEAR: f32 = 14.0;

/// A point with its name.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct QuadrantPoint {
    /// What it is.
    pub name: String,
    /// How far along; 0 or more.
    pub x: f64,
    /// How far up; 0 or more.
    pub y: f64,
}

/// Named points over two limits that part the plane in four, each with a meaning.
///
/// Both axes grow with the square root, so that many small values are told apart beside a few
/// large ones and 0 still has a place.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Quadrant<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// What lies along.
    pub x: &'a str,
    /// What stands upright.
    pub y: &'a str,
    /// What the corners mean: top left, top right, bottom left, bottom right.
    pub corners: [&'a str; 4],
    /// Where the plane is parted.
    pub limit: (f64, f64),
    /// The points.
    pub points: &'a [QuadrantPoint],
    /// Height in points, axes included.
    pub height: f32,
}

impl Quadrant<'_> {
    /// Draws it as wide as there is room; gives the point that was clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<usize> {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Option<usize> {
        let size = vec2(ui.available_width(), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        if !ui.is_rect_visible(rect) {
            return None;
        }
        let area = Rect::from_min_max(
            pos2(rect.left() + BESIDE, rect.top() + 20.0),
            pos2(rect.right() - 12.0, rect.bottom() - BELOW),
        );
        let most = |value: &dyn Fn(&QuadrantPoint) -> f64, limit: f64| {
            self.points
                .iter()
                .map(value)
                .fold(limit, f64::max)
                .max(1e-9)
                * 1.12
        };
        let scale = Scale {
            area,
            most: (
                most(&|point| point.x, self.limit.0),
                most(&|point| point.y, self.limit.1),
            ),
        };
        self.paint_plane(ui, rect, &scale);
        let places: Vec<Pos2> = self
            .points
            .iter()
            .map(|point| scale.place(point.x, point.y))
            .collect();
        let nearest = |at: Pos2| {
            let near = places.iter().enumerate();
            near.map(|(i, place)| (i, place.distance(at)))
                .filter(|(_, distance)| *distance <= NEAR)
                .min_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(i, _)| i)
        };
        let hovered = response.hover_pos().and_then(nearest);
        self.paint_points(ui, &places, hovered, area);
        let clicked = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())
            .and_then(nearest);
        if let Some(point) = hovered.and_then(|i| self.points.get(i)) {
            response.on_hover_text_at_pointer(format!(
                "{}\n{}: {}\n{}: {}",
                point.name,
                self.x,
                words::number(point.x),
                self.y,
                words::number(point.y)
            ));
        }
        clicked
    }

    fn paint_plane(&self, ui: &Ui, rect: Rect, scale: &Scale) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let (area, weak) = (scale.area, tokens.text_weak);
        let limit = scale.place(self.limit.0, self.limit.1);
        painter.rect_filled(area, 3, tokens.sunken);
        let look = Rect::from_x_y_ranges(limit.x..=area.right(), area.top()..=limit.y);
        painter.rect_filled(look, 0, tokens.bad_soft.gamma_multiply(0.7));
        for tick in ticks(scale.most.0) {
            let x = scale.place(tick, 0.0).x;
            painter.vline(x, area.bottom()..=area.bottom() + 4.0, (1.0, weak));
            let place = pos2(x, area.bottom() + 5.0);
            painter.text(
                place,
                Align2::CENTER_TOP,
                words::number(tick),
                small(),
                weak,
            );
        }
        for tick in ticks(scale.most.1) {
            let y = scale.place(0.0, tick).y;
            painter.hline(area.x_range(), y, (1.0, tokens.border));
            let place = pos2(area.left() - 6.0, y);
            painter.text(
                place,
                Align2::RIGHT_CENTER,
                words::number(tick),
                small(),
                weak,
            );
        }
        let lines = [
            [pos2(limit.x, area.top()), pos2(limit.x, area.bottom())],
            [pos2(area.left(), limit.y), pos2(area.right(), limit.y)],
        ];
        for line in lines {
            painter.extend(Shape::dashed_line(&line, Stroke::new(1.2, weak), 4.0, 3.0));
        }
        let inset = vec2(6.0, 4.0);
        let corners = [
            (area.left_top() + inset, Align2::LEFT_TOP),
            (
                area.right_top() + vec2(-inset.x, inset.y),
                Align2::RIGHT_TOP,
            ),
            (
                area.left_bottom() + vec2(inset.x, -inset.y),
                Align2::LEFT_BOTTOM,
            ),
            (area.right_bottom() - inset, Align2::RIGHT_BOTTOM),
        ];
        for ((place, align), words) in corners.into_iter().zip(self.corners) {
            painter.text(place, align, words, text::label(), weak);
        }
        let along = pos2(area.center().x, rect.bottom());
        painter.text(along, Align2::CENTER_BOTTOM, self.x, text::label(), weak);
        let up = pos2(rect.left(), rect.top());
        painter.text(up, Align2::LEFT_TOP, self.y, text::label(), weak);
    }

    fn paint_points(&self, ui: &Ui, places: &[Pos2], hovered: Option<usize>, area: Rect) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let mut taken: Vec<Rect> = Vec::new();
        // The loudest get their names first; a name that would lie on another one is left out, and
        // stands in the tooltip.
        let mut order: Vec<usize> = (0..places.len()).collect();
        let loud = |i: &usize| self.points[*i].y * (1.0 + self.points[*i].x);
        order.sort_by(|a, b| loud(b).total_cmp(&loud(a)));
        for i in order {
            let (place, point) = (places[i], &self.points[i]);
            let fires = point.y >= self.limit.1;
            let color = if fires { tokens.bad } else { tokens.reference };
            let radius = if hovered == Some(i) { 6.0 } else { 4.5 };
            if fires {
                let corners = [
                    vec2(0.0, -radius),
                    vec2(radius, 0.0),
                    vec2(0.0, radius),
                    vec2(-radius, 0.0),
                ];
                let corners = corners.map(|corner| place + corner).to_vec();
                painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
            } else {
                painter.circle_filled(place, radius, color);
            }
            let galley = painter.layout_no_wrap(point.name.clone(), small(), tokens.text);
            let size = galley.size();
            let right = place + vec2(8.0, -size.y / 2.0);
            let left = place - vec2(8.0 + size.x, size.y / 2.0);
            let corner = if right.x + size.x <= area.right() {
                right
            } else {
                left
            };
            let room = Rect::from_min_size(corner, size);
            if hovered == Some(i) || taken.iter().all(|other| !other.intersects(room)) {
                painter.galley(corner, galley, tokens.text);
                taken.push(room);
            }
            taken.push(Rect::from_center_size(place, vec2(10.0, 10.0)));
        }
    }
}

fn small() -> FontId {
    FontId::proportional(11.0)
}

/// From values to places.
struct Scale {
    area: Rect,
    most: (f64, f64),
}

impl Scale {
    fn place(&self, x: f64, y: f64) -> Pos2 {
        let share = |value: f64, most: f64| (value.max(0.0) / most).sqrt() as f32;
        pos2(
            self.area.left() + share(x, self.most.0) * self.area.width(),
            self.area.bottom() - share(y, self.most.1) * self.area.height(),
        )
    }
}

/// Round values up to `most`, closer where they are small.
fn ticks(most: f64) -> Vec<f64> {
    let mut found = axis::ticks(0.0, most, 5);
    let small = found.get(1).copied().unwrap_or(most);
    found.extend(
        axis::ticks(0.0, small, 2)
            .into_iter()
            .filter(|tick| *tick > 0.0 && *tick < small),
    );
    found
}
