use egui::{Align2, FontId, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::{
    drift::{ColumnDrift, Sides},
    steps::monitoring::Chunk,
    ui::{
        picture::{self, Head},
        plot::{Values, heat_map, outline},
        theme::{UiExt as _, text},
        words,
    },
};

/// Width that a panel has at least, and its height.
const WIDTH: f32 = 170.0;
const HEIGHT: f32 = 118.0;
/// Room for the label above the bars, and for the ends of the axis below them.
const ABOVE: f32 = 20.0;
const BELOW: f32 = 16.0;
const GAP: f32 = 12.0;

/// A column in many chunks at once: a panel for each, all with the same bins and the same axes, so
/// that what differs is the column and nothing else.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct SmallMultiples {
    /// The bins of every panel, from left to right.
    bins: Vec<outline::Group>,
    /// Each panel: the chunk's place, and its shares bin by bin.
    panels: Vec<(usize, Vec<Sides<f64>>)>,
}

impl SmallMultiples {
    /// The chunks of `places`, whose `drift` has an outline; bins that only some of them need (rest,
    /// missing, values below) have their place in all.
    pub(in crate::ui) fn of(drift: &[ColumnDrift], places: &[usize]) -> Self {
        let panels: Vec<(usize, Vec<outline::Group>)> = places
            .iter()
            .filter_map(|place| {
                let outline = drift.get(*place)?.outline.as_ref()?;
                Some((*place, outline::groups(outline, Values::Numbers)))
            })
            .collect();
        let mut bins: Vec<outline::Group> = Vec::new();
        for (_, groups) in &panels {
            let mut last = 0;
            for group in groups {
                let known = bins.iter().position(|bin| bin.is_same(group));
                if known.is_none() {
                    bins.insert(last, group.clone());
                }
                last = known.unwrap_or(last) + 1;
            }
        }
        let shares = |groups: &[outline::Group]| -> Vec<Sides<f64>> {
            bins.iter()
                .map(|bin| {
                    let found = groups.iter().find(|group| group.is_same(bin));
                    found.map(|group| group.shares).unwrap_or_default()
                })
                .collect()
        };
        let panels = panels
            .iter()
            .map(|(place, groups)| (*place, shares(groups)))
            .collect();
        Self { bins, panels }
    }

    /// Draws as many in a row as there is room for; gives the chunk that was clicked.
    pub(in crate::ui) fn ui(
        &self,
        ui: &mut Ui,
        name: &str,
        (chunks, drift): (&[Chunk], &[ColumnDrift]),
        selected: Option<usize>,
    ) -> Option<usize> {
        picture::saved(ui, (name, Head::Above), |ui| {
            self.draw(ui, name, (chunks, drift), selected)
        })
    }

