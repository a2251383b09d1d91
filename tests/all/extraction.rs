//! Step 2: samples, new rows below old ones, and what is otherwise than before.

use nonagon::{
    data::{ColumnData, Detected, Kind, Table, snapshot::Snapshot},
    steps::{
        StepError,
        extraction::{
            self, Append, Before, Loaded, Params, Report, Sample, Severity, Source, What,
        },
    },
    terms::Silent,
};

fn texts(values: &[&str]) -> ColumnData {
    ColumnData::Texts(values.iter().map(|text| Some((*text).to_owned())).collect())
}

/// A table of times, cities and numbers, a row per time.
fn table(times: &[i64], cities: &[&str]) -> Table {
    let numbers = times.iter().map(|time| Some(*time as f64 / 2.0));
    Table::from_columns(vec![
        (
            "t".to_owned(),
            ColumnData::Times(times.iter().copied().map(Some).collect()),
        ),
        ("city".to_owned(), texts(cities)),
        ("x".to_owned(), ColumnData::Numbers(numbers.collect())),
    ])
    .unwrap()
}

fn params(n: usize) -> Params {
    let source = |i: usize| Source {
        name: format!("s{i}"),
        location: format!("s{i}.csv"),
        ..Source::default()
    };
    Params {
        sources: (0..n).map(source).collect(),
        ..Params::default()
    }
}

/// Runs step 2 on `tables`, the sources from number `first` on.
fn run(
    (first, tables): (usize, Vec<Table>),
    params: &Params,
    before: Option<(&Report, Option<Table>)>,
) -> Result<(Table, Report), StepError> {
    let keep = |table: &Table| {
        Ok(Snapshot {
            id: "id".to_owned(),
            rows: table.n_rows() as u64,
            columns: table.n_columns() as u64,
            bytes: 0,
        })
    };
    let loaded = tables.into_iter().enumerate().map(|(i, table)| Loaded {
        name: format!("s{}", first + i),
        path: format!("s{}.csv", first + i),
        bytes: 7,
        modified: Some(1),
        detected: Detected::format("CSV"),
        table,
    });
    let input = extraction::Input {
        join: &|_, _, _| panic!("no features are asked for"),
        loaded: loaded.collect(),
        before: before.map(|(report, table)| Before { report, table }),
        keep: &keep,
    };
    extraction::run(input, params, &Silent)
}

#[test]
fn the_first_extraction_has_nothing_to_compare_with() {
    let (_, report) = run((0, vec![table(&[1, 2], &["a", "b"])]), &params(1), None).unwrap();
    assert_eq!(report.changes, None);
    assert_eq!(report.domains.len(), 3);
    assert_eq!(report.sources[0].detected.format, "CSV");
}

#[test]
fn what_is_otherwise_than_before_is_listed_worst_first() {
    let (_, before) = run((0, vec![table(&[10, 20], &["a", "b"])]), &params(1), None).unwrap();
    let (_, same) = run(
        (0, vec![table(&[10, 20], &["b", "a"])]),
        &params(1),
        Some((&before, None)),
    )
    .unwrap();
    assert_eq!(same.changes, Some(Vec::new()));

    let now = Table::from_columns(vec![
        ("city".to_owned(), texts(&["a", "c", "c"])),
        (
            "t".to_owned(),
            ColumnData::Times(vec![Some(10), Some(30), None]),
        ),
        ("x".to_owned(), texts(&["many", "other", "words"])),
        ("new".to_owned(), ColumnData::Booleans(vec![Some(true); 3])),
    ])
    .unwrap();
    let (_, report) = run((0, vec![now.clone()]), &params(1), Some((&before, None))).unwrap();
    let changes = report.changes.unwrap();
    let found: Vec<(&str, &What)> = changes
        .iter()
        .map(|change| (change.column.as_str(), &change.what))
        .collect();
    assert_eq!(found[0], ("x", &What::Retyped(Kind::Decimal, Kind::Text)));
    assert_eq!(
        found[1],
        ("city", &What::Outside(2, "never seen: c".to_owned()))
    );
    let What::Outside(1, words) = found[2].1 else {
        panic!("one time is later than before: {:?}", found[2]);
    };
    assert!(
        words.contains("before 1970-01-01 00:00:00.000010 to"),
        "{words}"
    );
    let rest = &found[3..];
    assert!(rest.contains(&("new", &What::Added(Kind::Boolean))));
    assert!(
        rest.contains(&("city", &What::Moved(2, 1))) && rest.contains(&("t", &What::Moved(1, 2)))
    );
    let severities: Vec<Severity> = changes
        .iter()
        .map(|change| change.what.severity())
        .collect();
    assert!(severities.is_sorted_by(|a, b| a >= b));

    let fewer = now.select(&["city", "t"]).unwrap();
    let (_, report) = run((0, vec![fewer]), &params(1), Some((&before, None))).unwrap();
    let changes = report.changes.unwrap();
    assert_eq!(
        (changes[0].column.as_str(), &changes[0].what),
        ("x", &What::Missing)
    );
}

