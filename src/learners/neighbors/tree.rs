use super::nearest::Nearest;
use crate::terms::{Cancelled, Progress};

/// Rows that a leaf holds at most: few enough to look at each.
const LEAF: usize = 24;

/// Where a range of rows parts, or a leaf.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(from = "(u32, u32, f64)", into = "(u32, u32, f64)")]
struct Node {
    /// The column that parts the rows; of no meaning in a leaf.
    column: u32,
    /// The node of the upper half; 0 marks a leaf. The lower half's node follows this one.
    upper: u32,
    /// The lowest value of the upper half.
    at: f64,
}

impl From<(u32, u32, f64)> for Node {
    fn from((column, upper, at): (u32, u32, f64)) -> Self {
        Self { column, upper, at }
    }
}

impl From<Node> for (u32, u32, f64) {
    fn from(node: Node) -> Self {
        (node.column, node.upper, node.at)
    }
}

/// A k-d tree: rows halved again and again at the median of their widest column.
///
/// Flat, so that a model can be written to a file and answers without building anything: linfa-nn's
/// trees borrow the rows that they index. Which nodes hold which rows follows from halving alone.
/// In 20 columns and more it looks at most of the rows, as every such tree does.
/// Reference: Friedman, Bentley and Finkel 1977; the running distance is that of Arya and Mount 1993.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct KdTree {
    n_columns: usize,
    /// The rows, one after another, in the order of the leaves.
    rows: Vec<f64>,
    /// The number that each row had.
    numbers: Vec<u32>,
    nodes: Vec<Node>,
}

impl KdTree {
    /// From `rows`, one after another, of `n_columns` (at least 1) finite values each.
    pub(super) fn new(
        rows: &[f64],
        n_columns: usize,
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let mut numbers: Vec<u32> = (0..(rows.len() / n_columns) as u32).collect();
        let mut nodes = Vec::new();
        let value = |number: u32, column: usize| rows[number as usize * n_columns + column];
        halve(&mut numbers, n_columns, &value, (&mut nodes, progress))?;
        let ordered = numbers.iter().flat_map(|&number| {
            let start = number as usize * n_columns;
            rows[start..start + n_columns].iter().copied()
        });
        Ok(Self {
            n_columns,
            rows: ordered.collect(),
            nodes,
            numbers,
        })
    }

    /// Offers the rows that may be among the nearest to `row`.
    pub(super) fn search(&self, row: &[f64], nearest: &mut Nearest) {
        let mut offsets = vec![0.0; self.n_columns];
        self.visit(
            0,
            (0, self.numbers.len()),
            (row, 0.0),
            (&mut offsets, nearest),
        );
    }

    fn visit(
        &self,
        node: usize,
        (start, end): (usize, usize),
        (row, distance): (&[f64], f64),
        (offsets, nearest): (&mut [f64], &mut Nearest),
    ) {
        let Some(Node { column, upper, at }) = self.nodes.get(node).copied() else {
            return;
        };
        if upper == 0 {
            for i in start..end {
                let other = &self.rows[i * self.n_columns..(i + 1) * self.n_columns];
                nearest.offer(squared_distance(row, other), self.numbers[i]);
            }
            return;
        }
        let column = column as usize;
        let middle = start.midpoint(end);
        let gap = row[column] - at;
        let lower = (node + 1, (start, middle));
        let upper = (upper as usize, (middle, end));
        let (near, far) = if gap < 0.0 {
            (lower, upper)
        } else {
            (upper, lower)
        };
        self.visit(near.0, near.1, (row, distance), (offsets, nearest));
        // No row of the far half is nearer than its edge.
        let before = offsets[column];
        let beyond = distance - before * before + gap * gap;
        if nearest.may_take(beyond) {
            offsets[column] = gap;
            self.visit(far.0, far.1, (row, beyond), (offsets, nearest));
            offsets[column] = before;
        }
    }
}

/// Orders `numbers` by halves, and writes their nodes.
fn halve(
    numbers: &mut [u32],
    n_columns: usize,
    value: &dyn Fn(u32, usize) -> f64,
    (nodes, progress): (&mut Vec<Node>, &dyn Progress),
) -> Result<(), Cancelled> {
    progress.check()?;
    let this = nodes.len();
    let leaf = Node {
        column: 0,
        upper: 0,
        at: 0.0,
    };
    nodes.push(leaf);
    if numbers.len() <= LEAF {
        return Ok(());
    }
    let width = |column: usize| {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for &number in &*numbers {
            low = low.min(value(number, column));
            high = high.max(value(number, column));
        }
        high - low
    };
    let widths: Vec<f64> = (0..n_columns).map(width).collect();
    let mut column = 0;
    for (other, width) in widths.iter().enumerate() {
        if *width > widths[column] {
            column = other;
        }
    }
    // Also where all rows are equal: halves of equal rows still end as leaves.
    let middle = numbers.len() / 2;
    let (_, &mut pivot, _) = numbers.select_nth_unstable_by(middle, |&a, &b| {
        value(a, column)
            .total_cmp(&value(b, column))
            .then(a.cmp(&b))
    });
    let (lower, upper) = numbers.split_at_mut(middle);
    halve(lower, n_columns, value, (nodes, progress))?;
    nodes[this] = Node {
        column: column as u32,
        upper: nodes.len() as u32,
        at: value(pivot, column),
    };
    halve(upper, n_columns, value, (nodes, progress))
}

/// The squared straight distance.
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

#[cfg(test)]
mod tests {
    use linfa_nn::{LinearSearch, NearestNeighbour as _, distance::L2Dist};
    use ndarray::{Array1, Array2};
    use proptest::prelude::*;

    use super::*;
    use crate::terms::Silent;

    proptest! {
        /// The nearest are those that linfa-nn finds by looking at every row, ties by row number.
        #[test]
        fn finds_what_a_look_at_every_row_finds(
            values in proptest::collection::vec(-20_i8..20, 3..600),
            at in proptest::collection::vec(-25.0..25.0_f64, 3),
            k in 1..9_usize,
        ) {
            let rows: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
            let rows = &rows[..rows.len() / 3 * 3];
            let tree = KdTree::new(rows, 3, &Silent).unwrap();
            let mut nearest = Nearest::new(k);
            tree.search(&at, &mut nearest);
            let records = Array2::from_shape_vec((rows.len() / 3, 3), rows.to_vec()).unwrap();
            let all = LinearSearch::new().from_batch(&records, L2Dist).unwrap();
            let point = Array1::from(at.clone());
            let found = all.k_nearest(point.view(), k).unwrap();
            let theirs: Vec<f64> = found
                .iter()
                .map(|(other, _)| squared_distance(&at, &other.to_vec()))
                .collect();
            let ours: Vec<f64> = nearest.found().iter().map(|one| one.0).collect();
            prop_assert_eq!(ours.len(), theirs.len());
            for (a, b) in ours.iter().zip(&theirs) {
                prop_assert!((a - b).abs() < 1e-9, "{} {}", a, b);
            }
        }
    }
}
