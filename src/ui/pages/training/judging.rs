use egui::{RichText, Ui};

use crate::{
    data::Kind,
    learners::{Learner, Span},
    steps::training::{Budget, Params, Range, Resampling, Search, Strategy},
    ui::{
        theme::UiExt as _,
        widgets::{form, text_button},
    },
    workbench::{Commands, Edit, OpenProject},
};

/// Folds to begin with.
const FOLDS: u32 = 5;

/// A rule without its numbers.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    Holdout,
    KFold,
    Stratified,
    Group,
    Expanding,
    Rolling,
}

const NAMES: [(Named, &str); 6] = [
    (Named::Holdout, "On the validation part"),
    (Named::KFold, "K-fold"),
    (Named::Stratified, "Stratified k-fold"),
    (Named::Group, "Group k-fold"),
    (Named::Expanding, "In time, expanding window"),
    (Named::Rolling, "In time, rolling window"),
];

/// On which rows models are compared, and how better parameters are looked for.
pub(super) fn form(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let before = &open.project.training;
    let mut params = before.clone();
    resampling(ui, open, &mut params.resampling);
    ui.separator();
    let mut searches = params.search.is_some();
    let help = "Tries other parameters of each chosen learner, and keeps the best";
    if form::tick(ui, "Search parameters", help, &mut searches) {
        params.search = searches.then(Search::default);
    }
    let problem = &open.project.problem;
    let learners: Vec<Learner> = Learner::for_task(problem.task)
        .filter(|learner| {
            let mut chosen = before.learners_for(problem).into_iter();
            chosen.any(|params| params.learner() == *learner) && !learner.space().is_empty()
        })
        .collect();
    if let Some(search) = &mut params.search {
        budget(ui, search);
        ui.collapsing("Where to look", |ui| ranges(ui, search, &learners));
    }
    if params != *before {
        commands.edit(Edit::Training(params));
    }
}

fn resampling(ui: &mut Ui, open: &OpenProject, rule: &mut Resampling) {
    let mut named = match rule {
        Resampling::Holdout => Named::Holdout,
        Resampling::KFold { .. } => Named::KFold,
        Resampling::Stratified { .. } => Named::Stratified,
        Resampling::Group { .. } => Named::Group,
        Resampling::Expanding { .. } => Named::Expanding,
        Resampling::Rolling { .. } => Named::Rolling,
    };
    let options = NAMES.map(|(named, words)| (named, words.to_owned()));
    let help = "Folds divide the training part; the recipe is fitted anew on each fold's own rows";
    if form::choice(ui, "Compare models", help, &mut named, &options) {
        *rule = start(named, rule.n_folds(), open);
    }
    match rule {
        Resampling::Holdout => {}
        Resampling::KFold { folds } | Resampling::Stratified { folds } => folds_ui(ui, folds),
        Resampling::Group { folds, column } => {
            folds_ui(ui, folds);
            let help = "Rows with the same key stay in one fold";
            form::choice(ui, "Key", help, column, &columns(open));
        }
        Resampling::Expanding { folds, gap } => {
            folds_ui(ui, folds);
            gap_ui(ui, gap);
        }
        Resampling::Rolling { folds, window, gap } => {
            folds_ui(ui, folds);
            let help = "Blocks that are fitted on; a block has as many rows as a fold is judged on";
            small(ui, "Window in blocks", help, (window, 1, 100));
            gap_ui(ui, gap);
        }
    }
    let words = match rule {
        Resampling::Holdout => "Once, and quickly: how much luck there was is not told.",
        Resampling::KFold { .. } => "Each row is judged once. Misleads where rows depend on time.",
        Resampling::Stratified { .. } => {
            "As k-fold, with the same mix of the target in every fold."
        }
        Resampling::Group { .. } => "What was learned of one key cannot help with the same key.",
        Resampling::Expanding { .. } => "Fitted on the past, judged on what comes next.",
        Resampling::Rolling { .. } => "Fitted on the recent past only, judged on what comes next.",
    };
    ui.label(RichText::new(words).color(ui.tokens().text_weak));
}

fn start(named: Named, folds: u32, open: &OpenProject) -> Resampling {
    let folds = if folds == 0 { FOLDS } else { folds };
    let gap = 0;
    match named {
        Named::Holdout => Resampling::Holdout,
        Named::KFold => Resampling::KFold { folds },
        Named::Stratified => Resampling::Stratified { folds },
        Named::Group => {
            let entity = open.project.problem.entity.clone();
            let first = columns(open).into_iter().next().map(|(name, _)| name);
            let column = entity.or(first).unwrap_or_default();
            Resampling::Group { folds, column }
        }
        Named::Expanding => Resampling::Expanding { folds, gap },
        Named::Rolling => {
            let window = 3;
            Resampling::Rolling { folds, window, gap }
        }
    }
}

