use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::{
    data::Table,
    stats::MISSING,
    steps::{StepError, preparation::Labels, problem},
};

/// Classes into which a numeric target is cut so that folds can be alike.
const TENTHS: usize = 10;
/// Folds that a person may ask for.
const FOLDS: std::ops::RangeInclusive<u32> = 2..=100;

/// On which rows models are compared.
///
/// All rules but [`Self::Holdout`] divide the training part; the validation part stays for the
/// threshold and calibration, the test part for judging. Reference: scikit-learn, `KFold`,
/// `StratifiedKFold`, `GroupKFold`, `TimeSeriesSplit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Resampling {
    /// On the validation part, once. Quick; says nothing of how much luck there was.
    #[default]
    Holdout,
    /// Each row is judged once, by a model that was fitted on the other folds. Misleads where rows
    /// depend on each other or on time.
    KFold {
        /// How many folds, 2 to 100.
        folds: u32,
    },
    /// As k-fold, with the same mix of the target in every fold.
    Stratified {
        /// How many folds, 2 to 100.
        folds: u32,
    },
    /// As k-fold, but rows with the same key stay in one fold. Rows without a key are keys of
    /// their own.
    Group {
        /// How many folds, 2 to 100.
        folds: u32,
        /// The column with the key.
        column: String,
    },
    /// In the order of time: fitted on everything up to a day, judged on what comes next. The
    /// rows are cut into one block more than there are folds; rows of the same time stay together.
    Expanding {
        /// How many folds, 2 to 100.
        folds: u32,
        /// Rows that are left out between the two, so that answers that come late cannot leak.
        #[serde(default)]
        gap: u32,
    },
    /// As expanding, but fitted on the latest blocks only: for a world that forgets.
    Rolling {
        /// How many folds, 2 to 100.
        folds: u32,
        /// Blocks that are fitted on, 1 to 100; a block has as many rows as a fold is judged on.
        window: u32,
        /// Rows that are left out between the two.
        #[serde(default)]
        gap: u32,
    },
}

/// The rows of a fold, by their number in the data set, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Rows that are fitted on.
    pub train: Vec<u32>,
    /// Rows that are judged.
    pub test: Vec<u32>,
}

