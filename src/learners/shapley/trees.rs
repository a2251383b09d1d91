use rayon::prelude::*;

use super::Shapley;
use crate::{
    learners::{Trees, TreesNode},
    terms::Matrix,
};

/// Trees that are summed by one thread.
const BLOCK: usize = 8;

/// For models that are `start` + the sum of some trees.
pub(super) fn of_trees(trees: &Trees, start: &[f64], rows: &Matrix) -> Shapley {
    let (n_outputs, n_columns) = (trees.n_outputs(), rows.n_columns());
    let mut base = start.to_vec();
    base.resize(n_outputs, 0.0);
    for t in 0..trees.n_trees() {
        add_mean(trees, (t, trees.root(t)), 1.0, &mut base);
    }
    // Blocks of trees, so that one row alone keeps every core busy; summed in their order, so that
    // the bits do not depend on who was done first.
    let blocks: Vec<usize> = (0..trees.n_trees()).step_by(BLOCK).collect();
    let width = n_columns * n_outputs;
    let mut values = vec![0.0; rows.n_rows() * width];
    values
        .par_chunks_mut(width.max(1))
        .enumerate()
        .for_each(|(i, values)| {
            let mut row = Vec::new();
            rows.copy_row(i, &mut row);
            let of_block = |&first: &usize| {
                let mut sums = vec![0.0; width];
                for t in first..trees.n_trees().min(first + BLOCK) {
                    let mut walk = Walk {
                        trees,
                        row: &row,
                        first: t * trees.width() % n_outputs,
                        values: &mut sums,
                        steps: Vec::new(),
                    };
                    walk.visit(trees.root(t), 0, Step::ROOT);
                }
                sums
            };
            let blocks: Vec<Vec<f64>> = blocks.par_iter().map(of_block).collect();
            for block in blocks {
                for (value, part) in values.iter_mut().zip(block) {
                    *value += part;
                }
            }
        });
    Shapley {
        base,
        n_outputs,
        values,
    }
}

/// Adds the mean of a tree's leaves below `node`, each as often as training rows end there.
fn add_mean(trees: &Trees, (tree, node): (usize, usize), share: f64, base: &mut [f64]) {
    match trees.node(node) {
        TreesNode::Leaf(answer) => {
            let first = tree * trees.width() % trees.n_outputs();
            for (base, answer) in base[first..].iter_mut().zip(answer) {
                *base += share * answer;
            }
        }
        TreesNode::Question { left, .. } => {
            for child in [left, left + 1] {
                let part = trees.cover(child) / trees.cover(node);
                add_mean(trees, (tree, child), share * part, base);
            }
        }
    }
}

/// A column on the way to a leaf.
#[derive(Clone, Copy)]
struct Step {
    /// The column; none at the root.
    column: Option<usize>,
    /// Share of the training rows that go this way where the column is not asked.
    without: f64,
    /// 1 if the row goes this way, else 0.
    with: f64,
    /// How often, over all subsets of as many columns as this step's place, the way is taken.
    weight: f64,
}

impl Step {
    const ROOT: Self = Self {
        column: None,
        without: 1.0,
        with: 1.0,
        weight: 0.0,
    };
}

/// One row's walk over one tree.
struct Walk<'a> {
    trees: &'a Trees,
    row: &'a [f64],
    /// The first output that the tree speaks of.
    first: usize,
    /// Column after column, the outputs.
    values: &'a mut [f64],
    /// The ways from the root to the nodes that are being visited, one after the other.
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Visits `node`, whose parent's way starts at `parent` among the steps and ends where they end.
    fn visit(&mut self, node: usize, parent: usize, step: Step) {
        let start = self.steps.len();
        self.steps.extend_from_within(parent..);
        extend(&mut self.steps, start, step);
        match self.trees.node(node) {
            TreesNode::Leaf(answer) => self.leaf(start, answer),
            TreesNode::Question {
                column,
                threshold,
                left,
            } => {
                let path = &self.steps[start..];
                let seen = path.iter().position(|step| step.column == Some(column));
                let mut own = Step {
                    column: Some(column),
                    ..Step::ROOT
                };
                if let Some(i) = seen {
                    (own.without, own.with) = (path[i].without, path[i].with);
                    unwind(&mut self.steps[start..], i);
                    self.steps.pop();
                }
                let taken = if self.row[column] <= threshold {
                    left
                } else {
                    left + 1
                };
                for child in [left, left + 1] {
                    let part = self.trees.cover(child) / self.trees.cover(node);
                    let with = if child == taken { own.with } else { 0.0 };
                    let without = own.without * part;
                    self.visit(
                        child,
                        start,
                        Step {
                            without,
                            with,
                            ..own
                        },
                    );
                }
            }
        }
        self.steps.truncate(start);
    }

    fn leaf(&mut self, start: usize, answer: &[f64]) {
        let n_outputs = self.trees.n_outputs();
        let path = &self.steps[start..];
        // A step that the row does not go counts the same, whichever it is.
        let left_out = -without_any(path);
        for (i, step) in path.iter().enumerate() {
            let Some(column) = step.column else { continue };
            let weight = if step.with == 0.0 {
                left_out
            } else {
                unwound(path, i) * (step.with - step.without)
            };
            let from = column * n_outputs + self.first;
            for (value, answer) in self.values[from..].iter_mut().zip(answer) {
                *value += weight * answer;
            }
        }
    }
}

/// Adds a step to the way that starts at `start`, and counts the subsets with and without it.
fn extend(steps: &mut Vec<Step>, start: usize, step: Step) {
    let depth = steps.len() - start;
    steps.push(Step {
        weight: if depth == 0 { 1.0 } else { 0.0 },
        ..step
    });
    let path = &mut steps[start..];
    let part = 1.0 / (depth as f64 + 1.0);
    for i in (0..depth).rev() {
        let weight = path[i].weight * part;
        path[i + 1].weight += step.with * weight * (i as f64 + 1.0);
        path[i].weight = step.without * weight * (depth - i) as f64;
    }
}

/// Takes step `i` out again; the last place is free then.
fn unwind(path: &mut [Step], i: usize) {
    let last = path.len() - 1;
    let (with, without) = (path[i].with, path[i].without);
    let n = path.len() as f64;
    let mut next = path[last].weight;
    for j in (0..last).rev() {
        let weight = path[j].weight;
        if with == 0.0 {
            path[j].weight = weight * n / (without * (last - j) as f64);
        } else {
            path[j].weight = next * n / ((j as f64 + 1.0) * with);
            next = weight - path[j].weight * without * (last - j) as f64 / n;
        }
    }
    for j in i..last {
        let weight = path[j].weight;
        path[j] = Step {
            weight,
            ..path[j + 1]
        };
    }
}

/// The sum of the weights that are left when step `i`, which the row goes, is taken out.
fn unwound(path: &[Step], i: usize) -> f64 {
    let last = path.len() - 1;
    let (with, without) = (path[i].with, path[i].without);
    let n = path.len() as f64;
    let part = without / n;
    let mut next = path[last].weight;
    let mut total = 0.0;
    for j in (0..last).rev() {
        let own = next * n / ((j as f64 + 1.0) * with);
        total += own;
        next = path[j].weight - own * part * (last - j) as f64;
    }
    total
}

/// What [`unwound`] is for a step that the row does not go, times its share of the training rows.
fn without_any(path: &[Step]) -> f64 {
    let last = path.len() - 1;
    let own = |(j, step): (usize, &Step)| step.weight / (last - j) as f64;
    path[..last].iter().enumerate().map(own).sum::<f64>() * path.len() as f64
}
