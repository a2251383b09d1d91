//! Every format that tables come in: what is found out, what a person may override, and what is
//! said when a file is broken.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use nonagon::{
    data::{self, DataError, Detected, Kind, Quote, Ragged, ReadOptions, Table},
    terms::Silent,
};

fn read_with(
    name: &str,
    content: &[u8],
    options: &ReadOptions,
) -> Result<(Table, Detected), DataError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    data::read(&path, options, &Silent)
}

#[track_caller]
fn read(name: &str, content: impl AsRef<[u8]>) -> (Table, Detected) {
    read_with(name, content.as_ref(), &ReadOptions::default()).unwrap()
}

#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>, options: &ReadOptions) -> String {
    read_with(name, content.as_ref(), options)
        .unwrap_err()
        .to_string()
}

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/all/oracle_data")
        .join(name)
}

fn kinds(table: &Table) -> Vec<Kind> {
    table.columns().iter().map(|column| column.kind).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table
        .columns()
        .iter()
        .map(|column| column.name.as_str())
        .collect()
}

#[test]
fn dialects_are_found_and_can_be_overridden() {
    let (table, detected) = read(
        "a.csv",
        "name;price;day\n'a;b';1,5;2013-01-01\n'c';2,25;2013-01-02\n",
    );
    let dialect = detected.dialect.unwrap();
    assert_eq!(
        (dialect.separator, dialect.quote, dialect.decimal),
        (';', Quote::Single, ',')
    );
    assert_eq!(kinds(&table), [Kind::Text, Kind::Decimal, Kind::Time]);
    assert_eq!(
        (table.cell(0, 0), table.cell(1, 1)),
        ("a;b".to_owned(), "2.25".to_owned())
    );

    let (table, detected) = read("a.csv", "3|4\n5|6\n");
    assert!(!detected.dialect.unwrap().header);
    assert_eq!(
        (names(&table), table.n_rows()),
        (vec!["column_1", "column_2"], 2)
    );
    let options = ReadOptions {
        header: Some(true),
        ..ReadOptions::default()
    };
    let (table, _) = read_with("a.csv", b"3|4\n5|6\n", &options).unwrap();
    assert_eq!((names(&table), table.n_rows()), (vec!["3", "4"], 1));

    let (table, _) = read("a.tsv", "a\tb\n1, 2\t3\n");
    assert_eq!(table.cell(0, 0), "1, 2");
    let (table, _) = read("old-mac.csv", "a,b\r1,2\r3,4\r");
    assert_eq!((table.n_rows(), kinds(&table)), (2, vec![Kind::Integer; 2]));

    let off = ReadOptions {
        quote: Some(Quote::Off),
        ..ReadOptions::default()
    };
    let (table, _) = read_with("a.csv", b"a,b\n\"x,y\n", &off).unwrap();
    assert_eq!(table.cell(0, 0), "\"x");
    let own = ReadOptions {
        missing: vec!["-".to_owned()],
        ..ReadOptions::default()
    };
    let (table, _) = read_with("a.csv", b"land\nNA\n-\n", &own).unwrap();
    assert_eq!(
        (table.cell(0, 0), table.is_null(1, 0)),
        ("NA".to_owned(), true)
    );
}

#[test]
fn one_column_only_is_remarked() {
    let (_, detected) = read("a.csv", "a:b\n1:2\n");
    assert!(detected.remarks[0].starts_with("Only one column was found."));
    let options = ReadOptions {
        separator: Some(':'),
        ..ReadOptions::default()
    };
    let (table, detected) = read_with("a.csv", b"a:b\n1:2\n", &options).unwrap();
    assert_eq!((table.n_columns(), detected.remarks.len()), (2, 0));
}

