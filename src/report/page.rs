//! The whole page: head, summary, the nine sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    analysis, deployment, evaluation, extraction, lineage, monitoring, preparation, problem,
    training, validation,
    words::{self, duration},
};
use crate::{
    automation::{State, state},
    steps::Step,
    workbench::OpenProject,
};

const STYLE: &str = include_str!("style.css");

pub(super) fn page(open: &OpenProject) -> Markup {
    let project = &open.project;
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&project.name))
            body {
                main {
                    header.top {
                        (badge(open))
                        div {
                            h1 { (project.name) }
                            p.lead { (project.problem.question) }
                            nav aria-label="Steps" {
                                @for step in Step::ALL {
                                    a href={ "#" (step.id()) } { (step.index() + 1) " " (step.name()) }
                                }
                                a href="#lineage" { "Lineage" }
                            }
                        }
                    }
                    (tiles(open))
                    @if !project.description.trim().is_empty() { p.about { (project.description.trim()) } }
                    @for step in Step::ALL { (section(open, step)) }
                    (lineage::section(open))
                    (footer("from the project's own results"))
                }
            }
        }
    }
}

/// One part of a report as a page of its own, about the data called `name`.
pub(super) fn alone(name: &str, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(name))
            body {
                main {
                    header.top { div { h1 { (name) } p.lead { (title) } } }
                    section { (content) }
                    (footer("from the data itself"))
                }
            }
        }
    }
}

fn head(name: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="generator" content=(program());
            title { (name) " · Nonagon" }
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn footer(from: &str) -> Markup {
    html! { footer { "Made by " (program()) " " (from) ". Nothing on this page is loaded from elsewhere." } }
}

/// Name and version of this program.
pub(super) fn program() -> &'static str {
    concat!("Nonagon ", env!("CARGO_PKG_VERSION"))
}

/// One section: the step's number, purpose and state around what it gave.
fn section(open: &OpenProject, step: Step) -> Markup {
    let content = content(open, step);
    let state = state(&open.project, &open.results, step);
    html! {
        section id=(step.id()) {
            header {
                span.number { (step.index() + 1) }
                h2 { (step.name()) }
                span.state {
                    @match state {
                        State::Empty => "not run",
                        State::Fresh => "up to date",
                        State::Stale => { span.mark.warn { "stale: something that it depends on has changed since" } },
                    }
                    @if let (Some(seconds), true) = (open.seconds.get(&step), state != State::Empty) {
                        ", " (duration(*seconds))
                    }
                }
            }
            p.purpose { (step.purpose()) }
            @if let Some(failure) = open.failures.get(&step) {
                p { (words::mark(false, if failure.blocked { "blocked" } else { "failed" })) " " (failure.text) }
            }
            @match content {
                Some(content) => (content),
                None => { p.none { "This step has no result yet." } },
            }
        }
    }
}

fn content(open: &OpenProject, step: Step) -> Option<Markup> {
    let (project, results) = (&open.project, &open.results);
    match step {
        Step::Problem => Some(problem::content(
            &project.problem,
            results.problem.as_ref().map(|done| &*done.report),
        )),
        Step::Extraction => {
            let done = results.extraction.as_ref()?;
            Some(extraction::content(&project.extraction, &done.report))
        }
        Step::Analysis => Some(analysis::content(
            &results.analysis.as_ref()?.report,
            &project.problem,
            &project.analysis,
        )),
        Step::Preparation => {
            let done = results.preparation.as_ref()?;
            Some(preparation::content(
                &project.preparation,
                &done.report,
                &project.problem,
            ))
        }
        Step::Training => Some(training::content(&results.training.as_ref()?.report)),
        Step::Evaluation => Some(evaluation::content(&results.evaluation.as_ref()?.report)),
        Step::Validation => Some(validation::content(&results.validation.as_ref()?.report)),
        Step::Deployment => Some(deployment::content(&results.deployment.as_ref()?.report)),
        Step::Monitoring => {
            let done = results.monitoring.as_ref()?;
            Some(monitoring::content(
                &done.report,
                project.problem.primary_metric(),
            ))
        }
    }
}

/// What a reader wants to know first.
fn tiles(open: &OpenProject) -> Markup {
    let results = &open.results;
    let metric = open.project.problem.primary_metric();
    html! {
        div.tiles {
            @if let Some(done) = &results.extraction {
                div.tile { b { (words::count(done.report.rows)) } span { "rows, " (done.report.columns.len()) " columns" } }
            }
            @if let Some(done) = &results.evaluation {
                div.tile { b { (done.report.name) } span { "the chosen model" } }
                div.tile {
                    b { (words::short_figure(&done.report.metric(metric))) }
                    span { (metric.info().name) " on " (words::count(done.report.rows)) " test rows" }
                }
            }
            @if let Some(done) = &results.validation {
                @let open_gates = done.report.gates.iter().filter(|gate| gate.is_open()).count();
                div.tile {
                    b { (open_gates) " of " (done.report.gates.len()) }
                    span { "gates are open " (words::mark(done.report.passed, if done.report.passed { "may ship" } else { "may not ship" })) }
                }
            }
            @if let Some(done) = &results.deployment {
                div.tile { b { "v" (done.report.version) } span { (done.report.model) "@" (done.report.alias) } }
            }
            @if let Some(done) = &results.monitoring {
                div.tile {
                    b { (done.report.alerts.len()) }
                    span { "alerts in " (done.report.production().count()) " chunks of production" }
                }
            }
        }
    }
}

/// The house mark: nine sides, one per step, filled where the step has an up-to-date result.
fn badge(open: &OpenProject) -> Markup {
    let is_fresh = |step: Step| state(&open.project, &open.results, step) == State::Fresh;
    let corner = |i: usize| {
        let angle = std::f64::consts::TAU * (i as f64 / 9.0 - 0.25);
        let (sin, cos) = angle.sin_cos();
        let place = |radius: f64, part: f64| ((50.0 + radius * part) * 10.0).round() / 10.0;
        [
            (place(46.0, cos), place(46.0, sin)),
            (place(33.0, cos), place(33.0, sin)),
        ]
    };
    let done = Step::ALL.into_iter().filter(|step| is_fresh(*step)).count();
    html! {
        svg viewBox="0 0 100 100" role="img" aria-label={ (done) " of 9 steps are up to date" } {
            @for step in Step::ALL {
                @let [(ax, ay), (bx, by)] = corner(step.index());
                @let [(cx, cy), (dx, dy)] = corner(step.index() + 1);
                @let class = if is_fresh(step) { "side" } else { "side todo" };
                path class=(class) d={ "M" (ax) " " (ay) "L" (cx) " " (cy) "L" (dx) " " (dy) "L" (bx) " " (by) "z" } {
                    title { (step.name()) }
                }
            }
            text.title x="50" y="57" text-anchor="middle" style="font-size:22px;font-weight:700" { (done) }
        }
    }
}
