//! Comparing, calibrating and explaining models, on a small table.

use std::sync::Arc;

use nonagon::{
    learners::{CalibrationMethod, Learner, Scale},
    metrics::{Metric, Rope},
    steps::{
        Prediction,
        evaluation::{self, Detail, compare, explain::Desk},
    },
    terms::Silent,
};

use crate::{
    steps::{contract, yes_or_no},
    steps_models::{Made, made, made_with},
};

fn desk(made: &Made) -> Desk {
    let prepared = Arc::new(made.prepared.clone());
    Desk::new(made.package(), prepared, made.table.clone()).unwrap()
}

#[test]
fn shuffling_the_column_that_decides_harms_most() {
    let made = made(yes_or_no(3000), contract());
    let desk = desk(&made);
    let found = desk.importance(Metric::RocAuc, 1, &Silent).unwrap();
    assert_eq!(found.columns[0].column, "x");
    assert!(found.columns[0].mean > 0.2, "{found:?}");
    for column in &found.columns {
        assert!(column.low <= column.mean && column.mean <= column.high);
        assert!(column.column == "x" || column.mean < 0.05, "{column:?}");
    }
    assert_eq!(found, desk.importance(Metric::RocAuc, 1, &Silent).unwrap());
}

/// What an answer is on the scale that its contributions are told on.
fn on_scale(scale: Scale, answer: &Prediction) -> f64 {
    let share = answer.probabilities[1];
    match scale {
        Scale::LogOdds => (share / (1.0 - share)).ln(),
        Scale::Answer => share,
        Scale::Logarithm | Scale::Score => panic!("{scale:?} of two classes"),
    }
}

#[test]
fn what_columns_add_sums_to_the_answer_exactly_where_the_learner_can_tell() {
    let exact = [
        (Learner::Logistic, Some(Scale::LogOdds)),
        (Learner::Tree, Some(Scale::Answer)),
        (Learner::Forest, Some(Scale::Answer)),
        (Learner::Boosting, Some(Scale::LogOdds)),
        (Learner::NaiveBayes, None),
    ];
    for (learner, scale) in exact {
        let made = made_with(yes_or_no(1500), contract(), &[learner]);
        let desk = desk(&made);
        for row in [0, 7, 11, 500] {
            let found = desk.what_if(row, &[], &Silent).unwrap();
            let parts = &found.contributions;
            assert_eq!(parts.scale, scale.unwrap_or(Scale::Answer), "{learner:?}");
            assert_eq!(
                parts.estimated_from.is_none(),
                scale.is_some(),
                "{learner:?}"
            );
            let sum: f64 = parts.columns.iter().map(|column| column.value).sum();
            assert!((parts.base + sum - parts.answer).abs() < 1e-9);
            let said = on_scale(parts.scale, &found.after);
            assert!(
                (said - parts.answer).abs() < 1e-9,
                "{learner:?}: {said} {parts:?}"
            );
            assert_eq!(found.before, found.after);
            assert_eq!(parts.columns[0].column, "x");
        }
    }
}

#[test]
fn a_changed_row_is_answered_as_such_a_row() {
    let made = made(yes_or_no(2000), contract());
    let desk = desk(&made);
    let change = |value: &str| [("x".to_owned(), value.to_owned())];
    let low = desk.what_if(3, &change("0.01"), &Silent).unwrap();
    let high = desk.what_if(3, &change("0.99"), &Silent).unwrap();
    assert_eq!(low.before, high.before);
    assert!(low.after.probabilities[1] < 0.2 && high.after.probabilities[1] > 0.8);
    // A gap is a value, too; what is no number is said so, and so is an unknown column or row.
    assert!(desk.what_if(3, &change(""), &Silent).is_ok());
    let said = |row: u32, changes: &[(String, String)]| {
        desk.what_if(row, changes, &Silent).unwrap_err().to_string()
    };
    assert!(said(3, &change("many")).contains("“many” is not a value of “x”"));
    assert!(said(3, &[("moon".to_owned(), "1".to_owned())]).contains("does not read “moon”"));
    assert!(said(9_000_000, &[]).contains("2000 rows"));
}

#[test]
fn the_answer_rises_with_the_column_that_it_rises_with() {
    let made = made(yes_or_no(3000), contract());
    let desk = desk(&made);
    let found = desk.dependence("x", &Silent).unwrap();
    assert!(found.points.is_sorted_by(|a, b| a.x < b.x));
    let (first, last) = (found.points.first().unwrap(), found.points.last().unwrap());
    assert!(last.mean - first.mean > 0.6, "{found:?}");
    assert!(
        found
            .lines
            .iter()
            .all(|line| line.len() == found.points.len())
    );
    let names = desk.dependence("city", &Silent).unwrap();
    assert_eq!(names.points.len(), 3);
    assert!(desk.dependence("y", &Silent).is_err());
}

