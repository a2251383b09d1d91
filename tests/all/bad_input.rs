//! Files, tables and folders that are not as they should be: a clear error, and nothing lost.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use nonagon::{
    data::{
        self, ColumnData, DataError, Kind, ProfileParams, Table,
        recipe::{Recipe, RecipeError, Roles, Rows},
        snapshot,
        split::{self, SplitRule},
    },
    terms::Silent,
};

/// A file with this name and content in a folder of its own, which goes when it is dropped.
struct Planted {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn plant(name: &str, content: impl AsRef<[u8]>) -> Planted {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    Planted {
        _folder: folder,
        path,
    }
}

fn load(name: &str, content: impl AsRef<[u8]>) -> Result<Table, DataError> {
    data::load(&plant(name, content).path, &Silent)
}

/// The message, which must end with the path.
#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>) -> String {
    let planted = plant(name, content);
    let message = data::load(&planted.path, &Silent).unwrap_err().to_string();
    assert!(
        message.ends_with(&planted.path.display().to_string()),
        "{message}"
    );
    message
}

fn one(name: &str, data: ColumnData) -> Table {
    Table::from_columns(vec![(name.to_owned(), data)]).unwrap()
}

fn kinds(table: &Table) -> Vec<Kind> {
    table.columns().iter().map(|column| column.kind).collect()
}

#[test]
fn a_file_that_is_not_there() {
    for path in [
        "nowhere/none.csv",
        "nowhere/none.parquet",
        "nowhere/none.xlsx",
        "nowhere/none",
    ] {
        let message = data::load(Path::new(path), &Silent)
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("There is no such file.") && message.ends_with(path),
            "{message}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let message = data::load(folder.path(), &Silent).unwrap_err().to_string();
    assert!(message.starts_with("This is a folder"), "{message}");
    fs::create_dir(folder.path().join("a.csv")).unwrap();
    let message = data::load(&folder.path().join("a.csv"), &Silent)
        .unwrap_err()
        .to_string();
    assert!(message.starts_with("This is a folder"), "{message}");
}

#[test]
fn a_file_without_content() {
    for name in ["a.csv", "a.tsv", "a.parquet"] {
        assert!(refused(name, "").starts_with("The file is empty."));
    }
}

#[test]
fn a_file_that_is_not_what_its_ending_says() {
    assert!(refused("a.doc", "x").contains("“.doc” cannot be read"));
    assert!(refused("a.xlsx", "a,b\n").contains("not a workbook"));
    assert!(refused("a.xlsx", "PK\x03\x04").starts_with("The file cannot be understood"));
    assert!(refused("a.arrow", "a,b\n").contains("not an Arrow file"));
    assert!(refused("a.json", "PAR1").contains("not a JSON file"));
    assert!(
        refused("a.csv", "PAR1")
            .contains("not a text file, as its ending says, but a Parquet file")
    );
    assert!(refused("a.csv", "PK\x03\x04").contains("an Excel file"));
    assert!(refused("a.csv", b"\x1f\x8b\x08").contains("gzip"));
    assert!(refused("a.csv", b"a,b\n1,\x002\n").contains("binary"));
    assert!(refused("a.parquet", "a,b\n1,2\n").contains("not a Parquet file"));
}

#[test]
fn a_parquet_file_that_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let table = one("a", ColumnData::Integers((0..5000).map(Some).collect()));
    let kept = snapshot::write(&table, folder.path(), &Silent).unwrap();
    let whole = fs::read(snapshot::file(folder.path(), &kept.id)).unwrap();
    for damaged in [
        &whole[..4],
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 1],
    ] {
        let message = refused("a.parquet", damaged);
        assert!(
            message.starts_with("The file cannot be understood"),
            "{message}"
        );
    }
}

#[test]
fn text_that_breaks_its_encoding() {
    let message = refused("a.csv", b"\xff\xfea\0,\0b\0\n\x001\0,");
    assert!(
        message.contains("line 2 is not text in UTF-16LE"),
        "{message}"
    );
    let damaged = ["Größe,Öl\nsüß,1\nÄpfel,2\n".as_bytes(), b"\xff,3\n"].concat();
    let message = refused("a.csv", damaged);
    assert!(
        message.starts_with("Line 4 is not text in UTF-8."),
        "{message}"
    );
}

