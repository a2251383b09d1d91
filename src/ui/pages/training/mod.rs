//! Several models side by side, and which learners are to be fitted.

mod curves;
mod experiments;
mod judging;
mod leaderboard;
mod learner;
mod learners;

use egui::{RichText, Ui};

use crate::{
    steps::training::{Report, Trained},
    ui::{
        Wanted,
        plot::{Bar, bars},
        theme::UiExt as _,
        widgets::{Icon, Tile, Tone, card, empty, grid, icon, tabs, tiles},
        words,
    },
    workbench::{Commands, OpenProject},
};

/// Columns shown of an importance.
const COLUMNS: usize = 15;

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The id of the model that is looked at; the best where none was chosen.
    selected: Option<String>,
    tab: Tab,
    experiments: experiments::View,
    curves: curves::View,
    /// The folder that the page wants from the user.
    pub(super) wanted: Option<Wanted>,
}

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Models,
    Search,
    Experiments,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let options = [
            (Tab::Models, "Models"),
            (Tab::Search, "Search"),
            (Tab::Experiments, "Experiments"),
        ];
        tabs(ui, &mut self.tab, &options);
        match self.tab {
            Tab::Models => self.models(ui, open, commands),
            Tab::Search => self.curves.ui(ui, open),
            Tab::Experiments => {
                let wanted = self.experiments.ui(ui, open, commands);
                self.wanted = wanted.or_else(|| self.wanted.take());
            }
        }
    }

    /// The models of the latest run, and what it is to do next.
    fn models(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        match open.results.training.as_ref().map(|done| &*done.report) {
            Some(report) => self.report(ui, report),
            None => empty(
                ui,
                "No model has been trained yet",
                "Here the models stand on one board, best first, each with its score on the rows it was fitted on and on rows it never saw. A wide gap between the two means that it learned by heart.",
                |_| {},
            ),
        }
        card(ui, "What you decide", |ui| {
            learners::form(ui, open, commands);
        });
        card(ui, "How models are compared", |ui| {
            judging::form(ui, open, commands);
            if let Some(problem) = judging::problem(&open.project.training) {
                let (ink, _) = Tone::Bad.colors(ui.tokens());
                ui.horizontal_wrapped(|ui| {
                    icon(ui, Icon::Cross, 14.0, ink);
                    ui.label(RichText::new(problem).color(ink));
                });
            }
        });
    }

    fn report(&mut self, ui: &mut Ui, report: &Report) {
        figures(ui, report);
        let selected = self.selected.as_deref().and_then(|id| report.model(id));
        let Some(selected) = selected.or_else(|| report.best()) else {
            return;
        };
        card(ui, "Leaderboard", |ui| {
            if let Some(id) = leaderboard::show(ui, report, &selected.id) {
                self.selected = Some(id);
            }
        });
        grid(ui, 380.0, 2, |ui, i| match i {
            0 => scores(ui, report),
            _ => importance(ui, selected),
        });
    }
}

fn figures(ui: &mut Ui, report: &Report) {
    let metric = report.metric;
    let name = metric.info().name;
    let mut shown = Vec::new();
    if let Some(best) = report.best() {
        let figure = best.validation(metric);
        shown.push(Tile::new("Best model", best.name()).note(best.summary()));
        let mut tile = Tile::new(format!("{name} on validation"), words::figure(&figure));
        if let Some(baseline) = report.baseline().filter(|_| !best.is_baseline()) {
            let theirs = baseline.validation(metric);
            tile = tile.note(format!("baseline {}", words::figure(&theirs)));
            if let (Some(ours), Some(theirs)) = (figure.value(), theirs.value()) {
                let beats = if metric.higher_is_better() {
                    ours > theirs
                } else {
                    ours < theirs
                };
                tile = tile.tone(if beats { Tone::Good } else { Tone::Bad });
            }
        }
        shown.push(tile);
        shown.extend(last(report, best));
    }
    let seconds: f64 = report.models.iter().map(|model| model.seconds).sum();
    let models = report.models.len() as u64;
    shown.push(Tile::new("Models", words::count(models)).note("baselines take part"));
    shown.push(Tile::new("Fitted in", format!("{seconds:.1} s")).note("all models together"));
    tiles(ui, &shown);
}

/// How the last known answer does, and whether the best model does better.
fn last(report: &Report, best: &Trained) -> Option<Tile> {
    let metric = report.metric;
    let figure = report.last()?.validation(metric);
    let tile = Tile::new("Same as the last answer", words::figure(&figure));
    let (ours, theirs) = (best.validation(metric).value()?, figure.value()?);
    let beats = if metric.higher_is_better() {
        ours > theirs
    } else {
        ours < theirs
    };
    Some(if beats {
        tile.note("the best model does better")
    } else {
        let note = "no model does better: give one the last answers, with a lag in step 4";
        tile.note(note).tone(Tone::Warn)
    })
}

/// The metric that decides, of every model.
fn scores(ui: &mut Ui, report: &Report) {
    let name = report.metric.info().name;
    let title = format!("{name} on the validation part");
    card(ui, &title, |ui| {
        let best = report.best().map(|model| model.id.as_str());
        let shown: Vec<Bar> = report
            .models
            .iter()
            .map(|model| {
                let bar = Bar::figure(
                    leaderboard::name(report, model),
                    &model.validation(report.metric),
                );
                if Some(model.id.as_str()) == best {
                    bar.tone(Tone::Good)
                } else {
                    bar
                }
            })
            .collect();
        bars(ui, &format!("{name} of every model"), &shown);
        let better = if report.metric.higher_is_better() {
            "higher"
        } else {
            "lower"
        };
        ui.weak(format!("{better} is better"));
    });
}

/// Which prepared columns matter to the model that is looked at.
fn importance(ui: &mut Ui, model: &Trained) {
    let title = format!("What matters to {}", model.name());
    card(ui, &title, |ui| {
        if model.importance.is_empty() {
            ui.weak("This model cannot say which columns matter to it.");
            return;
        }
        let shown: Vec<Bar> = model
            .importance
            .iter()
            .take(COLUMNS)
            .map(|(column, weight)| Bar::new(column, *weight))
            .collect();
        bars(
            ui,
            &format!("Importance of the columns to {}", model.name()),
            &shown,
        );
        let hidden = model.importance.len().saturating_sub(COLUMNS);
        if hidden > 0 {
            ui.weak(format!("and {hidden} columns that matter less"));
        }
    });
}
