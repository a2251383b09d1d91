//! Where a change of performance comes from, and what each column's drift costs.

use maud::{Markup, html};

use super::words::{mark, number};
use crate::{estimate::Ranged, steps::monitoring::Costs};

/// Columns that are listed.
const MOST_COLUMNS: usize = 40;

pub(super) fn content(costs: &Costs) -> Markup {
    html! {
        @match &costs.change {
            Err(reason) => { p.none { "The change in performance cannot be split: " (reason) "." } },
            Ok(change) => {
                p {
                    "The " (costs.loss.name()) " went from " (number(change.reference)) " to " (number(change.current))
                    ". Chance alone makes up to " (number(change.noise)) "."
                }
                table {
                    thead { tr { th { "part" } th.n { "change" } th.n { "95 % interval" } th {} } }
                    tbody {
                        (part("other rows (covariate part)", change.covariate))
                        (part("other answers to the same rows (concept part)", change.concept))
                        (part("together", change.total))
                    }
                }
                p.note {
                    "The reference's rows, weighted to look like the current ones, are worth " (number(change.effective_rows.round()))
                    " rows. What the features do not tell counts as concept."
                }
            },
        }
        p {
            "What each column's move costs: how much lower the " (costs.loss.name()) " would be had it not moved"
            @if costs.is_realised { "." } @else { ", by the model's own probabilities, as no label of production is known." }
        }
        div.scroll { table {
            thead { tr { th { "column" } th.n { "cost" } th.n { "95 % interval" } th {} } }
            tbody {
                @for (name, undone) in costs.columns.iter().take(MOST_COLUMNS) {
                    @match undone {
                        Ok(undone) => { (part(name, undone.cost)) },
                        Err(reason) => { tr { td { (name) } td.n { "–" } td.n { "–" } td { (reason) } } },
                    }
                }
            }
        } }
        p.note { "Columns that move together are undone together, so these costs do not add up." }
    }
}

fn part(name: &str, part: Ranged) -> Markup {
    html! {
        tr {
            td { (name) }
            td.n { (signed(part.value)) }
            td.n { (signed(part.low)) " to " (signed(part.high)) }
            td {
                @if part.is_beyond_chance() {
                    (mark(part.value < 0.0, if part.value > 0.0 { "makes it worse" } else { "makes it better" }))
                } @else { "could be chance" }
            }
        }
    }
}

fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", number(value))
}
