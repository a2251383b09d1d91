//! Step 3: relations between columns, what is missing together, odd rows, and the series.

use maud::{Markup, html};

use super::{
    svg::{Axis, Cell, Frame, Line, Shade, heat_map},
    words::{count, number, percent, short_figure, time},
};
use crate::steps::analysis::{
    Associations, ColumnSeries, MissingPatterns, Outliers, Pair, Report, Sample, Series, Told,
};

/// Columns of the map of relations, so that the page stays small.
const MOST_COLUMNS: usize = 40;
/// Pairs, combinations and rows that are listed.
const MOST_LISTED: usize = 20;
/// Columns that are drawn over time.
const MOST_SERIES: usize = 24;
/// Periods that are drawn.
const MOST_PERIODS: usize = 400;

pub(super) fn content(report: &Report, target: &str) -> Markup {
    html! {
        @if report.associations.columns.len() > 1 { (relations(&report.associations)) }
        (missing(&report.missing, report.profile.rows))
        @if !report.outliers.rows.is_empty() { (outliers(&report.outliers)) }
        @if let Some(series) = &report.series { (over_time(series, target)) }
    }
}

fn relations(found: &Associations) -> Markup {
    let n = found.columns.len().min(MOST_COLUMNS);
    let cell = |row: usize, column: usize| {
        let names = format!("{} and {}", found.columns[row], found.columns[column]);
        let pair = found.pair(row, column);
        let value = match pair {
            Some(pair) => pair.usual().and_then(|(_, figure)| figure.value()),
            None => Some(1.0),
        };
        Cell {
            shade: value.map_or(Shade::Unknown, Shade::Level),
            title: value.map_or_else(
                || names.clone(),
                |value| format!("{names}: {}", number(value)),
            ),
        }
    };
    let rows: Vec<(String, Vec<Cell>)> = (0..n)
        .map(|row| {
            let cells = (0..n).map(|column| cell(row, column));
            (found.columns[row].clone(), cells.collect())
        })
        .collect();
    let labels: Vec<String> = (1..=n).map(|place| place.to_string()).collect();
    let mut strongest: Vec<&Pair> = found.pairs.iter().collect();
    strongest.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
    html! {
        h3 { "How much columns have to do with each other" }
        @if let Some(sample) = &found.sample { p.note { (sampled(sample)) } }
        figure {
            (heat_map(&rows, &labels, 0, "Relations of all columns"))
            figcaption {
                "Spearman's correlation of two numbers, Cramér's V of two categories, the correlation ratio of one of each; columns in the same order across and down. Blue: rise together; orange: one falls as the other rises."
                @if found.columns.len() > n { " Not shown: " (found.columns.len() - n) " more columns." }
            }
        }
        table {
            caption { "The strongest" }
            thead { tr { th { "column" } th { "and" } th { "measure" } th.n { "value" } th.n { "rows" } } }
            tbody {
                @for pair in strongest.iter().take(MOST_LISTED) {
                    @if let Some((measure, figure)) = pair.usual() {
                        tr {
                            td { code { (found.columns[pair.a]) } }
                            td { code { (found.columns[pair.b]) } }
                            td { (measure.info().name) }
                            td.n { (short_figure(figure)) }
                            td.n { (count(pair.rows)) }
                        }
                    }
                }
            }
        }
        @if !found.left_out.is_empty() {
            p.note {
                "Left out: "
                @for (i, left) in found.left_out.iter().enumerate() { @if i > 0 { "; " } code { (left.column) } " (" (left.reason) ")" }
            }
        }
    }
}

fn sampled(sample: &Sample) -> String {
    format!(
        "Measured on a sample of {} of {} rows, drawn with seed {}.",
        count(sample.rows),
        count(sample.of),
        sample.seed
    )
}

