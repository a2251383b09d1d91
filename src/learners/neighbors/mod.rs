//! Answers by the most similar rows of training.

mod nearest;
mod tree;

use self::{nearest::Nearest, tree::KdTree};
use super::{
    Answers, LearnError, Model, Predictions,
    blocks::by_blocks,
    params::within,
    sampled::{Sampled, sample},
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "neighbors",
    name: "k-nearest neighbours",
    summary: "Asks the most similar training rows. Follows any shape without being told one; needs scaled columns, and few of them, and is slow to answer.",
    reference: "Cover and Hart 1967; own k-d tree held against linfa-nn 0.8; scikit-learn, KNeighborsClassifier and -Regressor",
};

/// What a neighbour's answer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// As much as any other's.
    #[default]
    Uniform,
    /// The more the nearer it is: one over its distance.
    Distance,
}

impl Vote {
    /// Every way to count.
    pub const ALL: [Self; 2] = [Self::Uniform, Self::Distance];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "all alike",
            Self::Distance => "nearer ones count more",
        }
    }
}

/// How the nearest neighbours are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NeighborsParams {
    /// How many are asked, 1 to 1,000: more is steadier and blurs.
    pub k: u32,
    /// What each answer counts.
    pub vote: Vote,
    /// Training rows that it keeps at most, 100 to 200,000; above, a sample that the seed draws.
    pub max_rows: u32,
}

impl Default for NeighborsParams {
    fn default() -> Self {
        Self {
            k: 15,
            vote: Vote::Uniform,
            max_rows: 10_000,
        }
    }
}

impl NeighborsParams {
    pub(super) fn check(self) -> Result<(), String> {
        within("k", self.k, 1..=1000)?;
        within("max_rows", self.max_rows, 100..=200_000)
    }

    pub(super) fn summary(self) -> String {
        format!(
            "{} neighbours, {}, of at most {} rows",
            self.k,
            self.vote.name(),
            self.max_rows
        )
    }
}

/// Training rows that answer for what comes near them.
///
/// The answer is the mean of the answers of the k rows with the smallest straight distance, counted
/// as told; for classes each class's share of the votes. A row at distance 0 outvotes all others
/// where nearer ones count more. Misleads where columns differ in unit (scale them in step 4), and
/// in many columns, where all rows are about equally far: prefer a forest there.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Neighbors {
    k: usize,
    vote: Vote,
    tree: KdTree,
    answers: Known,
    /// What each row counts, if they do not count alike.
    weights: Option<Vec<f64>>,
    sampled: Option<Sampled>,
}

/// The answers of the rows that are kept, by their number.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Known {
    Classes { codes: Vec<u32>, n_classes: usize },
    Values(Vec<f64>),
}

impl Known {
    fn take(answers: Answers<'_>, rows: &[u32]) -> Self {
        match answers {
            Answers::Classes { codes, n_classes } => Self::Classes {
                codes: rows.iter().map(|&row| codes[row as usize]).collect(),
                n_classes,
            },
            Answers::Values(values) => {
                Self::Values(rows.iter().map(|&row| values[row as usize]).collect())
            }
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Classes { n_classes, .. } => *n_classes,
            Self::Values(_) => 1,
        }
    }
}

impl Neighbors {
    /// Keeps the rows of `matrix` with their `answers`; all finite, at least one row and column.
    pub(super) fn fit(
        params: NeighborsParams,
        matrix: &Matrix,
        (answers, weights): (Answers<'_>, Option<&[f64]>),
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        progress.report(0.0, "Ordering rows by nearness");
        let (rows, sampled) = sample(matrix.n_rows(), params.max_rows as usize, seed);
        let mut kept = Vec::with_capacity(rows.len() * matrix.n_columns());
        for &row in &rows {
            let row = row as usize;
            kept.extend((0..matrix.n_columns()).map(|j| matrix.column(j)[row]));
        }
        Ok(Self {
            k: params.k as usize,
            vote: params.vote,
            tree: KdTree::new(&kept, matrix.n_columns(), progress)?,
            answers: Known::take(answers, &rows),
            weights: weights.map(|weights| rows.iter().map(|&row| weights[row as usize]).collect()),
            sampled,
        })
    }

    /// Of how many training rows it kept how many, if not all.
    pub fn sampled(&self) -> Option<Sampled> {
        self.sampled
    }

    /// Writes the answer that the `nearest` give.
    fn answer(&self, nearest: &Nearest, out: &mut [f64]) {
        let touches = nearest.found().first().is_some_and(|first| first.0 == 0.0);
        let count = |&(distance, number): &(f64, u32)| {
            let nearness = match self.vote {
                Vote::Uniform => 1.0,
                Vote::Distance if touches => f64::from(u8::from(distance == 0.0)),
                Vote::Distance => 1.0 / distance.sqrt(),
            };
            let weight = self.weights.as_ref();
            nearness * weight.map_or(1.0, |weights| weights[number as usize])
        };
        let mut total = 0.0;
        for one in nearest.found() {
            let counts = count(one);
            total += counts;
            match &self.answers {
                Known::Classes { codes, .. } => out[codes[one.1 as usize] as usize] += counts,
                Known::Values(values) => out[0] += counts * values[one.1 as usize],
            }
        }
        for value in out {
            *value /= total;
        }
    }
}

impl Model for Neighbors {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let width = self.answers.width();
        let values = by_blocks(matrix.n_rows(), width, |rows, out| {
            let mut nearest = Nearest::new(self.k);
            let mut row = Vec::with_capacity(matrix.n_columns());
            for (i, out) in rows.zip(out.chunks_exact_mut(width)) {
                matrix.copy_row(i, &mut row);
                nearest.clear();
                self.tree.search(&row, &mut nearest);
                self.answer(&nearest, out);
            }
        });
        match self.answers {
            Known::Classes { n_classes, .. } => Predictions::Probabilities { n_classes, values },
            Known::Values(_) => Predictions::Values(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    fn fit(vote: Vote, values: &[f64]) -> Neighbors {
        let mut matrix = Matrix::with_rows(4);
        matrix.push("a", &[0.0, 1.0, 3.0, 10.0]);
        let params = NeighborsParams {
            k: 2,
            vote,
            ..NeighborsParams::default()
        };
        Neighbors::fit(params, &matrix, (Answers::Values(values), None), 0, &Silent).unwrap()
    }

    fn at(model: &Neighbors, value: f64) -> f64 {
        let mut row = Matrix::with_rows(1);
        row.push("a", &[value]);
        match model.predict(&row) {
            Predictions::Values(values) => values[0],
            Predictions::Probabilities { .. } => f64::NAN,
        }
    }

    #[test]
    fn the_nearest_two_answer() {
        let values = [1.0, 3.0, 9.0, 100.0];
        assert_eq!(at(&fit(Vote::Uniform, &values), 0.9), 2.0);
        assert_eq!(at(&fit(Vote::Uniform, &values), 50.0), 54.5);
        // Distances 2 and 1: weights 1/2 and 1.
        assert_eq!(at(&fit(Vote::Distance, &values), 2.0), 6.0);
        assert_eq!(at(&fit(Vote::Distance, &values), 1.0), 3.0);
    }
}
