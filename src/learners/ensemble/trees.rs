use crate::terms::Matrix;

/// Marks a leaf.
const NO_COLUMN: u32 = u32::MAX;
/// Ways that are followed at once: a processor waits for several answers of its memory together.
const LANES: usize = 8;
/// Rows that are turned from columns into rows at once.
const ROWS: usize = 128;

/// A question about a column, or a leaf.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(from = "(u32, u32, f64)", into = "(u32, u32, f64)")]
struct Node {
    column: u32,
    /// Of a question, the node for values up to the threshold; the one after it is for the others.
    /// Of a leaf, the number of its answer.
    next: u32,
    threshold: f64,
}

impl From<(u32, u32, f64)> for Node {
    fn from((column, next, threshold): (u32, u32, f64)) -> Self {
        Self {
            column,
            next,
            threshold,
        }
    }
}

impl From<Node> for (u32, u32, f64) {
    fn from(node: Node) -> Self {
        (node.column, node.next, node.threshold)
    }
}

/// A node as other rooms and files see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TreesNode<'a> {
    /// A row whose value in `column` is at most `threshold` goes to node `left`, else to `left` + 1.
    Question {
        /// Number of the column.
        column: usize,
        /// The largest value that goes left.
        threshold: f64,
        /// Number of the node.
        left: usize,
    },
    /// What the tree says of the rows that end here.
    Leaf(&'a [f64]),
}

/// Many trees as one list of nodes; their answers are added up.
///
/// A tree's leaf holds `width` numbers. Tree t adds them to the outputs from (t · width) modulo
/// the number of outputs on: a forest's leaves answer every class, boosted trees take turns.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Trees {
    n_outputs: usize,
    width: usize,
    /// The first node of each tree.
    roots: Vec<u32>,
    nodes: Vec<Node>,
    /// Answer after answer, `width` numbers each.
    answers: Vec<f64>,
    /// How many training rows came to each node.
    cover: Vec<f64>,
}

impl Trees {
    /// No tree yet.
    pub(in crate::learners) fn new(n_outputs: usize, width: usize) -> Self {
        Self {
            n_outputs,
            width,
            roots: Vec::new(),
            nodes: Vec::new(),
            answers: Vec::new(),
            cover: Vec::new(),
        }
    }

    /// Adds a tree, whose nodes `leaf` gives the answers of.
    pub(in crate::learners) fn push(&mut self, draft: &Draft, leaves: &[Leaf]) {
        let start = self.nodes.len() as u32;
        self.roots.push(start);
        for node in &draft.nodes {
            let mut node = *node;
            if node.column != NO_COLUMN {
                node.next += start;
            }
            self.nodes.push(node);
        }
        for leaf in leaves {
            self.nodes[start as usize + leaf.node].next = (self.answers.len() / self.width) as u32;
            self.answers.extend_from_slice(&leaf.answer);
        }
        self.cover.extend_from_slice(&draft.cover);
    }

    /// Takes the trees from number `n` on away.
    pub(in crate::learners) fn truncate(&mut self, n: usize) {
        let Some(&start) = self.roots.get(n) else {
            return;
        };
        self.roots.truncate(n);
        self.nodes.truncate(start as usize);
        self.cover.truncate(start as usize);
        let leaves = self.nodes.iter().filter(|node| node.column == NO_COLUMN);
        self.answers.truncate(leaves.count() * self.width);
    }

    /// Multiplies every answer.
    pub(in crate::learners) fn scale(&mut self, factor: f64) {
        for answer in &mut self.answers {
            *answer *= factor;
        }
    }

    /// How many trees there are.
    pub fn n_trees(&self) -> usize {
        self.roots.len()
    }

    /// How many numbers a row is answered with.
    pub fn n_outputs(&self) -> usize {
        self.n_outputs
    }

    /// How many numbers a leaf holds, see [`Self`].
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many nodes there are in all trees.
    pub fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The first node of tree `t`; its nodes end before the next tree's first.
    pub fn root(&self, t: usize) -> usize {
        self.roots[t] as usize
    }

