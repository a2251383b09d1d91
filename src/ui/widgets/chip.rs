use egui::{Color32, CornerRadius, Frame, Margin, Response, RichText, Ui};

use super::{Icon, icon};
use crate::ui::theme::{Tokens, UiExt as _, space, text};

/// What a colour says. A mark always says it, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// Selected, running, yours to act on.
    Accent,
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Failed, drifted, shut.
    Bad,
}

impl Tone {
    /// Ink and ground.
    pub(in crate::ui) fn colors(self, tokens: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Neutral => (tokens.text_weak, tokens.sunken),
            Self::Accent => (tokens.accent, tokens.accent_soft),
            Self::Good => (tokens.good, tokens.good_soft),
            Self::Warn => (tokens.warn, tokens.warn_soft),
            Self::Bad => (tokens.bad, tokens.bad_soft),
        }
    }

    /// The mark that says the same without colour.
    pub(in crate::ui) fn icon(self) -> Option<Icon> {
        match self {
            Self::Neutral | Self::Accent => None,
            Self::Good => Some(Icon::Check),
            Self::Warn => Some(Icon::Warning),
            Self::Bad => Some(Icon::Cross),
        }
    }
}

/// A short word on a coloured ground.
pub(in crate::ui) fn chip(ui: &mut Ui, tone: Tone, word: &str) -> Response {
    let (ink, ground) = tone.colors(ui.tokens());
    let frame = Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(10))
        .inner_margin(Margin::symmetric(8, 2));
    let shown = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        // As high as its word, so that it stands in line with the text beside it.
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            if let Some(mark) = tone.icon() {
                icon(ui, mark, 12.0, ink);
            }
            let text = RichText::new(word).font(text::label()).color(ink);
            ui.add(egui::Label::new(text).extend());
        });
    });
    shown.response
}
