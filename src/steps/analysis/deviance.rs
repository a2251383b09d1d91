use std::collections::BTreeMap;

use super::Associations;
use crate::{
    data::{ColumnProfile, Profile, Table},
    stats::{Association, MISSING, positive_inverse},
    steps::{
        StepError,
        problem::{self, ColumnRole},
    },
};

/// How far a row is from the usual one: about twice the logarithm of how much less likely it is.
///
/// Numbers: the squared Mahalanobis distance of their robust z-scores, (value − median) / (1.4826 ·
/// median absolute deviation), cut off at ±10; the correlations are Spearman's, turned into those
/// of a normal distribution by 2 sin(π ρ / 6) and drawn a tenth towards none, so that columns that
/// say the same do not count twice and combinations that do not fit each other are seen. Where half
/// of a column is the same value, its standard deviation takes the place of the deviation.
/// Categories with at most a hundred levels: 2 ln(rows of the most frequent level / rows of this
/// one). A missing value counts as usual. It misleads where a column has several humps: a value
/// between them counts as usual.
///
/// Reference: P. Rousseeuw and B. van Zomeren, "Unmasking multivariate outliers and leverage
/// points", JASA 85 (1990); B. Iglewicz and D. Hoaglin, "How to detect and handle outliers" (1993).
pub(super) struct Deviance {
    numbers: Vec<Number>,
    /// The inverse of the correlations, row after row.
    precision: Vec<f64>,
    categories: Vec<Category>,
}

struct Number {
    column: String,
    middle: f64,
    scale: f64,
}

struct Category {
    column: String,
    /// What each level adds to the score.
    levels: BTreeMap<String, f64>,
}

/// Rows in the units of the score.
pub(super) struct Measured {
    n_rows: usize,
    /// z-scores, row after row.
    z: Vec<f64>,
    /// What each category adds, row after row.
    added: Vec<f64>,
}

/// No z-score counts for more.
const FARTHEST: f64 = 10.0;
/// Categories with more levels do not count.
const MOST_LEVELS: u64 = 100;
/// How far correlations are drawn towards none.
const SHRINKAGE: f64 = 0.1;

impl Deviance {
    /// Learns from all rows what is usual.
    pub(super) fn fit(
        table: &Table,
        profile: &Profile,
        associations: &Associations,
        problem: &problem::Params,
    ) -> Result<Self, StepError> {
        let counts = |column: &&ColumnProfile| {
            let role = problem.role(&column.name);
            let hidden = [ColumnRole::Ignored, ColumnRole::Time, ColumnRole::Entity];
            !hidden.contains(&role) && associations.columns.contains(&column.name)
        };
        let (mut numbers, mut categories) = (Vec::new(), Vec::new());
        for column in profile.columns.iter().filter(counts) {
            numbers.extend(Number::of(column));
            if column.numbers.is_none() && column.times.is_none() {
                categories.extend(Category::of(table, column)?);
            }
        }
        let correlations = correlations(&numbers, associations);
        Ok(Self {
            precision: precision(&correlations, numbers.len()),
            numbers,
            categories,
        })
    }

    /// The columns that count, numbers first.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let numbers = self.numbers.iter().map(|number| number.column.as_str());
        numbers.chain(
            self.categories
                .iter()
                .map(|category| category.column.as_str()),
        )
    }

    /// Some rows of the table that was learned from.
    pub(super) fn measure(&self, rows: &Table) -> Result<Measured, StepError> {
        let (n, k, c) = (rows.n_rows(), self.numbers.len(), self.categories.len());
        let mut measured = Measured {
            n_rows: n,
            z: vec![0.0; n * k],
            added: vec![0.0; n * c],
        };
        for (j, number) in self.numbers.iter().enumerate() {
            for (row, value) in rows.numbers(&number.column)?.into_iter().enumerate() {
                if !value.is_nan() {
                    let z = (value - number.middle) / number.scale;
                    measured.z[row * k + j] = z.clamp(-FARTHEST, FARTHEST);
                }
            }
        }
        for (j, category) in self.categories.iter().enumerate() {
            let found = rows.categories(&category.column)?;
            let of_level = |level: &String| category.levels.get(level).copied().unwrap_or(0.0);
            let of_level: Vec<f64> = found.levels.iter().map(of_level).collect();
            for (row, code) in found.codes.iter().enumerate() {
                if *code != MISSING {
                    measured.added[row * c + j] = of_level[*code as usize];
                }
            }
        }
        Ok(measured)
    }
}

