use std::{collections::BTreeMap, sync::Arc};

use egui::{Id, RichText, Ui};

use crate::{
    drift::{ColumnDrift, Verdict},
    metrics::Metric,
    serving::{Endpoint, Sample},
    steps::monitoring::{Chunk, ColumnTimeline, Report},
    terms::Figure,
    ui::{
        plot::{HeatMap, Series, Timeline},
        theme::{space, text},
        words,
    },
    workbench::{LivePeriod, LiveRows},
};

/// The endpoint remembers an hour of itself.
const SHOWN: i64 = 3_600_000_000;

/// The plots of the last hour, made anew when the endpoint has something new to tell.
#[derive(Default)]
pub(super) struct View {
    made_of: Option<(u64, Option<Arc<LiveRows>>, u32)>,
    periods: Vec<Chunk>,
    plots: Vec<Plot>,
    columns: Vec<ColumnTimeline>,
}

struct Plot {
    series: Vec<Series>,
    name: &'static str,
    from_zero: bool,
}

/// A period of the axis: what was answered in it, and what the endpoint used.
#[derive(Default)]
struct Period<'a> {
    answered: Option<&'a LivePeriod>,
    samples: Vec<&'a Sample>,
}

/// Some figure of a second.
type Of = fn(&Sample) -> Option<f64>;

impl View {
    /// Shows them one below the other: pan, zoom and the mouse move all of them.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (endpoint, report): (&Endpoint, &Report),
        (live, every): (Option<&Arc<LiveRows>>, u32),
    ) {
        let taken = endpoint.samples_taken();
        let is_made = self
            .made_of
            .as_ref()
            .is_some_and(|(seconds, rows, length)| {
                let same = match (rows, live) {
                    (Some(rows), Some(live)) => Arc::ptr_eq(rows, live),
                    (None, None) => true,
                    _ => false,
                };
                *seconds == taken && *length == every && same
            });
        if !is_made {
            self.made_of = Some((taken, live.cloned(), every));
            let periods = live.map_or(&[][..], |live| &live.periods);
            self.make(&endpoint.history(), periods, (report, every));
        }
        if self.periods.is_empty() {
            ui.weak("The first second is not over yet.");
            return;
        }
        let group = Id::unique("endpoint axis");
        for plot in &self.plots {
            ui.add_space(space::XS);
            let timeline = Timeline {
                name: plot.name,
                chunks: &self.periods,
                series: &plot.series,
                group,
                selected: None,
                includes: if plot.from_zero { &[0.0] } else { &[] },
                height: 124.0,
            };
            timeline.ui(ui);
        }
        ui.add_space(space::S);
        ui.label(RichText::new("Drift of every column").font(text::strong()));
        if self.columns.is_empty() {
            ui.weak("No row was answered in this hour.");
            return;
        }
        let map = HeatMap {
            chunks: &self.periods,
            rows: &self.columns,
            selected: None,
            group,
        };
        map.ui(ui);
    }

    fn make(
        &mut self,
        samples: &[Sample],
        answered: &[Arc<LivePeriod>],
        (report, every): (&Report, u32),
    ) {
        let length = i64::from(every.max(1)) * 1_000_000;
        let start = |at: i64| at.div_euclid(length) * length;
        let mut found = BTreeMap::<i64, Period<'_>>::new();
        for sample in samples {
            found
                .entry(start(sample.at))
                .or_default()
                .samples
                .push(sample);
        }
        for period in answered {
            found.entry(period.at).or_default().answered = Some(period);
        }
        let newest = found.keys().next_back().copied().unwrap_or_default();
        found.retain(|at, _| *at > newest - SHOWN);
        let first = found.keys().next().copied().unwrap_or(newest);
        // Quiet times take their place, too.
        let n = if found.is_empty() {
            0
        } else {
            (newest - first) / length + 1
        };
        let periods: Vec<(i64, Period<'_>)> = (0..n)
            .map(|i| first + i * length)
            .map(|at| (at, found.remove(&at).unwrap_or_default()))
            .collect();
        self.periods = periods
            .iter()
            .map(|(at, period)| chunk(*at, period, *at == newest))
            .collect();
        let periods: Vec<Period<'_>> = periods.into_iter().map(|(_, period)| period).collect();
        self.plots = answers(&periods, report);
        self.plots.extend(resources(&periods));
        self.columns = columns(&periods);
    }
}