    /// A node by number.
    pub fn node(&self, i: usize) -> TreesNode<'_> {
        let node = self.nodes[i];
        if node.column == NO_COLUMN {
            let at = node.next as usize * self.width;
            TreesNode::Leaf(&self.answers[at..at + self.width])
        } else {
            TreesNode::Question {
                column: node.column as usize,
                threshold: node.threshold,
                left: node.next as usize,
            }
        }
    }

    /// How many training rows came to a node; at least 1.
    pub fn cover(&self, i: usize) -> f64 {
        self.cover[i]
    }

    pub(in crate::learners) fn is_finite(&self) -> bool {
        let thresholds = self.nodes.iter().map(|node| &node.threshold);
        let mut numbers = thresholds.chain(&self.answers).chain(&self.cover);
        numbers.all(|value| value.is_finite())
    }

    /// Adds what the trees say of some rows of `matrix` to `out`, row after row, tree by tree.
    pub(in crate::learners) fn add(
        &self,
        matrix: &Matrix,
        rows: std::ops::Range<usize>,
        out: &mut [f64],
    ) {
        let (d, n) = (matrix.n_columns(), matrix.n_rows());
        let mut lines = vec![0.0; d * rows.len().min(ROWS)];
        let mut start = rows.start;
        for out in out.chunks_mut(ROWS * self.n_outputs) {
            let count = out.len() / self.n_outputs;
            for (j, column) in matrix.values().chunks_exact(n).enumerate() {
                for (i, &value) in column[start..start + count].iter().enumerate() {
                    lines[i * d + j] = value;
                }
            }
            if count < LANES {
                for (line, out) in lines
                    .chunks_exact(d)
                    .zip(out.chunks_exact_mut(self.n_outputs))
                {
                    self.add_one(line, out);
                }
            } else {
                self.add_many(&lines[..count * d], d, out);
            }
            start += count;
        }
    }

    /// One row, several trees at once.
    fn add_one(&self, line: &[f64], out: &mut [f64]) {
        for (g, group) in self.roots.chunks(LANES).enumerate() {
            let mut at = [group[0]; LANES];
            at[..group.len()].copy_from_slice(group);
            self.walk(&mut at, |_| line);
            for (k, &leaf) in at[..group.len()].iter().enumerate() {
                self.answer(g * LANES + k, leaf, out);
            }
        }
    }

    /// Many rows, one tree after the other, several rows at once.
    fn add_many(&self, lines: &[f64], d: usize, out: &mut [f64]) {
        for (t, &root) in self.roots.iter().enumerate() {
            let groups = lines.chunks(LANES * d);
            for (lines, out) in groups.zip(out.chunks_mut(LANES * self.n_outputs)) {
                let count = out.len() / self.n_outputs;
                let mut at = [root; LANES];
                let line = |k: usize| {
                    let k = k.min(count - 1);
                    &lines[k * d..(k + 1) * d]
                };
                self.walk(&mut at, line);
                for (&leaf, out) in at.iter().zip(out.chunks_exact_mut(self.n_outputs)) {
                    self.answer(t, leaf, out);
                }
            }
        }
    }

    /// Follows every way to its leaf. NaN goes right.
    fn walk<'l>(&self, at: &mut [u32; LANES], line: impl Fn(usize) -> &'l [f64]) {
        let mut moved = true;
        while moved {
            moved = false;
            for (k, at) in at.iter_mut().enumerate() {
                let node = &self.nodes[*at as usize];
                if node.column != NO_COLUMN {
                    let left = line(k)[node.column as usize] <= node.threshold;
                    *at = node.next + u32::from(!left);
                    moved = true;
                }
            }
        }
    }

    fn answer(&self, tree: usize, leaf: u32, out: &mut [f64]) {
        let at = self.nodes[leaf as usize].next as usize * self.width;
        let first = tree * self.width % self.n_outputs;
        let answer = &self.answers[at..at + self.width];
        for (out, answer) in out[first..first + self.width].iter_mut().zip(answer) {
            *out += answer;
        }
    }
}

/// A leaf's answer.
pub(in crate::learners) struct Leaf {
    /// Its node within the tree.
    pub(in crate::learners) node: usize,
    /// What it says.
    pub(in crate::learners) answer: Vec<f64>,
}

/// The questions of a tree while it grows; a node without one is a leaf.
pub(in crate::learners) struct Draft {
    nodes: Vec<Node>,
    cover: Vec<f64>,
    /// Purity gained by the splits on each column.
    pub(in crate::learners) gains: Vec<f64>,
}

impl Draft {
    pub(in crate::learners) fn new(n_columns: usize) -> Self {
        Self {
            nodes: Vec::new(),
            cover: Vec::new(),
            gains: vec![0.0; n_columns],
        }
    }

    /// Adds a leaf; gives its number.
    pub(in crate::learners) fn push(&mut self, cover: f64) -> usize {
        self.nodes.push(Node {
            column: NO_COLUMN,
            next: 0,
            threshold: 0.0,
        });
        self.cover.push(cover);
        self.nodes.len() - 1
    }

    /// Turns a leaf into a question with two leaves; gives the number of the left one.
    pub(in crate::learners) fn split(
        &mut self,
        node: usize,
        (column, threshold, gain): (usize, f64, f64),
        covers: [f64; 2],
    ) -> usize {
        let left = self.push(covers[0]);
        self.push(covers[1]);
        self.ask(node, (column, threshold), left);
        self.gains[column] += gain.max(0.0);
        left
    }

    /// Turns a leaf into a question, whose answers are the nodes `left` and `left` + 1.
    pub(in crate::learners) fn ask(
        &mut self,
        node: usize,
        (column, threshold): (usize, f64),
        left: usize,
    ) {
        self.nodes[node] = Node {
            column: column as u32,
            next: left as u32,
            threshold,
        };
    }
}