impl Resampling {
    /// Name on the screen.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Holdout => "Validation part",
            Self::KFold { .. } => "K-fold",
            Self::Stratified { .. } => "Stratified k-fold",
            Self::Group { .. } => "Group k-fold",
            Self::Expanding { .. } => "Expanding window",
            Self::Rolling { .. } => "Rolling window",
        }
    }

    /// How many folds there are; none for [`Self::Holdout`].
    pub fn n_folds(&self) -> u32 {
        match self {
            Self::Holdout => 0,
            Self::KFold { folds }
            | Self::Stratified { folds }
            | Self::Group { folds, .. }
            | Self::Expanding { folds, .. }
            | Self::Rolling { folds, .. } => *folds,
        }
    }

    /// Whether the rows go by time.
    pub fn is_by_time(&self) -> bool {
        matches!(self, Self::Expanding { .. } | Self::Rolling { .. })
    }

    /// In words, as a part of a sentence.
    pub fn summary(&self) -> String {
        match self {
            Self::Holdout => "on the validation part".to_owned(),
            Self::KFold { folds } => format!("{folds} folds"),
            Self::Stratified { folds } => format!("{folds} stratified folds"),
            Self::Group { folds, column } => format!("{folds} folds, whole groups of “{column}”"),
            Self::Expanding { folds, gap } => {
                format!("{folds} folds in the order of time{}", words_of(*gap))
            }
            Self::Rolling { folds, window, gap } => format!(
                "{folds} folds in the order of time, the latest {window} blocks{}",
                words_of(*gap)
            ),
        }
    }

    /// Whether the numbers are in their range.
    ///
    /// # Errors
    /// If one is not; the message says which.
    pub fn check(&self) -> Result<(), StepError> {
        let refuse = |what: &str, value: u32| {
            Err(StepError::Invalid(format!(
                "{what} must lie between {} and {}, not {value}. Change it in step 5.",
                if what.starts_with("The window") {
                    1
                } else {
                    *FOLDS.start()
                },
                FOLDS.end()
            )))
        };
        match self {
            Self::Holdout => Ok(()),
            _ if !FOLDS.contains(&self.n_folds()) => refuse("The number of folds", self.n_folds()),
            Self::Rolling { window, .. } if !(1..=*FOLDS.end()).contains(window) => {
                refuse("The window", *window)
            }
            Self::Group { column, .. } if column.trim().is_empty() => Err(StepError::invalid(
                "Group k-fold needs the column with the key. Name it in step 5.",
            )),
            _ => Ok(()),
        }
    }

    /// The folds of `rows`, which are numbers of rows of `table` in ascending order; none for
    /// [`Self::Holdout`]. The same seed gives the same folds.
    ///
    /// # Errors
    /// If there are fewer rows, groups or times than folds, or a column is not there.
    pub fn folds(
        &self,
        (table, rows): (&Table, &[u32]),
        (labels, problem): (&Labels, &problem::Params),
        seed: u64,
    ) -> Result<Vec<Fold>, StepError> {
        self.check()?;
        let k = self.n_folds() as usize;
        enough(rows.len(), k, "training rows")?;
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        match self {
            Self::Holdout => Ok(Vec::new()),
            Self::KFold { .. } => {
                let mut order = rows.to_vec();
                order.shuffle(&mut generator);
                let place = order
                    .iter()
                    .enumerate()
                    .map(|(i, row)| (*row, i * k / rows.len()));
                Ok(by_place(place.collect(), k))
            }
            Self::Stratified { .. } => {
                let mut order = rows.to_vec();
                order.shuffle(&mut generator);
                // Dealt out class by class, like cards: every fold gets its share of each.
                let classes = classes(labels, rows);
                let class_of = |row: &u32| rows.binary_search(row).map_or(0, |i| classes[i]);
                order.sort_by_cached_key(class_of);
                let place = order.iter().enumerate().map(|(i, row)| (*row, i % k));
                Ok(by_place(place.collect(), k))
            }
            Self::Group { column, .. } => by_group(table, column, (rows, k), &mut generator),
            Self::Expanding { gap, .. } => by_time(table, problem, rows, (k, None, *gap as usize)),
            Self::Rolling { window, gap, .. } => {
                let window = Some(*window as usize);
                by_time(table, problem, rows, (k, window, *gap as usize))
            }
        }
    }
}

fn words_of(gap: u32) -> String {
    if gap == 0 {
        String::new()
    } else {
        format!(", {gap} rows between")
    }
}

fn enough(found: usize, k: usize, what: &str) -> Result<(), StepError> {
    if found < k {
        return Err(StepError::Invalid(format!(
            "There are {found} {what}, fewer than {k} folds. Ask for fewer folds in step 5."
        )));
    }
    Ok(())
}

/// The folds of rows that know in which of `k` folds they are judged.
fn by_place(mut places: Vec<(u32, usize)>, k: usize) -> Vec<Fold> {
    places.sort_unstable();
    let rows = |wanted: &dyn Fn(usize) -> bool| {
        let chosen = places.iter().filter(|(_, place)| wanted(*place));
        chosen.map(|(row, _)| *row).collect()
    };
    (0..k)
        .map(|fold| Fold {
            train: rows(&|place| place != fold),
            test: rows(&|place| place == fold),
        })
        .collect()
}

/// The class of each row; of numbers, the tenth in which it lies.
fn classes(labels: &Labels, rows: &[u32]) -> Vec<u32> {
    match labels {
        Labels::Classes { codes, .. } => rows.iter().map(|&row| codes[row as usize]).collect(),
        Labels::Values(values) => {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            let value = |i: usize| values[rows[i] as usize];
            order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
            let mut tenths = vec![0; rows.len()];
            for (place, i) in order.into_iter().enumerate() {
                tenths[i] = (place * TENTHS / rows.len()) as u32;
            }
            tenths
        }
    }
}