impl Measured {
    /// The score of every row.
    pub(super) fn scores(&self, deviance: &Deviance) -> Vec<f64> {
        let (k, c) = (deviance.numbers.len(), deviance.categories.len());
        let score = |row: usize| {
            let z = &self.z[row * k..(row + 1) * k];
            let numbers: f64 = z
                .iter()
                .zip(deviance.precision.chunks_exact(k.max(1)))
                .map(|(of_one, line)| of_one * dot(line, z))
                .sum();
            numbers + self.added[row * c..(row + 1) * c].iter().sum::<f64>()
        };
        (0..self.n_rows).map(score).collect()
    }

    /// What each column adds to the score of `row`; they sum up to it.
    pub(super) fn parts(&self, deviance: &Deviance, row: usize) -> Vec<f64> {
        let (k, c) = (deviance.numbers.len(), deviance.categories.len());
        let z = &self.z[row * k..(row + 1) * k];
        let lines = z.iter().zip(deviance.precision.chunks_exact(k.max(1)));
        let numbers = lines.map(|(of_one, line)| of_one * dot(line, z));
        numbers
            .chain(self.added[row * c..(row + 1) * c].iter().copied())
            .collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Number {
    fn of(column: &ColumnProfile) -> Option<Self> {
        let numbers = column.numbers.as_ref().filter(|_| column.distinct > 2)?;
        let spread = numbers.mad.value().map(|mad| 1.4826 * mad);
        let scale = spread
            .filter(|scale| *scale > 0.0)
            .or_else(|| numbers.std.value());
        Some(Self {
            column: column.name.clone(),
            middle: numbers.median.value()?,
            scale: scale.filter(|scale| *scale > 0.0)?,
        })
    }
}

impl Category {
    fn of(table: &Table, column: &ColumnProfile) -> Result<Option<Self>, StepError> {
        if !(2..=MOST_LEVELS).contains(&column.distinct) {
            return Ok(None);
        }
        let categories = table.categories(&column.name)?;
        let counts = categories.counts();
        let most = counts.iter().copied().max().unwrap_or(1) as f64;
        let levels = categories.levels.into_iter().zip(counts);
        Ok(Some(Self {
            column: column.name.clone(),
            levels: levels
                .map(|(level, count)| (level, 2.0 * (most / count as f64).ln()))
                .collect(),
        }))
    }
}

/// The correlations of `numbers`, row after row.
fn correlations(numbers: &[Number], associations: &Associations) -> Vec<f64> {
    let place = |number: &Number| {
        let columns = &mut associations.columns.iter();
        columns.position(|column| *column == number.column)
    };
    let places: Vec<Option<usize>> = numbers.iter().map(place).collect();
    let mut correlations = Vec::with_capacity(places.len().pow(2));
    for (i, a) in places.iter().enumerate() {
        for (j, b) in places.iter().enumerate() {
            let pair = a.zip(*b).and_then(|(a, b)| associations.pair(a, b));
            let rank = pair.and_then(|pair| pair.figures.get(&Association::Spearman)?.value());
            let rank = rank.map_or(0.0, |rank| 2.0 * (std::f64::consts::PI * rank / 6.0).sin());
            correlations.push(if i == j { 1.0 } else { rank });
        }
    }
    correlations
}

/// The inverse of `correlations`, drawn towards none until there is one.
fn precision(correlations: &[f64], n: usize) -> Vec<f64> {
    let mut shrinkage = SHRINKAGE;
    loop {
        let drawn: Vec<f64> = correlations
            .iter()
            .enumerate()
            .map(|(place, r)| {
                let is_diagonal = place % n == place / n;
                if is_diagonal {
                    1.0
                } else {
                    (1.0 - shrinkage) * r
                }
            })
            .collect();
        if let Some(inverse) = positive_inverse(&drawn, n) {
            return inverse;
        }
        // With 1 it is the unit matrix, whose inverse is itself.
        shrinkage = (shrinkage + 0.1).min(1.0);
    }
}
