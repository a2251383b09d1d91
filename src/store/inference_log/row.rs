//! One row on its way into a segment.

use crate::terms::PredictionId;

/// What a column of the log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// Floating point.
    Number,
    /// Whole.
    Integer,
    /// True or false.
    Boolean,
    /// Text.
    Text,
    /// Microseconds since the epoch.
    Time,
}

/// The value of a column; a missing one is `None` in [`InferenceRow::cells`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Floating point.
    Number(f64),
    /// Whole.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(&'a str),
    /// Microseconds since the epoch.
    Time(i64),
}

/// What the rows of a model version hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Schema {
    /// The version of the model.
    pub version: i64,
    /// The raw columns that are written down.
    pub columns: Vec<(String, CellKind)>,
    /// The classes, in the order of the probabilities; none for regression.
    pub classes: Vec<String>,
}

/// One answer.
#[derive(Clone, Debug)]
pub struct InferenceRow<'a> {
    /// The id that the client got.
    pub id: PredictionId,
    /// The id that the client gave its request, up to 65,534 bytes.
    pub request_id: Option<&'a str>,
    /// What the cells and probabilities are.
    pub schema: &'a Schema,
    /// When it was answered, in microseconds since the epoch.
    pub at: i64,
    /// How long the inference took, in microseconds.
    pub latency_us: u32,
    /// The index of the class, for classification.
    pub class: Option<u32>,
    /// The number, for regression.
    pub value: Option<f64>,
    /// One for each class, or none.
    pub probabilities: &'a [f64],
    /// One for each column of the schema, of its kind.
    pub cells: Vec<Option<Cell<'a>>>,
}

/// The request id's length where there is none.
pub(super) const NO_REQUEST: u16 = u16::MAX;
/// The class where there is none.
pub(super) const NO_CLASS: u32 = u32::MAX;

impl InferenceRow<'_> {
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.id.number.to_le_bytes());
        to.extend_from_slice(&self.at.to_le_bytes());
        to.extend_from_slice(&self.latency_us.to_le_bytes());
        to.extend_from_slice(&self.class.unwrap_or(NO_CLASS).to_le_bytes());
        // A number that is missing is NaN here, and missing again when it is read.
        to.extend_from_slice(&self.value.unwrap_or(f64::NAN).to_le_bytes());
        let request = self
            .request_id
            .filter(|id| id.len() < usize::from(NO_REQUEST));
        let length = request.and_then(|id| u16::try_from(id.len()).ok());
        to.extend_from_slice(&length.unwrap_or(NO_REQUEST).to_le_bytes());
        to.extend_from_slice(request.unwrap_or("").as_bytes());
        for i in 0..self.schema.classes.len() {
            let share = self.probabilities.get(i).copied().unwrap_or(f64::NAN);
            to.extend_from_slice(&share.to_le_bytes());
        }
        let cells = self.cells.chunks(8);
        to.extend(cells.map(|cells| {
            let known = cells.iter().enumerate();
            known.fold(0_u8, |bits, (i, cell)| {
                bits | (u8::from(cell.is_some()) << i)
            })
        }));
        self.cells.iter().flatten().for_each(|cell| cell.write(to));
    }
}

impl Cell<'_> {
    fn write(self, to: &mut Vec<u8>) {
        match self {
            Self::Number(value) => to.extend_from_slice(&value.to_le_bytes()),
            Self::Integer(value) | Self::Time(value) => to.extend_from_slice(&value.to_le_bytes()),
            Self::Boolean(value) => to.push(u8::from(value)),
            Self::Text(text) => {
                // No request is larger than 32 MiB.
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                to.extend_from_slice(&length.to_le_bytes());
                to.extend_from_slice(text.as_bytes());
            }
        }
    }
}
