use super::{
    Params, adaboost, bernoulli_bayes, boosting, elastic_net, forest, glm, last, linear, logistic,
    majority, mean, multinomial_bayes, naive_bayes, neighbors, prior, svm, tree,
};
use crate::terms::{Info, Task};

/// A way to learn from rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Learner {
    /// The shares of the classes, whatever the row.
    Prior,
    /// The commonest class, whatever the row.
    Majority,
    /// The mean, whatever the row.
    Mean,
    /// The newest known answer.
    Last,
    /// Logistic regression.
    Logistic,
    /// Linear least squares.
    Linear,
    /// Least squares that takes weights away.
    ElasticNet,
    /// A generalised linear model.
    Glm,
    /// Gaussian naive Bayes.
    NaiveBayes,
    /// Multinomial naive Bayes.
    MultinomialBayes,
    /// Bernoulli naive Bayes.
    BernoulliBayes,
    /// A decision tree.
    Tree,
    /// A random forest.
    Forest,
    /// Gradient boosted trees.
    Boosting,
    /// Boosted votes of shallow trees.
    AdaBoost,
    /// A support vector machine.
    Svm,
    /// The nearest training rows.
    Neighbors,
}

impl Learner {
    /// Every learner; baselines first.
    pub const ALL: [Self; 17] = [
        Self::Prior,
        Self::Majority,
        Self::Mean,
        Self::Last,
        Self::Logistic,
        Self::Linear,
        Self::ElasticNet,
        Self::Glm,
        Self::NaiveBayes,
        Self::MultinomialBayes,
        Self::BernoulliBayes,
        Self::Tree,
        Self::Forest,
        Self::Boosting,
        Self::AdaBoost,
        Self::Svm,
        Self::Neighbors,
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
            Self::Majority => &majority::INFO,
            Self::Mean => &mean::INFO,
            Self::Last => &last::INFO,
            Self::Logistic => &logistic::INFO,
            Self::Linear => &linear::INFO,
            Self::ElasticNet => &elastic_net::INFO,
            Self::Glm => &glm::INFO,
            Self::NaiveBayes => &naive_bayes::INFO,
            Self::MultinomialBayes => &multinomial_bayes::INFO,
            Self::BernoulliBayes => &bernoulli_bayes::INFO,
            Self::Tree => &tree::INFO,
            Self::Forest => &forest::INFO,
            Self::Boosting => &boosting::INFO,
            Self::AdaBoost => &adaboost::INFO,
            Self::Svm => &svm::INFO,
            Self::Neighbors => &neighbors::INFO,
        }
    }

    /// What it can answer.
    pub fn tasks(self) -> &'static [Task] {
        match self {
            Self::Prior
            | Self::Majority
            | Self::Logistic
            | Self::NaiveBayes
            | Self::MultinomialBayes
            | Self::BernoulliBayes
            | Self::AdaBoost => &[Task::Binary, Task::Multiclass],
            Self::Mean | Self::Linear | Self::ElasticNet | Self::Glm => &[Task::Regression],
            Self::Last
            | Self::Tree
            | Self::Forest
            | Self::Boosting
            | Self::Svm
            | Self::Neighbors => &Task::ALL,
        }
    }

    /// Whether it looks at no column, so that every other model must beat it.
    pub fn is_baseline(self) -> bool {
        matches!(self, Self::Prior | Self::Majority | Self::Mean | Self::Last)
    }

    /// Whether it is tried where nobody chose learners: quick on any number of rows, and at home
    /// with the columns of a usual recipe.
    pub fn is_usual(self) -> bool {
        matches!(
            self,
            Self::Logistic | Self::Linear | Self::NaiveBayes | Self::Tree
        )
    }

    /// Whether a row may count more than another. Support vectors weigh classes only: each by the
    /// mean of its rows' weights.
    pub fn weighs_rows(self) -> bool {
        self != Self::Last
    }

    /// Whose code trains it, for the picker: a crate, or our own and what it follows.
    pub fn library(self) -> &'static str {
        match self {
            Self::Prior | Self::Majority | Self::Mean | Self::Last => "own",
            Self::Logistic => "own Newton's method, linfa-logistic above 800 weights",
            Self::Linear => "linfa-linear on own sums",
            Self::ElasticNet => "own, after glmnet",
            Self::Glm => "own, held against scikit-learn",
            Self::NaiveBayes => "linfa-bayes, own where rows are weighed",
            Self::Tree | Self::Forest | Self::Boosting => "own, after LightGBM",
            Self::MultinomialBayes | Self::BernoulliBayes | Self::AdaBoost => {
                "own, after scikit-learn"
            }
            Self::Svm => "linfa-svm",
            Self::Neighbors => "own, held against linfa-nn",
        }
    }

    /// Its usual parameters.
    pub fn default_params(self) -> Params {
        match self {
            Self::Prior => Params::Prior(Default::default()),
            Self::Majority => Params::Majority(Default::default()),
            Self::Mean => Params::Mean(Default::default()),
            Self::Last => Params::Last(Default::default()),
            Self::Logistic => Params::Logistic(Default::default()),
            Self::Linear => Params::Linear(Default::default()),
            Self::ElasticNet => Params::ElasticNet(Default::default()),
            Self::Glm => Params::Glm(Default::default()),
            Self::NaiveBayes => Params::NaiveBayes(Default::default()),
            Self::MultinomialBayes => Params::MultinomialBayes(Default::default()),
            Self::BernoulliBayes => Params::BernoulliBayes(Default::default()),
            Self::Tree => Params::Tree(Default::default()),
            Self::Forest => Params::Forest(Default::default()),
            Self::Boosting => Params::Boosting(Default::default()),
            Self::AdaBoost => Params::AdaBoost(Default::default()),
            Self::Svm => Params::Svm(Default::default()),
            Self::Neighbors => Params::Neighbors(Default::default()),
        }
    }
}
