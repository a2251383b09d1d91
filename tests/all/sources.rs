//! Databases as sources: read, refused, gone; and never changed.

use std::{fs, path::Path};

use nonagon::{
    data::{Kind, ReadOptions, Table},
    sources::{self, Location, Passwords, SourceError},
    terms::{Cancelled, Progress, Silent},
};
use rusqlite::Connection;

/// An SQLite database with the table `orders`.
fn shop(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("shop.db");
    let flags = rusqlite::OpenFlags::default();
    let db = Connection::open_with_flags(&path, flags).unwrap();
    db.execute_batch(
        "CREATE TABLE orders (id INTEGER, price REAL, paid BOOLEAN, day TEXT, note);
         INSERT INTO orders VALUES (1, 0.5, 1, '2013-01-01', 'x'), (2, 2, 0, '2013-01-02', 7), (3, NULL, NULL, NULL, x'00');
         CREATE VIEW dear AS SELECT * FROM orders WHERE price > 1;
         CREATE TABLE \"odd name\" (a);",
    )
    .unwrap();
    path
}

fn read(place: &str, folder: &Path) -> Result<Table, SourceError> {
    let location = Location::parse(place, folder)?;
    sources::read(
        &location,
        &ReadOptions::default(),
        &Passwords::default(),
        &Silent,
    )
    .map(|read| read.table)
}

fn kinds(table: &Table) -> Vec<Kind> {
    table.columns().iter().map(|column| column.kind).collect()
}

#[test]
fn tables_views_and_queries_of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    let before = fs::read(&path).unwrap();
    let table = read("shop.db::orders", folder.path()).unwrap();
    let expected = [
        Kind::Integer,
        Kind::Decimal,
        Kind::Boolean,
        Kind::Time,
        Kind::Text,
    ];
    assert_eq!(kinds(&table), expected);
    assert_eq!(
        (table.n_rows(), table.cell(1, 1), table.cell(0, 2)),
        (3, "2".to_owned(), "true".to_owned())
    );
    assert!(table.is_null(2, 3) && table.is_null(2, 4));
    assert_eq!(read("shop.db::dear", folder.path()).unwrap().n_rows(), 1);
    let query = read(
        "shop.db::SELECT id, price * 2 AS double FROM orders WHERE id < 3",
        folder.path(),
    )
    .unwrap();
    assert_eq!((query.n_rows(), query.cell(1, 1)), (2, "4".to_owned()));
    assert_eq!(
        read("shop.db::odd name", folder.path()).unwrap().n_rows(),
        0
    );
    let location = Location::parse("shop.db::orders", folder.path()).unwrap();
    let tables = sources::tables(&location, &Passwords::default()).unwrap();
    assert_eq!(tables, ["dear", "odd name", "orders"]);
    let preview = sources::preview(
        &location,
        &ReadOptions::default(),
        &Passwords::default(),
        2,
        &Silent,
    )
    .unwrap();
    assert_eq!((preview.table.n_rows(), preview.is_whole), (2, false));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_cannot_be_read_from_sqlite_is_said_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    let before = fs::read(&path).unwrap();
    fs::write(
        folder.path().join("no.db"),
        "not a database, though long enough to be looked at",
    )
    .unwrap();
    for (place, expected) in [
        ("shop.db::nothing", "no such table"),
        (
            "shop.db::SELECT nope FROM orders",
            "no such column: nope (character",
        ),
        (
            "shop.db::WITH a AS (SELECT 1) DELETE FROM orders",
            "only a SELECT may stand here",
        ),
        ("shop.db", "shop.db::"),
        ("shop.db", "It has: "),
        ("gone.db::orders", "there is no such file"),
        ("no.db::orders", "Choose an SQLite database"),
    ] {
        let message = read(place, folder.path()).unwrap_err().to_string();
        assert!(message.contains(expected), "{place}: {message}");
    }
    assert!(!folder.path().join("gone.db").exists());
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn chosen_kinds_hold_for_databases() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let location = Location::parse("shop.db::orders", folder.path()).unwrap();
    let mut options = ReadOptions::default();
    options.kinds.insert("id".to_owned(), Kind::Text);
    let taken = sources::read(&location, &options, &Passwords::default(), &Silent).unwrap();
    assert_eq!(kinds(&taken.table)[0], Kind::Text);
    options.kinds.insert("note".to_owned(), Kind::Integer);
    let message = sources::read(&location, &options, &Passwords::default(), &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("“note” cannot be read as integer: line 1 holds “x”"),
        "{message}"
    );
}

/// Says stop as soon as rows come.
struct Impatient;

impl Progress for Impatient {
    fn report(&self, _: f32, _: &str) {}

    fn check(&self) -> Result<(), Cancelled> {
        Err(Cancelled)
    }
}

#[test]
fn reading_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    let location = Location::parse("shop.db::orders", folder.path()).unwrap();
    let stopped = sources::read(
        &location,
        &ReadOptions::default(),
        &Passwords::default(),
        &Impatient,
    );
    assert!(matches!(stopped, Err(SourceError::Cancelled(_))));
}

