//! The feature store: definitions, the online store, and that serving is what training saw.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use nonagon::{
    data::{ColumnData, ReadOptions, Table, read, save},
    features::{
        DefinitionKind, Fate, FeatureValue, OnlineRequest, Parting, Rule, ValueStatus, What,
        parse_definitions,
    },
    metrics::Metric,
    serving::ask,
    steps::Step,
    store::Workspace,
    terms::Silent,
    workbench::{
        Command, EndpointCommand, ProjectCommand, Workbench,
        feature_store::{By, CatalogCommand, Facets, FeatureStore, JoinSides, NotApplied},
    },
};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{errors, run, workbench};

const HOUR: i64 = 3_600_000_000;

const FILE: &str = r#"
[entity.station]
keys = ["station"]

[source.weather]
data = "weather.csv"
time = "at"
created = "written"

[view.weather]
entity = "station"
source = "weather"
ttl = "3 h"
owner = "ana"
tags = ["weather"]
description = "What the station said"
features = ["wind", "sky", { name = "gale", formula = "wind > 20" }]

[on_demand.trip]
views = ["weather"]
request = [{ name = "distance", kind = "decimal" }]
features = [{ name = "rough", formula = "wind * distance" }]

[service.flights]
features = ["weather", "trip:rough"]
"#;

const WEATHER: &str = "station,at,written,wind,sky\n\
    EWR,1970-01-01 10:00,1970-01-01 10:00,10.5,clear\n\
    EWR,1970-01-01 12:00,1970-01-01 13:00,25.0,\n\
    EWR,1970-01-01 12:00,1970-01-01 12:00,12.0,rain\n\
    JFK,1970-01-01 11:00,1970-01-01 11:00,3.5,clear\n\
    ,1970-01-01 11:00,1970-01-01 11:00,1.0,clear\n\
    LGA,,1970-01-01 11:00,1.0,clear\n";

struct Desk {
    folder: tempfile::TempDir,
    store: FeatureStore,
}

fn by(why: &str) -> By<'_> {
    By {
        who: "a test",
        at: 1,
        why,
    }
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("weather.csv"), WEATHER).unwrap();
    let opened = Workspace::open(&folder.path().join("ws")).unwrap();
    let store = FeatureStore::open(&opened.workspace).unwrap();
    Desk { folder, store }
}

impl Desk {
    fn apply(&self, text: &str) -> Result<Vec<(String, What, i64)>, NotApplied> {
        let defined = parse_definitions(text).map_err(anyhow::Error::from)?;
        let applied = self
            .store
            .apply(&defined, self.folder.path(), by(""), &Silent)?;
        let changes = applied.changes.into_iter();
        Ok(changes
            .map(|change| {
                let kind = change.defined.definition.kind().key();
                let name = format!("{kind} {}", change.defined.name);
                (name, change.what, change.version.number)
            })
            .collect())
    }

    fn get(&self, station: &str, hour: i64) -> Vec<(FeatureValue, ValueStatus)> {
        let plan = self.store.service("flights").unwrap();
        let given = [("station", station), ("distance", "2")];
        let given = given.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let request = FeatureStore::request(&plan, &given).unwrap();
        let rows = self.store.get(&plan, &[request], hour * HOUR).unwrap();
        let row = rows.into_iter().next().unwrap();
        row.into_iter()
            .map(|value| (value.value, value.status))
            .collect()
    }
}

