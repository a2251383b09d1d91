//! Step 7: the gates.

use maud::{Markup, html};

use super::words::{mark, short_figure};
use crate::{
    gates::Verdict,
    steps::validation::{ChampionReport, Report},
};

pub(super) fn content(report: &Report) -> Markup {
    html! {
        p {
            @if report.passed {
                (mark(true, "may ship")) " Every gate is open."
            } @else {
                (mark(false, "may not ship")) " " (report.failed().count()) " of " (report.gates.len()) " gates are shut."
            }
        }
        div.scroll { table {
            thead { tr { th { "gate" } th { "stands" } th { "why" } } }
            tbody {
                @for gate in &report.gates {
                    tr {
                        td { (gate.title) }
                        td { (mark(gate.is_open(), gate.verdict.word())) @if gate.decided_by != "rule" { " by " (gate.decided_by) } }
                        td {
                            (gate.explanation)
                            @if let Verdict::Waived { reason, .. } = &gate.verdict { " Waived: " (reason) }
                        }
                    }
                }
            }
        } }
        @if let Some(champion) = &report.champion { (service(champion)) }
    }
}

fn service(champion: &ChampionReport) -> Markup {
    html! {
        h3 { "The model in service: " (champion.name) }
        @match &champion.problem {
            Some(problem) => { p { "It could not be judged on these rows: " (problem) } },
            None => {
                dl {
                    @for (metric, figure) in &champion.metrics {
                        div { dt { (metric.info().name) } dd { (short_figure(figure)) } }
                    }
                }
            },
        }
    }
}
