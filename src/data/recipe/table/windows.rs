//! Statistics of windows of values, by a tree of blocks.

use super::rolling::Statistic;

/// What is kept of some values: their number without gaps, and two figures that depend on the
/// statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    n: f64,
    /// Sum, smallest, largest or mean.
    a: f64,
    /// The sum of squared distances to the mean.
    b: f64,
}

impl Node {
    const EMPTY: Self = Self {
        n: 0.0,
        a: 0.0,
        b: 0.0,
    };

    pub(super) fn of(value: f64) -> Self {
        if value.is_finite() {
            Self {
                n: 1.0,
                a: value,
                b: 0.0,
            }
        } else {
            Self::EMPTY
        }
    }

    /// Both together; Chan's formula for the standard deviation.
    fn merge(self, other: Self, statistic: Statistic) -> Self {
        if other.n == 0.0 {
            return self;
        }
        if self.n == 0.0 {
            return other;
        }
        let n = self.n + other.n;
        let (a, b) = match statistic {
            Statistic::Mean | Statistic::Sum => (self.a + other.a, 0.0),
            Statistic::Min => (self.a.min(other.a), 0.0),
            Statistic::Max => (self.a.max(other.a), 0.0),
            Statistic::Count => (0.0, 0.0),
            Statistic::Std => {
                let delta = other.a - self.a;
                let mean = self.a + delta * (other.n / n);
                let squares = self.b + other.b + delta * delta * (self.n * other.n / n);
                (mean, squares)
            }
        };
        Self { n, a, b }
    }

    /// The statistic; a gap where it has no finite value.
    pub(super) fn figure(self, statistic: Statistic) -> f64 {
        let value = match statistic {
            Statistic::Count => self.n,
            _ if self.n == 0.0 => f64::NAN,
            Statistic::Mean => self.a / self.n,
            Statistic::Sum | Statistic::Min | Statistic::Max => self.a,
            Statistic::Std if self.n < 2.0 => f64::NAN,
            Statistic::Std => (self.b / (self.n - 1.0)).sqrt(),
        };
        if value.is_finite() { value } else { f64::NAN }
    }
}

/// The values `from..to`, put together from blocks whose length is a power of two and whose place
/// is a multiple of it. Which blocks, and so every bit, depends on the places alone: whoever has
/// only the end of the values gets the same.
pub(super) fn window(
    (from, to): (usize, usize),
    statistic: Statistic,
    block: impl Fn(u32, usize) -> Node,
) -> Node {
    let mut all = Node::EMPTY;
    let mut at = from;
    while at < to {
        let level = (to - at).ilog2().min(at.trailing_zeros());
        all = all.merge(block(level, at >> level), statistic);
        at += 1 << level;
    }
    all
}

/// All blocks over some values.
pub(super) struct Tree {
    /// Level l has the blocks of length 2^l.
    levels: Vec<Vec<Node>>,
}

impl Tree {
    pub(super) fn new(leaves: Vec<Node>, statistic: Statistic) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let pairs = below.chunks_exact(2);
            let level = pairs
                .map(|pair| pair[0].merge(pair[1], statistic))
                .collect();
            levels.push(level);
        }
        Self { levels }
    }

    pub(super) fn block(&self, level: u32, index: usize) -> Node {
        self.levels[level as usize][index]
    }
}

/// A block made anew from its leaves; as [`Tree`] makes it.
pub(super) fn block(
    level: u32,
    index: usize,
    statistic: Statistic,
    leaf: &impl Fn(usize) -> Node,
) -> Node {
    if level == 0 {
        return leaf(index);
    }
    let left = block(level - 1, 2 * index, statistic, leaf);
    let right = block(level - 1, 2 * index + 1, statistic, leaf);
    left.merge(right, statistic)
}
