use egui::Ui;

use crate::{steps::evaluation::Detail, ui::widgets::tabs};

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// The metrics, and what is decided.
    #[default]
    Overview,
    /// From which probability on the model says yes.
    Threshold,
    /// What it trades for what.
    Curves,
    /// What it gets wrong, and where, for numbers.
    Residuals,
    /// Whether its probabilities come true.
    Calibration,
    /// Beside another model.
    Compare,
    /// Parts of the rows.
    Segments,
    /// Why it answers as it does.
    Explain,
    /// The worst rows.
    Errors,
}

impl Tab {
    /// Name on the screen.
    fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Threshold => "Threshold",
            Self::Curves => "Curves",
            Self::Residuals => "Residuals",
            Self::Calibration => "Calibration",
            Self::Compare => "Compare",
            Self::Segments => "Segments and fairness",
            Self::Explain => "Explain",
            Self::Errors => "Errors",
        }
    }

    /// The tabs of a task, from left to right.
    fn of(detail: &Detail) -> &'static [Self] {
        match detail {
            Detail::Binary(_) => &[
                Self::Overview,
                Self::Threshold,
                Self::Curves,
                Self::Calibration,
                Self::Compare,
                Self::Segments,
                Self::Explain,
                Self::Errors,
            ],
            Detail::Multiclass { .. } => &[
                Self::Overview,
                Self::Calibration,
                Self::Compare,
                Self::Segments,
                Self::Explain,
                Self::Errors,
            ],
            Detail::Regression(_) => &[
                Self::Overview,
                Self::Residuals,
                Self::Compare,
                Self::Segments,
                Self::Explain,
                Self::Errors,
            ],
        }
    }

    /// The row of tabs; a click opens another one.
    pub(super) fn choose(&mut self, ui: &mut Ui, detail: &Detail) {
        let options: Vec<(Self, &str)> = Self::of(detail)
            .iter()
            .map(|tab| (*tab, tab.name()))
            .collect();
        if options.iter().all(|(tab, _)| tab != self) {
            *self = Self::Overview;
        }
        tabs(ui, self, &options);
    }
}
