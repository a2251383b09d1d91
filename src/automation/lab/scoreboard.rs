use super::{Event, EventKind, PeriodReport, Score};
use crate::terms::Figure;

/// Microseconds of an hour.
const HOUR: f64 = 3600e6;

/// What a lane with these periods and events is worth; the one place where it is computed.
///
/// An episode begins with a degraded period after one that was not. It is detected by the first
/// alarm at or after its begin, answered by the first training from then on, and over with the
/// first period that is not degraded; an episode that the last period cuts off counts for what it
/// reached.
pub(super) fn of(periods: &[PeriodReport], events: &[Event], cpu_seconds: f64) -> Score {
    let (mut detect, mut retrain, mut recover) = (Vec::new(), Vec::new(), Vec::new());
    let mut degraded = 0.0;
    for (i, period) in periods.iter().enumerate() {
        if !period.is_degraded {
            continue;
        }
        degraded += (period.end - period.start) as f64 / HOUR;
        if i > 0 && periods[i - 1].is_degraded {
            continue;
        }
        let hours = |from: i64, to: i64| (to - from) as f64 / HOUR;
        let later = &periods[i..];
        if let Some(found) = later.iter().find(|later| !later.alarm.is_empty()) {
            detect.push(hours(period.start, found.end));
            let trained = events
                .iter()
                .find(|event| event.kind == EventKind::Trained && event.at >= found.end);
            retrain.extend(trained.map(|event| hours(found.end, event.at)));
        }
        let well = later.iter().find(|later| !later.is_degraded);
        recover.extend(well.map(|later| hours(period.start, later.start)));
    }
    let of = |kind: EventKind| events.iter().filter(move |event| event.kind == kind);
    let judged = |kind: EventKind, better: bool| {
        let judged = of(kind).filter(|event| event.better == Some(better));
        judged.count()
    };
    Score {
        metric: mean(periods),
        value: value(periods),
        hours_degraded: degraded,
        hours_to_detect: average(&detect, "nothing was degraded, or nobody noticed"),
        hours_to_retrain: average(
            &retrain,
            "nothing was noticed, or nothing was trained after it",
        ),
        hours_to_recover: average(&recover, "nothing was degraded, or it never recovered"),
        retrainings: of(EventKind::Trained).count(),
        deployed: of(EventKind::Deployed).count(),
        bad_shipped: judged(EventKind::Deployed, false),
        bad_blocked: judged(EventKind::Blocked, false),
        good_blocked: judged(EventKind::Blocked, true),
        human_minutes: periods.iter().map(|period| period.minutes).sum(),
        cpu_seconds,
    }
}

fn average(hours: &[f64], reason: &str) -> Figure {
    Figure::finite(hours.iter().sum::<f64>() / hours.len() as f64, reason)
}

/// The mean of the metric, each period as often as it has rows.
fn mean(periods: &[PeriodReport]) -> Figure {
    let known = periods
        .iter()
        .filter_map(|period| Some((period.metric.value()?, period.rows as f64)));
    let (sum, rows) = known.fold((0.0, 0.0), |(sum, rows), (value, n)| {
        (sum + value * n, rows + n)
    });
    Figure::finite(sum / rows, "no period has the metric")
}

/// What all answers are worth; nothing where one period cannot say.
fn value(periods: &[PeriodReport]) -> Figure {
    let mut sum = 0.0;
    for period in periods {
        match &period.value {
            Figure::Value(value) => sum += value,
            missing @ Figure::NotComputable { .. } => return missing.clone(),
        }
    }
    Figure::Value(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(i: i64, is_degraded: bool, alarm: &str) -> PeriodReport {
        let figure = Figure::Value(0.5);
        PeriodReport {
            start: i * 3_600_000_000,
            end: (i + 1) * 3_600_000_000,
            rows: 1,
            model: 0,
            metric: figure.clone(),
            value: figure.clone(),
            drift: figure.clone(),
            confidence: figure,
            is_degraded,
            alarm: alarm.to_owned(),
            minutes: 30.0,
        }
    }

    #[test]
    fn an_episode_is_timed_from_its_first_degraded_period() {
        let trained = Event {
            at: 5 * 3_600_000_000,
            kind: EventKind::Trained,
            model: 1,
            reason: String::new(),
            better: None,
        };
        let periods = [
            period(0, false, ""),
            period(1, true, ""),
            period(2, true, "drift"),
            period(3, true, ""),
            period(4, false, ""),
        ];
        let score = of(&periods, &[trained], 0.0);
        assert_eq!(score.hours_degraded, 3.0);
        assert_eq!(score.hours_to_detect, Figure::Value(2.0));
        assert_eq!(score.hours_to_retrain, Figure::Value(2.0));
        assert_eq!(score.hours_to_recover, Figure::Value(3.0));
        assert_eq!((score.retrainings, score.human_minutes), (1, 150.0));
        assert_eq!(score.value, Figure::Value(2.5));
        let calm = of(&[period(0, false, "")], &[], 0.0);
        assert_eq!(calm.hours_to_detect.value(), None);
        assert_eq!(calm.hours_degraded, 0.0);
    }
}
