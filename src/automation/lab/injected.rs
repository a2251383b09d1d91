use super::{Params, params::micros, stream};
use crate::{
    automation::Project,
    data::{ColumnData, Kind, Table},
    steps::{StepError, preparation::Labels},
    terms::IncidentKind,
};

/// Something that goes wrong with the stream on purpose, from one day to another.
///
/// Models that are trained meanwhile learn from the spoiled rows, as in life.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Injected {
    /// What goes wrong.
    pub kind: IncidentKind,
    /// The columns that it is about, as many as [`IncidentKind::columns`] says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Days after the begin of the lab on which it begins.
    pub from_days: f64,
    /// How many days it goes on.
    pub days: f64,
}

impl Injected {
    /// What can happen to a stream that is replayed: everything but what happens to a server.
    pub fn kinds() -> impl Iterator<Item = IncidentKind> {
        let all = IncidentKind::ALL.into_iter();
        all.filter(|kind| *kind != IncidentKind::Slow)
    }

    /// Whether it can happen to a column of this kind.
    pub fn fits(kind: IncidentKind, column: Kind) -> bool {
        match kind {
            IncidentKind::Unit | IncidentKind::Swapped => {
                matches!(column, Kind::Integer | Kind::Decimal)
            }
            IncidentKind::Renamed => column == Kind::Text,
            _ => true,
        }
    }

    /// "Burst of nulls in nswprice, day 30 to 44".
    pub fn words(&self) -> String {
        let of = if self.columns.is_empty() {
            String::new()
        } else {
            format!(" in {}", self.columns.join(" and "))
        };
        let until = self.from_days + self.days;
        format!(
            "{}{of}, day {} to {until}",
            self.kind.name(),
            self.from_days
        )
    }

    pub(super) fn check(&self) -> Result<(), StepError> {
        let name = self.kind.name();
        if self.kind == IncidentKind::Slow {
            return Err(StepError::invalid(
                "The levels lab has no server that could be slow. Choose another incident.",
            ));
        }
        if self.columns.len() != self.kind.columns() {
            return Err(StepError::Invalid(format!(
                "“{name}” is about {} columns, and {} are named. Change them.",
                self.kind.columns(),
                self.columns.len()
            )));
        }
        let long = 36_500.0;
        if !(0.0..=long).contains(&self.from_days) || !(0.01..=long).contains(&self.days) {
            return Err(StepError::Invalid(format!(
                "“{name}” begins on day 0 or later and goes on for some time, not from day {} for {} days. Change it.",
                self.from_days, self.days
            )));
        }
        Ok(())
    }
}

/// The rows of `table` as they come once everything has gone wrong that `params` asks for.
///
/// # Errors
/// If an incident names a column that is not there, is no input, or cannot be spoiled that way.
pub(super) fn into(table: &Table, project: &Project, params: &Params) -> Result<Table, StepError> {
    let mut table = table.clone();
    if params.incidents.is_empty() {
        return Ok(table);
    }
    let (rows, start) = stream::ordered(&table, project)?;
    for injected in &params.incidents {
        let from = start.saturating_add(micros(injected.from_days));
        let until = from.saturating_add(micros(injected.days));
        let at = |time: i64| rows.partition_point(|(known, _)| *known < time);
        let hit: Vec<u32> = rows[at(from)..at(until)]
            .iter()
            .map(|(_, row)| *row)
            .collect();
        if !hit.is_empty() {
            table = spoiled(&table, project, injected, &hit)?;
        }
    }
    Ok(table)
}

/// `table` after one incident on the rows `hit`, which stand in the order of time.
fn spoiled(
    table: &Table,
    project: &Project,
    injected: &Injected,
    hit: &[u32],
) -> Result<Table, StepError> {
    for column in &injected.columns {
        allowed(table, project, injected.kind, column)?;
    }
    let first = injected.columns.first().map_or("", String::as_str);
    let own: Vec<Option<u32>> = (0..table.n_rows() as u32).map(Some).collect();
    let picked = |name: &str, rows: &[Option<u32>]| table.pick(name, rows);
    let replaced = |by: Option<u32>| {
        let mut rows = own.clone();
        for &row in hit {
            rows[row as usize] = by;
        }
        rows
    };
    let data = match injected.kind {
        IncidentKind::Unit => scaled(picked(first, &own)?, hit),
        IncidentKind::Renamed => renamed(picked(first, &own)?, hit),
        IncidentKind::Nulls => picked(first, &replaced(None))?,
        IncidentKind::Stuck => picked(first, &replaced(hit.first().copied()))?,
        IncidentKind::Swapped => return swapped(table, &injected.columns, hit),
        IncidentKind::LabelFlip => {
            let third: Vec<u32> = hit.iter().copied().step_by(3).collect();
            return flipped(table, project, &third);
        }
        IncidentKind::ConceptFlip => return flipped(table, project, hit),
        IncidentKind::Slow => return Ok(table.clone()),
    };
    Ok(table.with_column(first, data)?)
}

