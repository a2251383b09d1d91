use super::{Criterion, DecideBy, Evidence, GateResult, GateSettings, Verdict, limits};
use crate::{metrics::Metric, terms::Figure};

/// What a gate judges a part of the test rows by.
#[derive(Clone, Copy, Debug)]
pub struct SliceEvidence<'a> {
    /// The slice: "carrier = AA", or a segment's name.
    pub name: &'a str,
    /// What it is a part of: the column, or the segment's name again.
    pub of: &'a str,
    /// Its test rows.
    pub rows: u64,
    /// The model on them.
    pub model: &'a [(Metric, Figure)],
    /// The best baseline on them.
    pub baseline: &'a [(Metric, Figure)],
}

/// One gate per limit of `criterion`, on the rows of `slice`.
///
/// A column stands for all of its values: the worst decides. A slice with fewer than `min_rows`
/// rows is not known: by itself it shuts the gate, among the values of a column it is left out,
/// and the explanation says so. Slices have no intervals, so they are judged by their values.
pub(super) fn judge(
    criterion: &Criterion,
    slice: &str,
    (evidence, slices): (&Evidence<'_>, &[SliceEvidence<'_>]),
    settings: &GateSettings,
) -> Vec<GateResult> {
    let min_rows = settings.min_rows;
    let by_value = GateSettings {
        decide_by: DecideBy::Value,
        ..settings.clone()
    };
    let named: Vec<&SliceEvidence<'_>> = slices
        .iter()
        .filter(|candidate| candidate.name == slice || candidate.of == slice)
        .collect();
    let known: Vec<&SliceEvidence<'_>> = named
        .iter()
        .copied()
        .filter(|candidate| candidate.rows >= min_rows)
        .collect();
    if known.is_empty() {
        let reason = match named.as_slice() {
            [] => "no row of the test part belongs to it, or step 1 does not watch it".to_owned(),
            [one] => format!("it has {} test rows, and {min_rows} are needed", one.rows),
            many => format!("none of its {} values has {min_rows} test rows", many.len()),
        };
        return unknown(criterion, (slice, &reason), evidence, &by_value);
    }
    let mut worst: Vec<(GateResult, &str)> = Vec::new();
    for candidate in &known {
        let own = Evidence {
            model: candidate.model,
            baseline: candidate.baseline,
            intervals: &[],
            ..*evidence
        };
        let results = limits::judge(criterion, &own, &by_value);
        if worst.is_empty() {
            worst = results
                .into_iter()
                .map(|one| (one, candidate.name))
                .collect();
            continue;
        }
        for ((kept, result), falls) in worst.iter_mut().zip(results).zip(must_fall(criterion)) {
            if shortfall(&result, falls) > shortfall(&kept.0, falls) {
                *kept = (result, candidate.name);
            }
        }
    }
    let left = named.len() - known.len();
    let rest = match left {
        0 => String::new(),
        left => format!(
            " {left} of {} values have fewer than {min_rows} test rows and are not known.",
            named.len()
        ),
    };
    worst
        .into_iter()
        .map(|(result, name)| GateResult {
            title: format!("{}, on “{slice}”", result.title),
            explanation: if name == slice {
                result.explanation.clone()
            } else {
                format!("Worst on {name}: {}{rest}", result.explanation)
            },
            ..result
        })
        .collect()
}

/// For each limit of `criterion`, in the order of its gates: whether the value must stay below it.
fn must_fall(criterion: &Criterion) -> impl Iterator<Item = bool> + use<> {
    let least = criterion.at_least.map(|_| false);
    let most = criterion.at_most.map(|_| true);
    let falls = !criterion.metric.higher_is_better();
    let gain = criterion.min_gain.map(|_| falls);
    [least, most, gain].into_iter().flatten()
}

/// By how much the limit is missed; what cannot be computed misses it by most.
fn shortfall(result: &GateResult, falls: bool) -> f64 {
    match (result.value.value(), result.limit.value()) {
        (Some(value), Some(limit)) if falls => value - limit,
        (Some(value), Some(limit)) => limit - value,
        _ if result.is_open() => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    }
}

/// The gates of a slice of which nothing is known: shut.
fn unknown(
    criterion: &Criterion,
    (slice, reason): (&str, &str),
    evidence: &Evidence<'_>,
    settings: &GateSettings,
) -> Vec<GateResult> {
    let nothing = Evidence {
        model: &[],
        baseline: &[],
        intervals: &[],
        ..*evidence
    };
    limits::judge(criterion, &nothing, settings)
        .into_iter()
        .map(|result| GateResult {
            title: format!("{}, on “{slice}”", result.title),
            verdict: Verdict::Unknown,
            explanation: format!("“{slice}” is not known: {reason}. Choose a larger test part in step 4, or another slice in step 1."),
            value: Figure::not_computable(reason),
            ..result
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::{GateSettings, judge};

    const METRICS: [[(Metric, Figure); 1]; 3] = [
        [(Metric::RocAuc, Figure::Value(0.7))],
        [(Metric::RocAuc, Figure::Value(0.5))],
        [(Metric::RocAuc, Figure::Value(0.6))],
    ];

    fn results(criterion: Criterion, rows: [u64; 3]) -> Vec<GateResult> {
        let names = ["carrier = AA", "carrier = BB", "night"];
        let slices: Vec<SliceEvidence<'_>> = (0..3)
            .map(|i| SliceEvidence {
                name: names[i],
                of: if i < 2 { "carrier" } else { "night" },
                rows: rows[i],
                model: &METRICS[i],
                baseline: &METRICS[1],
            })
            .collect();
        let evidence = Evidence {
            model: &METRICS[0],
            baseline: &METRICS[1],
            rows: 1000,
            slices: &slices,
            ..Evidence::new(Metric::RocAuc)
        };
        let settings = GateSettings {
            beat_baseline: false,
            match_champion: false,
            ..GateSettings::default()
        };
        let mut results = judge(&[criterion], &evidence, &settings);
        results.pop();
        results
    }

    #[test]
    fn the_worst_value_of_a_column_decides() {
        let criterion = Criterion::at_least(Metric::RocAuc, 0.55).on("carrier");
        let found = results(criterion.clone(), [500, 400, 100]);
        assert_eq!(found.len(), 1);
        assert!(!found[0].is_open());
        assert_eq!(found[0].value, Figure::Value(0.5));
        assert_eq!(found[0].title, "ROC-AUC at least 0.55, on “carrier”");
        assert!(found[0].explanation.starts_with("Worst on carrier = BB: "));
        let small = results(criterion, [500, 20, 100]);
        assert!(small[0].is_open(), "what is not known does not decide");
        assert!(
            small[0]
                .explanation
                .ends_with("1 of 2 values have fewer than 100 test rows and are not known."),
            "{}",
            small[0].explanation
        );
    }

    #[test]
    fn one_slice_is_judged_or_not_known() {
        let night = Criterion::at_least(Metric::RocAuc, 0.6).on("night");
        assert!(results(night.clone(), [500, 400, 100])[0].is_open());
        let small = &results(night, [500, 400, 99])[0];
        assert!(!small.is_open() && small.value.value().is_none());
        assert!(
            small
                .explanation
                .contains("99 test rows, and 100 are needed")
        );
        let value = Criterion::at_least(Metric::RocAuc, 0.65).on("carrier = AA");
        assert!(results(value, [500, 400, 100])[0].is_open());
        let nobody = &results(
            Criterion::at_least(Metric::RocAuc, 0.1).on("moon"),
            [500; 3],
        )[0];
        assert!(!nobody.is_open() && nobody.explanation.contains("“moon” is not known"));
    }
}
