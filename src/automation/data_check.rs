//! Data validation: whether new rows have the shape that the pipeline expects, and whether their
//! values are those that the model in service was made from.
//!
//! Schema skew stops the pipeline, value skew is a reason to train a new model [Google, "`MLOps`:
//! Continuous delivery and automation pipelines in machine learning"].

use crate::{
    data::{Categories, ColumnInfo, Kind, Table, snapshot},
    drift::{AlarmBudget, Baseline, ColumnDrift, Sample, Verdict, benjamini_hochberg},
    steps::StepError,
    terms::Progress,
};

/// What was seen of new rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DataCheck {
    /// What they were compared with.
    pub against: String,
    /// How many rows are new.
    pub rows: u64,
    /// What is otherwise with the columns that the model needs; empty where the shape fits.
    pub schema: Vec<String>,
    /// Columns that were compared.
    pub compared: u64,
    /// Of these, the columns whose values are otherwise.
    pub drifted: Vec<String>,
    /// Columns of which there are too few rows to tell.
    pub unknown: u64,
}

/// What the pipeline expects of the rows.
pub struct Expected<'a> {
    /// What it goes by, in words: "flights v3".
    pub name: &'a str,
    /// The columns that it needs.
    pub columns: &'a [ColumnInfo],
    /// The rows that the model in service was made from, and the id of that snapshot.
    pub before: Option<(&'a Table, &'a str)>,
}

impl DataCheck {
    /// Holds `now` against what is expected. Where the rows from before stand unchanged above new
    /// ones, only the new ones are compared.
    ///
    /// # Errors
    /// If a column cannot be read, or somebody stops it.
    pub fn of(
        now: &Table,
        expected: &Expected<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, StepError> {
        let mut check = Self {
            against: expected.name.to_owned(),
            rows: now.n_rows() as u64,
            schema: schema(now.columns(), expected.columns),
            ..Self::default()
        };
        let Some((before, id)) = expected.before.filter(|_| check.schema.is_empty()) else {
            return Ok(check);
        };
        if now.n_rows() == before.n_rows() && snapshot::id_of(now) == id {
            check.rows = 0;
            check.compared = expected.columns.len() as u64;
            return Ok(check);
        }
        let new = new_rows(now, before.n_rows(), id);
        check.rows = new.n_rows() as u64;
        let mut compared = Vec::new();
        for column in expected.columns {
            progress.check()?;
            if before.column_index(&column.name).is_none() {
                continue;
            }
            let drift = compare(before, &new, column)?;
            compared.push((&column.name, drift));
        }
        let p_values: Vec<f64> = compared
            .iter()
            .filter_map(|(_, drift)| drift.p_value.value())
            .collect();
        let level = AlarmBudget::default().probability();
        let mut believed = benjamini_hochberg(&p_values, level).into_iter();
        for (name, drift) in compared {
            check.compared += 1;
            // A column without a p-value was not tested among the others.
            let is_believed = drift
                .p_value
                .value()
                .is_none_or(|_| believed.next() == Some(true));
            match drift.verdict {
                Verdict::Drift if is_believed => check.drifted.push(name.clone()),
                Verdict::Unknown => check.unknown += 1,
                Verdict::Drift | Verdict::Stable => {}
            }
        }
        Ok(check)
    }

    /// Whether the values are otherwise.
    pub fn is_skewed(&self) -> bool {
        !self.drifted.is_empty()
    }

    /// What was seen, in a sentence.
    pub fn told(&self) -> String {
        if !self.schema.is_empty() {
            return format!(
                "Schema skew against {}: {}.",
                self.against,
                self.schema.join("; ")
            );
        }
        let (n, compared) = (self.drifted.len(), self.compared);
        if compared == 0 {
            return format!(
                "{} rows; there is no earlier model to compare with.",
                self.rows
            );
        }
        if self.rows == 0 {
            return format!("No row is new since {} was made.", self.against);
        }
        let unknown = match self.unknown {
            0 => String::new(),
            n => format!("; of {n} columns there are too few rows to tell"),
        };
        let (rows, against) = (self.rows, &self.against);
        if n == 0 {
            return format!("The values of {rows} new rows are as {against} knows them{unknown}.");
        }
        format!(
            "Value skew in {rows} new rows against {against}: {n} of {compared} columns ({}){unknown}.",
            self.drifted.join(", ")
        )
    }
}

/// The rows below those from before, or all where these do not stand above unchanged.
fn new_rows(now: &Table, before: usize, id: &str) -> Table {
    let n = now.n_rows();
    if n > before && before > 0 && snapshot::id_of(&now.slice(0, before)) == id {
        return now.slice(before, n - before);
    }
    now.clone()
}

fn schema(now: &[ColumnInfo], expected: &[ColumnInfo]) -> Vec<String> {
    let mut found = Vec::new();
    for column in expected {
        match now.iter().find(|known| known.name == column.name) {
            None => found.push(format!("the column {} is gone", column.name)),
            Some(known) if !fits(known.kind, column.kind) => found.push(format!(
                "the column {} holds {} instead of {}",
                column.name, known.kind, column.kind
            )),
            Some(_) => {}
        }
    }
    found
}

/// Whole numbers where decimals are expected are decimals, too.
fn fits(now: Kind, expected: Kind) -> bool {
    now == expected || (now == Kind::Integer && expected == Kind::Decimal)
}

fn compare(before: &Table, now: &Table, column: &ColumnInfo) -> Result<ColumnDrift, StepError> {
    Ok(match column.kind {
        Kind::Text | Kind::Boolean => {
            let [old, new] = [
                before.categories(&column.name)?,
                now.categories(&column.name)?,
            ];
            Baseline::new(categories(&old)).compare(categories(&new), &[])
        }
        Kind::Integer | Kind::Decimal | Kind::Time => {
            let [old, new] = [before.numbers(&column.name)?, now.numbers(&column.name)?];
            Baseline::new(Sample::Numbers(&old)).compare(Sample::Numbers(&new), &[])
        }
    })
}

fn categories(of: &Categories) -> Sample<'_> {
    Sample::Categories {
        codes: &of.codes,
        levels: &of.levels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::ColumnData, terms::Silent};

