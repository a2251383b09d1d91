//! Step 2: the sources and the snapshot.

use maud::{Markup, html};

use super::words::{bytes, count, pairs};
use crate::steps::extraction::{Params, Report};

/// That the rows are a sample, and of what.
fn sampled(report: &Report) -> String {
    report.sampled.map_or_else(String::new, |sampled| {
        format!(
            ", a sample of {} drawn with seed {}",
            count(sampled.of),
            sampled.seed
        )
    })
}

pub(super) fn content(params: &Params, report: &Report) -> Markup {
    let licence = |name: &str| {
        let source = params.sources.iter().find(|source| source.name == name);
        source
            .map(|source| source.licence.as_str())
            .unwrap_or_default()
    };
    html! {
        div.scroll { table {
            caption { "Sources" }
            thead { tr { th { "name" } th { "file" } th.n { "size" } th.n { "rows" } th.n { "columns" } th { "made by, licence" } } }
            tbody {
                @for source in &report.sources {
                    tr {
                        td { (source.name) }
                        td { code { (source.path) } }
                        td.n { (bytes(source.bytes)) }
                        td.n { (count(source.rows)) }
                        td.n { (source.columns) }
                        td { (licence(&source.name)) }
                    }
                }
            }
        } }
        (pairs(&[
            ("Snapshot", html! { code { (report.snapshot.id) } }),
            ("Rows", html! { (count(report.rows)) (sampled(report)) }),
            ("Columns", html! { (report.columns.len()) }),
            ("Size", html! { (bytes(report.snapshot.bytes)) }),
        ]))
        p.note { "The snapshot's name is the hash of its content: whoever has rows with the same hash has the same rows." }
    }
}
