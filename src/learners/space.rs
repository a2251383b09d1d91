use serde_json::{Value, json};

use super::{LearnError, Learner, Params};

/// A parameter that a search may turn, and how far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dimension {
    /// The field of the parameters: `max_depth`.
    pub name: &'static str,
    /// Name on the screen.
    pub label: &'static str,
    /// The values that are worth a try.
    pub span: Span,
}

/// The values of a [`Dimension`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    /// Numbers from the first to the second; by their order of magnitude where `log`.
    Number {
        /// The least.
        low: f64,
        /// The most.
        high: f64,
        /// Whether ten times as much is one step, as for penalties.
        log: bool,
    },
    /// Whole numbers.
    Whole {
        /// The least.
        low: u32,
        /// The most.
        high: u32,
        /// Whether ten times as much is one step.
        log: bool,
    },
    /// One of some words.
    Choice(&'static [&'static str]),
}

const fn number(name: &'static str, label: &'static str, low: f64, high: f64) -> Dimension {
    let log = true;
    let span = Span::Number { low, high, log };
    Dimension { name, label, span }
}

const fn whole(name: &'static str, label: &'static str, (low, high): (u32, u32)) -> Dimension {
    let log = high / low >= 100;
    let span = Span::Whole { low, high, log };
    Dimension { name, label, span }
}

const LOGISTIC: &[Dimension] = &[number("alpha", "Penalty", 1e-3, 1e3)];
const LINEAR: &[Dimension] = &[number("alpha", "Penalty", 1e-3, 1e3)];
const NAIVE_BAYES: &[Dimension] = &[number("var_smoothing", "Smoothing", 1e-12, 1e-1)];
const ELASTIC_NET: &[Dimension] = &[number("alpha", "Penalty", 1e-5, 1e2), L1_RATIO];
const L1_RATIO: Dimension = Dimension {
    name: "l1_ratio",
    label: "Share on absolute weights",
    span: Span::Number {
        low: 0.0,
        high: 1.0,
        log: false,
    },
};
const GLM: &[Dimension] = &[number("alpha", "Penalty", 1e-6, 1e1)];
const COUNTS: &[Dimension] = &[number("alpha", "Smoothing", 1e-3, 1e2)];
const SVM: &[Dimension] = &[
    number("c", "Cost", 1e-2, 1e2),
    number("gamma", "Gamma", 1e-4, 1e1),
];
const NEIGHBORS: &[Dimension] = &[
    whole("k", "Neighbours", (1, 200)),
    Dimension {
        name: "vote",
        label: "Votes count",
        span: Span::Choice(&["uniform", "distance"]),
    },
];
const TREE: &[Dimension] = &[
    whole("max_depth", "Depth at most", (2, 16)),
    whole("min_leaf", "Rows in a leaf", (1, 500)),
    Dimension {
        name: "criterion",
        label: "Purity by",
        span: Span::Choice(&["gini", "entropy"]),
    },
];

const FOREST: &[Dimension] = &[
    whole("trees", "Trees", (20, 300)),
    whole("max_depth", "Depth at most", (4, 24)),
    whole("min_leaf", "Rows in a leaf", (1, 100)),
];
const BOOSTING: &[Dimension] = &[
    number("learning_rate", "Learning rate", 0.01, 0.3),
    whole("rounds", "Rounds", (20, 500)),
    whole("max_leaves", "Leaves at most", (4, 128)),
    whole("min_leaf", "Rows in a leaf", (5, 200)),
    number("l2", "Leaf penalty", 1e-3, 1e2),
];
const ADABOOST: &[Dimension] = &[
    whole("trees", "Trees", (10, 300)),
    whole("max_depth", "Depth at most", (1, 4)),
    number("learning_rate", "Learning rate", 0.05, 2.0),
];

impl Learner {
    /// What a search may turn; nothing where there is nothing worth turning.
    pub fn space(self) -> &'static [Dimension] {
        match self {
            Self::Prior | Self::Majority | Self::Mean | Self::Last => &[],
            Self::Logistic => LOGISTIC,
            Self::Linear => LINEAR,
            Self::ElasticNet => ELASTIC_NET,
            Self::Glm => GLM,
            Self::NaiveBayes => NAIVE_BAYES,
            Self::MultinomialBayes | Self::BernoulliBayes => COUNTS,
            Self::Svm => SVM,
            Self::Neighbors => NEIGHBORS,
            Self::Tree => TREE,
            Self::Forest => FOREST,
            Self::Boosting => BOOSTING,
            Self::AdaBoost => ADABOOST,
        }
    }
}

