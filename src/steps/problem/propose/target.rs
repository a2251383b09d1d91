use super::{Candidate, Field, Suggestion, names};
use crate::{
    data::{ColumnProfile, Kind, Profile},
    terms::Task,
};

/// Names that say "this is the answer".
const ANSWERS: [&str; 10] = [
    "target",
    "label",
    "class",
    "outcome",
    "response",
    "y",
    "truth",
    "answer",
    "result",
    "dependent",
];
/// Names that answers often have.
const USUAL: [&str; 33] = [
    "churn",
    "churned",
    "fraud",
    "fraudulent",
    "default",
    "late",
    "delayed",
    "survived",
    "died",
    "death",
    "diagnosis",
    "disease",
    "converted",
    "conversion",
    "clicked",
    "purchased",
    "bought",
    "cancelled",
    "canceled",
    "returned",
    "spam",
    "failure",
    "failed",
    "approved",
    "price",
    "sales",
    "demand",
    "revenue",
    "income",
    "quality",
    "rating",
    "score",
    "species",
];
/// What a yes looks like.
const YES: [&str; 8] = ["1", "yes", "true", "y", "t", "positive", "pos", "ja"];
/// Up to so many values are classes.
const MOST_CLASSES: u64 = 20;
/// Whole numbers with up to so many values are classes.
const MOST_NUMBERED_CLASSES: u64 = 10;

/// The columns that may be the target, the likeliest first; equally likely ones stand from right
/// to left, for the answer is more often the last column than the first.
pub(super) fn candidates(profile: &Profile) -> Vec<Candidate> {
    let last = profile.columns.len().saturating_sub(1);
    let mut found: Vec<Candidate> = profile
        .columns
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(place, column)| candidate(column, place == last))
        .collect();
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.points));
    found
}

/// How much speaks for `column`; nothing where it cannot be an answer.
fn candidate(column: &ColumnProfile, is_last: bool) -> Option<Candidate> {
    let unique = column.distinct as f64 / column.count.max(1) as f64;
    let is_text = column.kind == Kind::Text;
    let identifier = is_text && column.distinct > MOST_CLASSES;
    let numbered = column.kind == Kind::Integer && unique > 0.99 && column.count >= 20;
    if column.constant || column.distinct < 2 || column.kind == Kind::Time || identifier || numbered
    {
        return None;
    }
    let mut points = 0;
    let mut why = Vec::new();
    if names::any_of(&column.name, &ANSWERS) {
        points += 8;
        why.push("its name says that it is the answer".to_owned());
    } else if names::any_of(&column.name, &USUAL) {
        points += 5;
        why.push("answers are often named like this".to_owned());
    }
    if column.distinct == 2 {
        points += 3;
        why.push("it has two values, like yes and no".to_owned());
    } else if is_text {
        points += 1;
        why.push(format!("it has {} classes", column.distinct));
    }
    if names::any_of(&column.name, &["is", "has", "will", "did"]) {
        points += 1;
        why.push("its name asks a question".to_owned());
    }
    if is_last {
        points += 3;
        why.push("it is the last column".to_owned());
    }
    if names::any_of(
        &column.name,
        &["id", "key", "code", "number", "no", "index"],
    ) {
        points -= 4;
    }
    if why.is_empty() {
        why.push("it has more than one value and is no identifier".to_owned());
    }
    Some(Candidate {
        column: column.name.clone(),
        points,
        why: why.join(", "),
    })
}

/// Target, task and positive class for `column`; the target itself only if it is `new`.
pub(super) fn suggestions(
    column: &ColumnProfile,
    candidates: &[Candidate],
    new: bool,
) -> Vec<Suggestion> {
    let mut suggestions = Vec::new();
    if new {
        let found = candidates.iter().find(|found| found.column == column.name);
        let why = found.map_or_else(String::new, |found| sentence(&found.why));
        suggestions.push(Suggestion::new(Field::Target, &column.name, why));
    }
    let (task, why) = task(column);
    suggestions.push(Suggestion::new(Field::Task, task.name(), why));
    if task == Task::Binary {
        suggestions.extend(positive(column));
    }
    suggestions
}

fn task(column: &ColumnProfile) -> (Task, String) {
    let n = column.distinct;
    match column.kind {
        _ if n == 2 => (Task::Binary, "The target has two values.".to_owned()),
        Kind::Text | Kind::Boolean => (
            Task::Multiclass,
            format!("The target is text with {n} different values."),
        ),
        Kind::Integer if n <= MOST_NUMBERED_CLASSES => (
            Task::Multiclass,
            format!(
                "The target is a whole number with only {n} different values; choose regression if their distance means something."
            ),
        ),
        Kind::Integer | Kind::Decimal | Kind::Time => (
            Task::Regression,
            format!("The target is a number with {n} different values."),
        ),
    }
}

/// The value that says yes, or else the rarer one.
fn positive(column: &ColumnProfile) -> Option<Suggestion> {
    let yes = column
        .top
        .iter()
        .find(|count| YES.contains(&count.value.to_lowercase().as_str()));
    let share = |count: u64| 100.0 * count as f64 / column.count.max(1) as f64;
    match yes {
        Some(found) => Some(Suggestion::new(
            Field::Positive,
            &found.value,
            format!(
                "It says yes; {:.1} % of the rows have it.",
                share(found.count)
            ),
        )),
        None => column.top.last().map(|rarer| {
            Suggestion::new(
                Field::Positive,
                &rarer.value,
                format!(
                    "It is the rarer class, with {:.1} % of the rows.",
                    share(rarer.count)
                ),
            )
        }),
    }
}

/// The first letter in upper case, and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", chars.as_str())
}
