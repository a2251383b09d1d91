use std::fmt;

use super::GateError;
use crate::metrics::Metric;

/// What a model must reach before it may be deployed, by one metric.
///
/// In a project file: `{ metric = "roc_auc", at_least = 0.6 }`, or on some rows only:
/// `{ metric = "roc_auc", at_least = 0.55, slice = "carrier" }`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What is measured, on the test part.
    pub metric: Metric,
    /// The lowest value that passes, in the metric's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The highest value that passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// By how much it must be better than the best baseline, in the metric's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_gain: Option<f64>,
    /// On which rows of the test part; all where none is named. A column stands for each of its
    /// values, "carrier = AA" for one of them, a segment's name for its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<String>,
}

impl Criterion {
    /// `metric` must be `limit` or more.
    pub fn at_least(metric: Metric, limit: f64) -> Self {
        Self {
            metric,
            at_least: Some(limit),
            at_most: None,
            min_gain: None,
            slice: None,
        }
    }

    /// The same on the rows of `slice` only.
    #[must_use]
    pub fn on(self, slice: impl Into<String>) -> Self {
        Self {
            slice: Some(slice.into()),
            ..self
        }
    }

    /// `metric` must be `limit` or less.
    pub fn at_most(metric: Metric, limit: f64) -> Self {
        Self {
            at_least: None,
            at_most: Some(limit),
            ..Self::at_least(metric, limit)
        }
    }

    /// Whether the limits make sense.
    ///
    /// # Errors
    /// If there is none, or one that is not finite, outside the metric's range, or contradicts
    /// another.
    pub fn check(&self) -> Result<(), GateError> {
        let name = self.metric.info().name;
        let (lowest, highest) = self.metric.range();
        let refuse = |text: String| Err(GateError(format!("{text} Change it in step 1.")));
        let limits = [self.at_least, self.at_most];
        if limits.iter().chain([&self.min_gain]).all(Option::is_none) {
            return refuse(format!(
                "The success criterion on {name} sets no limit: give at_least, at_most or min_gain."
            ));
        }
        for limit in limits.into_iter().flatten() {
            if !limit.is_finite() || limit < lowest || limit > highest {
                return refuse(format!(
                    "{name} lies between {lowest} and {highest}; it cannot be asked to reach {limit}."
                ));
            }
        }
        if let [Some(least), Some(most)] = limits
            && least > most
        {
            return refuse(format!(
                "{name} cannot be at least {least} and at most {most}."
            ));
        }
        if self
            .slice
            .as_ref()
            .is_some_and(|slice| slice.trim().is_empty())
        {
            return refuse(format!(
                "The slice of the success criterion on {name} has no name."
            ));
        }
        match self.min_gain {
            Some(gain) if !gain.is_finite() || gain < 0.0 => refuse(format!(
                "The gain of {name} over the baseline is a number from 0 on, not {gain}."
            )),
            _ => Ok(()),
        }
    }
}

/// The criterion as a sentence: "ROC-AUC is at least 0.6."
impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part =
            |before: &str, limit: Option<f64>| limit.map(|limit| format!("{before} {limit}"));
        let parts: Vec<String> = [
            part("at least", self.at_least),
            part("at most", self.at_most),
            part("better than the baseline by at least", self.min_gain),
        ]
        .into_iter()
        .flatten()
        .collect();
        let name = self.metric.info().name;
        write!(f, "{name} is {}", parts.join(" and "))?;
        match &self.slice {
            Some(slice) => write!(f, ", on “{slice}”."),
            None => f.write_str("."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, serde::Serialize)]
    struct Project {
        criteria: Vec<Criterion>,
    }

    #[test]
    fn a_project_file_holds_criteria() {
        let text = r#"criteria = [{ metric = "roc_auc", at_least = 0.6 }, { metric = "log_loss", at_most = 0.5, min_gain = 0.01 }]"#;
        let project: Project = toml::from_str(text).unwrap();
        assert_eq!(
            project.criteria[0],
            Criterion::at_least(Metric::RocAuc, 0.6)
        );
        assert_eq!(project.criteria[0].to_string(), "ROC-AUC is at least 0.6.");
        assert_eq!(
            project.criteria[1].to_string(),
            "Log loss is at most 0.5 and better than the baseline by at least 0.01."
        );
        let again: Project = toml::from_str(&toml::to_string(&project).unwrap()).unwrap();
        assert_eq!(again.criteria, project.criteria);
        let json = serde_json::to_value(&project.criteria[0]).unwrap();
        assert_eq!(
            json,
            serde_json::json!({ "metric": "roc_auc", "at_least": 0.6 })
        );
        let sliced = Criterion::at_least(Metric::RocAuc, 0.55).on("carrier");
        assert_eq!(
            sliced.to_string(),
            "ROC-AUC is at least 0.55, on “carrier”."
        );
        let text = toml::to_string(&sliced).unwrap();
        assert_eq!(toml::from_str::<Criterion>(&text).unwrap(), sliced);
        for wrong in [
            r#"criteria = [{ metric = "luck" }]"#,
            r#"criteria = [{ metric = "f1", atleast = 1 }]"#,
        ] {
            assert!(toml::from_str::<Project>(wrong).is_err());
        }
    }

    #[test]
    fn limits_that_make_no_sense_are_refused() {
        let sound = Criterion::at_most(Metric::Rmse, 100.0);
        assert_eq!(sound.check(), Ok(()));
        for wrong in [
            Criterion {
                at_most: None,
                ..sound.clone()
            },
            Criterion {
                at_least: Some(200.0),
                ..sound.clone()
            },
            Criterion {
                min_gain: Some(-1.0),
                ..sound.clone()
            },
            Criterion {
                at_most: Some(f64::INFINITY),
                ..sound
            },
            Criterion::at_least(Metric::RocAuc, 60.0),
            Criterion::at_least(Metric::RocAuc, 0.6).on(" "),
        ] {
            let message = wrong.check().unwrap_err().to_string();
            assert!(message.ends_with("Change it in step 1."), "{message}");
        }
    }
}
