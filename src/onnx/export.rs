use prost::Message as _;

use super::{
    OnnxError, answer, calibration,
    graph::{Builder, ML, Name},
    links, lookup, numbers,
    numbers::Prepared,
    proto::{Entry, Model, OperatorSet},
    raw::Columns,
    scores, times,
};
use crate::{
    data::recipe::{PreparedColumn, Way},
    steps::Package,
};

/// The file of a model with everything that it does to raw columns first.
///
/// Every raw column that matters is an input of shape \[rows, 1\] under its own name: numbers and
/// booleans as 64-bit floats with NaN for a gap, text with the empty text for a gap, times as
/// microseconds since 1970 in 64-bit integers with the smallest one for a gap. Out come `label` and
/// `probabilities` in the order of the classes, or `prediction` for a number. The same package
/// gives the same bytes. Probabilities differ from the program's own in the last bits only, and
/// labels where a probability lies within 1e-12 of the threshold.
///
/// # Errors
/// If a step of the recipe or the model cannot be said in ONNX; the error says which.
pub fn export(package: &Package) -> Result<Vec<u8>, OnnxError> {
    let blueprint = package.recipe.blueprint()?;
    let names = blueprint.inputs.iter().map(|input| input.name.as_str());
    let mut graph = Builder::new(names);
    let columns = Columns::new(&mut graph, &blueprint);
    let mut parts = Vec::new();
    for column in blueprint
        .columns
        .iter()
        .filter(|column| !column.outputs.is_empty())
    {
        let prepared = prepare(&mut graph, &columns, column)?;
        parts.extend(prepared.numbers);
        parts.extend(prepared.marks);
    }
    if parts.is_empty() {
        return Err(OnnxError::NoInputs);
    }
    let matrix = graph.side_by_side(&parts);
    let width = package.recipe.output_names().len();
    let learner = package.model.learner().info().name;
    let form = package.model.form().ok_or(OnnxError::Learner(learner))?;
    let scores = scores::scores(&mut graph, &matrix, width, &form.scores);
    let mut answers: Name = links::answers(&mut graph, scores, &form.link);
    if let Some(calibrator) = &package.calibrator {
        answers = calibration::calibrated(&mut graph, &answers, calibrator, package.classes.len());
    }
    if package.task.is_classification() {
        answer::class(&mut graph, &answers, package);
    } else {
        answer::number(&mut graph, &answers);
    }
    Ok(model(graph, package).encode_to_vec())
}

fn prepare(
    graph: &mut Builder,
    columns: &Columns,
    column: &PreparedColumn,
) -> Result<Prepared, OnnxError> {
    let name = column.input.name.as_str();
    let raw = columns.get(name);
    match &column.way {
        Way::Texts(texts) => lookup::lookup(graph, (name, &raw), texts),
        Way::Numbers(chain) => {
            let values = numbers::finite(graph, &raw);
            Ok(numbers::chain(graph, values, chain))
        }
        Way::Times(parts, chain) => Ok(match times::parts(graph, &raw, parts) {
            Some(values) => numbers::chain(graph, values, chain),
            None => Prepared::default(),
        }),
    }
}

fn model(graph: Builder, package: &Package) -> Model {
    let set = |domain: &str, version| OperatorSet {
        domain: domain.to_owned(),
        version: Some(version),
    };
    let entry = |key: &str, value: String| Entry {
        key: key.to_owned(),
        value,
    };
    let mut entries = vec![entry("target", package.target.clone())];
    if let Some(threshold) = package.threshold {
        let positive = package.classes.get(package.positive as usize);
        entries.push(entry("positive", positive.cloned().unwrap_or_default()));
        entries.push(entry("threshold", threshold.to_string()));
    }
    Model {
        ir_version: Some(8),
        producer_name: env!("CARGO_PKG_NAME").to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: package.description.clone(),
        graph: Some(graph.finish(&package.target)),
        opset_import: vec![set("", 17), set(ML, 3)],
        metadata_props: entries,
    }
}