#[test]
fn a_version_arises_only_where_a_value_may_change() {
    let desk = desk();
    let changes = desk.apply(FILE).unwrap();
    assert!(
        changes
            .iter()
            .all(|(_, what, version)| (*what, *version) == (What::New, 1))
    );
    assert_eq!(changes.len(), 5);
    let same = desk.apply(FILE).unwrap();
    assert!(same.iter().all(|(_, what, _)| *what == What::Nothing));

    let described = FILE.replace("What the station said", "Weather, hour by hour");
    let changes = desk.apply(&described).unwrap();
    let view = changes.iter().find(|(name, ..)| name == "view weather");
    assert_eq!(view.unwrap(), &("view weather".to_owned(), What::About, 1));

    let respelled = FILE.replace("wind > 20", "wind>20 -- strong");
    let changes = desk.apply(&respelled).unwrap();
    assert!(changes.iter().all(|(_, what, _)| *what != What::Version));

    // Another formula changes the view, and whatever reads it.
    let stronger = FILE.replace("wind > 20", "wind > 30");
    let changes = desk.apply(&stronger).unwrap();
    let new: Vec<&str> = changes
        .iter()
        .filter(|(_, what, version)| (*what, *version) == (What::Version, 2))
        .map(|(name, ..)| name.as_str())
        .collect();
    assert_eq!(new, ["view weather", "on_demand trip", "service flights"]);
    let back = desk.apply(FILE).unwrap();
    let view = back
        .iter()
        .find(|(name, ..)| name == "view weather")
        .unwrap();
    assert_eq!((view.1, view.2), (What::Earlier, 1));
}

#[test]
fn definitions_that_make_no_sense_change_nothing() {
    let desk = desk();
    for (from, to, said) in [
        ("\"wind\", \"sky\"", "\"rain\"", "no column “rain”"),
        (
            "\"wind\", \"sky\"",
            "\"wind\", \"wind\"",
            "stands there twice",
        ),
        ("\"wind\", \"sky\"", "\"station\"", "is a key of its entity"),
        ("wind > 20", "wind > ", "“gale”"),
        ("wind > 20", "wnd > 20", "no column “wnd”"),
        ("time = \"at\"", "time = \"sky\"", "a time is needed"),
        (
            "entity = \"station\"",
            "entity = \"town\"",
            "needs the entity “town”",
        ),
        ("\"trip:rough\"", "\"trip:smooth\"", "no feature “smooth”"),
        ("\"trip:rough\"", "\"weather:wind\"", "names “wind” twice"),
        ("weather.csv", "whether.csv", "no such file"),
        ("ttl = \"3 h\"", "ttl = \"0 h\"", "longer than nothing"),
    ] {
        let text = FILE.replacen(from, to, 1);
        let err = desk.apply(&text).unwrap_err().to_string();
        assert!(err.contains(said), "{said}: {err}");
        assert_eq!(desk.store.registry().unwrap().items.len(), 0);
    }
}

#[test]
fn what_is_served_is_what_was_known() {
    let desk = desk();
    desk.apply(FILE).unwrap();
    let done = desk
        .store
        .materialize("weather", (14 * HOUR, 14 * HOUR), false, &Silent)
        .unwrap();
    assert_eq!((done.entities, done.written, done.left_out), (2, 2, 2));
    let present = |value| (value, ValueStatus::Present);
    assert_eq!(
        desk.get("EWR", 14),
        [
            present(FeatureValue::Number(25.0)),
            (FeatureValue::Null, ValueStatus::NullValue),
            present(FeatureValue::Boolean(true)),
            present(FeatureValue::Number(50.0)),
        ]
    );
    // Exactly as old as allowed still counts; a moment older does not.
    assert_eq!(desk.get("JFK", 14)[0].1, ValueStatus::Present);
    assert_eq!(desk.get("JFK", 15)[0].1, ValueStatus::OutsideMaxAge);
    assert_eq!(desk.get("LGA", 14)[0].1, ValueStatus::NotFound);
    assert_eq!(
        desk.get("EWR", 11)[0].1,
        ValueStatus::NotFound,
        "what comes later is not known yet"
    );
    let plan = desk.store.service("flights").unwrap();
    let lacking = FeatureStore::request(&plan, &[("distance".to_owned(), "1".to_owned())]);
    let err = desk.store.get(&plan, &[lacking.unwrap()], 0).unwrap_err();
    assert!(err.to_string().contains("The key “station”"), "{err}");
}

