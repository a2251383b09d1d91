//! Rules that look at one column by itself.

use super::{Alert, Params, Rule, alert::reached};
use crate::{
    data::{ColumnProfile, Kind},
    steps::problem::{self, ColumnRole},
};

/// The fewest values of which it can be said that each is its own.
const LEAST_VALUES: u64 = 20;

pub(super) fn alerts(
    column: &ColumnProfile,
    problem: &problem::Params,
    params: &Params,
) -> Vec<Alert> {
    let is_feature = problem.role(&column.name) == ColumnRole::Feature;
    let mut alerts = Vec::new();
    alerts.extend(constant(column));
    alerts.extend(missing(column, params.missing));
    alerts.extend(blank(column, params.blank));
    alerts.extend(infinite(column, params.infinite));
    if is_feature {
        alerts.extend(
            identifier(column, params.identifier)
                .or_else(|| cardinality(column, params.cardinality)),
        );
        alerts.extend(skewed(column, params.skewness));
        alerts.extend(zeros(column, params.zeros));
    }
    if problem.time_column.as_ref() == Some(&column.name) {
        alerts.extend(unordered(column, params.unordered));
    }
    alerts
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
    reached((Rule::Missing, &column.name), (value, limit), || {
        format!(
            "{:.0} % of the values are missing; step 4 fills them and says so in a column of its own.",
            100.0 * value
        )
    })
}

fn blank(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    let value = column.texts.as_ref()?.blank as f64 / column.count.max(1) as f64;
    reached((Rule::Blank, &column.name), (value, limit), || {
        "Some texts are empty or white space only. If that means “not known”, turn them into missing values in step 4.".to_owned()
    })
}

fn infinite(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    let value = column.numbers.as_ref()?.infinite as f64;
    reached((Rule::Infinite, &column.name), (value, limit), || {
        "Some values are infinite, often from a division by zero. No model can take them: clip them in step 4, or correct the source.".to_owned()
    })
}

fn identifier(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    if column.kind != Kind::Text || column.count < LEAST_VALUES {
        return None;
    }
    let value = column.distinct as f64 / column.count.max(1) as f64;
    reached((Rule::Identifier, &column.name), (value, limit), || {
        "Nearly every row has its own value. Mark it as ignored in step 1.".to_owned()
    })
}

fn cardinality(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    if column.kind != Kind::Text {
        return None;
    }
    let value = column.distinct as f64;
    reached((Rule::Cardinality, &column.name), (value, limit), || {
        "So many categories are too many for a column each. Keep the frequent ones in step 4, or encode them by their target or frequency.".to_owned()
    })
}

fn skewed(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    let numbers = column.numbers.as_ref().filter(|_| column.distinct > 2)?;
    let value = numbers.skewness.value()?;
    let mut alert = reached((Rule::Skewed, &column.name), (value.abs(), limit), || {
        let side = if value > 0.0 { "large" } else { "small" };
        format!(
            "A few {side} values decide its mean and its scale. Take the logarithm or clip it in step 4 if the model is linear."
        )
    })?;
    alert.value = value;
    Some(alert)
}

fn zeros(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    let numbers = column.numbers.as_ref().filter(|_| column.distinct > 2)?;
    let value = numbers.zeros as f64 / column.count.max(1) as f64;
    reached((Rule::Zeros, &column.name), (value, limit), || {
        "Most values are 0. If that means “none”, a yes-or-no column may say as much; if it means “not known”, they are gaps.".to_owned()
    })
}

fn unordered(column: &ColumnProfile, limit: f64) -> Option<Alert> {
    let value = column.times.as_ref()?.unordered as f64 / column.count.max(1) as f64;
    reached((Rule::Unordered, &column.name), (value, limit), || {
        "Rows do not stand in the order of their times. Steps that look back sort them first; a split by row number would mix past and future.".to_owned()
    })
}