/// What the server holds for the test.
const SERVER: &str = "DROP SCHEMA IF EXISTS nonagon_test CASCADE; CREATE SCHEMA nonagon_test;
             CREATE TYPE nonagon_test.mood AS ENUM ('good', 'bad');
             CREATE TABLE nonagon_test.orders (id int, big bigint, price numeric(10, 3), share float8, paid bool,
                day date, at timestamptz, name text, about jsonb, mood nonagon_test.mood);
             INSERT INTO nonagon_test.orders VALUES
                (1, 9007199254740993, 12.125, 0.5, true, '2013-01-31', '2013-01-31 05:15+01', 'x', '{\"a\": 1}', 'good'),
                (2, NULL, -0.001, 'NaN', false, '1999-12-31', NULL, 'NA', NULL, 'bad');
             CREATE TABLE nonagon_test.lists (a int[]);";

/// Runs against the server that `NONAGON_TEST_POSTGRES` names, as .ci/run does:
/// `postgres://user:password@127.0.0.1:5433/database`, with the right to make tables.
#[test]
#[expect(
    clippy::print_stdout,
    reason = "whoever runs the tests must see that this one was skipped"
)]
fn a_postgresql_server() {
    let Ok(url) = std::env::var("NONAGON_TEST_POSTGRES") else {
        println!("skipped: NONAGON_TEST_POSTGRES names no server");
        return;
    };
    let mut admin = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    admin.batch_execute(SERVER).unwrap();
    let passwords = Passwords::default();
    let clean = passwords.keep(&url);
    let read = |what: &str, passwords: &Passwords| {
        let location = Location::parse(&format!("{clean}::{what}"), Path::new(""))?;
        sources::read(&location, &ReadOptions::default(), passwords, &Silent)
    };
    let table = read("nonagon_test.orders", &passwords).unwrap().table;
    use Kind::{Boolean, Decimal, Integer, Text, Time};
    let expected = [
        Integer, Integer, Decimal, Decimal, Boolean, Time, Time, Text, Text, Text,
    ];
    assert_eq!(kinds(&table), expected);
    let row: Vec<String> = (0..10).map(|column| table.cell(0, column)).collect();
    assert_eq!(
        row,
        [
            "1",
            "9007199254740993",
            "12.125",
            "0.5",
            "true",
            "2013-01-31 00:00:00",
            "2013-01-31 04:15:00",
            "x",
            "{\"a\": 1}",
            "good"
        ]
    );
    assert!(table.is_null(1, 1) && table.is_null(1, 3) && table.is_null(1, 6));
    assert_eq!(
        (table.cell(1, 2), table.cell(1, 7)),
        ("-0.001".to_owned(), "NA".to_owned())
    );
    let query = read(
        "SELECT count(*)::int AS n FROM nonagon_test.orders",
        &passwords,
    )
    .unwrap()
    .table;
    assert_eq!(query.cell(0, 0), "2");
    for (what, expected) in [
        ("nonagon_test.nothing", "does not exist"),
        ("SELECT nope FROM nonagon_test.orders", "(character 8)"),
        ("nonagon_test.lists", "Cast it to text"),
        (
            "WITH gone AS (DELETE FROM nonagon_test.orders RETURNING id) SELECT * FROM gone",
            "read-only",
        ),
    ] {
        let message = read(what, &passwords).unwrap_err().to_string();
        assert!(message.contains(expected), "{what}: {message}");
    }
    let wrong = Passwords::default();
    wrong.set(&clean, "certainly wrong".to_owned());
    let message = read("nonagon_test.orders", &wrong).unwrap_err().to_string();
    assert!(
        message.starts_with("The server does not let us in"),
        "{message}"
    );
    let location = Location::parse(&format!("{clean}::any"), Path::new("")).unwrap();
    let tables = sources::tables(&location, &passwords).unwrap();
    assert!(
        tables.contains(&"nonagon_test.orders".to_owned()),
        "{tables:?}"
    );
    goes_away(&mut admin, &clean, &passwords);
    admin
        .batch_execute("DROP SCHEMA nonagon_test CASCADE")
        .unwrap();
}

/// The server ends the connection while rows come.
fn goes_away(admin: &mut postgres::Client, clean: &str, passwords: &Passwords) {
    let place = format!(
        "{clean}::SELECT i, CASE WHEN i = 100000 THEN pg_terminate_backend(pg_backend_pid()) END AS gone FROM generate_series(1, 200000) AS i"
    );
    let location = Location::parse(&place, Path::new("")).unwrap();
    let gone = sources::read(&location, &ReadOptions::default(), passwords, &Silent);
    let message = gone.unwrap_err().to_string();
    assert!(
        message.starts_with("The server went away after"),
        "{message}"
    );
    assert!(
        message.contains("What was read before is still there"),
        "{message}"
    );
    assert_eq!(admin.query("SELECT 1", &[]).unwrap().len(), 1);
}
