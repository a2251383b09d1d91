//! Step 4: the split and the recipe.

use maud::{Markup, html};

use super::{
    problem::names,
    words::{count, figure, pairs, percent},
};
use crate::{
    data::{
        recipe::{Columns, Recipe},
        split::SplitRule,
    },
    steps::{
        preparation::{Params, Report},
        problem,
    },
    terms::Task,
};

pub(super) fn content(params: &Params, report: &Report, problem: &problem::Params) -> Markup {
    let mean = match problem.task {
        Task::Binary => format!("share of {}", problem.positive),
        Task::Multiclass => "share of the last class".to_owned(),
        Task::Regression => "mean of the target".to_owned(),
    };
    let features: Vec<String> = report
        .features
        .iter()
        .map(|column| column.name.clone())
        .collect();
    html! {
        p { (split(&params.split)) }
        div.scroll { table {
            thead { tr { th { "part" } th.n { "rows" } th.n { "with an answer" } th.n { (mean) } th { "from" } th { "to" } } }
            tbody {
                @for part in &report.parts {
                    tr {
                        td { (part.part.name()) }
                        td.n { (count(part.rows)) }
                        td.n { (count(part.labelled)) }
                        td.n { (figure(&part.target_mean)) }
                        @match &part.period {
                            Some((first, last)) => { td { (first) } td { (last) } },
                            None => { td {} td {} },
                        }
                    }
                }
            }
        } }
        @for check in &report.checks {
            p { (check.check.info().name) ": " (check.verdict.name()) ". " (check.text) }
        }
        (recipe(&params.recipe, report))
        (pairs(&[
            ("Raw columns", names(&features)),
            ("Prepared columns", html! { (report.outputs.len()) }),
            ("Rows without an answer", html! { (count(report.unlabelled)) }),
        ]))
        (outputs(report))
    }
}

fn split(rule: &SplitRule) -> String {
    let shares = |train: f64, validation: f64, test: f64| {
        format!(
            "{} training, {} validation, {} test, the rest production",
            percent(train),
            percent(validation),
            percent(test)
        )
    };
    match rule {
        SplitRule::Random {
            train,
            validation,
            test,
            seed,
        } => {
            format!(
                "Split by lot (seed {seed}): {}.",
                shares(*train, *validation, *test)
            )
        }
        SplitRule::Stratified {
            column,
            train,
            validation,
            test,
            seed,
        } => {
            let shares = shares(*train, *validation, *test);
            format!("Split by lot within each value of “{column}” (seed {seed}): {shares}.")
        }
        SplitRule::Time {
            column,
            train_until,
            validation_until,
            test_until,
        } => format!(
            "Split by “{column}”: training before {train_until}, validation before {validation_until}, test before {test_until}, then production."
        ),
        SplitRule::Group {
            column,
            alike,
            train,
            validation,
            test,
            seed,
        } => {
            let shares = shares(*train, *validation, *test);
            let mix = alike.as_ref().map_or_else(String::new, |name| {
                format!(", with the same mix of “{name}”")
            });
            format!(
                "Split by lot, keeping the rows of each “{column}” together{mix} (seed {seed}): {shares}."
            )
        }
        SplitRule::Order {
            train,
            validation,
            test,
        } => format!(
            "Split in the order of the rows: {}.",
            shares(*train, *validation, *test)
        ),
        SplitRule::TimeShares {
            column,
            train,
            validation,
            test,
        } => {
            format!(
                "Split in the order of “{column}”: {}.",
                shares(*train, *validation, *test)
            )
        }
    }
}

fn recipe(recipe: &Recipe, report: &Report) -> Markup {
    let proposed = recipe.steps.is_empty();
    let standard = Recipe::standard(&report.features);
    let steps = if proposed {
        &standard.steps
    } else {
        &recipe.steps
    };
    html! {
        h3 { "The recipe, fitted on the training part alone" }
        @if proposed { p.note { "Proposed from the data." } }
        ol {
            @for (i, step) in steps.iter().enumerate() {
                @let info = step.operation.info();
                li {
                    strong { (info.name) } " on "
                    @match &step.columns {
                        Columns::Of(group) => (group.name()),
                        Columns::Named(columns) => (names(columns)),
                    }
                    @if let Some(done) = report.recipe.summary().get(i) { div { (done.words) } }
                    div.note { (info.summary) }
                }
            }
        }
    }
}

/// What became of every raw column.
fn outputs(report: &Report) -> Markup {
    let made_of = |raw: &str| -> Vec<String> {
        let pairs = report.outputs.iter().zip(&report.sources);
        pairs
            .filter(|(_, sources)| sources.iter().any(|source| source == raw))
            .map(|(output, _)| output.clone())
            .collect()
    };
    html! {
        details {
            summary { "What became of every column" }
            div.scroll { table {
                thead { tr { th { "raw" } th { "kind" } th { "prepared" } } }
                tbody {
                    @for column in &report.features {
                        @let made = made_of(&column.name);
                        tr {
                            td { code { (column.name) } }
                            td { (column.kind.name()) }
                            td {
                                @if made.is_empty() { span.none { "left out" } } @else { (names(&made)) }
                            }
                        }
                    }
                }
            } }
        }
    }
}