#[test]
fn parity_finds_the_first_step_that_differs() {
    let desk = desk();
    desk.apply(FILE).unwrap();
    let until = (12 * HOUR, 12 * HOUR);
    desk.store
        .materialize("weather", until, false, &Silent)
        .unwrap();
    let parting = |feature: &str| {
        let (_, found) = desk.store.parity("weather", &Silent).unwrap();
        let one = found
            .into_iter()
            .find(|one| one.feature == feature)
            .unwrap();
        (one.compared, one.same, one.first.map(|skew| skew.parting))
    };
    assert_eq!(parting("wind"), (2, 2, None));
    let weather = desk.folder.path().join("weather.csv");
    std::fs::write(&weather, WEATHER.replace("25.0", "26.0")).unwrap();
    assert_eq!(parting("wind"), (2, 1, Some(Parting::Value)));
    assert_eq!(parting("gale"), (2, 2, None), "still a gale");
    let later = format!(
        "{WEATHER}EWR,1970-01-01 12:00,1970-01-01 14:00,30,rain\nLGA,1970-01-01 12:00,,1,rain\n"
    );
    std::fs::write(&weather, later).unwrap();
    assert_eq!(parting("wind"), (3, 1, Some(Parting::Value)));
    let later = format!("{WEATHER}EWR,1970-01-01 11:59,,30,rain\n")
        .replace("1970-01-01 12:00", "1970-01-01 11:00");
    std::fs::write(&weather, later).unwrap();
    assert_eq!(parting("wind"), (2, 1, Some(Parting::Row)));
}

#[test]
fn a_source_that_changed_its_kinds_is_told_and_nothing_is_lost() {
    let desk = desk();
    desk.apply(FILE).unwrap();
    let at = (14 * HOUR, 14 * HOUR);
    desk.store
        .materialize("weather", at, false, &Silent)
        .unwrap();
    let weather = desk.folder.path().join("weather.csv");
    std::fs::write(&weather, WEATHER.replace("3.5", "weak")).unwrap();
    let err = desk.store.materialize("weather", at, false, &Silent);
    let err = format!("{:#}", err.unwrap_err());
    assert!(err.contains("wind"), "{err}");
    std::fs::remove_file(&weather).unwrap();
    let err = desk.store.materialize("weather", at, true, &Silent);
    let err = format!("{:#}", err.unwrap_err());
    assert!(
        err.contains("The source of “weather” cannot be read"),
        "{err}"
    );
    assert_eq!(desk.get("EWR", 14)[0].0, FeatureValue::Number(25.0));
}

#[test]
fn doubles_are_shown_before_they_are_made() {
    let desk = desk();
    let mut rows = String::new();
    for i in 0..40 {
        let wind = f64::from(i) * 1.5;
        writeln!(
            rows,
            "S{i},1970-01-01 10:00,1970-01-01 11:00,{wind},{}",
            i % 5
        )
        .unwrap();
    }
    std::fs::write(
        desk.folder.path().join("weather.csv"),
        format!("station,at,written,wind,sky\n{rows}"),
    )
    .unwrap();
    desk.apply(FILE).unwrap();
    let twin = r#"
        [view.air]
        entity = "station"
        source = "weather"
        features = [{ name = "breeze", formula = "wind" }, { name = "knots", formula = "wind * 0.54 + 1" }, { name = "other", formula = "wind * (wind - 30)" }]
    "#;
    let NotApplied::Twins(twins) = desk.apply(twin).unwrap_err() else {
        panic!("doubles must be refused");
    };
    let pairs: Vec<(&str, &str)> = twins
        .iter()
        .map(|twin| (twin.new.1.as_str(), twin.known.1.as_str()))
        .collect();
    assert!(pairs.contains(&("breeze", "wind")) && pairs.contains(&("knots", "wind")));
    assert!(!pairs.iter().any(|(new, _)| *new == "other"), "{pairs:?}");
    let defined = parse_definitions(twin).unwrap();
    let folder = desk.folder.path();
    desk.store
        .apply(&defined, folder, by("sailors count in knots"), &Silent)
        .unwrap();
    assert!(desk.store.service("flights").is_ok());
}

