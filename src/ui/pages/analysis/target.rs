use egui::{Label, RichText, Ui};

use crate::{
    steps::{analysis::Report, problem::ColumnRole},
    ui::{
        plot::{Bar, bars, bars_up_to},
        theme::{UiExt as _, text},
        widgets::Tone,
        words,
    },
    workbench::OpenProject,
};

/// Bars beyond these are named by their number only.
const CLASSES: usize = 12;
const RELATIONS: usize = 24;

/// How often each class occurs.
pub(super) fn shares(ui: &mut Ui, report: &Report, open: &OpenProject) {
    let rows: Vec<Bar> = report
        .target
        .iter()
        .take(CLASSES)
        .map(|class| {
            let positive = class.label == open.project.problem.positive;
            let tone = if positive {
                Tone::Accent
            } else {
                Tone::Neutral
            };
            let hint = format!("{} rows", words::count(class.count));
            let label = if positive {
                format!("{} (positive)", class.label)
            } else {
                class.label.clone()
            };
            Bar::new(label, class.share)
                .text(words::percent(class.share))
                .tone(tone)
                .hint(hint)
        })
        .collect();
    bars_up_to(ui, "Share of each class", &rows, 1.0);
    rest(ui, report.target.len(), CLASSES, "rarer classes");
    let most = report.target.first().map_or(0.0, |class| class.share);
    note(
        ui,
        &format!(
            "Always answering the most frequent class is right in {} of the rows: a model must do better than that.",
            words::percent(most)
        ),
    );
}

/// How much each column alone tells about the target.
pub(super) fn relations(ui: &mut Ui, report: &Report, open: &OpenProject) {
    let problem = &open.project.problem;
    let limit = open.project.analysis.leakage;
    let rows: Vec<Bar> = report
        .relations
        .iter()
        .take(RELATIONS)
        .map(|relation| {
            let bar = Bar::figure(&relation.column, &relation.explained);
            let Some(value) = relation.explained.value() else {
                return bar;
            };
            let late = problem.role(&relation.column) == ColumnRole::Unavailable;
            let bar = bar.text(words::percent(value));
            match (late, value >= limit) {
                (true, _) => Bar {
                    label: format!("{} (known too late)", relation.column),
                    ..bar.hint("No model sees it.")
                },
                (false, true) => bar.tone(Tone::Bad).hint(
                    "Suspiciously much. Is it known before the answer? If not, mark it in step 1.",
                ),
                (false, false) => bar,
            }
        })
        .collect();
    bars(
        ui,
        "Share of the target's variance that each column explains",
        &rows,
    );
    rest(
        ui,
        report.relations.len(),
        RELATIONS,
        "columns that tell less",
    );
    note(
        ui,
        "Share of the target's variance that a column alone explains, with numbers cut into 20 groups. It sees bends, but not what two columns only tell together.",
    );
}

fn rest(ui: &mut Ui, n: usize, shown: usize, what: &str) {
    if n > shown {
        note(ui, &format!("and {} {what}", n - shown));
    }
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}
