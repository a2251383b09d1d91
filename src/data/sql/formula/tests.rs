use proptest::prelude::*;

use super::*;
use crate::data::{ColumnData, time_text};

/// Three rows with a gap here and there.
pub(in crate::data) fn table() -> Table {
    let text = |text: &str| Some(text.to_owned());
    Table::from_columns(vec![
        (
            "n".to_owned(),
            ColumnData::Integers(vec![Some(7), Some(-7), None]),
        ),
        (
            "z".to_owned(),
            ColumnData::Integers(vec![Some(2), Some(0), Some(3)]),
        ),
        (
            "x".to_owned(),
            ColumnData::Numbers(vec![Some(2.25), Some(-0.5), None]),
        ),
        (
            "yes".to_owned(),
            ColumnData::Booleans(vec![Some(true), Some(false), None]),
        ),
        (
            "word".to_owned(),
            ColumnData::Texts(vec![text(" Grüße,x "), text("b"), None]),
        ),
        (
            "Dep Time".to_owned(),
            ColumnData::Times(vec![Some(1_357_016_400_500_000), Some(-1), None]),
        ),
        ("void".to_owned(), ColumnData::Texts(vec![None, None, None])),
    ])
    .unwrap()
}

fn shown(data: &ColumnData) -> Vec<String> {
    let gap = || "–".to_owned();
    match data {
        ColumnData::Numbers(v) => v
            .iter()
            .map(|v| v.map_or_else(gap, |v| v.to_string()))
            .collect(),
        ColumnData::Integers(v) => v
            .iter()
            .map(|v| v.map_or_else(gap, |v| v.to_string()))
            .collect(),
        ColumnData::Booleans(v) => v
            .iter()
            .map(|v| v.map_or_else(gap, |v| v.to_string()))
            .collect(),
        ColumnData::Texts(v) => v.iter().map(|v| v.clone().unwrap_or_else(gap)).collect(),
        ColumnData::Times(v) => v.iter().map(|v| v.map_or_else(gap, time_text)).collect(),
    }
}

fn column(text: &str) -> Vec<String> {
    let table = table();
    let formula =
        Formula::parse(text, table.columns()).unwrap_or_else(|err| panic!("{text}: {err}"));
    let data = formula.column(&table).unwrap();
    assert_eq!(data.kind(), formula.kind(), "{text}");
    shown(&data)
}

