use std::ops::Range;

use rand::Rng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::ForestParams;
use crate::{
    learners::{
        LearnError,
        ensemble::{Bins, Draft, Goal, Leaf, Sample, Split, best},
    },
    terms::Progress,
};

/// What all trees of a forest share while they grow.
pub(super) struct Growth<'a> {
    pub(super) bins: &'a Bins,
    pub(super) goal: Goal,
    pub(super) params: ForestParams,
    /// Columns that a split looks at.
    pub(super) n_drawn: usize,
    pub(super) progress: &'a dyn Progress,
}

/// A leaf that may still be split.
struct Open {
    node: usize,
    rows: Range<usize>,
    depth: u32,
    sums: Vec<f64>,
}

/// What is used again for every node.
struct Scratch {
    histogram: Vec<f64>,
    /// All columns, in the order of the last draw.
    columns: Vec<usize>,
}

impl Growth<'_> {
    /// Grows one tree, one branch after the other; `center` is added to answers that are numbers.
    pub(super) fn grow(
        &self,
        sample: &mut Sample,
        center: f64,
        draw: &mut Xoshiro256PlusPlus,
    ) -> Result<(Draft, Vec<Leaf>), LearnError> {
        let mut draft = Draft::new(self.bins.n_columns());
        let mut leaves = Vec::new();
        let mut scratch = Scratch {
            histogram: Vec::new(),
            columns: (0..self.bins.n_columns()).collect(),
        };
        let (first, second) = sample.numbers(0..sample.len());
        let sums = self.goal.sums(first, second);
        let mut open = vec![Open {
            node: draft.push(self.goal.count(&sums)),
            rows: 0..sample.len(),
            depth: 0,
            sums,
        }];
        while let Some(leaf) = open.pop() {
            self.progress.check()?;
            let Some(split) = self.best_split(&leaf, sample, &mut scratch, draw) else {
                leaves.push(Leaf {
                    node: leaf.node,
                    answer: self.answer(&leaf.sums, center),
                });
                continue;
            };
            let codes = self.bins.column(split.column);
            let middle = sample.part(leaf.rows.clone(), codes, split.bin);
            let sides = [leaf.rows.start..middle, middle..leaf.rows.end].map(|rows| {
                let (first, second) = sample.numbers(rows.clone());
                (rows, self.goal.sums(first, second))
            });
            let covers = [self.goal.count(&sides[0].1), self.goal.count(&sides[1].1)];
            let threshold = self.bins.threshold(split.column, split.bin);
            let question = (split.column, threshold, split.gain);
            let left = draft.split(leaf.node, question, covers);
            for (side, (rows, sums)) in sides.into_iter().enumerate() {
                open.push(Open {
                    node: left + side,
                    rows,
                    depth: leaf.depth + 1,
                    sums,
                });
            }
        }
        Ok((draft, leaves))
    }

    /// The best split on some columns, drawn anew for each node; more are drawn while none of them
    /// tells any rows apart.
    fn best_split(
        &self,
        leaf: &Open,
        sample: &Sample,
        scratch: &mut Scratch,
        draw: &mut Xoshiro256PlusPlus,
    ) -> Option<Split> {
        let min_leaf = f64::from(self.params.min_leaf);
        let numbers = sample.numbers(leaf.rows.clone());
        if leaf.depth >= self.params.max_depth
            || (leaf.rows.len() as f64) < 2.0 * min_leaf
            || numbers.0.windows(2).all(|pair| pair[0] == pair[1])
        {
            return None;
        }
        // What rounding makes of no gain at all, where answers are numbers.
        let least = match self.goal {
            Goal::Classes { .. } => f64::NEG_INFINITY,
            Goal::Sums { .. } => 1e-12 * self.goal.purity(&leaf.sums),
        };
        let rows = sample.rows(leaf.rows.clone());
        let n = scratch.columns.len();
        let mut found: Option<Split> = None;
        for i in 0..n {
            if i >= self.n_drawn && found.is_some() {
                break;
            }
            scratch.columns.swap(i, draw.gen_range(i..n));
            let column = scratch.columns[i];
            let length = self.bins.n_bins(column) * self.goal.width();
            scratch.histogram.clear();
            scratch.histogram.resize(length, 0.0);
            let codes = self.bins.column(column);
            self.goal.fill(&mut scratch.histogram, codes, rows, numbers);
            let own = best(
                self.goal,
                (column, &scratch.histogram),
                &leaf.sums,
                (min_leaf, 0.0),
            );
            if let Some(own) = own.filter(|own| own.gain > least)
                && found.is_none_or(|found| own.gain > found.gain)
            {
                found = Some(own);
            }
        }
        found
    }

    fn answer(&self, sums: &[f64], center: f64) -> Vec<f64> {
        let weight = self.goal.weight(sums);
        match self.goal {
            Goal::Classes { n_classes, .. } => {
                sums[..n_classes].iter().map(|sum| sum / weight).collect()
            }
            Goal::Sums { .. } => vec![center + sums[0] / weight],
        }
    }
}
