use chrono::DateTime;

use super::{
    Labels, Params, PartReport, Prepared, Report, Slice, checks,
    fold::{features_of, recipe_of},
    known::known,
};
use crate::{
    data::{
        ColumnInfo, Table,
        recipe::{FittedRecipe, Roles, Rows},
        split::{self, Part},
    },
    stats::Moments,
    steps::{StepError, problem},
    terms::{Figure, Progress},
};

/// Splits the rows, fits the recipe on the training part and applies it to every part.
///
/// # Errors
/// If the target or a feature does not exist or does not fit, or a part has no labelled rows.
pub fn run(
    table: &Table,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<(Prepared, Report), StepError> {
    problem.check()?;
    params.check()?;
    progress.report(0.0, "Splitting rows");
    let labels = Labels::of(table, problem)?;
    let parts = split::split(table, &params.split)?;
    labelled(&parts, &labels, Part::Train)?;
    let roles = roles(table.columns(), problem)?;
    let infos = features_of(table, &roles.features);
    let recipe = recipe_of(params, &infos);
    progress.report(0.2, "Fitting the recipe");
    let target = labels.numbers(&problem.positive);
    let chosen = Chosen::new(&parts, &labels, Part::Train)?;
    let fitted = recipe.fit(table, &roles, Some(&target), chosen.rows(), progress)?;
    progress.report(0.5, "Applying the recipe");
    let part_reports = Part::ALL
        .into_iter()
        .map(|part| part_report(table, problem, (part, &parts), (&labels, &target)))
        .collect::<Result<_, StepError>>()?;
    progress.report(0.6, "Looking for leaks between the parts");
    let checks = checks::checks(table, problem, (&parts, &labels), &roles.features)?;
    let unlabelled = (0..table.n_rows()).filter(|&i| !labels.is_known(i)).count() as u64;
    let known = known(table, &labels, problem)?;
    let prepared = apply(table, &fitted, (&parts, labels, known), progress)?;
    let report = Report {
        features: infos,
        outputs: prepared.recipe.output_names().to_vec(),
        sources: prepared.recipe.sources(),
        parts: part_reports,
        unlabelled,
        classes: prepared.labels.classes().to_vec(),
        recipe: fitted,
        checks,
    };
    Ok((prepared, report))
}

/// Makes again what [`run`] gave, without fitting anything: the report holds what was learned.
///
/// # Errors
/// If `table` is not the one the report was made from.
pub fn rebuild(
    table: &Table,
    problem: &problem::Params,
    params: &Params,
    report: &Report,
    progress: &dyn Progress,
) -> Result<Prepared, StepError> {
    let labels = Labels::of(table, problem)?;
    let parts = split::split(table, &params.split)?;
    let known = known(table, &labels, problem)?;
    apply(table, &report.recipe, (&parts, labels, known), progress)
}

/// What the contract says of the columns, as a recipe wants it.
///
/// # Errors
/// If no column is left to learn from.
pub fn roles(columns: &[ColumnInfo], problem: &problem::Params) -> Result<Roles, StepError> {
    let features = problem.features(columns);
    if features.is_empty() {
        return Err(StepError::invalid(
            "No column is left to learn from. Un-mark some columns in step 1.",
        ));
    }
    let mut hidden = problem.unavailable.clone();
    hidden.push(problem.target.clone());
    Ok(Roles {
        features,
        time: problem.time_column.clone(),
        entity: problem.entity.clone(),
        hidden,
    })
}

/// The labelled rows of a part, and what they may see: their own part and those before it.
struct Chosen {
    wanted: Vec<u32>,
    seen: Vec<u32>,
}

impl Chosen {
    fn new(parts: &[Part], labels: &Labels, part: Part) -> Result<Self, StepError> {
        let wanted = labelled(parts, labels, part)?;
        Ok(Self {
            wanted,
            seen: seen(parts, part),
        })
    }

    fn rows(&self) -> Rows<'_> {
        Rows {
            wanted: &self.wanted,
            seen: &self.seen,
        }
    }
}

/// The rows of a part and of those before it, part after part.
fn seen(parts: &[Part], part: Part) -> Vec<u32> {
    let before = Part::ALL.into_iter().take_while(|other| *other <= part);
    before
        .flat_map(|part| split::indices(parts, part))
        .collect()
}

fn labelled(parts: &[Part], labels: &Labels, part: Part) -> Result<Vec<u32>, StepError> {
    let mut rows = split::indices(parts, part);
    rows.retain(|&row| labels.is_known(row as usize));
    if rows.is_empty() {
        return Err(StepError::Invalid(format!(
            "The {} part has no rows with an answer. Change the split in step 4.",
            part.name()
        )));
    }
    Ok(rows)
}

fn apply(
    table: &Table,
    recipe: &FittedRecipe,
    (parts, labels, known): (&[Part], Labels, Labels),
    progress: &dyn Progress,
) -> Result<Prepared, StepError> {
    let slice = |part: Part| -> Result<Slice, StepError> {
        let chosen = Chosen::new(parts, &labels, part)?;
        let prepared = if part == Part::Train {
            recipe.training(table, chosen.rows(), progress)?
        } else {
            recipe.part(table, chosen.rows(), progress)?
        };
        if prepared.rows.is_empty() {
            return Err(StepError::Invalid(format!(
                "The recipe leaves no row of the {} part. Change its filters or the split in step 4.",
                part.name()
            )));
        }
        Ok(Slice {
            labels: labels.take(&prepared.rows),
            known: known.take(&prepared.rows),
            rows: prepared.rows,
            matrix: prepared.matrix,
        })
    };
    // Production stands for rows that nobody has seen when the model is made.
    let until_now = seen(parts, Part::Test);
    Ok(Prepared {
        train: slice(Part::Train)?,
        validation: slice(Part::Validation)?,
        test: slice(Part::Test)?,
        reference: split::indices(parts, Part::Test),
        production: split::indices(parts, Part::Production),
        recipe: recipe.clone().remember(table, &until_now, progress)?,
        labels,
        known,
    })
}

pub(super) fn part_report(
    table: &Table,
    problem: &problem::Params,
    (part, parts): (Part, &[Part]),
    (labels, target): (&Labels, &[f64]),
) -> Result<PartReport, StepError> {
    let rows = split::indices(parts, part);
    let known: Vec<f64> = rows
        .iter()
        .filter(|&&row| labels.is_known(row as usize))
        .map(|&row| target[row as usize])
        .collect();
    let period = match &problem.time_column {
        Some(column) => period(&table.times(column)?, &rows),
        None => None,
    };
    let target_mean = if known.is_empty() {
        Figure::not_computable("no labelled rows")
    } else {
        Figure::finite(Moments::of(&known).mean, "no labelled rows")
    };
    Ok(PartReport {
        part,
        rows: rows.len() as u64,
        labelled: known.len() as u64,
        target_mean,
        period,
    })
}

fn period(times: &[Option<i64>], rows: &[u32]) -> Option<(String, String)> {
    let known = || rows.iter().filter_map(|&row| times[row as usize]);
    let day = |micros: i64| {
        let time = DateTime::from_timestamp_micros(micros)?;
        Some(time.format("%Y-%m-%d").to_string())
    };
    Some((day(known().min()?)?, day(known().max()?)?))
}
