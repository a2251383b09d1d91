use egui::Ui;

use crate::ui::widgets::tabs;

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// Start, stop, and what it uses.
    #[default]
    Endpoint,
    /// Ask it by hand, and how applications ask.
    Try,
    /// Which version answers whom.
    Routing,
    /// Recorded rows as traffic, with incidents.
    Traffic,
    /// The version itself, its past, and how to take it elsewhere.
    Version,
}

impl Tab {
    const ALL: [Self; 5] = [
        Self::Endpoint,
        Self::Try,
        Self::Routing,
        Self::Traffic,
        Self::Version,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "Endpoint",
            Self::Try => "Try it",
            Self::Routing => "Routing",
            Self::Traffic => "Traffic",
            Self::Version => "Version",
        }
    }

    /// The row of tabs; a click opens another one.
    pub(super) fn choose(&mut self, ui: &mut Ui) {
        tabs(ui, self, &Self::ALL.map(|tab| (tab, tab.name())));
    }
}
