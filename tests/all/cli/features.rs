//! `nonagon features`.

use serde_json::Value;

use super::{Folder, fits, nonagon, shape};

fn arguments<'a>(flights: &'a str, weather: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "features",
        "join",
        "--entities",
        flights,
        "--entity-time",
        "at",
        "--source",
        weather,
        "--keys",
        "station",
    ];
    arguments.extend_from_slice(more);
    arguments
}

#[test]
fn a_training_set_is_joined_and_the_leak_is_told() {
    let folder = Folder::new();
    let weather = folder.file(
        "weather.csv",
        "station,at,wind\nEWR,2013-01-01 10:00,10\nEWR,2013-01-01 12:00,12\n",
    );
    let flights = folder.file(
        "flights.csv",
        "id,station,at\n1,EWR,2013-01-01 11:00\n2,EWR,2013-01-01 09:00\n",
    );
    let out = folder.path("joined.csv");
    let found = nonagon(&arguments(&flights, &weather, &["--out", &out, "--json"])).json(0);
    fits(&found.clone().into(), &shape("features")["join"], "join");
    assert_eq!(
        (&found["given"], &found["from_the_future"]),
        (&Value::from(1), &Value::from(0))
    );
    assert_eq!(found["median_age_seconds"], 3600.0);
    let joined = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = joined.lines().collect();
    assert_eq!(lines[0], "id,station,at,wind");
    assert!(
        lines[1].ends_with(",10") && lines[2].ends_with(','),
        "{joined}"
    );

    let naive = nonagon(&arguments(&flights, &weather, &["--naive", "--json"])).json(0);
    assert_eq!(naive["from_the_future"], 2);
    let old = nonagon(&arguments(
        &flights,
        &weather,
        &["--ttl", "59 min", "--json"],
    ))
    .json(0);
    assert_eq!(old["given"], 0);
    let why = nonagon(&arguments(
        &flights,
        &weather,
        &["--explain", "1", "--json"],
    ))
    .json(0);
    fits(
        &why.clone().into(),
        &shape("features")["join --explain"],
        "explain",
    );
    assert_eq!(why["candidates"][0]["fate"], "given");

    let refused = nonagon(&arguments(&flights, &weather, &["--ttl", "soon"]));
    assert_eq!(refused.code, 2);
    let refused = nonagon(&arguments(&flights, &weather, &["--columns", "rain"]));
    assert!(refused.refused().contains("no column “rain”"));
}
