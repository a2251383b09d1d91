use egui::{Color32, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::{Icon, paint_icon};
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
///
/// It is painted in one piece rather than laid out in a frame, so that it stands in the middle of
/// whatever row it is in.
pub(in crate::ui) fn chip(ui: &mut Ui, tone: Tone, word: &str) -> Response {
    const MARK: f32 = 12.0;
    let (ink, ground) = tone.colors(ui.tokens());
    let galley = ui
        .painter()
        .layout_no_wrap(word.to_owned(), text::label(), ink);
    let mark = tone.icon();
    let before = if mark.is_some() {
        MARK + space::XS
    } else {
        0.0
    };
    let size = vec2(before + galley.size().x + 16.0, galley.size().y + 6.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    ui.painter().rect_filled(rect, rect.height() / 2.0, ground);
    if let Some(mark) = mark {
        let center = pos2(rect.left() + 8.0 + MARK / 2.0, rect.center().y);
        paint_icon(
            ui.painter(),
            Rect::from_center_size(center, Vec2::splat(MARK)),
            mark,
            ink,
        );
    }
    let at = pos2(
        rect.left() + 8.0 + before,
        rect.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(at, galley, ink);
    response
}
