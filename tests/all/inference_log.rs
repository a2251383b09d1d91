//! The log of what was answered: what is read back, what a crash and damage cost, what the ring
//! and the labels do.

use std::fs;

use nonagon::{
    store::{
        Cell, CellKind, InferenceLog, InferenceRow, LabelKept, LabelRow, LogLimits, LoggedColumn,
        Schema, StoreError, Workspace, read_inferences,
    },
    terms::PredictionId,
};
use proptest::prelude::*;

/// The values of one row: number, integer, boolean, text, time.
type Values = (
    Option<f64>,
    Option<i64>,
    Option<bool>,
    Option<String>,
    Option<i64>,
);

fn schema(version: i64) -> Schema {
    let column = |name: &str, kind| (name.to_owned(), kind);
    Schema {
        version,
        columns: vec![
            column("number", CellKind::Number),
            column("integer", CellKind::Integer),
            column("boolean", CellKind::Boolean),
            column("text", CellKind::Text),
            column("time", CellKind::Time),
        ],
        classes: vec!["no".to_owned(), "yes".to_owned()],
    }
}

fn row<'a>(schema: &'a Schema, number: u64, values: &'a Values) -> InferenceRow<'a> {
    let (a, b, c, d, e) = values;
    InferenceRow {
        id: PredictionId { session: 7, number },
        request_id: d.as_deref(),
        schema,
        at: number.cast_signed() * 1000,
        latency_us: 40,
        class: Some((number % 2) as u32),
        value: None,
        probabilities: &[0.25, 0.75],
        cells: vec![
            a.map(Cell::Number),
            b.map(Cell::Integer),
            c.map(Cell::Boolean),
            d.as_deref().map(Cell::Text),
            e.map(Cell::Time),
        ],
    }
}

fn some(number: u64) -> Values {
    let text = (!number.is_multiple_of(3)).then(|| format!("text {number}"));
    (Some(number as f64), Some(-5), Some(true), text, None)
}

/// Appends the rows `from..to`, ten at a time.
fn write(log: &InferenceLog, version: i64, from: u64, to: u64) {
    let schema = schema(version);
    let values: Vec<Values> = (from..to).map(some).collect();
    let rows: Vec<InferenceRow<'_>> = (from..to)
        .zip(&values)
        .map(|(number, values)| row(&schema, number, values))
        .collect();
    for batch in rows.chunks(10) {
        log.append(batch).unwrap();
    }
}

fn numbers(dir: &std::path::Path) -> Vec<u64> {
    let parts = read_inferences(dir, usize::MAX).unwrap();
    parts
        .iter()
        .flat_map(|part| part.ids.iter().map(|id| id.number))
        .collect()
}

fn open(dir: &std::path::Path) -> InferenceLog {
    InferenceLog::open(dir, LogLimits::default(), 0).unwrap()
}

fn values() -> impl Strategy<Value = Values> {
    let number = proptest::option::of(any::<f64>().prop_filter("NaN is missing", |x| !x.is_nan()));
    (
        number,
        any::<Option<i64>>(),
        any::<Option<bool>>(),
        any::<Option<String>>(),
        any::<Option<i64>>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_appended_is_read_back(
        rows in proptest::collection::vec((values(), 1_i64..3), 1..40),
        batch in 1_usize..10,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let schemas = [schema(1), schema(2)];
        let log = open(folder.path());
        let appended: Vec<InferenceRow<'_>> = rows
            .iter()
            .zip(0..)
            .map(|((values, version), number)| row(&schemas[*version as usize - 1], number, values))
            .collect();
        for batch in appended.chunks(batch) {
            log.append(batch).unwrap();
        }
        // While it is open, and after it was closed.
        let live = read_inferences(folder.path(), usize::MAX).unwrap();
        drop(log);
        let parts = read_inferences(folder.path(), usize::MAX).unwrap();
        prop_assert_eq!(&live, &parts);
        for part in &parts {
            let version = part.schema.version;
            let wanted: Vec<(u64, &Values)> = rows
                .iter()
                .zip(0..)
                .filter(|((_, of), _)| *of == version)
                .map(|((values, _), number)| (number, values))
                .collect();
            prop_assert_eq!(part.ids.len(), wanted.len());
            for (i, (number, values)) in wanted.iter().enumerate() {
                prop_assert_eq!(part.ids[i], PredictionId { session: 7, number: *number });
                prop_assert_eq!(part.classes[i], Some((number % 2) as u32));
                prop_assert_eq!(&part.probabilities[i * 2..i * 2 + 2], &[0.25, 0.75]);
                prop_assert_eq!(&part.request_ids[i], &values.3);
                let found = (&part.columns[0], &part.columns[1], &part.columns[2], &part.columns[3], &part.columns[4]);
                let (
                    LoggedColumn::Numbers(a),
                    LoggedColumn::Integers(b),
                    LoggedColumn::Booleans(c),
                    LoggedColumn::Texts(d),
                    LoggedColumn::Times(e),
                ) = found else { panic!("{found:?}") };
                prop_assert_eq!(&(a[i], b[i], c[i], d[i].clone(), e[i]), *values);
            }
        }
    }
}

#[test]
fn a_log_that_is_cut_anywhere_opens_with_every_whole_batch() {
    let folder = tempfile::tempdir().unwrap();
    write(&open(folder.path()), 1, 0, 50);
    let path = folder.path().join("00000001.log");
    let whole = fs::read(&path).unwrap();
    for end in (8..whole.len()).step_by(37).chain([whole.len()]) {
        fs::write(&path, &whole[..end]).unwrap();
        drop(open(folder.path()));
        let found = numbers(folder.path());
        assert_eq!(found.len() % 10, 0, "half a batch of {end} bytes");
        assert_eq!(found, (0..found.len() as u64).collect::<Vec<_>>());
        let cut = fs::read(&path).unwrap_or_default();
        assert!(whole.starts_with(&cut) && cut.len() <= end);
        assert!(end < whole.len() || found.len() == 50);
    }
}

#[test]
fn a_damaged_batch_is_counted_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    write(&open(folder.path()), 1, 0, 50);
    let path = folder.path().join("00000001.log");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    drop(open(folder.path()));
    assert_eq!(numbers(folder.path()).len(), 40);
    let parts = read_inferences(folder.path(), usize::MAX).unwrap();
    assert!(parts[0].damaged > 0);
}

