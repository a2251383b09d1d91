//! What is shown of the rows, in words.

use egui::Ui;

use super::{GridView, Rows};
use crate::{
    data::Kind,
    data::{ColumnFilter, Rule, SortKey, time_text},
    ui::{
        widgets::{Icon, Tone, chip, icon_button},
        words,
    },
    workbench::{Commands, GridCommand},
};

pub(super) fn badges(view: &mut GridView, ui: &mut Ui, rows: &Rows<'_>, commands: &mut Commands) {
    ui.horizontal_wrapped(|ui| {
        let count = |n: usize| words::count(n as u64);
        let says = if rows.n == rows.all {
            format!("{} rows", count(rows.all))
        } else {
            format!("{} of {} rows match", count(rows.n), count(rows.all))
        };
        chip(ui, Tone::Neutral, &says);
        let Some(state) = rows.state else {
            return;
        };
        if !state.sort().is_empty() {
            chip(ui, Tone::Accent, &order_in_words(state.sort()));
            if icon_button(ui, Icon::Cross, "Take the order away").clicked() {
                commands.grid(GridCommand::Sort(rows.input.subject(), Vec::new()));
            }
        }
        for filter in state.filters() {
            let kind = rows.table.column_index(&filter.column);
            let kind = kind.and_then(|index| rows.table.columns().get(index));
            let is_time = kind.is_some_and(|info| info.kind == Kind::Time);
            chip(ui, Tone::Accent, &filter_in_words(filter, is_time));
            let name = format!("Remove the filter of {}", filter.column);
            if icon_button(ui, Icon::Cross, &name).clicked() {
                super::filter::set(&filter.column, None, rows, commands);
            }
        }
        if !state.condition().is_empty() {
            chip(ui, Tone::Accent, &format!("where {}", state.condition()));
            if icon_button(ui, Icon::Cross, "Remove the condition").clicked() {
                view.forget_condition(rows, commands);
            }
        }
        if state.works() {
            chip(ui, Tone::Neutral, "working…");
        }
    });
}

fn order_in_words(sort: &[SortKey]) -> String {
    let keys: Vec<String> = sort
        .iter()
        .map(|key| {
            let way = if key.descending {
                "largest first"
            } else {
                "smallest first"
            };
            format!("{}, {way}", key.column)
        })
        .collect();
    format!("sorted by {}", keys.join(", then "))
}

fn filter_in_words(filter: &ColumnFilter, is_time: bool) -> String {
    let name = &filter.column;
    let bound = |value: f64| {
        if is_time {
            time_text(value as i64)
        } else {
            value.to_string()
        }
    };
    match &filter.rule {
        Rule::Contains(text) => format!("{name} contains “{text}”"),
        Rule::Between {
            low: Some(low),
            high: Some(high),
        } => format!("{name} from {} to {}", bound(*low), bound(*high)),
        Rule::Between {
            low: Some(low),
            high: None,
        } => format!("{name} at least {}", bound(*low)),
        Rule::Between { high, .. } => high.map_or_else(
            || format!("{name} is a number"),
            |high| format!("{name} at most {}", bound(high)),
        ),
        Rule::OneOf(values) => {
            let mut shown: Vec<&str> = values.iter().take(4).map(String::as_str).collect();
            if values.len() > shown.len() {
                shown.push("…");
            }
            format!("{name} is {}", shown.join(" or "))
        }
        Rule::Missing => format!("{name} is missing"),
        Rule::Present => format!("{name} is not missing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_filters_are_said_in_words() {
        let key = |column: &str, descending| SortKey {
            column: column.to_owned(),
            descending,
        };
        assert_eq!(
            order_in_words(&[key("a", true), key("b", false)]),
            "sorted by a, largest first, then b, smallest first"
        );
        let says = |rule| {
            let filter = ColumnFilter {
                column: "x".to_owned(),
                rule,
            };
            filter_in_words(&filter, false)
        };
        let between = |low, high| Rule::Between { low, high };
        assert_eq!(says(between(Some(1.0), Some(2.5))), "x from 1 to 2.5");
        assert_eq!(says(between(None, Some(2.5))), "x at most 2.5");
        let many = ["a", "b", "c", "d", "e"].map(str::to_owned);
        assert_eq!(says(Rule::OneOf(many.into())), "x is a or b or c or d or …");
    }
}