#[test]
fn a_sample_says_of_how_many_it_is_and_keeps_the_order() {
    let times: Vec<i64> = (0..1000).collect();
    let cities = vec!["a"; 1000];
    let with = |rows, seed| {
        let params = Params {
            sample: Some(Sample { rows, seed }),
            ..params(1)
        };
        run((0, vec![table(&times, &cities)]), &params, None).unwrap()
    };
    let (drawn, report) = with(100, 1);
    let sampled = report.sampled.unwrap();
    assert_eq!(
        (drawn.n_rows(), report.rows, sampled.of, sampled.seed),
        (100, 100, 1000, 1)
    );
    let kept = drawn.times("t").unwrap();
    assert!(kept.is_sorted_by(|a, b| a < b));
    assert_eq!(with(100, 1).0, drawn);
    assert_ne!(with(100, 2).0, drawn);
    let (whole, report) = with(1000, 1);
    assert_eq!((whole.n_rows(), report.sampled), (1000, None));
}

#[test]
fn later_rows_are_put_below() {
    let later = Params {
        append: Some(Append::After("t".to_owned())),
        ..params(1)
    };
    let old = table(&[10, 20], &["a", "b"]);
    let (first, report) = run((0, vec![old.clone()]), &later, None).unwrap();
    assert_eq!((first.n_rows(), report.appended), (2, None));
    // The source was cut short and got new rows: what was read before stays.
    let now = table(&[20, 30, 40], &["changed", "c", "d"]);
    let (grown, report) = run(
        (0, vec![now.clone()]),
        &later,
        Some((&report, Some(old.clone()))),
    )
    .unwrap();
    assert_eq!(grown.times("t").unwrap(), [10, 20, 30, 40].map(Some));
    assert_eq!(
        (grown.cell(1, 1), report.appended),
        ("b".to_owned(), Some(2))
    );
    let (same, report) = run(
        (0, vec![now.clone()]),
        &later,
        Some((&report, Some(grown.clone()))),
    )
    .unwrap();
    assert_eq!((&same, report.appended), (&grown, Some(0)));
    let by_city = Params {
        append: Some(Append::After("city".to_owned())),
        ..params(1)
    };
    let message = run((0, vec![now]), &by_city, Some((&report, Some(old))))
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("New rows cannot be told by “city”."),
        "{message}"
    );
}

#[test]
fn a_query_joins_the_sources_by_name() {
    let cities = Table::from_columns(vec![
        ("city".to_owned(), texts(&["a", "b"])),
        ("land".to_owned(), texts(&["A", "B"])),
    ]);
    let tables = || {
        vec![
            table(&[10, 20], &["a", "b"]),
            cities.as_ref().unwrap().clone(),
        ]
    };
    let mut params = Params {
        query: "SELECT s0.x, s1.land FROM s0 JOIN s1 ON s0.city = s1.city ORDER BY x".to_owned(),
        ..params(2)
    };
    let (joined, report) = run((0, tables()), &params, None).unwrap();
    assert_eq!((joined.n_rows(), joined.n_columns()), (2, 2));
    assert_eq!(
        (joined.cell(1, 0), joined.cell(1, 1)),
        ("10".to_owned(), "B".to_owned())
    );
    assert_eq!(report.sources.len(), 2);
    params.query = "SELECT nope FROM s0".to_owned();
    let message = run((0, tables()), &params, None).unwrap_err().to_string();
    assert!(
        message.contains("The query over the sources failed") && message.contains("nope"),
        "{message}"
    );
    params.query = "SELECT * FROM s0 WHERE x > 1000".to_owned();
    let message = run((0, tables()), &params, None).unwrap_err().to_string();
    assert!(message.contains("no rows"), "{message}");
}

