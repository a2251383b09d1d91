use super::super::{DataError, iso_time};

/// How rows are given to parts. Shares are 0 to 1; what they leave is production.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum SplitRule {
    /// By lot. Misleads where rows depend on each other or on time.
    Random {
        /// Share of training.
        train: f64,
        /// Share of validation.
        validation: f64,
        /// Share of test.
        test: f64,
        /// The same seed gives the same split.
        seed: u64,
    },
    /// By lot within each value of a column, so that every part has the same mix.
    Stratified {
        /// The column, usually the target.
        column: String,
        /// Share of training.
        train: f64,
        /// Share of validation.
        validation: f64,
        /// Share of test.
        test: f64,
        /// The same seed gives the same split.
        seed: u64,
    },
    /// By dates, as a model meets its rows in life. Rows without a time are production.
    Time {
        /// The column with the time.
        column: String,
        /// Rows before it train: "2013-07-01" or "2013-07-01 12:00".
        train_until: String,
        /// Of the rest, rows before it validate.
        validation_until: String,
        /// Of the rest, rows before it test; the others are production.
        test_until: String,
    },
    /// By lot, but rows with the same key stay together: what the model learned of a person in
    /// training must not help it in the test. Rows without a key are keys of their own.
    Group {
        /// The column with the key.
        column: String,
        /// The column whose mix is kept alike in every part as far as whole groups allow; usually
        /// the target. The parts have the wanted number of rows only, where none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alike: Option<String>,
        /// Share of training.
        train: f64,
        /// Share of validation.
        validation: f64,
        /// Share of test.
        test: f64,
        /// The same seed gives the same split.
        seed: u64,
    },
    /// By shares in the order of the rows: for a table that is sorted by a time that it does not
    /// hold.
    Order {
        /// Share of training.
        train: f64,
        /// Share of validation.
        validation: f64,
        /// Share of test.
        test: f64,
    },
    /// By shares in the order of time; rows of the same time stay together. Rows without a time
    /// are production.
    TimeShares {
        /// The column with the time.
        column: String,
        /// Share of training.
        train: f64,
        /// Share of validation.
        validation: f64,
        /// Share of test.
        test: f64,
    },
}

impl SplitRule {
    /// Whether the rule makes sense by itself.
    ///
    /// # Errors
    /// If a share is no share, training has none, they are more than the whole, or dates are no
    /// dates or in the wrong order.
    pub fn check(&self) -> Result<(), DataError> {
        match self {
            Self::Random {
                train,
                validation,
                test,
                ..
            }
            | Self::Stratified {
                train,
                validation,
                test,
                ..
            }
            | Self::Group {
                train,
                validation,
                test,
                ..
            }
            | Self::Order {
                train,
                validation,
                test,
            }
            | Self::TimeShares {
                train,
                validation,
                test,
                ..
            } => check_shares([*train, *validation, *test]),
            Self::Time { .. } => self.limits().map(|_| ()),
        }
    }

    /// The dates of a split by time, in microseconds.
    pub(super) fn limits(&self) -> Result<[i64; 3], DataError> {
        let Self::Time {
            train_until,
            validation_until,
            test_until,
            ..
        } = self
        else {
            return Ok([0; 3]);
        };
        let mut limits = [0; 3];
        for (limit, text) in limits
            .iter_mut()
            .zip([train_until, validation_until, test_until])
        {
            *limit = iso_time::parse(text.trim()).ok_or_else(|| {
                DataError::split(format!("“{text}” is no date such as 2013-07-01."))
            })?;
        }
        if limits.is_sorted() {
            Ok(limits)
        } else {
            Err(DataError::split(
                "The dates of training, validation and test must follow each other.",
            ))
        }
    }
}

fn check_shares(shares: [f64; 3]) -> Result<(), DataError> {
    if let Some(share) = shares.iter().find(|share| !(0.0..=1.0).contains(*share)) {
        return Err(DataError::split(format!(
            "A share is from 0 to 1, not {share}."
        )));
    }
    if shares[0] == 0.0 {
        return Err(DataError::split("Training has no rows."));
    }
    // 0.6 + 0.15 + 0.25 is a little more than 1 in binary.
    if shares.iter().sum::<f64>() > 1.0 + 1e-9 {
        return Err(DataError::split("The shares are more than the whole."));
    }
    Ok(())
}
