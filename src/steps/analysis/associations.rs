use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Params, Sample, leaf_order::leaf_order, sample::sample};
use crate::{
    data::{ColumnProfile, Profile, Table},
    stats::{
        Association, Contingency, DenseRanks, MISSING, correlation_ratio, cramers_v, cramers_v_raw,
        decile_codes, mutual_information, normalised_mutual_information, pearson,
        spearman_of_ranks,
    },
    steps::StepError,
    terms::{Figure, Progress},
};

/// How much every two columns have to do with each other.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Associations {
    /// The columns, so ordered that related ones stand side by side.
    pub columns: Vec<String>,
    /// Every pair once: of the first two columns, the first and the third, the second and the
    /// third, and so on.
    pub pairs: Vec<Pair>,
    /// Columns that are not among them, and why.
    pub left_out: Vec<LeftOut>,
    /// Whether only some rows were looked at.
    pub sample: Option<Sample>,
}

/// Two columns.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Pair {
    /// The first column, by its place in [`Associations::columns`].
    pub a: usize,
    /// The second one, further back.
    pub b: usize,
    /// Rows in which both have a value.
    pub rows: u64,
    /// Every measure that fits what the columns hold.
    pub figures: BTreeMap<Association, Figure>,
}

/// A column that is not compared.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    /// Its name.
    pub column: String,
    /// Why.
    pub reason: String,
}

impl Pair {
    /// The measure that fits the two columns best: Spearman's correlation for two numbers,
    /// Cramér's V for two categories, the correlation ratio for one of each.
    pub fn usual(&self) -> Option<(Association, &Figure)> {
        const USUAL: [Association; 3] = [
            Association::Spearman,
            Association::CramersV,
            Association::CorrelationRatio,
        ];
        let found = USUAL
            .iter()
            .find(|measure| self.figures.contains_key(measure))?;
        Some((*found, self.figures.get(found)?))
    }

    /// How strong the usual measure is, 0 to 1; 0 where it cannot be computed.
    pub fn strength(&self) -> f64 {
        let value = self.usual().and_then(|(_, figure)| figure.value());
        value.map_or(0.0, f64::abs)
    }
}

impl Associations {
    /// The pair of two columns by their places, in either order; nothing for a column with itself.
    pub fn pair(&self, a: usize, b: usize) -> Option<&Pair> {
        let (a, b) = (a.min(b), a.max(b));
        (a != b).then(|| self.pairs.get(b * b.saturating_sub(1) / 2 + a))?
    }
}

/// A text column with more levels than this is compared with nothing.
const MOST_LEVELS: u64 = 10_000;

/// A column as it is kept while others are compared with it: few bytes a row, for all of them are
/// kept at once.
enum Prepared<'a> {
    Numbers {
        column: &'a str,
        ranks: Codes,
        distinct: usize,
        /// The lowest rank of each decile but the first.
        deciles: Vec<u32>,
    },
    Categories {
        codes: Codes,
        n_codes: usize,
    },
}

/// Codes in as few bytes as they need; the largest number stands for [`MISSING`].
enum Codes {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

/// A column in the shapes that the measures want, made when its turn comes.
struct Spread {
    values: Option<(Vec<f64>, DenseRanks)>,
    codes: Vec<u32>,
    n_codes: usize,
}

/// Every measure of every two columns of `table`.
pub(super) fn associations(
    table: &Table,
    profile: &Profile,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Associations, StepError> {
    let (chosen, left_out) = choose(profile, params.relation_columns);
    let (table, sample) = sample(table, params.relation_rows, params.seed);
    let prepared = chosen
        .par_iter()
        .map(|column| {
            progress.check()?;
            prepare(&table, column)
        })
        .collect::<Result<Vec<Prepared<'_>>, StepError>>()?;
    let pairs = prepared
        .par_iter()
        .enumerate()
        .map(|(b, of_b)| {
            let of_b = of_b.spread(&table)?;
            let before = prepared[..b].iter().enumerate();
            before
                .map(|(a, of_a)| {
                    progress.check()?;
                    let (rows, figures) = measure(&of_a.spread(&table)?, &of_b);
                    Ok(Pair {
                        a,
                        b,
                        rows,
                        figures,
                    })
                })
                .collect::<Result<Vec<Pair>, StepError>>()
        })
        .collect::<Result<Vec<Vec<Pair>>, StepError>>()?;
    let pairs = pairs.into_iter().flatten().collect();
    let columns = chosen.iter().map(|column| column.name.clone()).collect();
    Ok(Associations {
        columns,
        pairs,
        left_out,
        sample,
    }
    .clustered())
}

impl Associations {
    /// The same with related columns side by side.
    fn clustered(mut self) -> Self {
        let order = leaf_order(self.columns.len(), |a, b| {
            self.pair(a, b).map_or(1.0, Pair::strength)
        });
        let columns = order.iter().map(|old| self.columns[*old].clone());
        let columns = columns.collect();
        let mut pairs = Vec::with_capacity(self.pairs.len());
        for b in 0..order.len() {
            for a in 0..b {
                if let Some(pair) = self.pair(order[a], order[b]) {
                    pairs.push(Pair {
                        a,
                        b,
                        ..pair.clone()
                    });
                }
            }
        }
        (self.columns, self.pairs) = (columns, pairs);
        self
    }
}

/// The columns that are compared, and why the others are not.
fn choose(profile: &Profile, most: usize) -> (Vec<&ColumnProfile>, Vec<LeftOut>) {
    let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
    for column in &profile.columns {
        let reason = if column.distinct < 2 {
            "it has one value only".to_owned()
        } else if column.texts.is_some() && column.distinct > MOST_LEVELS {
            format!("it has more than {MOST_LEVELS} different texts")
        } else if chosen.len() == most {
            format!("only the first {most} columns are compared; step 3 sets how many")
        } else {
            chosen.push(column);
            continue;
        };
        left_out.push(LeftOut {
            column: column.name.clone(),
            reason,
        });
    }
    (chosen, left_out)
}

fn prepare<'a>(table: &Table, column: &'a ColumnProfile) -> Result<Prepared<'a>, StepError> {
    if column.numbers.is_some() || column.times.is_some() {
        let values = finite(table, &column.name)?;
        let ranks = DenseRanks::of(&values);
        let (codes, n_codes) = decile_codes(&values);
        let mut deciles = vec![MISSING; n_codes - 1];
        for (&rank, &code) in ranks.codes.iter().zip(&codes) {
            if code != MISSING {
                for lowest in &mut deciles[..code as usize] {
                    *lowest = rank.min(*lowest);
                }
            }
        }
        return Ok(Prepared::Numbers {
            column: &column.name,
            distinct: ranks.distinct,
            ranks: Codes::of(ranks.codes, ranks.distinct),
            deciles,
        });
    }
    let categories = table.categories(&column.name)?;
    Ok(Prepared::Categories {
        n_codes: categories.levels.len(),
        codes: Codes::of(categories.codes, categories.levels.len()),
    })
}

