//! From the model back to the rows: what everything was made from.

use maud::{Markup, html};

use super::page::program;
use crate::{steps::Step, workbench::OpenProject};

pub(super) fn section(open: &OpenProject) -> Markup {
    let results = &open.results;
    let snapshot = results
        .extraction
        .as_ref()
        .map(|done| done.report.snapshot.id.as_str());
    let rows = Step::ALL
        .into_iter()
        .filter_map(|step| Some((step, results.fingerprint(step)?)));
    html! {
        section id="lineage" {
            header { h2 { "Lineage" } }
            p.purpose { "A fingerprint stands for everything that a step depended on: its parameters, the rows, the steps before it. The same fingerprint means the same result." }
            div.scroll { table {
                thead { tr { th { "what" } th { "stands for it" } } }
                tbody {
                    tr { td { "program" } td { (program()) } }
                    tr { td { "project" } td { (open.project.name) " (number " (open.id) " of its workspace), " (open.project.automation.name()) } }
                    @for source in &open.project.extraction.sources {
                        tr { td { "source" } td { (source.name) ": " code { (source.location) } } }
                    }
                    @if let Some(snapshot) = snapshot { tr { td { "snapshot" } td { code { (snapshot) } } } }
                    @for (step, fingerprint) in rows {
                        tr { td { (step.index() + 1) " " (step.name()) } td { code { (fingerprint.to_string()) } } }
                    }
                    @if let Some(done) = &results.deployment {
                        tr { td { "version" } td { (done.report.model) " v" (done.report.version) } }
                    }
                }
            } }
        }
    }
}
