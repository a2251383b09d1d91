//! Tables in JSON: one array of objects, or one object per line.

use std::{
    collections::HashMap,
    fmt,
    io::{BufRead as _, BufReader},
};

use serde::{
    Deserialize as _,
    de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    ColumnBuilder, DataError, Detected, Format, ReadOptions, Table, Value, encoding,
    text_file::TextFile,
};
use crate::terms::Progress;

/// How many rows are read between two looks at whether to stop.
const ROWS: usize = 4096;

/// Reads the table; at most `most` rows. Says whether these are all.
///
/// Objects may have different fields: where one is not there, there is a gap. Lists and objects
/// within a field are kept as their JSON text. Text that is all ISO 8601 times becomes times.
pub(super) fn read(
    file: &TextFile<'_>,
    format: Format,
    options: &ReadOptions,
    most: usize,
    progress: &dyn Progress,
) -> Result<(Table, Detected, bool), DataError> {
    options.check()?;
    let head = file.head(4096)?;
    let encoding = match &options.encoding {
        Some(label) => {
            encoding_rs::Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::UTF_8)
        }
        None => encoding::guess(&head),
    };
    let mut text = BufReader::with_capacity(1 << 18, encoding::utf_8(file.open()?, encoding));
    let first = text
        .fill_buf()
        .map_err(|err| file.read_error(err))?
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .copied();
    // Files of lines are often named .json, too.
    let by_line = format == Format::NdJson || first == Some(b'{');
    let mut rows = Rows::new(most);
    if by_line {
        lines(file, text, &mut rows, progress)?;
    } else {
        array(file, text, &mut rows, progress)?;
    }
    let is_whole = !rows.is_full;
    let name = if by_line { "NDJSON" } else { "JSON" };
    let (table, remarks) = rows.finish().map_err(|err| err.within(file.path))?;
    let detected = Detected {
        format: name.to_owned(),
        remarks,
        ..Detected::default()
    };
    Ok((table, detected, is_whole))
}

fn array(
    file: &TextFile<'_>,
    mut text: impl std::io::Read,
    rows: &mut Rows,
    progress: &dyn Progress,
) -> Result<(), DataError> {
    progress.report(0.0, &file.what());
    let seed = ArraySeed { rows, progress };
    let result = if seed.rows.most == usize::MAX {
        let mut bytes = Vec::with_capacity(file.size as usize);
        text.read_to_end(&mut bytes)
            .map_err(|err| file.read_error(err))?;
        seed.deserialize(&mut serde_json::Deserializer::from_slice(&bytes))
    } else {
        seed.deserialize(&mut serde_json::Deserializer::from_reader(text))
    };
    progress.check()?;
    match result {
        Err(err) if !rows.is_full => Err(malformed(file, &err, 0)),
        _ => Ok(()),
    }
}

fn lines(
    file: &TextFile<'_>,
    mut text: impl std::io::BufRead,
    rows: &mut Rows,
    progress: &dyn Progress,
) -> Result<(), DataError> {
    let (mut line, mut number, mut bytes) = (Vec::new(), 0, 0_u64);
    loop {
        line.clear();
        let n = text
            .read_until(b'\n', &mut line)
            .map_err(|err| file.read_error(err))?;
        if n == 0 || rows.is_full {
            return Ok(());
        }
        if number % ROWS == 0 {
            progress.check()?;
            progress.report(0.9 * file.share(bytes), &file.what());
        }
        bytes += n as u64;
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut from = serde_json::Deserializer::from_slice(&line);
        RowSeed(rows)
            .deserialize(&mut from)
            .and_then(|()| from.end())
            .map_err(|err| malformed(file, &err, number))?;
    }
}

/// `line` is that of the file, or 0 if the error knows it.
fn malformed(file: &TextFile<'_>, err: &serde_json::Error, line: usize) -> DataError {
    let what = err.to_string();
    let what = what
        .rsplit_once(" at line ")
        .map_or(what.as_str(), |(what, _)| what);
    let what = if err.is_eof() && line == 0 {
        "the file ends in the middle of a value"
    } else {
        what
    };
    let line = if line == 0 { err.line() } else { line };
    DataError::Malformed {
        message: format!("line {line}, character {}: {what}", err.column()),
        path: file.path.to_owned(),
    }
}

