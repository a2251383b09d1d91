use egui::Ui;

use crate::ui::widgets::tabs;

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// What matters first: alerts, and what tells about the target.
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
    /// Choosing rows in one plot and seeing them in every other.
    Explore,
    /// Two sets of rows side by side.
    Compare,
    /// Rows grouped by one column or two.
    Groups,
    /// Rows that are alike.
    Clusters,
    /// Rows on the plane on which they differ most.
    Projection,
}

impl Tab {
    /// Every tab, from left to right.
    const ALL: [Self; 11] = [
        Self::Overview,
        Self::Columns,
        Self::Relations,
        Self::Missing,
        Self::Outliers,
        Self::OverTime,
        Self::Explore,
        Self::Compare,
        Self::Groups,
        Self::Clusters,
        Self::Projection,
    ];

    /// Name on the screen.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Columns => "Columns",
            Self::Relations => "Relations",
            Self::Missing => "Missing",
            Self::Outliers => "Outliers",
            Self::OverTime => "Over time",
            Self::Explore => "Explore",
            Self::Compare => "Compare",
            Self::Groups => "Group by",
            Self::Clusters => "Clusters",
            Self::Projection => "Projection",
        }
    }

    /// The row of tabs; a click opens another one.
    pub(super) fn choose(&mut self, ui: &mut Ui) {
        tabs(ui, self, &Self::ALL.map(|tab| (tab, tab.name())));
    }
}
