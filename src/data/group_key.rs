use chrono::{DateTime, Datelike as _, Timelike as _};
use rayon::prelude::*;

use super::{
    DataError, Kind, Table,
    brushing::{BinnedColumn, Code},
    sql::quoted,
};
use crate::stats::MISSING;

/// A column has at most this many groups; with more nobody could read them.
const MOST_GROUPS: usize = 10_000;

/// What of a column makes a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPart {
    /// Each value by itself.
    Value,
    /// Numbers or times in round bins.
    Bins,
    /// The hour of the day, 0 to 23.
    Hour,
    /// The day of the week, from Monday on.
    Weekday,
    /// The month of the year, 1 to 12.
    Month,
}

/// What rows are grouped by: a column, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupKey {
    /// The column.
    pub column: String,
    /// What of it.
    pub part: KeyPart,
}

/// The group of every row by one key. Rows without a value are a group of their own, the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCodes {
    /// The group of each row: an index into `labels`.
    pub codes: Vec<u32>,
    /// The groups in their natural order, whether a row is in them or not.
    pub labels: Vec<String>,
    /// The same as formulas over a row.
    pub conditions: Vec<String>,
}

impl KeyPart {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Value,
        Self::Bins,
        Self::Hour,
        Self::Weekday,
        Self::Month,
    ];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Value => "each value",
            Self::Bins => "bins",
            Self::Hour => "hour of the day",
            Self::Weekday => "day of the week",
            Self::Month => "month",
        }
    }

    /// Whether a column of `kind` has this part.
    pub fn applies_to(self, kind: Kind) -> bool {
        match self {
            Self::Value => true,
            Self::Bins => kind.is_number() || kind == Kind::Time,
            Self::Hour | Self::Weekday | Self::Month => kind == Kind::Time,
        }
    }

    /// The part that is most useful of a column of `kind`.
    pub fn usual(kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Boolean => Self::Value,
            Kind::Integer | Kind::Decimal => Self::Bins,
            Kind::Time => Self::Month,
        }
    }
}

impl GroupKey {
    /// How it is called: "carrier", "hour of the day of time".
    pub fn name(&self) -> String {
        match self.part {
            KeyPart::Value | KeyPart::Bins => self.column.clone(),
            part => format!("{} of {}", part.name(), self.column),
        }
    }

    /// The group of every row of `table`.
    ///
    /// # Errors
    /// If there is no such column, it has no such part, or there are too many groups.
    pub fn codes(&self, table: &Table) -> Result<KeyCodes, DataError> {
        match self.part {
            KeyPart::Value => self.values(table),
            KeyPart::Bins => self.bins(table),
            KeyPart::Hour => self.parts(table, "HOUR", (0..24).map(|hour| format!("{hour:02} h"))),
            KeyPart::Weekday => {
                let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
                self.parts(table, "ISODOW", days.map(str::to_owned).into_iter())
            }
            KeyPart::Month => {
                let months = [
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec",
                ];
                self.parts(table, "MONTH", months.map(str::to_owned).into_iter())
            }
        }
    }

    fn values(&self, table: &Table) -> Result<KeyCodes, DataError> {
        let kind = table.cells(&self.column)?.kind();
        let mut categories = table.categories(&self.column)?;
        let n = categories.levels.len();
        if n > MOST_GROUPS {
            let column = &self.column;
            return Err(DataError::Groups {
                message: format!("“{column}” has {n} different values, too many to group by."),
            });
        }
        let mut order: Vec<usize> = (0..n).collect();
        if kind.is_number() {
            // Levels come in the order of their texts: "10" before "9".
            let numbers: Vec<f64> = categories
                .levels
                .iter()
                .map(|level| level.parse().unwrap_or(f64::NAN))
                .collect();
            order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
        }
        let mut places = vec![0; n];
        for (place, &level) in order.iter().enumerate() {
            places[level] = place as u32;
        }
        for code in &mut categories.codes {
            *code = if *code == MISSING {
                n as u32
            } else {
                places[*code as usize]
            };
        }
        let labels: Vec<String> = order
            .iter()
            .map(|&level| categories.levels[level].clone())
            .collect();
        let name = quoted(&self.column, '"');
        let conditions = labels.iter().map(|label| match kind {
            Kind::Text => format!("{name} = {}", quoted(label, '\'')),
            Kind::Time => format!("{name} = TIMESTAMP '{label}'"),
            Kind::Boolean => format!("{name} = {}", label.to_uppercase()),
            Kind::Integer | Kind::Decimal => format!("{name} = {label}"),
        });
        Ok(self.with_missing(categories.codes, conditions.collect(), labels))
    }

