//! The operator of decision trees.

use super::interpreter::{Data, Value};
use crate::onnx::proto::{Attribute, Node};

/// For every row and target, the sum of what the leaves say that the row comes to.
pub(super) fn leaves(node: &Node, matrix: &Value) -> Value {
    let find =
        |name: &str| -> &Attribute { node.attribute.iter().find(|a| a.name == name).unwrap() };
    let ints = |name: &str| find(name).ints.as_slice();
    let numbers = |name: &str| -> Vec<f64> {
        let raw = find(name).t.as_ref().unwrap().raw_data.as_deref().unwrap();
        raw.chunks_exact(8)
            .map(|word| f64::from_le_bytes(word.try_into().unwrap()))
            .collect()
    };
    let (trees, ids) = (ints("nodes_treeids"), ints("nodes_nodeids"));
    let thresholds = numbers("nodes_values_as_tensor");
    let modes = &find("nodes_modes").strings;
    let place = |tree: i64, id: i64| {
        (0..ids.len())
            .find(|&at| trees[at] == tree && ids[at] == id)
            .unwrap()
    };
    let (leaf_trees, leaf_ids) = (ints("target_treeids"), ints("target_nodeids"));
    let weights = numbers("target_weights_as_tensor");
    let n_targets = find("n_targets").i.unwrap() as usize;
    let width = matrix.dims[1];
    let mut out = vec![0.0; matrix.dims[0] * n_targets];
    for (row, out) in matrix
        .numbers()
        .chunks_exact(width)
        .zip(out.chunks_exact_mut(n_targets))
    {
        for tree in 0..=trees.iter().copied().max().unwrap() {
            let mut at = place(tree, 0);
            while modes[at] != b"LEAF" {
                let left = row[ints("nodes_featureids")[at] as usize] <= thresholds[at];
                let side = if left {
                    "nodes_truenodeids"
                } else {
                    "nodes_falsenodeids"
                };
                at = place(tree, ints(side)[at]);
            }
            for leaf in 0..leaf_ids.len() {
                if leaf_trees[leaf] == tree && leaf_ids[leaf] == ids[at] {
                    out[ints("target_ids")[leaf] as usize] += weights[leaf];
                }
            }
        }
    }
    Value {
        dims: vec![matrix.dims[0], n_targets],
        data: Data::Numbers(out),
    }
}