fn chunk(at: i64, period: &Period<'_>, is_partial: bool) -> Chunk {
    let answered = period.answered;
    Chunk {
        label: words::clock(at),
        rows: answered.map_or(0, |period| period.rows),
        labelled: answered.map_or(0, |period| period.labelled.0),
        is_reference: false,
        is_partial,
    }
}

/// Drift, what came true, and confidence.
fn answers(periods: &[Period<'_>], report: &Report) -> Vec<Plot> {
    let each = |figure: &dyn Fn(&LivePeriod) -> Option<f64>| -> Vec<Option<f64>> {
        let answered = periods.iter().map(|period| period.answered);
        answered.map(|period| period.and_then(figure)).collect()
    };
    let beyond = |drift: &ColumnDrift| drift.psi().map(|psi| psi / drift.limit);
    let worst = each(&|period| {
        let all = period.columns.iter().filter_map(|(_, drift)| beyond(drift));
        all.reduce(f64::max)
    });
    let is_alert = |period: &LivePeriod| {
        let mut columns = period.columns.iter();
        columns.any(|(_, drift)| drift.verdict == Verdict::Drift)
    };
    let alerts = periods.iter().enumerate();
    let alerts = alerts
        .filter(|(_, period)| period.answered.is_some_and(is_alert))
        .map(|(i, _)| i)
        .collect();
    let plot = |name, from_zero, series| Plot {
        series: vec![series],
        name,
        from_zero,
    };
    let mut plots = vec![plot(
        "Drift: PSI of the most drifted column, in multiples of its limit",
        true,
        Series {
            limits: worst.iter().map(|value| value.map(|_| 1.0)).collect(),
            values: worst,
            alerts,
            ..Series::default()
        },
    )];
    let right = each(&|period| {
        let (known, right) = period.labelled;
        (known > 0).then(|| right as f64 / known as f64)
    });
    let error = each(&|period| period.error.value());
    let confidence = each(&|period| period.confidence.value());
    let expected = |metric: Metric| {
        let metrics = report.metrics.iter();
        let mut found = metrics.filter(|timeline| timeline.metric == metric);
        found.next().and_then(|timeline| timeline.expected.value())
    };
    if report.confidence.is_empty() {
        plots.push(plot(
            "Performance: mean absolute error, of rows whose label came",
            true,
            Series {
                values: error,
                expected: expected(Metric::Mae),
                ..Series::default()
            },
        ));
        return plots;
    }
    plots.push(plot(
        "Performance: share answered right, of rows whose label came",
        false,
        Series {
            values: right,
            expected: expected(Metric::Accuracy),
            ..Series::default()
        },
    ));
    plots.push(plot(
        "Confidence: mean probability of the likeliest class",
        false,
        Series {
            values: confidence,
            expected: reference_confidence(report),
            ..Series::default()
        },
    ));
    plots
}

/// Mean confidence over all rows of the reference.
fn reference_confidence(report: &Report) -> Option<f64> {
    let chunks = report.chunks.iter().zip(&report.confidence);
    let reference = chunks.filter(|(chunk, _)| chunk.is_reference);
    let (mut sum, mut rows) = (0.0, 0);
    for (_, confidence) in reference {
        if let Some(mean) = confidence.mean.value() {
            sum += mean * confidence.rows as f64;
            rows += confidence.rows;
        }
    }
    (rows > 0).then(|| sum / rows as f64)
}

/// What the endpoint used, as means over the seconds of each period.
fn resources(periods: &[Period<'_>]) -> Vec<Plot> {
    let mean = |(name, of): &(&str, Of)| {
        let one = |period: &Period<'_>| {
            let samples = period.samples.iter();
            let known: Vec<f64> = samples.filter_map(|sample| of(sample)).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        Series {
            name: (*name).to_owned(),
            values: periods.iter().map(one).collect(),
            ..Series::default()
        }
    };
    let plot = |name, series: &[(&str, Of)]| Plot {
        series: series.iter().map(mean).collect(),
        name,
        from_zero: true,
    };
    vec![
        plot(
            "Requests a second",
            &[
                ("answered", |one| Some(one.requests)),
                ("refused or failed", |one| Some(one.errors)),
            ],
        ),
        plot(
            "Latency of the whole request, ms",
            &[
                ("p50", |one| one.request.p50.map(|s| s * 1e3)),
                ("p95", |one| one.request.p95.map(|s| s * 1e3)),
                ("p99", |one| one.request.p99.map(|s| s * 1e3)),
            ],
        ),
        plot("Processors kept busy", &[("program", |one| one.cpu)]),
        plot(
            "Memory, MB",
            &[("program", |one| {
                one.memory_bytes.map(|bytes| bytes as f64 / 1e6)
            })],
        ),
    ]
}

/// Every column in every period, the most drifted first.
fn columns(periods: &[Period<'_>]) -> Vec<ColumnTimeline> {
    let mut names: Vec<&str> = Vec::new();
    let answered = || periods.iter().filter_map(|period| period.answered);
    for (name, _) in answered().flat_map(|period| &period.columns) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let of = |period: &Period<'_>, name: &str| {
        let columns = &period.answered?.columns;
        let found = columns.iter().find(|(known, _)| known == name);
        found.map(|(_, drift)| drift.clone())
    };
    let mut columns: Vec<ColumnTimeline> = names
        .iter()
        .map(|name| ColumnTimeline {
            name: (*name).to_owned(),
            chunks: periods
                .iter()
                .map(|period| of(period, name).unwrap_or_else(quiet))
                .collect(),
        })
        .collect();
    let drifts = |column: &ColumnTimeline| {
        let chunks = column.chunks.iter();
        chunks
            .filter(|drift| drift.verdict == Verdict::Drift)
            .count()
    };
    columns.sort_by_key(|column| std::cmp::Reverse(drifts(column)));
    columns
}

/// A column in a period without rows.
fn quiet() -> ColumnDrift {
    let none = || Figure::not_computable("no row was answered then");
    ColumnDrift {
        verdict: Verdict::Unknown,
        limit: 0.0,
        psi: none(),
        p_value: none(),
        smallest_shift: none(),
        reference_rows: 0,
        current_rows: 0,
        scores: Vec::new(),
        outline: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_times_keep_their_place_on_the_axis() {
        const MINUTE: i64 = 60_000_000;
        let sample = |at: i64, requests| Sample {
            at,
            requests,
            ..Sample::default()
        };
        let samples = [sample(0, 2.0), sample(1, 4.0), sample(3 * MINUTE, 1.0)];
        let period = LivePeriod {
            at: MINUTE,
            rows: 7,
            columns: vec![("x".to_owned(), quiet())],
            confidence: Figure::Value(0.75),
            labelled: (4, 3),
            error: Figure::not_computable("no label came"),
        };
        let found = BTreeMap::from([
            (
                0,
                Period {
                    answered: None,
                    samples: samples[..2].iter().collect(),
                },
            ),
            (
                1,
                Period {
                    answered: Some(&period),
                    samples: Vec::new(),
                },
            ),
        ]);
        let periods: Vec<Period<'_>> = found.into_values().collect();
        let requests = &resources(&periods)[0].series[0].values;
        assert_eq!(*requests, [Some(3.0), None]);
        assert_eq!(columns(&periods)[0].chunks.len(), 2);
        assert_eq!(chunk(0, &periods[1], false).labelled, 4);
    }
}
