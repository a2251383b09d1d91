//! Step 8: the registered version.

use maud::{Markup, html};

use super::words::{bytes, count, mark, pairs};
use crate::steps::deployment::Report;

pub(super) fn content(report: &Report) -> Markup {
    let same = report.parity.differing == 0;
    let request = serde_json::to_string_pretty(&report.example).unwrap_or_default();
    html! {
        (pairs(&[
            ("Registered model", html! { code { (report.model) } " version " (report.version) }),
            ("Alias", html! { code { (report.model) "@" (report.alias) } }),
            ("Model", html! { (report.description) }),
            ("Package", html! { (bytes(report.bytes)) }),
            ("Online as in a batch", html! {
                (mark(same, if same { "the same bits" } else { "differs" }))
                " in " (count(report.parity.rows - report.parity.differing.min(report.parity.rows)))
                " of " (count(report.parity.rows)) " rows"
            }),
        ]))
        h3 { "What a request must carry" }
        p {
            @for (i, column) in report.inputs.iter().enumerate() {
                @if i > 0 { ", " }
                code { (column.name) } " " span.note { (column.kind.name()) }
            }
        }
        details {
            summary { "A request that can be sent as it stands (Open Inference Protocol)" }
            pre { code { "POST /v2/models/" (report.model) "/infer\n" (request) } }
        }
    }
}
