use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::terms::{Cancelled, Progress};

#[test]
fn queries_over_several_tables() {
    for (query, expected) in [
        (
            "SELECT name FROM flights JOIN \"air lines\" a ON carrier = a.code",
            "United",
        ),
        (
            "SELECT id FROM flights SEMI JOIN \"air lines\" ON carrier = code",
            "1",
        ),
        (
            "SELECT id FROM flights ANTI JOIN \"air lines\" ON carrier = code",
            "2|3",
        ),
        (
            "SELECT name FROM flights LEFT JOIN \"air lines\" ON carrier = code ORDER BY id",
            "United|–|–",
        ),
        (
            "WITH late AS (SELECT * FROM flights WHERE late) SELECT COUNT(*) FROM late",
            "1",
        ),
        (
            "SELECT id FROM flights WHERE carrier IN (SELECT code FROM \"air lines\")",
            "1",
        ),
        ("SELECT id FROM flights UNION ALL SELECT 7", "1|2|3|7"),
        (
            "SELECT UPPER(carrier) AS c, COUNT(*) FROM flights GROUP BY UPPER(carrier) ORDER BY c NULLS LAST",
            "AB C|UA|–",
        ),
        (
            "SELECT carrier, COUNT(*) FROM flights GROUP BY carrier HAVING COUNT(*) > 5",
            "",
        ),
        (
            "SELECT \"Dep Time\" - \"Dep Time\" AS d FROM flights LIMIT 1",
            "0",
        ),
        (
            "SELECT f.id FROM flights f, flights g WHERE f.id = g.id ORDER BY 1 DESC;",
            "3|2|1",
        ),
        ("SELECT 1 + 1", "2"),
        (
            "-- a comment\nSELECT id /* another */ FROM flights WHERE carrier = 'UA' -- the end",
            "1",
        ),
    ] {
        assert_eq!(first_column(query), expected, "{query}");
    }
}

#[test]
fn columns_are_named_after_their_text() {
    let table = run(
        "SELECT MIN(x), MAX(x), COUNT(*), id FROM flights GROUP BY id",
        &tables(),
        None,
        &Silent,
    );
    let names: Vec<String> = table
        .unwrap()
        .columns()
        .iter()
        .map(|c| c.name.clone())
        .collect();
    assert_eq!(names, ["MIN(x)", "MAX(x)", "COUNT(*)", "id"]);
}

#[test]
fn too_much_is_cut_and_nothing_is_an_answer() {
    let cut = ask("SELECT * FROM flights", &tables(), Some(2), &Silent).unwrap();
    assert_eq!((cut.table.n_rows(), cut.is_cut), (2, true));
    let whole = ask("SELECT * FROM flights", &tables(), Some(3), &Silent).unwrap();
    assert_eq!((whole.table.n_rows(), whole.is_cut), (3, false));
    let none = ask(
        "SELECT * FROM flights WHERE id > 9",
        &tables(),
        Some(3),
        &Silent,
    )
    .unwrap();
    assert_eq!(
        (none.table.n_rows(), none.table.n_columns(), none.is_cut),
        (0, 6, false)
    );
}

#[test]
fn mistakes_are_named_with_their_place() {
    for (query, place, part) in [
        (
            "SELECT\n  idd FROM flights",
            Some((2, 3)),
            "There is no column “idd”. Did you mean “id”?",
        ),
        (
            "SELECT id FROM flihgts",
            Some((1, 16)),
            "There is no table “flihgts”. Did you mean “flights”?",
        ),
        (
            "SELECT id FROM flights WHERE",
            Some((1, 29)),
            "The text ends where",
        ),
        ("SELEC id FROM flights", Some((1, 1)), ""),
        ("SELECT (id FROM flights", Some((1, 12)), "“FROM”"),
        (
            "SELECT MEDAIN(id) FROM flights",
            Some((1, 8)),
            "There is no function MEDAIN. Did you mean “median”?",
        ),
        ("SELECT 'open FROM flights", Some((1, 8)), "Unterminated"),
        (
            "SELECT id FROM flights; SELECT 2",
            Some((1, 25)),
            "One query runs at a time",
        ),
        ("DROP TABLE flights", Some((1, 1)), "Only SELECT runs here"),
        (
            "CREATE TABLE t AS SELECT * FROM flights",
            Some((1, 1)),
            "Only SELECT",
        ),
        ("DELETE FROM flights", Some((1, 1)), "Only SELECT"),
        ("EXPLAIN SELECT * FROM flights", Some((1, 1)), "Only SELECT"),
        (
            "SELECT * INTO other FROM flights",
            Some((1, 1)),
            "cannot make a table",
        ),
        (
            "SELECT * FROM read_csv('/etc/passwd')",
            Some((1, 15)),
            "cannot read files",
        ),
        (
            "SELECT * FROM flights WHERE id IN (SELECT x FROM read_parquet('a'))",
            None,
            "cannot read files",
        ),
        ("SELECT * FROM '/etc/passwd'", None, "There is no table"),
        ("SELECT carrier + 1 FROM flights", None, ""),
        (
            "SELECT CAST(carrier AS INT) FROM flights",
            None,
            "cannot be answered",
        ),
        ("  ", None, "nothing"),
    ] {
        let error = error(query);
        assert!(error.message().contains(part), "{query}: {error}");
        if place.is_some() {
            assert_eq!(error.position(), place, "{query}: {error}");
        }
    }
}

#[test]
fn a_query_too_deep_is_refused() {
    let deep = format!("SELECT 1{}", " + 1".repeat(20_000));
    assert!(
        error(&deep).message().contains("nested"),
        "{}",
        error(&deep)
    );
    assert!(error(&"x".repeat(200_000)).message().contains("Shorten"));
}

#[test]
fn a_query_that_is_stopped_returns() {
    /// Asks to stop at the second look.
    struct Impatient(AtomicUsize);
    impl Progress for Impatient {
        fn report(&self, _: f32, _: &str) {}
        fn check(&self) -> Result<(), Cancelled> {
            if self.0.fetch_add(1, Ordering::Relaxed) < 1 {
                Ok(())
            } else {
                Err(Cancelled)
            }
        }
    }
    let n = 8_000;
    let many = Table::from_columns(vec![(
        "a".to_owned(),
        ColumnData::Integers((0..n).map(Some).collect()),
    )]);
    let tables = [("t".to_owned(), many.unwrap())];
    let query = "SELECT SUM(a.a * b.a) FROM t a CROSS JOIN t b";
    let stopped = run(query, &tables, None, &Impatient(AtomicUsize::new(0)));
    assert_eq!(stopped, Err(SqlError::Cancelled(Cancelled)));
}

#[test]
fn more_rows_than_can_be_counted_are_refused_in_words() {
    let many = ColumnData::Integers(vec![Some(1); 70_000]);
    let table = Table::from_columns(vec![("a".to_owned(), many)]).unwrap();
    let tables = [("t".to_owned(), table)];
    let error = run("SELECT t.a FROM t, t AS u", &tables, None, &Silent).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("more than four billion rows"), "{said}");
}