#[test]
fn column_names_that_are_empty_or_occur_twice() {
    assert!(refused("a.csv", "a,b,a\n1,2,3\n").starts_with("Two columns are named “a”. Rename"));
    assert!(refused("a.csv", "a,,c\n1,2,3\n").starts_with("Column 2 has no name."));
    assert!(refused("a.tsv", "\ta\n1\t2\n").starts_with("Column 1 has no name."));
    let column = |name: &str| (name.to_owned(), ColumnData::Numbers(vec![Some(1.0)]));
    let twice = Table::from_columns(vec![column("a"), column("a")]);
    assert!(matches!(twice, Err(DataError::DuplicateColumn { name }) if name == "a"));
    let unnamed = Table::from_columns(vec![column("a"), column(" ")]);
    assert!(matches!(
        unnamed,
        Err(DataError::UnnamedColumn { position: 2 })
    ));
    let longer = ("b".to_owned(), ColumnData::Numbers(vec![None, None]));
    assert!(matches!(
        Table::from_columns(vec![column("a"), longer]),
        Err(DataError::Length { .. })
    ));
}

#[test]
fn rows_with_more_fields_than_the_first() {
    let message = refused("a.csv", "a,b\n1,2\n1,2,3\n");
    assert!(
        message.starts_with("The file cannot be understood"),
        "{message}"
    );
}

#[test]
fn a_late_value_of_another_kind_changes_the_kind_and_loses_nothing() {
    let mut content = "n,x,t,b,d,e\n".to_owned();
    for i in 0..20_000 {
        writeln!(content, "{i},{i}.5,{i},true,2013-01-01,").unwrap();
    }
    content += "12.5,1e3,late,FALSE,2013-01-02 05:15,7\n";
    let table = load("a.csv", &content).unwrap();
    let expected = [
        Kind::Decimal,
        Kind::Decimal,
        Kind::Text,
        Kind::Boolean,
        Kind::Time,
        Kind::Integer,
    ];
    assert_eq!(kinds(&table), expected);
    assert_eq!(table.n_rows(), 20_001);
    let last: Vec<String> = (0..6).map(|column| table.cell(20_000, column)).collect();
    assert_eq!(
        last,
        ["12.5", "1000", "late", "false", "2013-01-02 05:15:00", "7"]
    );
    assert_eq!(table.cell(1, 2), "1");
    assert_eq!(table.cell(3, 0), "3");
}

#[test]
fn gaps_quotes_and_separators() {
    let content = "name;n\n\"a;b\";NA\n\"c\"\"d\";3\n;NaN\n";
    let table = load("a.csv", content).unwrap();
    assert_eq!(kinds(&table), [Kind::Text, Kind::Integer]);
    assert_eq!(
        (table.cell(0, 0).as_str(), table.cell(1, 0).as_str()),
        ("a;b", "c\"d")
    );
    assert!(table.is_null(2, 0) && table.is_null(0, 1) && table.is_null(2, 1));
    let table = load("a.csv", "\n\"two\nlines\";b\n1;2\n").unwrap();
    assert_eq!(
        (table.columns()[0].name.as_str(), table.n_rows()),
        ("two\nlines", 1)
    );
    assert!(load("a.csv", "\"a,b\n1,2\n".repeat(3)).is_err());
    let table = load("a.csv", "\u{feff}a\n1\n").unwrap();
    assert_eq!(table.columns()[0].name, "a");
}

#[test]
fn no_rows_and_one_row() {
    let none = load("a.csv", "a,b\n").unwrap();
    assert_eq!((none.n_rows(), none.n_columns()), (0, 2));
    let one = load("a.csv", "a,b\n1,x").unwrap();
    assert_eq!(
        (one.n_rows(), kinds(&one)),
        (1, vec![Kind::Integer, Kind::Text])
    );
    let folder = tempfile::tempdir().unwrap();
    for table in [none, one] {
        let profile = data::profile(&table, &ProfileParams::default(), &Silent).unwrap();
        assert!(profile.columns.iter().all(|column| column.constant));
        let rule = SplitRule::Random {
            train: 0.6,
            validation: 0.2,
            test: 0.2,
            seed: 1,
        };
        assert_eq!(split::split(&table, &rule).unwrap().len(), table.n_rows());
        let kept = snapshot::write(&table, folder.path(), &Silent).unwrap();
        assert_eq!(
            snapshot::read(folder.path(), &kept.id, &Silent).unwrap(),
            table
        );
    }
}

