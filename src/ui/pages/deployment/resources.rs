use std::time::Duration;

use egui::Ui;

use crate::{
    serving::{Endpoint, Sample},
    ui::{
        plot::OverTime,
        widgets::{card, grid},
        words,
    },
};

/// How often there is something new to draw.
const EVERY: Duration = Duration::from_secs(1);
/// Periods that are drawn; more seconds are drawn as means of several.
const MOST: usize = 300;

/// The plots of the last hour, made anew once a second.
#[derive(Default)]
pub(super) struct View {
    taken: Option<u64>,
    labels: Vec<String>,
    plots: Vec<Plot>,
}

/// One plot: title, what it shows, and its lines.
struct Plot {
    title: &'static str,
    series: Vec<(String, Vec<Option<f64>>)>,
}

/// Some figure of a second.
type Of = fn(&Sample) -> Option<f64>;

impl View {
    /// Shows what the endpoint used and did, second by second.
    pub(super) fn ui(&mut self, ui: &mut Ui, endpoint: &Endpoint) {
        let taken = endpoint.samples_taken();
        if self.taken != Some(taken) {
            self.taken = Some(taken);
            self.look(&endpoint.history());
        }
        // Only while the page is seen: no other place asks for frames.
        ui.ctx().request_repaint_after(EVERY);
        card(ui, "What it uses and does", |ui| {
            if self.labels.is_empty() {
                ui.weak("The first second is not over yet.");
                return;
            }
            grid(ui, 380.0, self.plots.len(), |ui, i| {
                let plot = &self.plots[i];
                OverTime {
                    name: plot.title,
                    labels: &self.labels,
                    series: &plot.series,
                    shares: false,
                    from_zero: true,
                    height: 150.0,
                }
                .ui(ui);
            });
        });
    }

    fn look(&mut self, samples: &[Sample]) {
        let every = samples.len().div_ceil(MOST).max(1);
        // From the end, so that a period that is drawn never changes with the next second.
        let first = samples.len() % every;
        let periods: Vec<&[Sample]> = samples[first..].chunks(every).collect();
        let label = |period: &&[Sample]| words::clock(period[0].at);
        self.labels = periods.iter().map(label).collect();
        let mean = |of: Of| -> Vec<Option<f64>> {
            let one = |period: &&[Sample]| {
                let known: Vec<f64> = period.iter().filter_map(of).collect();
                (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
            };
            periods.iter().map(one).collect()
        };
        let plot = |title, series: &[(&str, Of)]| Plot {
            title,
            series: series
                .iter()
                .map(|(name, of)| ((*name).to_owned(), mean(*of)))
                .collect(),
        };
        self.plots = vec![
            plot(
                "Requests a second",
                &[
                    ("answered", |one| Some(one.requests)),
                    ("refused or failed", |one| Some(one.errors)),
                ],
            ),
            plot(
                "Whole request, ms",
                &[
                    ("p50", |one| one.request.p50.map(|s| s * 1e3)),
                    ("p95", |one| one.request.p95.map(|s| s * 1e3)),
                    ("p99", |one| one.request.p99.map(|s| s * 1e3)),
                ],
            ),
            plot(
                "Inference, ms",
                &[
                    ("p50", |one| one.inference.p50.map(|s| s * 1e3)),
                    ("p95", |one| one.inference.p95.map(|s| s * 1e3)),
                    ("p99", |one| one.inference.p99.map(|s| s * 1e3)),
                ],
            ),
            plot(
                "Under way",
                &[("requests", |one| Some(one.in_flight as f64))],
            ),
            plot("Processors kept busy", &[("program", |one| one.cpu)]),
            plot(
                "Memory, MB",
                &[("program", |one| {
                    one.memory_bytes.map(|bytes| bytes as f64 / 1e6)
                })],
            ),
        ];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_drawn_as_means_of_its_seconds() {
        let sample = |i: i64| Sample {
            at: i * 1_000_000,
            requests: i as f64,
            ..Sample::default()
        };
        let samples: Vec<Sample> = (0..3601).map(sample).collect();
        let mut view = View::default();
        view.look(&samples);
        assert_eq!(view.labels.len(), 277);
        let requests = &view.plots[0].series[0].1;
        // 13 seconds a period, and the last one ends with the newest second.
        assert_eq!(requests.last(), Some(&Some(3594.0)));
        assert_eq!(view.plots[1].series[0].1[0], None, "nothing was measured");
        view.look(&[]);
        assert!(view.labels.is_empty());
    }
}
