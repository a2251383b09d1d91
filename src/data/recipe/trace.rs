use rayon::prelude::*;

use super::{
    Recipe, RecipeError, RecipeStep, Roles, Rows, fit,
    operation::Context,
    plan::{self, Plan, Planned},
    state::{Flow, Names, State},
    table::{Stage, TableStep},
};
use crate::{
    data::{ColumnData, DataError, Kind, Table},
    stats::MISSING,
    terms::Progress,
};

/// What one step of a recipe does to training rows, and where the recipe first fails on them.
///
/// It is made by planning, fitting and applying the steps as [`Recipe::fit`] does, so that what
/// it shows is what a run would give on these rows.
#[derive(Debug, Default)]
pub struct Trace {
    /// What the step did to each column that it works on, in the order of the columns.
    pub columns: Vec<TracedColumn>,
    /// The rows that the step found, by their number in the data set.
    pub rows_before: Vec<u32>,
    /// The rows that it left, in the same order.
    pub rows_after: Vec<u32>,
    /// The first step that fails, from 0, and why; the number of steps where all of them work but
    /// what they give in the end is not usable.
    pub failure: Option<(usize, RecipeError)>,
}

/// What a step did to one column.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedColumn {
    /// The column; the new one where the step makes one.
    pub source: String,
    /// What the steps before made of it, or what a new one is made of: name and values, one for
    /// each row before.
    pub before: Vec<(String, ColumnData)>,
    /// What it is after the step, one value for each row after; with the columns that mark gaps,
    /// if the step added some. Nothing where it is left out.
    pub after: Vec<(String, ColumnData)>,
}

/// The trace of one column by itself.
#[derive(Default)]
struct Traced {
    column: Option<TracedColumn>,
    failure: Option<(usize, RecipeError)>,
}

/// What a trace works on: the data set, what its columns are for, the target, the rows.
#[derive(Clone, Copy)]
struct Data<'a> {
    table: &'a Table,
    roles: &'a Roles,
    target: Option<&'a [f64]>,
    rows: Rows<'a>,
}

impl Recipe {
    /// Fits and applies every step on the wanted rows, as training rows, and keeps what step
    /// number `step`, from 0, found and left. Where a step fails, the steps before it are traced.
    ///
    /// `target` has a number for every row of `table`, NaN where it is missing.
    ///
    /// # Errors
    /// If there are no rows, a feature does not exist, or somebody asked it to stop.
    pub fn trace(
        &self,
        table: &Table,
        (roles, target): (&Roles, Option<&[f64]>),
        rows: Rows<'_>,
        step: usize,
        progress: &dyn Progress,
    ) -> Result<Trace, RecipeError> {
        let data = Data {
            table,
            roles,
            target,
            rows,
        };
        let error = match self.trace_whole(data, step, progress) {
            Err(error) if error.step().is_some() => error,
            other => return other,
        };
        let at = error.step().map_or(0, |number| number.saturating_sub(1));
        let before = Self {
            steps: self.steps.iter().take(at).cloned().collect(),
        };
        let mut trace = before.trace(table, (roles, target), rows, step, progress)?;
        if trace.failure.as_ref().is_none_or(|(first, _)| *first >= at) {
            trace.failure = Some((at, error));
        }
        Ok(trace)
    }

    fn trace_whole(
        &self,
        data: Data<'_>,
        step: usize,
        progress: &dyn Progress,
    ) -> Result<Trace, RecipeError> {
        if data.rows.wanted.is_empty() {
            return Err(RecipeError::NoRows);
        }
        let plan = Plan::new(self, data.table.columns(), data.roles)?;
        let wanted: Vec<String> = plan.features.iter().map(|c| c.info.name.clone()).collect();
        let (sheet, rows) = data.sheet(&plan.table_steps, &wanted, progress)?;
        let mut trace = Trace {
            rows_before: rows.clone(),
            rows_after: rows.clone(),
            ..Trace::default()
        };
        if let Some(chosen) = self
            .steps
            .get(step)
            .filter(|step| !step.off && step.operation.is_of_table())
        {
            self.trace_table(&mut trace, (chosen, step), (data, &plan), progress)?;
        }
        let target = data.target.map(|target| {
            rows.iter()
                .map(|&row| target[row as usize])
                .collect::<Vec<f64>>()
        });
        let traced = plan
            .features
            .par_iter()
            .map(|column| {
                progress.check()?;
                self.trace_column(&sheet, column, (target.as_deref(), step))
            })
            .collect::<Result<Vec<_>, RecipeError>>()?;
        for traced in traced {
            trace.columns.extend(traced.column);
            if let Some((at, error)) = traced.failure
                && trace.failure.as_ref().is_none_or(|(first, _)| at < *first)
            {
                trace.failure = Some((at, error));
            }
        }
        Ok(trace)
    }