#[test]
fn what_is_used_cannot_be_removed_and_what_was_removed_comes_back() {
    let desk = desk();
    desk.apply(FILE).unwrap();
    let remove = |kind, name| desk.store.remove((kind, name), &[], by("a test"));
    let err = remove(DefinitionKind::View, "weather")
        .unwrap_err()
        .to_string();
    assert!(
        err.contains(
            "on-demand view “trip” (version 1), the feature service “flights” (version 1)"
        ),
        "{err}"
    );
    remove(DefinitionKind::Service, "flights").unwrap();
    assert!(desk.store.service("flights").is_err());
    assert!(
        desk.store.service("flights@1").is_ok(),
        "who knows the number still reads it"
    );
    let back = desk.apply(FILE).unwrap();
    assert!(back.contains(&("service flights".to_owned(), What::Back, 1)));
    let earlier = desk.store.registry_at(0).unwrap();
    assert_eq!(earlier.live().count(), 0, "before it, there was nothing");
}

#[test]
fn the_catalog_goes_through_a_file_and_is_searched() {
    let desk = desk();
    desk.apply(FILE).unwrap();
    let text = desk.store.export().unwrap();
    let other = self::desk();
    let defined = parse_definitions(&text).unwrap();
    other
        .store
        .apply(&defined, Path::new(""), by(""), &Silent)
        .unwrap();
    assert_eq!(other.store.export().unwrap(), text);
    let catalog = other.store.catalog().unwrap();
    let found = |text: &str, facets: &Facets| -> Vec<String> {
        let found = catalog.search(text, facets, 0).unwrap();
        found
            .into_iter()
            .map(|place| catalog.items[place].label())
            .collect()
    };
    let anything = Facets::default();
    assert_eq!(found("gale", &anything)[0], "weather:gale");
    assert_eq!(found("wetaher gale", &anything)[0], "weather:gale");
    let views = Facets {
        kind: Some(DefinitionKind::View),
        entity: Some("station".to_owned()),
        ..Facets::default()
    };
    assert_eq!(found("", &views).len(), 4);
    let nobody = Facets {
        owner: Some("bob".to_owned()),
        ..Facets::default()
    };
    assert_eq!(found("weather", &nobody), Vec::<String>::new());
}

#[test]
fn a_join_of_a_service_gives_a_training_set_and_shows_the_leak() {
    let desk = desk();
    desk.apply(FILE).unwrap();
    let rows = desk.folder.path().join("rows.csv");
    std::fs::write(
        &rows,
        "station,when,distance\nEWR,1970-01-01 11:00,2\nEWR,1970-01-01 12:00,2\nJFK,1970-01-01 10:00,2\n",
    )
    .unwrap();
    let table = read(&rows, &ReadOptions::default(), &Silent).unwrap().0;
    let plan = desk.store.service("flights").unwrap();
    let sides = JoinSides {
        table: &table,
        time: "when",
    };
    let join = |rule| {
        desk.store
            .historical(&plan, sides, rule, &Silent)
            .unwrap()
            .table
    };
    let joined = join(Rule::PointInTime);
    let column = |table: &Table, name: &str| -> Vec<String> {
        let at = table.column_index(name).unwrap();
        (0..table.n_rows()).map(|row| table.cell(row, at)).collect()
    };
    assert_eq!(column(&joined, "wind"), ["10.5", "25", ""]);
    assert_eq!(column(&joined, "rough"), ["21", "50", ""]);
    assert_eq!(column(&joined, "gale"), ["false", "true", ""]);
    assert_eq!(column(&join(Rule::Newest), "wind"), ["25", "25", "3.5"]);
    let out = desk.folder.path().join("joined.csv");
    save(&joined, None, &out, &Silent).unwrap();
    let again = read(&out, &ReadOptions::default(), &Silent).unwrap().0;
    let sides = JoinSides {
        table: &again,
        time: "when",
    };
    let err = desk
        .store
        .historical(&plan, sides, Rule::PointInTime, &Silent);
    let err = err.unwrap_err().to_string();
    assert!(err.contains("have a column “wind” already"), "{err}");
}