impl Codes {
    /// `codes` below `n`.
    fn of(codes: Vec<u32>, n: usize) -> Self {
        // What is missing is cut off to the largest number.
        match n {
            0..=0xff => Self::One(codes.into_iter().map(|code| code as u8).collect()),
            0x100..=0xffff => Self::Two(codes.into_iter().map(|code| code as u16).collect()),
            _ => Self::Four(codes),
        }
    }

    fn whole(&self) -> Vec<u32> {
        fn all<T: Copy + PartialEq + Into<u32>>(codes: &[T], missing: T) -> Vec<u32> {
            let codes = codes.iter();
            let whole = codes.map(|&code| {
                if code == missing {
                    MISSING
                } else {
                    code.into()
                }
            });
            whole.collect()
        }
        match self {
            Self::One(codes) => all(codes, u8::MAX),
            Self::Two(codes) => all(codes, u16::MAX),
            Self::Four(codes) => codes.clone(),
        }
    }
}

/// The numbers of a column; infinite ones are left out.
fn finite(table: &Table, column: &str) -> Result<Vec<f64>, StepError> {
    let mut values = table.numbers(column)?;
    for value in values.iter_mut().filter(|value| value.is_infinite()) {
        *value = f64::NAN;
    }
    Ok(values)
}

impl Prepared<'_> {
    fn spread(&self, table: &Table) -> Result<Spread, StepError> {
        Ok(match self {
            Self::Numbers {
                column,
                ranks,
                distinct,
                deciles,
            } => {
                let mut of_rank = vec![0; *distinct];
                for &lowest in deciles {
                    let above = of_rank.get_mut(lowest as usize..).unwrap_or_default();
                    for decile in above {
                        *decile += 1;
                    }
                }
                // What is missing has no rank.
                let code = |&rank: &u32| of_rank.get(rank as usize).copied().unwrap_or(MISSING);
                let ranks = DenseRanks {
                    codes: ranks.whole(),
                    distinct: *distinct,
                };
                Spread {
                    codes: ranks.codes.iter().map(code).collect(),
                    values: Some((finite(table, column)?, ranks)),
                    n_codes: deciles.len() + 1,
                }
            }
            Self::Categories { codes, n_codes } => Spread {
                values: None,
                codes: codes.whole(),
                n_codes: *n_codes,
            },
        })
    }
}

/// The rows in which both have a value, and every measure that fits.
fn measure(a: &Spread, b: &Spread) -> (u64, BTreeMap<Association, Figure>) {
    let table = Contingency::of(&a.codes, a.n_codes, &b.codes, b.n_codes);
    let mut figures = BTreeMap::from([
        (Association::MutualInformation, mutual_information(&table)),
        (
            Association::NormalisedMutualInformation,
            normalised_mutual_information(&table),
        ),
    ]);
    match (&a.values, &b.values) {
        (Some((x, of_x)), Some((y, of_y))) => {
            figures.insert(Association::Pearson, pearson(x, y));
            figures.insert(Association::Spearman, spearman_of_ranks(of_x, of_y).0);
        }
        (None, None) => {
            figures.insert(Association::CramersV, cramers_v(&table));
            figures.insert(Association::CramersVRaw, cramers_v_raw(&table));
        }
        (Some((values, _)), None) => {
            let eta = correlation_ratio(&b.codes, b.n_codes, values);
            figures.insert(Association::CorrelationRatio, eta);
        }
        (None, Some((values, _))) => {
            let eta = correlation_ratio(&a.codes, a.n_codes, values);
            figures.insert(Association::CorrelationRatio, eta);
        }
    }
    (table.n, figures)
}
