//! The scores of a model's form.

use super::{
    graph::{Builder, Name},
    trees,
};
use crate::learners::{Normals, Scores, Sum};

/// One score or several per row of `matrix`, which has `width` columns.
pub(super) fn scores(graph: &mut Builder, matrix: &Name, width: usize, scores: &Scores) -> Name {
    match scores {
        Scores::Constant(values) => {
            let nothing = vec![0.0; width * values.len()];
            let nothing = graph.numbers(&[width, values.len()], &nothing);
            let zeros = graph.op("MatMul", &[matrix, &nothing]);
            let values = graph.numbers(&[1, values.len()], values);
            graph.op("Add", &[&zeros, &values])
        }
        Scores::Sums(sums) => weighted(graph, matrix, sums),
        Scores::Flags { above, sums } => {
            let above = graph.number(*above);
            let flags = graph.op("Greater", &[matrix, &above]);
            let flags = graph.as_numbers(&flags);
            weighted(graph, &flags, sums)
        }
        Scores::Normals(classes) => {
            let scores: Vec<Name> = classes
                .iter()
                .map(|class| normals(graph, matrix, class))
                .collect();
            graph.side_by_side(&scores)
        }
        Scores::Trees { base, trees } => trees::sum(graph, matrix, base, trees),
    }
}

fn weighted(graph: &mut Builder, matrix: &Name, sums: &[Sum]) -> Name {
    let width = sums.first().map_or(0, |sum| sum.weights.len());
    let by_column = |j: usize| sums.iter().map(move |sum| sum.weights[j]);
    let weights: Vec<f64> = (0..width).flat_map(by_column).collect();
    let intercepts: Vec<f64> = sums.iter().map(|sum| sum.intercept).collect();
    let weights = graph.numbers(&[width, sums.len()], &weights);
    let intercepts = graph.numbers(&[1, sums.len()], &intercepts);
    let products = graph.op("MatMul", &[matrix, &weights]);
    graph.op("Add", &[&products, &intercepts])
}

fn normals(graph: &mut Builder, matrix: &Name, class: &Normals) -> Name {
    let width = class.means.len();
    let weights: Vec<f64> = class
        .variances
        .iter()
        .map(|variance| -0.5 / variance)
        .collect();
    let means = graph.numbers(&[1, width], &class.means);
    let weights = graph.numbers(&[width, 1], &weights);
    let distances = graph.op("Sub", &[matrix, &means]);
    let squares = graph.op("Mul", &[&distances, &distances]);
    let sums = graph.op("MatMul", &[&squares, &weights]);
    let offset = graph.number(class.offset);
    graph.op("Add", &[&sums, &offset])
}
