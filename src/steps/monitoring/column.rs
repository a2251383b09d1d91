use std::ops::Range;

use rayon::prelude::*;

use super::{
    ColumnTimeline, Points,
    points::{self, ColumnKeys, Memory},
    run::{LEAST_CHUNKS, Spans},
};
use crate::{
    data::{Categories, Fingerprint, Kind, Table},
    drift::{
        AlarmBudget, Baseline, ColumnDrift, Distance, Laws, Sample, benjamini_hochberg, limit::Law,
    },
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

/// A chunk of a column.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Point {
    drift: ColumnDrift,
    /// The limit that a single drifted column among all of them has to pass.
    strictest: f64,
}

/// Every chunk against the whole reference, one column by itself.
pub(super) fn timeline(column: &Column, spans: &Spans, deviations: f64) -> Vec<ColumnDrift> {
    let laws = Laws::default();
    let known = vec![None; spans.all.len()];
    let points = compare(column, spans, (deviations, 1, &laws), known);
    points.into_iter().map(|point| point.drift).collect()
}

/// Every chunk against the whole reference; what is `known` is taken as it is. What chunks of the
/// reference itself do is no drift: rows of a stream depend on each other, so each chunk differs
/// more than chance alone would make it, and the limit must know by how much.
fn compare(
    column: &Column,
    spans: &Spans,
    (deviations, columns, laws): (f64, usize, &Laws),
    known: Vec<Option<Point>>,
) -> Vec<Point> {
    if known.iter().all(Option::is_some) {
        return known.into_iter().flatten().collect();
    }
    let baseline = Baseline::new(column.sample(spans.reference_rows())).with_laws(laws);
    let compared: Vec<(ColumnDrift, Option<Law>)> = known
        .iter()
        .zip(&spans.all)
        .map(|(known, span)| match known {
            Some(point) => (point.drift.clone(), None),
            None => baseline.compare_with_law(column.sample(span.clone()), &Distance::ALL),
        })
        .collect();
    let reference = &compared[..spans.n_reference()];
    let seen: Vec<f64> = reference.iter().filter_map(|(d, _)| d.psi()).collect();
    let moments = Moments::of(&seen);
    let std = moments.std(0).value();
    let floor = std
        .filter(|_| seen.len() >= LEAST_CHUNKS)
        .map(|std| moments.mean + deviations * std);
    let strict = rate() / columns.max(1) as f64;
    let raise = |((mut drift, law), known): ((ColumnDrift, Option<Law>), Option<Point>)| {
        if let Some(point) = known {
            return point;
        }
        let own = drift.limit;
        let Some(law) = law else {
            return Point {
                drift,
                strictest: own,
            };
        };
        if let Some(floor) = floor {
            drift.raise_limit_of(floor, &law);
        }
        let stretch = if own > 0.0 { drift.limit / own } else { 1.0 };
        Point {
            drift,
            strictest: law.limit(strict) * stretch,
        }
    };
    compared.into_iter().zip(known).map(raise).collect()
}

/// More points than this are not kept: writing them takes longer than computing them, and the
/// oldest would be gone before they are asked for.
const MOST_KEPT: usize = 20_000;

/// The points of a column, with the keys of those that are new; no keys where nothing is kept.
type Remembered = (Vec<Point>, Vec<Option<Fingerprint>>);

/// The points of a column, as far as they are known from before.
fn remembered(
    column: &Column,
    spans: &Spans,
    (deviations, columns, laws): (f64, usize, &Laws),
    (points, keys): (&dyn Points, Option<&ColumnKeys>),
) -> Result<Remembered, StepError> {
    let Some(keys) = keys else {
        let known = vec![None; spans.all.len()];
        let found = compare(column, spans, (deviations, columns, laws), known);
        return Ok((found, Vec::new()));
    };
    // Whoever changes what a point is gives it another name.
    let settings = [
        "column 1",
        &deviations.to_bits().to_string(),
        &columns.to_string(),
        &rate().to_bits().to_string(),
    ];
    let keys = ColumnKeys::together(std::slice::from_ref(keys), spans, &settings);
    let known: Vec<Option<Point>> = points::known(points, &keys)?;
    let new = keys.into_iter().zip(&known);
    let new = new.map(|(key, known)| known.is_none().then_some(key));
    let new = new.collect();
    let found = compare(column, spans, (deviations, columns, laws), known);
    Ok((found, new))
}

/// The share of false discoveries that is put up with.
fn rate() -> f64 {
    AlarmBudget::default().probability()
}