#[test]
fn a_label_is_what_came_true_within_its_horizon() {
    let desk = desk();
    let text = r#"
        [entity.station]
        keys = ["station"]
        [source.weather]
        data = "weather.csv"
        time = "at"
        created = "written"
        [label.wind_later]
        entity = "station"
        source = "weather"
        label = "wind"
        horizon = "2 h"
    "#;
    desk.apply(text).unwrap();
    let hours = [8, 9, 10, 11, 12, 13]
        .map(|hour| Some(hour * HOUR))
        .to_vec();
    let table = Table::from_columns(vec![
        (
            "station".to_owned(),
            ColumnData::Texts(vec![Some("EWR".to_owned()); 6]),
        ),
        ("when".to_owned(), ColumnData::Times(hours)),
    ])
    .unwrap();
    let sides = JoinSides {
        table: &table,
        time: "when",
    };
    let joined = desk.store.labels("wind_later", sides, &Silent).unwrap();
    let wind = joined.table.column_data("wind").unwrap();
    let expected = [10.5, 10.5, 10.5, 25.0, 25.0].map(Some).to_vec();
    let expected = [expected, vec![None]].concat();
    assert_eq!(
        wind,
        ColumnData::Numbers(expected),
        "the row that was written last counts"
    );
    assert!(
        joined
            .ages
            .iter()
            .flatten()
            .all(|age| (-2 * HOUR..=0).contains(age))
    );
    let err = desk
        .store
        .labels("wind", sides, &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        err.contains("no label view “wind”. There are: wind_later"),
        "{err}"
    );
}