#[test]
fn encodings_are_found_and_can_be_overridden() {
    let utf_16: Vec<u8> = "\u{feff}name,n\nMüller,1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (content, encoding) in [
        (&b"name,n\nM\xfcller,1\nStra\xdfe,2\n"[..], "windows-1252"),
        ("name,n\nMüller,1\n".as_bytes(), "UTF-8"),
        ("\u{feff}name,n\nMüller,1\n".as_bytes(), "UTF-8"),
        (&utf_16, "UTF-16LE"),
    ] {
        let (table, detected) = read("a.csv", content);
        assert_eq!(detected.dialect.unwrap().encoding, encoding);
        assert_eq!(
            (table.cell(0, 0), names(&table)),
            ("Müller".to_owned(), vec!["name", "n"])
        );
    }
    let options = ReadOptions {
        encoding: Some("iso-8859-2".to_owned()),
        ..ReadOptions::default()
    };
    let (table, _) = read_with("a.csv", b"name\n\xe8esk\xfd\n", &options).unwrap();
    assert_eq!(table.cell(0, 0), "český");
}

#[test]
fn an_encoding_that_shows_late_is_found_all_the_same() {
    let mut content = "name,n\n".to_owned();
    for i in 0..200_000 {
        writeln!(content, "plain,{i}").unwrap();
    }
    let plain = content.clone().into_bytes();
    let mut legacy = plain.clone();
    legacy.extend_from_slice(b"M\xfcller,7\n");
    let (table, detected) = read("a.csv", &legacy);
    assert_eq!(detected.dialect.unwrap().encoding, "windows-1252");
    assert_eq!(
        (table.cell(200_000, 0), table.n_rows()),
        ("Müller".to_owned(), 200_001)
    );
    // Among text that is UTF-8 it is a damaged line, which is told.
    let mut damaged = plain;
    damaged.extend("Größe Öl Äpfel süß,8\n".as_bytes());
    damaged.extend_from_slice(b"M\xfcller,7\n");
    let message = refused("a.csv", &damaged, &ReadOptions::default());
    assert!(
        message.starts_with("Line 200003 is not text in UTF-8."),
        "{message}"
    );
}

#[test]
fn a_kind_that_is_chosen_is_kept_or_refused_with_the_value() {
    let mut options = ReadOptions::default();
    options.kinds.insert("zip".to_owned(), Kind::Text);
    options.kinds.insert("ok".to_owned(), Kind::Boolean);
    options.kinds.insert("gone".to_owned(), Kind::Text);
    let (table, detected) = read_with("a.csv", b"zip,ok\n01234,1\n56789,no\n", &options).unwrap();
    assert_eq!(
        (table.cell(0, 0), table.cell(1, 1)),
        ("01234".to_owned(), "false".to_owned())
    );
    assert!(detected.remarks[0].contains("“gone”"));
    options.kinds.insert("zip".to_owned(), Kind::Integer);
    let message = refused("a.csv", "zip,ok\n1,0\nx12,1\n", &options);
    assert!(
        message.starts_with("The column “zip” cannot be read as integer: line 3 holds “x12”."),
        "{message}"
    );
}

#[test]
fn broken_rows_are_told_with_their_line() {
    let long = format!("a,b\n{}", "1,2\n".repeat(5000));
    for (content, expected) in [
        (
            format!("{long}1,2,3\n"),
            "line 5002 has 3 fields where there are 2 columns",
        ),
        (
            format!("{long}1\n"),
            "line 5002 has 1 field where there are 2 columns",
        ),
        (
            format!("{long}\"1,2\n3,4\n"),
            "line 5002 opens a quote that never ends",
        ),
        (
            format!("{long}\"1\"x,2\n"),
            "line 5002 holds a quote that closes in the middle",
        ),
    ] {
        let message = refused("a.csv", &content, &ReadOptions::default());
        assert!(message.contains(expected), "{message}");
    }
    let fill = ReadOptions {
        ragged: Ragged::Fill,
        ..ReadOptions::default()
    };
    let (table, detected) = read_with("a.csv", b"a,b\n1\n1,2,3\n4,5\n", &fill).unwrap();
    assert_eq!(
        (table.n_rows(), table.is_null(0, 1), table.cell(1, 1)),
        (3, true, "2".to_owned())
    );
    assert!(detected.remarks[0].starts_with("2 rows had more or fewer fields"));
}

