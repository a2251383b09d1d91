use egui::Ui;

use super::params::{one_of, size};
use crate::{
    data::{
        ColumnInfo, Kind,
        recipe::{Lag, Over, Rolling, Span, Statistic},
    },
    ui::widgets::form,
};

/// The form of a lag; true when something changed.
pub(super) fn lag(ui: &mut Ui, lag: &mut Lag, columns: &[ColumnInfo]) -> bool {
    size(
        ui,
        "Rows back",
        "1 is the row before",
        &mut lag.rows,
        1..=1000,
    ) | order(ui, (&mut lag.by, &mut lag.time, &mut lag.delay), columns)
}

/// The form of a rolling statistic; true when something changed.
pub(super) fn rolling(ui: &mut Ui, rolling: &mut Rolling, columns: &[ColumnInfo]) -> bool {
    let statistics = [
        (Statistic::Mean, "the mean"),
        (Statistic::Sum, "the sum"),
        (Statistic::Min, "the smallest value"),
        (Statistic::Max, "the largest value"),
        (Statistic::Count, "how many values"),
        (Statistic::Std, "the standard deviation"),
    ];
    one_of(ui, "Compute", "", &mut rolling.statistic, &statistics)
        | over(ui, &mut rolling.over)
        | order(
            ui,
            (&mut rolling.by, &mut rolling.time, &mut rolling.delay),
            columns,
        )
}

fn over(ui: &mut Ui, over: &mut Over) -> bool {
    let mut by_time = matches!(over, Over::Span(_));
    let ways = [(false, "a number of rows"), (true, "a length of time")];
    let mut changed = one_of(ui, "The window is", "", &mut by_time, &ways);
    if changed {
        *over = if by_time {
            Over::Span(Span::WEEK)
        } else {
            Over::Rows(7)
        };
    }
    changed |= match over {
        Over::Rows(rows) => size(ui, "Rows", "The last so many rows", rows, 1..=100_000),
        Over::Span(length) => span(ui, "Length", "Such as 90 min, 12 h or 7 d", length),
    };
    changed
}

/// Whose rows, in which order, and how much earlier: never the row itself, never a later one.
fn order(
    ui: &mut Ui,
    (by, time, delay): (&mut Option<String>, &mut Option<String>, &mut Span),
    columns: &[ColumnInfo],
) -> bool {
    let known = |fits: fn(Kind) -> bool| {
        let fitting = columns.iter().filter(move |info| fits(info.kind));
        fitting.map(|info| (Some(info.name.clone()), info.name.clone()))
    };
    let usual = |words: &str| (None, words.to_owned());
    let mut entities = vec![usual("the entity of step 1")];
    entities.push((Some(String::new()), "all rows as one".to_owned()));
    entities.extend(known(|kind| kind != Kind::Time));
    let mut times = vec![usual("the time of step 1")];
    times.extend(known(|kind| kind == Kind::Time));
    let within = "Only rows of the same entity are looked at";
    let after = "Rows count as earlier by this column";
    let later = "Only rows that are at least so much earlier count, because what is newer is not known yet: 0 s, 90 min, 2 d";
    form::choice(ui, "Within", within, by, &entities)
        | form::choice(ui, "In the order of", after, time, &times)
        | span(ui, "Known after", later, delay)
}

/// A length of time; what cannot be read changes nothing.
fn span(ui: &mut Ui, label: &str, help: &str, span: &mut Span) -> bool {
    let mut text = span.to_string();
    if form::text_line(ui, label, help, &mut text)
        && let Ok(found) = text.parse::<Span>()
        && found != *span
    {
        *span = found;
        return true;
    }
    false
}
