use std::ops::Range;

use rayon::prelude::*;

use super::{
    bins::Bins,
    goal::Goal,
    sample::Sample,
    split::{Split, best},
    trees::Draft,
};
use crate::{learners::LearnError, terms::Progress};

/// Rows times columns of a node from which its columns are shared among cores.
const PARALLEL_CELLS: usize = 40_000;

/// Where a tree stops.
#[derive(Clone, Copy, Debug)]
pub(in crate::learners) struct Limits {
    /// Questions on the longest way to a leaf.
    pub(in crate::learners) max_depth: u32,
    /// Leaves at most.
    pub(in crate::learners) max_leaves: usize,
    /// Rows that a leaf keeps.
    pub(in crate::learners) min_leaf: f64,
    /// Weight that a leaf keeps, see [`Goal::weight`].
    pub(in crate::learners) min_weight: f64,
}

/// A leaf that may still be split.
struct Open {
    node: usize,
    rows: Range<usize>,
    depth: u32,
    sums: Vec<f64>,
    /// The histograms of all columns, one after the other.
    histogram: Vec<f64>,
    split: Option<Split>,
}

/// A leaf of a grown tree: its node, its rows' places in the sample, and what they sum to.
type Grown = (usize, Range<usize>, Vec<f64>);

/// Grows a tree leaf by leaf, always where most is gained: the first of several that gain as much.
///
/// Only the smaller side of a split is counted; the other is what is left of both (Ke et al. 2017).
/// Gives its questions and its leaves, by node.
pub(in crate::learners) fn grow(
    bins: &Bins,
    goal: Goal,
    limits: Limits,
    sample: &mut Sample,
    progress: &dyn Progress,
) -> Result<(Draft, Vec<Grown>), LearnError> {
    let growth = Growth { bins, goal, limits };
    let mut draft = Draft::new(bins.n_columns());
    let all = 0..sample.len();
    let (first, second) = sample.numbers(all.clone());
    let sums = goal.sums(first, second);
    let root = Open {
        node: draft.push(goal.count(&sums)),
        histogram: growth.count(sample, all.clone()),
        rows: all,
        depth: 0,
        sums,
        split: None,
    };
    let mut open = vec![growth.searched(root)];
    let mut done = Vec::new();
    while open.len() + done.len() < limits.max_leaves {
        progress.check()?;
        let Some(i) = most_gained(&open) else { break };
        let leaf = open.swap_remove(i);
        let (node, depth) = (leaf.node, leaf.depth + 1);
        let Some((split, [left, right])) = growth.split(leaf, sample) else {
            break;
        };
        let threshold = bins.threshold(split.column, split.bin);
        let children = [goal.count(&left.1), goal.count(&right.1)];
        let first = draft.split(node, (split.column, threshold, split.gain), children);
        for (side, (rows, sums, histogram)) in [left, right].into_iter().enumerate() {
            let child = Open {
                node: first + side,
                rows,
                depth,
                sums,
                histogram,
                split: None,
            };
            let child = growth.searched(child);
            if child.split.is_some() {
                open.push(child);
            } else {
                done.push((child.node, child.rows, child.sums));
            }
        }
    }
    done.extend(
        open.into_iter()
            .map(|leaf| (leaf.node, leaf.rows, leaf.sums)),
    );
    done.sort_unstable_by_key(|(node, ..)| *node);
    Ok((draft, done))
}

fn most_gained(open: &[Open]) -> Option<usize> {
    let gain = |leaf: &Open| leaf.split.map_or(f64::NEG_INFINITY, |split| split.gain);
    let better = |&a: &usize, &b: &usize| {
        gain(&open[a])
            .total_cmp(&gain(&open[b]))
            .then(open[b].node.cmp(&open[a].node))
    };
    (0..open.len())
        .filter(|&i| open[i].split.is_some())
        .max_by(better)
}

/// Rows, sums and histogram of one side of a split.
type Side = (Range<usize>, Vec<f64>, Vec<f64>);

struct Growth<'a> {
    bins: &'a Bins,
    goal: Goal,
    limits: Limits,
}

impl Growth<'_> {
    /// Where the histogram of each column begins, and where the last one ends.
    fn stride(&self) -> usize {
        super::bins::LIMIT * self.goal.width()
    }

    /// The histograms of all columns for the rows of a node.
    fn count(&self, sample: &Sample, node: Range<usize>) -> Vec<f64> {
        let stride = self.stride();
        let mut histogram = vec![0.0; stride * self.bins.n_columns()];
        let (rows, numbers) = (sample.rows(node.clone()), sample.numbers(node));
        let fill = |(j, own): (usize, &mut [f64])| {
            self.goal.fill(own, self.bins.column(j), rows, numbers);
        };
        if rows.len() * self.bins.n_columns() < PARALLEL_CELLS {
            histogram
                .chunks_exact_mut(stride)
                .enumerate()
                .for_each(fill);
        } else {
            histogram
                .par_chunks_exact_mut(stride)
                .enumerate()
                .for_each(fill);
        }
        histogram
    }

    /// The same leaf with its best split, if it may be split and gains.
    fn searched(&self, mut leaf: Open) -> Open {
        if leaf.depth >= self.limits.max_depth
            || (leaf.rows.len() as f64) < 2.0 * self.limits.min_leaf
        {
            leaf.histogram = Vec::new();
            return leaf;
        }
        let stride = self.stride();
        let least = (self.limits.min_leaf, self.limits.min_weight);
        let of_column = |j: usize| {
            let end = j * stride + self.bins.n_bins(j) * self.goal.width();
            best(
                self.goal,
                (j, &leaf.histogram[j * stride..end]),
                &leaf.sums,
                least,
            )
        };
        let found = (0..self.bins.n_columns()).filter_map(of_column);
        let split = found.reduce(|a, b| if b.gain > a.gain { b } else { a });
        // Less is what rounding makes of no gain at all.
        let least = 1e-12 * self.goal.purity(&leaf.sums).abs();
        leaf.split = split.filter(|split| split.gain > least);
        if leaf.split.is_none() {
            leaf.histogram = Vec::new();
        }
        leaf
    }

    /// Parts the rows of a leaf: its split, and what each side holds.
    fn split(&self, leaf: Open, sample: &mut Sample) -> Option<(Split, [Side; 2])> {
        let split = leaf.split?;
        let codes = self.bins.column(split.column);
        let middle = sample.part(leaf.rows.clone(), codes, split.bin);
        let (left, right) = (leaf.rows.start..middle, middle..leaf.rows.end);
        let left_is_small = left.len() <= right.len();
        let small = if left_is_small { &left } else { &right }.clone();
        let mut rest = leaf.histogram;
        // Nobody looks at the histograms of leaves that stay leaves.
        let counted = if leaf.depth + 1 < self.limits.max_depth {
            self.count(sample, small.clone())
        } else {
            rest.clear();
            Vec::new()
        };
        for (rest, counted) in rest.iter_mut().zip(&counted) {
            *rest -= counted;
        }
        let (first, second) = sample.numbers(small);
        let small_sums = self.goal.sums(first, second);
        let difference = leaf
            .sums
            .iter()
            .zip(&small_sums)
            .map(|(all, own)| all - own);
        let rest_sums = difference.collect();
        let sides = if left_is_small {
            [(left, small_sums, counted), (right, rest_sums, rest)]
        } else {
            [(left, rest_sums, rest), (right, small_sums, counted)]
        };
        Some((split, sides))
    }
}