fn allowed(
    table: &Table,
    project: &Project,
    kind: IncidentKind,
    column: &str,
) -> Result<(), StepError> {
    let problem = &project.problem;
    let name = kind.name();
    if problem.target == column || problem.time_column.as_deref() == Some(column) {
        return Err(StepError::Invalid(format!(
            "“{name}” spoils a column that a model reads, and “{column}” is the target or the time. Choose another column."
        )));
    }
    let found = table.columns().iter().find(|known| known.name == column);
    match found {
        None => Err(StepError::Invalid(format!(
            "“{name}” is to happen to “{column}”, and there is no such column. Choose another one."
        ))),
        Some(found) if !Injected::fits(kind, found.kind) => Err(StepError::Invalid(format!(
            "“{name}” cannot happen to “{column}”, which is of kind {}. Choose another column.",
            found.kind.name()
        ))),
        Some(_) => Ok(()),
    }
}

/// A thousand times as large.
fn scaled(mut data: ColumnData, hit: &[u32]) -> ColumnData {
    match &mut data {
        ColumnData::Numbers(values) => {
            for &row in hit {
                values[row as usize] = values[row as usize].map(|value| value * 1e3);
            }
        }
        ColumnData::Integers(values) => {
            for &row in hit {
                values[row as usize] = values[row as usize].map(|value| value.saturating_mul(1000));
            }
        }
        ColumnData::Booleans(_) | ColumnData::Texts(_) | ColumnData::Times(_) => {}
    }
    data
}

/// Under a name that no model has seen.
fn renamed(mut data: ColumnData, hit: &[u32]) -> ColumnData {
    if let ColumnData::Texts(values) = &mut data {
        for &row in hit {
            if let Some(text) = &mut values[row as usize] {
                text.push_str(" (new)");
            }
        }
    }
    data
}

/// Two columns of numbers in each other's place; each keeps its kind.
fn swapped(table: &Table, columns: &[String], hit: &[u32]) -> Result<Table, StepError> {
    let [first, second] = columns else {
        return Ok(table.clone());
    };
    let all: Vec<Option<u32>> = (0..table.n_rows() as u32).map(Some).collect();
    let (a, b) = (table.numbers(first)?, table.numbers(second)?);
    let mut spoiled = table.clone();
    for (name, from) in [(first, &b), (second, &a)] {
        let mut data = table.pick(name, &all)?;
        for &row in hit {
            let value = Some(from[row as usize]).filter(|value| value.is_finite());
            match &mut data {
                ColumnData::Numbers(values) => values[row as usize] = value,
                ColumnData::Integers(values) => {
                    values[row as usize] = value.map(|value| value.round() as i64);
                }
                ColumnData::Booleans(_) | ColumnData::Texts(_) | ColumnData::Times(_) => {}
            }
        }
        spoiled = spoiled.with_column(name, data)?;
    }
    Ok(spoiled)
}