#[test]
fn kinds_hold_across_parts_of_a_long_file() {
    // Longer than a part: what the later parts hold changes what the first ones were taken for.
    let mut content = "whole,late_decimal,late_text,late_time,gaps\n".to_owned();
    for i in 0..600_000 {
        writeln!(content, "{i},{i},{i},2013-01-01,").unwrap();
    }
    content.push_str("7,0.5,x,no time,\n");
    let (table, _) = read("a.csv", &content);
    let expected = [
        Kind::Integer,
        Kind::Decimal,
        Kind::Text,
        Kind::Text,
        Kind::Text,
    ];
    assert_eq!(kinds(&table), expected);
    let row: Vec<String> = (0..5).map(|column| table.cell(599_999, column)).collect();
    assert_eq!(row, ["599999", "599999", "599999", "2013-01-01", ""]);
    let last: Vec<String> = (0..5).map(|column| table.cell(600_000, column)).collect();
    assert_eq!(last, ["7", "0.5", "x", "no time", ""]);
}

#[test]
fn a_preview_reads_no_more_than_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut content = "a,b\n".to_owned();
    for i in 0..400_000 {
        writeln!(content, "{i},x").unwrap();
    }
    // The end of the file is broken, which the first rows do not show.
    content.push_str("\"1");
    fs::write(&path, &content).unwrap();
    let preview = data::preview(&path, &ReadOptions::default(), 20).unwrap();
    assert_eq!((preview.table.n_rows(), preview.is_whole), (20, false));
    assert_eq!(kinds(&preview.table), [Kind::Integer, Kind::Text]);
    assert!(data::load(&path, &Silent).is_err());
    fs::write(&path, "a,b\n1,2\n").unwrap();
    let preview = data::preview(&path, &ReadOptions::default(), 20).unwrap();
    assert_eq!((preview.table.n_rows(), preview.is_whole), (1, true));
}

#[test]
fn packed_text() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"a,b\n1,2\n").unwrap();
    let packed = packed.finish().unwrap();
    let (table, _) = read("a.csv.gz", &packed);
    assert_eq!((table.n_rows(), table.n_columns()), (1, 2));
    let message = refused(
        "a.csv.gz",
        &packed[..packed.len() - 6],
        &ReadOptions::default(),
    );
    assert!(message.contains("ends in the middle"), "{message}");
}

#[test]
fn json_arrays_and_lines() {
    let array = r#"[{"n": 1, "x": 0.5, "t": "2013-01-31", "deep": {"a": [1]}},
        {"x": 2, "n": null, "new": true, "mixed": 1}, {"mixed": "x", "deep": []}]"#;
    let lines = "{\"n\": 1, \"x\": 0.5, \"t\": \"2013-01-31\", \"deep\": {\"a\": [1]}}\n\n{\"x\": 2, \"n\": null, \"new\": true, \"mixed\": 1}\n{\"mixed\": \"x\", \"deep\": []}\n";
    for (name, content) in [
        ("a.json", array),
        ("a.ndjson", lines),
        ("lines.json", lines),
    ] {
        let (table, detected) = read(name, content);
        assert_eq!(
            names(&table),
            ["n", "x", "t", "deep", "new", "mixed"],
            "{name}"
        );
        let expected = [
            Kind::Integer,
            Kind::Decimal,
            Kind::Time,
            Kind::Text,
            Kind::Boolean,
            Kind::Text,
        ];
        assert_eq!(kinds(&table), expected);
        assert_eq!(
            (table.n_rows(), table.cell(0, 3)),
            (3, "{\"a\":[1]}".to_owned())
        );
        assert!(table.is_null(0, 4) && table.is_null(1, 0));
        assert_eq!(
            detected.remarks,
            [
                "Lists and objects are kept as JSON text: deep.",
                "Values of several kinds became text: mixed."
            ]
        );
    }
    let none = ReadOptions::default();
    assert!(
        refused("a.json", "[{\"a\": 1},\n{\"a\": ", &none)
            .contains("line 2, character 6: the file ends in the middle")
    );
    assert!(refused("a.ndjson", "{\"a\": 1}\n{\"a\" 2}\n", &none).contains("line 2, character 6"));
    assert!(refused("a.json", "[1, 2]", &none).contains("an object with one field per column"));
}

