//! Any two windows of a column side by side.

mod bins;
mod rows;
mod scores;

pub(super) use self::scores::tone;

use std::{ops::Range, sync::Arc};

use egui::{RichText, Ui};
use egui_plot::PlotPoint;

use crate::{
    data::Fingerprint,
    drift::{Sides, windows::Bin},
    steps::monitoring::{
        ColumnTimeline, Report,
        windows::{PREDICTION, Pair},
    },
    ui::{
        grid::GridView,
        plot::{Cumulative, Scatter, Values, WindowBrush, comparison_key, outline},
        theme::{UiExt as _, space, text},
        widgets::{card, empty, form, grid, text_button},
    },
    workbench::{
        Command, Commands, MonitoringCommand, MonitoringWork, OpenProject, SideBySide, Workbench,
    },
};

/// Height of each of the plots.
const PLOT: f32 = 224.0;

/// What was asked for: of which report, which column, which windows.
type Asked = (Fingerprint, String, Pair);

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The column by its name; the first one where it is not there.
    column: String,
    pair: Option<Pair>,
    asked: Option<Asked>,
    drawn: Option<(Arc<SideBySide>, Drawn)>,
    rows: GridView,
    wants_file: bool,
}

/// The points of what is shown, made once.
#[derive(Default)]
struct Drawn {
    groups: Vec<outline::Group>,
    cumulative: Option<Cumulative>,
    quantiles: Vec<PlotPoint>,
    /// Lowest and highest quantile of both sides.
    ends: Option<(f64, f64)>,
}

impl View {
    /// Looks at `column` in the chunk `chunk` against the whole reference.
    pub(super) fn look_at(&mut self, report: &Report, column: &str, chunk: Option<usize>) {
        column.clone_into(&mut self.column);
        let usual = usual(report);
        self.pair = Some(match chunk {
            Some(chunk) => Sides {
                current: chunk..chunk + 1,
                ..usual
            },
            None => usual,
        });
    }

    /// Whether a file for what is shown was asked for since the last time.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_file)
    }

    /// Shows the tab.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        (workbench, open, fingerprint): (&Workbench, &OpenProject, &Fingerprint),
        commands: &mut Commands,
    ) {
        let timeline = self.timeline(report);
        self.column.clone_from(&timeline.name);
        let n = report.chunks.len();
        let mut pair = self.pair.take().unwrap_or_else(|| usual(report));
        if pair.reference.end > n || pair.current.end > n {
            pair = usual(report);
        }
        card(ui, "Windows", |ui| {
            self.choose(ui, report);
            let name = format!("Two windows of {}: drag to choose them", timeline.name);
            let brush = WindowBrush {
                name: &name,
                chunks: &report.chunks,
                drift: &timeline.chunks,
                pair: &pair,
            };
            if let Some(changed) = brush.ui(ui) {
                pair = changed;
            }
            shortcuts(ui, report, &mut pair);
            by_name(ui, report, &mut pair);
        });
        self.ask(fingerprint, &pair, commands);
        self.pair = Some(pair);
        let Some(state) = open.watched() else {
            return;
        };
        if let Some(why) = &state.refused {
            card(ui, "Side by side", |ui| {
                empty(ui, "These windows cannot be compared now", why, |_| {});
            });
            return;
        }
        let shown = state.shown.clone();
        let Some(shown) = shown.filter(|shown| shown.column == self.column) else {
            ui.weak("Putting the rows of this column in order…");
            return;
        };
        self.draw(&shown);
        let chosen = state
            .bin
            .as_deref()
            .filter(|bin| bin.column == shown.column);
        let waits = workbench.watches(MonitoringWork::Bin);
        let bin = (chosen.map(|bin| &bin.bin), waits);
        self.wants_file |= scores::card(ui, &shown, report);
        self.side_by_side(ui, &shown, bin, commands);
        if let Some(bin) = chosen {
            rows::card(ui, bin, (workbench, open), &mut self.rows, commands);
        }
    }

    fn timeline<'a>(&self, report: &'a Report) -> &'a ColumnTimeline {
        if self.column == PREDICTION {
            return &report.prediction;
        }
        let found = report
            .columns
            .iter()
            .find(|column| column.name == self.column);
        found
            .or_else(|| report.columns.first())
            .unwrap_or(&report.prediction)
    }

    /// Asks for what is not there, once.
    fn ask(&mut self, fingerprint: &Fingerprint, pair: &Pair, commands: &mut Commands) {
        let asked = (fingerprint.clone(), self.column.clone(), pair.clone());
        if self.asked.as_ref() != Some(&asked) {
            let (column, pair) = (asked.1.clone(), asked.2.clone());
            self.asked = Some(asked);
            commands.push(Command::Monitoring(MonitoringCommand::Compare(
                column, pair,
            )));
        }
    }

    fn choose(&mut self, ui: &mut Ui, report: &Report) {
        let columns = report.columns.iter();
        let mut options: Vec<(String, String)> = columns
            .map(|column| (column.name.clone(), column.name.clone()))
            .collect();
        options.push((PREDICTION.to_owned(), "the predictions".to_owned()));
        let help = "A column that the model reads, the most drifted first, or what it answers";
        form::choice(ui, "Column to compare", help, &mut self.column, &options);
    }

    fn draw(&mut self, shown: &Arc<SideBySide>) {
        let is_drawn = |(drawn, _): &(Arc<SideBySide>, Drawn)| Arc::ptr_eq(drawn, shown);
        if self.drawn.as_ref().is_some_and(is_drawn) {
            return;
        }
        let outline = shown.found.drift.outline.as_ref();
        let curves = shown.found.curves.as_ref();
        let quantiles: Vec<PlotPoint> = curves.map_or_else(Vec::new, |curves| {
            let pairs = curves.quantiles.iter();
            pairs.map(|[x, y]| PlotPoint::new(*x, *y)).collect()
        });
        let all = || quantiles.iter().flat_map(|point| [point.x, point.y]);
        let (low, high) = (
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        );
        let drawn = Drawn {
            groups: outline.map_or_else(Vec::new, |found| outline::groups(found, Values::Numbers)),
            cumulative: curves.map(Cumulative::of),
            ends: (low < high).then_some((low, high)),
            quantiles,
        };
        self.drawn = Some((Arc::clone(shown), drawn));
    }

    fn side_by_side(
        &self,
        ui: &mut Ui,
        shown: &SideBySide,
        bin: (Option<&Bin>, bool),
        commands: &mut Commands,
    ) {
        let Some((_, drawn)) = &self.drawn else {
            return;
        };
        let name = &shown.column;
        let has_curves = drawn.cumulative.is_some();
        // Categories have no curves.
        let cells: &[usize] = if has_curves { &[0, 1, 2, 3] } else { &[0, 3] };
        grid(ui, 340.0, cells.len(), |ui, i| match cells[i] {
            0 => card(ui, "Histogram", |ui| {
                comparison_key(ui);
                let what = format!("Distribution of {name} in both windows");
                outline::show(ui, &what, ["reference", "current"], &drawn.groups);
                note(ui, "Shares of all rows of each window, in the same bins.");
            }),
            1 => card(ui, "Cumulative", |ui| {
                comparison_key(ui);
                if let Some(cumulative) = &drawn.cumulative {
                    let what = format!("Cumulative share of {name} in both windows");
                    cumulative.ui(ui, &what, name, PLOT - 22.0);
                }
                note(
                    ui,
                    "The upright line: the widest gap, Kolmogorov-Smirnov's statistic.",
                );
            }),
            2 => card(ui, "Quantiles", |ui| {
                note(
                    ui,
                    "On the line both windows have the same quantile; above it, current is higher.",
                );
                let what = format!("Quantiles of {name} in both windows");
                let scatter = Scatter {
                    name: &what,
                    x: "reference",
                    y: "current",
                    points: &drawn.quantiles,
                    diagonal: drawn.ends,
                    rows: drawn.quantiles.len() as u64,
                    height: PLOT,
                };
                scatter.ui(ui);
            }),
            _ => bins::card(ui, shown, bin, commands),
        });
    }
}

