//! Which rows train, choose, test, and stand for production.

use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{DataError, Table, iso_time};
use crate::stats::MISSING;

/// What a row is used for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Models are fitted on it.
    Train,
    /// It chooses between models and thresholds.
    Validation,
    /// It judges the chosen model.
    Test,
    /// It stands for what comes after deployment.
    Production,
}

impl Part {
    /// Every part, in the order in which it is used.
    pub const ALL: [Self; 4] = [Self::Train, Self::Validation, Self::Test, Self::Production];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "training",
            Self::Validation => "validation",
            Self::Test => "test",
            Self::Production => "production",
        }
    }
}

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
    fn limits(&self) -> Result<[i64; 3], DataError> {
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

/// The part of every row of `table`.
///
/// # Errors
/// If the rule makes no sense, or its column is not there or of the wrong kind.
pub fn split(table: &Table, rule: &SplitRule) -> Result<Vec<Part>, DataError> {
    rule.check()?;
    let mut parts = vec![Part::Production; table.n_rows()];
    match rule {
        SplitRule::Random {
            train,
            validation,
            test,
            seed,
        } => {
            let rows = (0..table.n_rows() as u32).collect();
            by_lot(
                &mut parts,
                rows,
                [*train, *validation, *test],
                &mut generator(*seed),
            );
        }
        SplitRule::Stratified {
            column,
            train,
            validation,
            test,
            seed,
        } => {
            let mut generator = generator(*seed);
            for rows in strata(table, column)? {
                by_lot(
                    &mut parts,
                    rows,
                    [*train, *validation, *test],
                    &mut generator,
                );
            }
        }
        SplitRule::Time { column, .. } => {
            let limits = rule.limits()?;
            for (part, time) in parts.iter_mut().zip(table.times(column)?) {
                if let Some(time) = time {
                    *part = Part::ALL[limits.iter().filter(|limit| time >= **limit).count()];
                }
            }
        }
        SplitRule::TimeShares {
            column,
            train,
            validation,
            test,
        } => {
            by_order(
                &mut parts,
                &table.times(column)?,
                [*train, *validation, *test],
            );
        }
    }
    Ok(parts)
}

/// The rows of `part`, in their order.
pub fn indices(parts: &[Part], part: Part) -> Vec<u32> {
    let rows = (0_u32..).zip(parts);
    rows.filter(|(_, candidate)| **candidate == part)
        .map(|(row, _)| row)
        .collect()
}

fn generator(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// The rows of each value of a column; those without one are a group of their own.
fn strata(table: &Table, column: &str) -> Result<Vec<Vec<u32>>, DataError> {
    let categories = table.categories(column)?;
    let last = categories.levels.len();
    let mut strata = vec![Vec::new(); last + 1];
    for (row, &code) in (0_u32..).zip(&categories.codes) {
        strata[if code == MISSING { last } else { code as usize }].push(row);
    }
    Ok(strata)
}

fn by_lot(
    parts: &mut [Part],
    mut rows: Vec<u32>,
    shares: [f64; 3],
    generator: &mut Xoshiro256PlusPlus,
) {
    rows.shuffle(generator);
    let ends = ends(rows.len(), shares);
    for (place, row) in rows.into_iter().enumerate() {
        parts[row as usize] = Part::ALL[ends.iter().filter(|end| place >= **end).count()];
    }
}

/// Gives the rows to parts in the order of their times; a border moves down to where a time ends.
fn by_order(parts: &mut [Part], times: &[Option<i64>], shares: [f64; 3]) {
    let known = (0_u32..)
        .zip(times)
        .filter_map(|(row, time)| Some((time.as_ref()?, row)));
    let mut order: Vec<(&i64, u32)> = known.collect();
    order.sort_unstable();
    let ends = ends(order.len(), shares).map(|end| match order.get(end) {
        Some((time, _)) => order.partition_point(|(other, _)| other < time),
        None => end,
    });
    for (place, (_, row)) in order.iter().enumerate() {
        parts[*row as usize] = Part::ALL[ends.iter().filter(|end| place >= **end).count()];
    }
}

/// Where training, validation and test end among `n` rows.
fn ends(n: usize, shares: [f64; 3]) -> [usize; 3] {
    let mut sum = 0.0;
    shares.map(|share| {
        sum += share;
        ((sum * n as f64).round() as usize).min(n)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::ColumnData, *};

    fn times(values: Vec<Option<i64>>) -> Table {
        Table::from_columns(vec![("t".to_owned(), ColumnData::Times(values))]).unwrap()
    }

    fn random(train: f64, validation: f64, test: f64, seed: u64) -> SplitRule {
        SplitRule::Random {
            train,
            validation,
            test,
            seed,
        }
    }

    fn counts(parts: &[Part]) -> [usize; 4] {
        Part::ALL.map(|part| indices(parts, part).len())
    }

    #[test]
    fn dates_are_borders() {
        let day = |text: &str| iso_time::parse(text);
        let days = [
            "2013-01-31 23:59",
            "2013-02-01",
            "2013-03-01",
            "2013-04-01",
            "2012-01-01",
        ];
        let mut values: Vec<Option<i64>> = days.iter().map(|text| day(text)).collect();
        values.push(None);
        let rule = SplitRule::Time {
            column: "t".to_owned(),
            train_until: "2013-02-01".to_owned(),
            validation_until: "2013-03-01".to_owned(),
            test_until: "2013-04-01".to_owned(),
        };
        use Part::{Production, Test, Train, Validation};
        let expected = [Train, Validation, Test, Production, Train, Production];
        assert_eq!(split(&times(values), &rule).unwrap(), expected);
    }

    #[test]
    fn equal_times_stay_together() {
        let rule = SplitRule::TimeShares {
            column: "t".to_owned(),
            train: 0.5,
            validation: 0.25,
            test: 0.25,
        };
        let values = [3, 1, 1, 1, 2, 2, 3, 4].map(Some).to_vec();
        let parts = split(&times(values), &rule).unwrap();
        assert_eq!(indices(&parts, Part::Train), [1, 2, 3]);
        assert_eq!(indices(&parts, Part::Validation), [4, 5]);
        assert_eq!(indices(&parts, Part::Test), [0, 6, 7]);
    }

    #[test]
    fn every_part_has_the_same_mix() {
        let texts = (0..100)
            .map(|i| (i % 20 != 7).then(|| if i % 10 == 0 { "rare" } else { "usual" }.to_owned()));
        let table = Table::from_columns(vec![("c".to_owned(), ColumnData::Texts(texts.collect()))])
            .unwrap();
        let rule = SplitRule::Stratified {
            column: "c".to_owned(),
            train: 0.6,
            validation: 0.2,
            test: 0.2,
            seed: 3,
        };
        let parts = split(&table, &rule).unwrap();
        let rare = |part| {
            indices(&parts, part)
                .iter()
                .filter(|row| table.cell(**row as usize, 0) == "rare")
                .count()
        };
        assert_eq!(Part::ALL.map(rare), [6, 2, 2, 0]);
    }

    #[test]
    fn rules_that_make_no_sense() {
        for (rule, part) in [
            (random(0.0, 0.5, 0.5, 1), "Training has no rows"),
            (random(0.8, 0.2, 0.2, 1), "more than the whole"),
            (random(f64::NAN, 0.2, 0.2, 1), "from 0 to 1, not NaN"),
            (random(0.5, -0.1, 0.2, 1), "from 0 to 1, not -0.1"),
        ] {
            let message = rule.check().unwrap_err().to_string();
            assert!(
                message.contains(part) && message.ends_with("in step 4."),
                "{message}"
            );
        }
        random(0.6, 0.15, 0.25, 1).check().unwrap();
        let time = |a: &str, b: &str| SplitRule::Time {
            column: "t".to_owned(),
            train_until: a.to_owned(),
            validation_until: b.to_owned(),
            test_until: "2014-01-01".to_owned(),
        };
        assert!(
            time("soon", "2013-01-01")
                .check()
                .unwrap_err()
                .to_string()
                .starts_with("“soon” is no date")
        );
        assert!(time("2013-02-01", "2013-01-01").check().is_err());
        assert!(split(&times(vec![Some(0)]), &random(2.0, 0.0, 0.0, 1)).is_err());
    }

    #[test]
    fn rules_stand_in_a_project_file() {
        let text = "rule = \"time\"\ncolumn = \"t\"\ntrain_until = \"2013-07-01\"\nvalidation_until = \"2013-09-01\"\ntest_until = \"2013-11-01\"\n";
        let rule: SplitRule = toml::from_str(text).unwrap();
        assert_eq!(toml::to_string(&rule).unwrap(), text);
        assert!(toml::from_str::<SplitRule>(&text.replace("test_until", "test_til")).is_err());
    }

    proptest! {
        #[test]
        fn shares_are_kept_and_a_seed_gives_the_same_split(n in 0..300_usize, seed: u64) {
            let table = times(vec![None; n]);
            let rule = random(0.6, 0.15, 0.15, seed);
            let parts = split(&table, &rule).unwrap();
            let expected = ends(n, [0.6, 0.15, 0.15]);
            let found = counts(&parts);
            prop_assert_eq!(found.iter().sum::<usize>(), n);
            prop_assert_eq!([found[0], found[0] + found[1], found[0] + found[1] + found[2]], expected);
            prop_assert_eq!(split(&table, &rule).unwrap(), parts);
        }

        #[test]
        fn time_never_runs_backwards(values in proptest::collection::vec(proptest::option::of(0..50_i64), 0..60)) {
            let table = times(values.clone());
            let rule = SplitRule::TimeShares { column: "t".to_owned(), train: 0.5, validation: 0.2, test: 0.2 };
            let parts = split(&table, &rule).unwrap();
            for (i, a) in values.iter().enumerate() {
                for (j, b) in values.iter().enumerate() {
                    prop_assert!(a.is_none() || b.is_none() || a >= b || parts[i] <= parts[j]);
                }
            }
        }
    }
}
