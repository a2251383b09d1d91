//! Prediction logs that are odd: a reason in the cell, never a NaN, never a crash; and pages that
//! stay small whatever was followed.

use nonagon::{
    data::{ColumnData, Table},
    drift::Verdict,
    report,
    steps::monitoring::{
        Chunking, ColumnTimeline, Params, Report,
        log::{self, Followed, Log, Roles},
    },
    terms::Silent,
};

const ROWS: usize = 600;

fn numbers(value: impl Fn(usize) -> f64) -> ColumnData {
    let cell = |row| Some(value(row)).filter(|value| value.is_finite());
    ColumnData::Numbers((0..ROWS).map(cell).collect())
}

/// Looks like chance, from 0 to 1.
fn chance(row: usize, salt: usize) -> f64 {
    let mixed = (row * 31 + salt * 7919 + 17).wrapping_mul(2_654_435_761) >> 7;
    (mixed % 10_007) as f64 / 10_007.0
}

fn table(columns: Vec<(&str, ColumnData)>) -> Table {
    let columns = columns
        .into_iter()
        .map(|(name, data)| (name.to_owned(), data));
    Table::from_columns(columns.collect()).unwrap()
}

/// Follows the same rows against themselves, in chunks of a hundred.
fn followed(columns: impl Fn() -> Vec<(&'static str, ColumnData)>, roles: &Roles) -> Followed {
    let (reference, current) = (table(columns()), table(columns()));
    let log = Log {
        name: "log",
        reference: &reference,
        current: &current,
        roles,
    };
    let params = Params {
        chunking: Some(Chunking::Size(100)),
        ..Params::default()
    };
    let found = log::run(&log, &params, &Silent).unwrap();
    // JSON has no NaN: one that got in would not come out again.
    let text = serde_json::to_string(&found.report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), found.report);
    let page = report::monitoring_page(&found);
    assert!(!page.contains("NaN"), "{page}");
    found
}

fn remarked(found: &Followed, what: &str) -> bool {
    found.remarks.iter().any(|remark| remark.contains(what))
}

#[test]
fn constant_and_empty_columns_are_stable_or_not_known() {
    let columns = || {
        vec![
            ("flat", numbers(|_| 7.0)),
            ("empty", numbers(|_| f64::NAN)),
            (
                "word",
                ColumnData::Texts(vec![Some("same".to_owned()); ROWS]),
            ),
            ("gone", ColumnData::Texts(vec![None; ROWS])),
            ("usual", numbers(|row| chance(row, 1))),
        ]
    };
    let found = followed(columns, &Roles::default());
    assert_eq!(found.report.columns.len(), 5);
    for column in &found.report.columns {
        for drift in &column.chunks {
            assert_ne!(drift.verdict, Verdict::Drift, "{}", column.name);
            assert!(drift.limit.is_finite(), "{}", column.name);
        }
    }
}

#[test]
fn labels_of_one_class_have_no_curve_and_say_why() {
    let columns = || {
        vec![
            ("p", numbers(|row| chance(row, 1))),
            ("truth", numbers(|_| 0.0)),
        ]
    };
    let roles = Roles {
        target: Some("truth".to_owned()),
        probabilities: vec![(Some("1".to_owned()), "p".to_owned())],
        positive: Some("1".to_owned()),
        ..Roles::default()
    };
    let found = followed(columns, &roles);
    let auc = found.report.metrics.iter();
    let auc = auc
        .filter(|timeline| timeline.metric.id() == "roc_auc")
        .flat_map(|timeline| &timeline.values);
    let reasons: Vec<&str> = auc.map(|value| value.reason().unwrap()).collect();
    assert_eq!(reasons.len(), found.report.chunks.len());
    assert!(
        reasons.iter().all(|reason| reason.contains("class")),
        "{reasons:?}"
    );
}

#[test]
fn probabilities_that_do_not_sum_to_one_count_as_not_given() {
    let columns = || {
        let kind = |row: usize| Some(["a", "b", "c"][row % 3].to_owned());
        // Every tenth row has too much, and every tenth a share above 1.
        let share = |row: usize| match row % 10 {
            0 => 0.5,
            1 => 1.5,
            _ => 0.25,
        };
        vec![
            ("kind", ColumnData::Texts((0..ROWS).map(kind).collect())),
            ("pa", numbers(share)),
            ("pb", numbers(|_| 0.25)),
            ("pc", numbers(|_| 0.5)),
        ]
    };
    let of = |class: &str| (Some(class.to_owned()), format!("p{class}"));
    let roles = Roles {
        target: Some("kind".to_owned()),
        probabilities: ["a", "b", "c"].map(of).to_vec(),
        ..Roles::default()
    };
    let found = followed(columns, &roles);
    assert!(
        remarked(&found, "240 rows hold probabilities"),
        "{:?}",
        found.remarks
    );
    let confidence = &found.report.confidence[0];
    assert_eq!((confidence.rows, confidence.mean.value()), (80, Some(0.5)));
}