#[test]
fn columns_that_say_nothing_leave_nothing_to_learn_from() {
    let table = Table::from_columns(vec![
        (
            "constant".to_owned(),
            ColumnData::Integers(vec![Some(1); 4]),
        ),
        ("gaps".to_owned(), ColumnData::Numbers(vec![None; 4])),
        ("text".to_owned(), ColumnData::Texts(vec![None; 4])),
    ])
    .unwrap();
    let features: Vec<String> = table
        .columns()
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let roles = Roles::of(&features);
    let recipe = Recipe::standard(table.columns());
    let fitted = recipe.fit(&table, &roles, None, Rows::of(&[0, 1, 2, 3]), &Silent);
    assert!(matches!(fitted, Err(RecipeError::NothingLeft)));
    assert!(matches!(
        recipe.fit(&table, &roles, None, Rows::of(&[]), &Silent),
        Err(RecipeError::NoRows)
    ));
}

#[test]
fn ten_thousand_columns() {
    let header: Vec<String> = (0..10_000).map(|i| format!("c{i}")).collect();
    let row = |i: usize| {
        (0..10_000)
            .map(|j| (i * j % 7).to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    let content = format!("{}\n{}\n{}\n", header.join(","), row(1), row(2));
    let table = load("a.csv", content).unwrap();
    assert_eq!((table.n_rows(), table.n_columns()), (2, 10_000));
    assert_eq!(table.column_index("c9999"), Some(9999));
    assert_eq!(
        data::profile(&table, &ProfileParams::default(), &Silent)
            .unwrap()
            .columns
            .len(),
        10_000
    );
    let fitted = Recipe::standard(table.columns())
        .fit(
            &table,
            &Roles::of(&header),
            None,
            Rows::of(&[0, 1]),
            &Silent,
        )
        .unwrap();
    assert_eq!(fitted.transform(&table, &Silent).unwrap().n_rows(), 2);
}

#[test]
fn a_column_that_is_not_there_or_of_another_kind() {
    let table = one("city", ColumnData::Texts(vec![Some("Bonn".to_owned())]));
    let message = table.numbers("town").unwrap_err().to_string();
    assert_eq!(message, "There is no column “town”. Choose one of: city.");
    let message = table.numbers("city").unwrap_err().to_string();
    assert!(
        message.starts_with("The column “city” holds values of kind text, but a number is needed"),
        "{message}"
    );
    assert!(table.times("city").is_err());
}

#[test]
fn a_folder_that_cannot_be_written_to_keeps_nothing() {
    let table = one("a", ColumnData::Numbers(vec![Some(1.0)]));
    let planted = plant("a_file", "");
    let message = snapshot::write(&table, &planted.path.join("data"), &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("The snapshot cannot be written"),
        "{message}"
    );
}

/// Whoever runs this as root may write everywhere: then there is nothing to refuse.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_said_to_be_one() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let table = one("a", ColumnData::Numbers(vec![Some(1.0)]));
    let written = snapshot::write(&table, folder.path(), &Silent);
    let n_files = fs::read_dir(folder.path()).unwrap().count();
    match written {
        Ok(_) => assert_eq!(n_files, 1),
        Err(err) => {
            assert!(
                err.to_string().contains("Nothing may be written there"),
                "{err}"
            );
            assert_eq!(n_files, 0);
        }
    }
}

#[test]
fn a_snapshot_that_is_gone_or_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let table = one("a", ColumnData::Numbers(vec![Some(1.0), None]));
    let other = one("a", ColumnData::Numbers(vec![Some(2.0), None]));
    let gone = snapshot::read(folder.path(), "none", &Silent);
    assert!(matches!(gone, Err(DataError::SnapshotGone { .. })));
    let kept = snapshot::write(&table, folder.path(), &Silent).unwrap();
    let instead = snapshot::write(&other, folder.path(), &Silent).unwrap();
    let file = snapshot::file(folder.path(), &kept.id);
    fs::copy(snapshot::file(folder.path(), &instead.id), &file).unwrap();
    let message = snapshot::read(folder.path(), &kept.id, &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("The snapshot is damaged: it does not hold what was written."),
        "{message}"
    );
    fs::write(&file, "PAR1").unwrap();
    let message = snapshot::read(folder.path(), &kept.id, &Silent)
        .unwrap_err()
        .to_string();
    assert!(message.starts_with("The snapshot is damaged"), "{message}");
    // Written anew, it is whole again.
    assert_eq!(
        snapshot::write(&table, folder.path(), &Silent).unwrap(),
        kept
    );
    assert_eq!(
        snapshot::read(folder.path(), &kept.id, &Silent).unwrap(),
        table
    );
}
