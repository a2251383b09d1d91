use crate::{
    data::{DataError, RowSet, Table},
    stats::{self, Moments},
    steps::problem,
    terms::Figure,
};

/// How sure the intervals are, 0 to 1.
const CONFIDENCE: f64 = 0.95;
/// Rows that are summed together; the sums are added in order, so that every run gives the same.
const BLOCK: usize = 65_536;

/// The answers of every row, ready to be averaged over any of them.
#[derive(Clone, Debug)]
pub struct Target {
    /// What the mean of the answers is: "late = true" or "mean of cnt".
    pub name: String,
    answers: Answers,
}

#[derive(Clone, Debug)]
enum Answers {
    /// Rows with the class that counts, and rows with any.
    Class { hits: RowSet, known: RowSet },
    /// NaN where there is none.
    Values(Vec<f64>),
}

/// The mean of the answers of some rows: a share for classes.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TargetMean {
    /// Rows with an answer.
    pub rows: u64,
    /// Their mean; a share from 0 to 1 for classes.
    pub mean: Figure,
    /// Where the true mean begins with 95 % confidence, taking rows for independent: Wilson's
    /// interval for a share, the normal one for a mean.
    pub low: Figure,
    /// Where it ends.
    pub high: Figure,
}

impl Target {
    /// The answers of `table`; `None` where the contract names no target or the table has none.
    ///
    /// Of classes the positive one counts, or the most frequent one where no positive class is
    /// named.
    ///
    /// # Errors
    /// If the target cannot be read as what the task says.
    pub fn of(table: &Table, problem: &problem::Params) -> Result<Option<Self>, DataError> {
        let target = &problem.target;
        if table.column_index(target).is_none() {
            return Ok(None);
        }
        if !problem.task.is_classification() {
            return Ok(Some(Self {
                name: format!("mean of {target}"),
                answers: Answers::Values(table.numbers(target)?),
            }));
        }
        let categories = table.categories(target)?;
        let counts = categories.counts();
        let positive = categories
            .levels
            .iter()
            .position(|level| *level == problem.positive);
        let most = (0..counts.len()).max_by_key(|&level| counts[level]);
        let Some(class) = positive.or(most) else {
            return Ok(None);
        };
        let codes = &categories.codes;
        Ok(Some(Self {
            name: format!("{target} = {}", categories.levels[class]),
            answers: Answers::Class {
                hits: RowSet::of(codes.len(), |row| codes[row] as usize == class),
                known: RowSet::of(codes.len(), |row| codes[row] != stats::MISSING),
            },
        }))
    }

    /// Whether the mean is a share.
    pub fn is_share(&self) -> bool {
        matches!(self.answers, Answers::Class { .. })
    }

    /// The answers as numbers: 1 for the class that counts and 0 for the others; NaN where there
    /// is none.
    pub fn numbers(&self) -> Vec<f64> {
        match &self.answers {
            Answers::Values(values) => values.clone(),
            Answers::Class { hits, known } => (0..known.n_rows())
                .map(|row| match (known.contains(row), hits.contains(row)) {
                    (false, _) => f64::NAN,
                    (true, hit) => f64::from(u8::from(hit)),
                })
                .collect(),
        }
    }

    /// Their mean over `rows`.
    pub fn mean(&self, rows: &RowSet) -> TargetMean {
        match &self.answers {
            Answers::Class { hits, known } => {
                let n = known.and(rows).count() as u64;
                let hits = hits.and(rows).count() as u64;
                let none = || Figure::not_computable("no row has an answer");
                let interval = stats::wilson(hits, n, CONFIDENCE);
                TargetMean {
                    rows: n,
                    mean: if n == 0 {
                        none()
                    } else {
                        Figure::Value(hits as f64 / n as f64)
                    },
                    low: interval.map_or_else(none, |(low, _)| Figure::Value(low)),
                    high: interval.map_or_else(none, |(_, high)| Figure::Value(high)),
                }
            }
            Answers::Values(values) => {
                let moments = moments(values, rows);
                let half = moments.std(1).map(|std| {
                    let z = stats::special::normal_quantile(f64::midpoint(1.0, CONFIDENCE));
                    z * std / (moments.n as f64).sqrt()
                });
                let end = |sign: f64| match (moments.mean().value(), &half) {
                    (Some(mean), Figure::Value(half)) => Figure::Value(mean + sign * half),
                    (_, missing) => missing.clone(),
                };
                TargetMean {
                    rows: moments.n,
                    mean: moments.mean(),
                    low: end(-1.0),
                    high: end(1.0),
                }
            }
        }
    }
}

/// The moments of `values` in `rows`.
pub(super) fn moments(values: &[f64], rows: &RowSet) -> Moments {
    use rayon::prelude::*;
    let words = BLOCK / 64;
    let blocks: Vec<Moments> = rows
        .words()
        .par_chunks(words)
        .enumerate()
        .map(|(block, words)| {
            let mut taken = Vec::new();
            for (i, word) in words.iter().enumerate() {
                let mut rest = *word;
                while rest != 0 {
                    let bit = rest.trailing_zeros() as usize;
                    taken.push(values[block * BLOCK + 64 * i + bit]);
                    rest &= rest - 1;
                }
            }
            Moments::of(&taken)
        })
        .collect();
    let mut all = Moments::EMPTY;
    for block in &blocks {
        all.merge(block);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::ColumnData, terms::Task};

    fn table() -> Table {
        let late = ["yes", "no", "no", "", "yes"].map(|text| match text {
            "" => None,
            text => Some(text.to_owned()),
        });
        let delay = [Some(30.0), Some(0.0), None, Some(5.0), Some(25.0)];
        Table::from_columns(vec![
            ("late".to_owned(), ColumnData::Texts(late.to_vec())),
            ("delay".to_owned(), ColumnData::Numbers(delay.to_vec())),
        ])
        .unwrap()
    }

    fn problem(task: Task, target: &str) -> problem::Params {
        problem::Params {
            task,
            target: target.to_owned(),
            positive: "yes".to_owned(),
            ..problem::Params::default()
        }
    }

    #[test]
    fn the_mean_of_a_class_is_its_share_of_the_known() {
        let problem = problem(Task::Binary, "late");
        let target = Target::of(&table(), &problem).unwrap().unwrap();
        assert_eq!(target.name, "late = yes");
        let mean = target.mean(&RowSet::all(5));
        assert_eq!((mean.rows, mean.mean), (4, Figure::Value(0.5)));
        let mean = target.mean(&RowSet::of(5, |row| row == 3));
        assert_eq!(mean.rows, 0);
        assert!(mean.mean.value().is_none() && mean.low.value().is_none());
        assert_eq!(target.numbers()[..3], [1.0, 0.0, 0.0]);
        assert!(target.numbers()[3].is_nan());
    }

    #[test]
    fn the_mean_of_numbers_has_the_usual_interval() {
        let problem = problem(Task::Regression, "delay");
        let target = Target::of(&table(), &problem).unwrap().unwrap();
        let mean = target.mean(&RowSet::of(5, |row| row != 1));
        assert_eq!((mean.rows, mean.mean), (3, Figure::Value(20.0)));
        let half = 1.959_963_984_540_054 * 13.228_756_555_322_953 / 3_f64.sqrt();
        assert!((mean.high.value().unwrap() - 20.0 - half).abs() < 1e-9);
        assert!((mean.low.value().unwrap() - 20.0 + half).abs() < 1e-9);
    }
}
