//! The table operations of a recipe, one after the other.

use std::collections::BTreeSet;

use super::{Past, Work};
use crate::{
    data::{
        ColumnData, DataError, Table,
        recipe::{RecipeError, Rows, summary::Effect},
    },
    terms::Progress,
};

/// One piece of work with the step that it belongs to.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct TableStep {
    /// Which step of the recipe, from 1.
    pub(in crate::data::recipe) step: usize,
    /// The operation, by its name on the screen.
    pub(in crate::data::recipe) operation: String,
    pub(in crate::data::recipe) work: Work,
    /// Whether a row that is asked about needs it.
    #[serde(default)]
    pub(in crate::data::recipe) serves: bool,
}

/// All table operations of a recipe.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct Stage {
    steps: Vec<TableStep>,
    /// The columns of the data that all of it reads, in the order of the data set.
    reads: Vec<String>,
}

/// A data set after the table operations.
pub(in crate::data::recipe) struct Sheet {
    pub(in crate::data::recipe) table: Table,
    /// The rows of the data set that are left of those that were wanted.
    pub(in crate::data::recipe) rows: Vec<u32>,
}

/// Hears, while a recipe is fitted, what was done in which step.
type Report<'a> = Option<&'a mut Vec<(usize, Effect)>>;

impl Stage {
    /// `wanted` are the columns that have to come out, `known` those of the data set in order.
    /// Work for columns that nobody wants is left out. The second part: the columns of the data
    /// set that a row that is asked about must have.
    pub(in crate::data::recipe) fn new(
        mut steps: Vec<TableStep>,
        wanted: &[String],
        known: &[String],
    ) -> (Self, BTreeSet<String>) {
        let mut now: BTreeSet<String> = wanted.iter().cloned().collect();
        let mut all = now.clone();
        let mut needed = vec![false; steps.len()];
        for (i, step) in steps.iter_mut().enumerate().rev() {
            let Some(makes) = step.work.makes() else {
                needed[i] = true;
                all.extend(step.work.reads_now().into_iter().map(str::to_owned));
                continue;
            };
            step.serves = now.remove(makes);
            needed[i] = all.remove(makes);
            if step.serves {
                now.extend(step.work.reads_now().into_iter().map(str::to_owned));
            }
            if needed[i] {
                all.extend(step.work.reads_now().into_iter().map(str::to_owned));
                all.extend(step.work.reads_earlier().map(str::to_owned));
            }
        }
        let mut needed = needed.into_iter();
        steps.retain(|_| needed.next().unwrap_or(true));
        let reads = known.iter().filter(|name| all.contains(*name));
        let stage = Self {
            reads: reads.cloned().collect(),
            steps,
        };
        (stage, now)
    }

    /// Works on the wanted rows of a data set; with a `report` the recipe is being fitted.
    pub(in crate::data::recipe) fn data_set(
        &self,
        table: &Table,
        rows: Rows<'_>,
        mut report: Report<'_>,
        progress: &dyn Progress,
    ) -> Result<Sheet, RecipeError> {
        let around = self.looks_around();
        let mut left = if around { rows.seen } else { rows.wanted }.to_vec();
        let mut sheet = table.select(&self.names())?.take(&left);
        for step in &self.steps {
            progress.check()?;
            sheet = match step.kept(&sheet, report.as_deref_mut())? {
                Some(kept) => {
                    left = kept.iter().map(|place| left[*place as usize]).collect();
                    sheet.take(&kept)
                }
                None => step.make(&sheet, Past::Table, report.as_deref_mut())?,
            };
        }
        if around {
            (sheet, left) = wanted(sheet, left, rows.wanted, table.n_rows());
        }
        Ok(Sheet {
            table: sheet,
            rows: left,
        })
    }

    /// Works on `rows`, which may see all of `table`, and leaves none out.
    pub(in crate::data::recipe) fn every_row(
        &self,
        table: &Table,
        rows: &[u32],
        progress: &dyn Progress,
    ) -> Result<Table, RecipeError> {
        let mut sheet = table.select(&self.names())?;
        let around = self.looks_around();
        if !around {
            sheet = sheet.take(rows);
        }
        for step in self.steps.iter().filter(|step| step.work.makes().is_some()) {
            progress.check()?;
            sheet = step.make(&sheet, Past::Table, None)?;
        }
        Ok(if around { sheet.take(rows) } else { sheet })
    }

    /// Works on rows that are asked about, each by itself.
    pub(in crate::data::recipe) fn serve(&self, table: &Table) -> Result<Table, RecipeError> {
        let mut sheet = table.clone();
        for step in self.steps.iter().filter(|step| step.serves) {
            sheet = step.make(&sheet, Past::Memory, None)?;
        }
        Ok(sheet)
    }

