use std::collections::BTreeMap;

use super::{Alert, Concern, Report};
use crate::{drift::ColumnDrift, steps::StepError, terms::Figure};

/// Which of a report's alerts reach a person.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct AlertRules {
    /// False alarms of drift that are put up with in 100 chunks of one column: an alert whose
    /// p-value is above a hundredth of it waits. Performance has its own band and is let through.
    pub per_100_chunks: f64,
    /// So many chunks in a row must tell the same before it is raised.
    pub in_a_row: usize,
    /// For so many chunks after an alert nothing more is raised about the same subject.
    pub cool_down: usize,
}

impl Default for AlertRules {
    fn default() -> Self {
        Self {
            per_100_chunks: 1.0,
            in_a_row: 1,
            cool_down: 3,
        }
    }
}

/// Why an alert of the report does not reach a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Chance makes more of its kind than the budget allows.
    Budget,
    /// Too few chunks in a row tell the same.
    Alone,
    /// Something was raised about the same subject shortly before.
    CoolDown,
}

/// The alerts of a report, by their places in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raised {
    /// Those that reach a person, the newest first.
    pub alerts: Vec<usize>,
    /// Those that do not, and why, the newest first.
    pub quiet: Vec<(usize, Quiet)>,
}

impl AlertRules {
    /// Whether the numbers make sense.
    ///
    /// # Errors
    /// If the budget is not above 0, or no chunk is enough.
    pub fn check(&self) -> Result<(), StepError> {
        if !(self.per_100_chunks > 0.0 && self.per_100_chunks <= 100.0) {
            return Err(StepError::Invalid(format!(
                "The budget of false alarms in 100 chunks must be above 0 and at most 100, not {}. Change it in step 9.",
                self.per_100_chunks
            )));
        }
        if self.in_a_row == 0 {
            return Err(StepError::invalid(
                "At least one chunk must tell something before it is raised. Change the rules in step 9.",
            ));
        }
        Ok(())
    }

    /// The rule in words.
    pub fn describe(&self, concern: Concern) -> String {
        let row = match self.in_a_row {
            1 => String::new(),
            n => format!(", {n} chunks in a row"),
        };
        let is_drift = matches!(concern, Concern::DataDrift | Concern::PredictionDrift);
        let what = if is_drift {
            let budget = self.per_100_chunks;
            format!("PSI above the limit of the chunk, at most {budget} false alarms in 100 chunks")
        } else {
            "outside the band of the reference chunks".to_owned()
        };
        format!("{what}{row}; then quiet for {} chunks", self.cool_down)
    }

    /// Parts the alerts of `report`, chunk after chunk.
    pub fn raise(&self, report: &Report) -> Raised {
        let mut subjects: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        // The report has the newest first.
        for (i, alert) in report.alerts.iter().enumerate().rev() {
            let key = (alert.concern.name(), alert.subject.as_str());
            subjects.entry(key).or_default().push(i);
        }
        let mut raised = Raised::default();
        for places in subjects.values() {
            self.raise_subject(report, places, &mut raised);
        }
        raised.alerts.sort_unstable();
        raised.quiet.sort_unstable_by_key(|(place, _)| *place);
        raised
    }

    /// The alerts of one subject, oldest first.
    fn raise_subject(&self, report: &Report, places: &[usize], raised: &mut Raised) {
        let (mut run, mut before): (usize, Option<usize>) = (0, None);
        let mut last_raised: Option<usize> = None;
        for &place in places {
            let alert = &report.alerts[place];
            if !self.is_within_budget(report, alert) {
                raised.quiet.push((place, Quiet::Budget));
                continue;
            }
            let follows = before.is_some_and(|before| before + 1 == alert.chunk);
            run = if follows { run + 1 } else { 1 };
            before = Some(alert.chunk);
            if run < self.in_a_row {
                raised.quiet.push((place, Quiet::Alone));
            } else if last_raised.is_some_and(|last| alert.chunk <= last + self.cool_down) {
                raised.quiet.push((place, Quiet::CoolDown));
            } else {
                raised.alerts.push(place);
                last_raised = Some(alert.chunk);
            }
        }
    }

    fn is_within_budget(&self, report: &Report, alert: &Alert) -> bool {
        let p_value = report.drift_of(alert).map(|drift| &drift.p_value);
        p_value
            .and_then(Figure::value)
            .is_none_or(|p| p <= self.per_100_chunks / 100.0)
    }
}

impl Report {
    /// The comparison that raised `alert`; nothing where it is not about a column.
    pub fn drift_of(&self, alert: &Alert) -> Option<&ColumnDrift> {
        let timeline = if alert.concern == Concern::PredictionDrift {
            &self.prediction
        } else if alert.concern == Concern::DataDrift {
            let mut columns = self.columns.iter();
            columns.find(|column| column.name == alert.subject)?
        } else {
            return None;
        };
        timeline.chunks.get(alert.chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::monitoring::ColumnTimeline;

    /// A report whose metric is worse in these chunks.
    fn report(chunks: &[usize]) -> Report {
        let alert = |chunk: &usize| Alert {
            chunk: *chunk,
            concern: Concern::Performance,
            subject: "ROC-AUC".to_owned(),
            value: 0.5,
            limit: 0.6,
            text: String::new(),
        };
        let text = serde_json::json!({
            "model": "m", "chunking": "", "chunks": [], "columns": [], "metrics": [],
            "prediction": ColumnTimeline { name: "prediction".to_owned(), chunks: Vec::new() },
            "confidence": [],
            "alerts": chunks.iter().rev().map(alert).collect::<Vec<_>>(),
        });
        serde_json::from_value(text).unwrap()
    }

    fn raised(rules: &AlertRules, chunks: &[usize]) -> Vec<usize> {
        let report = report(chunks);
        let raised = rules.raise(&report);
        assert_eq!(raised.alerts.len() + raised.quiet.len(), chunks.len());
        let mut found: Vec<usize> = raised
            .alerts
            .iter()
            .map(|place| report.alerts[*place].chunk)
            .collect();
        found.reverse();
        found
    }

    #[test]
    fn a_subject_is_quiet_while_it_cools_down() {
        let rules = AlertRules {
            cool_down: 2,
            ..AlertRules::default()
        };
        assert_eq!(raised(&rules, &[1, 2, 3, 4, 8]), [1, 4, 8]);
        let never = AlertRules {
            cool_down: 0,
            ..rules
        };
        assert_eq!(raised(&never, &[1, 2, 3]), [1, 2, 3]);
    }

    #[test]
    fn one_bad_chunk_is_not_a_row() {
        let rules = AlertRules {
            in_a_row: 2,
            cool_down: 0,
            ..AlertRules::default()
        };
        assert_eq!(raised(&rules, &[1, 3, 4, 5, 7]), [4, 5]);
    }

    #[test]
    fn rules_that_make_no_sense_are_refused() {
        for per_100_chunks in [0.0, -1.0, f64::NAN, 101.0] {
            let rules = AlertRules {
                per_100_chunks,
                ..AlertRules::default()
            };
            assert!(rules.check().is_err(), "{per_100_chunks}");
        }
        assert!(AlertRules::default().check().is_ok());
    }
}
