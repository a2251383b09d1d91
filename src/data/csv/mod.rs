//! Tables in text files: their dialect, encoding and kinds are found, and their rows are read in
//! parts that need no more memory than the table itself.

mod blocks;
mod column;
mod detect;
mod part;
mod record;
mod scan;
mod texts;
mod value;
mod whole;

use std::{io::Read as _, path::Path};

use encoding_rs::{Encoding, UTF_8};
use polars::prelude::DataFrame;

pub use self::texts::{TextColumn, csv_texts};
pub(super) use self::value::Values;
use self::{
    detect::Found,
    part::{Plan, Problem, Wanted, What},
    record::whole_rows,
};
use super::{
    DataError, Detected, Kind, ReadOptions, encoding, read_options::Ragged, table::check_names,
    text_file::TextFile,
};
use crate::terms::Progress;

/// How many bytes of text the dialect is found from, and how many a first row may have.
const SAMPLE: usize = 1 << 20;
const LONGEST_SAMPLE: usize = 64 << 20;

/// What is wrong with a row that does not end.
const TOO_LONG: &str =
    "starts a row of more than 64 MB. Maybe a quote is not closed, or the line breaks are missing";

/// Reads the whole file; `usual` is the separator that its ending speaks for.
///
/// The kind of each column is found from all of its values.
pub(super) fn read(
    file: &TextFile<'_>,
    usual: u8,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(DataFrame, Detected), DataError> {
    let guessed = start(file, usual, options)?;
    match scan::scan(file, &guessed, progress)? {
        Ok(read) => Ok(read),
        Err(problem) if problem.what == What::NotUtf8 && options.encoding.is_none() => {
            let encoding = survey(file, &problem, progress)?;
            let again = ReadOptions {
                encoding: Some(encoding.name().to_owned()),
                ..options.clone()
            };
            let again = start(file, usual, &again)?;
            scan::scan(file, &again, progress)?
                .map_err(|problem| again.error(&problem, file.path, 0))
        }
        Err(problem) => Err(guessed.error(&problem, file.path, 0)),
    }
}

/// The first `n` rows, and whether these are all.
pub(super) fn preview(
    file: &TextFile<'_>,
    usual: u8,
    options: &ReadOptions,
    n: usize,
) -> Result<(DataFrame, Detected, bool), DataError> {
    let mut start = start(file, usual, options)?;
    let text = start.sample.get(start.found.start..).unwrap_or_default();
    let part = part::parse(text.as_bytes(), &start.plan)
        .map_err(|problem| start.error(&problem, file.path, start.lines_before()))?;
    let is_whole = start.is_whole && part.rows <= n;
    let (rows, filled) = (part.rows, part.filled);
    let mut wholes = scan::wholes(&start.plan);
    scan::grow(&mut wholes, &[part.pieces]);
    let (columns, _) = scan::columns(&start.found.names, wholes);
    let frame = DataFrame::new(rows, columns).map_err(|err| DataError::engine(&err))?;
    start.remark_filled(filled);
    Ok((frame.head(Some(n)), start.detected(), is_whole))
}

/// What is known of a file before it is read.
struct Start {
    found: Found,
    plan: Plan,
    encoding: &'static Encoding,
    /// The start of the text, whole rows.
    sample: String,
    /// Whether the sample is all of the text.
    is_whole: bool,
}

impl Start {
    fn detected(&self) -> Detected {
        Detected {
            format: "CSV".to_owned(),
            dialect: Some(self.found.dialect.clone()),
            remarks: self.found.remarks.clone(),
            ..Detected::default()
        }
    }

    fn lines_before(&self) -> usize {
        part::count(
            self.sample
                .as_bytes()
                .get(..self.found.start)
                .unwrap_or_default(),
            self.plan.rules.end,
        )
    }

    fn remark_filled(&mut self, filled: usize) {
        if filled > 0 {
            self.found.remarks.push(filled_remark(filled));
        }
    }

    /// `problem` as a message; `lines` stand before the part that it was found in.
    fn error(&self, problem: &Problem, path: &Path, lines: usize) -> DataError {
        let line = lines + problem.lines + 1;
        match &problem.what {
            What::NotUtf8 => DataError::Encoding {
                line,
                encoding: self.encoding.name().to_owned(),
                path: path.to_owned(),
            },
            What::Row(what) => DataError::Malformed {
                message: format!("line {line} {what}"),
                path: path.to_owned(),
            },
            What::Value(column, kind, value) => DataError::WrongValue {
                name: self.found.names.get(*column).cloned().unwrap_or_default(),
                wanted: *kind,
                line,
                value: shortened(value),
                path: path.to_owned(),
            },
        }
    }
}

fn filled_remark(rows: usize) -> String {
    format!(
        "{rows} rows had more or fewer fields than there are columns: gaps were filled in, and fields cut off."
    )
}

fn shortened(value: &str) -> String {
    const SHOWN: usize = 60;
    let mut short: String = value.chars().take(SHOWN).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

/// Looks at the start of the file.
fn start(file: &TextFile<'_>, usual: u8, options: &ReadOptions) -> Result<Start, DataError> {
    options.check()?;
    let encoding = match &options.encoding {
        Some(label) => Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8),
        None => encoding::guess(&file.head(SAMPLE)?),
    };
    let mut size = SAMPLE;
    let (sample, is_whole, mut found) = loop {
        let (sample, is_whole) = sample(file, encoding, &mut size)?;
        match detect::detect((&sample, is_whole), usual, encoding.name(), options) {
            Ok(found) => break (sample, is_whole, found),
            Err(fault) if fault.is_open && !is_whole && size < LONGEST_SAMPLE => size *= 4,
            Err(fault) => return Err(malformed(file, &sample, &fault, is_whole)),
        }
    };
    check_names(found.names.iter()).map_err(|err| err.within(file.path))?;
    for name in options.kinds.keys() {
        if !found.names.contains(name) {
            found.remarks.push(format!(
                "A kind is chosen for the column “{name}”, which is not there."
            ));
        }
    }
    let mut plan = Plan {
        rules: found.rules,
        values: Values::new(&options.missing, found.dialect.decimal == ','),
        columns: vec![Wanted::Guess(None); found.names.len()],
        fill: options.ragged == Ragged::Fill,
    };
    let cut = if is_whole {
        sample.len()
    } else {
        whole_rows(sample.as_bytes(), found.rules).unwrap_or(sample.len())
    };
    let kinds = detect::kinds(sample.get(found.start..cut).unwrap_or_default(), &plan);
    for (i, name) in found.names.iter().enumerate() {
        plan.columns[i] = match options.kinds.get(name) {
            Some(&kind) => Wanted::Exactly(kind),
            None => Wanted::Guess(kinds[i]),
        };
    }
    let sample = sample.get(..cut).unwrap_or_default().to_owned();
    Ok(Start {
        found,
        plan,
        encoding,
        sample,
        is_whole,
    })
}

/// What is wrong with the start of a file.
fn malformed(
    file: &TextFile<'_>,
    sample: &str,
    fault: &record::Fault,
    is_whole: bool,
) -> DataError {
    let before = sample.as_bytes().get(..fault.at).unwrap_or_default();
    let what = if fault.is_open && !is_whole {
        TOO_LONG
    } else {
        &fault.what
    };
    DataError::Malformed {
        message: format!("line {} {what}", 1 + part::count(before, b'\n')),
        path: file.path.to_owned(),
    }
}

/// The start of the text, of at least `wanted` bytes and with at least one line, and whether it is
/// all of the text.
fn sample(
    file: &TextFile<'_>,
    encoding: &'static Encoding,
    wanted: &mut usize,
) -> Result<(String, bool), DataError> {
    loop {
        let mut bytes = Vec::new();
        let text = encoding::utf_8(file.open()?, encoding);
        text.take(*wanted as u64)
            .read_to_end(&mut bytes)
            .map_err(|err| file.read_error(err))?;
        let is_whole = bytes.len() < *wanted;
        let has_row = bytes.contains(&b'\n') || bytes.contains(&b'\r');
        if !is_whole && !has_row && *wanted < LONGEST_SAMPLE {
            *wanted *= 4;
            continue;
        }
        let text = String::from_utf8(bytes).or_else(|err| {
            let (at, is_cut) = (
                err.utf8_error().valid_up_to(),
                err.utf8_error().error_len().is_none() && !is_whole,
            );
            let mut bytes = err.into_bytes();
            let line = 1 + part::count(&bytes[..at], b'\n');
            bytes.truncate(at);
            String::from_utf8(bytes)
                .ok()
                .filter(|_| is_cut)
                .ok_or_else(|| DataError::Encoding {
                    line,
                    encoding: encoding.name().to_owned(),
                    path: file.path.to_owned(),
                })
        })?;
        return Ok((text, is_whole));
    }
}

/// The encoding of a file that turned out not to be UTF-8 after a start that was.
///
/// # Errors
/// If most of it is UTF-8 all the same: then it is damaged where `problem` says.
fn survey(
    file: &TextFile<'_>,
    problem: &Problem,
    progress: &dyn Progress,
) -> Result<&'static Encoding, DataError> {
    let mut bytes = Vec::new();
    let mut from = file.open()?;
    // What stands around the first damage is enough to tell a language by.
    let mut held = vec![0; 4 << 20];
    loop {
        progress.check()?;
        let n = from.read(&mut held).map_err(|err| file.read_error(err))?;
        if n == 0 || bytes.len() > 16 << 20 {
            break;
        }
        let lines = held[..n].split_inclusive(|byte| *byte == b'\n');
        for line in lines.filter(|line| !line.is_ascii()) {
            bytes.extend_from_slice(line);
        }
    }
    if encoding::is_mostly_utf_8(&bytes) {
        return Err(DataError::Encoding {
            line: problem.lines + 1,
            encoding: UTF_8.name().to_owned(),
            path: file.path.to_owned(),
        });
    }
    Ok(encoding::legacy(&bytes))
}

/// The kind that a column of `plan` has in the end.
fn final_kind(wanted: Wanted, found: Option<Kind>) -> Kind {
    match wanted {
        Wanted::Exactly(kind) => kind,
        Wanted::Guess(_) | Wanted::Nothing => found.unwrap_or(Kind::Text),
    }
}
