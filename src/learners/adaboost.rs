use super::{
    Criterion, LearnError, Model, Predictions,
    answers::compact,
    blocks::{by_blocks, softmax},
    ensemble::{Bins, Goal, Leaf, Limits, Sample, Trees, grow},
    form::{Form, Link},
    params::within,
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "adaboost",
    name: "AdaBoost",
    summary: "Shallow trees, each of which looks harder at the rows that those before it got wrong. Small; suffers from wrong labels, and its probabilities are timid.",
    reference: "SAMME: Zhu et al. 2009, on own histogram trees; scikit-learn, AdaBoostClassifier",
};

/// How `AdaBoost` is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdaBoostParams {
    /// Trees at most, 1 to 2,000; it ends where a tree errs nowhere, or as often as chance.
    pub trees: u32,
    /// Questions on the longest way to a leaf, 1 to 10.
    pub max_depth: u32,
    /// Share of each tree's say, above 0 up to 10: less needs more trees.
    pub learning_rate: f64,
}

impl Default for AdaBoostParams {
    fn default() -> Self {
        Self {
            trees: 50,
            max_depth: 1,
            learning_rate: 1.0,
        }
    }
}

impl AdaBoostParams {
    pub(super) fn check(self) -> Result<(), String> {
        within("trees", self.trees, 1..=2000)?;
        within("max_depth", self.max_depth, 1..=10)?;
        if self.learning_rate > 0.0 && self.learning_rate <= 10.0 {
            Ok(())
        } else {
            Err(format!(
                "learning_rate must lie above 0 and up to 10, not {}",
                self.learning_rate
            ))
        }
    }

    pub(super) fn summary(self) -> String {
        format!(
            "{} trees of depth {}, learning rate {}",
            self.trees, self.max_depth, self.learning_rate
        )
    }
}

/// Fitted `AdaBoost`: trees that vote, each with a say of its own.
///
/// A tree that errs with share e of the rows' weight has the say ln((1 - e) / e) + ln(k - 1) with k
/// classes; the rows that it got wrong then weigh more by the exponential of that. A class's score
/// is the say of the trees for it less 1 / (k - 1) of the say of the others, over the say of all;
/// probabilities are the softmax of scores / (k - 1), as scikit-learn has it: never near 0 or 1, so
/// calibrate them where they are read. Prefer gradient boosting where labels are wrong at times.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct AdaBoost {
    /// How many classes the answers could have.
    n_classes: usize,
    /// The classes that occurred in training, ascending; the others get probability 0.
    present: Vec<u32>,
    /// A leaf holds what it adds to the score of each present class.
    trees: Trees,
    /// Impurity that the splits on each column took away, times the tree's say.
    gains: Vec<f64>,
}

impl AdaBoost {
    /// Fits `codes`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: AdaBoostParams,
        matrix: &Matrix,
        (codes, n_classes): (&[u32], usize),
        weights: Option<&[f64]>,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let (present, targets) = compact(codes, n_classes);
        let k = present.len();
        if k < 2 {
            return Err(LearnError::Data(
                "All training rows have the same class, so there is nothing to tell apart. Change the split in step 4, or remove AdaBoost in step 5."
                    .to_owned(),
            ));
        }
        let bins = Bins::of(matrix, progress)?;
        let mut rounds = Rounds {
            params,
            bins: &bins,
            targets: &targets,
            weights: weights.map_or_else(|| vec![1.0; codes.len()], <[f64]>::to_vec),
            trees: Trees::new(k, k),
            gains: vec![0.0; matrix.n_columns()],
            say: 0.0,
        };
        for t in 0..params.trees {
            progress.report(t as f32 / params.trees as f32, "Growing trees");
            if !rounds.round(progress)? {
                break;
            }
        }
        // Scores over the say of all, and over k - 1, as the softmax wants them.
        rounds.trees.scale(1.0 / (rounds.say * (k as f64 - 1.0)));
        Ok(Self {
            n_classes,
            present,
            trees: rounds.trees,
            gains: rounds.gains,
        })
    }

    /// Its trees: the softmax of the sum of their answers is the model's.
    pub fn trees(&self) -> &Trees {
        &self.trees
    }

    /// The classes that occurred in training, ascending.
    pub fn present(&self) -> &[u32] {
        &self.present
    }

    /// How many classes the answers could have.
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    pub(super) fn form(&self) -> Form {
        Form {
            scores: self.trees.scores(vec![0.0; self.present.len()]),
            link: Link::of_classes(&self.present, self.n_classes, self.present.len()),
        }
    }

    pub(super) fn importance(&self) -> &[f64] {
        &self.gains
    }

    pub(super) fn is_finite(&self) -> bool {
        self.trees.is_finite() && self.gains.iter().all(|gain| gain.is_finite())
    }
}

