use std::ops::Range;

/// The rows that a tree grows on, node after node: each node's are next to one another.
pub(in crate::learners) struct Sample {
    rows: Vec<u32>,
    first: Vec<f64>,
    second: Vec<f64>,
    /// What goes right, while rows are parted.
    spare: Vec<(u32, f64, f64)>,
}

impl Sample {
    /// `rows` with their two numbers, as [`super::Goal`] reads them.
    pub(in crate::learners) fn new(rows: Vec<u32>, first: Vec<f64>, second: Vec<f64>) -> Self {
        Self {
            rows,
            first,
            second,
            spare: Vec::new(),
        }
    }

    pub(in crate::learners) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row numbers of a node.
    pub(in crate::learners) fn rows(&self, node: Range<usize>) -> &[u32] {
        &self.rows[node]
    }

    /// The two numbers of each row of a node.
    pub(in crate::learners) fn numbers(&self, node: Range<usize>) -> (&[f64], &[f64]) {
        (&self.first[node.clone()], &self.second[node])
    }

    /// Moves the rows of `node` whose code is up to `bin` before the others, both in their order;
    /// gives where the others begin.
    pub(in crate::learners) fn part(&mut self, node: Range<usize>, codes: &[u8], bin: u8) -> usize {
        self.spare.clear();
        let mut to = node.start;
        for from in node {
            let row = self.rows[from];
            let (first, second) = (self.first[from], self.second[from]);
            if codes[row as usize] <= bin {
                self.rows[to] = row;
                self.first[to] = first;
                self.second[to] = second;
                to += 1;
            } else {
                self.spare.push((row, first, second));
            }
        }
        for (i, &(row, first, second)) in self.spare.iter().enumerate() {
            self.rows[to + i] = row;
            self.first[to + i] = first;
            self.second[to + i] = second;
        }
        to
    }
}
