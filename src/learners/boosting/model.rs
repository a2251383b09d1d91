use crate::{
    learners::{
        Model, Predictions, Trees,
        blocks::{by_blocks, sigmoid, softmax},
        form::{Form, Link},
    },
    terms::Matrix,
};

/// Fitted boosted trees: a start and the sum of the trees' answers.
///
/// Each tree is grown leaf by leaf on the slopes and curvatures of the loss (squared error, or log
/// loss of two or more classes) at the scores so far. For numbers the sum is the answer; for two
/// classes the log odds of the second; above, a score per class, of which the softmax is taken.
/// Learns by heart when there are many rounds and few rows: compare its training and validation
/// metrics, or switch early stopping on. It cannot answer beyond the numbers that it saw.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Boosting {
    /// How many classes the answers could have; none for a number.
    n_classes: Option<usize>,
    /// The classes that occurred in training, ascending; the others get probability 0.
    present: Vec<u32>,
    /// Each output before any tree.
    base: Vec<f64>,
    trees: Trees,
    /// Loss that the splits on each column took away.
    gains: Vec<f64>,
}

impl Boosting {
    pub(super) fn new(
        n_classes: Option<usize>,
        present: Vec<u32>,
        base: Vec<f64>,
        trees: Trees,
        gains: Vec<f64>,
    ) -> Self {
        Self {
            n_classes,
            present,
            base,
            trees,
            gains,
        }
    }

    /// Its trees: tree t adds to output t modulo the number of outputs.
    pub fn trees(&self) -> &Trees {
        &self.trees
    }

    /// Each output before any tree: a number, log odds, or a score per class in [`Self::present`].
    pub fn base(&self) -> &[f64] {
        &self.base
    }

    /// How many classes it tells apart; none where it answers numbers.
    pub fn n_classes(&self) -> Option<usize> {
        self.n_classes
    }

    /// The classes that occurred in training, ascending.
    pub fn present(&self) -> &[u32] {
        &self.present
    }

    pub(in crate::learners) fn form(&self) -> Form {
        let link = |n_classes| Link::of_classes(&self.present, n_classes, self.base.len());
        Form {
            scores: self.trees.scores(self.base.clone()),
            link: self.n_classes.map_or(Link::Identity, link),
        }
    }

    pub(in crate::learners) fn importance(&self) -> &[f64] {
        &self.gains
    }

    pub(in crate::learners) fn is_finite(&self) -> bool {
        self.trees.is_finite() && self.base.iter().chain(&self.gains).all(|v| v.is_finite())
    }
}

impl Model for Boosting {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let n_scores = self.base.len();
        let scores = |rows: std::ops::Range<usize>| {
            let mut scores = self.base.repeat(rows.len());
            self.trees.add(matrix, rows, &mut scores);
            scores
        };
        let Some(n_classes) = self.n_classes else {
            let fill = |rows, out: &mut [f64]| out.copy_from_slice(&scores(rows));
            return Predictions::Values(by_blocks(matrix.n_rows(), 1, fill));
        };
        let values = by_blocks(matrix.n_rows(), n_classes, |rows, out| {
            let mut scores = scores(rows);
            let rows = scores.chunks_exact_mut(n_scores);
            for (scores, out) in rows.zip(out.chunks_exact_mut(n_classes)) {
                if let (&mut [odds], &[first, second]) = (&mut *scores, self.present.as_slice()) {
                    out[first as usize] = sigmoid(-odds);
                    out[second as usize] = sigmoid(odds);
                    continue;
                }
                softmax(scores);
                for (&code, &probability) in self.present.iter().zip(&*scores) {
                    out[code as usize] = probability;
                }
            }
        });
        Predictions::Probabilities { n_classes, values }
    }
}
