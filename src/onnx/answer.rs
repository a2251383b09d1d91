//! The outputs of a graph.

use super::{
    graph::{Builder, Name, integer, length},
    proto::{DOUBLE, STRING},
};
use crate::steps::Package;

/// What a threshold is lowered by, as a share of it. Thresholds are often the very probability of
/// some row, and another program's last bit of that may be a smaller one.
const SLACK: f64 = 1e-12;

/// Gives a number as `prediction`.
pub(super) fn number(graph: &mut Builder, values: &Name) {
    graph.output("prediction", values, DOUBLE, Some(1));
}

/// Gives the class as `label`, decided with the package's threshold, and `probabilities` in the
/// order of its classes.
pub(super) fn class(graph: &mut Builder, probabilities: &Name, package: &Package) {
    let n_classes = package.classes.len();
    let mut code = likeliest(graph, probabilities);
    if let Some(threshold) = package.threshold {
        let positive = package.positive as usize;
        let axis = graph.integers(&[1], &[1]);
        let share = graph.columns(probabilities, &[positive]);
        let share = graph.op("Squeeze", &[&share, &axis]);
        let threshold = graph.number(threshold * (1.0 - SLACK));
        let is_positive = graph.op("GreaterOrEqual", &[&share, &threshold]);
        if n_classes > 1 {
            // No probability is below 0, so this one is never the likeliest.
            let mut handicap = vec![0.0; n_classes];
            handicap[positive] = 2.0;
            let handicap = graph.numbers(&[1, n_classes], &handicap);
            let others = graph.op("Sub", &[probabilities, &handicap]);
            code = likeliest(graph, &others);
        }
        let positive = graph.integer(i64::from(package.positive));
        code = graph.op("Where", &[&is_positive, &positive, &code]);
    }
    let classes = graph.texts(&package.classes);
    let label = graph.op_with("Gather", &[&classes, &code], vec![integer("axis", 0)]);
    graph.output("label", &label, STRING, None);
    graph.output(
        "probabilities",
        probabilities,
        DOUBLE,
        Some(length(n_classes)),
    );
}

/// The place of the largest of a row's numbers, the first of several.
fn likeliest(graph: &mut Builder, of: &Name) -> Name {
    let attributes = vec![integer("axis", 1), integer("keepdims", 0)];
    graph.op_with("ArgMax", &[of], attributes)
}
