use egui::Ui;

use crate::ui::widgets::tabs;

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// Data, answers, performance and confidence on one axis of time.
    #[default]
    Timeline,
    /// How sure the model is, over time.
    Confidence,
    /// What an endpoint answers now, and what it uses for it.
    Endpoint,
    /// A column in every chunk at once.
    Multiples,
    /// Any two windows of a column side by side.
    Compare,
    /// Why methods disagree, which drift matters, and what other rules would say.
    Methods,
    /// What is worth a person's time.
    Alerts,
}

impl Tab {
    /// Every tab, from left to right.
    const ALL: [Self; 7] = [
        Self::Timeline,
        Self::Confidence,
        Self::Endpoint,
        Self::Multiples,
        Self::Compare,
        Self::Methods,
        Self::Alerts,
    ];

    /// Name on the screen.
    fn name(self) -> &'static str {
        match self {
            Self::Timeline => "Timeline",
            Self::Confidence => "Confidence",
            Self::Endpoint => "Endpoint",
            Self::Multiples => "Side by side",
            Self::Compare => "Compare windows",
            Self::Methods => "Methods",
            Self::Alerts => "Alerts",
        }
    }

    /// The row of tabs; a click opens another one.
    pub(super) fn choose(&mut self, ui: &mut Ui) {
        tabs(ui, self, &Self::ALL.map(|tab| (tab, tab.name())));
    }
}
