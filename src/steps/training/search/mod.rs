//! Searching for good parameters within a budget.

mod candidates;
mod halving;
mod run;

pub(super) use self::run::{Bench, search};

use crate::{
    learners::{Dimension, Learner},
    steps::StepError,
};

/// How good parameters are looked for. Everything holds for each chosen learner by itself.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Search {
    /// How candidates are chosen.
    pub strategy: Strategy,
    /// When it ends.
    pub budget: Budget,
    /// Where to look, other than in the usual ranges.
    pub ranges: Vec<Range>,
}

/// How candidates are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Every combination of a few values of each parameter; in a random order, so that a budget
    /// that ends early has seen all corners. Wasteful where only one parameter matters.
    Grid,
    /// By lot. Better than a grid where few of the parameters matter, and any budget does.
    /// Reference: Bergstra, Bengio, "Random search for hyper-parameter optimization" (2012).
    #[default]
    Random,
    /// By lot, on few rows first; the best third goes on with three times as many. Most candidates
    /// for the time; misleads where what is good for few rows is bad for many.
    /// Reference: Jamieson, Talwalkar, "Non-stochastic best arm identification" (2016);
    /// scikit-learn, `HalvingRandomSearchCV`.
    Halving,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 3] = [Self::Grid, Self::Random, Self::Halving];

    /// Name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
            Self::Halving => "halving",
        }
    }

    /// The strategy with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.id() == id)
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "Grid",
            Self::Random => "Random",
            Self::Halving => "Successive halving",
        }
    }
}

/// When a search ends, for each learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// After so many candidates, 1 to 10,000.
    Trials(u32),
    /// After so many seconds of fitting and judging, 1 to 86,400; what has begun is finished.
    Seconds(u32),
}

impl Default for Budget {
    fn default() -> Self {
        Self::Trials(20)
    }
}

/// Other ends of the range in which a parameter is looked for.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The learner's id.
    pub learner: String,
    /// The parameter.
    pub parameter: String,
    /// The least value.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Search {
    /// Whether budget and ranges make sense.
    ///
    /// # Errors
    /// If the budget is out of range, or a range names no parameter, is upside down, or has an end
    /// that the learner refuses.
    pub fn check(&self) -> Result<(), StepError> {
        let (value, most, what) = match self.budget {
            Budget::Trials(n) => (n, 10_000, "trials"),
            Budget::Seconds(n) => (n, 86_400, "seconds"),
        };
        if !(1..=most).contains(&value) {
            return Err(StepError::Invalid(format!(
                "The budget of the search must lie between 1 and {most} {what}, not {value}. Change it in step 5."
            )));
        }
        for range in &self.ranges {
            range.check()?;
        }
        Ok(())
    }

    /// What is turned of `learner`, and how far.
    pub fn space(&self, learner: Learner) -> Vec<Dimension> {
        let changed = |dimension: &Dimension| {
            let of =
                |range: &&Range| range.learner == learner.id() && range.parameter == dimension.name;
            let span = self.ranges.iter().find(of).map_or(dimension.span, |range| {
                dimension.span.between(range.low, range.high)
            });
            Dimension { span, ..*dimension }
        };
        learner.space().iter().map(changed).collect()
    }
}

impl Range {
    fn check(&self) -> Result<(), StepError> {
        let Self {
            learner,
            parameter,
            low,
            high,
        } = self;
        let known = Learner::from_id(learner).and_then(|learner| {
            let mut space = learner.space().iter();
            let dimension = space.find(|dimension| dimension.name == *parameter)?;
            Some((learner, dimension))
        });
        let Some((known, dimension)) = known else {
            return Err(StepError::Invalid(format!(
                "A search cannot turn “{parameter}” of “{learner}”. Remove that range in step 5."
            )));
        };
        if !(low.is_finite() && high.is_finite() && low <= high) {
            return Err(StepError::Invalid(format!(
                "The range of {parameter} of {} must go from a number to a larger one, not from {low} to {high}. Change it in step 5.",
                known.info().name
            )));
        }
        let usual = known.default_params();
        let span = dimension.span.between(*low, *high);
        for end in [span.at(0.0), span.at(1.0)] {
            usual.with(parameter, end)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(learner: &str, parameter: &str, low: f64, high: f64) -> Search {
        Search {
            ranges: vec![Range {
                learner: learner.to_owned(),
                parameter: parameter.to_owned(),
                low,
                high,
            }],
            ..Search::default()
        }
    }

    #[test]
    fn what_a_search_cannot_do_is_said() {
        for (search, part) in [
            (
                range("tree", "max_depth", 2.0, 40.0),
                "max_depth must lie between 1 and 30, not 40",
            ),
            (
                range("tree", "height", 2.0, 4.0),
                "cannot turn “height” of “tree”",
            ),
            (
                range("bush", "max_depth", 2.0, 4.0),
                "cannot turn “max_depth” of “bush”",
            ),
            (
                range("tree", "max_depth", 5.0, 4.0),
                "from a number to a larger one, not from 5 to 4",
            ),
            (
                range("logistic", "alpha", f64::NAN, 4.0),
                "not from NaN to 4",
            ),
            (
                range("logistic", "alpha", -1.0, 4.0),
                "alpha must be a number from",
            ),
            (
                Search {
                    budget: Budget::Trials(0),
                    ..Search::default()
                },
                "between 1 and 10000 trials, not 0",
            ),
        ] {
            let text = search.check().unwrap_err().to_string();
            assert!(text.contains(part) && text.contains("step 5"), "{text}");
        }
        range("tree", "max_depth", 3.0, 8.0).check().unwrap();
    }

    #[test]
    fn stands_in_a_project_file() {
        let text = "strategy = \"halving\"\n\n[budget]\nseconds = 60\n\n[[ranges]]\nlearner = \"tree\"\nparameter = \"max_depth\"\nlow = 3.0\nhigh = 8.0\n";
        let search: Search = toml::from_str(text).unwrap();
        assert_eq!(search.budget, Budget::Seconds(60));
        assert_eq!(toml::to_string(&search).unwrap(), text);
        assert!(toml::from_str::<Search>(&text.replace("strategy", "strategie")).is_err());
    }
}