/// The trees so far.
struct Rounds<'a> {
    params: AdaBoostParams,
    bins: &'a Bins,
    targets: &'a [usize],
    /// What each row weighs now.
    weights: Vec<f64>,
    trees: Trees,
    gains: Vec<f64>,
    /// The say of all trees together.
    say: f64,
}

impl Rounds<'_> {
    /// Adds a tree; whether another one would help.
    fn round(&mut self, progress: &dyn Progress) -> Result<bool, LearnError> {
        let k = self.trees.n_outputs();
        let n = self.targets.len();
        let total: f64 = self.weights.iter().sum();
        for weight in &mut self.weights {
            *weight /= total;
        }
        let goal = Goal::Classes {
            n_classes: k,
            criterion: Criterion::Gini,
        };
        let limits = Limits {
            max_depth: self.params.max_depth,
            max_leaves: usize::MAX,
            min_leaf: 1.0,
            min_weight: 0.0,
        };
        let classes = self.targets.iter().map(|&target| target as f64).collect();
        let rows = (0_u32..).take(n).collect();
        let mut sample = Sample::new(rows, classes, self.weights.clone());
        let (draft, found) = grow(self.bins, goal, limits, &mut sample, progress)?;
        let mut wrong: Vec<u32> = Vec::new();
        let mut says = Vec::with_capacity(found.len());
        for (node, rows, sums) in found {
            let class = heaviest(&sums[..k]);
            let rows = sample.rows(rows).iter();
            wrong.extend(rows.filter(|&&row| self.targets[row as usize] != class));
            says.push((node, class));
        }
        wrong.sort_unstable();
        let error: f64 = wrong.iter().map(|&row| self.weights[row as usize]).sum();
        let others = k as f64 - 1.0;
        let is_chance = error >= 1.0 - 1.0 / k as f64;
        if is_chance && self.trees.n_trees() > 0 {
            return Ok(false);
        }
        // A first tree without an error, or no better than chance, is all there is to say.
        let is_perfect = error <= 1e-12;
        let say = if is_perfect || is_chance {
            1.0
        } else {
            self.params.learning_rate * (((1.0 - error) / error).ln() + others.ln())
        };
        let leaves: Vec<Leaf> = says
            .into_iter()
            .map(|(node, class)| {
                let mut answer = vec![-say / others; k];
                answer[class] = say;
                Leaf { node, answer }
            })
            .collect();
        self.trees.push(&draft, &leaves);
        self.say += say;
        for (sum, gain) in self.gains.iter_mut().zip(&draft.gains) {
            *sum += say * gain;
        }
        for row in wrong {
            self.weights[row as usize] *= say.exp();
        }
        Ok(!is_perfect && !is_chance)
    }
}

fn heaviest(sums: &[f64]) -> usize {
    let mut best = 0;
    for (class, &sum) in sums.iter().enumerate() {
        if sum > sums[best] {
            best = class;
        }
    }
    best
}

impl Model for AdaBoost {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let k = self.present.len();
        let values = by_blocks(matrix.n_rows(), self.n_classes, |rows, out| {
            let mut scores = vec![0.0; rows.len() * k];
            self.trees.add(matrix, rows, &mut scores);
            let rows = scores.chunks_exact_mut(k);
            for (scores, out) in rows.zip(out.chunks_exact_mut(self.n_classes)) {
                softmax(scores);
                for (&code, &probability) in self.present.iter().zip(&*scores) {
                    out[code as usize] = probability;
                }
            }
        });
        Predictions::Probabilities {
            n_classes: self.n_classes,
            values,
        }
    }
}
