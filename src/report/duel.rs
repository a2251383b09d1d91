//! Detectors against each other: delay and false alarms.

use maud::{Markup, html};

use super::words::{count, number, percent, short_figure};
use crate::drift::{Duel, detector::Round};

pub(super) fn content(duel: &Duel) -> Markup {
    let params = duel.params;
    html! {
        p {
            (count(params.runs)) " streams of each kind, drawn with seed " (params.seed) ": "
            (count(params.before as u64)) " rows, then a change, and " (count(params.after as u64))
            " rows more. Every detector has its default settings and watches the same streams. An alarm before the change is false; the delay is the number of rows from the change to the first alarm after it, in the middle of all streams."
        }
        p.note { "Read both together: whoever fires at every row is never late, and whoever never fires is never wrong. Delay by chance is that of as many alarms at random: a detector that is no earlier has seen nothing." }
        @for round in &duel.rounds { (table(round)) }
    }
}

fn table(round: &Round) -> Markup {
    html! {
        h3 { (round.name.replace('_', ", ")) }
        p { (round.about) }
        div.scroll { table {
            thead { tr {
                th { "detector" } th.n { "false alarms in 1,000 rows" } th.n { "changes seen" }
                th.n { "delay" } th.n { "of the slowest tenth" } th.n { "delay by chance" } th { "" }
            } }
            tbody {
                @for entrant in &round.entrants {
                    tr {
                        td { (entrant.name) }
                        @match &entrant.score {
                            Ok(score) => {
                                td.n { (number(score.false_alarms)) }
                                td.n { (percent(score.seen)) }
                                td.n { (short_figure(&score.delay)) }
                                td.n { (short_figure(&score.delay_of_slowest)) }
                                td.n { (short_figure(&score.delay_by_chance)) }
                                td { @if entrant.is_best { "none is both earlier and quieter" } }
                            },
                            Err(reason) => { td colspan="6" { "Not computable: " (reason) } },
                        }
                    }
                }
            }
        } }
    }
}
