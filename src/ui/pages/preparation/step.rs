use crate::{
    data::recipe::{
        Columns, Group, ImputeWith, Operation, Over, RecipeStep, ScaleMethod, TimePart,
    },
    ui::words,
};

/// Columns that are named in a sentence; of more, the others are counted.
const NAMED: usize = 4;

/// A step of a recipe as a sentence.
pub(super) fn sentence(step: &RecipeStep) -> String {
    let of = columns(&step.columns);
    if let Some(sentence) = of_table(&step.operation, &of) {
        return sentence;
    }
    match &step.operation {
        Operation::Rare(rare) => format!(
            "Merge the values of {of} that less than {} of the rows have.",
            words::percent(rare.below)
        ),
        Operation::Clip(_) => format!("Move extremes of {of} to a limit."),
        Operation::Log(_) => format!("Take the logarithm of {of}."),
        Operation::Bin(bin) => format!("Cut {of} into {} bins.", bin.bins),
        Operation::DropConstant => format!("Leave out {of} with one value only."),
        Operation::Impute(impute) => {
            let with = match impute.with {
                ImputeWith::Median => "the median".to_owned(),
                ImputeWith::Mean => "the mean".to_owned(),
                ImputeWith::MostFrequent => "the most frequent value".to_owned(),
                ImputeWith::Constant => {
                    format!(
                        "{} (“{}” in text)",
                        words::number(impute.number),
                        impute.text
                    )
                }
            };
            let mark = if impute.missing_indicator {
                ", and mark where they were"
            } else {
                ""
            };
            format!("Fill the gaps of {of} with {with}{mark}.")
        }
        Operation::Encode(encode) => format!(
            "Turn {of} into numbers: one column per value up to {} values, else the mean of the target per value.",
            encode.max_levels
        ),
        Operation::OneHot(one_hot) => format!(
            "Turn {of} into one column per value, the {} most frequent ones each.",
            one_hot.max_levels
        ),
        Operation::Ordinal => format!("Turn {of} into the place of the value."),
        Operation::Target(target) => format!(
            "Turn {of} into the mean of the target per value, over {} folds, smoothed by {} rows.",
            target.folds,
            words::number(target.smoothing)
        ),
        Operation::Frequency => format!("Turn {of} into how often the value occurs."),
        Operation::TimeParts(parts) => {
            let names = if parts.parts.is_empty() {
                "hour, weekday and month".to_owned()
            } else {
                parts
                    .parts
                    .iter()
                    .map(|part| TimePart::name(*part))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let circle = if parts.cyclic {
                ", as points on a circle"
            } else {
                ""
            };
            format!("Turn {of} into {names}{circle}.")
        }
        Operation::Scale(scale) => match scale.method {
            ScaleMethod::Standard => format!("Scale {of} to mean 0 and standard deviation 1."),
            ScaleMethod::MinMax => format!("Scale {of} to the range from 0 to 1."),
            ScaleMethod::Robust => format!("Scale {of} to median 0 and quartile distance 1."),
        },
        other => format!("{} of {of}.", other.info().name),
    }
}

/// Of an operation on tables.
fn of_table(operation: &Operation, of: &str) -> Option<String> {
    Some(match operation {
        Operation::Filter(filter) => format!("Keep the rows where {}.", filter.keep),
        Operation::Deduplicate => format!("Keep the first of rows that are equal in {of}."),
        Operation::Drop => format!("Leave out {of}."),
        Operation::Rename(rename) => format!("Rename {of} to {}.", rename.to),
        Operation::Cast(cast) => format!("Read {of} as {}.", cast.to),
        Operation::Formula(formula) => format!("{} = {}.", formula.name, formula.formula),
        Operation::TextLength(length) => format!("Count the {} of {of}.", length.count.name()),
        Operation::TextPattern(pattern) => {
            format!("Look for the pattern {} in {of}.", pattern.pattern)
        }
        Operation::Lag(lag) => match lag.rows {
            1 => format!("Look {of} up in the row before."),
            rows => format!("Look {of} up {rows} rows before."),
        },
        Operation::Rolling(rolling) => {
            let over = match rolling.over {
                Over::Rows(rows) => format!("{rows} rows"),
                Over::Span(span) => span.to_string(),
            };
            let name = rolling.statistic.name();
            format!("Take the {name} of {of} over the {over} before.")
        }
        _ => return None,
    })
}

/// "numbers", "every column", or the names.
pub(super) fn columns(columns: &Columns) -> String {
    match columns {
        Columns::Of(group) => of_group(*group).to_owned(),
        Columns::Named(names) if names.is_empty() => "no column yet".to_owned(),
        Columns::Named(names) if names.len() > NAMED + 1 => {
            let more = names.len() - NAMED;
            format!("{} and {more} more columns", names[..NAMED].join(", "))
        }
        Columns::Named(names) => names.join(", "),
    }
}

/// A group of columns as a part of a sentence.
pub(super) fn of_group(group: Group) -> &'static str {
    match group {
        Group::All => "every column",
        Group::Numbers => "numbers",
        Group::Booleans => "yes/no columns",
        Group::Texts => "text",
        Group::Times => "times",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_sentence() {
        for operation in Operation::ALL {
            let step = RecipeStep {
                columns: Columns::Of(Group::Numbers),
                operation,
                off: false,
            };
            let words = sentence(&step);
            let names_its_own = !step.operation.takes_columns();
            assert!(words.contains("numbers") || names_its_own, "{words}");
            assert!(words.ends_with('.'), "{words}");
        }
    }
}
