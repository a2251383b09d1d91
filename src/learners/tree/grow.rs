use linfa::{DatasetBase, traits::Fit};
use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;

use super::{
    TreeParams,
    bins::{Binned, bin_columns},
    criterion::Measure,
    flat::{Node, Tree},
    split::{self, Rows, Split},
};
use crate::{
    learners::{LearnError, linear::mean_and_spread},
    terms::Progress,
};

/// Rows times columns of a node from which its columns are shared among cores.
const PARALLEL_CELLS: usize = 50_000;

/// Grows a tree whose leaves answer probabilities.
pub(super) struct ClassificationTree<'a> {
    /// How to grow it.
    pub(super) params: TreeParams,
    /// How many classes there are.
    pub(super) n_classes: usize,
    /// How much each row counts, where they do not count the same.
    pub(super) weights: Option<&'a [f64]>,
    /// Told and asked while it grows.
    pub(super) progress: &'a dyn Progress,
}

/// Grows a tree whose leaves answer the mean of their rows.
pub(super) struct RegressionTree<'a> {
    /// How to grow it.
    pub(super) params: TreeParams,
    /// How much each row counts, where they do not count the same.
    pub(super) weights: Option<&'a [f64]>,
    /// Told and asked while it grows.
    pub(super) progress: &'a dyn Progress,
}

impl<'d> Fit<ArrayView2<'d, f64>, ArrayView1<'d, u32>, LearnError> for ClassificationTree<'_> {
    type Object = Tree;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayView2<'d, f64>, ArrayView1<'d, u32>>,
    ) -> Result<Tree, LearnError> {
        let columns = bin_columns(dataset.records, self.progress)?;
        let measure = Measure::Classes {
            n_classes: self.n_classes,
            criterion: self.params.criterion,
        };
        let answers = dataset
            .targets
            .iter()
            .enumerate()
            .map(|(i, &code)| (f64::from(code), weight(self.weights, i)))
            .collect();
        grow(
            Growth::new(&columns, measure, answers, self.params),
            0.0,
            self.progress,
        )
    }
}

impl<'d> Fit<ArrayView2<'d, f64>, ArrayView1<'d, f64>, LearnError> for RegressionTree<'_> {
    type Object = Tree;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayView2<'d, f64>, ArrayView1<'d, f64>>,
    ) -> Result<Tree, LearnError> {
        let columns = bin_columns(dataset.records, self.progress)?;
        // Less their mean, so that squares of large answers do not eat the digits.
        let (center, _) = mean_and_spread(&dataset.targets.to_vec(), self.weights);
        let answers = dataset
            .targets
            .iter()
            .enumerate()
            .map(|(i, value)| (value - center, weight(self.weights, i)))
            .collect();
        grow(
            Growth::new(&columns, Measure::Values, answers, self.params),
            center,
            self.progress,
        )
    }
}

/// How much row `i` counts.
fn weight(weights: Option<&[f64]>, i: usize) -> f64 {
    weights.map_or(1.0, |weights| weights[i])
}

/// A tree while it grows.
struct Growth<'a> {
    columns: &'a [Binned],
    measure: Measure,
    params: TreeParams,
    /// The answers and weights of all rows.
    answers: Vec<(f64, f64)>,
    /// Row numbers, node after node, ascending within each.
    indices: Vec<u32>,
    /// Nodes so far.
    nodes: Vec<Node>,
    /// What the rows of each node sum to, node after node.
    sums: Vec<f64>,
    /// Purity gained by each column's splits.
    gains: Vec<f64>,
}

/// A node that may still be split.
struct Open {
    node: usize,
    start: usize,
    end: usize,
}

impl<'a> Growth<'a> {
    fn new(
        columns: &'a [Binned],
        measure: Measure,
        answers: Vec<(f64, f64)>,
        params: TreeParams,
    ) -> Self {
        Self {
            columns,
            measure,
            params,
            indices: (0_u32..).take(answers.len()).collect(),
            answers,
            nodes: Vec::new(),
            sums: Vec::new(),
            gains: vec![0.0; columns.len()],
        }
    }

    /// Adds a leaf of the rows `start..end` of [`Self::indices`].
    fn leaf(&mut self, start: usize, end: usize) -> Open {
        let node = self.nodes.len();
        self.nodes.push(Node::LEAF);
        let from = self.sums.len();
        self.sums.resize(from + self.measure.width(), 0.0);
        for &row in &self.indices[start..end] {
            self.measure
                .add(&mut self.sums[from..], self.answers[row as usize]);
        }
        Open { node, start, end }
    }

    /// The best split of a node: the first column of several that are as good.
    fn best_split(&self, open: &Open) -> Option<Split> {
        let indices = &self.indices[open.start..open.end];
        let answers: Vec<(f64, f64)> = indices
            .iter()
            .map(|&row| self.answers[row as usize])
            .collect();
        let (first, rest) = answers.split_first()?;
        if rest.iter().all(|(answer, _)| *answer == first.0) {
            return None;
        }
        let width = self.measure.width();
        let rows = Rows {
            indices,
            answers: &answers,
            sums: &self.sums[open.node * width..(open.node + 1) * width],
        };
        let min_leaf = f64::from(self.params.min_leaf);
        let of_column = |(j, binned)| split::best(self.measure, (j, binned), &rows, min_leaf);
        let splits: Vec<Option<Split>> = if indices.len() * self.columns.len() < PARALLEL_CELLS {
            self.columns.iter().enumerate().map(of_column).collect()
        } else {
            self.columns.par_iter().enumerate().map(of_column).collect()
        };
        let purer = |best: Split, next: Split| {
            if next.purity > best.purity {
                next
            } else {
                best
            }
        };
        splits.into_iter().flatten().reduce(purer)
    }

    /// Turns a leaf into a question with two leaves.
    fn split(&mut self, open: &Open, split: Split) -> [Open; 2] {
        let codes = &self.columns[split.column].codes;
        let rows = &mut self.indices[open.start..open.end];
        let goes_left = |row: &u32| codes[*row as usize] <= split.bin;
        let (mut sorted, right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| goes_left(row));
        let middle = open.start + sorted.len();
        sorted.extend(right);
        rows.copy_from_slice(&sorted);
        let children = [self.leaf(open.start, middle), self.leaf(middle, open.end)];
        self.nodes[open.node] = Node {
            column: split.column as u32,
            left: children[0].node as u32,
            threshold: split.threshold,
        };
        let width = self.measure.width();
        let before = self
            .measure
            .purity(&self.sums[open.node * width..(open.node + 1) * width]);
        self.gains[split.column] += (split.purity - before).max(0.0);
        children
    }
}

/// Splits level by level until nothing is left to tell apart, or the tree is deep enough.
fn grow(mut tree: Growth<'_>, center: f64, progress: &dyn Progress) -> Result<Tree, LearnError> {
    let mut level = vec![tree.leaf(0, tree.indices.len())];
    for depth in 0..tree.params.max_depth {
        progress.report(
            depth as f32 / tree.params.max_depth as f32,
            "Growing the tree",
        );
        let mut next = Vec::new();
        for open in &level {
            progress.check()?;
            if let Some(split) = tree.best_split(open) {
                next.extend(tree.split(open, split));
            }
        }
        level = next;
    }
    Ok(Tree::new(
        tree.measure,
        (tree.nodes, &tree.sums),
        tree.gains,
        center,
    ))
}