    /// What a table operation reads and makes.
    fn trace_table(
        &self,
        trace: &mut Trace,
        (chosen, step): (&RecipeStep, usize),
        (data, plan): (Data<'_>, &Plan),
        progress: &dyn Progress,
    ) -> Result<(), RecipeError> {
        let number = step + 1;
        let own = || {
            plan.table_steps
                .iter()
                .filter(move |part| part.step == number)
        };
        let mut pairs: Vec<(Vec<String>, Option<String>)> = Vec::new();
        for part in own() {
            let made = part.work.makes().map(str::to_owned);
            let mut read: Vec<String> = part
                .work
                .reads_earlier()
                .into_iter()
                .map(str::to_owned)
                .collect();
            if read.is_empty() {
                read.extend(part.work.reads_now().into_iter().map(str::to_owned));
            }
            match made {
                Some(made) => pairs.push((read, Some(made))),
                None => pairs.extend(
                    read.into_iter()
                        .map(|name| (vec![name.clone()], Some(name))),
                ),
            }
        }
        if own().next().is_none() {
            let columns = data.table.columns();
            let features = self.features_at(step, columns, data.roles)?;
            let dropped = features.iter().filter(|info| chosen.columns.holds(info));
            pairs.extend(dropped.map(|info| (vec![info.name.clone()], None)));
        }
        let until = |last: usize| -> Vec<TableStep> {
            let parts = plan.table_steps.iter().filter(|part| part.step <= last);
            parts.cloned().collect()
        };
        let read = pairs
            .iter()
            .flat_map(|(read, _)| read.clone())
            .collect::<Vec<_>>();
        let made = pairs
            .iter()
            .filter_map(|(_, made)| made.clone())
            .collect::<Vec<_>>();
        let (before, rows_before) = data.sheet(&until(step), &read, progress)?;
        let (after, rows_after) = data.sheet(&until(number), &made, progress)?;
        (trace.rows_before, trace.rows_after) = (rows_before, rows_after);
        for (read, made) in pairs {
            let of = |table: &Table, names: &[String]| {
                let named = |name: &String| Ok((name.clone(), column(table, name)?));
                names
                    .iter()
                    .map(named)
                    .collect::<Result<Vec<_>, DataError>>()
            };
            let source = made
                .clone()
                .or_else(|| read.first().cloned())
                .unwrap_or_default();
            trace.columns.push(TracedColumn {
                source,
                before: of(&before, &read)?,
                after: of(&after, made.as_slice())?,
            });
        }
        Ok(())
    }

    fn trace_column(
        &self,
        sheet: &Table,
        column: &Planned,
        (target, wanted): (Option<&[f64]>, usize),
    ) -> Result<Traced, RecipeError> {
        let info = &column.info;
        let mut state = State::read(sheet, info)?;
        let mut names = Names::of(&info.name);
        let mut traced = Traced::default();
        for (index, step) in self.steps.iter().enumerate() {
            if names.main.is_empty() {
                return Ok(traced);
            }
            let is_of_column = index >= column.since && !step.off && !step.operation.is_of_table();
            if !is_of_column || !step.columns.holds(info) {
                continue;
            }
            let marks = names.indicators.len();
            let before = if index == wanted {
                values(&state, &names.main)
            } else {
                Vec::new()
            };
            let context = Context {
                step: index + 1,
                target,
            };
            match step.operation.fit(&context, &state, &mut names) {
                Ok(operation) => operation.apply(&mut state, true),
                Err(error) => {
                    traced.failure = Some((index, error));
                    return Ok(traced);
                }
            }
            if index == wanted {
                let mut after = values(&state, &names.main);
                after.extend(indicators(&state, &names.indicators, marks));
                traced.column = Some(TracedColumn {
                    source: info.name.clone(),
                    before,
                    after,
                });
            }
        }
        let end = self.steps.len();
        traced.failure = fit::not_numeric(&state, info).map(|error| (end, error));
        Ok(traced)
    }
}

impl Data<'_> {
    /// The columns `wanted` after some table operations, and the rows that are left.
    fn sheet(
        &self,
        steps: &[TableStep],
        wanted: &[String],
        progress: &dyn Progress,
    ) -> Result<(Table, Vec<u32>), RecipeError> {
        let known = plan::known(self.table.columns(), self.roles);
        let (stage, _) = Stage::new(steps.to_vec(), wanted, &known);
        let sheet = stage.data_set(self.table, self.rows, None, progress)?;
        Ok((sheet.table, sheet.rows))
    }
}

/// A column of a table; whole numbers as they are shown.
fn column(table: &Table, name: &str) -> Result<ColumnData, DataError> {
    let index = table.column_index(name);
    let kind = index.map_or(Kind::Text, |index| table.columns()[index].kind);
    Ok(match kind {
        Kind::Text => texts(&table.categories(name)?),
        Kind::Time => ColumnData::Times(table.times(name)?),
        Kind::Boolean => {
            let number = |value: f64| (!value.is_nan()).then_some(value != 0.0);
            ColumnData::Booleans(table.numbers(name)?.into_iter().map(number).collect())
        }
        Kind::Integer | Kind::Decimal => numbers(&table.numbers(name)?),
    })
}

/// The columns of a state by their names.
fn values(state: &State, names: &[String]) -> Vec<(String, ColumnData)> {
    let data: Vec<ColumnData> = match &state.flow {
        Flow::Categories(categories) => vec![texts(categories)],
        Flow::Times(times) => vec![ColumnData::Times(times.clone())],
        Flow::Numbers(_) => state.number_columns().map(numbers).collect(),
    };
    names.iter().cloned().zip(data).collect()
}

/// The columns that mark gaps, from number `first` on.
fn indicators(state: &State, names: &[String], first: usize) -> Vec<(String, ColumnData)> {
    let columns = state
        .indicators
        .chunks_exact(state.n_rows.max(1))
        .map(numbers);
    names.iter().cloned().zip(columns).skip(first).collect()
}

fn numbers(column: &[f64]) -> ColumnData {
    let known = |value: &f64| (!value.is_nan()).then_some(*value);
    ColumnData::Numbers(column.iter().map(known).collect())
}

fn texts(categories: &crate::data::Categories) -> ColumnData {
    let text = |code: &u32| (*code != MISSING).then(|| categories.levels[*code as usize].clone());
    ColumnData::Texts(categories.codes.iter().map(text).collect())
}