    /// Keeps the end of the data set that consists of the rows `seen` of `table`.
    pub(in crate::data::recipe) fn remember(
        &mut self,
        table: &Table,
        seen: &[u32],
        progress: &dyn Progress,
    ) -> Result<(), RecipeError> {
        if !self
            .steps
            .iter()
            .any(|step| step.work.reads_earlier().is_some())
        {
            return Ok(());
        }
        let mut sheet = table.select(&self.names())?.take(seen);
        for step in &mut self.steps {
            progress.check()?;
            if step.serves {
                let remembered = step.work.remember(&sheet);
                remembered.map_err(|err| step.failed(err))?;
            }
            sheet = match step.kept(&sheet, None)? {
                Some(kept) => sheet.take(&kept),
                None => step.make(&sheet, Past::Table, None)?,
            };
        }
        Ok(())
    }

    /// Whether rows that are asked about go through any step.
    pub(in crate::data::recipe) fn serves(&self) -> bool {
        self.steps.iter().any(|step| step.serves)
    }

    /// The work for a row that is asked about, in order.
    pub(in crate::data::recipe) fn serving(&self) -> impl Iterator<Item = &TableStep> {
        self.steps.iter().filter(|step| step.serves)
    }

    fn looks_around(&self) -> bool {
        self.steps.iter().any(|step| step.work.looks_around())
    }

    fn names(&self) -> Vec<&str> {
        self.reads.iter().map(String::as_str).collect()
    }
}

impl TableStep {
    /// `sheet` with the column that the step makes.
    fn make(&self, sheet: &Table, past: Past, report: Report<'_>) -> Result<Table, RecipeError> {
        let failed = |err| self.failed(err);
        if let Work::Rename(work) = &self.work {
            return sheet.renamed(&work.from, &work.to).map_err(failed);
        }
        let made = self.work.column(sheet, past).map_err(failed)?;
        let (Some(data), Some(name)) = (made, self.work.makes()) else {
            return Ok(sheet.clone());
        };
        if let Some(report) = report {
            report.push((self.step, self.effect(sheet, name, &data)?));
        }
        sheet.with_column(name, data).map_err(failed)
    }

    /// What is to be told of a new column; an error where it must not be made so.
    fn effect(&self, sheet: &Table, name: &str, data: &ColumnData) -> Result<Effect, RecipeError> {
        let Work::Cast(cast) = &self.work else {
            let gaps = (0..data.len()).filter(|&row| data.is_gap(row)).count();
            return Ok(Effect::on(name, gaps as u64, "gaps"));
        };
        let failures = cast.failures(sheet, data).map_err(|err| self.failed(err))?;
        Ok(match failures {
            None => Effect::on(name, 0, "values lost"),
            Some(failures) if cast.stops => {
                return Err(RecipeError::CastFailed {
                    step: self.step,
                    column: name.to_owned(),
                    to: cast.to,
                    count: failures.count,
                    first: failures.first,
                });
            }
            Some(failures) => Effect::on(name, failures.count, "values lost")
                .with(format!("the first is “{}”", failures.first)),
        })
    }

    /// The places of the rows that it keeps; nothing for a step that makes a column.
    fn kept(&self, sheet: &Table, report: Report<'_>) -> Result<Option<Vec<u32>>, RecipeError> {
        let keeps = match &self.work {
            Work::Filter(filter) => filter.keeps(sheet),
            Work::Deduplicate(deduplicate) => deduplicate.keeps(sheet),
            _ => return Ok(None),
        }
        .map_err(|err| self.failed(err))?;
        let left_out = keeps.n_rows() - keeps.count();
        if left_out == keeps.n_rows() && left_out > 0 {
            return Err(RecipeError::NothingKept {
                step: self.step,
                operation: self.operation.clone(),
            });
        }
        if let Some(report) = report {
            report.push((self.step, Effect::on_rows(left_out as u64, "rows left out")));
        }
        Ok(Some(keeps.indices()))
    }

    fn failed(&self, error: DataError) -> RecipeError {
        match error {
            DataError::Cancelled(cancelled) => RecipeError::Cancelled(cancelled),
            error => RecipeError::InStep {
                step: self.step,
                operation: self.operation.clone(),
                error,
            },
        }
    }
}

/// Of `sheet`, whose rows are `rows`, those that are `wanted`.
fn wanted(sheet: Table, rows: Vec<u32>, wanted: &[u32], n_rows: usize) -> (Table, Vec<u32>) {
    let mut is_wanted = vec![false; n_rows];
    for row in wanted {
        is_wanted[*row as usize] = true;
    }
    let places = rows.iter().zip(0_u32..);
    let places: Vec<u32> = places
        .filter(|(row, _)| is_wanted[**row as usize])
        .map(|(_, place)| place)
        .collect();
    if places.len() == rows.len() {
        return (sheet, rows);
    }
    let left = places.iter().map(|place| rows[*place as usize]).collect();
    (sheet.take(&places), left)
}