/// Every column over the chunks, the most drifted first.
///
/// Of all columns of a chunk only as many are believed as false discoveries allow: otherwise 300
/// columns would raise three false alarms in every chunk.
pub(super) fn timelines(
    columns: &[(String, Column)],
    spans: &Spans,
    (deviations, memory): (f64, Memory<'_>),
    progress: &dyn Progress,
) -> Result<Vec<ColumnTimeline>, StepError> {
    let laws = Laws::default();
    let is_kept = columns.len() * spans.all.len() <= MOST_KEPT;
    let followed = columns.par_iter().enumerate().map(|(i, (_, column))| {
        progress.check()?;
        let family = (deviations, columns.len(), &laws);
        let keys = memory.keys.get(i).filter(|_| is_kept);
        remembered(column, spans, family, (memory.points, keys))
    });
    let followed = followed.collect::<Result<Vec<_>, StepError>>()?;
    // All at once: each write waits for the disk.
    let new = followed
        .iter()
        .flat_map(|(found, keys)| keys.iter().zip(found));
    let new = new.filter_map(|(key, point)| Some((key.as_ref()?, point)));
    points::keep(memory.points, new)?;
    let mut followed: Vec<Vec<Point>> = followed.into_iter().map(|(found, _)| found).collect();
    for chunk in 0..spans.all.len() {
        believe(&mut followed, chunk);
    }
    let named = columns.iter().zip(followed);
    let mut timelines: Vec<ColumnTimeline> = named
        .map(|((name, _), points)| ColumnTimeline {
            name: name.clone(),
            chunks: points.into_iter().map(|point| point.drift).collect(),
        })
        .collect();
    let first = spans.n_reference();
    let worst = |column: &ColumnTimeline| {
        let psi = column.chunks[first..].iter().filter_map(ColumnDrift::psi);
        psi.fold(0.0, f64::max)
    };
    timelines.sort_by(|a, b| worst(b).total_cmp(&worst(a)));
    Ok(timelines)
}

/// Takes back what may be chance among the columns of a chunk.
fn believe(columns: &mut [Vec<Point>], chunk: usize) {
    // A column without a p-value was not tested, and must not make the others stricter.
    let tested = |column: &Vec<Point>| column[chunk].drift.p_value.value();
    let p_values: Vec<f64> = columns.iter().filter_map(tested).collect();
    let believed = benjamini_hochberg(&p_values, rate());
    let discoveries = believed.iter().filter(|is| **is).count().max(1) as f64;
    // Where in between, on a logarithmic scale of probability, the limit of the others lies.
    let tests = p_values.len() as f64;
    let between = if tests > 1.0 {
        (tests / discoveries).ln() / tests.ln()
    } else {
        0.0
    };
    let columns = columns.iter_mut().filter(|column| tested(column).is_some());
    for (column, is_believed) in columns.zip(believed) {
        let Point { drift, strictest } = &mut column[chunk];
        if !is_believed {
            drift.take_back(drift.limit + between * (*strictest - drift.limit));
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::{
        drift::Verdict,
        steps::monitoring::{ForgetfulPoints, run::spans_of},
        terms::Silent,
    };

    /// So many columns of chance over six chunks of the reference and `chunks` more; the first
    /// `moved` of them move in the last chunk.
    fn columns(n: usize, chunks: usize, moved: usize, seed: u64) -> Vec<(String, Column)> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let rows = (6 + chunks) * ROWS;
        let mut column = |i: usize| {
            let value = |row: usize| {
                let shift = if i < moved && row >= rows - ROWS {
                    0.1
                } else {
                    0.0
                };
                rng.r#gen::<f64>() + shift
            };
            Column::Numbers((0..rows).map(value).collect())
        };
        (0..n).map(|i| (format!("{i}"), column(i))).collect()
    }

    const ROWS: usize = 500;
    const NOTHING: Memory<'static> = Memory {
        points: &ForgetfulPoints,
        keys: &[],
    };

    #[test]
    fn of_many_columns_hardly_one_is_a_false_alarm() {
        let spans = spans_of(6, 20, ROWS);
        let found = timelines(&columns(40, 20, 0, 3), &spans, (3.0, NOTHING), &Silent).unwrap();
        let drifts = |timeline: &ColumnTimeline| {
            let chunks = timeline.chunks[6..].iter();
            chunks
                .filter(|drift| drift.verdict == Verdict::Drift)
                .count()
        };
        let alarms: usize = found.iter().map(drifts).sum();
        // 800 verdicts: each by itself would give 8 alarms, all of a chunk together 0.2.
        assert!(alarms <= 1, "{alarms}");
    }

    #[test]
    fn what_moved_is_believed_and_a_limit_is_above_what_is_taken_back() {
        let spans = spans_of(6, 2, ROWS);
        let found = timelines(&columns(40, 2, 20, 4), &spans, (3.0, NOTHING), &Silent).unwrap();
        let last = |timeline: &ColumnTimeline| timeline.chunks[7].verdict == Verdict::Drift;
        assert_eq!(found.iter().filter(|timeline| last(timeline)).count(), 20);
        for drift in found.iter().flat_map(|timeline| &timeline.chunks) {
            let is_above = drift.psi().is_some_and(|psi| psi > drift.limit);
            assert_eq!(is_above, drift.verdict == Verdict::Drift, "{drift:?}");
        }
    }
}
