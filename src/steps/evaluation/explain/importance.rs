use rand::seq::SliceRandom as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};

use super::Desk;
use crate::{data::Table, metrics::Metric, steps::StepError, terms::Progress};

/// Times that each column is shuffled.
const REPEATS: usize = 5;

/// How much a metric loses when a column is shuffled.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// The metric that loses.
    pub metric: Metric,
    /// Its value with every column as it is.
    pub value: f64,
    /// Every raw column that the model reads, the most important first.
    pub columns: Vec<ColumnImportance>,
    /// Test rows that were shuffled.
    pub rows: u64,
}

/// How much one column matters.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnImportance {
    /// The raw column.
    pub column: String,
    /// The mean loss over the repeats, in the metric's unit; above 0 where the metric gets worse.
    pub mean: f64,
    /// The smallest loss of a repeat.
    pub low: f64,
    /// The largest one.
    pub high: f64,
}

impl Desk {
    /// Shuffles each raw column among the test rows, five times, and measures what `metric` loses:
    /// permutation importance.
    ///
    /// It goes through the whole recipe, so that everything made of a column counts as this column.
    /// Where two columns say the same, shuffling one of them harms little, and both look
    /// unimportant; and shuffled rows may be such as never occur. Same seed, same figures.
    ///
    /// # Errors
    /// If the metric cannot be computed on these rows, or somebody stops it.
    ///
    /// Reference: L. Breiman, "Random forests", Machine Learning 45 (2001); A. Fisher, C. Rudin and
    /// F. Dominici, "All models are wrong, but many are useful", JMLR 20 (2019).
    pub fn importance(
        &self,
        metric: Metric,
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<Importance, StepError> {
        let value_of = |table: &Table| -> Result<f64, StepError> {
            let answers = self.package.scores(table, progress)?;
            self.metric(metric, &answers).ok_or_else(|| {
                StepError::Invalid(format!(
                    "{} cannot be computed on the test rows, so no column can be said to matter to it. Choose another metric in step 1.",
                    metric.info().name
                ))
            })
        };
        let value = value_of(&self.test)?;
        let sign = if metric.higher_is_better() { 1.0 } else { -1.0 };
        let inputs = self.inputs();
        let as_they_are: Vec<u32> = (0..self.test.n_rows() as u32).collect();
        let mut lot = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut columns = Vec::with_capacity(inputs.len());
        for (done, name) in inputs.iter().enumerate() {
            progress.report(
                done as f32 / inputs.len() as f32,
                &format!("Shuffling {name}"),
            );
            let mut losses = Vec::with_capacity(REPEATS);
            for _ in 0..REPEATS {
                progress.check()?;
                let mut shuffled = as_they_are.clone();
                shuffled.shuffle(&mut lot);
                let of = |column: &str| {
                    if column == *name {
                        &shuffled
                    } else {
                        &as_they_are
                    }
                };
                let table = self.test.take_each(|column| of(column).as_slice())?;
                losses.push(sign * (value - value_of(&table)?));
            }
            columns.push(ColumnImportance {
                column: (*name).to_owned(),
                mean: losses.iter().sum::<f64>() / REPEATS as f64,
                low: losses.iter().copied().fold(f64::INFINITY, f64::min),
                high: losses.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            });
        }
        columns.sort_by(|a, b| b.mean.total_cmp(&a.mean));
        Ok(Importance {
            metric,
            value,
            columns,
            rows: self.test.n_rows() as u64,
        })
    }
}
