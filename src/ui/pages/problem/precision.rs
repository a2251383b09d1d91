use egui::{Label, RichText, Ui};

use crate::{
    gates::Criterion,
    metrics::Metric,
    steps::problem::{Expected, Params, rows_needed},
    terms::{Figure, Task},
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, chip, form},
        words,
    },
    workbench::OpenProject,
};

/// How many rows the wanted precision needs, beside how many there are; true when something
/// changed.
pub(super) fn list(ui: &mut Ui, params: &mut Params, open: &OpenProject) -> bool {
    let mut half_width = params.half_width.unwrap_or(Params::HALF_WIDTH);
    let metric = params.primary_metric();
    let (_, highest) = metric.range();
    let most = if highest.is_finite() { 0.5 } else { 1e9 };
    let help = "Half the width of the 95 % interval that you want around a metric, in its unit: 0.02 is plus or minus two hundredths";
    let changed = form::number(ui, "Plus or minus", help, &mut half_width, 0.0001..=most);
    if changed {
        params.half_width = Some(half_width);
    }
    let there = there(open);
    let positives = positives(open);
    let rows = lines(params)
        .into_iter()
        .map(|(what, metric, value)| {
            let expected = Expected {
                value,
                positives: positives.unwrap_or(0.5),
            };
            (what, rows_needed(metric, expected, half_width))
        })
        .collect();
    let mut cells = Needs {
        columns: vec![
            Column::words("What", 200.0),
            Column::figures("Rows needed", 110.0),
            Column::words("Enough", 110.0),
        ],
        rows,
        there: there.as_ref().map(|(n, _)| *n),
    };
    widgets::table(ui, "precision", 220.0, &mut cells);
    let weak = ui.tokens().text_weak;
    let mut notes = match there {
        Some((n, where_)) => format!(
            "There are {} rows with an answer {where_}.",
            words::count(n)
        ),
        None => "How many rows there are is known once step 2 has run.".to_owned(),
    };
    if params.task == Task::Binary && positives.is_none() {
        notes.push_str(
            " The share of the positive class is not known yet: half of the rows is taken.",
        );
    }
    notes.push_str(" Rows that depend on each other count for less.");
    ui.add(Label::new(RichText::new(notes).font(text::label()).color(weak)).wrap());
    changed
}

/// What is asked for: the primary metric at its threshold or a usual value, then each criterion.
fn lines(params: &Params) -> Vec<(String, Metric, f64)> {
    let primary = params.primary_metric();
    let asked = |criterion: &Criterion| criterion.at_least.or(criterion.at_most);
    let of_primary = params
        .criteria
        .iter()
        .filter(|criterion| criterion.metric == primary)
        .find_map(asked);
    let mut lines = Vec::new();
    if of_primary.is_none() {
        let usual = match params.task {
            Task::Binary | Task::Multiclass => 0.75,
            Task::Regression => 1.0,
        };
        lines.push((
            format!("{} around {usual}", primary.info().name),
            primary,
            usual,
        ));
    }
    for criterion in &params.criteria {
        if let Some(value) = asked(criterion) {
            let name = criterion.metric.info().name;
            let on = criterion
                .slice
                .as_ref()
                .map_or_else(String::new, |slice| format!(", on each of {slice}"));
            lines.push((
                format!("{name} around {value}{on}"),
                criterion.metric,
                value,
            ));
        }
    }
    lines
}

/// Rows with an answer, and where: in the test part if the rows are split, else in the data.
fn there(open: &OpenProject) -> Option<(u64, &'static str)> {
    if let Some(done) = &open.results.preparation {
        let test = |part: &&crate::steps::preparation::PartReport| {
            part.part == crate::data::split::Part::Test
        };
        let part = done.report.parts.iter().find(test)?;
        return Some((part.labelled, "in the test part"));
    }
    if let Some(done) = &open.results.analysis {
        let labelled = done.report.profile.rows - done.report.unlabelled;
        return Some((labelled, "in the data; only the test part counts"));
    }
    let done = open.results.extraction.as_ref()?;
    Some((
        done.report.rows,
        "or without one; only the test part counts",
    ))
}

/// The share of the positive class, as far as it has been counted.
fn positives(open: &OpenProject) -> Option<f64> {
    let positive = &open.project.problem.positive;
    let shares = &open.results.analysis.as_ref()?.report.target;
    let found = shares.iter().find(|share| share.label == *positive)?;
    Some(found.share)
}

struct Needs {
    columns: Vec<Column>,
    rows: Vec<(String, Figure)>,
    there: Option<u64>,
}

impl Cells for Needs {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((what, needed)) = self.rows.get(row) else {
            return;
        };
        match (column, needed.value(), self.there) {
            (0, ..) => {
                ui.label(what).on_hover_text(what);
            }
            (1, Some(needed), _) => {
                ui.label(words::count(needed as u64));
            }
            (1, None, _) => {
                ui.label("–")
                    .on_hover_text(needed.reason().unwrap_or_default());
            }
            (_, Some(needed), Some(there)) if there as f64 >= needed => {
                chip(ui, Tone::Good, "enough");
            }
            (_, Some(_), Some(_)) => {
                chip(ui, Tone::Warn, "too few");
            }
            _ => {
                ui.label("–")
                    .on_hover_text(needed.reason().unwrap_or("The rows are not counted yet"));
            }
        }
    }
}
