//! Probabilities that come true.

use super::graph::{Builder, Name, integer};
use crate::learners::{Calibrator, Sigmoid, Steps};

/// The calibrated probabilities of all classes.
pub(super) fn calibrated(
    graph: &mut Builder,
    probabilities: &Name,
    calibrator: &Calibrator,
    n_classes: usize,
) -> Name {
    let one = graph.number(1.0);
    if n_classes == 2 {
        let second = graph.columns(probabilities, &[1]);
        let second = map(graph, second, calibrator, 0);
        let first = graph.op("Sub", &[&one, &second]);
        return graph.side_by_side(&[first, second]);
    }
    let shares: Vec<Name> = (0..n_classes)
        .map(|class| {
            let share = graph.columns(probabilities, &[class]);
            map(graph, share, calibrator, class)
        })
        .collect();
    let shares = graph.side_by_side(&shares);
    let (axis, zero) = (graph.integers(&[1], &[1]), graph.number(0.0));
    let sums = graph.op("ReduceSum", &[&shares, &axis]);
    let some = graph.op("Greater", &[&sums, &zero]);
    let divisor = graph.op("Where", &[&some, &sums, &one]);
    let shares = graph.op("Div", &[&shares, &divisor]);
    let equal = graph.number(1.0 / n_classes as f64);
    graph.op("Where", &[&some, &shares, &equal])
}

/// A class's own map.
fn map(graph: &mut Builder, share: Name, calibrator: &Calibrator, class: usize) -> Name {
    match calibrator {
        Calibrator::Platt(maps) => match maps.get(class) {
            Some(map) => sigmoid(graph, &share, map),
            None => share,
        },
        Calibrator::Isotonic(maps) => match maps.get(class).filter(|map| !map.from.is_empty()) {
            Some(map) => steps(graph, &share, map),
            None => share,
        },
    }
}

fn sigmoid(graph: &mut Builder, share: &Name, map: &Sigmoid) -> Name {
    let (least, most) = (
        graph.number(Sigmoid::NEAREST),
        graph.number(1.0 - Sigmoid::NEAREST),
    );
    let share = graph.op("Clip", &[share, &least, &most]);
    let one = graph.number(1.0);
    let rest = graph.op("Sub", &[&one, &share]);
    let odds = graph.op("Div", &[&share, &rest]);
    let odds = graph.op("Log", &[&odds]);
    let (slope, offset) = (graph.number(map.slope), graph.number(map.offset));
    let odds = graph.op("Mul", &[&odds, &slope]);
    let odds = graph.op("Add", &[&odds, &offset]);
    graph.op("Sigmoid", &[&odds])
}

/// A straight line for each stretch between two points, level before the first and after the last.
fn steps(graph: &mut Builder, share: &Name, map: &Steps) -> Name {
    let n = map.from.len();
    let mut lines = vec![[0.0, 1.0, map.to[0], 0.0]];
    for i in 1..n {
        let (from, to) = (&map.from, &map.to);
        lines.push([
            from[i - 1],
            from[i] - from[i - 1],
            to[i - 1],
            to[i] - to[i - 1],
        ]);
    }
    lines.push([0.0, 1.0, map.to[n - 1], 0.0]);
    let points = graph.numbers(&[1, n], &map.from);
    let below = graph.op("Less", &[&points, share]);
    let (below, axis) = (graph.as_integers(&below), graph.integers(&[1], &[1]));
    let place = graph.op("ReduceSum", &[&below, &axis]);
    let mut of = |k: usize| {
        let column: Vec<f64> = lines.iter().map(|line| line[k]).collect();
        let column = graph.numbers(&[column.len()], &column);
        graph.op_with("Gather", &[&column, &place], vec![integer("axis", 0)])
    };
    let [start, length, base, rise] = [of(0), of(1), of(2), of(3)];
    let way = graph.op("Sub", &[share, &start]);
    let way = graph.op("Div", &[&way, &length]);
    let way = graph.op("Mul", &[&way, &rise]);
    graph.op("Add", &[&way, &base])
}
