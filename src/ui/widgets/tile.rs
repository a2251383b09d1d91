use egui::{CornerRadius, FontId, Frame, Margin, RichText, Stroke, Ui};

use super::{Tone, grid};
use crate::ui::theme::{UiExt as _, space, text};

/// One figure, large, with what it is and what to compare it with.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Tile {
    /// What the figure is: "ROC-AUC on the test part".
    pub label: String,
    /// The figure, formatted.
    pub value: String,
    /// What to compare it with, or what it means.
    pub note: String,
    /// What its colour says.
    pub tone: Tone,
}

impl Tile {
    /// A tile that says nothing by colour.
    pub(in crate::ui) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            ..Self::default()
        }
    }

    /// The same with a line below the figure.
    pub(in crate::ui) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same in another tone.
    pub(in crate::ui) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// A row of tiles that wraps where the window is narrow.
pub(in crate::ui) fn tiles(ui: &mut Ui, tiles: &[Tile]) {
    grid(ui, 132.0, tiles.len(), |ui, i| {
        if let Some(tile) = tiles.get(i) {
            show(ui, tile);
        }
    });
}

fn show(ui: &mut Ui, tile: &Tile) {
    let tokens = ui.tokens();
    let (ink, _) = tile.tone.colors(tokens);
    let frame = Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(1.0, tokens.border))
        .corner_radius(CornerRadius::same(space::ROUND))
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let label = RichText::new(&tile.label)
            .font(text::label())
            .color(tokens.text_weak);
        ui.add(egui::Label::new(label).truncate());
        let color = if tile.tone == Tone::Neutral {
            tokens.text
        } else {
            ink
        };
        // A name that is longer than a figure is set smaller before it is cut.
        let fits = |font: FontId| {
            let galley = ui.painter().layout_no_wrap(tile.value.clone(), font, color);
            galley.size().x <= ui.available_width()
        };
        let font = if fits(text::figure()) {
            text::figure()
        } else {
            text::strong()
        };
        // Tiles in a row are equally high, whatever the size of their letters.
        let high = |font: FontId| {
            let galley = ui.painter().layout_no_wrap("0".to_owned(), font, color);
            galley.size().y
        };
        let missing = high(text::figure()) - high(font.clone());
        let value = RichText::new(&tile.value).font(font).color(color);
        ui.add(egui::Label::new(value).truncate());
        if missing > 0.0 {
            ui.add_space(missing);
        }
        let note = RichText::new(&tile.note)
            .font(text::label())
            .color(tokens.text_weak);
        ui.add(egui::Label::new(note).truncate());
    });
    ui.add_space(space::S);
}
