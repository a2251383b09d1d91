use std::cmp::Ordering;

use egui::{ScrollArea, Ui};

use crate::{
    metrics::Metric,
    ui::widgets::Column,
    workbench::{Experiment, ExperimentKind},
};

/// What a column of the board shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ColumnKey {
    /// Learner, or the name of a foreign run.
    Name,
    /// When its run began.
    Started,
    /// Model, trial or foreign.
    Kind,
    /// The number of its run.
    Run,
    /// The metric that decides, with its interval.
    Score,
    /// The same on the rows that it was fitted on.
    Train,
    /// A metric by its id.
    Metric(String),
    /// Parameters.
    Params,
    /// Words to find it by.
    Tags,
    /// What somebody wrote.
    Note,
    /// How it was judged.
    Judged,
    /// Seed.
    Seed,
    /// Snapshot.
    Data,
    /// Seconds to fit.
    Seconds,
    /// Processor seconds of the run.
    Cpu,
    /// Peak memory of the run.
    Memory,
    /// Program.
    Program,
}

/// Those that are offered, but for the metrics.
const FIXED: [(ColumnKey, &str, f32); 16] = [
    (ColumnKey::Name, "Model", 210.0),
    (ColumnKey::Started, "Started", 130.0),
    (ColumnKey::Kind, "Kind", 80.0),
    (ColumnKey::Run, "Run", 50.0),
    (ColumnKey::Score, "Score", 190.0),
    (ColumnKey::Train, "On training rows", 120.0),
    (ColumnKey::Params, "Parameters", 300.0),
    (ColumnKey::Tags, "Tags", 120.0),
    (ColumnKey::Note, "Note", 180.0),
    (ColumnKey::Judged, "Judged on", 190.0),
    (ColumnKey::Seed, "Seed", 60.0),
    (ColumnKey::Data, "Data", 100.0),
    (ColumnKey::Seconds, "Seconds", 80.0),
    (ColumnKey::Cpu, "Processor s, run", 110.0),
    (ColumnKey::Memory, "Memory, run", 100.0),
    (ColumnKey::Program, "Program", 120.0),
];

/// The columns to begin with.
pub(super) fn usual() -> Vec<ColumnKey> {
    use ColumnKey::{Judged, Name, Params, Score, Seconds, Started, Tags, Train};
    vec![Name, Score, Train, Params, Tags, Judged, Seconds, Started]
}

/// The columns of the table: a tick to compare comes first.
pub(super) fn columns(keys: &[ColumnKey], metric: &str) -> Vec<Column> {
    let name = Metric::from_id(metric).map_or(metric, |metric| metric.info().name);
    let mut columns = vec![Column::words("", 40.0)];
    columns.extend(keys.iter().map(|key| match key {
        ColumnKey::Metric(id) => Column::figures(title_of(id), 110.0),
        ColumnKey::Score => Column::figures(name, 190.0),
        _ => {
            let fixed = FIXED.iter().find(|(known, ..)| known == key);
            let (title, width) = fixed.map_or(("", 100.0), |(_, title, width)| (*title, *width));
            if is_figure(key) {
                Column::figures(title, width)
            } else {
                Column::words(title, width)
            }
        }
    }));
    columns
}

fn is_figure(key: &ColumnKey) -> bool {
    matches!(
        key,
        ColumnKey::Run
            | ColumnKey::Train
            | ColumnKey::Seed
            | ColumnKey::Seconds
            | ColumnKey::Cpu
            | ColumnKey::Memory
    )
}

fn title_of(id: &str) -> &str {
    Metric::from_id(id).map_or(id, |metric| metric.info().name)
}

/// Ticks for every column that there is.
pub(super) fn choose(ui: &mut Ui, keys: &mut Vec<ColumnKey>, list: &[Experiment]) {
    let mut tick = |ui: &mut Ui, key: ColumnKey, title: &str| {
        let mut shown = keys.contains(&key);
        if ui.checkbox(&mut shown, title).changed() {
            if shown {
                keys.push(key);
            } else if keys.len() > 1 {
                keys.retain(|known| *known != key);
            }
        }
    };
    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for (key, title, _) in FIXED {
            tick(ui, key, title);
        }
        ui.separator();
        for id in metrics(list) {
            tick(ui, ColumnKey::Metric(id.to_owned()), title_of(id));
        }
    });
    if ui.button("Usual columns").clicked() {
        *keys = usual();
    }
}

/// Metrics that were measured, those of the newest experiments first.
fn metrics(list: &[Experiment]) -> Vec<&str> {
    const LOOKED_AT: usize = 200;
    const MOST: usize = 60;
    let mut ids: Vec<&str> = Vec::new();
    for (id, _) in list
        .iter()
        .take(LOOKED_AT)
        .flat_map(|one| &one.record.validation)
    {
        if !ids.contains(&id.as_str()) && ids.len() < MOST {
            ids.push(id);
        }
    }
    ids
}

/// Orders two experiments by a column: what is missing comes last.
pub(super) fn order(
    (key, down): (&ColumnKey, bool),
    metric: &str,
    a: &Experiment,
    b: &Experiment,
) -> Ordering {
    match (number(key, metric, a), number(key, metric, b)) {
        (Some(a), Some(b)) if down => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => {
            let order = words(key, a).cmp(&words(key, b));
            if down { order.reverse() } else { order }
        }
    }
}

/// What a column of figures or times shows, as a number.
fn number(key: &ColumnKey, metric: &str, one: &Experiment) -> Option<f64> {
    let record = &one.record;
    match key {
        ColumnKey::Score => record.figure(metric).value(),
        ColumnKey::Train => train(one, metric),
        ColumnKey::Metric(id) => record.figure(id).value(),
        ColumnKey::Started => Some(record.started_at as f64),
        ColumnKey::Run => Some(one.run as f64),
        ColumnKey::Seconds => Some(record.seconds),
        ColumnKey::Cpu => record.cpu_seconds,
        ColumnKey::Memory => record.peak_bytes.map(|bytes| bytes as f64),
        ColumnKey::Seed => record
            .setup
            .as_ref()
            .map(|setup| setup.training.seed as f64),
        _ => None,
    }
}

/// A metric on the rows that it was fitted on.
pub(super) fn train(one: &Experiment, metric: &str) -> Option<f64> {
    let found = one.record.train.iter().find(|(id, _)| id == metric);
    found?.1.value()
}

/// What a column of words shows.
pub(super) fn words(key: &ColumnKey, one: &Experiment) -> String {
    let record = &one.record;
    let setup = record.setup.as_deref();
    match key {
        ColumnKey::Name => record.title().to_owned(),
        ColumnKey::Kind => match one.kind {
            ExperimentKind::Model => "model",
            ExperimentKind::Trial => "trial",
            ExperimentKind::Foreign => "elsewhere",
        }
        .to_owned(),
        ColumnKey::Params => {
            let pairs = record.params.iter();
            let pairs = pairs.map(|(name, value)| format!("{name} {value}"));
            pairs.collect::<Vec<_>>().join(", ")
        }
        ColumnKey::Tags => one.tags.join(", "),
        ColumnKey::Note => one.note.clone(),
        ColumnKey::Judged => {
            setup.map_or_else(String::new, |setup| setup.training.resampling.summary())
        }
        ColumnKey::Data => record.snapshot.chars().take(10).collect(),
        ColumnKey::Program => record.program.clone(),
        _ => String::new(),
    }
}
