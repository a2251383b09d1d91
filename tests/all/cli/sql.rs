use serde_json::json;

use super::{Folder, nonagon};

fn flights(folder: &Folder) -> String {
    let text =
        "id,carrier,delay,at\n1,UA,2.5,2013-01-01 05:00:00\n2,DL,,2013-01-02 06:30:00\n3,UA,-1,\n";
    format!("flights={}", folder.file("flights.csv", text))
}

#[test]
fn a_query_prints_its_rows() {
    let folder = Folder::new();
    let query = "SELECT carrier, COUNT(*), SUM(delay) AS delay FROM flights GROUP BY carrier ORDER BY carrier";
    let ended = nonagon(&["sql", query, "--table", &flights(&folder)]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(
        ended.stdout,
        "carrier  COUNT(*)  delay\nDL              1      –\nUA              2    1.5\n2 rows\n"
    );
    let none = nonagon(&[
        "sql",
        "SELECT * FROM flights WHERE id > 9",
        "--table",
        &flights(&folder),
    ]);
    assert!(none.stdout.ends_with("No rows\n"), "{none:?}");
}

#[test]
fn json_is_one_object_of_the_agreed_shape() {
    let folder = Folder::new();
    let table = flights(&folder);
    let query = "SELECT id, carrier, delay, at, delay > 0 AS late FROM flights ORDER BY id";
    let found = nonagon(&["sql", query, "--table", &table, "--limit", "2", "--json"]).json(0);
    let expected = json!({
        "columns": [
            {"name": "id", "kind": "integer"},
            {"name": "carrier", "kind": "text"},
            {"name": "delay", "kind": "decimal"},
            {"name": "at", "kind": "time"},
            {"name": "late", "kind": "boolean"},
        ],
        "rows": [
            [1, "UA", 2.5, "2013-01-01 05:00:00", true],
            [2, "DL", null, "2013-01-02 06:30:00", null],
        ],
        "n_rows": 2,
        "truncated": true,
    });
    assert_eq!(serde_json::Value::Object(found), expected);
    let shapes = nonagon(&["help", "json"]).json(0);
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&shapes["sql"]), keys(&expected));
}

#[test]
fn the_result_is_written_by_its_ending() {
    let folder = Folder::new();
    let table = flights(&folder);
    for name in ["out.csv", "out.parquet", "out.json"] {
        let out = folder.file(name, "old");
        let path = out.as_str();
        let ended = nonagon(&[
            "sql",
            "SELECT id FROM flights",
            "--table",
            &table,
            "--out",
            path,
        ]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(
            ended.stdout.starts_with("3 rows, 1 columns written to"),
            "{ended:?}"
        );
        assert_ne!(std::fs::read(&out).unwrap(), b"old");
    }
    let csv = folder.file("out.csv", "old");
    let query = "SELECT id FROM flights WHERE id < 3";
    nonagon(&["sql", query, "--table", &table, "--out", &csv]);
    assert_eq!(std::fs::read_to_string(csv).unwrap(), "id\n1\n2\n");
}

#[test]
fn mistakes_are_refused_with_their_place() {
    let folder = Folder::new();
    let table = flights(&folder);
    for (query, message) in [
        (
            "SELECT idd FROM flights",
            "Line 1, column 8: There is no column “idd”. Did you mean “id”?",
        ),
        (
            "SELECT id FROM flight",
            "Line 1, column 16: There is no table “flight”. Did you mean “flights”?",
        ),
        ("SELECT id FROM", "Line 1, column 15: The text ends"),
        ("DROP TABLE flights", "Only SELECT runs here"),
        ("SELECT * FROM read_csv('/etc/passwd')", "cannot read files"),
    ] {
        let out = folder.file("kept.csv", "kept");
        let ended = nonagon(&["sql", query, "--table", &table, "--out", &out]);
        assert!(ended.refused().contains(message), "{query}: {ended:?}");
        assert_eq!(std::fs::read_to_string(out).unwrap(), "kept");
    }
    let ended = nonagon(&["sql", "SELECT 1", "--table", "flights.csv"]);
    assert!(ended.refused().contains("Write name=FILE"), "{ended:?}");
    let ended = nonagon(&["sql", "SELECT 1", "--table", "t=nothing.csv"]);
    assert!(ended.refused().contains("no such file"), "{ended:?}");
    let odd = nonagon(&["sql", "SELECT 1 AS a", "--out", "a.docx"]);
    assert!(odd.refused().contains(".docx"), "{odd:?}");
}
