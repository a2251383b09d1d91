use super::{Lane, LaneReport, Params, Report};
use crate::terms::Figure;

/// The results of a class on the same stream, beside one another.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Comparison {
    /// The project.
    pub project: String,
    /// The id of the metric that is followed.
    pub metric: String,
    /// Begin of the lab, in microseconds since the epoch.
    pub start: i64,
    /// Its end.
    pub end: i64,
    /// The results, in the order of their names.
    pub entries: Vec<Entry>,
    /// Every lane over all results that have it, in the order of the lanes.
    pub lanes: Vec<LaneSpread>,
}

/// One result.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Entry {
    /// Whose it is; no two have the same.
    pub by: String,
    /// What was chosen otherwise than usual, each as a few words.
    pub choices: Vec<String>,
    /// What it was.
    pub report: Report,
}

/// A lane over all results that have it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct LaneSpread {
    /// Which one.
    pub lane: Lane,
    /// Results that have it.
    pub results: usize,
    /// Lowest, mean and highest metric.
    pub metric: [Figure; 3],
    /// Lowest, mean and highest hours in degraded periods.
    pub hours_degraded: [Figure; 3],
    /// Lowest, mean and highest minutes of people's work.
    pub human_minutes: [Figure; 3],
}

impl Comparison {
    /// Puts results beside one another; those without a name are called by their place.
    ///
    /// # Errors
    /// If there are none, or they are not of one stream: which one is of another, and in what.
    pub fn of(reports: Vec<Report>) -> Result<Self, String> {
        let Some(first) = reports.first() else {
            return Err("There is no result to compare. Name some files.".to_owned());
        };
        let (project, metric) = (first.project.clone(), first.metric.clone());
        let (start, end) = (first.start, first.end);
        for (i, report) in reports.iter().enumerate() {
            let what = if report.project != project {
                format!("the project “{}”, not “{project}”", report.project)
            } else if report.metric != metric {
                format!("the metric {}, not {metric}", report.metric)
            } else if (report.start, report.end) != (start, end) {
                "another stretch of time".to_owned()
            } else {
                continue;
            };
            return Err(format!(
                "Result {} is of {what}: results are compared on one stream only. Leave it out.",
                i + 1
            ));
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(reports.len());
        for (i, mut report) in reports.into_iter().enumerate() {
            let wanted = match report.by.trim() {
                "" => format!("Result {}", i + 1),
                name => name.to_owned(),
            };
            let mut by = wanted.clone();
            let mut number = 2;
            while entries.iter().any(|entry| entry.by == by) {
                by = format!("{wanted} ({number})");
                number += 1;
            }
            report.by.clone_from(&by);
            entries.push(Entry {
                by,
                choices: choices(&report.params),
                report,
            });
        }
        entries.sort_by(|a, b| a.by.cmp(&b.by));
        let all = Lane::ALL.into_iter().chain([Lane::You]);
        let lanes = all.filter_map(|lane| spread(&entries, lane)).collect();
        Ok(Self {
            project,
            metric,
            start,
            end,
            entries,
            lanes,
        })
    }

    /// Every lane of every result, the best metric first.
    pub fn ranking(&self, higher_is_better: bool) -> Vec<(&Entry, &LaneReport)> {
        let mut all: Vec<(&Entry, &LaneReport)> = self
            .entries
            .iter()
            .flat_map(|entry| entry.report.lanes.iter().map(move |lane| (entry, lane)))
            .collect();
        let worth = |lane: &LaneReport| {
            let value = lane.score.metric.value().unwrap_or(f64::NAN);
            let value = if higher_is_better { value } else { -value };
            if value.is_nan() {
                f64::NEG_INFINITY
            } else {
                value
            }
        };
        all.sort_by(|(_, a), (_, b)| worth(b).total_cmp(&worth(a)));
        all
    }
}

fn spread(entries: &[Entry], lane: Lane) -> Option<LaneSpread> {
    let lanes = entries.iter().flat_map(|entry| &entry.report.lanes);
    let found: Vec<&LaneReport> = lanes.filter(|known| known.lane == lane).collect();
    if found.is_empty() {
        return None;
    }
    let of = |figure: &dyn Fn(&LaneReport) -> Option<f64>| {
        let values: Vec<f64> = found.iter().filter_map(|lane| figure(lane)).collect();
        let n = values.len() as f64;
        let reason = "no result has the figure";
        [
            Figure::finite(values.iter().copied().fold(f64::INFINITY, f64::min), reason),
            Figure::finite(values.iter().sum::<f64>() / n, reason),
            Figure::finite(
                values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                reason,
            ),
        ]
    };
    Some(LaneSpread {
        lane,
        results: found.len(),
        metric: of(&|lane| lane.score.metric.value()),
        hours_degraded: of(&|lane| Some(lane.score.hours_degraded)),
        human_minutes: of(&|lane| Some(lane.score.human_minutes)),
    })
}

/// What was chosen otherwise than usual.
fn choices(params: &Params) -> Vec<String> {
    let usual = Params::default();
    let mut told = Vec::new();
    for (name, ours, theirs) in [
        ("period", params.period_days, usual.period_days),
        ("hand-over", params.handover_days, usual.handover_days),
        ("looks", params.look_days, usual.look_days),
        ("rest", params.cooldown_days, usual.cooldown_days),
        ("judging", params.judging_days, usual.judging_days),
    ] {
        if ours != theirs {
            told.push(format!("{name} {ours} d"));
        }
    }
    told.extend(params.history_days.map(|days| format!("history {days} d")));
    if params.drift_share != usual.drift_share {
        told.push(format!(
            "asks at {:.0} % drifted",
            100.0 * params.drift_share
        ));
    }
    if params.deviations != usual.deviations {
        told.push(format!("limit {} errors", params.deviations));
    }
    if !params.gates {
        told.push("no gates".to_owned());
    }
    let off = params.gates_off.iter();
    told.extend(off.map(|gate| format!("without {}", gate.info().name)));
    if !params.roll_back {
        told.push("no roll back".to_owned());
    }
    told.extend(params.incidents.iter().map(super::Injected::words));
    told
}