#[test]
fn a_model_that_never_errs_on_the_reference_may_have_seen_it() {
    let columns = || {
        let truth = |row: usize| f64::from(u8::from(chance(row, 1) > 0.5));
        vec![("truth", numbers(truth)), ("answer", numbers(truth))]
    };
    let roles = Roles {
        target: Some("truth".to_owned()),
        prediction: Some("answer".to_owned()),
        ..Roles::default()
    };
    let found = followed(columns, &roles);
    assert!(
        remarked(&found, "never errs on the reference"),
        "{:?}",
        found.remarks
    );
    assert!(
        remarked(&found, "rows that it had not seen"),
        "{:?}",
        found.remarks
    );
}

#[test]
fn a_regression_without_enough_labels_has_widths_for_a_reason() {
    let columns = || {
        let truth = |row: usize| {
            if row.is_multiple_of(100) {
                chance(row, 2)
            } else {
                f64::NAN
            }
        };
        vec![
            ("x", numbers(|row| chance(row, 1))),
            ("truth", numbers(truth)),
            ("answer", numbers(|row| chance(row, 1))),
        ]
    };
    let roles = Roles {
        target: Some("truth".to_owned()),
        prediction: Some("answer".to_owned()),
        task: Some(nonagon::terms::Task::Regression),
        ..Roles::default()
    };
    let found = followed(columns, &roles);
    let intervals = found.report.intervals.unwrap();
    assert_eq!(intervals.calibrated_on, 0);
    for chunk in &intervals.chunks {
        let reason = chunk.width.reason().unwrap();
        assert!(reason.contains("at least 9 rows"), "{reason}");
    }
}

/// As if there had been so many columns, and so many chunks.
fn stretched(found: &Followed, columns: usize, chunks: usize) -> Followed {
    fn stretch<T: Clone>(of: &mut Vec<T>, n: usize) {
        let known = of.clone();
        of.extend(
            known
                .iter()
                .cycle()
                .take(n.saturating_sub(known.len()))
                .cloned(),
        );
    }
    let mut found = found.clone();
    let report = &mut found.report;
    let mut wide: Vec<ColumnTimeline> = Vec::new();
    for i in 0..columns {
        let column = &report.columns[i % report.columns.len()];
        let mut column = column.clone();
        column.name = format!("{} {i} {}", column.name, "with a long name".repeat(8));
        stretch(&mut column.chunks, chunks);
        wide.push(column);
    }
    report.columns = wide;
    stretch(&mut report.chunks, chunks);
    for chunk in report.chunks.iter_mut().skip(6) {
        chunk.is_reference = false;
    }
    stretch(&mut report.prediction.chunks, chunks);
    for timeline in &mut report.metrics {
        stretch(&mut timeline.values, chunks);
    }
    for way in &mut report.multivariate {
        stretch(&mut way.values, chunks);
    }
    stretch(&mut report.estimated, chunks);
    stretch(&mut report.confidence, chunks);
    if let Some(intervals) = &mut report.intervals {
        stretch(&mut intervals.chunks, chunks);
    }
    found
}

#[test]
fn a_page_stays_small_whatever_was_followed() {
    let columns = || {
        let answer = |row: usize| chance(row, 1);
        vec![
            ("x", numbers(answer)),
            ("y", numbers(|row| chance(row, 3) * row as f64)),
            ("truth", numbers(|row| answer(row) + chance(row, 2))),
            ("answer", numbers(answer)),
        ]
    };
    let roles = Roles {
        target: Some("truth".to_owned()),
        prediction: Some("answer".to_owned()),
        task: Some(nonagon::terms::Task::Regression),
        ..Roles::default()
    };
    let found = followed(columns, &roles);
    for (columns, chunks) in [(3000, 12), (40, 500), (3, 5000)] {
        let page = report::monitoring_page(&stretched(&found, columns, chunks));
        let size = page.len();
        assert!(
            size < 2_000_000,
            "{columns} columns, {chunks} chunks: {size} bytes"
        );
        assert!(page.ends_with("</html>"));
    }
}
