use linfa::traits::PredictInplace;
use ndarray::{Array2, ArrayView2};

use super::criterion::Measure;
use crate::{
    learners::{
        Model, Predictions, Trees,
        blocks::by_blocks,
        ensemble::{Draft, Leaf},
        form::{FlatNode, FlatTree, Form, Link, Scores},
    },
    terms::Matrix,
};

/// Marks a leaf.
const NO_COLUMN: u32 = u32::MAX;

/// A question about a column, or a leaf.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(from = "(u32, u32, f64)", into = "(u32, u32, f64)")]
pub(super) struct Node {
    /// The column that is asked about, or [`NO_COLUMN`].
    pub(super) column: u32,
    /// The node to go to with a value up to the threshold; the one after it is for the others.
    pub(super) left: u32,
    /// Where they part.
    pub(super) threshold: f64,
}

impl Node {
    /// A node without a question.
    pub(super) const LEAF: Self = Self {
        column: NO_COLUMN,
        left: 0,
        threshold: 0.0,
    };
}

impl From<(u32, u32, f64)> for Node {
    fn from((column, left, threshold): (u32, u32, f64)) -> Self {
        Self {
            column,
            left,
            threshold,
        }
    }
}

impl From<Node> for (u32, u32, f64) {
    fn from(node: Node) -> Self {
        (node.column, node.left, node.threshold)
    }
}

/// A fitted decision tree: what its leaves answer, and the questions that lead there.
///
/// Grown level by level; each node takes the split that makes its two sides purest (Gini impurity
/// or entropy for classes, squared error for numbers). Up to 16,384 rows every value is tried, as
/// scikit-learn does; above, the bounds of 4,096 bins with as many rows each. A leaf answers the
/// shares of its classes or the mean of its rows. linfa-trees sorts and walks all rows for each
/// node, cannot be stopped, answers no probabilities and no numbers: hence a tree of our own.
/// A deep tree repeats its training rows: compare its training and validation metrics. Prefer a
/// linear model where effects add up.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Tree {
    /// Numbers in an answer: one probability per class; none for a number.
    n_classes: Option<usize>,
    /// The root first; each as (column, left child, threshold).
    nodes: Vec<Node>,
    /// The answer of each node, node after node: leaves are where it is used.
    answers: Vec<f64>,
    /// Impurity that the splits on each column took away, in rows.
    gains: Vec<f64>,
    /// How many training rows came to each node; none in a model of an older version.
    #[serde(default)]
    cover: Vec<f64>,
}

impl Tree {
    /// From `nodes` and what the rows of each sum to.
    pub(super) fn new(
        measure: Measure,
        (nodes, sums): (Vec<Node>, &[f64]),
        gains: Vec<f64>,
        center: f64,
    ) -> Self {
        let (n_classes, answers) = match measure {
            Measure::Classes { n_classes, .. } => {
                let shares = sums.chunks_exact(n_classes + 1).flat_map(|sums| {
                    let n = measure.weight(sums);
                    sums[..n_classes].iter().map(move |weight| weight / n)
                });
                (Some(n_classes), shares.collect())
            }
            Measure::Values => {
                let means = sums.chunks_exact(3).map(|sums| center + sums[1] / sums[0]);
                (None, means.collect())
            }
        };
        let cover = sums.chunks_exact(measure.width());
        Self {
            n_classes,
            nodes,
            answers,
            gains,
            cover: cover.map(|sums| measure.count(sums)).collect(),
        }
    }

    /// The same as a list of one tree; none in a model of an older version, which does not know how
    /// many rows went where.
    pub fn trees(&self) -> Option<Trees> {
        if self.cover.len() != self.nodes.len() {
            return None;
        }
        let width = self.width();
        let mut draft = Draft::new(self.gains.len());
        let mut leaves = Vec::new();
        for (i, (node, &cover)) in self.nodes.iter().zip(&self.cover).enumerate() {
            draft.push(cover);
            if node.column == NO_COLUMN {
                leaves.push(Leaf {
                    node: i,
                    answer: self.answers[i * width..(i + 1) * width].to_vec(),
                });
            }
        }
        for (i, node) in self.nodes.iter().enumerate() {
            if node.column != NO_COLUMN {
                draft.ask(
                    i,
                    (node.column as usize, node.threshold),
                    node.left as usize,
                );
            }
        }
        let mut trees = Trees::new(width, width);
        trees.push(&draft, &leaves);
        Some(trees)
    }

    /// How many leaves it has.
    pub fn n_leaves(&self) -> usize {
        self.nodes
            .iter()
            .filter(|node| node.column == NO_COLUMN)
            .count()
    }

    pub(in crate::learners) fn form(&self) -> Form {
        Form {
            scores: Scores::Trees {
                base: vec![0.0; self.width()],
                trees: vec![self.flat()],
            },
            link: Link::Identity,
        }
    }

    /// The same tree as other programs have it.
    fn flat(&self) -> FlatTree {
        let answers = self.answers.chunks_exact(self.width().max(1));
        let node = |(node, answer): (&Node, &[f64])| {
            if node.column == NO_COLUMN {
                return FlatNode::Leaf(answer.to_vec());
            }
            FlatNode::Question {
                column: node.column as usize,
                threshold: node.threshold,
                left: node.left as usize,
                right: node.left as usize + 1,
            }
        };
        FlatTree {
            nodes: self.nodes.iter().zip(answers).map(node).collect(),
        }
    }

    /// Impurity taken away by each column's splits.
    pub(in crate::learners) fn importance(&self) -> &[f64] {
        &self.gains
    }

    pub(in crate::learners) fn is_finite(&self) -> bool {
        let thresholds = self.nodes.iter().map(|node| &node.threshold);
        thresholds
            .chain(&self.answers)
            .chain(&self.gains)
            .all(|value| value.is_finite())
    }

    fn width(&self) -> usize {
        self.n_classes.unwrap_or(1)
    }

    /// The answer for a row whose value in column j is `value(j)`. NaN goes right.
    fn answer(&self, value: impl Fn(usize) -> f64) -> &[f64] {
        let mut at = 0;
        loop {
            let node = self.nodes[at];
            if node.column == NO_COLUMN {
                return &self.answers[at * self.width()..(at + 1) * self.width()];
            }
            let left = value(node.column as usize) <= node.threshold;
            at = node.left as usize + usize::from(!left);
        }
    }
}

impl Model for Tree {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let n_rows = matrix.n_rows();
        let values = by_blocks(n_rows, self.width(), |rows, out| {
            for (row, out) in rows.zip(out.chunks_exact_mut(self.width())) {
                out.copy_from_slice(self.answer(|j| matrix.values()[j * n_rows + row]));
            }
        });
        match self.n_classes {
            Some(n_classes) => Predictions::Probabilities { n_classes, values },
            None => Predictions::Values(values),
        }
    }
}

/// For linfa's own composition of models: one line of probabilities, or one number, per row.
impl PredictInplace<ArrayView2<'_, f64>, Array2<f64>> for Tree {
    fn predict_inplace<'a>(&'a self, records: &'a ArrayView2<'_, f64>, answers: &mut Array2<f64>) {
        for (row, mut answer) in records.rows().into_iter().zip(answers.rows_mut()) {
            let found = self.answer(|j| row[j]);
            answer
                .iter_mut()
                .zip(found)
                .for_each(|(to, from)| *to = *from);
        }
    }

    fn default_target(&self, records: &ArrayView2<'_, f64>) -> Array2<f64> {
        Array2::zeros((records.nrows(), self.width()))
    }
}
