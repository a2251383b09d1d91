use super::{Alert, Period, Rule};
use crate::steps::StepError;

/// How closely to look, and from where on to be careful. A limit of 0 switches its rule off.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Bins of each histogram.
    pub bins: usize,
    /// How many of a column's most frequent values to list.
    pub top: usize,
    /// A column that explains at least this share of the target's variance, or of its gaps, is
    /// suspected of leakage.
    pub leakage: f64,
    /// Columns with at least this share of missing values raise an alert.
    pub missing: f64,
    /// A text column in which at least this share of the values is unique looks like an identifier.
    pub identifier: f64,
    /// A text column with at least this many different values has too many for one-hot encoding.
    pub cardinality: f64,
    /// A column whose skewness is at least this far from 0 is lopsided.
    pub skewness: f64,
    /// A column with at least this share of zeros may hold gaps in disguise.
    pub zeros: f64,
    /// A text column with at least this share of empty texts may hold gaps in disguise.
    pub blank: f64,
    /// At least this many infinite values raise an alert.
    pub infinite: f64,
    /// At least this share of rows that are equal to an earlier one raises an alert.
    pub duplicates: f64,
    /// A target whose most frequent class has at least this share is imbalanced.
    pub imbalance: f64,
    /// Two features that are related at least this strongly say the same twice.
    pub correlation: f64,
    /// At least this share of rows that come before the row above them in time raises an alert.
    pub unordered: f64,
    /// At least this many periods without a row between the first and the last raise an alert.
    pub empty_periods: f64,
    /// A time column that goes on at least this many days after the data's own time ends raises an
    /// alert.
    pub future_days: f64,
    /// Relations between columns are measured on at most this many rows; of more, a sample is drawn
    /// and said to be one.
    pub relation_rows: usize,
    /// At most this many columns are compared with each other.
    pub relation_columns: usize,
    /// How many of the oddest rows to list.
    pub outliers: usize,
    /// How long a period of the series is; the finest that is not too fine where none is given.
    pub period: Option<Period>,
    /// What the sample is drawn with.
    pub seed: u64,
    /// Alerts that a person has looked at and does not want to hear of again.
    pub muted: Vec<Mute>,
}

/// An alert that is not to be heard again, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mute {
    /// The rule.
    pub rule: Rule,
    /// The column; empty where the alert is about the whole table.
    pub column: String,
    /// Why.
    pub reason: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            bins: 30,
            top: 10,
            leakage: 0.5,
            missing: 0.2,
            identifier: 0.9,
            cardinality: 50.0,
            skewness: 5.0,
            zeros: 0.5,
            blank: 0.01,
            infinite: 1.0,
            duplicates: 0.001,
            imbalance: 0.9,
            correlation: 0.95,
            unordered: 0.001,
            empty_periods: 1.0,
            future_days: 1.0,
            relation_rows: 400_000,
            relation_columns: 60,
            outliers: 50,
            period: None,
            seed: 1,
            muted: Vec::new(),
        }
    }
}

impl Params {
    /// The same without what does not change what is measured: muting makes no result stale.
    pub fn measured(&self) -> Self {
        Self {
            muted: Vec::new(),
            ..self.clone()
        }
    }

    /// Why `alert` is muted, if it is.
    pub fn muted(&self, alert: &Alert) -> Option<&Mute> {
        self.muted
            .iter()
            .find(|mute| mute.rule == alert.rule && mute.column == alert.column)
    }

    /// Whether the numbers make sense.
    pub fn check(&self) -> Result<(), StepError> {
        if !(2..=1000).contains(&self.bins) {
            return Err(StepError::invalid(
                "Bins must be from 2 to 1000. Change them in step 3.",
            ));
        }
        let shares = [
            ("leakage", self.leakage),
            ("missing", self.missing),
            ("identifier", self.identifier),
            ("zeros", self.zeros),
            ("blank", self.blank),
            ("duplicates", self.duplicates),
            ("imbalance", self.imbalance),
            ("correlation", self.correlation),
            ("unordered", self.unordered),
        ];
        for (name, value) in shares {
            if !(0.0..=1.0).contains(&value) {
                return Err(StepError::Invalid(format!(
                    "The limit “{name}” is a share from 0 to 1, not {value}. Change it in step 3."
                )));
            }
        }
        let numbers = [
            ("cardinality", self.cardinality),
            ("skewness", self.skewness),
            ("infinite", self.infinite),
            ("empty_periods", self.empty_periods),
            ("future_days", self.future_days),
        ];
        for (name, value) in numbers {
            if !(value.is_finite() && value >= 0.0) {
                return Err(StepError::Invalid(format!(
                    "The limit “{name}” must not be below 0, but is {value}. Change it in step 3."
                )));
            }
        }
        let counts = [
            ("relation_rows", self.relation_rows, 1000..=20_000_000),
            ("relation_columns", self.relation_columns, 2..=300),
            ("outliers", self.outliers, 1..=1000),
        ];
        for (name, value, range) in counts {
            if !range.contains(&value) {
                let (low, high) = (range.start(), range.end());
                return Err(StepError::Invalid(format!(
                    "“{name}” must be from {low} to {high}, not {value}. Change it in step 3."
                )));
            }
        }
        Ok(())
    }
}