#[test]
fn new_sources_are_put_below() {
    let new = |n| Params {
        append: Some(Append::NewSources),
        ..params(n)
    };
    let old = table(&[10, 20], &["a", "b"]);
    let (_, report) = run((0, vec![old.clone()]), &new(1), None).unwrap();
    let (grown, report) = run(
        (1, vec![table(&[5], &["c"])]),
        &new(2),
        Some((&report, Some(old))),
    )
    .unwrap();
    assert_eq!(grown.times("t").unwrap(), [10, 20, 5].map(Some));
    assert_eq!(report.appended, Some(1));
    let sources: Vec<(&str, u64)> = report
        .sources
        .iter()
        .map(|source| (source.name.as_str(), source.rows))
        .collect();
    assert_eq!(sources, [("s0", 2), ("s1", 1)]);
    let (same, report) = run((2, vec![]), &new(2), Some((&report, Some(grown.clone())))).unwrap();
    assert_eq!((same, report.appended), (grown, Some(0)));
}

#[test]
fn reports_of_older_versions_are_read() {
    let (_, report) = run((0, vec![table(&[1], &["a"])]), &params(1), None).unwrap();
    let mut json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        serde_json::from_value::<Report>(json.clone()).unwrap(),
        report
    );
    for newer in ["domains", "changes", "sampled", "appended", "history"] {
        json.as_object_mut().unwrap().remove(newer);
    }
    for newer in ["modified", "detected", "infos", "newest", "changes"] {
        json["sources"][0].as_object_mut().unwrap().remove(newer);
    }
    let old: Report = serde_json::from_value(json).unwrap();
    assert_eq!((old.rows, old.changes), (1, None));
}

#[test]
fn every_source_has_a_history_of_its_own() {
    let both = |second: Table, before: Option<(&Report, Option<Table>)>| {
        let query = Params {
            query: "SELECT t FROM s0".to_owned(),
            ..params(2)
        };
        let first = table(&[10, 30, 20], &["a", "b", "c"]);
        run((0, vec![first, second]), &query, before).unwrap().1
    };
    let mut first = both(table(&[1], &["a"]), None);
    // What the test keeps always has the same hash; this one was another one.
    first.snapshot.id = "other".to_owned();
    let newest = first.sources[0].newest.as_ref().unwrap();
    assert_eq!((newest.column.as_str(), newest.time), ("t", 30));
    assert_eq!(first.sources[0].changes, None);
    let fewer = table(&[1, 2], &["a", "b"]).select(&["city"]).unwrap();
    let second = both(fewer, Some((&first, None)));
    assert_eq!(second.changes, Some(Vec::new()), "of the data set");
    assert_eq!(second.sources[0].changes, Some(Vec::new()));
    let gone: Vec<(&str, &What)> = second.sources[1]
        .changes
        .iter()
        .flatten()
        .map(|change| (change.column.as_str(), &change.what))
        .collect();
    assert_eq!(gone, [("t", &What::Missing), ("x", &What::Missing)]);
    assert_eq!(second.sources[1].newest, None);
    let past: Vec<(&str, u64, u64)> = second.history[0]
        .sources
        .iter()
        .map(|source| (source.name.as_str(), source.rows, source.columns))
        .collect();
    assert_eq!(past, [("s0", 3, 3), ("s1", 1, 3)]);
    let json = serde_json::to_string(&second).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), second);
}
