use super::{Associations, Params, Relation, Rule, Series, TargetShare, column_alert, table_alert};
use crate::{
    data::{Profile, Segment, sql},
    steps::problem::{self, ColumnRole},
    terms::Figure,
};

/// Something to be careful about: which rule, which value, which limit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Alert {
    /// The column it is about; empty where it is about the whole table.
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

impl Alert {
    /// The rows that it is about, named in words; nothing where it is about a column or the table
    /// as a whole.
    pub fn rows(&self) -> Option<Segment> {
        let column = sql::quote(&self.column);
        let (is, condition) = match self.rule {
            Rule::Missing => ("is missing", format!("{column} IS NULL")),
            Rule::Blank => ("is empty", format!("TRIM({column}) = ''")),
            Rule::Zeros => ("is 0", format!("{column} = 0")),
            Rule::Infinite => {
                let most = f64::MAX;
                let condition = format!("{column} > {most:e} OR {column} < -{most:e}");
                ("is infinite", condition)
            }
            Rule::Leakage
            | Rule::Unknown
            | Rule::Duplicates
            | Rule::Imbalance
            | Rule::Constant
            | Rule::Identifier
            | Rule::Cardinality
            | Rule::Correlated
            | Rule::Skewed
            | Rule::Unordered
            | Rule::TimeGaps
            | Rule::Future => return None,
        };
        Some(Segment {
            name: format!("{} {is}", self.column),
            condition,
        })
    }
}

/// Everything that the rules look at.
pub(super) struct Seen<'a> {
    pub(super) profile: &'a Profile,
    pub(super) target: &'a [TargetShare],
    pub(super) relations: &'a [Relation],
    pub(super) associations: &'a Associations,
    pub(super) series: Option<&'a Series>,
}

impl Seen<'_> {
    /// All alerts, most serious first.
    pub(super) fn alerts(&self, problem: &problem::Params, params: &Params) -> Vec<Alert> {
        let mut alerts: Vec<Alert> = self
            .relations
            .iter()
            .filter_map(|relation| leakage(relation, problem, params.leakage))
            .collect();
        alerts.extend(unknown(self.profile, problem));
        alerts.extend(table_alert::duplicates(self.profile, params.duplicates));
        alerts.extend(table_alert::imbalance(
            self.target,
            problem,
            params.imbalance,
        ));
        let correlated = table_alert::correlated(self.associations, problem, params.correlation);
        alerts.extend(correlated);
        alerts.extend(table_alert::time_gaps(self.series, params.empty_periods));
        let future = table_alert::future(self.profile, problem, params.future_days);
        alerts.extend(future);
        for column in &self.profile.columns {
            alerts.extend(column_alert::alerts(column, problem, params));
        }
        alerts.sort_by_key(|alert| alert.rule);
        alerts
    }
}

/// An alert if `value` has reached `limit`, unless the limit is 0.
pub(super) fn reached(
    (rule, column): (Rule, &str),
    (value, limit): (f64, f64),
    text: impl FnOnce() -> String,
) -> Option<Alert> {
    (limit > 0.0 && value >= limit).then(|| Alert {
        column: column.to_owned(),
        rule,
        value,
        limit,
        text: text(),
    })
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
    reached((Rule::Leakage, &relation.column), (value, limit), || {
        format!("{seen} {advice}")
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
