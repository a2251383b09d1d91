use rayon::prelude::*;

use super::{
    MetricTimeline, SliceTimeline,
    answers::Answers,
    run::{LEAST_CHUNKS, Spans},
};
use crate::{
    data::{Segment, Table},
    metrics::Metric,
    stats::Moments,
    steps::{StepError, preparation::Labels, problem, slices::slices},
    terms::Figure,
};

/// What a model answered, and what was right, chunk by chunk.
pub(super) struct Performance<'a> {
    /// The model's answers.
    pub answers: &'a Answers,
    /// The right answers, as far as they are known.
    pub labels: &'a Labels,
    /// The chunks, as ranges of both.
    pub spans: &'a Spans,
    /// Half the width of a band in standard deviations of the reference chunks.
    pub deviations: f64,
}

impl Performance<'_> {
    /// Every metric of the task over all rows.
    pub(super) fn metrics(&self) -> Vec<MetricTimeline> {
        let chunks = self.known(|_| true);
        self.timelines(&chunks)
    }

    /// The primary metric on every segment and every slice that step 1 watches. `seen` holds the
    /// raw rows.
    pub(super) fn slices(
        &self,
        seen: &Table,
        problem: &problem::Params,
        segments: &[Segment],
    ) -> Result<Vec<SliceTimeline>, StepError> {
        let segments = segments
            .iter()
            .map(|segment| Ok((segment.name.clone(), segment.rows(seen)?)))
            .collect::<Result<Vec<_>, StepError>>()?;
        let found = slices(seen, &problem.watched(), &segments)?;
        let primary = problem.primary_metric();
        let mut inside = vec![false; seen.n_rows()];
        let mut timelines = Vec::with_capacity(found.len());
        for slice in found {
            inside.fill(false);
            for &row in &slice.rows {
                inside[row as usize] = true;
            }
            let chunks = self.known(|row| inside[row]);
            let of_primary = |timeline: &MetricTimeline| timeline.metric == primary;
            let Some(timeline) = self.timelines(&chunks).into_iter().find(of_primary) else {
                continue;
            };
            timelines.push(SliceTimeline {
                name: slice.name,
                of: slice.of,
                labelled: chunks.iter().map(|rows| rows.len() as u64).collect(),
                timeline,
            });
        }
        Ok(timelines)
    }

    /// The rows of each chunk that have an answer and are `wanted`.
    fn known(&self, wanted: impl Fn(usize) -> bool) -> Vec<Vec<u32>> {
        let rows = |span: &std::ops::Range<usize>| {
            span.clone()
                .filter(|&row| {
                    wanted(row) && self.labels.is_known(row) && self.answers.is_known(row)
                })
                .map(|row| row as u32)
                .collect()
        };
        self.spans.all.iter().map(rows).collect()
    }

    fn timelines(&self, chunks: &[Vec<u32>]) -> Vec<MetricTimeline> {
        let per_chunk: Vec<Vec<(Metric, Figure)>> = chunks
            .par_iter()
            .map(|rows| self.answers.metrics(self.labels, rows))
            .collect();
        let reference = self.spans.n_reference();
        Metric::for_task(self.answers.task)
            .map(|metric| {
                let value = |chunk: &Vec<(Metric, Figure)>| {
                    let found = chunk.iter().find(|(candidate, _)| *candidate == metric);
                    found.map_or_else(
                        || Figure::not_computable("no labelled rows"),
                        |(_, figure)| figure.clone(),
                    )
                };
                let values: Vec<Figure> = per_chunk.iter().map(value).collect();
                band(metric, values, reference, self.deviations)
            })
            .collect()
    }
}

/// The values with the band that the first `reference` of them span.
fn band(metric: Metric, values: Vec<Figure>, reference: usize, deviations: f64) -> MetricTimeline {
    let known: Vec<f64> = values[..reference]
        .iter()
        .filter_map(Figure::value)
        .collect();
    let moments = Moments::of(&known);
    let reason = "needs at least three reference chunks";
    let std = moments
        .std(0)
        .value()
        .filter(|_| known.len() >= LEAST_CHUNKS);
    let (lowest, highest) = metric.range();
    let limit = |sign: f64| {
        std.map_or_else(
            || Figure::not_computable(reason),
            |std| {
                let limit = moments.mean + sign * deviations * std;
                Figure::finite(limit.clamp(lowest, highest), reason)
            },
        )
    };
    MetricTimeline {
        metric,
        expected: Figure::finite(moments.mean, "no reference chunk has labels"),
        lower: limit(-1.0),
        upper: limit(1.0),
        values,
    }
}