/// The whole reference against the newest chunk.
fn usual(report: &Report) -> Pair {
    let n = report.chunks.len();
    let reference = report.chunks.iter().take_while(|chunk| chunk.is_reference);
    Sides {
        reference: 0..reference.count(),
        current: n.saturating_sub(1)..n,
    }
}

fn shortcuts(ui: &mut Ui, report: &Report, pair: &mut Pair) {
    let usual = usual(report);
    let n = report.chunks.len();
    ui.horizontal_wrapped(|ui| {
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new("Or:").font(text::label()).color(weak));
        if text_button(ui, "Whole reference").clicked() {
            pair.reference = usual.reference.clone();
        }
        if text_button(ui, "Newest chunk").clicked() {
            pair.current = usual.current.clone();
        }
        if text_button(ui, "All of production").clicked() {
            pair.current = usual.reference.end.min(n.saturating_sub(1))..n;
        }
        let before = pair.current.start.checked_sub(pair.current.len());
        if let Some(before) = before
            && text_button(ui, "Against the window before")
                .on_hover_text("As many chunks as the current window has, right before it")
                .clicked()
        {
            pair.reference = before..pair.current.start;
        }
        if text_button(ui, "Swap").clicked() {
            std::mem::swap(&mut pair.reference, &mut pair.current);
        }
    });
}

/// The same as dragging, for those who cannot.
fn by_name(ui: &mut Ui, report: &Report, pair: &mut Pair) {
    let options: Vec<(usize, String)> = report
        .chunks
        .iter()
        .enumerate()
        .map(|(i, chunk)| (i, chunk.label.clone()))
        .collect();
    ui.collapsing("Choose the windows by name", |ui| {
        let ends = |ui: &mut Ui, name: &str, window: &mut Range<usize>| {
            let (mut first, mut last) = (window.start, window.end.saturating_sub(1));
            let help = "The first chunk of the window";
            if form::choice(ui, &format!("{name} from"), help, &mut first, &options) {
                last = last.max(first);
            }
            let help = "The last chunk of the window";
            if form::choice(ui, &format!("{name} to"), help, &mut last, &options) {
                first = first.min(last);
            }
            *window = first..last + 1;
        };
        ends(ui, "Reference", &mut pair.reference);
        ends(ui, "Current", &mut pair.current);
    });
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(egui::Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
    ui.add_space(space::XS);
}