    fn draw(
        &self,
        ui: &mut Ui,
        name: &str,
        (chunks, drift): (&[Chunk], &[ColumnDrift]),
        selected: Option<usize>,
    ) -> Option<usize> {
        let n = self.panels.len();
        let room = ui.available_width();
        let across = (((room + GAP) / (WIDTH + GAP)).floor() as usize).clamp(1, n.max(1));
        let rows = n.div_ceil(across);
        let size = vec2(room, (HEIGHT + GAP) * rows as f32);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
        let width = (room - GAP * (across - 1) as f32) / across as f32;
        let place = |i: usize| {
            let (row, column) = ((i / across) as f32, (i % across) as f32);
            let corner = rect.min + vec2((width + GAP) * column, (HEIGHT + GAP) * row);
            Rect::from_min_size(corner, vec2(width, HEIGHT))
        };
        let all = self.panels.iter().flat_map(|(_, shares)| shares);
        let highest = all.map(|shares| shares.reference.max(shares.current));
        let highest = highest.fold(1e-9, f64::max);
        for (i, (chunk, shares)) in self.panels.iter().enumerate() {
            let (Some(of), Some(drift)) = (chunks.get(*chunk), drift.get(*chunk)) else {
                continue;
            };
            let panel = place(i);
            if ui.is_rect_visible(panel) {
                self.panel(
                    ui,
                    panel,
                    (of, drift),
                    (shares, highest),
                    selected == Some(*chunk),
                );
            }
        }
        let at = |point| {
            let mut panels = self.panels.iter().enumerate();
            panels.find(|(i, _)| place(*i).contains(point))
        };
        let clicked = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())
            .and_then(at)
            .map(|(_, (chunk, _))| *chunk);
        let hint = response.hover_pos().and_then(|point| {
            let (i, (chunk, shares)) = at(point)?;
            let panel = place(i);
            let share = (point.x - panel.left()) / panel.width();
            let bin = (share * self.bins.len() as f32) as usize;
            let (bin, shares) = (self.bins.get(bin)?, shares.get(bin)?);
            Some(format!(
                "{}\n{}\nreference: {}\nhere: {}",
                chunks.get(*chunk)?.label,
                bin.hint(),
                words::percent(shares.reference),
                words::percent(shares.current)
            ))
        });
        if let Some(hint) = hint {
            response.on_hover_text_at_pointer(hint);
        }
        clicked
    }

    fn panel(
        &self,
        ui: &Ui,
        rect: Rect,
        (chunk, drift): (&Chunk, &ColumnDrift),
        (shares, highest): (&[Sides<f64>], f64),
        is_selected: bool,
    ) {
        let tokens = ui.tokens();
        let painter = ui
            .painter()
            .with_clip_rect(rect.expand(1.0).intersect(ui.clip_rect()));
        let mark = Rect::from_min_size(rect.min + vec2(0.0, 3.0), vec2(12.0, 12.0));
        let ratio = drift.psi().map(|psi| psi / drift.limit);
        painter.rect_filled(mark, 2, heat_map::ground(tokens, ratio));
        heat_map::mark(&painter, mark, drift.verdict, tokens);
        let title = pos2(mark.right() + 5.0, mark.center().y);
        let ink = if chunk.is_reference {
            tokens.text_weak
        } else {
            tokens.text
        };
        painter.text(title, Align2::LEFT_CENTER, &chunk.label, text::label(), ink);
        let psi = drift.psi().map_or_else(|| "–".to_owned(), words::number);
        let corner = pos2(rect.right(), mark.center().y);
        let small = FontId::proportional(10.5);
        painter.text(
            corner,
            Align2::RIGHT_CENTER,
            format!("PSI {psi}"),
            small.clone(),
            tokens.text_weak,
        );
        let area = Rect::from_min_max(
            pos2(rect.left(), rect.top() + ABOVE),
            pos2(rect.right(), rect.bottom() - BELOW),
        );
        painter.rect_filled(area, 2, tokens.sunken);
        let width = area.width() / self.bins.len().max(1) as f32;
        for (i, share) in shares.iter().enumerate() {
            let left = area.left() + width * i as f32;
            let bar = |share: f64, inset: f32| {
                let top = area.bottom() - area.height() * (share / highest) as f32;
                Rect::from_min_max(
                    pos2(left + inset, top),
                    pos2(left + width - inset, area.bottom()),
                )
            };
            let pale = tokens.reference.gamma_multiply(0.45);
            painter.rect_filled(bar(share.reference, 0.5), 0, pale);
            painter.rect_filled(bar(share.current, width * 0.26), 0, tokens.current);
        }
        if is_selected {
            let stroke = Stroke::new(1.5, tokens.accent);
            painter.rect_stroke(area, 2, stroke, StrokeKind::Inside);
        }
        let ends = [
            (self.bins.first(), area.left(), Align2::LEFT_TOP),
            (self.bins.last(), area.right(), Align2::RIGHT_TOP),
        ];
        for (bin, x, side) in ends {
            if let Some(bin) = bin {
                let place = pos2(x, area.bottom() + 2.0);
                painter.text(place, side, bin.label(), small.clone(), tokens.text_weak);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::{Baseline, Sample};

    #[test]
    fn every_panel_has_the_same_bins_also_for_what_only_some_chunks_hold() {
        let numbers = |shift: f64| -> Vec<f64> { (0..500).map(|i| f64::from(i) + shift).collect() };
        let baseline = Baseline::new(Sample::Numbers(&numbers(0.0)));
        let of = |values: &[f64]| baseline.compare(Sample::Numbers(values), &[]);
        let mut gap = numbers(0.0);
        gap[3] = f64::NAN;
        let drift = [of(&numbers(0.0)), of(&numbers(300.0)), of(&gap)];
        let panels = SmallMultiples::of(&drift, &[0, 1, 2]);
        assert_eq!(panels.panels.len(), 3);
        for (_, shares) in &panels.panels {
            assert_eq!(shares.len(), panels.bins.len());
            let sum: f64 = shares.iter().map(|share| share.current).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        }
        assert!(panels.bins.iter().any(|bin| bin.label() == "missing"));
    }
}
