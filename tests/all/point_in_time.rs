//! The point-in-time join: what was known then, and nothing that came later.

use nonagon::{
    data::{ColumnData, Table, recipe::Span},
    features::{Entities, Fate, FeatureError, Rule, Source, explain, join},
    terms::Silent,
};
use proptest::prelude::*;

const HOUR: i64 = 3_600_000_000;

fn table(columns: Vec<(&str, ColumnData)>) -> Table {
    let named = |(name, data): (&str, ColumnData)| (name.to_owned(), data);
    Table::from_columns(columns.into_iter().map(named).collect()).unwrap()
}

fn texts(values: &[&str]) -> ColumnData {
    let text = |value: &&str| (!value.is_empty()).then(|| (*value).to_owned());
    ColumnData::Texts(values.iter().map(text).collect())
}

fn hours(values: &[Option<i64>]) -> ColumnData {
    ColumnData::Times(
        values
            .iter()
            .map(|hour| hour.map(|hour| hour * HOUR))
            .collect(),
    )
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Weather by station, written late and corrected once.
fn weather() -> Table {
    table(vec![
        ("station", texts(&["EWR", "EWR", "JFK", "EWR", "EWR", ""])),
        (
            "at",
            hours(&[Some(10), Some(12), Some(10), Some(12), None, Some(9)]),
        ),
        (
            "written",
            hours(&[Some(10), Some(13), Some(11), Some(12), Some(1), Some(1)]),
        ),
        (
            "wind",
            ColumnData::Numbers([10.0, 12.5, 3.0, 12.0, 99.0, 98.0].map(Some).to_vec()),
        ),
    ])
}

fn flights() -> Table {
    table(vec![
        (
            "station",
            texts(&["EWR", "EWR", "EWR", "JFK", "LGA", "EWR", ""]),
        ),
        (
            "at",
            hours(&[
                Some(9),
                Some(11),
                Some(12),
                Some(15),
                Some(12),
                None,
                Some(12),
            ]),
        ),
        ("wind", ColumnData::Integers((1..=7).map(Some).collect())),
    ])
}

fn rows(rule: Rule, ttl: Option<&str>, created: Option<&str>) -> Vec<Option<u32>> {
    let (weather, flights) = (weather(), flights());
    let (keys, columns) = (names(&["station"]), names(&["wind"]));
    let source = Source {
        name: "weather",
        table: &weather,
        keys: &keys,
        time: "at",
        created,
        columns: &columns,
        ttl: ttl.map(|ttl| ttl.parse::<Span>().unwrap().micros()),
    };
    let entities = Entities {
        table: &flights,
        time: "at",
    };
    let joined = join(entities, &source, rule, &Silent).unwrap();
    assert_eq!(joined.table.n_rows(), flights.n_rows());
    let wind = joined.table.numbers("weather.wind").unwrap();
    let known = weather.numbers("wind").unwrap();
    for (row, wind) in joined.rows.iter().zip(wind) {
        match row {
            Some(row) => assert_eq!(wind, known[*row as usize]),
            None => assert!(wind.is_nan()),
        }
    }
    assert_eq!(
        joined.table.numbers("wind").unwrap(),
        flights.numbers("wind").unwrap()
    );
    joined.rows
}

#[test]
fn each_row_gets_the_newest_value_that_was_known() {
    let expected = [None, Some(0), Some(1), Some(2), None, None, None];
    assert_eq!(rows(Rule::PointInTime, None, Some("written")), expected);
    // Without a time of writing the row further below counts.
    let expected = [None, Some(0), Some(3), Some(2), None, None, None];
    assert_eq!(rows(Rule::PointInTime, None, None), expected);
}

#[test]
fn a_value_lives_exactly_as_long_as_it_may() {
    // JFK at 15 asks of a value that is five hours old.
    assert_eq!(rows(Rule::PointInTime, Some("5 h"), None)[3], Some(2));
    assert_eq!(rows(Rule::PointInTime, Some("299 min"), None)[3], None);
}

#[test]
fn the_naive_join_gives_what_came_later() {
    let naive = rows(Rule::Newest, None, Some("written"));
    assert_eq!(
        naive,
        [Some(1), Some(1), Some(1), Some(2), None, None, None]
    );
}

#[test]
fn one_row_is_explained() {
    let (weather, flights) = (weather(), flights());
    let (keys, columns) = (names(&["station"]), names(&["wind"]));
    let source = Source {
        name: "weather",
        table: &weather,
        keys: &keys,
        time: "at",
        created: Some("written"),
        columns: &columns,
        ttl: None,
    };
    let entities = Entities {
        table: &flights,
        time: "at",
    };
    let fates = |row: usize, ttl: Option<i64>| {
        let source = Source {
            ttl,
            ..source.clone()
        };
        let (whom, candidates) = explain(entities, &source, row, &Silent).unwrap();
        let fates = candidates.iter().map(|one| (one.row, one.fate));
        (whom, fates.collect::<Vec<_>>())
    };
    let (whom, found) = fates(1, None);
    assert_eq!(whom, "station = EWR");
    assert_eq!(
        found,
        [(0, Fate::Given), (3, Fate::Future), (1, Fate::Future)]
    );
    let (_, found) = fates(2, None);
    assert_eq!(
        found,
        [(0, Fate::Older), (3, Fate::Older), (1, Fate::Given)]
    );
    let (_, found) = fates(1, Some(HOUR / 2));
    assert_eq!(found[0], (0, Fate::Expired));
    let error = explain(entities, &source, 7, &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no entity row 8") && error.contains("there are 7"),
        "{error}"
    );
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let (weather, flights) = (weather(), flights());
    let good_keys = names(&["station"]);
    let refused = |keys: &[&str], time: &str, columns: &[&str], ttl: Option<i64>| -> FeatureError {
        let (keys, columns) = (names(keys), names(columns));
        let source = Source {
            name: "weather",
            table: &weather,
            keys: &keys,
            time,
            created: None,
            columns: &columns,
            ttl,
        };
        join(
            Entities {
                table: &flights,
                time: "at",
            },
            &source,
            Rule::PointInTime,
            &Silent,
        )
        .unwrap_err()
    };
    let cases = [
        (refused(&[], "at", &["wind"], None), "“weather” has no key"),
        (
            refused(&["station"], "at", &[], None),
            "Nothing is wanted of “weather”",
        ),
        (
            refused(&["station"], "at", &["station"], None),
            "is a key of “weather”",
        ),
        (
            refused(&["station"], "at", &["wind"], Some(0)),
            "longer than nothing",
        ),
        (
            refused(&["station"], "wind", &["wind"], None),
            "The source “weather”",
        ),
        (
            refused(&["written"], "at", &["wind"], None),
            "The entity rows: There is no column “written”",
        ),
        (
            refused(&["station"], "at", &["rain"], None),
            "There is no column “rain”",
        ),
    ];
    for (error, words) in cases {
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(good_keys.len(), 1);
}

proptest! {
    /// Against the plain reading of the definition, row by row; and nothing comes from the future.
    #[test]
    fn the_join_is_what_its_definition_says(
        known in prop::collection::vec((0..4_u8, 0..3_u8, prop::option::of(0..30_i64), prop::option::of(0..5_i64)), 1..60),
        asks in prop::collection::vec((0..5_u8, 0..3_u8, prop::option::of(0..30_i64)), 1..40),
        ttl in prop::option::of(1..12_i64),
    ) {
        let key = |n: u8| (n > 0).then(|| format!("k{n}"));
        let source = table(vec![
            ("a", ColumnData::Texts(known.iter().map(|row| key(row.0)).collect())),
            ("b", ColumnData::Integers(known.iter().map(|row| Some(i64::from(row.1))).collect())),
            ("t", ColumnData::Times(known.iter().map(|row| row.2).collect())),
            ("c", ColumnData::Times(known.iter().map(|row| row.3).collect())),
            ("v", ColumnData::Integers((0_i64..).take(known.len()).map(Some).collect())),
        ]);
        let asking = table(vec![
            ("a", ColumnData::Texts(asks.iter().map(|row| key(row.0)).collect())),
            // The same keys as text: what reads the same is the same.
            ("b", ColumnData::Texts(asks.iter().map(|row| Some(row.1.to_string())).collect())),
            ("when", ColumnData::Times(asks.iter().map(|row| row.2).collect())),
        ]);
        let (keys, columns) = (names(&["a", "b"]), names(&["v"]));
        let definition = Source {
            name: "s", table: &source, keys: &keys, time: "t", created: Some("c"), columns: &columns, ttl,
        };
        let joined = join(Entities { table: &asking, time: "when" }, &definition, Rule::PointInTime, &Silent).unwrap();
        for (row, ask) in asks.iter().enumerate() {
            let fits = |key: u8, other: u8, time: Option<i64>| {
                key > 0 && key == ask.0 && other == ask.1
                    && time.zip(ask.2).is_some_and(|(known, ask)| known <= ask && ttl.is_none_or(|ttl| ask - known <= ttl))
            };
            let known = known.iter().enumerate();
            let known = known.filter(|(_, known)| fits(known.0, known.1, known.2));
            let best = known.max_by_key(|(place, known)| (known.2, known.3, *place));
            prop_assert_eq!(joined.rows[row], best.map(|(place, _)| place as u32));
            prop_assert!(joined.ages[row].is_none_or(|age| age >= 0));
        }
    }
}
