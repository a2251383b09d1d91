use egui::Ui;

use crate::{
    steps::monitoring::{Chunking, Params, Period},
    ui::widgets::form,
    workbench::{Commands, Edit, OpenProject},
};

/// Rows of a chunk, and number of chunks, to start with.
const ROWS: usize = 5000;
const PARTS: usize = 12;

/// The kinds of rules, without their numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Auto,
    Period(Period),
    Size,
    Number,
}

impl Rule {
    fn of(chunking: Option<Chunking>) -> Self {
        match chunking {
            None => Self::Auto,
            Some(Chunking::Period(period)) => Self::Period(period),
            Some(Chunking::Size(_)) => Self::Size,
            Some(Chunking::Number(_)) => Self::Number,
        }
    }

    fn chunking(self) -> Option<Chunking> {
        match self {
            Self::Auto => None,
            Self::Period(period) => Some(Chunking::Period(period)),
            Self::Size => Some(Chunking::Size(ROWS)),
            Self::Number => Some(Chunking::Number(PARTS)),
        }
    }
}

/// How production is cut, and when it is worth an alert.
pub(super) fn form(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let mut params = open.project.monitoring.clone();
    let chosen = open.results.monitoring.as_ref();
    let chosen = chosen.map(|done| done.report.chunking.as_str());
    let has_time = open.project.problem.time_column.is_some();
    let mut changed = rule(ui, &mut params, (chosen, has_time));
    changed |= segment(ui, open, &mut params.segment);
    if changed {
        commands.edit(Edit::Monitoring(params));
    }
}

/// The same of any rows: `chosen` is what the data gave, where nothing is decided.
pub(super) fn rule(
    ui: &mut Ui,
    params: &mut Params,
    (chosen, has_time): (Option<&str>, bool),
) -> bool {
    let mut rule = Rule::of(params.chunking);
    let auto = match chosen {
        Some(chosen) if params.chunking.is_none() => format!("chosen from the data ({chosen})"),
        _ => "chosen from the data".to_owned(),
    };
    let mut options = vec![(Rule::Auto, auto)];
    if has_time {
        let periods = [Period::Day, Period::Week, Period::Month];
        options.extend(
            periods.map(|period| (Rule::Period(period), Chunking::Period(period).describe())),
        );
    }
    options.push((Rule::Size, "the same number of rows each".to_owned()));
    options.push((Rule::Number, "equal parts".to_owned()));
    let help = "The same rule cuts the reference and production. Small chunks tell early and know little; large ones know much and tell late";
    let mut changed = form::choice(ui, "Chunks", help, &mut rule, &options);
    if changed {
        params.chunking = rule.chunking();
    }
    let number = match &mut params.chunking {
        Some(Chunking::Size(rows)) => Some((
            "Rows of a chunk",
            "The last chunk may have fewer",
            rows,
            10_000_000,
        )),
        Some(Chunking::Number(parts)) => Some((
            "Number of chunks",
            "Of production, and of the reference",
            parts,
            1000,
        )),
        Some(Chunking::Period(_)) | None => None,
    };
    if let Some((label, help, value, most)) = number {
        let mut wide = *value as u64;
        if form::whole(ui, label, help, &mut wide, 1..=most) {
            *value = usize::try_from(wide).unwrap_or(usize::MAX);
            changed = true;
        }
    }
    let help = "A metric this many standard deviations from the mean of the reference chunks is worth an alert; fewer means more alerts, more of them false";
    changed
        | form::number(
            ui,
            "Band, in deviations",
            help,
            &mut params.deviations,
            0.5..=10.0,
        )
}

/// Which rows are followed; offered once there is a segment.
fn segment(ui: &mut Ui, open: &OpenProject, chosen: &mut Option<String>) -> bool {
    let segments = &open.project.segments;
    if segments.is_empty() && chosen.is_none() {
        return false;
    }
    let mut options = vec![(None, "all rows".to_owned())];
    options.extend(segments.iter().map(|segment| {
        let name = segment.name.clone();
        (Some(name.clone()), name)
    }));
    let help = "Only these rows are followed, in the reference and in production";
    form::choice(ui, "Rows", help, chosen, &options)
}