/// Whole groups, the largest first, each to the fold that has the fewest rows so far.
fn by_group(
    table: &Table,
    column: &str,
    (rows, k): (&[u32], usize),
    generator: &mut Xoshiro256PlusPlus,
) -> Result<Vec<Fold>, StepError> {
    let keys = table.categories(column)?;
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); keys.levels.len()];
    for &row in rows {
        match keys.codes[row as usize] {
            MISSING => groups.push(vec![row]),
            code => groups[code as usize].push(row),
        }
    }
    groups.retain(|group| !group.is_empty());
    enough(groups.len(), k, &format!("groups of “{column}”"))?;
    groups.shuffle(generator);
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut sizes = vec![0; k];
    let mut places = Vec::with_capacity(rows.len());
    for group in groups {
        let smallest = (0..k).min_by_key(|&fold| sizes[fold]).unwrap_or(0);
        sizes[smallest] += group.len();
        places.extend(group.into_iter().map(|row| (row, smallest)));
    }
    Ok(by_place(places, k))
}

/// Folds in the order of time; those without a time are left out.
fn by_time(
    table: &Table,
    problem: &problem::Params,
    rows: &[u32],
    (k, window, gap): (usize, Option<usize>, usize),
) -> Result<Vec<Fold>, StepError> {
    let Some(column) = &problem.time_column else {
        return Err(StepError::invalid(
            "Folds in the order of time need a time column. Name it in step 1, or choose other folds in step 5.",
        ));
    };
    let times = table.times(column)?;
    let mut order: Vec<(i64, u32)> = rows
        .iter()
        .filter_map(|&row| Some((times[row as usize]?, row)))
        .collect();
    order.sort_unstable();
    let before = window.unwrap_or(1);
    let n_blocks = k + before;
    let edges: Vec<usize> = (0..=n_blocks)
        .map(|block| {
            let mut edge = block * order.len() / n_blocks;
            while edge > 0 && edge < order.len() && order[edge].0 == order[edge - 1].0 {
                edge += 1;
            }
            edge
        })
        .collect();
    let rows_of = |from: usize, to: usize| {
        let mut rows: Vec<u32> = order[from..to].iter().map(|(_, row)| *row).collect();
        rows.sort_unstable();
        rows
    };
    (0..k)
        .map(|fold| {
            let (start, end) = (edges[fold + before], edges[fold + before + 1]);
            let first = if window.is_some() { edges[fold] } else { 0 };
            let last = start.saturating_sub(gap);
            if end <= start || last <= first {
                return Err(StepError::Invalid(format!(
                    "Fold {} of {k} has no rows: “{column}” holds too few different times, or the gap is too wide. Ask for fewer folds or a smaller gap in step 5.",
                    fold + 1
                )));
            }
            Ok(Fold { train: rows_of(first, last), test: rows_of(start, end) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::ColumnData;

    fn table(n: usize) -> Table {
        let key = |row: usize| Some(format!("k{}", row * row % 17));
        let columns = vec![
            (
                "key".to_owned(),
                ColumnData::Texts((0..n).map(key).collect()),
            ),
            (
                "t".to_owned(),
                ColumnData::Times(
                    (0..n)
                        .map(|row| Some(i64::from(((row * 7) % n / 3) as u32)))
                        .collect(),
                ),
            ),
        ];
        Table::from_columns(columns).unwrap()
    }

    fn problem() -> problem::Params {
        problem::Params {
            time_column: Some("t".to_owned()),
            ..problem::Params::default()
        }
    }

    fn labels(n: usize) -> Labels {
        Labels::Classes {
            codes: (0..n).map(|row| u32::from(row % 5 == 0)).collect(),
            classes: vec!["no".to_owned(), "yes".to_owned()],
        }
    }

    fn all(folds: u32) -> [Resampling; 5] {
        [
            Resampling::KFold { folds },
            Resampling::Stratified { folds },
            Resampling::Group {
                folds,
                column: "key".to_owned(),
            },
            Resampling::Expanding { folds, gap: 0 },
            Resampling::Rolling {
                folds,
                window: 2,
                gap: 1,
            },
        ]
    }

    proptest! {
        #[test]
        fn no_row_judges_the_model_that_it_made(n in 60..200_usize, k in 2..6_u32, seed: u64) {
            let (table, labels) = (table(n), labels(n));
            let rows: Vec<u32> = (0..n as u32).filter(|row| row % 4 != 1).collect();
            for rule in all(k) {
                let folds = rule.folds((&table, &rows), (&labels, &problem()), seed).unwrap();
                prop_assert_eq!(folds.len(), k as usize);
                let mut judged: Vec<u32> = folds.iter().flat_map(|fold| fold.test.clone()).collect();
                for fold in &folds {
                    prop_assert!(fold.train.is_sorted() && fold.test.is_sorted());
                    prop_assert!(fold.train.iter().all(|row| fold.test.binary_search(row).is_err()));
                    prop_assert!(fold.train.iter().all(|row| rows.contains(row)));
                }
                judged.sort_unstable();
                let once = judged.len();
                judged.dedup();
                prop_assert_eq!(judged.len(), once);
                if !rule.is_by_time() {
                    prop_assert_eq!(&judged, &rows);
                }
                prop_assert_eq!(&rule.folds((&table, &rows), (&labels, &problem()), seed).unwrap(), &folds);
            }
        }
    }

    #[test]
    fn every_fold_has_the_same_mix() {
        let (table, labels) = (table(100), labels(100));
        let rows: Vec<u32> = (0..100).collect();
        let rule = Resampling::Stratified { folds: 5 };
        for fold in rule
            .folds((&table, &rows), (&labels, &problem()), 3)
            .unwrap()
        {
            assert_eq!(fold.test.iter().filter(|row| **row % 5 == 0).count(), 4);
            assert_eq!(fold.test.len(), 20);
        }
    }

    #[test]
    fn groups_stay_together() {
        let (table, labels) = (table(100), labels(100));
        let rows: Vec<u32> = (0..100).collect();
        let rule = Resampling::Group {
            folds: 4,
            column: "key".to_owned(),
        };
        for fold in rule
            .folds((&table, &rows), (&labels, &problem()), 3)
            .unwrap()
        {
            let key = |row: &u32| table.cell(*row as usize, 0);
            let judged: Vec<String> = fold.test.iter().map(key).collect();
            assert!(!fold.train.iter().map(key).any(|key| judged.contains(&key)));
        }
    }

    #[test]
    fn time_never_runs_backwards() {
        let (table, labels) = (table(100), labels(100));
        let rows: Vec<u32> = (0..100).collect();
        let times = table.times("t").unwrap();
        let time = |row: &u32| times[*row as usize];
        let mut lengths = Vec::new();
        for rule in &all(4)[3..] {
            for fold in rule
                .folds((&table, &rows), (&labels, &problem()), 0)
                .unwrap()
            {
                assert!(fold.train.iter().map(time).max() < fold.test.iter().map(time).min());
                lengths.push(fold.train.len());
            }
        }
        assert!(
            lengths[..4].is_sorted() && lengths[0] < lengths[3],
            "{lengths:?}"
        );
        assert!(
            lengths[4..].iter().all(|n| (25..=40).contains(n)),
            "{lengths:?}"
        );
    }

    #[test]
    fn what_cannot_be_divided_says_so() {
        let (table, labels) = (table(100), labels(100));
        let rows: Vec<u32> = (0..100).collect();
        let refused = |rule: Resampling, rows: &[u32], problem: &problem::Params| {
            rule.folds((&table, rows), (&labels, problem), 1)
                .unwrap_err()
                .to_string()
        };
        let group = Resampling::Group {
            folds: 50,
            column: "key".to_owned(),
        };
        let text = refused(group, &rows, &problem());
        assert!(
            text.starts_with("There are 9 groups of “key”, fewer than 50 folds"),
            "{text}"
        );
        let text = refused(Resampling::KFold { folds: 5 }, &rows[..3], &problem());
        assert!(text.starts_with("There are 3 training rows"), "{text}");
        let text = refused(Resampling::KFold { folds: 1 }, &rows, &problem());
        assert!(text.contains("between 2 and 100, not 1"), "{text}");
        let expanding = Resampling::Expanding { folds: 4, gap: 0 };
        let text = refused(expanding, &rows, &problem::Params::default());
        assert!(text.contains("need a time column"), "{text}");
        let text = refused(
            Resampling::Expanding { folds: 4, gap: 30 },
            &rows,
            &problem(),
        );
        assert!(text.contains("Fold 1 of 4 has no rows"), "{text}");
    }
}