/// The answers of these rows are others: the next class, or mirrored at the mean.
fn flipped(table: &Table, project: &Project, hit: &[u32]) -> Result<Table, StepError> {
    let target = &project.problem.target;
    let labels = Labels::of(table, &project.problem)?;
    let known = |row: &&u32| labels.is_known(**row as usize);
    let data = match &labels {
        Labels::Classes { codes, classes } => {
            // A row that has the class stands for it, so that the column keeps its kind.
            let of = |class: usize| codes.iter().position(|code| *code as usize == class);
            let stands: Vec<Option<u32>> = (0..classes.len())
                .map(|class| of(class).map(|row| row as u32))
                .collect();
            let mut rows: Vec<Option<u32>> = (0..table.n_rows() as u32).map(Some).collect();
            for &row in hit.iter().filter(known) {
                let next = (codes[row as usize] as usize + 1) % classes.len();
                rows[row as usize] = stands[next];
            }
            table.pick(target, &rows)?
        }
        Labels::Values(values) => {
            let finite = values.iter().filter(|value| value.is_finite());
            let mean = finite.clone().sum::<f64>() / finite.count().max(1) as f64;
            let mut numbers: Vec<Option<f64>> = values
                .iter()
                .map(|value| Some(*value).filter(|value| value.is_finite()))
                .collect();
            for &row in hit.iter().filter(known) {
                numbers[row as usize] = Some(2.0 * mean - values[row as usize]);
            }
            ColumnData::Numbers(numbers)
        }
    };
    Ok(table.with_column(target, data)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Task;

    const DAY: i64 = 86_400_000_000;

    fn project() -> Project {
        let mut project = Project::default();
        project.problem.task = Task::Binary;
        project.problem.target = "y".to_owned();
        project.problem.positive = "yes".to_owned();
        project.problem.time_column = Some("at".to_owned());
        project
    }

    /// Ten days, of which production is the last four.
    fn table() -> Table {
        let texts = |word: &dyn Fn(i64) -> &'static str| {
            ColumnData::Texts((0..10).map(|i| Some(word(i).to_owned())).collect())
        };
        Table::from_columns(vec![
            (
                "n".to_owned(),
                ColumnData::Integers((0..10).map(Some).collect()),
            ),
            (
                "x".to_owned(),
                ColumnData::Numbers((0..10).map(|i| Some(f64::from(i) / 2.0)).collect()),
            ),
            ("c".to_owned(), texts(&|_| "red")),
            (
                "at".to_owned(),
                ColumnData::Times((0..10).map(|i| Some(i * DAY)).collect()),
            ),
            (
                "y".to_owned(),
                texts(&|i| if i % 2 == 0 { "yes" } else { "no" }),
            ),
        ])
        .unwrap()
    }

    fn after(kind: IncidentKind, columns: &[&str]) -> Result<Table, StepError> {
        let params = Params {
            incidents: vec![Injected {
                kind,
                columns: columns.iter().map(|name| (*name).to_owned()).collect(),
                from_days: 1.0,
                days: 2.0,
            }],
            ..Params::default()
        };
        params.check()?;
        into(&table(), &project(), &params)
    }

    fn column(table: &Table, name: &str) -> Vec<String> {
        let index = table.column_index(name).unwrap();
        (5..10).map(|row| table.cell(row, index)).collect()
    }

    #[test]
    fn an_incident_spoils_its_days_and_no_other() {
        let of = |kind, columns: &[&str], name: &str| column(&after(kind, columns).unwrap(), name);
        assert_eq!(
            of(IncidentKind::Unit, &["n"], "n"),
            ["5", "6", "7000", "8000", "9"]
        );
        assert_eq!(
            of(IncidentKind::Nulls, &["c"], "c"),
            ["red", "red", "", "", "red"]
        );
        assert_eq!(
            of(IncidentKind::Stuck, &["n"], "n"),
            ["5", "6", "7", "7", "9"]
        );
        assert_eq!(of(IncidentKind::Renamed, &["c"], "c")[2], "red (new)");
        let swapped = after(IncidentKind::Swapped, &["n", "x"]).unwrap();
        assert_eq!(column(&swapped, "x")[2], "7");
        assert_eq!(column(&swapped, "n")[3], "4");
        assert_eq!(
            of(IncidentKind::ConceptFlip, &[], "y"),
            ["no", "yes", "yes", "no", "no"]
        );
        assert_eq!(
            of(IncidentKind::LabelFlip, &[], "y"),
            ["no", "yes", "yes", "yes", "no"]
        );
    }

    #[test]
    fn what_cannot_happen_is_refused() {
        let told = |kind, columns: &[&str]| after(kind, columns).unwrap_err().to_string();
        assert!(told(IncidentKind::Unit, &["c"]).contains("kind"));
        assert!(told(IncidentKind::Nulls, &["y"]).contains("target"));
        assert!(told(IncidentKind::Nulls, &["gone"]).contains("no such column"));
        assert!(told(IncidentKind::Swapped, &["n"]).contains("2 columns"));
        assert!(told(IncidentKind::Slow, &[]).contains("no server"));
    }
}