#[test]
fn previews_of_json() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("a.json", "[{\"a\":1},{\"a\":2},{\"a\":3}"),
        ("a.ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let preview = data::preview(&path, &ReadOptions::default(), 2).unwrap();
        assert_eq!(
            (preview.table.n_rows(), preview.is_whole),
            (2, false),
            "{name}"
        );
    }
}

#[test]
fn arrow_files_and_streams() {
    let (file, detected) = data::read(
        &fixture("formats_file.arrow"),
        &ReadOptions::default(),
        &Silent,
    )
    .unwrap();
    assert_eq!(detected.format, "Arrow");
    assert_eq!(
        kinds(&file),
        [Kind::Integer, Kind::Decimal, Kind::Time, Kind::Text]
    );
    assert_eq!(
        (file.cell(0, 2), file.cell(1, 3)),
        ("2013-01-31 05:15:00".to_owned(), "b".to_owned())
    );
    let stream = data::load(&fixture("formats_stream.arrow"), &Silent).unwrap();
    assert_eq!(stream, file.append(&file).unwrap());
    let bytes = fs::read(fixture("formats_file.arrow")).unwrap();
    let message = refused(
        "a.arrow",
        &bytes[..bytes.len() / 2],
        &ReadOptions::default(),
    );
    assert!(
        message.starts_with("The file cannot be understood"),
        "{message}"
    );
    let preview =
        data::preview(&fixture("formats_stream.arrow"), &ReadOptions::default(), 2).unwrap();
    assert_eq!((preview.table.n_rows(), preview.is_whole), (2, false));
}

#[test]
fn workbooks() {
    let path = fixture("formats.xlsx");
    let (table, detected) = data::read(&path, &ReadOptions::default(), &Silent).unwrap();
    assert_eq!(detected.sheet.as_deref(), Some("people"));
    assert_eq!(detected.sheets, ["empty", "people", "numbers"]);
    assert_eq!(
        names(&table),
        ["name", "size", "born", "is_here", "mixed", "share"]
    );
    let expected = [
        Kind::Text,
        Kind::Integer,
        Kind::Time,
        Kind::Boolean,
        Kind::Text,
        Kind::Decimal,
    ];
    assert_eq!(kinds(&table), expected);
    assert_eq!(
        (table.n_rows(), table.cell(1, 2)),
        (4, "2000-02-29 06:30:00".to_owned())
    );
    assert!(
        detected
            .remarks
            .iter()
            .any(|remark| remark.contains("with an error became gaps"))
    );
    let sheet = |name: &str| ReadOptions {
        sheet: Some(name.to_owned()),
        ..ReadOptions::default()
    };
    let (table, _) = data::read(&path, &sheet("numbers"), &Silent).unwrap();
    assert_eq!(
        (names(&table), table.n_rows()),
        (vec!["column_1", "column_2"], 2)
    );
    let message = data::read(&path, &sheet("nothing"), &Silent)
        .unwrap_err()
        .to_string();
    assert!(message.contains("empty, people, numbers"), "{message}");
    let preview = data::preview(&path, &ReadOptions::default(), 1).unwrap();
    assert_eq!((preview.table.n_rows(), preview.is_whole), (1, false));
}

#[test]
fn long_quoted_texts_are_read_whatever_part_of_them_is_looked_at_first() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reviews.csv");
    for (separator, rows, length) in [(',', 80, 40_000), (';', 3, 1_500_000)] {
        let text = |row: usize| format!("review {row}, \"\"quoted\"\"\n").repeat(length / 20);
        let mut csv = format!("id{separator}text\n");
        for row in 0..rows {
            writeln!(csv, "{row}{separator}\"{}\"", text(row)).unwrap();
        }
        fs::write(&path, csv).unwrap();
        let preview = data::preview(&path, &ReadOptions::default(), 2).unwrap();
        assert_eq!(preview.table.n_columns(), 2);
        let table = data::load(&path, &Silent).unwrap();
        assert_eq!((table.n_rows(), table.n_columns()), (rows, 2));
        let last = text(rows - 1).replace("\"\"", "\"");
        assert_eq!(table.cell(rows - 1, 1), last);
    }
}
