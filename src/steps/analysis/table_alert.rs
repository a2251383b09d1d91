//! Rules that look at several columns, or at all rows.

use super::{Alert, Associations, Rule, Series, TargetShare, alert::reached};
use crate::{
    data::Profile,
    steps::problem::{self, ColumnRole},
};

const DAY: f64 = 86_400e6;

pub(super) fn duplicates(profile: &Profile, limit: f64) -> Option<Alert> {
    let value = profile.duplicates as f64 / profile.rows.max(1) as f64;
    reached((Rule::Duplicates, ""), (value, limit), || {
        format!(
            "{} rows are equal to an earlier one in every column. If they are not real, drop them in step 4: they count twice, and may stand in training and test part alike.",
            profile.duplicates
        )
    })
}

pub(super) fn imbalance(
    target: &[TargetShare],
    problem: &problem::Params,
    limit: f64,
) -> Option<Alert> {
    let most = target.first()?;
    let seen = (most.share, limit);
    reached((Rule::Imbalance, &problem.target), seen, || {
        format!(
            "Always answering “{}” is right in {:.1} % of the rows, so accuracy says nothing. Judge by average precision or costs, and choose the threshold in step 6.",
            most.label,
            100.0 * most.share
        )
    })
}

/// One alert for each feature that says nearly the same as another one that comes before it.
pub(super) fn correlated(
    associations: &Associations,
    problem: &problem::Params,
    limit: f64,
) -> Vec<Alert> {
    let is_feature = |name: &String| problem.role(name) == ColumnRole::Feature;
    let mut alerts: Vec<Alert> = Vec::new();
    let mut pairs: Vec<_> = associations.pairs.iter().collect();
    pairs.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
    for pair in pairs {
        let (a, b) = (&associations.columns[pair.a], &associations.columns[pair.b]);
        let told = alerts.iter().any(|alert| alert.column == *b);
        // A category with many levels decides nearly any number: that is no repetition.
        let alike = pair
            .usual()
            .filter(|(measure, _)| *measure != crate::stats::Association::CorrelationRatio);
        let Some((measure, _)) = alike.filter(|_| is_feature(a) && is_feature(b) && !told) else {
            continue;
        };
        alerts.extend(reached((Rule::Correlated, b), (pair.strength(), limit), || {
            format!(
                "Says nearly the same as “{a}” ({}). A linear model cannot tell which of the two matters: ignore one of them in step 1.",
                measure.info().name
            )
        }));
    }
    alerts
}

pub(super) fn time_gaps(series: Option<&Series>, limit: f64) -> Option<Alert> {
    let series = series?;
    let value = series.empty_periods() as f64;
    reached((Rule::TimeGaps, &series.time), (value, limit), || {
        format!(
            "In {value} of {} periods (one {} each) there is no row. Was something not recorded? Lags and rolling means reach across the gap.",
            series.starts.len(),
            series.period.name()
        )
    })
}

/// Times that lie after the end of the data's own time column.
pub(super) fn future(profile: &Profile, problem: &problem::Params, limit: f64) -> Vec<Alert> {
    let last = |name: &String| {
        let column = profile.columns.iter().find(|column| column.name == *name)?;
        column.times.as_ref()?.last
    };
    let Some(end) = problem.time_column.as_ref().and_then(last) else {
        return Vec::new();
    };
    let columns = profile.columns.iter();
    columns
        .filter_map(|column| {
            let days = (column.times.as_ref()?.last? as f64 - end as f64) / DAY;
            reached((Rule::Future, &column.name), (days, limit), || {
                "Goes on after the last row happened. Either it tells of the future, which a model does not know, or a far date stands for “none”.".to_owned()
            })
        })
        .collect()
}
