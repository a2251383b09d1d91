use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Associations,
    deviance::{Deviance, Measured},
};
use crate::{
    data::{Profile, Table},
    stats::{Histogram, even_edges},
    steps::{StepError, problem},
    terms::Progress,
};

/// The rows that are least like the others, and why.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outliers {
    /// The columns that the score looks at.
    pub columns: Vec<String>,
    /// The rows with the highest score, highest first.
    pub rows: Vec<OutlierRow>,
    /// The scores of all rows in bins of equal width, the highest score at the right end.
    pub scores: Histogram,
    /// Values far out by themselves, column by column.
    pub far_out: Vec<FarOut>,
}

/// A row that is unlike the others.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct OutlierRow {
    /// Its number, from 0 on.
    pub row: u64,
    /// How far it is from the usual row: about twice the logarithm of how much less likely it is.
    pub score: f64,
    /// The columns that make it so, most first.
    pub reasons: Vec<Reason>,
}

/// A column that makes a row odd.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    /// The column.
    pub column: String,
    /// The row's value.
    pub value: Told,
    /// What is usual: the middle value, or the most frequent one.
    pub usual: Told,
    /// Its part of the score.
    pub score: f64,
}

/// A value as it is told: whoever shows it decides how many digits a number needs.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// Of a column of numbers.
    Number(f64),
    /// Of any other column.
    Text(String),
}

/// How many values of a column lie far out.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FarOut {
    /// The column.
    pub column: String,
    /// Values beyond Tukey's fences.
    pub rows: u64,
    /// Their share of the column's values, 0 to 1.
    pub share: f64,
    /// Below this they count.
    pub low: f64,
    /// Above this they count.
    pub high: f64,
}

/// Rows that are read at once.
const BLOCK: usize = 16_384;
/// Columns that are told for each row.
const REASONS: usize = 4;
/// Bins of the scores.
const BINS: usize = 40;

/// Scores every row of `table` and keeps the `most` oddest.
///
/// What is ignored, and what orders or names rows, does not count.
pub(super) fn outliers(
    table: &Table,
    (profile, associations): (&Profile, &Associations),
    problem: &problem::Params,
    most: usize,
    progress: &dyn Progress,
) -> Result<Outliers, StepError> {
    let far_out = far_out(profile);
    let deviance = Deviance::fit(table, profile, associations, problem)?;
    if deviance.columns().next().is_none() {
        return Ok(Outliers {
            far_out,
            ..Outliers::default()
        });
    }
    let blocks = (0..table.n_rows().div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            progress.check()?;
            let first = block * BLOCK;
            let scores = deviance
                .measure(&table.slice(first, BLOCK))?
                .scores(&deviance);
            let mut order: Vec<usize> = (0..scores.len()).collect();
            order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
            order.truncate(most);
            let top: Vec<(f64, usize)> = order
                .iter()
                .map(|row| (scores[*row], first + row))
                .collect();
            Ok((scores.iter().map(|score| *score as f32).collect(), top))
        })
        .collect::<Result<Vec<(Vec<f32>, Vec<(f64, usize)>)>, StepError>>()?;
    let mut top: Vec<(f64, usize)> = blocks.iter().flat_map(|(_, top)| top.clone()).collect();
    top.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    top.truncate(most);
    let highest = top.first().map_or(0.0, |(score, _)| *score);
    let mut scores = Histogram::empty(even_edges(0.0, highest.max(1.0), BINS));
    for score in blocks.iter().flat_map(|(scores, _)| scores) {
        scores.add(f64::from(*score).clamp(0.0, highest), 1);
    }
    let rows = reasons(table, profile, &deviance, &top)?;
    Ok(Outliers {
        columns: deviance.columns().map(str::to_owned).collect(),
        rows,
        scores,
        far_out,
    })
}

/// What makes the rows in `top` odd.
fn reasons(
    table: &Table,
    profile: &Profile,
    deviance: &Deviance,
    top: &[(f64, usize)],
) -> Result<Vec<OutlierRow>, StepError> {
    let indices: Vec<u32> = top.iter().map(|(_, row)| *row as u32).collect();
    let rows = table.take(&indices);
    let measured: Measured = deviance.measure(&rows)?;
    let usual: BTreeMap<&str, Told> = profile
        .columns
        .iter()
        .filter_map(|column| Some((column.name.as_str(), usual(column)?)))
        .collect();
    let told = top.iter().enumerate().map(|(i, &(score, row))| {
        let mut parts: Vec<(&str, f64)> = deviance
            .columns()
            .zip(measured.parts(deviance, i))
            .collect();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1));
        let reasons = parts
            .into_iter()
            .take(REASONS)
            .filter(|(_, part)| *part > 0.0);
        let reasons = reasons.filter_map(|(column, score)| {
            let usual = usual.get(column)?.clone();
            let value = rows.cell(i, rows.column_index(column)?);
            Some(Reason {
                value: match (&usual, value.parse()) {
                    (Told::Number(_), Ok(number)) => Told::Number(number),
                    _ => Told::Text(value),
                },
                usual,
                column: column.to_owned(),
                score,
            })
        });
        OutlierRow {
            row: row as u64,
            score,
            reasons: reasons.collect(),
        }
    });
    Ok(told.collect())
}

fn usual(column: &crate::data::ColumnProfile) -> Option<Told> {
    match &column.numbers {
        Some(numbers) => numbers.median.value().map(Told::Number),
        None => Some(Told::Text(column.top.first()?.value.clone())),
    }
}

fn far_out(profile: &Profile) -> Vec<FarOut> {
    let mut far_out: Vec<FarOut> = profile
        .columns
        .iter()
        .filter_map(|column| {
            let numbers = column
                .numbers
                .as_ref()
                .filter(|numbers| numbers.outliers > 0)?;
            let (low, high) = numbers.fences()?;
            Some(FarOut {
                column: column.name.clone(),
                rows: numbers.outliers,
                share: numbers.outliers as f64 / column.count.max(1) as f64,
                low,
                high,
            })
        })
        .collect();
    far_out.sort_by_key(|column| std::cmp::Reverse(column.rows));
    far_out
}