    fn table(shift: f64, n: usize) -> Table {
        let numbers = (0..n)
            .map(|i| Some(((i * 37) % 101) as f64 + shift))
            .collect();
        let texts = (0..n).map(|i| Some(["a", "b"][i % 2].to_owned())).collect();
        Table::from_columns(vec![
            ("x".to_owned(), ColumnData::Numbers(numbers)),
            ("c".to_owned(), ColumnData::Texts(texts)),
        ])
        .unwrap()
    }

    fn check(now: &Table, before: &Table) -> DataCheck {
        let id = snapshot::id_of(before);
        let expected = Expected {
            name: "m v1",
            columns: before.columns(),
            before: Some((before, &id)),
        };
        DataCheck::of(now, &expected, &Silent).unwrap()
    }

    #[test]
    fn only_rows_below_unchanged_ones_are_compared() {
        let before = table(0.0, 2000);
        let more = before.append(&table(0.0, 500)).unwrap();
        let same = check(&more, &before);
        assert_eq!(
            (same.rows, same.is_skewed(), same.compared),
            (500, false, 2)
        );
        let shifted = before.append(&table(40.0, 500)).unwrap();
        let skewed = check(&shifted, &before);
        assert_eq!(
            (skewed.rows, &*skewed.drifted),
            (500, &["x".to_owned()][..])
        );
        assert!(
            skewed.told().contains("1 of 2 columns (x)"),
            "{}",
            skewed.told()
        );
        let nothing = check(&before, &before);
        assert_eq!((nothing.rows, nothing.is_skewed()), (0, false));
        assert!(nothing.told().contains("No row is new"));
        // Other rows above: everything counts.
        let other = table(1.0, 2500);
        assert_eq!(check(&other, &before).rows, 2500);
    }

    #[test]
    fn too_few_rows_are_no_skew_and_say_so() {
        let before = table(0.0, 2000);
        let few = before.append(&table(40.0, 5)).unwrap();
        let found = check(&few, &before);
        assert_eq!(
            (found.rows, found.is_skewed(), found.unknown),
            (5, false, 2)
        );
        assert!(found.told().contains("too few rows"), "{}", found.told());
    }

    #[test]
    fn another_shape_is_named_column_by_column() {
        let before = table(0.0, 200);
        let gone = before.select(&["c"]).unwrap();
        let found = check(&gone, &before);
        assert_eq!(found.schema, ["the column x is gone"]);
        assert!(found.drifted.is_empty());
        let texts = (0..200).map(|i| Some(format!("t{i}"))).collect();
        let retyped = gone.with_column("x", ColumnData::Texts(texts)).unwrap();
        let found = check(&retyped, &before);
        assert!(
            found.told().contains("holds text instead of"),
            "{}",
            found.told()
        );
        // A column more is no one's trouble; whole numbers are numbers.
        let whole = (0..200).map(Some).collect();
        let more = gone.with_column("x", ColumnData::Integers(whole)).unwrap();
        assert!(check(&more, &before).schema.is_empty());
    }
}