fn error(text: &str) -> SqlError {
    match Formula::parse(text, table().columns()) {
        Err(DataError::Sql(error)) => error,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn operators_follow_their_kinds() {
    for (text, expected) in [
        ("n + 1", ["8", "-6", "–"]),
        ("n / z", ["3.5", "–", "–"]),
        ("n // z", ["3", "–", "–"]),
        ("n % z", ["1", "–", "–"]),
        ("-7 % 2 + n * 0", ["1", "1", "–"]),
        ("x % 2", ["0.25", "1.5", "–"]),
        ("x // 1 + z", ["4", "-1", "–"]),
        ("9223372036854775807 + z", ["–", "9223372036854775807", "–"]),
        ("n + x", ["9.25", "-7.5", "–"]),
        ("-x", ["-2.25", "0.5", "–"]),
        ("n > x", ["true", "false", "–"]),
        ("n <> 7", ["false", "true", "–"]),
        ("NOT yes", ["false", "true", "–"]),
        ("yes AND n > 0", ["true", "false", "–"]),
        ("yes OR z = 3", ["true", "false", "true"]),
        ("yes AND z <> 3", ["true", "false", "false"]),
        ("n IS NULL", ["false", "false", "true"]),
        ("word IS NOT NULL", ["true", "true", "false"]),
        ("n BETWEEN -7 AND 0", ["false", "true", "–"]),
        ("n NOT IN (7, 9)", ["false", "true", "–"]),
        ("n IN (x * 4 - 2, -7)", ["true", "true", "–"]),
        ("word IN ('b', 'c')", ["false", "true", "–"]),
        ("word LIKE '%ß_,%'", ["true", "false", "–"]),
        ("word NOT ILIKE 'B'", ["true", "false", "–"]),
        ("word || '!' || z", [" Grüße,x !2", "b!0", "–"]),
        ("NULL = n", ["–", "–", "–"]),
        ("COALESCE(void, word, 'none')", [" Grüße,x ", "b", "none"]),
        ("1e3 + z", ["1002", "1000", "1003"]),
    ] {
        assert_eq!(column(text), expected, "{text}");
    }
}

#[test]
fn choices_and_times_and_casts() {
    for (text, expected) in [
        (
            "CASE WHEN n > 0 THEN 'up' WHEN n < 0 THEN 'down' END",
            ["up", "down", "–"],
        ),
        ("CASE z WHEN 0 THEN 1 ELSE 0.5 END", ["0.5", "1", "0.5"]),
        ("IF(yes, n, z)", ["7", "0", "3"]),
        ("NULLIF(z, 0)", ["2", "–", "3"]),
        ("GREATEST(n, x, z)", ["7", "0", "3"]),
        ("LEAST(n, z)", ["2", "-7", "3"]),
        ("\"Dep Time\" >= '2013-01-01'", ["true", "false", "–"]),
        (
            "\"Dep Time\" + INTERVAL '1 month'",
            ["2013-02-01 05:00:00.500", "1970-01-31 23:59:59.999999", "–"],
        ),
        (
            "\"Dep Time\" - INTERVAL '2 days 1 hour'",
            ["2012-12-30 04:00:00.500", "1969-12-29 22:59:59.999999", "–"],
        ),
        (
            "CAST(\"Dep Time\" AS DATE)",
            ["2013-01-01 00:00:00", "1969-12-31 00:00:00", "–"],
        ),
        ("EXTRACT(dow FROM \"Dep Time\")", ["2", "3", "–"]),
        (
            "DATE_PART('epoch', \"Dep Time\")",
            ["1357016400.5", "-0.000001", "–"],
        ),
        (
            "STRFTIME(\"Dep Time\", '%d.%m.%Y')",
            ["01.01.2013", "31.12.1969", "–"],
        ),
        ("CAST(x AS BIGINT)", ["2", "0", "–"]),
        ("CAST(word AS DOUBLE)", ["–", "–", "–"]),
        ("x::text", ["2.25", "-0.5", "–"]),
        (
            "TIMESTAMP('2013-01-31 05:15:00') > \"Dep Time\"",
            ["true", "true", "–"],
        ),
        ("LOG(0, 10) + n", ["–", "–", "–"]),
        ("SQRT(x)", ["1.5", "–", "–"]),
        ("TRIM(word)", ["Grüße,x", "b", "–"]),
        ("SUBSTR(word, 2, 3)", ["Grü", "", "–"]),
        ("SPLIT_PART(word, ',', -1)", ["x ", "b", "–"]),
        ("CONCAT_WS('-', z, void, word)", ["2- Grüße,x ", "0-b", "3"]),
    ] {
        assert_eq!(column(text), expected, "{text}");
    }
}

#[test]
fn mistakes_are_named_with_their_place() {
    for (text, place, part) in [
        (
            "n + wrd",
            Some((1, 5)),
            "There is no column “wrd”. Did you mean “word”?",
        ),
        (
            "n +\n  word",
            Some((2, 3)),
            "“word” is text, but a number is needed here",
        ),
        ("SUM(n)", Some((1, 1)), "SUM looks at other rows"),
        (
            "LAG(n, 1) OVER (ORDER BY z)",
            Some((1, 1)),
            "LAG looks at other rows",
        ),
        ("ROW_NUMBER()", Some((1, 1)), "looks at other rows"),
        ("n IN (SELECT 1)", Some((1, 1)), "there can be no SELECT"),
        ("(SELECT MAX(n))", None, "there can be no SELECT"),
        ("n > ", Some((1, 4)), "The text ends where"),
        ("n > 1 garbage", Some((1, 7)), "Nothing may follow"),
        ("'open", Some((1, 1)), "Unterminated string"),
        (
            "SQRTT(x)",
            Some((1, 1)),
            "There is no function SQRTT in formulas. Did you mean “sqrt”?",
        ),
        ("LEFT(word)", Some((1, 1)), "LEFT(text, n)"),
        (
            "LEFT('a', 1, 2)",
            Some((1, 1)),
            "LEFT does not take 3 arguments",
        ),
        ("IF(yes, 1)", Some((1, 1)), "IF is used differently"),
        (
            "\"Dep Time\" > '2013-13-01'",
            Some((1, 14)),
            "“2013-13-01” is no time",
        ),
        (
            "\"Dep Time\" - 5",
            Some((1, 1)),
            "Times cannot be computed with",
        ),
        ("word ~ '('", None, ""),
        (
            "REGEXP_LIKE(word, '(')",
            Some((1, 1)),
            "no regular expression",
        ),
        ("NULL", None, "a gap in every row"),
        ("   ", None, "nothing to compute"),
        (
            "CASE WHEN n THEN 1 END",
            Some((1, 11)),
            "true or false is needed",
        ),
        ("99999999999999999999999999e999", Some((1, 1)), "too large"),
        ("t.n", Some((1, 1)), "without a table"),
        ("*", None, ""),
    ] {
        let error = error(text);
        assert!(error.message().contains(part), "{text}: {error}");
        if place.is_some() {
            assert_eq!(error.position(), place, "{text}: {error}");
        }
    }
}

#[test]
fn a_formula_too_deep_or_too_long_is_refused() {
    let deep = format!("1{}", " + 1".repeat(2400));
    assert!(
        error(&deep).message().contains("nested"),
        "{}",
        error(&deep)
    );
    let nested = format!("{}1{}", "(".repeat(900), ")".repeat(900));
    assert!(
        error(&nested).message().contains("nested"),
        "{}",
        error(&nested)
    );
    let long = "1".repeat(20_000);
    assert!(
        error(&long).message().contains("Shorten"),
        "{}",
        error(&long)
    );
    assert_eq!(column(&format!("n{}", " + 1".repeat(150)))[0], "157");
}

#[test]
fn only_what_is_true_matches() {
    let table = table();
    let rows = |text| {
        Formula::parse(text, table.columns())
            .unwrap()
            .matches(&table)
    };
    assert_eq!(rows("yes").unwrap().indices(), [0]);
    assert_eq!(rows("NOT yes").unwrap().indices(), [1]);
    assert_eq!(rows("n IS NULL OR z = 0").unwrap().indices(), [1, 2]);
    assert!(
        rows("n + 1")
            .unwrap_err()
            .to_string()
            .contains("true or false")
    );
}

#[test]
fn another_table_must_have_the_columns() {
    let known = [ColumnInfo {
        name: "x".to_owned(),
        kind: Kind::Decimal,
    }];
    let formula = Formula::parse("x * 2", &known).unwrap();
    let of = |data| Table::from_columns(vec![("x".to_owned(), data)]).unwrap();
    let whole = formula
        .column(&of(ColumnData::Integers(vec![Some(4)])))
        .unwrap();
    assert_eq!(whole, ColumnData::Numbers(vec![Some(8.0)]));
    let gaps = formula.column(&of(ColumnData::Texts(vec![None]))).unwrap();
    assert_eq!(gaps, ColumnData::Numbers(vec![None]));
    let wrong = formula.column(&of(ColumnData::Texts(vec![Some("a".to_owned())])));
    assert!(matches!(wrong, Err(DataError::WrongKind { .. })));
    let missing = Table::from_columns(vec![("y".to_owned(), ColumnData::Integers(vec![]))]);
    assert!(formula.column(&missing.unwrap()).is_err());
    let infinite = of(ColumnData::Numbers(vec![Some(f64::INFINITY)]));
    assert_eq!(
        formula.column(&infinite).unwrap(),
        ColumnData::Numbers(vec![None])
    );
}

#[test]
fn a_formula_survives_its_file() {
    let table = table();
    let formula = Formula::parse("IF(\"Dep Time\" IS NULL, 0, n + x)", table.columns()).unwrap();
    assert_eq!(formula.inputs(), ["Dep Time", "n", "x"]);
    let text = serde_json::to_string(&formula).unwrap();
    let again: Formula = serde_json::from_str(&text).unwrap();
    assert_eq!(again, formula);
    assert_eq!(
        again.column(&table).unwrap(),
        formula.column(&table).unwrap()
    );
    let spoiled = text.replace("n + x", "n + q");
    assert!(serde_json::from_str::<Formula>(&spoiled).is_err());
}

/// Formulas that reach every node.
const MANY: [&str; 12] = [
    "a / b",
    "a % b + a // b",
    "x * a - b",
    "a > b AND x < 1 OR t LIKE '%a%'",
    "COALESCE(x, a, 0)",
    "CASE WHEN a > 0 THEN t ELSE UPPER(t) END",
    "t || CAST(a AS VARCHAR)",
    "ROUND(x, 2) + LN(x) + POW(x, a)",
    "a IN (1, 2, b) OR t IN ('a', 'b')",
    "GREATEST(a, b, x)",
    "EXTRACT(hour FROM CAST(a AS TIMESTAMP)) + LENGTH(t)",
    "REPLACE(SUBSTR(t, a, 2), 'a', 'b')",
];

proptest! {
    #[test]
    fn bulk_and_row_by_row_are_equal(
        rows in prop::collection::vec(
            (any::<Option<i64>>(), prop::option::of(-3..3_i64), any::<Option<f64>>(), prop::option::of("[ab%ß]{0,4}")),
            1..60,
        ),
        copies in 1..3_usize,
        which in 0..MANY.len(),
    ) {
        // Some tables are longer than a chunk.
        let rows: Vec<_> = if copies == 2 { rows.iter().cycle().take(CHUNK + 9).cloned().collect() } else { rows };
        let table = Table::from_columns(vec![
            ("a".to_owned(), ColumnData::Integers(rows.iter().map(|row| row.0).collect())),
            ("b".to_owned(), ColumnData::Integers(rows.iter().map(|row| row.1).collect())),
            ("x".to_owned(), ColumnData::Numbers(rows.iter().map(|row| row.2).collect())),
            ("t".to_owned(), ColumnData::Texts(rows.iter().map(|row| row.3.clone()).collect())),
        ]).unwrap();
        let formula = Formula::parse(MANY[which], table.columns()).unwrap();
        let bulk = shown(&formula.column(&table).unwrap());
        for row in (0..table.n_rows()).step_by(if copies == 2 { 97 } else { 1 }) {
            let one = shown(&formula.column(&table.slice(row, 1)).unwrap());
            prop_assert_eq!(&bulk[row], &one[0]);
        }
        if let ColumnData::Numbers(values) = formula.column(&table).unwrap() {
            prop_assert!(values.iter().flatten().all(|value| value.is_finite()));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[ab+*/%()<>=,.'\" 0-9A-Z]{0,40}") {
        let columns = [ColumnInfo { name: "a".to_owned(), kind: Kind::Integer }];
        Formula::parse(&text, &columns).ok();
    }
}
