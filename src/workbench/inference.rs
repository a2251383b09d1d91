//! What served models answered, and what came true: kept, labelled, and read back as tables.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use serde_json::{Value, json};

use super::{Clock, feature_store::FeatureStore};
use crate::{
    data::{ColumnData, Table},
    serving::{Fate, Feedback, Keeping, Logged},
    store::{
        Cell, CellKind, InferenceLog, InferencePart, InferenceRow, LabelKept, LabelRow, LogLimits,
        LoggedColumn, Schema, Store, read_inferences,
    },
    terms::PredictionId,
};

/// The setting that holds the limits of a model's log, as JSON.
fn setting(model: &str) -> String {
    format!("inference_log/{model}")
}

/// How much of the past of `model` is kept.
///
/// # Errors
/// If the workspace cannot be read.
pub fn log_limits(store: &Store, model: &str) -> anyhow::Result<LogLimits> {
    let text = store.setting(&setting(model))?;
    // What another version wrote falls back to what everybody starts with.
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

/// Writes down how much of the past of `model` is kept; the next endpoint goes by it.
///
/// # Errors
/// If the workspace cannot be written.
pub fn set_log_limits(store: &Store, model: &str, limits: &LogLimits) -> anyhow::Result<()> {
    Ok(store.set_setting(&setting(model), &serde_json::to_string(limits)?)?)
}

/// Opens the log of `model` for an endpoint.
pub(super) fn keeping(
    features: &FeatureStore,
    workspace: &Path,
    model: &str,
    clock: &Clock,
) -> anyhow::Result<Keeping> {
    let store = features.store();
    let limits = log_limits(store, model)?;
    let without = limits.without.clone();
    let dir = InferenceLog::dir(workspace, model);
    let log = Arc::new(InferenceLog::open(&dir, limits, clock())?);
    let last_session = log.last_session();
    let server = features.server(clock);
    let (labelled, clock, store) = (Arc::clone(&log), Arc::clone(clock), store.clone());
    let model = model.to_owned();
    Ok(Keeping {
        sink: Arc::new(move |rows: &[Logged]| {
            append(&log, rows, &without).map_err(|err| err.to_string())
        }),
        labels: Some(Arc::new(move |labels: &[Feedback]| {
            keep_labels(&store, &model, &labelled, labels, clock()).map_err(|err| err.to_string())
        })),
        features: Some(Arc::new(server)),
        last_session,
    })
}

fn append(log: &InferenceLog, rows: &[Logged], without: &[String]) -> anyhow::Result<()> {
    let mut schemas: Vec<Schema> = Vec::new();
    for row in rows {
        if schemas.iter().all(|schema| schema.version != row.version) {
            schemas.push(schema(row, without));
        }
    }
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let schema = schemas.iter().find(|schema| schema.version == row.version);
        let Some(schema) = schema else { continue };
        let class = row.prediction.class.as_ref();
        let class = class.and_then(|class| row.classes.iter().position(|known| known == class));
        let cells = row
            .columns
            .iter()
            .filter(|(name, _)| !without.contains(name));
        kept.push(InferenceRow {
            id: row.id.parse()?,
            request_id: row.request_id.as_deref(),
            schema,
            at: row.at,
            latency_us: u32::try_from(row.latency_us).unwrap_or(u32::MAX),
            class: class.and_then(|class| u32::try_from(class).ok()),
            value: row.prediction.value,
            probabilities: &row.prediction.probabilities,
            cells: cells.map(|(_, values)| cell(values, row.row)).collect(),
        });
    }
    Ok(log.append(&kept)?)
}

fn schema(row: &Logged, without: &[String]) -> Schema {
    let kept = row
        .columns
        .iter()
        .filter(|(name, _)| !without.contains(name));
    let kind = |values: &ColumnData| match values {
        ColumnData::Numbers(_) => CellKind::Number,
        ColumnData::Integers(_) => CellKind::Integer,
        ColumnData::Booleans(_) => CellKind::Boolean,
        ColumnData::Texts(_) => CellKind::Text,
        ColumnData::Times(_) => CellKind::Time,
    };
    Schema {
        version: row.version,
        columns: kept
            .map(|(name, values)| (name.clone(), kind(values)))
            .collect(),
        classes: row.classes.to_vec(),
    }
}

fn cell(values: &ColumnData, row: usize) -> Option<Cell<'_>> {
    Some(match values {
        ColumnData::Numbers(values) => Cell::Number(values[row]?),
        ColumnData::Integers(values) => Cell::Integer(values[row]?),
        ColumnData::Booleans(values) => Cell::Boolean(values[row]?),
        ColumnData::Texts(values) => Cell::Text(values[row].as_deref()?),
        ColumnData::Times(values) => Cell::Time(values[row]?),
    })
}

fn keep_labels(
    store: &Store,
    model: &str,
    log: &InferenceLog,
    labels: &[Feedback],
    at: i64,
) -> anyhow::Result<Vec<Fate>> {
    let mut fates = vec![Fate::Unknown; labels.len()];
    let (mut places, mut rows) = (Vec::new(), Vec::new());
    for (place, one) in labels.iter().enumerate() {
        let id = one.id.parse::<PredictionId>().ok();
        if let Some(id) = id.filter(|id| log.contains(*id)) {
            places.push(place);
            let label = one.label.clone();
            rows.push(LabelRow { id, label, at });
        }
    }
    for (place, kept) in places.into_iter().zip(store.keep_labels(model, &rows)?) {
        fates[place] = match kept {
            LabelKept::New => Fate::Kept,
            LabelKept::Unchanged => Fate::Unchanged,
            LabelKept::Replaced => Fate::Replaced,
        };
    }
    Ok(fates)
}