#[test]
fn the_nearest_row_is_the_row_itself_where_it_is_repeated() {
    let made = made(yes_or_no(1500), contract());
    let desk = desk(&made);
    let row = desk.test_rows()[0];
    let found = desk.neighbours(row, &Silent).unwrap();
    assert_eq!(found.len(), 8);
    assert!(found.is_sorted_by(|a, b| a.distance <= b.distance));
    assert!(
        found
            .iter()
            .all(|near| near.row != row && near.distance.is_finite())
    );
}

#[test]
fn two_models_are_compared_and_one_with_itself_is_the_same() {
    let made = made(yes_or_no(4000), contract());
    let params = evaluation::Params::default();
    let run = |a: &str, b: &str| {
        let of = (&made.problem, &params);
        compare(
            &made.prepared,
            &made.training,
            of,
            ([a, b], Rope::Usual),
            &Silent,
        )
    };
    let (best, worst) = (&made.evaluation.model, made.training.baseline().unwrap());
    let found = run(best, &worst.id).unwrap();
    let auc = found
        .metrics
        .iter()
        .find(|(metric, ..)| *metric == Metric::RocAuc);
    let (_, [ours, theirs], difference) = auc.unwrap();
    let difference = difference.unwrap();
    assert_eq!(difference.better, 1.0);
    let apart = ours.value().unwrap() - theirs.value().unwrap();
    assert!((difference.value - apart).abs() < 1e-9);
    assert!(difference.low <= apart && apart <= difference.high);
    for (metric, _, difference) in run(best, best).unwrap().metrics {
        if let Some(difference) = difference {
            assert_eq!(
                (difference.low, difference.high, difference.equal),
                (0.0, 0.0, 1.0),
                "{metric:?}"
            );
        }
    }
    assert!(run(best, "forest of oaks").is_err());
}

#[test]
fn calibration_travels_with_the_model_and_keeps_the_order() {
    let made = made(yes_or_no(4000), contract());
    for method in CalibrationMethod::ALL {
        let params = evaluation::Params {
            model: Some("naive_bayes".to_owned()),
            calibration: Some(method),
            ..evaluation::Params::default()
        };
        let judge = |params: &evaluation::Params| {
            let input = (&made.table, &made.prepared, [].as_slice());
            evaluation::run(input, &made.training, &made.problem, params, &Silent).unwrap()
        };
        let report = judge(&params);
        assert_eq!(report.calibrator.as_ref().unwrap().method(), method);
        let Detail::Binary(detail) = &report.detail else {
            panic!("{:?}", report.detail);
        };
        let before = detail.uncalibrated.as_ref().unwrap();
        // What both are fitted to keep small is judged; isotonic regression may answer 0 or 1, and
        // one such mistake costs 36 nats of log loss.
        let brier = report.metric(Metric::Brier).value().unwrap();
        assert!(brier < before.brier.value().unwrap() + 0.01, "{method:?}");
        let model = made.training.model(&report.model).unwrap();
        let package =
            nonagon::steps::deployment::package(&made.prepared, model, &report, &made.problem);
        let answers = package.answer(&made.prepared.test.matrix).class_scores(1);
        assert_ne!(
            answers,
            nonagon::learners::Model::predict(&model.fitted, &made.prepared.test.matrix)
                .class_scores(1)
        );
    }
}

#[test]
fn intervals_hold_the_metrics_of_the_report() {
    let made = made(yes_or_no(2000), contract());
    for (metric, figure) in &made.evaluation.metrics {
        let interval = made.evaluation.interval(*metric).unwrap();
        let value = figure.value().unwrap();
        assert!(
            interval.low <= value + 1e-9 && value <= interval.high + 1e-9,
            "{metric:?} {interval:?} {value}"
        );
    }
}

#[test]
fn without_a_baseline_the_report_says_so() {
    let mut made = made(yes_or_no(900), contract());
    made.training.models.retain(|model| !model.is_baseline());
    let input = (&made.table, &made.prepared, [].as_slice());
    let report = evaluation::run(
        input,
        &made.training,
        &made.problem,
        &evaluation::Params::default(),
        &Silent,
    )
    .unwrap();
    assert_eq!(report.baseline_name, "none");
    assert!(
        report
            .baseline
            .iter()
            .all(|(_, figure)| figure.reason() == Some("no baseline was trained"))
    );
}
