use std::{collections::HashMap, sync::Arc};

use egui::{ComboBox, Label, RichText, Ui};
use egui_plot::PlotPoint;

use crate::{
    stats::Association,
    steps::analysis::{Associations, Crossed, PairPicture, Report, Sample, Together},
    ui::{
        plot::{BoxPlot, Matrix, Scatter, matrix_key},
        theme::{UiExt as _, text},
        widgets::{Tone, card, chip, empty},
        words,
    },
    workbench::{AnalysisCommand, Command, Commands, OpenProject},
};

/// What the map shows of each pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Shown {
    /// Whatever fits the two columns.
    #[default]
    Usual,
    /// One measure, where it fits.
    One(Association),
}

impl Shown {
    const ALL: [Self; 7] = [
        Self::Usual,
        Self::One(Association::Spearman),
        Self::One(Association::Pearson),
        Self::One(Association::CramersV),
        Self::One(Association::CorrelationRatio),
        Self::One(Association::NormalisedMutualInformation),
        Self::One(Association::CramersVRaw),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Usual => "by what the columns hold",
            Self::One(measure) => measure.info().name,
        }
    }
}

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    shown: Shown,
    selected: Option<(usize, usize)>,
    /// The map's values, made once for each report and measure.
    values: HashMap<(usize, Shown), Vec<Option<f64>>>,
    /// The points of the picture that is shown.
    points: Option<(usize, Vec<PlotPoint>)>,
}

impl View {
    /// The map of all columns, and the pair that was clicked.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let found = &report.associations;
        if found.columns.len() < 2 {
            card(ui, "Relations", |ui| {
                empty(
                    ui,
                    "Nothing to compare",
                    "Two columns with more than one value are needed: the map then shows how much every two columns have to do with each other.",
                    |_| {},
                );
            });
            return;
        }
        card(
            ui,
            "How much every two columns have to do with each other",
            |ui| {
                self.choice(ui, found);
                if let Some((row, column)) = self.map(ui, found) {
                    self.selected = Some((row, column));
                    let [a, b] = [row, column].map(|place| found.columns[place].clone());
                    if a != b {
                        commands.push(Command::Analysis(AnalysisCommand::Pair(a, b)));
                    }
                }
                matrix_key(ui, -1.0);
                notes(ui, found);
            },
        );
        let title = open.pair.as_ref().map_or_else(
            || "Two columns side by side".to_owned(),
            |pair| format!("{} and {}", pair.a, pair.b),
        );
        card(ui, &title, |ui| match &open.pair {
            Some(pair) => self.pair(ui, pair, found),
            None => empty(
                ui,
                "No pair is chosen",
                "Click a cell of the map to see its two columns side by side: points for two numbers, boxes for a category and a number, a table for two categories.",
                |_| {},
            ),
        });
    }

    fn choice(&mut self, ui: &mut Ui, found: &Associations) {
        ui.horizontal_wrapped(|ui| {
            let combo = ComboBox::from_id_salt("measure")
                .selected_text(self.shown.name())
                .width(240.0)
                .show_ui(ui, |ui| {
                    for shown in Shown::ALL {
                        let choice = ui.selectable_value(&mut self.shown, shown, shown.name());
                        if let Shown::One(measure) = shown {
                            choice.on_hover_text(measure.info().summary);
                        }
                    }
                });
            combo.response.accessible_name("Measure of the map");
            if let Some(sample) = &found.sample {
                sampled(ui, sample);
            }
        });
    }

    fn map(&mut self, ui: &mut Ui, found: &Associations) -> Option<(usize, usize)> {
        let key = (std::ptr::from_ref(found) as usize, self.shown);
        let shown = self.shown;
        let values = self
            .values
            .entry(key)
            .or_insert_with(|| values(found, shown));
        let hint = |row: usize, column: usize| hint(found, row, column);
        let map = Matrix {
            name: "Relations of all columns",
            rows: &found.columns,
            columns: &found.columns,
            values,
            selected: self.selected,
            hint: &hint,
        };
        map.ui(ui)
    }

    fn pair(&mut self, ui: &mut Ui, pair: &Arc<PairPicture>, found: &Associations) {
        ui.horizontal_wrapped(|ui| {
            if let Some(sample) = &pair.sample {
                sampled(ui, sample);
            }
            let place = |name: &String| found.columns.iter().position(|column| column == name);
            let places = place(&pair.a).zip(place(&pair.b));
            for (measure, figure) in places
                .and_then(|(a, b)| found.pair(a, b))
                .into_iter()
                .flat_map(|pair| &pair.figures)
            {
                let words = format!("{} {}", measure.info().name, words::figure(figure));
                let hint = figure.reason().unwrap_or_else(|| measure.info().summary);
                chip(ui, Tone::Neutral, &words).on_hover_text(hint);
            }
        });
        match &pair.together {
            Together::Points(points) => {
                let key = Arc::as_ptr(pair) as usize;
                if self.points.as_ref().is_none_or(|(of, _)| *of != key) {
                    let drawn = points.points.iter().map(|[x, y]| PlotPoint::new(*x, *y));
                    self.points = Some((key, drawn.collect()));
                }
                let name = format!("{} over {}", pair.b, pair.a);
                let scatter = Scatter {
                    name: &name,
                    x: &points.axes[0],
                    y: &points.axes[1],
                    points: self.points.as_ref().map_or(&[], |(_, drawn)| drawn),
                    diagonal: None,
                    rows: points.points.len() as u64,
                    height: 360.0,
                };
                scatter.ui(ui);
            }
            Together::Boxes(boxes) => {
                let name = format!("{} by {}", boxes.number, boxes.category);
                let plot = BoxPlot {
                    name: &name,
                    boxes: &boxes.levels,
                };
                plot.ui(ui);
                if boxes.others > 0 {
                    note(
                        ui,
                        &format!("and {} rarer categories", words::count(boxes.others)),
                    );
                }
                note(
                    ui,
                    &format!(
                        "{}: a box between the quartiles, a mark at the middle, a line from the 5 % to the 95 % quantile.",
                        boxes.number
                    ),
                );
            }
            Together::Crossed(crossed) => table(ui, pair, crossed),
        }
    }
}

