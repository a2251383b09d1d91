//! The point-in-time join and the online store against Feast, row by row.
//!
//! The figures are Feast's (0.67, its file store), on weather of New York by origin and hour with
//! gaps, questions between the hours, and questions at the very end of the time to live and a
//! microsecond after it. Each source row has a time of its own: of two rows of one time, Feast's
//! file store does not always give the one that was written later.

use nonagon::{
    data::{ColumnData, Table, save},
    features::{Entities, FeatureValue, Rule, Source, join, parse_definitions},
    store::Workspace,
    terms::Silent,
    workbench::feature_store::{By, FeatureStore},
};
use serde::Deserialize;

const FEATURES: [&str; 2] = ["temp", "wind_speed"];
const TTL: i64 = 3 * 3_600_000_000;

#[derive(Deserialize)]
struct Oracle {
    source: Rows,
    entities: Asking,
    expected: Values,
    materialized_until: i64,
    online: Online,
}

#[derive(Deserialize)]
struct Rows {
    origin: Vec<String>,
    at: Vec<i64>,
    written: Vec<i64>,
    temp: Vec<Option<f64>>,
    wind_speed: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct Asking {
    origin: Vec<String>,
    at: Vec<i64>,
}

#[derive(Deserialize)]
struct Values {
    temp: Vec<Option<f64>>,
    wind_speed: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct Online {
    origin: Vec<String>,
    temp: Vec<Option<f64>>,
    wind_speed: Vec<Option<f64>>,
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("oracle_data/feast_join.json")).unwrap()
}

fn texts(values: &[String]) -> ColumnData {
    ColumnData::Texts(values.iter().cloned().map(Some).collect())
}

fn times(values: &[i64]) -> ColumnData {
    ColumnData::Times(values.iter().copied().map(Some).collect())
}

fn table(columns: Vec<(&str, ColumnData)>) -> Table {
    let named = |(name, data): (&str, ColumnData)| (name.to_owned(), data);
    Table::from_columns(columns.into_iter().map(named).collect()).unwrap()
}

fn weather(rows: &Rows) -> Table {
    table(vec![
        ("origin", texts(&rows.origin)),
        ("at", times(&rows.at)),
        ("written", times(&rows.written)),
        ("temp", ColumnData::Numbers(rows.temp.clone())),
        ("wind_speed", ColumnData::Numbers(rows.wind_speed.clone())),
    ])
}

#[test]
fn the_join_is_that_of_feast() {
    let oracle = oracle();
    let weather = weather(&oracle.source);
    let asking = table(vec![
        ("origin", texts(&oracle.entities.origin)),
        ("when", times(&oracle.entities.at)),
    ]);
    let (keys, columns) = (["origin".to_owned()], FEATURES.map(str::to_owned));
    let source = Source {
        name: "weather",
        table: &weather,
        keys: &keys,
        time: "at",
        created: Some("written"),
        columns: &columns,
        ttl: Some(TTL),
    };
    let entities = Entities {
        table: &asking,
        time: "when",
    };
    let joined = join(entities, &source, Rule::PointInTime, &Silent).unwrap();
    let expected = [&oracle.expected.temp, &oracle.expected.wind_speed];
    for (name, expected) in FEATURES.into_iter().zip(expected) {
        let ColumnData::Numbers(found) = joined.table.column_data(name).unwrap() else {
            panic!("{name} must be numbers");
        };
        let given = expected.iter().flatten().count();
        assert!(given > 300 && given < expected.len(), "the oracle has both");
        assert_eq!(&found, expected, "{name}");
    }
}

#[test]
fn what_is_served_is_what_feast_serves() {
    let oracle = oracle();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("weather.parquet");
    save(&weather(&oracle.source), None, &place, &Silent).unwrap();
    let opened = Workspace::open(&folder.path().join("workspace")).unwrap();
    let store = FeatureStore::open(&opened.workspace).unwrap();
    let text = r#"
        [entity.airport]
        keys = ["origin"]
        [source.weather]
        data = "weather.parquet"
        time = "at"
        created = "written"
        [view.weather]
        entity = "airport"
        source = "weather"
        ttl = "3 h"
        features = ["temp", "wind_speed"]
        [service.weather]
        features = ["weather"]
    "#;
    let by = By {
        who: "a test",
        at: 1,
        why: "",
    };
    let defined = parse_definitions(text).unwrap();
    store.apply(&defined, folder.path(), by, &Silent).unwrap();
    let until = oracle.materialized_until;
    store
        .materialize("weather", (until, until), false, &Silent)
        .unwrap();
    let plan = store.service("weather").unwrap();
    for (row, origin) in oracle.online.origin.iter().enumerate() {
        let given = [("origin".to_owned(), origin.clone())];
        let request = FeatureStore::request(&plan, &given).unwrap();
        let answer = store.get(&plan, &[request], until).unwrap().remove(0);
        let expected = [oracle.online.temp[row], oracle.online.wind_speed[row]];
        for (found, expected) in answer.iter().zip(expected) {
            let expected = expected.map_or(FeatureValue::Null, FeatureValue::Number);
            assert!(
                found.value.is_same(&expected),
                "{origin}: {found:?} {expected:?}"
            );
        }
    }
}