    fn bins(&self, table: &Table) -> Result<KeyCodes, DataError> {
        let binned = BinnedColumn::of(table, &self.column)?;
        let all = 0..binned.bins.len() as Code;
        Ok(KeyCodes {
            codes: binned.codes.iter().map(|&code| u32::from(code)).collect(),
            labels: all.clone().map(|code| binned.label(code)).collect(),
            conditions: all.map(|code| binned.brush([code]).condition).collect(),
        })
    }

    /// The part of times that a formula calls `extract`, with its groups in order.
    fn parts(
        &self,
        table: &Table,
        extract: &str,
        labels: impl Iterator<Item = String>,
    ) -> Result<KeyCodes, DataError> {
        let times = table.times(&self.column)?;
        let labels: Vec<String> = labels.collect();
        let missing = labels.len() as u32;
        // The number of the first group, as the formula counts.
        let first = u32::from(self.part != KeyPart::Hour);
        let part = self.part;
        let code = |micros: i64| {
            let time = DateTime::from_timestamp_micros(micros)?;
            Some(match part {
                KeyPart::Hour => time.hour(),
                KeyPart::Weekday => time.weekday().num_days_from_monday(),
                _ => time.month0(),
            })
        };
        let codes = times
            .par_iter()
            .map(|time| time.and_then(code).unwrap_or(missing))
            .collect();
        let name = quoted(&self.column, '"');
        let conditions = (0..missing)
            .map(|code| format!("EXTRACT({extract} FROM {name}) = {}", code + first))
            .collect();
        Ok(self.with_missing(codes, conditions, labels))
    }

    fn with_missing(
        &self,
        codes: Vec<u32>,
        mut conditions: Vec<String>,
        mut labels: Vec<String>,
    ) -> KeyCodes {
        conditions.push(format!("{} IS NULL", quoted(&self.column, '"')));
        labels.push("missing".to_owned());
        KeyCodes {
            codes,
            labels,
            conditions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ColumnData;

    fn codes(part: KeyPart, data: ColumnData) -> KeyCodes {
        let table = Table::from_columns(vec![("c".to_owned(), data)]).unwrap();
        let key = GroupKey {
            column: "c".to_owned(),
            part,
        };
        key.codes(&table).unwrap()
    }

    #[test]
    fn numbers_stand_in_their_order_and_gaps_are_last() {
        let values = ColumnData::Integers(vec![Some(10), None, Some(9), Some(10)]);
        let found = codes(KeyPart::Value, values);
        assert_eq!(found.labels, ["9", "10", "missing"]);
        assert_eq!(found.codes, [1, 2, 0, 1]);
        assert_eq!(
            found.conditions,
            ["\"c\" = 9", "\"c\" = 10", "\"c\" IS NULL"]
        );
    }

    #[test]
    fn parts_of_times_are_those_of_the_calendar() {
        let micros = |text: &str| super::super::iso_time::parse(text);
        let times = || ColumnData::Times(vec![micros("2013-01-01 05:15"), None]);
        let found = codes(KeyPart::Hour, times());
        assert_eq!(found.codes, [5, 24]);
        assert_eq!(found.conditions[5], "EXTRACT(HOUR FROM \"c\") = 5");
        let found = codes(KeyPart::Weekday, times());
        assert_eq!(found.labels[found.codes[0] as usize], "Tue");
        assert_eq!(found.conditions[1], "EXTRACT(ISODOW FROM \"c\") = 2");
        let found = codes(KeyPart::Month, times());
        assert_eq!(found.conditions[0], "EXTRACT(MONTH FROM \"c\") = 1");
    }

    #[test]
    fn too_many_groups_are_refused() {
        let values = ColumnData::Integers((0..10_001).map(Some).collect());
        let table = Table::from_columns(vec![("c".to_owned(), values)]).unwrap();
        let key = GroupKey {
            column: "c".to_owned(),
            part: KeyPart::Value,
        };
        let err = key.codes(&table).unwrap_err();
        assert!(err.to_string().contains("10001 different values"), "{err}");
    }
}