/// The map row after row; the diagonal is 1.
fn values(found: &Associations, shown: Shown) -> Vec<Option<f64>> {
    let n = found.columns.len();
    let value = |a: usize, b: usize| {
        let Some(pair) = found.pair(a, b) else {
            return Some(1.0);
        };
        match shown {
            Shown::Usual => pair.usual()?.1.value(),
            Shown::One(measure) => pair.figures.get(&measure)?.value(),
        }
    };
    (0..n * n)
        .map(|place| value(place / n, place % n))
        .collect()
}

fn hint(found: &Associations, row: usize, column: usize) -> String {
    let [a, b] = [row, column].map(|place| found.columns.get(place).map_or("", String::as_str));
    let Some(pair) = found.pair(row, column) else {
        return a.to_owned();
    };
    let mut lines = vec![format!("{a} and {b}, {} rows", words::count(pair.rows))];
    for (measure, figure) in &pair.figures {
        let why = figure
            .reason()
            .map_or_else(String::new, |why| format!(" ({why})"));
        lines.push(format!(
            "{}: {}{why}",
            measure.info().name,
            words::figure(figure)
        ));
    }
    lines.push("Click to see them side by side".to_owned());
    lines.join("\n")
}

/// Each level of one column by the levels of the other, as shares of the row.
fn table(ui: &mut Ui, pair: &PairPicture, crossed: &Crossed) {
    let n = crossed.columns.len();
    let total = |row: usize| {
        crossed.counts[row * n..(row + 1) * n]
            .iter()
            .sum::<u64>()
            .max(1)
    };
    let cells = crossed.counts.iter().enumerate();
    let shares: Vec<Option<f64>> = cells
        .map(|(place, count)| Some(*count as f64 / total(place / n) as f64))
        .collect();
    let hint = |row: usize, column: usize| {
        let count = crossed.counts[row * n + column];
        format!(
            "{} {}, {} {}: {} rows, {} of the row",
            pair.a,
            crossed.rows[row],
            pair.b,
            crossed.columns[column],
            words::count(count),
            words::percent(count as f64 / total(row) as f64)
        )
    };
    let name = format!("{} by {}", pair.b, pair.a);
    let matrix = Matrix {
        name: &name,
        rows: &crossed.rows,
        columns: &crossed.columns,
        values: &shares,
        selected: None,
        hint: &hint,
    };
    matrix.ui(ui);
    note(
        ui,
        &format!(
            "Rows: {}; columns: {}. The share of each row's total; rarer levels left out: {} and {}.",
            pair.a, pair.b, crossed.others[0], crossed.others[1]
        ),
    );
}

fn sampled(ui: &mut Ui, sample: &Sample) {
    let words = format!(
        "sample: {} of {} rows, seed {}",
        words::count(sample.rows),
        words::count(sample.of),
        sample.seed
    );
    chip(ui, Tone::Neutral, &words)
        .on_hover_text("Drawn by lot; step 3 sets how many rows and the seed");
}

fn notes(ui: &mut Ui, found: &Associations) {
    note(
        ui,
        "Spearman's correlation of two numbers, Cramér's V of two categories, the correlation ratio of a category and a number. Columns that are alike stand side by side.",
    );
    if !found.left_out.is_empty() {
        let left_out: Vec<String> = found
            .left_out
            .iter()
            .map(|left| format!("{} ({})", left.column, left.reason))
            .collect();
        note(ui, &format!("Left out: {}", left_out.join(", ")));
    }
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}
