use egui::{RichText, Ui};

use crate::ui::theme::{space, text};

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// What matters first: figures, alerts, the target.
    #[default]
    Overview,
    /// Every column by itself.
    Columns,
    /// Every two columns.
    Relations,
    /// What is missing together.
    Missing,
    /// The oddest rows.
    Outliers,
    /// Every column over time.
    OverTime,
}

impl Tab {
    const ALL: [Self; 6] = [
        Self::Overview,
        Self::Columns,
        Self::Relations,
        Self::Missing,
        Self::Outliers,
        Self::OverTime,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Columns => "Columns",
            Self::Relations => "Relations",
            Self::Missing => "Missing",
            Self::Outliers => "Outliers",
            Self::OverTime => "Over time",
        }
    }
}

/// The row of tabs.
pub(super) fn row(ui: &mut Ui, chosen: &mut Tab) {
    ui.horizontal_wrapped(|ui| {
        for tab in Tab::ALL {
            let name = RichText::new(tab.name()).font(text::strong());
            ui.selectable_value(chosen, tab, name);
        }
    });
    ui.add_space(space::S);
}
