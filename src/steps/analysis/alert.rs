use super::{Params, Relation};
use crate::{
    data::{ColumnProfile, Kind, Profile},
    steps::problem::{self, ColumnRole},
    terms::Figure,
};

/// Something to be careful about: which rule, which value, which limit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Alert {
    /// The column it is about.
    pub column: String,
    /// The rule that fired.
    pub rule: Rule,
    /// What was seen.
    pub value: f64,
    /// From which value on the rule fires.
    pub limit: f64,
    /// What it means and what to do.
    pub text: String,
}

/// The rules, most serious first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A column tells the target too well to be true, or has its gaps where the target has them.
    Leakage,
    /// The contract marks a column that the data does not have: a typo here lets a leak through.
    Unknown,
    /// A column has one value only.
    Constant,
    /// Many values are missing.
    Missing,
    /// Nearly every row has its own value.
    Identifier,
}

impl Rule {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leakage => "Leakage suspected",
            Self::Unknown => "No such column",
            Self::Constant => "Constant",
            Self::Missing => "Missing values",
            Self::Identifier => "Looks like an identifier",
        }
    }
}

/// A text column in which at least this share of the values is unique looks like an identifier.
const IDENTIFIER: f64 = 0.9;

/// All alerts of a profile, most serious first.
pub(super) fn alerts(
    profile: &Profile,
    relations: &[Relation],
    problem: &problem::Params,
    params: &Params,
) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = relations
        .iter()
        .filter_map(|relation| leakage(relation, problem, params.leakage))
        .collect();
    alerts.extend(unknown(profile, problem));
    for column in &profile.columns {
        alerts.extend(constant(column));
        alerts.extend(missing(column, params.missing));
        alerts.extend(identifier(column, problem));
    }
    alerts.sort_by_key(|alert| alert.rule);
    alerts
}

/// A column leaks that tells the answers, or that is missing where they are: what becomes known
/// together with the answer comes too late.
fn leakage(relation: &Relation, problem: &problem::Params, limit: f64) -> Option<Alert> {
    let above = |figure: &Figure| figure.value().filter(|value| *value >= limit);
    let (value, seen) = match (above(&relation.explained), above(&relation.gaps)) {
        (Some(value), _) => (value, "Tells the target almost by itself."),
        (None, Some(value)) => (
            value,
            "Is missing where the target is missing, as if both became known together.",
        ),
        (None, None) => return None,
    };
    let advice = if problem.role(&relation.column) == ColumnRole::Unavailable {
        "It is marked as known too late, so no model sees it."
    } else {
        "Is it known before the answer? If not, mark it as unavailable in step 1."
    };
    Some(Alert {
        column: relation.column.clone(),
        rule: Rule::Leakage,
        value,
        limit,
        text: format!("{seen} {advice}"),
    })
}

fn unknown(profile: &Profile, problem: &problem::Params) -> Vec<Alert> {
    let marks = problem
        .unavailable
        .iter()
        .chain(&problem.ignored)
        .chain(&problem.entity);
    marks
        .filter(|mark| profile.columns.iter().all(|column| column.name != **mark))
        .map(|mark| Alert {
            column: mark.clone(),
            rule: Rule::Unknown,
            value: 0.0,
            limit: 1.0,
            text: "Step 1 marks it, but the data has no column of this name. Correct the name in the project file, or the column it was meant for is given to the models.".to_owned(),
        })
        .collect()
}

fn constant(column: &ColumnProfile) -> Option<Alert> {
    column.constant.then(|| Alert {
        column: column.name.clone(),
        rule: Rule::Constant,
        value: column.distinct as f64,
        limit: 1.0,
        text: "Has one value only and cannot help a model.".to_owned(),
    })
}

fn missing(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    let n = column.count + column.missing;
    let value = column.missing as f64 / n.max(1) as f64;
    (limit > 0.0 && value >= limit).then(|| Alert {
        column: column.name.clone(),
        rule: Rule::Missing,
        value,
        limit,
        text: format!(
            "{:.0} % of the values are missing; step 4 fills them and says so in a column of its own.",
            100.0 * value
        ),
    })
}

fn identifier(column: &ColumnProfile, problem: &problem::Params) -> Option<Alert> {
    let value = column.distinct as f64 / column.count.max(1) as f64;
    let feature = problem.role(&column.name) == ColumnRole::Feature;
    let text = column.kind == Kind::Text;
    (feature && text && column.count >= 20 && value >= IDENTIFIER).then(|| Alert {
        column: column.name.clone(),
        rule: Rule::Identifier,
        value,
        limit: IDENTIFIER,
        text: "Nearly every row has its own value. Mark it as ignored in step 1.".to_owned(),
    })
}
