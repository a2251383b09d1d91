use super::{DecideBy, Gate, GateResult, GateSettings, judged::Limit};
use crate::{
    metrics::Estimate,
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "fairness",
    name: "Groups are treated alike",
    summary: "Of every protected attribute the worst group: its selection rate over the largest group's, and the gaps in true and false positive rate. Not all can be closed at once.",
    reference: "US EEOC, Uniform Guidelines (1978), the four-fifths rule; Hardt, Price and Srebro 2016; Chouldechova 2017",
};

/// How one group is treated beside the largest group of its attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupEvidence {
    /// The protected attribute.
    pub attribute: String,
    /// "sex = F".
    pub name: String,
    /// Its test rows.
    pub rows: u64,
    /// Its selection rate over that of the largest group.
    pub selection_ratio: Option<Estimate>,
    /// Its true positive rate minus that of the largest group.
    pub true_positive_gap: Option<Estimate>,
    /// Its false positive rate minus that of the largest group.
    pub false_positive_gap: Option<Estimate>,
}

/// What of a group is held against a limit.
struct Measure {
    words: &'static str,
    limit: Limit,
    of: fn(&GroupEvidence) -> Option<Estimate>,
}

/// One gate per attribute and limit that `settings` sets; the worst group decides.
///
/// Groups with fewer than `min_rows` test rows are left out; where none is left it is not known.
pub(super) fn judge(groups: &[GroupEvidence], settings: &GateSettings) -> Vec<GateResult> {
    let most = |at: Option<f64>| {
        at.map(|at| Limit {
            at,
            must_fall: true,
        })
    };
    let least = settings.min_selection_ratio.map(|at| Limit {
        at,
        must_fall: false,
    });
    let measures = [
        least.map(|limit| Measure {
            words: "Selection ratio",
            limit,
            of: |group| group.selection_ratio.map(towards_one),
        }),
        most(settings.max_true_positive_gap).map(|limit| Measure {
            words: "True positive gap",
            limit,
            of: |group| group.true_positive_gap.map(size),
        }),
        most(settings.max_false_positive_gap).map(|limit| Measure {
            words: "False positive gap",
            limit,
            of: |group| group.false_positive_gap.map(size),
        }),
    ];
    let mut attributes: Vec<&str> = groups
        .iter()
        .map(|group| group.attribute.as_str())
        .collect();
    attributes.dedup();
    let mut results = Vec::new();
    for attribute in attributes {
        let own: Vec<&GroupEvidence> = groups
            .iter()
            .filter(|group| group.attribute == attribute && group.rows >= settings.min_rows)
            .collect();
        for measure in measures.iter().flatten() {
            results.push(worst(attribute, &own, measure, settings.decide_by));
        }
    }
    results
}

fn worst(
    attribute: &str,
    groups: &[&GroupEvidence],
    measure: &Measure,
    by: DecideBy,
) -> GateResult {
    let Measure { words, limit, of } = measure;
    let asked = if limit.must_fall {
        "at most"
    } else {
        "at least"
    };
    let sign = if limit.must_fall { 1.0 } else { -1.0 };
    let known = groups
        .iter()
        .filter_map(|group| of(group).map(|estimate| (group, estimate)));
    let found = known.max_by(|a, b| (sign * a.1.value).total_cmp(&(sign * b.1.value)));
    let title = format!("{words} of “{attribute}” {asked} {}", limit.at);
    let blank = GateResult {
        limit: Figure::finite(limit.at, "the limit is not finite"),
        must_fall: limit.must_fall,
        ..GateResult::new(Gate::Fairness, title)
    };
    let Some((group, estimate)) = found else {
        return GateResult {
            explanation: format!(
                "No group of “{attribute}” has enough test rows with both answers to tell. Choose a larger test part in step 4."
            ),
            value: Figure::not_computable("too few test rows"),
            ..blank
        };
    };
    let value = Figure::finite(estimate.value, "the figure is not finite");
    let interval = Some((estimate.low, estimate.high));
    GateResult {
        verdict: limit.judge(&value, interval, by),
        explanation: format!(
            "Worst for {}: {:.4} against the largest group, and {asked} {} is asked for.",
            group.name, estimate.value, limit.at
        ),
        value,
        interval,
        evidence: groups
            .iter()
            .filter_map(|group| Some((group.name.clone(), format!("{:.4}", of(group)?.value))))
            .collect(),
        ..blank
    }
}

/// A ratio above 1 is as unequal as its inverse.
fn towards_one(ratio: Estimate) -> Estimate {
    if ratio.value <= 1.0 {
        return ratio;
    }
    Estimate {
        value: 1.0 / ratio.value,
        low: 1.0 / ratio.high,
        high: 1.0 / ratio.low,
    }
}

/// A gap without its direction.
fn size(gap: Estimate) -> Estimate {
    if gap.low >= 0.0 {
        return gap;
    }
    if gap.high <= 0.0 {
        return Estimate {
            value: -gap.value,
            low: -gap.high,
            high: -gap.low,
        };
    }
    Estimate {
        value: gap.value.abs(),
        low: 0.0,
        high: gap.high.max(-gap.low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Verdict;

    fn estimate(value: f64) -> Estimate {
        Estimate {
            value,
            low: value - 0.05,
            high: value + 0.05,
        }
    }

    fn group(name: &str, rows: u64, ratio: f64, gap: f64) -> GroupEvidence {
        GroupEvidence {
            attribute: "sex".to_owned(),
            name: name.to_owned(),
            rows,
            selection_ratio: Some(estimate(ratio)),
            true_positive_gap: Some(estimate(gap)),
            false_positive_gap: None,
        }
    }

    #[test]
    fn the_worst_group_decides() {
        let settings = GateSettings {
            min_selection_ratio: Some(0.8),
            max_true_positive_gap: Some(0.1),
            ..GateSettings::default()
        };
        let groups = [
            group("sex = F", 500, 0.9, -0.2),
            group("sex = X", 500, 2.0, 0.05),
            group("sex = Y", 5, 0.1, 0.9),
        ];
        let found = judge(&groups, &settings);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].verdict, Verdict::Fail);
        assert_eq!(found[0].value, Figure::Value(0.5), "2 is as unequal as 0.5");
        assert!(found[0].explanation.contains("sex = X"));
        assert_eq!(found[1].value, Figure::Value(0.2));
        assert_eq!(found[1].verdict, Verdict::Fail);
        assert_eq!(judge(&groups[..1], &settings)[0].verdict, Verdict::Pass);
        let few = judge(&groups[2..], &settings);
        assert_eq!(few[0].verdict, Verdict::Unknown);
        assert!(judge(&groups, &GateSettings::default()).is_empty());
    }
}
