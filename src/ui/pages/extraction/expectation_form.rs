use egui::{Label, RichText, Ui};

use crate::{
    data::{Kind, expectation::Expect},
    steps::extraction::Report,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Tone, form},
    },
};

/// The parameters of one expectation; true when something changed.
pub(super) fn form(ui: &mut Ui, expect: &mut Expect, report: Option<&Report>) -> bool {
    let info = expect.kind().info();
    ui.label(RichText::new(info.name).font(text::strong()));
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(info.summary).font(text::label()).color(weak)).wrap());
    let changed = parameters(ui, expect, report);
    if let Err(wrong) = expect.check() {
        let (ink, _) = Tone::Warn.colors(ui.tokens());
        ui.add(Label::new(RichText::new(wrong).color(ink)).wrap());
    }
    changed
}

fn parameters(ui: &mut Ui, expect: &mut Expect, report: Option<&Report>) -> bool {
    match expect {
        Expect::Completeness {
            column: name,
            at_least,
        } => {
            let help = "Share of the rows that must have a value, 0 to 1";
            column(ui, name, report) | form::number(ui, "At least", help, at_least, 0.0..=1.0)
        }
        Expect::Uniqueness { columns } => list(ui, "Columns", "Separated by commas", columns),
        Expect::Range {
            column: name,
            least,
            most,
        } => {
            column(ui, name, report)
                | number(ui, "Lowest", "Empty: no limit", least)
                | number(ui, "Highest", "Empty: no limit", most)
        }
        Expect::Values {
            column: name,
            values,
        } => column(ui, name, report) | list(ui, "Values", "Separated by commas", values),
        Expect::Pattern {
            column: name,
            pattern,
        } => {
            let help = "A regular expression for the whole value, such as [A-Z]{2}[0-9]+";
            column(ui, name, report) | form::text_line(ui, "Regular expression", help, pattern)
        }
        Expect::RowCount { least, most } => {
            number(ui, "Fewest rows", "Empty: no limit", least)
                | number(ui, "Most rows", "Empty: no limit", most)
        }
        Expect::Type {
            column: name,
            holds,
        } => {
            let kinds = Kind::ALL.map(|kind| (kind, kind.name().to_owned()));
            column(ui, name, report)
                | form::choice(ui, "Holds", "The kind of its values", holds, &kinds)
        }
        Expect::Monotone { column: name } => column(ui, name, report),
        Expect::Fresh { column: name, days } => {
            let help = "How many days before the last time of the column a row may lie";
            column(ui, name, report) | form::number(ui, "Days", help, days, 0.01..=100_000.0)
        }
        Expect::Rule { condition } => {
            let help = "An SQL expression over the columns of one row: arr_time > dep_time";
            form::text_line(ui, "Condition", help, condition)
        }
    }
}

/// The column that an expectation is about.
fn column(ui: &mut Ui, name: &mut String, report: Option<&Report>) -> bool {
    let help = "The column that is looked at";
    let Some(report) = report else {
        return form::text_line(ui, "About", help, name);
    };
    let mut options: Vec<(String, String)> = report
        .columns
        .iter()
        .map(|info| (info.name.clone(), info.name.clone()))
        .collect();
    if !options.iter().any(|(known, _)| known == name) {
        options.push((name.clone(), format!("{name}  (not in the data)")));
    }
    form::choice(ui, "About", help, name, &options)
}

/// Words with commas between them; a comma within a word is written twice.
fn list(ui: &mut Ui, label: &str, help: &str, values: &mut Vec<String>) -> bool {
    let mut line = values
        .iter()
        .map(|value| value.replace(',', ",,"))
        .collect::<Vec<_>>()
        .join(", ");
    let changed = form::text_line(ui, label, help, &mut line);
    if changed {
        *values = words(&line);
    }
    changed
}

fn words(line: &str) -> Vec<String> {
    line.replace(",,", "\0")
        .split(',')
        .map(|word| word.trim().replace('\0', ","))
        .filter(|word| !word.is_empty())
        .collect()
}

/// A number that may be missing; what is no number is not taken.
fn number<T: Copy + std::fmt::Display + std::str::FromStr>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut Option<T>,
) -> bool {
    let mut line = value.map_or_else(String::new, |value| value.to_string());
    if !form::text_line(ui, label, help, &mut line) {
        return false;
    }
    let line = line.trim();
    match line.parse() {
        Ok(number) => *value = Some(number),
        Err(_) if line.is_empty() => *value = None,
        Err(_) => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_hold_commas() {
        assert_eq!(words("a, b,, c , d"), ["a", "b, c", "d"]);
        assert_eq!(words(" , "), Vec::<String>::new());
    }
}
