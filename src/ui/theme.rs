//! Colours, type and spacing, in one place. The only file that may write a colour.

#![expect(clippy::disallowed_methods, reason = "the colours are declared here")]

use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme,
    Visuals, style::WidgetVisuals,
};

use super::fonts;

/// The colours of a theme, named by meaning, never by hue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tokens {
    /// Behind everything.
    pub page: Color32,
    /// Cards and bars.
    pub surface: Color32,
    /// Wells, inputs and the plot's ground.
    pub sunken: Color32,
    /// Hairlines around and between things.
    pub border: Color32,
    /// Text that is read.
    pub text: Color32,
    /// Text that explains.
    pub text_weak: Color32,
    /// What can be acted on, and what is selected.
    pub accent: Color32,
    /// Behind what is selected.
    pub accent_soft: Color32,
    /// Text on `accent`.
    pub on_accent: Color32,
    /// As it should be.
    pub good: Color32,
    /// Behind text in `good`.
    pub good_soft: Color32,
    /// Worth a look.
    pub warn: Color32,
    /// Behind text in `warn`.
    pub warn_soft: Color32,
    /// Failed, drifted, shut.
    pub bad: Color32,
    /// Behind text in `bad`.
    pub bad_soft: Color32,
    /// The reference, wherever two things are compared.
    pub reference: Color32,
    /// What is compared with the reference.
    pub current: Color32,
    /// Lines and bars that stand side by side; tell-apart-able without seeing hue.
    pub series: [Color32; 6],
}

const LIGHT: Tokens = Tokens {
    page: Color32::from_rgb(0xF4, 0xF5, 0xF8),
    surface: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    sunken: Color32::from_rgb(0xF1, 0xF3, 0xF7),
    border: Color32::from_rgb(0xE0, 0xE4, 0xEB),
    text: Color32::from_rgb(0x19, 0x1D, 0x26),
    text_weak: Color32::from_rgb(0x5C, 0x66, 0x77),
    accent: Color32::from_rgb(0x3B, 0x50, 0xD6),
    accent_soft: Color32::from_rgb(0xE6, 0xEA, 0xFD),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    good: Color32::from_rgb(0x12, 0x78, 0x54),
    good_soft: Color32::from_rgb(0xDF, 0xF3, 0xEA),
    warn: Color32::from_rgb(0x96, 0x5A, 0x05),
    warn_soft: Color32::from_rgb(0xFB, 0xEF, 0xD6),
    bad: Color32::from_rgb(0xBF, 0x2C, 0x3D),
    bad_soft: Color32::from_rgb(0xFB, 0xE4, 0xE6),
    reference: Color32::from_rgb(0x8A, 0x94, 0xA6),
    current: Color32::from_rgb(0xD9, 0x6A, 0x1C),
    series: [
        Color32::from_rgb(0x3B, 0x50, 0xD6),
        Color32::from_rgb(0xD9, 0x6A, 0x1C),
        Color32::from_rgb(0x14, 0x8F, 0x77),
        Color32::from_rgb(0xA8, 0x3C, 0x8E),
        Color32::from_rgb(0x8A, 0x6D, 0x0B),
        Color32::from_rgb(0x4B, 0x9C, 0xD9),
    ],
};

const DARK: Tokens = Tokens {
    page: Color32::from_rgb(0x12, 0x14, 0x19),
    surface: Color32::from_rgb(0x1B, 0x1E, 0x26),
    sunken: Color32::from_rgb(0x15, 0x18, 0x1E),
    border: Color32::from_rgb(0x2E, 0x33, 0x3F),
    text: Color32::from_rgb(0xE7, 0xEA, 0xF0),
    text_weak: Color32::from_rgb(0x9C, 0xA6, 0xB7),
    accent: Color32::from_rgb(0x93, 0xA5, 0xFF),
    accent_soft: Color32::from_rgb(0x2A, 0x31, 0x52),
    on_accent: Color32::from_rgb(0x12, 0x14, 0x19),
    good: Color32::from_rgb(0x5C, 0xC9, 0x9A),
    good_soft: Color32::from_rgb(0x1C, 0x36, 0x2D),
    warn: Color32::from_rgb(0xEE, 0xB4, 0x5C),
    warn_soft: Color32::from_rgb(0x3B, 0x30, 0x1B),
    bad: Color32::from_rgb(0xFF, 0x86, 0x8F),
    bad_soft: Color32::from_rgb(0x43, 0x23, 0x2A),
    reference: Color32::from_rgb(0x83, 0x8E, 0xA3),
    current: Color32::from_rgb(0xF5, 0x9A, 0x55),
    series: [
        Color32::from_rgb(0x93, 0xA5, 0xFF),
        Color32::from_rgb(0xF5, 0x9A, 0x55),
        Color32::from_rgb(0x4F, 0xC9, 0xAD),
        Color32::from_rgb(0xE0, 0x88, 0xCB),
        Color32::from_rgb(0xD9, 0xBF, 0x57),
        Color32::from_rgb(0x7C, 0xC3, 0xF5),
    ],
};

