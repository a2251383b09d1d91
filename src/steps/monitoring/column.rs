use std::ops::Range;

use rayon::prelude::*;

use super::{
    ColumnTimeline,
    run::{LEAST_CHUNKS, Spans},
};
use crate::{
    data::{Categories, Kind, Table},
    drift::{Baseline, ColumnDrift, Distance, Sample},
    stats::{MISSING, Moments},
    steps::StepError,
    terms::Progress,
};

/// A column of the rows that are followed, read once, in the order of the chunks.
pub(super) enum Column {
    /// NaN where missing.
    Numbers(Vec<f64>),
    /// By code.
    Categories(Categories),
    /// The reference's rows and then production's, where they come from two tables: they may be of
    /// different kinds.
    Halves(Box<[Self; 2]>),
}

impl Column {
    /// The column `name` of `table` as `kind`.
    pub(super) fn read(table: &Table, name: &str, kind: Kind) -> Result<Self, StepError> {
        Ok(match kind {
            Kind::Text | Kind::Boolean => Self::Categories(table.categories(name)?),
            Kind::Integer | Kind::Decimal | Kind::Time => Self::Numbers(table.numbers(name)?),
        })
    }

    /// A column of which every one of `n` rows is missing, as `kind`.
    pub(super) fn missing(n: usize, kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Boolean => Self::Categories(Categories {
                codes: vec![MISSING; n],
                levels: Vec::new(),
            }),
            Kind::Integer | Kind::Decimal | Kind::Time => Self::Numbers(vec![f64::NAN; n]),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Categories(categories) => categories.codes.len(),
            Self::Halves(halves) => halves.iter().map(Self::len).sum(),
        }
    }

    /// The rows of `span`, which lies on one side.
    pub(super) fn sample(&self, span: Range<usize>) -> Sample<'_> {
        match self {
            Self::Numbers(values) => Sample::Numbers(&values[span]),
            Self::Categories(categories) => Sample::Categories {
                codes: &categories.codes[span],
                levels: &categories.levels,
            },
            Self::Halves(halves) => {
                let [reference, production] = &**halves;
                let n = reference.len();
                if span.end <= n {
                    reference.sample(span)
                } else {
                    production.sample(span.start - n..span.end - n)
                }
            }
        }
    }
}

/// Every chunk against the whole reference. What chunks of the reference itself do is no drift:
/// rows of a stream depend on each other, so each chunk differs more than chance alone would make
/// it, and the limit must know by how much.
pub(super) fn timeline(column: &Column, spans: &Spans, deviations: f64) -> Vec<ColumnDrift> {
    let baseline = Baseline::new(column.sample(spans.reference_rows()));
    let compare =
        |span: &Range<usize>| baseline.compare(column.sample(span.clone()), &Distance::ALL);
    let mut chunks: Vec<ColumnDrift> = spans.all.iter().map(compare).collect();
    let reference = &chunks[..spans.n_reference()];
    let seen: Vec<f64> = reference.iter().filter_map(ColumnDrift::psi).collect();
    let moments = Moments::of(&seen);
    if let Some(std) = moments
        .std(0)
        .value()
        .filter(|_| seen.len() >= LEAST_CHUNKS)
    {
        let floor = moments.mean + deviations * std;
        for chunk in &mut chunks {
            chunk.raise_limit(floor);
        }
    }
    chunks
}

/// Every column over the chunks, the most drifted first.
pub(super) fn timelines(
    columns: &[(String, Column)],
    spans: &Spans,
    deviations: f64,
    progress: &dyn Progress,
) -> Result<Vec<ColumnTimeline>, StepError> {
    let timelines = columns.par_iter().map(|(name, column)| {
        progress.check()?;
        Ok(ColumnTimeline {
            name: name.clone(),
            chunks: timeline(column, spans, deviations),
        })
    });
    let mut timelines = timelines.collect::<Result<Vec<_>, StepError>>()?;
    let first = spans.n_reference();
    let worst = |column: &ColumnTimeline| {
        let psi = column.chunks[first..].iter().filter_map(ColumnDrift::psi);
        psi.fold(0.0, f64::max)
    };
    timelines.sort_by(|a, b| worst(b).total_cmp(&worst(a)));
    Ok(timelines)
}
