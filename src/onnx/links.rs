//! From scores to numbers or probabilities.

use super::graph::{Builder, Name, integer};
use crate::learners::Link;

/// The answers that belong to `scores`: a number, or the probability of each class.
pub(super) fn answers(graph: &mut Builder, scores: Name, link: &Link) -> Name {
    match link {
        Link::Identity => scores,
        Link::Exp { most } => {
            let most = graph.number(*most);
            let scores = graph.op("Min", &[&scores, &most]);
            graph.op("Exp", &[&scores])
        }
        Link::Sigmoid { present, n_classes } => {
            let against = graph.op("Neg", &[&scores]);
            let both = graph.side_by_side(&[against, scores]);
            let shares = graph.op("Sigmoid", &[&both]);
            placed(graph, shares, present, *n_classes)
        }
        Link::Softmax { present, n_classes } => {
            let shares = graph.op_with("Softmax", &[&scores], vec![integer("axis", 1)]);
            placed(graph, shares, present, *n_classes)
        }
    }
}

/// The shares of some classes in the order of all; 0 for the others.
fn placed(graph: &mut Builder, shares: Name, present: &[u32], n_classes: usize) -> Name {
    if present.len() == n_classes {
        return shares;
    }
    let mut places = vec![0.0; present.len() * n_classes];
    for (row, code) in present.iter().enumerate() {
        places[row * n_classes + *code as usize] = 1.0;
    }
    let places = graph.numbers(&[present.len(), n_classes], &places);
    graph.op("MatMul", &[&shares, &places])
}