impl Params {
    /// The parameters by name, in the order of their names.
    pub fn pairs(&self) -> Vec<(String, Value)> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(self) else {
            return Vec::new();
        };
        fields.remove("learner");
        let mut pairs: Vec<(String, Value)> = fields.into_iter().collect();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        pairs
    }

    /// The same parameters with another value of `name`.
    ///
    /// # Errors
    /// If there is no such parameter, or the value is not of its kind or out of its range.
    pub fn with(&self, name: &str, value: Value) -> Result<Self, LearnError> {
        let refuse = |problem: String| LearnError::Params {
            learner: self.learner().info().name,
            problem,
        };
        let mut fields = serde_json::to_value(self).map_err(|err| refuse(err.to_string()))?;
        // A parameter without a usual value is not among the fields.
        let mut space = self.learner().space().iter();
        let turned = space.any(|dimension| dimension.name == name);
        match fields.as_object_mut() {
            Some(fields) if name != "learner" && (turned || fields.contains_key(name)) => {
                fields.insert(name.to_owned(), value);
            }
            _ => return Err(refuse(format!("there is no parameter “{name}”"))),
        }
        let params: Self =
            serde_json::from_value(fields).map_err(|err| refuse(format!("{name}: {err}")))?;
        params.check()?;
        Ok(params)
    }
}

impl Span {
    /// The value at `place`, 0 (least) to 1 (most).
    pub fn at(self, place: f64) -> Value {
        let place = place.clamp(0.0, 1.0);
        match self {
            Self::Number { low, high, log } => json!(between(low, high, log, place)),
            Self::Whole { low, high, log } => {
                let value = between(f64::from(low), f64::from(high), log, place);
                json!(value.round() as u32)
            }
            Self::Choice(words) => {
                let last = words.len().saturating_sub(1);
                let at = ((place * words.len() as f64) as usize).min(last);
                json!(words.get(at))
            }
        }
    }

    /// At most `n` values, spread evenly from the least to the most; every word of a choice.
    pub fn spread(self, n: u32) -> Vec<Value> {
        if let Self::Choice(words) = self {
            return words.iter().map(|word| json!(word)).collect();
        }
        let last = f64::from(n.max(2) - 1);
        let mut values: Vec<Value> = (0..n.max(2))
            .map(|i| self.at(f64::from(i) / last))
            .collect();
        values.dedup();
        values
    }

    /// The same values between other ends; a choice stays as it is.
    #[must_use]
    pub fn between(self, low: f64, high: f64) -> Self {
        match self {
            Self::Number { log, .. } => Self::Number {
                low,
                high,
                log: log && low > 0.0,
            },
            Self::Whole { log, .. } => Self::Whole {
                low: low.round() as u32,
                high: high.round() as u32,
                log: log && low >= 1.0,
            },
            choice @ Self::Choice(_) => choice,
        }
    }
}

fn between(low: f64, high: f64, log: bool, place: f64) -> f64 {
    // The ends are exact: a logarithm and back would miss them by a hair, and a check with them.
    if place == 0.0 {
        low
    } else if place == 1.0 {
        high
    } else if log {
        (low.ln() + (high.ln() - low.ln()) * place)
            .exp()
            .clamp(low, high)
    } else {
        low + (high - low) * place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_every_space_can_be_fitted() {
        for learner in Learner::ALL {
            let usual = learner.default_params();
            for dimension in learner.space() {
                for value in dimension.span.spread(5) {
                    let changed = usual.with(dimension.name, value.clone()).unwrap();
                    let pairs = changed.pairs();
                    let found = pairs.iter().find(|(name, _)| name == dimension.name);
                    assert_eq!(found.map(|(_, found)| found), Some(&value), "{learner:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_out_of_range_or_unknown_is_refused_in_words() {
        let tree = Learner::Tree.default_params();
        let refused = |name: &str, value: Value| tree.with(name, value).unwrap_err().to_string();
        let text = refused("max_depth", json!(31));
        assert!(
            text.contains("max_depth must lie between 1 and 30, not 31"),
            "{text}"
        );
        assert!(refused("depth", json!(3)).contains("no parameter “depth”"));
        assert!(refused("learner", json!("linear")).contains("no parameter"));
        assert!(refused("max_depth", json!("deep")).contains("max_depth"));
    }

    #[test]
    fn magnitudes_are_spread_evenly() {
        let span = Span::Number {
            low: 0.01,
            high: 100.0,
            log: true,
        };
        let values: Vec<f64> = span.spread(5).iter().filter_map(Value::as_f64).collect();
        for (found, expected) in values.iter().zip([0.01, 0.1, 1.0, 10.0, 100.0]) {
            assert!((found / expected - 1.0).abs() < 1e-12, "{values:?}");
        }
        assert_eq!(span.at(0.0), json!(0.01));
        assert_eq!(span.at(1.0), json!(100.0));
        let words = Span::Choice(&["a", "b"]);
        assert_eq!(
            [0.0, 0.49, 0.5, 1.0].map(|place| words.at(place)),
            ["a", "a", "b", "b"].map(|word| json!(word))
        );
    }
}
