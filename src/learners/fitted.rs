use super::{
    AdaBoost, Answers, BernoulliBayes, Boosting, Forest, Glm, Last, Learner, Linear, Logistic,
    Majority, Mean, MultinomialBayes, NaiveBayes, Neighbors, Predictions, Prior, Sampled, Svm,
    Tree,
};
use crate::terms::Matrix;

/// Answers rows.
pub trait Model {
    /// One answer per row of `matrix`, which must hold the columns of the fit in their order, and
    /// no NaN. A row gets the same bits alone as among others.
    fn predict(&self, matrix: &Matrix) -> Predictions;
}

/// A fitted model: plain numbers that JSON holds bit by bit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fitted {
    /// The shares of the classes.
    Prior(Prior),
    /// The commonest class.
    Majority(Majority),
    /// The mean.
    Mean(Mean),
    /// The newest known answer.
    Last(Last),
    /// Logistic regression.
    Logistic(Logistic),
    /// Linear least squares.
    Linear(Linear),
    /// Least squares that takes weights away.
    ElasticNet(Linear),
    /// A generalised linear model.
    Glm(Glm),
    /// Gaussian naive Bayes.
    NaiveBayes(NaiveBayes),
    /// Multinomial naive Bayes.
    MultinomialBayes(MultinomialBayes),
    /// Bernoulli naive Bayes.
    BernoulliBayes(BernoulliBayes),
    /// A decision tree.
    Tree(Tree),
    /// A random forest.
    Forest(Forest),
    /// Gradient boosted trees.
    Boosting(Boosting),
    /// Boosted votes of shallow trees.
    #[serde(rename = "adaboost")]
    AdaBoost(AdaBoost),
    /// A support vector machine.
    Svm(Svm),
    /// The nearest training rows.
    Neighbors(Neighbors),
}

impl Fitted {
    /// What it was fitted with.
    pub fn learner(&self) -> Learner {
        match self {
            Self::Prior(_) => Learner::Prior,
            Self::Majority(_) => Learner::Majority,
            Self::Mean(_) => Learner::Mean,
            Self::Last(_) => Learner::Last,
            Self::Logistic(_) => Learner::Logistic,
            Self::Linear(_) => Learner::Linear,
            Self::ElasticNet(_) => Learner::ElasticNet,
            Self::Glm(_) => Learner::Glm,
            Self::NaiveBayes(_) => Learner::NaiveBayes,
            Self::MultinomialBayes(_) => Learner::MultinomialBayes,
            Self::BernoulliBayes(_) => Learner::BernoulliBayes,
            Self::Tree(_) => Learner::Tree,
            Self::Forest(_) => Learner::Forest,
            Self::Boosting(_) => Learner::Boosting,
            Self::AdaBoost(_) => Learner::AdaBoost,
            Self::Svm(_) => Learner::Svm,
            Self::Neighbors(_) => Learner::Neighbors,
        }
    }

    /// How much each column matters to the model, in column order, as shares that sum to 1 (all 0
    /// where no column matters); nothing where it cannot say.
    ///
    /// Linear models: absolute weight times the column's spread in training. Trees: the impurity
    /// that its splits take away. Both mislead where columns repeat one another: what two of them
    /// share is told of one, or divided. `names` are the columns of the fit.
    pub fn importance(&self, names: &[String]) -> Option<Vec<(String, f64)>> {
        let weights = match self {
            Self::Prior(_)
            | Self::Majority(_)
            | Self::Mean(_)
            | Self::Last(_)
            | Self::NaiveBayes(_)
            | Self::MultinomialBayes(_)
            | Self::BernoulliBayes(_)
            | Self::Neighbors(_) => return None,
            Self::Logistic(model) => model.importance(),
            Self::Linear(model) | Self::ElasticNet(model) => model.importance(),
            Self::Glm(model) => model.score().importance(),
            Self::Svm(model) => model.importance()?,
            Self::Tree(model) => model.importance().to_vec(),
            Self::Forest(model) => model.importance().to_vec(),
            Self::Boosting(model) => model.importance().to_vec(),
            Self::AdaBoost(model) => model.importance().to_vec(),
        };
        let total: f64 = weights.iter().sum();
        let share = |weight: f64| if total > 0.0 { weight / total } else { 0.0 };
        Some(
            names
                .iter()
                .cloned()
                .zip(weights.into_iter().map(share))
                .collect(),
        )
    }

    /// The answers for the rows of a part whose place in time is known: `known` holds, row by row,
    /// the newest answer that was known when the row was asked about (missing where there was
    /// none). Only [`Learner::Last`] looks at it; every other model answers from the columns.
    pub fn predict_after(&self, matrix: &Matrix, known: Answers<'_>) -> Predictions {
        match self {
            Self::Last(model) => model.answer_with(known),
            other => other.predict(matrix),
        }
    }

    /// Of how many training rows it was fitted on how many, where it does not take them all.
    pub fn sampled(&self) -> Option<Sampled> {
        match self {
            Self::Svm(model) => model.sampled(),
            Self::Neighbors(model) => model.sampled(),
            _ => None,
        }
    }

    /// Whether every number in it is finite: what JSON can hold.
    pub(super) fn is_finite(&self) -> bool {
        match self {
            Self::Prior(_) | Self::Majority(_) | Self::Last(_) | Self::Neighbors(_) => true,
            Self::Mean(model) => model.is_finite(),
            Self::Logistic(model) => model.is_finite(),
            Self::Linear(model) | Self::ElasticNet(model) => model.is_finite(),
            Self::Glm(model) => model.is_finite(),
            Self::NaiveBayes(model) => model.is_finite(),
            Self::MultinomialBayes(model) => model.is_finite(),
            Self::BernoulliBayes(model) => model.is_finite(),
            Self::Tree(model) => model.is_finite(),
            Self::Forest(model) => model.is_finite(),
            Self::Boosting(model) => model.is_finite(),
            Self::AdaBoost(model) => model.is_finite(),
            Self::Svm(model) => model.is_finite(),
        }
    }
}

impl Model for Fitted {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        match self {
            Self::Prior(model) => model.predict(matrix),
            Self::Majority(model) => model.predict(matrix),
            Self::Mean(model) => model.predict(matrix),
            Self::Last(model) => model.predict(matrix),
            Self::Logistic(model) => model.predict(matrix),
            Self::Linear(model) | Self::ElasticNet(model) => model.predict(matrix),
            Self::Glm(model) => model.predict(matrix),
            Self::NaiveBayes(model) => model.predict(matrix),
            Self::MultinomialBayes(model) => model.predict(matrix),
            Self::BernoulliBayes(model) => model.predict(matrix),
            Self::Tree(model) => model.predict(matrix),
            Self::Forest(model) => model.predict(matrix),
            Self::Boosting(model) => model.predict(matrix),
            Self::AdaBoost(model) => model.predict(matrix),
            Self::Svm(model) => model.predict(matrix),
            Self::Neighbors(model) => model.predict(matrix),
        }
    }
}
