use crate::{
    data::{ColumnData, Kind, Table},
    learners::Predictions,
    steps::{Package, StepError},
    terms::Silent,
};

/// Requests that are kept with a model.
const REQUESTS: usize = 50;

/// Requests with the answers that a model gave when it was made: whoever loads it must get the same.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct GoldenRequests {
    /// The raw columns that the model reads.
    pub columns: Vec<(String, ColumnData)>,
    /// One answer per row: the bits of its figures in hexadecimal.
    pub answers: Vec<String>,
}

/// What a fresh process is handed.
#[derive(serde::Serialize)]
struct Question<'a> {
    package: &'a Package,
    columns: &'a [(String, ColumnData)],
}

/// The same on the other side.
#[derive(serde::Deserialize)]
struct Asked {
    package: Package,
    columns: Vec<(String, ColumnData)>,
}

/// Asks a fresh process: takes the text for [`answer`] and gives what that gave there, or why it
/// did not.
pub type Fresh<'a> = dyn Fn(&[u8]) -> Result<Vec<String>, String> + 'a;

impl GoldenRequests {
    /// Takes some of the `rows` of `table`, evenly spread, with the answers of `package`.
    ///
    /// # Errors
    /// If the table lacks a column that the model reads.
    pub fn of(package: &Package, table: &Table, rows: &[u32]) -> Result<Self, StepError> {
        let every = rows.len().div_ceil(REQUESTS).max(1);
        let rows: Vec<u32> = rows.iter().copied().step_by(every).collect();
        let few = table.take(&rows);
        let mut columns = Vec::with_capacity(package.inputs().len());
        for input in package.inputs() {
            columns.push((input.name.clone(), column(&few, &input.name, input.kind)?));
        }
        let answers = answers(package, columns.clone())?;
        Ok(Self { columns, answers })
    }

    /// How many answers of `package` differ from the kept ones in any bit, as far as it can answer.
    ///
    /// # Errors
    /// If it cannot read the requests.
    pub fn differing(&self, package: &Package) -> Result<u64, StepError> {
        Ok(self.differing_from(&answers(package, self.columns.clone())?))
    }

    /// The same of a process that `fresh` asks.
    ///
    /// # Errors
    /// Why it did not answer.
    pub fn differing_in(&self, package: &Package, fresh: &Fresh<'_>) -> Result<u64, String> {
        let question = Question {
            package,
            columns: &self.columns,
        };
        let text = serde_json::to_vec(&question).map_err(|err| err.to_string())?;
        Ok(self.differing_from(&fresh(&text)?))
    }

    fn differing_from(&self, found: &[String]) -> u64 {
        let same = self.answers.iter().zip(found).filter(|(a, b)| a == b);
        self.answers.len().max(found.len()) as u64 - same.count() as u64
    }
}

/// Answers what [`GoldenRequests::differing_in()`] asks: the packed model and its requests as JSON.
///
/// # Errors
/// If the text is damaged or the model cannot read the requests.
pub fn answer(text: &[u8]) -> Result<Vec<String>, StepError> {
    let asked: Asked = serde_json::from_slice(text)
        .map_err(|err| StepError::Invalid(format!("The packed model cannot be read: {err}")))?;
    answers(&asked.package, asked.columns)
}

fn answers(
    package: &Package,
    columns: Vec<(String, ColumnData)>,
) -> Result<Vec<String>, StepError> {
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let table = Table::from_columns(columns)?;
    let hex = |row: &[f64]| {
        let bits = row.iter().map(|value| format!("{:016x}", value.to_bits()));
        bits.collect::<String>()
    };
    Ok(match package.scores(&table, &Silent)? {
        Predictions::Values(values) => values.iter().map(|value| hex(&[*value])).collect(),
        Predictions::Probabilities { n_classes, values } => {
            values.chunks_exact(n_classes.max(1)).map(hex).collect()
        }
    })
}

/// The column `name` of a small table as values.
fn column(table: &Table, name: &str, kind: Kind) -> Result<ColumnData, StepError> {
    let missing = || {
        StepError::Invalid(format!(
            "The column “{name}” is gone. Read the data again in step 2."
        ))
    };
    let index = table.column_index(name).ok_or_else(missing)?;
    let cell = |row: usize| (!table.is_null(row, index)).then(|| table.cell(row, index));
    let cells = (0..table.n_rows()).map(cell);
    Ok(match kind {
        Kind::Decimal => {
            let known = |value: f64| (!value.is_nan()).then_some(value);
            ColumnData::Numbers(table.numbers(name)?.into_iter().map(known).collect())
        }
        Kind::Integer => ColumnData::Integers(cells.map(|cell| cell?.parse().ok()).collect()),
        Kind::Boolean => ColumnData::Booleans(cells.map(|cell| Some(cell? == "true")).collect()),
        Kind::Text => ColumnData::Texts(cells.collect()),
        Kind::Time => ColumnData::Times(table.times(name)?),
    })
}
