//! Step 1: the contract.

use maud::{Markup, html};

use super::words::{self, number, pairs};
use crate::{
    steps::problem::{Params, Report},
    terms::Task,
};

pub(super) fn content(params: &Params, report: Option<&Report>) -> Markup {
    html! {
        @if let Some(report) = report { p { strong { (report.statement) } } }
        (pairs(&[
            ("Task", html! { (params.task.name()) }),
            ("Target", html! { code { (params.target) } @if params.task == Task::Binary { ", positive: " code { (params.positive) } } }),
            ("Compared by", html! { (params.primary_metric().info().name) }),
            ("Time", optional(params.time_column.as_deref())),
            ("Whom a row is about", optional(params.entity.as_deref())),
            ("Known too late", names(&params.unavailable)),
            ("Left out", names(&params.ignored)),
        ]))
        @if let Some(report) = report {
            h3 { "Good enough means" }
            @if report.criteria.is_empty() { p.none { "No success criterion is set." } }
            ul { @for criterion in &report.criteria { li { (criterion) } } }
        }
        @if !params.costs.is_empty() {
            h3 { "What an answer is worth" }
            div.scroll { table {
                thead { tr { th {} th.n { "answered yes" } th.n { "answered no" } } }
                tbody {
                    tr { th { "is " (params.positive) } td.n { (number(params.costs.true_positive)) } td.n { (number(params.costs.false_negative)) } }
                    tr { th { "is not" } td.n { (number(params.costs.false_positive)) } td.n { (number(params.costs.true_negative)) } }
                }
            } }
        }
        @if let Some(report) = report.filter(|report| !report.open_questions.is_empty()) {
            h3 { "What a careful reader would ask next" }
            ul { @for question in &report.open_questions { li { (question) } } }
        }
    }
}

fn optional(name: Option<&str>) -> Markup {
    html! {
        @match name {
            Some(name) => { code { (name) } },
            None => { span.none { "none" } },
        }
    }
}

/// Column names, or that there are none.
pub(super) fn names(names: &[String]) -> Markup {
    html! {
        @if names.is_empty() { span.none { "none" } }
        @for (i, name) in names.iter().enumerate() {
            @if i > 0 { ", " }
            code { (name) }
        }
        @if names.len() > 8 { " (" (words::count(names.len() as u64)) ")" }
    }
}
