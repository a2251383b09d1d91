use super::Work;
use crate::{
    data::{
        ColumnData, DataError, Kind, Table,
        cells::Cells,
        iso_time,
        recipe::{Columns, RecipeError, plan::Planner},
    },
    terms::Info,
};

/// Reads the values of columns as another kind.
///
/// Numbers of a time are microseconds since 1970-01-01. A decimal becomes an integer only where
/// nothing stands behind its point. Yes, true, t, y and 1 are true; no, false, f, n and 0 are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cast {
    /// The new kind.
    pub to: Kind,
    /// What happens when a training value cannot be read so. A row that is asked about online
    /// gets a gap in either case: one bad value does not stop the others.
    pub on_failure: OnFailure,
}

/// What [`Cast`] does with a training value that cannot be read as the new kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// Says how many there are and which is the first.
    #[default]
    Stop,
    /// Makes a gap of it, and counts it in the summary.
    Gap,
}

impl OnFailure {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Stop, Self::Gap];
}

impl Cast {
    /// To decimals; stops at a value that is none.
    pub const DEFAULT: Self = Self {
        to: Kind::Decimal,
        on_failure: OnFailure::Stop,
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "cast",
        name: "Change kind",
        summary: "Reads values as another kind: text as numbers or times, numbers as text. Codes that only look like numbers, such as postal codes, belong to text.",
        reference: "SQL CAST",
    };

    pub(in crate::data::recipe) fn plan(
        self,
        at: &mut Planner,
        columns: &Columns,
    ) -> Result<(), RecipeError> {
        for name in at.chosen(columns)? {
            let from = at.reads_now(&name)?.info.kind;
            let times = |kind| kind == Kind::Time;
            if (times(from) && self.to == Kind::Boolean)
                || (from == Kind::Boolean && times(self.to))
            {
                return Err(at.wrong_input("numbers and text", &name));
            }
            at.casts(&name, self.to)?;
            at.work(Work::Cast(FittedCast {
                column: name,
                to: self.to,
                stops: self.on_failure == OnFailure::Stop,
            }));
        }
        Ok(())
    }
}

impl Default for Cast {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A column with its new kind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedCast {
    pub(super) column: String,
    pub(super) to: Kind,
    pub(super) stops: bool,
}

/// Values that could not be read.
pub(super) struct Failures {
    pub(super) count: u64,
    pub(super) first: String,
}

impl FittedCast {
    pub(super) fn column(&self, table: &Table) -> Result<ColumnData, DataError> {
        let cells = table.cells(&self.column)?;
        let rows = 0..table.n_rows();
        Ok(match self.to {
            Kind::Decimal => ColumnData::Numbers(rows.map(|row| decimal(cells, row)).collect()),
            Kind::Integer => ColumnData::Integers(rows.map(|row| integer(cells, row)).collect()),
            Kind::Boolean => ColumnData::Booleans(rows.map(|row| boolean(cells, row)).collect()),
            Kind::Text => {
                let text = |row| (!cells.is_null(row)).then(|| cells.text(row));
                ColumnData::Texts(rows.map(text).collect())
            }
            Kind::Time => ColumnData::Times(rows.map(|row| time(cells, row)).collect()),
        })
    }

    /// The values of `table` that have become gaps in `made`.
    pub(super) fn failures(
        &self,
        table: &Table,
        made: &ColumnData,
    ) -> Result<Option<Failures>, DataError> {
        let cells = table.cells(&self.column)?;
        let mut lost = (0..table.n_rows()).filter(|&row| made.is_gap(row) && !cells.is_null(row));
        Ok(lost.next().map(|first| Failures {
            count: 1 + lost.count() as u64,
            first: cells.text(first),
        }))
    }
}

fn decimal(cells: Cells<'_>, row: usize) -> Option<f64> {
    match cells {
        Cells::Decimals(values) => values.get(row),
        Cells::Integers(values) | Cells::Times(values) => values.get(row).map(|value| value as f64),
        Cells::Booleans(values) => values.get(row).map(|value| f64::from(u8::from(value))),
        Cells::Texts(values) => {
            let value = values.get(row)?.trim().parse::<f64>().ok()?;
            value.is_finite().then_some(value)
        }
    }
}

fn integer(cells: Cells<'_>, row: usize) -> Option<i64> {
    // The first number that 64 bits with a sign do not hold.
    let limit = 2.0_f64.powi(63);
    match cells {
        Cells::Decimals(values) => values
            .get(row)
            .filter(|value| value.fract() == 0.0 && (-limit..limit).contains(value))
            .map(|value| value as i64),
        Cells::Integers(values) | Cells::Times(values) => values.get(row),
        Cells::Booleans(values) => values.get(row).map(i64::from),
        Cells::Texts(values) => values.get(row)?.trim().parse().ok(),
    }
}

fn boolean(cells: Cells<'_>, row: usize) -> Option<bool> {
    let of = |value: f64| match value {
        1.0 => Some(true),
        0.0 => Some(false),
        _ => None,
    };
    match cells {
        Cells::Decimals(values) => values.get(row).and_then(of),
        Cells::Integers(values) => values.get(row).and_then(|value| of(value as f64)),
        Cells::Booleans(values) => values.get(row),
        Cells::Texts(values) => match values.get(row)?.trim().to_lowercase().as_str() {
            "yes" | "true" | "t" | "y" | "1" => Some(true),
            "no" | "false" | "f" | "n" | "0" => Some(false),
            _ => None,
        },
        Cells::Times(_) => None,
    }
}

fn time(cells: Cells<'_>, row: usize) -> Option<i64> {
    match cells {
        Cells::Decimals(_) => integer(cells, row),
        Cells::Integers(values) | Cells::Times(values) => values.get(row),
        Cells::Texts(values) => iso_time::parse(values.get(row)?.trim()),
        Cells::Booleans(_) => None,
    }
}
