use egui::{Align2, FontId, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Values;
use crate::{
    drift::{Outline, Sides},
    ui::{
        picture::{self, Head},
        theme::{UiExt as _, text},
        words,
    },
};

const HEIGHT: f32 = 190.0;
/// Room for the shares beside the bars.
const BESIDE: f32 = 44.0;
/// Room for the values below the bars.
const BELOW: f32 = 20.0;

/// One bin or category: its share of the reference and of the chunk.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Group {
    /// What stands below it.
    label: String,
    /// What it holds, in full.
    hint: String,
    /// The shares of all rows, 0 to 1.
    pub(super) shares: Sides<f64>,
}

impl Group {
    /// What stands below it.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// What it holds, in full.
    pub(super) fn hint(&self) -> &str {
        &self.hint
    }

    /// Whether it holds the same values.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.hint == other.hint
    }
}

/// The bars of an outline, left to right; tails, other values and missing ones have their own.
pub(in crate::ui) fn groups(outline: &Outline, values: Values) -> Vec<Group> {
    let write = |value: f64| match values {
        Values::Numbers => words::value(value),
        Values::Times => words::time(value as i64),
    };
    let mut groups = Vec::new();
    match outline {
        Outline::Bins {
            edges,
            shares,
            below,
            above,
            missing,
        } => {
            let first = edges.first().copied().unwrap_or_default();
            let last = edges.last().copied().unwrap_or_default();
            groups.extend(rest("below", format!("below {}", write(first)), below));
            groups.extend(
                edges
                    .windows(2)
                    .zip(pairs(shares))
                    .map(|(edge, shares)| Group {
                        label: write(edge[0]),
                        hint: format!("{} to {}", write(edge[0]), write(edge[1])),
                        shares,
                    }),
            );
            groups.extend(rest("above", format!("above {}", write(last)), above));
            groups.extend(rest("missing", "missing".to_owned(), missing));
        }
        Outline::Values {
            values,
            shares,
            other,
            missing,
        } => {
            groups.extend(values.iter().zip(pairs(shares)).map(|(value, shares)| {
                let label = write(*value);
                Group {
                    hint: label.clone(),
                    label,
                    shares,
                }
            }));
            groups.extend(rest(
                "other",
                "values that the reference does not have".to_owned(),
                other,
            ));
            groups.extend(rest("missing", "missing".to_owned(), missing));
        }
        Outline::Categories {
            names,
            shares,
            other,
            missing,
        } => {
            groups.extend(names.iter().zip(pairs(shares)).map(|(name, shares)| Group {
                label: name.clone(),
                hint: format!("“{name}”"),
                shares,
            }));
            groups.extend(rest("other", "all other categories".to_owned(), other));
            groups.extend(rest("missing", "missing".to_owned(), missing));
        }
    }
    groups
}

/// The shares of each bin of both sides.
fn pairs(shares: &Sides<Vec<f64>>) -> impl Iterator<Item = Sides<f64>> {
    let both = shares.reference.iter().zip(&shares.current);
    both.map(|(&reference, &current)| Sides { reference, current })
}

/// A bar for what has no bin of its own, if there is any.
fn rest(label: &str, hint: String, shares: &Sides<f64>) -> Option<Group> {
    (shares.reference > 0.0 || shares.current > 0.0).then(|| Group {
        label: label.to_owned(),
        hint,
        shares: *shares,
    })
}

/// Draws the bars: the reference wide and pale, the chunk narrow before it.
pub(in crate::ui) fn show(ui: &mut Ui, name: &str, sides: [&str; 2], groups: &[Group]) {
    picture::saved(ui, (name, Head::Above), |ui| draw(ui, name, sides, groups));
}

