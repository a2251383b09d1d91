//! Decision trees.

use super::graph::{Builder, Name, integer, integers, length, number_tensor, text, texts};
use crate::learners::{FlatNode, FlatTree};

/// What the leaves of all trees say, added up in 64 bits.
///
/// The operator compares in 64 bits but answers in 32: so it answers which leaf, a whole number
/// that 32 bits hold up to 16.7 million, and what the leaf says is looked up.
pub(super) fn sum(graph: &mut Builder, matrix: &Name, base: &[f64], trees: &[FlatTree]) -> Name {
    let leaves = leaves(graph, matrix, trees);
    let mut firsts = Vec::with_capacity(trees.len());
    let mut answers: Vec<f64> = Vec::new();
    for tree in trees {
        firsts.push(length(answers.len() / base.len().max(1)));
        for node in &tree.nodes {
            if let FlatNode::Leaf(answer) = node {
                answers.extend(answer);
            }
        }
    }
    let places = graph.as_integers(&leaves);
    let firsts = graph.integers(&[1, trees.len()], &firsts);
    let places = graph.op("Add", &[&places, &firsts]);
    let answers = graph.numbers(&[answers.len() / base.len().max(1), base.len()], &answers);
    let found = graph.op_with("Gather", &[&answers, &places], vec![integer("axis", 0)]);
    let axis = graph.integers(&[1], &[1]);
    let sums = graph.op_with("ReduceSum", &[&found, &axis], vec![integer("keepdims", 0)]);
    if base.iter().all(|base| *base == 0.0) {
        return sums;
    }
    let base = graph.numbers(&[1, base.len()], base);
    graph.op("Add", &[&sums, &base])
}

/// The number of the leaf of each tree that a row comes to, tree by tree, among its leaves.
fn leaves(graph: &mut Builder, matrix: &Name, trees: &[FlatTree]) -> Name {
    let mut nodes = Nodes::default();
    for (number, tree) in (0..).zip(trees) {
        nodes.add(number, tree);
    }
    let n = nodes.trees.len();
    let attributes = vec![
        integer("n_targets", length(trees.len())),
        text("aggregate_function", "SUM"),
        text("post_transform", "NONE"),
        integers("nodes_treeids", nodes.trees),
        integers("nodes_nodeids", nodes.ids),
        integers("nodes_featureids", nodes.columns),
        texts("nodes_modes", nodes.modes.into_iter()),
        number_tensor("nodes_values_as_tensor", &nodes.thresholds),
        integers("nodes_truenodeids", nodes.lefts),
        integers("nodes_falsenodeids", nodes.rights),
        integers("nodes_missing_value_tracks_true", vec![0; n]),
        integers("target_treeids", nodes.leaf_trees.clone()),
        integers("target_nodeids", nodes.leaf_ids),
        integers("target_ids", nodes.leaf_trees),
        number_tensor("target_weights_as_tensor", &nodes.leaf_numbers),
    ];
    graph.op_with("TreeEnsembleRegressor", &[matrix], attributes)
}

/// The nodes of all trees, attribute by attribute.
#[derive(Default)]
struct Nodes {
    trees: Vec<i64>,
    ids: Vec<i64>,
    columns: Vec<i64>,
    modes: Vec<&'static str>,
    thresholds: Vec<f64>,
    lefts: Vec<i64>,
    rights: Vec<i64>,
    leaf_trees: Vec<i64>,
    leaf_ids: Vec<i64>,
    leaf_numbers: Vec<f64>,
}

impl Nodes {
    fn add(&mut self, number: i64, tree: &FlatTree) {
        let mut leaf = 0_u32;
        for (id, node) in (0..).zip(&tree.nodes) {
            let (column, mode, threshold, left, right) = match node {
                FlatNode::Question {
                    column,
                    threshold,
                    left,
                    right,
                } => (*column, "BRANCH_LEQ", *threshold, *left, *right),
                FlatNode::Leaf(_) => {
                    self.leaf_trees.push(number);
                    self.leaf_ids.push(id);
                    self.leaf_numbers.push(f64::from(leaf));
                    leaf += 1;
                    (0, "LEAF", 0.0, 0, 0)
                }
            };
            self.trees.push(number);
            self.ids.push(id);
            self.columns.push(length(column));
            self.modes.push(mode);
            self.thresholds.push(threshold);
            self.lefts.push(length(left));
            self.rights.push(length(right));
        }
    }
}
