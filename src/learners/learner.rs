use super::{Params, linear, logistic, mean, naive_bayes, prior, tree};
use crate::terms::{Info, Task};

/// A way to learn from rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Learner {
    /// The shares of the classes, whatever the row.
    Prior,
    /// The mean, whatever the row.
    Mean,
    /// Logistic regression.
    Logistic,
    /// Linear least squares.
    Linear,
    /// Gaussian naive Bayes.
    NaiveBayes,
    /// A decision tree.
    Tree,
}

impl Learner {
    /// Every learner; baselines first.
    pub const ALL: [Self; 6] = [
        Self::Prior,
        Self::Mean,
        Self::Logistic,
        Self::Linear,
        Self::NaiveBayes,
        Self::Tree,
    ];

    /// The learners that can do `task`.
    pub fn for_task(task: Task) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |learner| learner.tasks().contains(&task))
    }

    /// The learner with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|learner| learner.id() == id)
    }

    /// Name in files, on the command line and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// What pickers, tooltips and help know about it.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Prior => &prior::INFO,
            Self::Mean => &mean::INFO,
            Self::Logistic => &logistic::INFO,
            Self::Linear => &linear::INFO,
            Self::NaiveBayes => &naive_bayes::INFO,
            Self::Tree => &tree::INFO,
        }
    }

    /// What it can answer.
    pub fn tasks(self) -> &'static [Task] {
        match self {
            Self::Prior | Self::Logistic | Self::NaiveBayes => &[Task::Binary, Task::Multiclass],
            Self::Mean | Self::Linear => &[Task::Regression],
            Self::Tree => &Task::ALL,
        }
    }

    /// Whether it looks at no column, so that every other model must beat it.
    pub fn is_baseline(self) -> bool {
        matches!(self, Self::Prior | Self::Mean)
    }

    /// Its usual parameters.
    pub fn default_params(self) -> Params {
        match self {
            Self::Prior => Params::Prior(Default::default()),
            Self::Mean => Params::Mean(Default::default()),
            Self::Logistic => Params::Logistic(Default::default()),
            Self::Linear => Params::Linear(Default::default()),
            Self::NaiveBayes => Params::NaiveBayes(Default::default()),
            Self::Tree => Params::Tree(Default::default()),
        }
    }
}
