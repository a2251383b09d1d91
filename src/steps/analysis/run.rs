use super::{
    Params, Report, TargetShare, alert::Seen, associations::associations, missing::patterns,
    outliers::outliers, relation, series::series,
};
use crate::{
    data::{self, ProfileParams, Table},
    stats,
    steps::{StepError, problem},
    terms::{Part, Progress},
};

/// Profiles every column, relates them to each other and to the target, and lists what to be
/// careful about. Without a target nothing is said of one.
///
/// # Errors
/// If the target does not exist or somebody stops it.
pub fn run(
    table: &Table,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    let profile_params = ProfileParams {
        n_bins: params.bins,
        n_top: params.top,
    };
    let profile = data::profile(table, &profile_params, &Part::new(progress, 0.0, 0.4))?;
    progress.report(0.4, "Relating columns to the target");
    let (target, shares) = if problem.target.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        target(table, problem)?
    };
    let relations = if target.is_empty() {
        Vec::new()
    } else {
        let names = table.columns().iter().map(|column| column.name.clone());
        let columns: Vec<String> = names.filter(|name| *name != problem.target).collect();
        relation::relations(table, &columns, &target, progress)?
    };
    progress.report(0.55, "Relating columns to each other");
    let associations = associations(table, &profile, params, progress)?;
    progress.report(0.75, "Looking for what is missing together");
    let missing = patterns(table, &profile, progress)?;
    progress.report(0.8, "Looking for odd rows");
    let found = (&profile, &associations);
    let outliers = outliers(table, found, problem, params.outliers, progress)?;
    progress.report(0.92, "Following the columns through time");
    let series = series(table, &profile, (problem, params), progress)?;
    let seen = Seen {
        profile: &profile,
        target: &shares,
        relations: &relations,
        associations: &associations,
        series: series.as_ref(),
    };
    let alerts = seen.alerts(problem, params);
    Ok(Report {
        profile,
        target: shares,
        unlabelled: target.iter().filter(|y| y.is_nan()).count() as u64,
        relations,
        associations,
        missing,
        outliers,
        series,
        alerts,
    })
}

/// The target as a number (positive class 1, other classes 0, or the code) and its classes.
fn target(
    table: &Table,
    problem: &problem::Params,
) -> Result<(Vec<f64>, Vec<TargetShare>), StepError> {
    if !problem.task.is_classification() {
        return Ok((table.numbers(&problem.target)?, Vec::new()));
    }
    let categories = table.categories(&problem.target)?;
    let positive = categories
        .levels
        .iter()
        .position(|level| *level == problem.positive);
    let number = |code: u32| match positive {
        _ if code == stats::MISSING => f64::NAN,
        Some(positive) => f64::from(u8::from(code as usize == positive)),
        None => f64::from(code),
    };
    let mut counts = vec![0_u64; categories.levels.len()];
    for &code in categories
        .codes
        .iter()
        .filter(|code| **code != stats::MISSING)
    {
        counts[code as usize] += 1;
    }
    let labelled = counts.iter().sum::<u64>().max(1) as f64;
    let mut shares: Vec<TargetShare> = categories
        .levels
        .into_iter()
        .zip(counts)
        .map(|(label, count)| TargetShare {
            label,
            count,
            share: count as f64 / labelled,
        })
        .collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.count));
    Ok((
        categories.codes.iter().map(|&code| number(code)).collect(),
        shares,
    ))
}
