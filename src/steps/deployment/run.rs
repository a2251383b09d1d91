use super::{Params, Parity, Report};
use crate::{
    data::{ColumnInfo, Kind, Table},
    learners::Predictions,
    steps::{
        Package, StepError, StoredFeatures, evaluation, preparation::Prepared, problem,
        training::Trained, validation,
    },
    terms::Progress,
};

/// Keeps a package with its bytes, and says under which version, or why it cannot.
pub type Register<'a> = dyn Fn(&Package, &[u8]) -> Result<i64, String> + 'a;

/// What a version is made of, and who keeps it.
pub struct Input<'a> {
    /// The snapshot.
    pub table: &'a Table,
    /// The split and the fitted recipe.
    pub prepared: &'a Prepared,
    /// The model that was evaluated.
    pub model: &'a Trained,
    /// How good it is.
    pub evaluation: &'a evaluation::Report,
    /// Whether it may pass.
    pub validation: &'a validation::Report,
    /// The columns that the feature store gave, if it gave any.
    pub features: Option<&'a StoredFeatures>,
    /// Keeps the package and says under which version.
    pub register: &'a Register<'a>,
}

/// Rows on which online and batch answers are compared.
const PARITY_ROWS: usize = 200;

/// Packs the model, proves that it answers online as in a batch, and registers it.
///
/// # Errors
/// If a gate is shut, online and batch answers differ, or the package cannot be kept.
pub fn run(
    input: &Input<'_>,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    let shut: Vec<&str> = input
        .validation
        .failed()
        .map(|gate| gate.title.as_str())
        .collect();
    if !shut.is_empty() {
        return Err(StepError::Blocked(format!(
            "The model may not be deployed: {} of {} gates are shut ({}). Improve the model, or change the criteria in step 1.",
            shut.len(),
            input.validation.gates.len(),
            shut.join(", ")
        )));
    }
    let mut package = package(input.prepared, input.model, input.evaluation, problem);
    package.features = input.features.cloned();
    progress.report(0.2, "Comparing online with batch");
    let parity = parity(&package, input, progress)?;
    if parity.differing > 0 {
        return Err(StepError::Blocked(format!(
            "{} of {} rows get another answer online than in a batch. Please report this as a defect, with the project.",
            parity.differing, parity.rows
        )));
    }
    progress.check()?;
    progress.report(0.7, "Registering");
    let bytes = serde_json::to_vec(&package)
        .map_err(|err| StepError::Invalid(format!("The package cannot be written: {err}")))?;
    let version = (input.register)(&package, &bytes).map_err(StepError::Invalid)?;
    Ok(Report {
        model: params.model.clone(),
        version,
        alias: params.alias.clone(),
        bytes: bytes.len() as u64,
        description: package.description.clone(),
        inputs: package.inputs().to_vec(),
        example: example(&package, input),
        parity,
    })
}

/// Packs a model with everything that it needs to answer from raw columns.
pub fn package(
    prepared: &Prepared,
    model: &Trained,
    evaluation: &evaluation::Report,
    problem: &problem::Params,
) -> Package {
    let labels = &prepared.test.labels;
    Package {
        task: problem.task,
        target: problem.target.clone(),
        classes: labels.classes().to_vec(),
        positive: labels.positive(&problem.positive),
        threshold: evaluation.threshold(),
        recipe: prepared.recipe.clone(),
        model: model.fitted.clone(),
        calibrator: evaluation.calibrator.clone(),
        description: format!("{}: {}", model.name(), model.summary()),
        metrics: evaluation.metrics.clone(),
        features: None,
    }
}

/// Compares one batch with the same rows one by one, bit by bit.
fn parity(
    package: &Package,
    input: &Input<'_>,
    progress: &dyn Progress,
) -> Result<Parity, StepError> {
    let test = &input.prepared.test.rows;
    let every = test.len().div_ceil(PARITY_ROWS).max(1);
    let rows: Vec<u32> = test.iter().copied().step_by(every).collect();
    let table = input.table.take(&rows);
    let batch = package.scores(&table, progress)?;
    let mut differing = 0;
    for i in 0..rows.len() {
        progress.check()?;
        let one = package.scores(&table.slice(i, 1), progress)?;
        differing += u64::from(bits(&one, 0) != bits(&batch, i));
    }
    Ok(Parity {
        rows: rows.len() as u64,
        differing,
    })
}

fn bits(predictions: &Predictions, row: usize) -> Vec<u64> {
    let row = match predictions {
        Predictions::Values(values) => &values[row..=row],
        Predictions::Probabilities { n_classes, values } => {
            &values[row * n_classes..(row + 1) * n_classes]
        }
    };
    row.iter().map(|value| value.to_bits()).collect()
}

/// The first test row as an Open Inference Protocol request.
fn example(package: &Package, input: &Input<'_>) -> serde_json::Value {
    let row = input
        .prepared
        .test
        .rows
        .first()
        .map_or(0, |row| *row as usize);
    let inputs: Vec<serde_json::Value> = package
        .inputs()
        .iter()
        .filter_map(|column| {
            let index = input.table.column_index(&column.name)?;
            let value = json_cell(input.table, row, index, column.kind);
            let datatype = datatype(column.kind);
            Some(serde_json::json!({
                "name": column.name, "shape": [1], "datatype": datatype, "data": [value],
            }))
        })
        .collect();
    serde_json::json!({ "inputs": inputs })
}

/// The cells of `row` by column name, as a request carries them.
pub fn json_row(table: &Table, row: usize) -> serde_json::Map<String, serde_json::Value> {
    let columns = table.columns().iter().enumerate();
    columns
        .map(|(index, column)| {
            let cell = json_cell(table, row, index, column.kind);
            (column.name.clone(), cell)
        })
        .collect()
}

fn json_cell(table: &Table, row: usize, column: usize, kind: Kind) -> serde_json::Value {
    if table.is_null(row, column) {
        return serde_json::Value::Null;
    }
    let cell = table.cell(row, column);
    match kind {
        Kind::Integer => cell.parse::<i64>().ok().into(),
        Kind::Decimal => cell.parse::<f64>().ok().into(),
        Kind::Boolean => (cell == "true").into(),
        Kind::Text | Kind::Time => cell.into(),
    }
}

/// A value that a model may read: made up, to show what one looks like.
pub fn sample_cell(kind: Kind) -> serde_json::Value {
    match kind {
        Kind::Integer => serde_json::json!(1),
        Kind::Decimal => serde_json::json!(1.5),
        Kind::Boolean => serde_json::json!(true),
        Kind::Text => serde_json::json!("text"),
        Kind::Time => serde_json::json!("2024-01-31T12:00:00Z"),
    }
}

/// A request of the Open Inference Protocol with one row of such values.
pub fn sample_request(inputs: &[ColumnInfo]) -> serde_json::Value {
    let tensor = |column: &ColumnInfo| {
        serde_json::json!({
            "name": column.name, "datatype": datatype(column.kind),
            "shape": [1], "data": [sample_cell(column.kind)],
        })
    };
    serde_json::json!({ "inputs": inputs.iter().map(tensor).collect::<Vec<_>>() })
}

/// What the Open Inference Protocol calls a kind.
pub fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "INT64",
        Kind::Decimal => "FP64",
        Kind::Boolean => "BOOL",
        Kind::Text | Kind::Time => "BYTES",
    }
}