/// The logged rows of one version of a model, oldest first.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The version that answered.
    pub version: i64,
    /// The raw columns that are logged.
    pub inputs: Table,
    /// The id of each row.
    pub ids: Vec<PredictionId>,
    /// The id that the client gave the request.
    pub request_ids: Vec<Option<String>>,
    /// When it was answered, in microseconds since the epoch.
    pub at: Vec<i64>,
    /// How long the inference took, in microseconds.
    pub latency_us: Vec<u32>,
    /// The classes, in the order of the probabilities; none for regression.
    pub classes: Vec<String>,
    /// The index of the class that was answered.
    pub class: Vec<Option<u32>>,
    /// The number that was answered.
    pub value: Vec<Option<f64>>,
    /// Row by row one for each class; NaN where there was none.
    pub probabilities: Vec<f64>,
    /// What came true, where it is known.
    pub labels: Vec<Option<String>>,
}

/// What `model` answered last, at least `n` rows where there are so many, with the labels that
/// came since; one entry for each version and set of columns.
///
/// # Errors
/// If the log or the labels cannot be read.
pub fn answered(
    store: &Store,
    workspace: &Path,
    model: &str,
    n: usize,
) -> anyhow::Result<Vec<Answered>> {
    let parts = read_inferences(&InferenceLog::dir(workspace, model), n)?;
    let labels = store.labels(model)?.into_iter();
    let labels: BTreeMap<PredictionId, String> = labels.map(|row| (row.id, row.label)).collect();
    parts
        .into_iter()
        .map(|part| of_part(part, &labels))
        .collect()
}

impl Answered {
    /// The rows as a prediction log that step 9 follows: what was asked, `prediction`,
    /// `probability of LABEL` for every class, the time of the answer as `time` and what came true
    /// as `target`, with gaps where it is not known yet.
    ///
    /// An input that is called `time` or `target` stands for itself.
    ///
    /// # Errors
    /// If an input is called as an answer is.
    pub fn table(&self, time: Option<&str>, target: Option<&str>) -> anyhow::Result<Table> {
        let is_new = |name: &&str| self.inputs.column_index(name).is_none();
        let name_of = |class: Option<u32>| {
            let name = class.and_then(|class| self.classes.get(class as usize));
            name.cloned()
        };
        let prediction = if self.classes.is_empty() {
            ColumnData::Numbers(self.value.clone())
        } else {
            ColumnData::Texts(self.class.iter().map(|class| name_of(*class)).collect())
        };
        let mut columns = vec![("prediction".to_owned(), prediction)];
        for (place, class) in self.classes.iter().enumerate() {
            let rows = self.probabilities.chunks_exact(self.classes.len());
            let shares = rows.map(|row| Some(row[place]).filter(|share| share.is_finite()));
            let name = format!("probability of {class}");
            columns.push((name, ColumnData::Numbers(shares.collect())));
        }
        if let Some(name) = time.filter(is_new) {
            let times = self.at.iter().copied().map(Some).collect();
            columns.push((name.to_owned(), ColumnData::Times(times)));
        }
        if let Some(name) = target.filter(is_new) {
            let labels = if self.classes.is_empty() {
                let number = |label: &Option<String>| label.as_ref()?.parse().ok();
                ColumnData::Numbers(self.labels.iter().map(number).collect())
            } else {
                ColumnData::Texts(self.labels.clone())
            };
            columns.push((name.to_owned(), labels));
        }
        Ok(self.inputs.beside(&Table::from_columns(columns)?)?)
    }

    /// What was asked in `row`, as a JSON object of texts; null where a value is missing.
    pub fn inputs_of(&self, row: usize) -> Value {
        let columns = self.inputs.columns().iter().enumerate();
        let cells = columns.map(|(index, column)| {
            let known = !self.inputs.is_null(row, index);
            let text = || self.inputs.cell(row, index);
            (column.name.clone(), json!(known.then(text)))
        });
        Value::Object(cells.collect())
    }

    /// What was answered to `row`: the class with the probability of each, or the number.
    pub fn outputs_of(&self, row: usize) -> Value {
        let class = self.class[row].and_then(|class| self.classes.get(class as usize));
        let k = self.classes.len();
        let shares = self
            .probabilities
            .get(row * k..(row + 1) * k)
            .unwrap_or(&[]);
        json!({ "class": class, "value": self.value[row], "probabilities": shares })
    }
}

fn of_part(
    part: InferencePart,
    labels: &BTreeMap<PredictionId, String>,
) -> anyhow::Result<Answered> {
    let names = part.schema.columns.into_iter().map(|(name, _)| name);
    let columns = names.zip(part.columns.into_iter().map(values));
    let label = |id: &PredictionId| labels.get(id).cloned();
    Ok(Answered {
        version: part.schema.version,
        inputs: Table::from_columns(columns.collect())?,
        labels: part.ids.iter().map(label).collect(),
        ids: part.ids,
        request_ids: part.request_ids,
        at: part.at,
        latency_us: part.latency_us,
        classes: part.schema.classes,
        class: part.classes,
        value: part.values,
        probabilities: part.probabilities,
    })
}

fn values(column: LoggedColumn) -> ColumnData {
    match column {
        LoggedColumn::Numbers(values) => ColumnData::Numbers(values),
        LoggedColumn::Integers(values) => ColumnData::Integers(values),
        LoggedColumn::Booleans(values) => ColumnData::Booleans(values),
        LoggedColumn::Texts(values) => ColumnData::Texts(values),
        LoggedColumn::Times(values) => ColumnData::Times(values),
    }
}
