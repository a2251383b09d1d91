use super::{
    AdaBoostParams, BernoulliBayesParams, BoostingParams, ElasticNetParams, ForestParams,
    GlmParams, LastParams, LearnError, Learner, LinearParams, LogisticParams, MajorityParams,
    MeanParams, MultinomialBayesParams, NaiveBayesParams, NeighborsParams, PriorParams, SvmParams,
    TreeParams,
};

/// A learner with its parameters: `{ learner = "logistic", alpha = 1.0 }`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "learner", rename_all = "snake_case")]
pub enum Params {
    /// The shares of the classes.
    Prior(PriorParams),
    /// The commonest class.
    Majority(MajorityParams),
    /// The mean.
    Mean(MeanParams),
    /// The newest known answer.
    Last(LastParams),
    /// Logistic regression.
    Logistic(LogisticParams),
    /// Linear least squares.
    Linear(LinearParams),
    /// Least squares that takes weights away.
    ElasticNet(ElasticNetParams),
    /// A generalised linear model.
    Glm(GlmParams),
    /// Gaussian naive Bayes.
    NaiveBayes(NaiveBayesParams),
    /// Multinomial naive Bayes.
    MultinomialBayes(MultinomialBayesParams),
    /// Bernoulli naive Bayes.
    BernoulliBayes(BernoulliBayesParams),
    /// A decision tree.
    Tree(TreeParams),
    /// A random forest.
    Forest(ForestParams),
    /// Gradient boosted trees.
    Boosting(BoostingParams),
    /// Boosted votes of shallow trees.
    #[serde(rename = "adaboost")]
    AdaBoost(AdaBoostParams),
    /// A support vector machine.
    Svm(SvmParams),
    /// The nearest training rows.
    Neighbors(NeighborsParams),
}

impl Params {
    /// Whose parameters they are.
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

    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// If one is not; the message says which, and what it must be.
    pub fn check(&self) -> Result<(), LearnError> {
        let checked = match self {
            Self::Prior(_) | Self::Majority(_) | Self::Mean(_) | Self::Last(_) => Ok(()),
            Self::Logistic(params) => params.check(),
            Self::Linear(params) => params.check(),
            Self::ElasticNet(params) => params.check(),
            Self::Glm(params) => params.check(),
            Self::NaiveBayes(params) => params.check(),
            Self::MultinomialBayes(params) => params.check(),
            Self::BernoulliBayes(params) => params.check(),
            Self::Tree(params) => params.check(),
            Self::Forest(params) => params.check(),
            Self::Boosting(params) => params.check(),
            Self::AdaBoost(params) => params.check(),
            Self::Svm(params) => params.check(),
            Self::Neighbors(params) => params.check(),
        };
        checked.map_err(|problem| LearnError::Params {
            learner: self.learner().info().name,
            problem,
        })
    }

    /// The parameters in words, as a part of a sentence.
    pub fn summary(&self) -> String {
        match self {
            Self::Prior(_) => "the shares of the classes in the training part".to_owned(),
            Self::Majority(_) => "the commonest class of the training part".to_owned(),
            Self::Mean(_) => "the mean of the training part".to_owned(),
            Self::Last(_) => "the newest answer known at each row's time".to_owned(),
            Self::Logistic(params) => params.summary(),
            Self::Linear(params) => params.summary(),
            Self::ElasticNet(params) => params.summary(),
            Self::Glm(params) => params.summary(),
            Self::NaiveBayes(params) => params.summary(),
            Self::MultinomialBayes(params) => params.summary(),
            Self::BernoulliBayes(params) => params.summary(),
            Self::Tree(params) => params.summary(),
            Self::Forest(params) => params.summary(),
            Self::Boosting(params) => params.summary(),
            Self::AdaBoost(params) => params.summary(),
            Self::Svm(params) => params.summary(),
            Self::Neighbors(params) => params.summary(),
        }
    }
}

/// `Ok` if `value` is finite and at least `least`, or a sentence part about `name`.
pub(super) fn at_least(name: &str, value: f64, least: f64) -> Result<(), String> {
    if value.is_finite() && value >= least {
        Ok(())
    } else {
        Err(format!(
            "{name} must be a number from {least} on, not {value}"
        ))
    }
}

/// `Ok` if `value` lies in `range`, or a sentence part about `name`.
pub(super) fn within(
    name: &str,
    value: u32,
    range: std::ops::RangeInclusive<u32>,
) -> Result<(), String> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(format!(
            "{name} must lie between {} and {}, not {value}",
            range.start(),
            range.end()
        ))
    }
}

/// `Ok` if `value` lies in `range`, or a sentence part about `name`.
pub(super) fn between(
    name: &str,
    value: f64,
    range: std::ops::RangeInclusive<f64>,
) -> Result<(), String> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(format!(
            "{name} must lie between {} and {}, not {value}",
            range.start(),
            range.end()
        ))
    }
}
