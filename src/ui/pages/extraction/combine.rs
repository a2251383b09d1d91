use egui::{Label, RichText, Ui};

use crate::{
    data::Kind,
    steps::extraction::{Append, Params, Report, Sample},
    ui::{
        theme::{UiExt as _, text},
        widgets::form,
        words,
    },
};

/// How many rows a sample has at first.
const SAMPLE: u64 = 100_000;

/// What is done with the rows of the sources before they are kept; true when something changed.
pub(super) fn card(ui: &mut Ui, params: &mut Params, report: Option<&Report>) -> bool {
    let weak = ui.tokens().text_weak;
    let words = if params.query.is_empty() {
        "The rows of all sources are put one below the other. They need the same columns, in any order. A query joins or changes them instead."
    } else {
        "The query over the sources, by their names, gives the rows. Take it away to put the sources one below the other."
    };
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
    let help = "One SELECT over the sources by name, in polars' SQL; names with blanks stand between double quotes";
    let asks = form::code(ui, "Query", help, &mut params.query);
    if asks {
        params.query = params.query.trim().to_owned();
    }
    asks | sample(ui, params, report) | append(ui, params, report)
}

fn sample(ui: &mut Ui, params: &mut Params, report: Option<&Report>) -> bool {
    let mut is_sample = params.sample.is_some();
    let help = "Go on with some of the rows, drawn by lot, to be quick on a large table. Every step says so.";
    let mut changed = form::tick(ui, "Take a sample", help, &mut is_sample);
    if changed {
        params.sample = is_sample.then_some(Sample {
            rows: SAMPLE,
            seed: 1,
        });
        if is_sample {
            params.append = None;
        }
    }
    let Some(sample) = &mut params.sample else {
        return changed;
    };
    changed |= form::whole(
        ui,
        "Rows to draw",
        "How many rows the sample has",
        &mut sample.rows,
        1..=1_000_000_000,
    );
    changed |= form::whole(
        ui,
        "Seed",
        "The lot: the same seed draws the same rows",
        &mut sample.seed,
        0..=1_000_000,
    );
    if let Some(sampled) = report.and_then(|report| report.sampled) {
        let weak = ui.tokens().text_weak;
        let words = format!("The last draw was from {} rows.", words::count(sampled.of));
        ui.label(RichText::new(words).font(text::label()).color(weak));
    }
    changed
}

fn append(ui: &mut Ui, params: &mut Params, report: Option<&Report>) -> bool {
    let mut choices = vec![
        (None, "read everything anew".to_owned()),
        (
            Some(Append::NewSources),
            "append sources not read before".to_owned(),
        ),
    ];
    let columns = report.map_or(&[][..], |report| &report.columns);
    let ordered = columns
        .iter()
        .filter(|column| column.kind == Kind::Time || column.kind.is_number());
    choices.extend(ordered.map(|column| {
        let words = format!("append rows later in {}", column.name);
        (Some(Append::After(column.name.clone())), words)
    }));
    let help = "What happens when this step runs again: all rows are read anew, or only what is new is put below";
    let changed = form::choice(ui, "When run again", help, &mut params.append, &choices);
    if changed && params.append.is_some() {
        params.sample = None;
    }
    changed
}