fn any_rows() -> impl Strategy<Value = Vec<(u8, i64, Option<i64>, Option<i32>)>> {
    let row = (
        0_u8..4,
        0_i64..12,
        proptest::option::of(0_i64..12),
        proptest::option::of(-5..5_i32),
    );
    proptest::collection::vec(row, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The heart of it: asked at any moment, the online store says what the point-in-time join
    /// says, ties, gaps and ages included.
    #[test]
    fn online_is_the_join(rows in any_rows(), until in 0_i64..14, incremental: bool) {
        let desk = desk();
        let mut text = "station,at,written,wind,sky\nX,1970-01-01 00:00,1970-01-01 00:00,0.5,s\n".to_owned();
        for (station, at, written, wind) in &rows {
            let written = written.map(|hour| format!("1970-01-01 {hour:02}:00")).unwrap_or_default();
            let wind = wind.map(|wind| format!("{wind}.5")).unwrap_or_default();
            writeln!(text, "S{station},1970-01-01 {at:02}:00,{written},{wind},s").unwrap();
        }
        std::fs::write(desk.folder.path().join("weather.csv"), text).unwrap();
        desk.apply(FILE).unwrap();
        if incremental {
            desk.store.materialize("weather", (until / 2 * HOUR, 1), true, &Silent).unwrap();
        }
        desk.store.materialize("weather", (until * HOUR, 1), incremental, &Silent).unwrap();
        let plan = desk.store.service("flights").unwrap();
        let stations: Vec<Option<String>> = (0..5).map(|i| Some(format!("S{i}"))).collect();
        let n = stations.len();
        let table = Table::from_columns(vec![
            ("station".to_owned(), ColumnData::Texts(stations.clone())),
            ("when".to_owned(), ColumnData::Times(vec![Some(until * HOUR); n])),
            ("distance".to_owned(), ColumnData::Numbers(vec![Some(2.0); n])),
        ]).unwrap();
        let sides = JoinSides { table: &table, time: "when" };
        let joined = desk.store.historical(&plan, sides, Rule::PointInTime, &Silent).unwrap();
        let requests: Vec<OnlineRequest> = stations.iter().flatten().map(|station| {
            BTreeMap::from([
                ("station".to_owned(), FeatureValue::Text(station.clone())),
                ("distance".to_owned(), FeatureValue::Number(2.0)),
            ])
        }).collect();
        let online = desk.store.get(&plan, &requests, until * HOUR).unwrap();
        for (place, name) in plan.names.iter().enumerate() {
            let column = joined.table.column_data(name).unwrap();
            for (row, answer) in online.iter().enumerate() {
                let offline = FeatureValue::at(&column, row);
                prop_assert!(answer[place].value.is_same(&offline), "{name} {row}: {:?} {offline:?}", answer[place]);
            }
        }
        let (_, parity) = desk.store.parity("weather", &Silent).unwrap();
        prop_assert!(parity.iter().all(|one| one.same == one.compared), "{parity:?}");
    }
}

/// One flight per hour, late where the wind was strong: a project that knows of the wind from the
/// feature store only.
fn windy(folder: &Path) {
    let (mut weather, mut flights) = (
        "station,at,written,wind,sky\n".to_owned(),
        "station,when,distance,late\n".to_owned(),
    );
    for hour in 0..720_u32 {
        let (day, of_day) = (1 + hour / 24, hour % 24);
        let wind = hour * 37 % 41;
        let station = ["EWR", "JFK"][hour as usize % 2];
        let at = format!("1970-01-{day:02} {of_day:02}");
        writeln!(weather, "{station},{at}:00,{at}:00,{wind}.5,clear").unwrap();
        let late = if wind > 20 { "yes" } else { "no" };
        writeln!(flights, "{station},{at}:30,{}.5,{late}", hour % 7).unwrap();
    }
    std::fs::write(folder.join("weather.csv"), weather).unwrap();
    std::fs::write(folder.join("flights.csv"), flights).unwrap();
    let project = r#"
        name = "Wind"
        [problem]
        task = "binary"
        target = "late"
        positive = "yes"
        ignored = ["station", "sky", "rough", "gale", "when"]
        [[extraction.sources]]
        name = "flights"
        path = "flights.csv"
        [extraction.features]
        service = "flights@1"
        time = "when"
        [deployment]
        model = "wind"
        alias = "champion"
    "#;
    std::fs::write(folder.join("project.toml"), project).unwrap();
}

/// What the endpoint at `url` says of flights whose weather it has to know.
fn answers(url: &str) {
    let post = |path: &str, body: serde_json::Value| {
        let reply = ask(&format!("{url}{path}"), None, &body).unwrap();
        (reply.status, reply.body)
    };
    let answered =
        |row: serde_json::Value| post("/invocations", json!({ "dataframe_records": [row] }));
    // The last winds: 719 * 37 % 41 = 35 at JFK, 718 * 37 % 41 = 39 at EWR.
    let (status, by_key) = answered(json!({ "station": "JFK", "distance": 1.5 }));
    assert_eq!(status, 200, "{by_key}");
    let (_, by_value) = answered(json!({ "wind": 35.5, "distance": 1.5 }));
    assert_eq!(by_key["predictions"], by_value["predictions"]);
    let (status, refused) = answered(json!({ "distance": 1.5 }));
    assert_eq!(status, 400);
    assert!(
        refused
            .to_string()
            .contains("the input “station” is missing"),
        "{refused}"
    );

    let known_of = |station: &str| {
        let entities = json!({ "station": [station], "distance": [2.0] });
        let body = json!({ "feature_service": "flights", "entities": entities });
        post("/get-online-features", body)
    };
    let (status, known) = known_of("EWR");
    assert_eq!(status, 200, "{known}");
    assert_eq!(known["metadata"]["feature_names"][0], "wind");
    assert_eq!(known["results"][0]["values"], json!([39.5]));
    assert_eq!(known["results"][0]["statuses"], json!(["PRESENT"]));
    assert_eq!(
        known_of("LGA").1["results"][0]["statuses"],
        json!(["NOT_FOUND"])
    );

    let gust = json!({
        "station": ["JFK"], "at": ["1970-02-01 00:00"], "written": ["1970-02-01 00:00"],
        "wind": [1.5], "sky": ["calm"],
    });
    let body = json!({ "push_source_name": "weather", "df": gust });
    assert_eq!(post("/push", body), (200, json!({ "rows": 1, "taken": 1 })));
    let (_, calm) = answered(json!({ "station": "JFK", "distance": 1.5 }));
    assert_ne!(
        calm["predictions"], by_key["predictions"],
        "the endpoint knows it at once"
    );
    for (path, body, said) in [
        ("/get-online-features", json!({}), "name a feature_service"),
        (
            "/get-online-features",
            json!({ "feature_service": "x", "entities": {} }),
            "no feature service “x”",
        ),
        (
            "/push",
            json!({ "push_source_name": "weather", "df": { "wind": ["strong"] } }),
            "“wind” must hold",
        ),
        (
            "/push",
            json!({ "push_source_name": "weather", "df": { "wind": [1.0] } }),
            "no column",
        ),
    ] {
        let (status, refused) = post(path, body);
        assert_eq!(status, 400);
        assert!(refused.to_string().contains(said), "{refused}");
    }
}

/// From the definitions to the endpoint: what a model was trained with is what it is served with,
/// and a request says only whom it is about.
#[test]
fn a_model_is_served_with_the_features_that_it_learned_from() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    std::fs::create_dir(&project).unwrap();
    windy(&project);
    let mut workbench = workbench(&folder.path().join("ws"));
    let does = |workbench: &mut Workbench, command: Command| {
        run(workbench, command);
        assert_eq!(errors(workbench), Vec::<String>::new());
    };
    does(&mut workbench, ProjectCommand::Import(project).into());
    // Any age: the clock of the test is years later.
    let text = FILE.replace("ttl = \"3 h\"\n", "");
    let catalog = |command| Command::Catalog(command);
    does(&mut workbench, catalog(CatalogCommand::Look(text.clone())));
    let looked = &workbench.catalog.looked.as_ref().unwrap().1;
    assert_eq!(looked.as_ref().unwrap().changes.len(), 5);
    does(
        &mut workbench,
        catalog(CatalogCommand::Apply(text, String::new())),
    );
    does(&mut workbench, Command::RunThrough(Step::Deployment));
    let open = workbench.project.as_ref().unwrap();
    let extracted = &open.results.extraction.as_ref().unwrap().report;
    let joined = extracted.features.as_ref().unwrap();
    assert_eq!((joined.rows, joined.given), (720, 720));
    assert_eq!(joined.stored.service, "flights@1");

    does(&mut workbench, catalog(CatalogCommand::Explain(3)));
    let (row, views) = workbench.catalog.explained.as_ref().unwrap();
    let given = views[0]
        .rows
        .iter()
        .filter(|(one, _)| one.fate == Fate::Given);
    let given: Vec<&str> = given.map(|(_, values)| values[0].as_str()).collect();
    assert_eq!((*row, given), (3, vec!["33.5"]), "2 * 37 % 41 = 33");
    does(&mut workbench, catalog(CatalogCommand::Leak));
    let (_, leak) = workbench.catalog.leak.as_ref().unwrap();
    assert_eq!(
        (leak.rows, leak.from_the_future),
        (720, 718),
        "all but the newest of each station"
    );
    let (_, honest, naive) = leak
        .metrics
        .iter()
        .find(|(metric, ..)| *metric == Metric::RocAuc)
        .unwrap();
    assert!(
        honest.value() > Some(0.99) && naive.value() != honest.value(),
        "{leak:?}"
    );
    does(
        &mut workbench,
        catalog(CatalogCommand::Materialize(None, false)),
    );
    does(
        &mut workbench,
        catalog(CatalogCommand::Compare("weather".to_owned())),
    );
    let (_, _, parity) = workbench.catalog.parity.as_ref().unwrap();
    assert!(parity.iter().all(|one| (one.compared, one.same) == (2, 2)));

    let start = EndpointCommand::Start {
        model: "wind".to_owned(),
        alias: "champion".to_owned(),
        port: 0,
        token: None,
    };
    does(&mut workbench, Command::Endpoint(start));
    let endpoint = &workbench.serving.as_ref().unwrap().endpoint;
    answers(&format!("http://{}", endpoint.address()));
    run(
        &mut workbench,
        catalog(CatalogCommand::Remove(
            DefinitionKind::Service,
            "flights".to_owned(),
        )),
    );
    let told = errors(&workbench).concat();
    assert!(told.contains("in use by the project “Wind”"), "{told}");
}