/// The rows so far.
struct Rows {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
    columns: Vec<ColumnBuilder>,
    nested: Vec<bool>,
    n: usize,
    most: usize,
    is_full: bool,
}

impl Rows {
    fn new(most: usize) -> Self {
        Self {
            names: Vec::new(),
            by_name: HashMap::new(),
            columns: Vec::new(),
            nested: Vec::new(),
            n: 0,
            most,
            is_full: false,
        }
    }

    fn column(&mut self, name: &str) -> usize {
        if let Some(&index) = self.by_name.get(name) {
            return index;
        }
        let index = self.names.len();
        self.by_name.insert(name.to_owned(), index);
        self.names.push(name.to_owned());
        self.columns.push(ColumnBuilder::after(self.n));
        self.nested.push(false);
        index
    }

    /// Takes a value of the row that is being read; the first one, if a name stands there twice.
    fn push(&mut self, column: usize, value: Value<'_>) {
        if self.columns[column].len() == self.n {
            self.columns[column].push(value);
        }
    }

    fn end_row(&mut self) {
        self.n += 1;
        for column in &mut self.columns {
            if column.len() < self.n {
                column.push(Value::Missing);
            }
        }
    }

    fn finish(self) -> Result<(Table, Vec<String>), DataError> {
        let mut remarks = Vec::new();
        let mut remark = |columns: Vec<&String>, what: &str| {
            if !columns.is_empty() {
                let names: Vec<&str> = columns.into_iter().map(String::as_str).collect();
                remarks.push(format!("{what}: {}.", names.join(", ")));
            }
        };
        let all = self.names.iter().zip(&self.nested).zip(&self.columns);
        remark(
            all.clone()
                .filter(|((_, nested), _)| **nested)
                .map(|((name, _), _)| name)
                .collect(),
            "Lists and objects are kept as JSON text",
        );
        remark(
            all.filter(|((_, nested), column)| column.is_mixed() && !**nested)
                .map(|((name, _), _)| name)
                .collect(),
            "Values of several kinds became text",
        );
        let columns = self.columns.into_iter().map(|column| column.finish(true));
        let table = Table::from_columns(self.names.into_iter().zip(columns).collect())?;
        Ok((table, remarks))
    }
}

struct ArraySeed<'a> {
    rows: &'a mut Rows,
    progress: &'a dyn Progress,
}

impl<'de> DeserializeSeed<'de> for ArraySeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ArraySeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            if self.rows.n >= self.rows.most {
                if list.next_element::<IgnoredAny>()?.is_some() {
                    self.rows.is_full = true;
                    return Err(A::Error::custom("enough"));
                }
                return Ok(());
            }
            if self.rows.n.is_multiple_of(ROWS) && self.progress.check().is_err() {
                return Err(A::Error::custom("stopped"));
            }
            if list.next_element_seed(RowSeed(self.rows))?.is_none() {
                return Ok(());
            }
        }
    }
}

struct RowSeed<'a>(&'a mut Rows);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        if self.0.n >= self.0.most {
            self.0.is_full = true;
            return IgnoredAny::deserialize(from).map(|_| ());
        }
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with one field per column")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(name) = object.next_key::<std::borrow::Cow<'_, str>>()? {
            let column = self.0.column(&name);
            object.next_value_seed(CellSeed(self.0, column))?;
        }
        self.0.end_row();
        Ok(())
    }
}

struct CellSeed<'a>(&'a mut Rows, usize);

impl<'de> DeserializeSeed<'de> for CellSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl CellSeed<'_> {
    fn put(self, value: Value<'_>) {
        self.0.push(self.1, value);
    }

    fn nested<E: serde::de::Error>(self, value: Result<serde_json::Value, E>) -> Result<(), E> {
        let text = value?.to_string();
        self.0.nested[self.1] = true;
        self.put(Value::Text(&text));
        Ok(())
    }
}

impl<'de> Visitor<'de> for CellSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put(Value::Missing);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.put(Value::Boolean(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.put(Value::Integer(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.put(i64::try_from(value).map_or(Value::Decimal(value as f64), Value::Integer));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.put(Value::Decimal(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.put(Value::Text(value));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let from = serde::de::value::SeqAccessDeserializer::new(list);
        self.nested(serde_json::Value::deserialize(from))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        let from = serde::de::value::MapAccessDeserializer::new(object);
        self.nested(serde_json::Value::deserialize(from))
    }
}