/// The columns whose values can be keys.
fn columns(open: &OpenProject) -> Vec<(String, String)> {
    let table = open.table();
    let infos = table.as_ref().map(crate::data::Table::columns);
    let keys = infos.unwrap_or_default().iter().filter(|info| {
        matches!(info.kind, Kind::Text | Kind::Integer) && info.name != open.project.problem.target
    });
    keys.map(|info| (info.name.clone(), info.name.clone()))
        .collect()
}

fn folds_ui(ui: &mut Ui, folds: &mut u32) {
    let help = "How often each learner is fitted; 5 or 10 are usual";
    small(ui, "Folds", help, (folds, 2, 100));
}

fn gap_ui(ui: &mut Ui, gap: &mut u32) {
    let help = "Rows left out before those that are judged, so that late answers cannot leak";
    small(ui, "Gap in rows", help, (gap, 0, 1_000_000));
}

fn budget(ui: &mut Ui, search: &mut Search) {
    let options = Strategy::ALL.map(|one| (one, one.name().to_owned()));
    let help = match search.strategy {
        Strategy::Grid => "Every combination of five values of each parameter",
        Strategy::Random => "By lot: better than a grid where few of the parameters matter",
        Strategy::Halving => {
            "Many candidates on few rows first; the best third goes on with three times as many"
        }
    };
    form::choice(ui, "Candidates", help, &mut search.strategy, &options);
    let mut by_time = matches!(search.budget, Budget::Seconds(_));
    let options = [
        (false, "After a number of trials".to_owned()),
        (true, "After some time".to_owned()),
    ];
    let help = "Both are for each learner by itself";
    if form::choice(ui, "It ends", help, &mut by_time, &options) {
        search.budget = if by_time {
            Budget::Seconds(60)
        } else {
            Budget::default()
        };
    }
    match &mut search.budget {
        Budget::Trials(n) => small(ui, "Trials", "For each learner", (n, 1, 10_000)),
        Budget::Seconds(n) => small(ui, "Seconds", "For each learner", (n, 1, 86_400)),
    }
    let weak = ui.tokens().text_weak;
    ui.label(
        RichText::new("What is finished is kept: a search that was stopped goes on where it was.")
            .color(weak),
    );
}

/// The least and the most of every parameter that is turned.
fn ranges(ui: &mut Ui, search: &mut Search, learners: &[Learner]) {
    for learner in learners {
        let name = learner.info().name;
        for dimension in search.space(*learner) {
            let usual = learner.space().iter();
            let usual = usual.clone().find(|one| one.name == dimension.name);
            let Some((low, high)) = ends(dimension.span) else {
                continue;
            };
            let limits = usual.and_then(|one| ends(one.span)).unwrap_or((low, high));
            let mut now = (low, high);
            let title = format!("{name}: {}", dimension.label.to_lowercase());
            let is_whole = matches!(dimension.span, Span::Whole { .. });
            form::row(
                ui,
                &title,
                "The least and the most that is tried",
                |ui, label| {
                    let drag = |ui: &mut Ui, value: &mut f64, word: &str| {
                        let decimals = if is_whole { 0 } else { 6 };
                        let input = egui::DragValue::new(value)
                            .speed((limits.1 - limits.0) / 500.0)
                            .max_decimals(decimals)
                            .range(0.0..=limits.1 * 100.0);
                        ui.add(input).labelled_by(label.id).on_hover_text(word);
                    };
                    drag(ui, &mut now.0, "The least");
                    ui.label("to");
                    drag(ui, &mut now.1, "The most");
                },
            );
            if now != (low, high) {
                let of = |range: &Range| {
                    range.learner == learner.id() && range.parameter == dimension.name
                };
                search.ranges.retain(|range| !of(range));
                search.ranges.push(Range {
                    learner: learner.id().to_owned(),
                    parameter: dimension.name.to_owned(),
                    low: now.0,
                    high: now.1,
                });
            }
        }
    }
    if !search.ranges.is_empty() && text_button(ui, "Back to the usual ranges").clicked() {
        search.ranges.clear();
    }
}

fn ends(span: Span) -> Option<(f64, f64)> {
    match span {
        Span::Number { low, high, .. } => Some((low, high)),
        Span::Whole { low, high, .. } => Some((f64::from(low), f64::from(high))),
        Span::Choice(_) => None,
    }
}

fn small(ui: &mut Ui, label: &str, help: &str, (value, low, high): (&mut u32, u32, u32)) {
    let mut wide = u64::from(*value);
    if form::whole(ui, label, help, &mut wide, u64::from(low)..=u64::from(high)) {
        *value = u32::try_from(wide).unwrap_or(high);
    }
}

/// What is wrong with the choices, if anything is.
pub(super) fn problem(params: &Params) -> Option<String> {
    let search = params.search.as_ref().map_or(Ok(()), Search::check);
    let checked = params.resampling.check().and(search);
    checked.err().map(|err| err.to_string())
}