fn missing(found: &MissingPatterns, rows: u64) -> Markup {
    html! {
        h3 { "Missing together" }
        @if found.columns.is_empty() {
            p { "No value is missing." }
        } @else {
            div.scroll { table {
                thead { tr { th.n { "rows" } th.n { "share" } th { "exactly these are missing" } } }
                tbody {
                    @for pattern in found.patterns.iter().take(MOST_LISTED) {
                        tr {
                            td.n { (count(pattern.rows)) }
                            td.n { (percent(pattern.rows as f64 / rows.max(1) as f64)) }
                            td {
                                @if pattern.missing.is_empty() { "nothing" }
                                @for (i, place) in pattern.missing.iter().enumerate() {
                                    @if i > 0 { ", " }
                                    code { (found.columns[*place as usize]) }
                                }
                            }
                        }
                    }
                }
            } }
            @let others = found.patterns.len().saturating_sub(MOST_LISTED) as u64 + found.other_patterns;
            @if others > 0 { p.note { "Not shown: " (count(others)) " rarer combinations." } }
        }
    }
}

fn outliers(found: &Outliers) -> Markup {
    html! {
        h3 { "The oddest rows" }
        div.scroll { table {
            thead { tr { th.n { "row" } th.n { "score" } th { "what makes it odd" } } }
            tbody {
                @for odd in found.rows.iter().take(MOST_LISTED) {
                    tr {
                        td.n { (count(odd.row + 1)) }
                        td.n { (number(odd.score)) }
                        td {
                            @for (i, reason) in odd.reasons.iter().enumerate() {
                                @if i > 0 { " · " }
                                code { (reason.column) } " " (told(&reason.value)) " (usual " (told(&reason.usual)) ")"
                            }
                        }
                    }
                }
            }
        } }
        p.note { "The score counts how far each number is from its middle value in its usual spread, less what its correlations explain, and how rare each category is. Odd is not wrong." }
    }
}

fn over_time(series: &Series, target: &str) -> Markup {
    // The answer first, then the data's own order.
    let mut columns: Vec<&ColumnSeries> = series.columns.iter().collect();
    columns.sort_by_key(|column| column.column != target);
    let rows: Vec<Option<f64>> = series.rows.iter().map(|rows| Some(*rows as f64)).collect();
    html! {
        h3 { "Over time" }
        p.note { "By " (series.period.name()) " of " code { (series.time) } ", from " (series.starts.first().map_or_else(String::new, |first| time(*first))) " on." }
        (line(series, "rows", rows))
        @for column in columns.iter().take(MOST_SERIES) {
            @if let Some(means) = &column.means {
                (line(series, &format!("mean of {}", column.column), means.clone()))
            } @else if let Some((level, counts)) = column.levels.first() {
                @let shares = counts.iter().zip(&series.rows).map(|(count, rows)| (*rows > 0).then(|| *count as f64 / *rows as f64)).collect();
                (line(series, &format!("share of {} = {level}", column.column), shares))
            }
        }
        @if columns.len() > MOST_SERIES { p.note { "Not shown: " (columns.len() - MOST_SERIES) " more columns." } }
    }
}

fn line(series: &Series, title: &str, values: Vec<Option<f64>>) -> Markup {
    let first = values.len().saturating_sub(MOST_PERIODS);
    let values: Vec<Option<f64>> = values.into_iter().skip(first).collect();
    let label = |i: usize| series.period.label(series.starts[first + i]);
    let frame = Frame::low(
        Axis::places(values.len(), label, ""),
        Axis::numbers(values.iter().copied().flatten(), title),
    );
    let told = |i: usize| {
        let value = values[i].map_or_else(|| "–".to_owned(), number);
        format!("{}: {value}", label(i))
    };
    let drawn = Line {
        values: values.clone(),
        reference: 0,
        expected: None,
        band: None,
        alert: &|_| false,
        title: &told,
    };
    html! { figure { (frame.draw(title, &drawn.draw(&frame))) } }
}

fn told(value: &Told) -> String {
    match value {
        Told::Number(value) => number(*value),
        Told::Text(text) => text.clone(),
    }
}