#[test]
fn a_log_goes_on_after_it_was_closed_and_knows_its_ids() {
    let folder = tempfile::tempdir().unwrap();
    assert!(numbers(&folder.path().join("nothing")).is_empty());
    let log = open(folder.path());
    assert_eq!(log.last_session(), None);
    log.append(&[]).unwrap();
    write(&log, 1, 0, 30);
    drop(log);
    let log = open(folder.path());
    assert_eq!(log.last_session(), Some(7));
    write(&log, 2, 30, 40);
    for (number, known) in [(0, true), (39, true), (40, false)] {
        assert_eq!(log.contains(PredictionId { session: 7, number }), known);
    }
    assert!(!log.contains(PredictionId {
        session: 8,
        number: 0
    }));
    assert_eq!(numbers(folder.path()), (0..40).collect::<Vec<_>>());
    let last = read_inferences(folder.path(), 5).unwrap();
    assert_eq!((last.len(), last[0].schema.version), (1, 2));
}

#[test]
fn the_ring_lets_the_oldest_go() {
    const MIB: u64 = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let limits = LogLimits {
        bytes: 48 * MIB,
        ..LogLimits::default()
    };
    let log = InferenceLog::open(folder.path(), limits, 0).unwrap();
    let schema = schema(1);
    let values: Values = (None, None, None, Some("x".repeat(MIB as usize)), None);
    for number in 0..100 {
        let mut row = row(&schema, number, &values);
        row.request_id = None;
        log.append(&[row]).unwrap();
    }
    drop(log);
    let size = |entry: fs::DirEntry| entry.metadata().unwrap().len();
    let bytes: u64 = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| size(entry.unwrap()))
        .sum();
    assert!(bytes <= 48 * MIB, "{bytes}");
    let found = numbers(folder.path());
    assert!(found.len() >= 15, "{}", found.len());
    assert_eq!(found, (100 - found.len() as u64..100).collect::<Vec<_>>());
}

#[test]
fn a_clock_that_jumps_ahead_does_not_empty_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let days = |days| LogLimits {
        days,
        ..LogLimits::default()
    };
    for i in 0..5 {
        write(&open(folder.path()), 1, i * 10, i * 10 + 10);
    }
    drop(InferenceLog::open(folder.path(), days(0), i64::MAX).unwrap());
    assert_eq!(numbers(folder.path()).len(), 50);
    drop(InferenceLog::open(folder.path(), days(1), i64::MAX).unwrap());
    assert_eq!(numbers(folder.path()), (20..50).collect::<Vec<_>>());
    drop(InferenceLog::open(folder.path(), days(1), i64::MIN).unwrap());
    assert_eq!(numbers(folder.path()), (20..50).collect::<Vec<_>>());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let refused = InferenceLog::open(&file, LogLimits::default(), 0)
        .err()
        .unwrap();
    assert!(matches!(refused, StoreError::Folder { .. }), "{refused}");
    // A folder that goes away while the log is open: not kept, told, and kept again later.
    let dir = folder.path().join("log");
    let log = open(&dir);
    fs::remove_dir_all(&dir).unwrap();
    log.append(&[]).unwrap_err();
    fs::create_dir(&dir).unwrap();
    write(&log, 1, 0, 10);
    assert_eq!(numbers(&dir).len(), 10);
}

#[test]
fn models_have_folders_of_their_own() {
    let dir = |model: &str| InferenceLog::dir(std::path::Path::new("w"), model);
    let names = ["a b", "a_b", "a/b", "../../etc", "", "ä"];
    let distinct: std::collections::BTreeSet<_> = names.iter().map(|name| dir(name)).collect();
    assert_eq!(distinct.len(), names.len());
    for path in distinct {
        assert_eq!(
            path.parent().unwrap(),
            std::path::Path::new("w/predictions")
        );
    }
}

#[test]
fn labels_are_kept_once_replaced_and_read_back() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let label = |number, label: &str, at| LabelRow {
        id: PredictionId {
            session: -3,
            number,
        },
        label: label.to_owned(),
        at,
    };
    let kept = store
        .keep_labels("m", &[label(1, "a", 1), label(u64::MAX, "b", 1)])
        .unwrap();
    assert_eq!(kept, [LabelKept::New, LabelKept::New]);
    // Twice in one request, too.
    let rows = [label(1, "a", 2), label(2, "c", 2), label(2, "d", 2)];
    let kept = store.keep_labels("m", &rows).unwrap();
    assert_eq!(
        kept,
        [LabelKept::Unchanged, LabelKept::New, LabelKept::Replaced]
    );
    let mut found = store.labels("m").unwrap();
    found.sort_by_key(|row| row.id);
    assert_eq!(
        found,
        [label(1, "a", 1), label(2, "d", 2), label(u64::MAX, "b", 1)]
    );
    assert!(store.labels("other").unwrap().is_empty());
}
