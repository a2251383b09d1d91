use super::{Desk, desk::evenly};
use crate::{data::Kind, stats::MISSING, steps::StepError, terms::Progress};

/// Rows whose lines are averaged.
const ROWS: usize = 300;
/// Lines that are kept.
const LINES: usize = 40;
/// The most values of a column that are tried.
const VALUES: usize = 24;

/// What the model answers when one column is given other values.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependence {
    /// The raw column.
    pub column: String,
    /// What it holds.
    pub kind: Kind,
    /// The values that were tried, numbers and times rising, names the most frequent first.
    pub points: Vec<DependencePoint>,
    /// For some of the rows, the answer at each point.
    pub lines: Vec<Vec<f64>>,
    /// Rows that were averaged.
    pub rows: u64,
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct DependencePoint {
    /// The value as it is shown.
    pub label: String,
    /// The value, or its place among the names.
    pub x: f64,
    /// The mean answer with this value in every row.
    pub mean: f64,
}

impl Desk {
    /// Gives `column` one value after another in a sample of the test rows, everything else left
    /// alone: partial dependence, with the lines of single rows (individual conditional expectation).
    ///
    /// Numbers are tried at 24 quantiles of the test rows, names at the most frequent ones. Lines
    /// that cross show an interaction that the mean hides. Where columns go together, it asks about
    /// rows that never occur.
    ///
    /// # Errors
    /// If the model does not read the column, or somebody stops it.
    ///
    /// Reference: J. Friedman, "Greedy function approximation", Annals of Statistics 29 (2001); A.
    /// Goldstein et al., "Peeking inside the black box", JCGS 24 (2015).
    pub fn dependence(
        &self,
        column: &str,
        progress: &dyn Progress,
    ) -> Result<Dependence, StepError> {
        let index = self.test.column_index(column).ok_or_else(|| {
            StepError::Invalid(format!(
                "The model does not read “{column}”. Choose one of its inputs."
            ))
        })?;
        let kind = self.test.columns()[index].kind;
        let tried = self.values(column, kind)?;
        let rows = evenly(self.test.n_rows(), ROWS);
        // Row after row, every value.
        let own: Vec<u32> = rows
            .iter()
            .flat_map(|row| std::iter::repeat_n(*row, tried.len()))
            .collect();
        let given: Vec<u32> = rows.iter().flat_map(|_| tried.iter().copied()).collect();
        let of = |name: &str| if name == column { &given } else { &own };
        let table = self.test.take_each(|name| of(name).as_slice())?;
        let answers = self.outputs(&table, progress)?;
        let lines: Vec<Vec<f64>> = answers
            .chunks_exact(tried.len().max(1))
            .map(<[f64]>::to_vec)
            .collect();
        let numbers = self.test.numbers(column).unwrap_or_default();
        let point = |(place, row): (usize, &u32)| {
            let sum: f64 = lines.iter().map(|line| line[place]).sum();
            let x = match kind {
                Kind::Text | Kind::Boolean => place as f64,
                Kind::Integer | Kind::Decimal | Kind::Time => {
                    numbers.get(*row as usize).copied().unwrap_or(place as f64)
                }
            };
            DependencePoint {
                label: self.test.cell(*row as usize, index),
                x,
                mean: sum / lines.len().max(1) as f64,
            }
        };
        let points = tried.iter().enumerate().map(point).collect();
        let shown = evenly(lines.len(), LINES);
        Ok(Dependence {
            column: column.to_owned(),
            kind,
            points,
            rows: lines.len() as u64,
            lines: shown.iter().map(|&i| lines[i as usize].clone()).collect(),
        })
    }

    /// Rows of the sample that hold the values to try.
    fn values(&self, column: &str, kind: Kind) -> Result<Vec<u32>, StepError> {
        if matches!(kind, Kind::Text | Kind::Boolean) {
            let categories = self.test.categories(column)?;
            let counts = categories.counts();
            let mut first = vec![None; counts.len()];
            for (row, &code) in (0_u32..).zip(&categories.codes) {
                if code != MISSING {
                    first[code as usize].get_or_insert(row);
                }
            }
            let mut levels: Vec<usize> = (0..counts.len()).collect();
            levels.sort_by_key(|&level| std::cmp::Reverse(counts[level]));
            let rows = levels.into_iter().filter_map(|level| first[level]);
            return Ok(rows.take(VALUES).collect());
        }
        let numbers = self.test.numbers(column)?;
        let mut known: Vec<u32> = (0..numbers.len() as u32)
            .filter(|&row| numbers[row as usize].is_finite())
            .collect();
        known.sort_by(|&a, &b| numbers[a as usize].total_cmp(&numbers[b as usize]));
        let last = known.len().saturating_sub(1);
        let at = |i: usize| known.get((i * last).div_ceil(VALUES - 1)).copied();
        let mut rows: Vec<u32> = (0..VALUES).filter_map(at).collect();
        rows.dedup_by(|a, b| numbers[*a as usize] == numbers[*b as usize]);
        Ok(rows)
    }
}
