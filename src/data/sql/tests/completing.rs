use super::*;
use crate::data::{ColumnInfo, Kind};

fn known() -> Vec<TableInfo> {
    tables()
        .into_iter()
        .map(|(name, table)| (name, table.columns().to_vec()))
        .collect()
}

/// The labels that are offered where `|` stands.
fn offered(text: &str) -> Vec<String> {
    let cursor = text.chars().position(|c| c == '|').unwrap();
    let found = complete(&text.replace('|', ""), cursor, &known());
    found.into_iter().map(|found| found.label).collect()
}

#[test]
fn completion_knows_where_it_is() {
    assert_eq!(offered("SEL|")[0], "SELECT");
    assert_eq!(
        offered("SELECT * FROM |"),
        ["flights", "air lines"]
            .map(str::to_owned)
            .into_iter()
            .chain(offered("SELECT * FROM |").into_iter().skip(2))
            .collect::<Vec<_>>()
    );
    assert_eq!(offered("SELECT carr| FROM flights")[0], "carrier");
    assert_eq!(offered("SELECT co| FROM \"air lines\"")[0], "code");
    assert!(!offered("SELECT carr| FROM \"air lines\"").contains(&"carrier".to_owned()));
    assert_eq!(
        offered("SELECT f.| FROM flights AS f JOIN \"air lines\" a").len(),
        6
    );
    assert_eq!(
        offered("SELECT a.n| FROM flights AS f JOIN \"air lines\" a"),
        ["name"]
    );
    assert_eq!(
        offered("SELECT rou| FROM flights")[0],
        "ROUND(number, digits)"
    );
    assert!(offered("SELECT 'carr|").is_empty());
    assert!(offered("SELECT 1 -- carr|").is_empty());
    assert!(offered("SELECT 12|").is_empty());
}

#[test]
fn completion_quotes_and_says_what_it_replaces() {
    let found = complete("SELECT \"Dep FROM flights", 11, &known());
    assert_eq!(
        (found[0].insert.as_str(), found[0].from),
        ("\"Dep Time\"", 7)
    );
    let found = complete("SELECT ß, ca", 12, &known());
    assert_eq!((found[0].insert.as_str(), found[0].from), ("carrier", 10));
    for (name, quoted) in [
        ("id", "id"),
        ("Dep Time", "\"Dep Time\""),
        ("from", "\"from\""),
        ("2013", "\"2013\""),
        ("a\"b", "\"a\"\"b\""),
        ("größe", "größe"),
        ("", "\"\""),
        ("select", "\"select\""),
    ] {
        assert_eq!(quote(name), quoted);
    }
}

proptest::proptest! {
    #[test]
    fn completion_and_colours_never_panic(text in "[a-z'\"`ß.,(\\-/* \nA-Z0-9]{0,40}", cursor in 0..45_usize) {
        let columns = vec![ColumnInfo { name: "ab".to_owned(), kind: Kind::Text }];
        complete(&text, cursor, &[("t".to_owned(), columns)]);
        let mut end = 0;
        for (range, _) in tokens(&text) {
            proptest::prop_assert!(range.start >= end && range.end > range.start);
            proptest::prop_assert!(text[end..range.start].trim().is_empty());
            end = range.end;
        }
        proptest::prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn a_quoted_name_is_found(name in "[a-zA-Z0-9 _.'ß-]{1,12}") {
        proptest::prop_assume!(!name.trim().is_empty());
        let table = Table::from_columns(vec![(name.clone(), ColumnData::Integers(vec![Some(4)]))]).unwrap();
        let query = format!("SELECT {0} FROM {0}", quote(&name));
        let answer = run(&query, &[(name.clone(), table)], None, &Silent);
        proptest::prop_assert_eq!(answer.map(|table| table.cell(0, 0)), Ok("4".to_owned()), "{}", query);
    }
}