fn draw(ui: &mut Ui, name: &str, sides: [&str; 2], groups: &[Group]) {
    if groups.is_empty() {
        ui.weak("One side has no rows.");
        return;
    }
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let area = Rect::from_min_max(
        pos2(rect.left() + BESIDE, rect.top() + 6.0),
        pos2(rect.right(), rect.bottom() - BELOW),
    );
    let width = area.width() / groups.len() as f32;
    let hovered = response.hover_pos().and_then(|place| {
        let i = ((place.x - area.left()) / width).floor();
        (i >= 0.0 && i < groups.len() as f32).then_some(i as usize)
    });
    paint(ui, (rect, area), groups, hovered);
    if let Some(group) = hovered.and_then(|i| groups.get(i)) {
        let Sides { reference, current } = group.shares;
        let (reference, current) = (words::percent(reference), words::percent(current));
        let [first, second] = sides;
        let hint = format!("{}\n{first}: {reference}\n{second}: {current}", group.hint);
        response.on_hover_text_at_pointer(hint);
    }
}

fn paint(ui: &Ui, (rect, area): (Rect, Rect), groups: &[Group], hovered: Option<usize>) {
    let tokens = ui.tokens();
    let painter = ui.painter();
    let highest = groups
        .iter()
        .map(|group| group.shares.reference.max(group.shares.current));
    let highest = highest.fold(0.0, f64::max).max(1e-9);
    let y = |share: f64| area.bottom() - (share / highest) as f32 * area.height();
    for share in [0.5 * highest, highest] {
        painter.hline(area.x_range(), y(share), (1.0, tokens.border));
        let place = pos2(area.left() - 6.0, y(share));
        painter.text(
            place,
            Align2::RIGHT_CENTER,
            words::percent(share),
            small(),
            tokens.text_weak,
        );
    }
    let width = area.width() / groups.len() as f32;
    let longest = groups
        .iter()
        .map(|group| group.label.chars().count())
        .max()
        .unwrap_or(1);
    let every = ((longest.min(14) as f32 * 6.3 + 8.0) / width)
        .ceil()
        .max(1.0) as usize;
    for (i, group) in groups.iter().enumerate() {
        let left = area.left() + width * i as f32;
        if hovered == Some(i) {
            let column = Rect::from_x_y_ranges(left..=left + width, area.y_range());
            painter.rect_filled(column, 0, tokens.accent_soft);
        }
        let bar = |inset: f32, share: f64| {
            let x = left + width * inset..=left + width * (1.0 - inset);
            Rect::from_x_y_ranges(x, y(share)..=area.bottom())
        };
        let reference = bar(0.06, group.shares.reference);
        painter.rect_filled(reference, 0, tokens.reference.gamma_multiply(0.45));
        painter.hline(
            reference.x_range(),
            reference.top(),
            (1.5, tokens.reference),
        );
        let current = bar(0.26, group.shares.current);
        painter.rect_filled(current, 1, tokens.current.gamma_multiply(0.85));
        if i % every == 0 {
            let slot = Rect::from_x_y_ranges(left..=left + width * every as f32, rect.y_range());
            painter
                .with_clip_rect(slot.intersect(painter.clip_rect()))
                .text(
                    pos2(left + 2.0, area.bottom() + 4.0),
                    Align2::LEFT_TOP,
                    &group.label,
                    small(),
                    tokens.text_weak,
                );
        }
    }
    painter.hline(area.x_range(), area.bottom(), (1.0, tokens.text_weak));
    painter.text(
        pos2(rect.left(), rect.bottom()),
        Align2::LEFT_BOTTOM,
        "share",
        text::label(),
        tokens.text_weak,
    );
}

fn small() -> FontId {
    FontId::proportional(11.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_has_its_own_bar() {
        let both = |reference, current| Sides { reference, current };
        let outline = Outline::Bins {
            edges: vec![0.0, 1.0, 2.0],
            shares: Sides {
                reference: vec![0.5, 0.5],
                current: vec![0.25, 0.25],
            },
            below: both(0.0, 0.0),
            above: both(0.0, 0.4),
            missing: both(0.0, 0.1),
        };
        let labels: Vec<String> = groups(&outline, Values::Numbers)
            .into_iter()
            .map(|group| group.label)
            .collect();
        assert_eq!(labels, ["0", "1", "above", "missing"]);
    }
}