/// Distances, in points. Everything on the screen is a multiple of the smallest.
pub(super) mod space {
    /// Between a mark and its word.
    pub(in crate::ui) const XS: f32 = 4.0;
    /// Between things that belong together.
    pub(in crate::ui) const S: f32 = 8.0;
    /// Between cards, and around a page.
    pub(in crate::ui) const M: f32 = 16.0;
    /// Between sections.
    pub(in crate::ui) const L: f32 = 24.0;
    /// Inside a card.
    pub(in crate::ui) const CARD: i8 = 16;
    /// Around what a page scrolls: room for the bar at the right, whether it is there or not, so
    /// that the page does not jump when it comes.
    pub(in crate::ui) const SCROLLED: egui::Margin = egui::Margin {
        left: 0,
        right: 14,
        top: 0,
        bottom: 16,
    };
    /// How round a card is.
    pub(in crate::ui) const ROUND: u8 = 10;
    /// How round a button is.
    pub(in crate::ui) const ROUND_SMALL: u8 = 6;
}

/// Type, by what it is for.
pub(super) mod text {
    use egui::{FontFamily, FontId, TextStyle};

    use crate::ui::fonts;

    /// A page's name.
    pub(in crate::ui) fn title() -> FontId {
        FontId::new(22.0, FontFamily::Name(fonts::SEMIBOLD.into()))
    }

    /// A card's name.
    pub(in crate::ui) fn section() -> FontId {
        FontId::new(14.5, FontFamily::Name(fonts::SEMIBOLD.into()))
    }

    /// The figure of a tile.
    pub(in crate::ui) fn figure() -> FontId {
        FontId::new(20.0, FontFamily::Name(fonts::SEMIBOLD.into()))
    }

    /// Text that stands out of the running one.
    pub(in crate::ui) fn strong() -> FontId {
        FontId::new(13.0, FontFamily::Name(fonts::MEDIUM.into()))
    }

    /// A small label above or beside a figure.
    pub(in crate::ui) fn label() -> FontId {
        FontId::new(11.5, FontFamily::Name(fonts::MEDIUM.into()))
    }

    /// Figures that stand below one another.
    pub(in crate::ui) fn figures(size: f32) -> FontId {
        FontId::proportional(size)
    }

    /// Running text.
    pub(in crate::ui) fn body() -> TextStyle {
        TextStyle::Body
    }
}

/// `ui.tokens()` wherever something is drawn.
pub(super) trait UiExt {
    /// The colours of the theme that is on.
    fn tokens(&self) -> &'static Tokens;
}

impl UiExt for egui::Ui {
    fn tokens(&self) -> &'static Tokens {
        tokens(self.theme())
    }
}

/// The colours of `theme`.
pub(super) fn tokens(theme: Theme) -> &'static Tokens {
    match theme {
        Theme::Dark => &DARK,
        Theme::Light => &LIGHT,
    }
}

/// Gives `ctx` our fonts, colours and spacing, for both themes.
pub(super) fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style(theme));
    }
}

fn style(theme: Theme) -> Style {
    let tokens = tokens(theme);
    let medium = FontFamily::Name(fonts::MEDIUM.into());
    let mut style = Style {
        visuals: visuals(theme, tokens),
        animation_time: 0.12,
        ..Style::default()
    };
    style.text_styles = [
        (TextStyle::Heading, text::title()),
        (TextStyle::Body, FontId::new(13.0, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(13.0, medium)),
        (
            TextStyle::Small,
            FontId::new(11.5, FontFamily::Proportional),
        ),
        (
            TextStyle::Monospace,
            FontId::new(12.5, FontFamily::Monospace),
        ),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = egui::vec2(space::S, space::S);
    spacing.button_padding = egui::vec2(10.0, 5.0);
    spacing.menu_margin = Margin::same(6);
    spacing.interact_size.y = 26.0;
    spacing.combo_width = 140.0;
    spacing.text_edit_width = 260.0;
    spacing.tooltip_width = 360.0;
    spacing.icon_width = 16.0;
    spacing.scroll.bar_width = 8.0;
    style.interaction.tooltip_delay = 0.35;
    style.interaction.selectable_labels = false;
    style
}

fn visuals(theme: Theme, tokens: &Tokens) -> Visuals {
    let mut visuals = match theme {
        Theme::Dark => Visuals::dark(),
        Theme::Light => Visuals::light(),
    };
    // Hinting pulls Inter's letters apart at small sizes.
    visuals.text_options.font_hinting = false;
    let round = CornerRadius::same(space::ROUND_SMALL);
    let widget = |fill: Color32, border: Color32, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: round,
        fg_stroke: Stroke::new(1.0, ink),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(tokens.surface, tokens.border, tokens.text);
    visuals.widgets.inactive = widget(tokens.sunken, tokens.border, tokens.text);
    visuals.widgets.hovered = widget(tokens.accent_soft, tokens.accent, tokens.text);
    visuals.widgets.active = widget(tokens.accent_soft, tokens.accent, tokens.accent);
    visuals.widgets.open = widget(tokens.sunken, tokens.accent, tokens.text);
    visuals.selection.bg_fill = tokens.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    visuals.weak_text_color = Some(tokens.text_weak);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.sunken;
    visuals.extreme_bg_color = tokens.sunken;
    visuals.text_edit_bg_color = Some(tokens.sunken);
    visuals.code_bg_color = tokens.sunken;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.bad;
    visuals.panel_fill = tokens.page;
    visuals.window_fill = tokens.surface;
    visuals.window_stroke = Stroke::new(1.0, tokens.border);
    visuals.window_corner_radius = CornerRadius::same(space::ROUND);
    visuals.menu_corner_radius = CornerRadius::same(space::ROUND);
    let shadow = Shadow {
        offset: [0, 6],
        blur: 20,
        spread: 0,
        color: Color32::from_black_alpha(if theme == Theme::Dark { 120 } else { 36 }),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.slider_trailing_fill = true;
    visuals.striped = false;
    visuals
}
