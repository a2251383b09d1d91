use super::{Field, Params, Suggestion, names};
use crate::{
    data::{ColumnProfile, Kind, Profile, Table},
    steps::{
        StepError, analysis,
        analysis::{Alert, Rule},
    },
    terms::{Part, Progress},
};

/// Names of whom or what a row is about.
const ENTITIES: [&str; 22] = [
    "id",
    "customer",
    "user",
    "client",
    "patient",
    "account",
    "member",
    "person",
    "employee",
    "device",
    "machine",
    "sensor",
    "store",
    "shop",
    "product",
    "item",
    "vehicle",
    "tailnum",
    "household",
    "driver",
    "card",
    "student",
];
/// Names of what nobody may be treated worse for, after Article 21 of the EU Charter.
const PROTECTED: [&str; 15] = [
    "sex",
    "gender",
    "age",
    "race",
    "ethnicity",
    "ethnic",
    "nationality",
    "religion",
    "disability",
    "disabled",
    "marital",
    "pregnant",
    "orientation",
    "birthdate",
    "citizenship",
];
/// A column with so many values or fewer may be a slice.
const MOST_SLICES: u64 = 30;
/// So many slices are suggested.
const SLICES: usize = 2;
/// An entity comes back: on average it has at least two rows.
const MOST_UNIQUE: f64 = 0.5;

/// What the columns beside the target of `params` are for.
pub(super) fn suggestions(
    seen: &Table,
    profile: &Profile,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Vec<Suggestion>, StepError> {
    let others: Vec<&ColumnProfile> = profile
        .columns
        .iter()
        .filter(|column| column.name != params.target)
        .collect();
    let report = analysis::run(
        seen,
        params,
        &analysis::Params::default(),
        &Part::new(progress, 0.5, 1.0),
    )?;
    let mut suggestions: Vec<Suggestion> = report
        .alerts
        .iter()
        .filter_map(|alert| of_alert(alert, params))
        .collect();
    let late = |name: &str| {
        let here = |one: &Suggestion| one.value == name;
        suggestions.iter().any(here) || params.unavailable.iter().any(|column| column == name)
    };
    let left: Vec<&ColumnProfile> = others
        .iter()
        .copied()
        .filter(|column| !late(&column.name))
        .collect();
    let time = params.time_column.is_none().then(|| time(&left)).flatten();
    let entity = params.entity.is_none().then(|| entity(&left)).flatten();
    let protected: Vec<Suggestion> = left
        .iter()
        .filter(|column| names::any_of(&column.name, &PROTECTED))
        .map(|column| {
            let why = "Its name says that it tells groups of people apart; watch that no group is treated worse.";
            Suggestion::new(Field::Protected, &column.name, why)
        })
        .collect();
    let taken = |name: &str| {
        let of = |one: Option<&Suggestion>| one.is_some_and(|one| one.value == name);
        of(entity.as_ref()) || protected.iter().any(|one| one.value == name)
    };
    let strongest = report.relations.iter().map(|relation| &relation.column);
    let slices: Vec<Suggestion> = strongest
        .filter_map(|name| left.iter().find(|column| column.name == *name))
        .filter(|column| matches!(column.kind, Kind::Text | Kind::Boolean) && !taken(&column.name))
        .filter(|column| (2..=MOST_SLICES).contains(&column.distinct))
        .take(SLICES)
        .map(|column| {
            let why = format!(
                "Its {} values may differ in how well they are predicted.",
                column.distinct
            );
            Suggestion::new(Field::Slice, &column.name, why)
        })
        .collect();
    suggestions.extend(time);
    suggestions.extend(entity);
    suggestions.extend(protected);
    suggestions.extend(slices);
    Ok(suggestions)
}

/// What tells too much is known too late; constants and identifiers tell nothing.
fn of_alert(alert: &Alert, params: &Params) -> Option<Suggestion> {
    let field = match alert.rule {
        Rule::Leakage => Field::Unavailable,
        Rule::Constant | Rule::Identifier => Field::Ignored,
        _ => return None,
    };
    let why = match alert.rule {
        Rule::Leakage => format!(
            "It tells {:.0} % of the target by itself, from {:.0} % on that is suspicious: is it known before the answer?",
            100.0 * alert.value,
            100.0 * alert.limit
        ),
        Rule::Constant => "It has one value only.".to_owned(),
        _ => "Nearly every row has its own value.".to_owned(),
    };
    (alert.column != params.target && params.time_column.as_ref() != Some(&alert.column))
        .then(|| Suggestion::new(field, &alert.column, why))
}

/// The time that is there most often and tells rows apart best.
fn time(columns: &[&ColumnProfile]) -> Option<Suggestion> {
    let best = columns
        .iter()
        .filter(|column| column.kind == Kind::Time && !column.constant)
        .max_by_key(|column| (column.count, column.distinct))?;
    let why = format!(
        "It holds times, {} of them different, in {:.1} % of the rows.",
        best.distinct,
        100.0 * best.count as f64 / (best.count + best.missing).max(1) as f64
    );
    Some(Suggestion::new(Field::TimeColumn, &best.name, why))
}

/// The column that is named like somebody or something and comes back.
fn entity(columns: &[&ColumnProfile]) -> Option<Suggestion> {
    let unique = |column: &ColumnProfile| column.distinct as f64 / column.count.max(1) as f64;
    let best = columns
        .iter()
        .filter(|column| matches!(column.kind, Kind::Text | Kind::Integer))
        .filter(|column| names::any_of(&column.name, &ENTITIES))
        .filter(|column| column.distinct > MOST_SLICES && unique(column) <= MOST_UNIQUE)
        .max_by_key(|column| column.distinct)?;
    let rows = best.count as f64 / best.distinct.max(1) as f64;
    let why = format!(
        "It is named like somebody or something, and each of its {} values has {rows:.1} rows.",
        best.distinct
    );
    Some(Suggestion::new(Field::Entity, &best.name, why))
}
