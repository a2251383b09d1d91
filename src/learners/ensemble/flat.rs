use super::trees::{Trees, TreesNode};
use crate::learners::form::{FlatNode, FlatTree, Scores};

impl Trees {
    /// The same trees as other programs have them, after `base`; a leaf speaks of every output.
    pub(in crate::learners) fn scores(&self, base: Vec<f64>) -> Scores {
        let trees = (0..self.n_trees()).map(|t| self.flat(t)).collect();
        Scores::Trees { base, trees }
    }

    fn flat(&self, tree: usize) -> FlatTree {
        let start = self.root(tree);
        let end = if tree + 1 < self.n_trees() {
            self.root(tree + 1)
        } else {
            self.n_nodes()
        };
        let node = |i: usize| match self.node(i) {
            TreesNode::Question {
                column,
                threshold,
                left,
            } => FlatNode::Question {
                column,
                threshold,
                left: left - start,
                right: left - start + 1,
            },
            TreesNode::Leaf(answer) => {
                let first = tree * self.width() % self.n_outputs();
                let mut every = vec![0.0; self.n_outputs()];
                every[first..first + self.width()].copy_from_slice(answer);
                FlatNode::Leaf(every)
            }
        };
        FlatTree {
            nodes: (start..end).map(node).collect(),
        }
    }
}
