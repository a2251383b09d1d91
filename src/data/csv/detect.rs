//! How a text is taken apart, found from its first rows.

use std::borrow::Cow;

use super::{
    part::{Plan, Wanted, parse},
    record::{After, Fault, Fields, Rules, field, rows, skip_blank},
    value::Values,
};
use crate::data::{Dialect, Kind, Quote, ReadOptions};

/// What may separate fields, most usual first. Space and colon are not among them: they stand
/// within names and times.
const SEPARATORS: [u8; 7] = [b',', b';', b'\t', b'|', b'^', b'~', 0x1f];

/// How many rows are looked at.
const ROWS: usize = 200;

/// What was found.
pub(super) struct Found {
    /// The characters that have a meaning.
    pub rules: Rules,
    /// For people.
    pub dialect: Dialect,
    /// The names of the columns.
    pub names: Vec<String>,
    /// Behind the header, in bytes from the start of the text.
    pub start: usize,
    /// What should be known.
    pub remarks: Vec<String>,
}

/// Finds out how `text`, the start of a file, is taken apart; a person's choices come first.
///
/// The separator is the one that gives most rows the same number of fields, at least two of them;
/// a comma where there is none. The first row is a header if it is all text, or stands above a
/// column of another kind. A decimal comma is believed only where another character separates, no
/// number has a point, and not all fractions have three digits, which would be thousands. More may
/// follow the text where it is not `is_whole`: then its last row may be cut off.
pub(super) fn detect(
    (text, is_whole): (&str, bool),
    usual: u8,
    encoding: &str,
    options: &ReadOptions,
) -> Result<Found, Fault> {
    let bytes = text.as_bytes();
    let end = if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        b'\n'
    } else {
        b'\r'
    };
    let quote = options.quote.unwrap_or_default();
    let rules = |separator, quote: Quote| Rules {
        separator,
        quote: quote.byte(),
        end,
    };
    let separator = match options.separator {
        Some(separator) => separator as u8,
        None => separator((text, is_whole), usual, |separator| rules(separator, quote)),
    };
    let mut found = rules(separator, quote);
    let mut quote = quote;
    let single = rules(separator, Quote::Single);
    if options.quote.is_none() && is_single_quoted((text, is_whole), single) {
        quote = Quote::Single;
        found = single;
    }
    let first_rows = first_rows((text, is_whole), found)?;
    let header = options.header.unwrap_or_else(|| has_header(&first_rows));
    let decimal = options
        .decimal
        .unwrap_or_else(|| decimal(&first_rows, separator));
    let (names, start) = names(text, found, header)?;
    let mut remarks = Vec::new();
    if names.len() == 1 && options.separator.is_none() {
        remarks.push(
            "Only one column was found. If there are more, choose what separates them.".to_owned(),
        );
    }
    Ok(Found {
        rules: found,
        dialect: Dialect {
            encoding: encoding.to_owned(),
            separator: char::from(separator),
            quote,
            header,
            decimal,
        },
        names,
        start,
        remarks,
    })
}

/// The kinds of the columns in `text`, whole rows without a header.
pub(super) fn kinds(text: &str, plan: &Plan) -> Vec<Option<Kind>> {
    let guesses = Plan {
        columns: vec![Wanted::Guess(None); plan.columns.len()],
        ..plan.clone()
    };
    match parse(text.as_bytes(), &guesses) {
        Ok(part) => part.pieces.iter().map(super::column::Piece::kind).collect(),
        // What is wrong is told, with its line, when the file is read.
        Err(_) => vec![None; plan.columns.len()],
    }
}

/// The rows that the rest is found from; one that is cut off is left out if enough stand before it.
fn first_rows((text, is_whole): (&str, bool), rules: Rules) -> Result<Fields<'_>, Fault> {
    match rows(text, rules, ROWS) {
        Err((found, fault)) if is_whole || !fault.is_open || found.len() < 2 => Err(fault),
        Ok(found) | Err((found, _)) => Ok(found),
    }
}

fn separator((text, is_whole): (&str, bool), usual: u8, rules: impl Fn(u8) -> Rules) -> u8 {
    let mut best = (usual, 0.0);
    let others = SEPARATORS.into_iter().filter(|&other| other != usual);
    for candidate in std::iter::once(usual).chain(others) {
        let score = agreement((text, is_whole), rules(candidate));
        // The usual one wins a draw, and whatever comes earlier in the list.
        if score > best.1 + 1e-9 {
            best = (candidate, score);
        }
    }
    best.0
}

/// The share of rows that have as many fields as the first one, a little more for more fields;
/// 0 if that is one only.
fn agreement((text, is_whole): (&str, bool), rules: Rules) -> f64 {
    let mut lengths = Vec::new();
    let mut at = skip_blank(text.as_bytes(), 0);
    while at < text.len() && lengths.len() < ROWS {
        let mut n = 0;
        loop {
            let (_, after, next) = match field(text, at, rules) {
                Ok(field) => field,
                // The last row may be cut off.
                Err(fault) if fault.is_open && !is_whole => return score(&lengths, 1.0),
                // A quote breaks the rules, maybe because the separator is another one.
                Err(_) => return score(&lengths, 0.5),
            };
            n += 1;
            at = next;
            if after == After::Row {
                break;
            }
        }
        lengths.push(n);
        at = skip_blank(text.as_bytes(), at);
    }
    score(&lengths, 1.0)
}

fn score(lengths: &[usize], trust: f64) -> f64 {
    let Some(&first) = lengths.first() else {
        return 0.0;
    };
    if first < 2 {
        return 0.0;
    }
    let same = lengths.iter().filter(|&&n| n == first).count();
    let share = same as f64 / lengths.len() as f64;
    trust * (share + 1e-3 * (first as f64).ln())
}

/// Whether fields stand in apostrophes: at least two do, and none has one on one side only.
fn is_single_quoted((text, is_whole): (&str, bool), rules: Rules) -> bool {
    if !text.contains('\'') || text.contains('"') {
        return false;
    }
    let off = Rules {
        quote: None,
        ..rules
    };
    let rows = |rules| first_rows((text, is_whole), rules);
    let (Ok(plain), Ok(quoted)) = (rows(off), rows(rules)) else {
        return false;
    };
    let starts = plain
        .iter()
        .flatten()
        .filter(|field| field.starts_with('\''))
        .count();
    let ends = plain
        .iter()
        .flatten()
        .filter(|field| field.ends_with('\''))
        .count();
    let even = quoted.iter().all(|row| row.len() == quoted[0].len());
    starts >= 2 && starts == ends && even
}

fn has_header(rows: &[Vec<Cow<'_, str>>]) -> bool {
    let Some((first, rest)) = rows.split_first() else {
        return true;
    };
    let values = Values::new(&[], false);
    let is_text = |text: &str| values.is_missing(text) || values.kind(text) == Kind::Text;
    if first.iter().all(|name| is_text(name)) {
        return true;
    }
    // "country,2019,2020": a name above numbers, or numbers above text.
    first.iter().enumerate().any(|(i, name)| {
        let mut below = rest
            .iter()
            .filter_map(|row| row.get(i))
            .filter(|text| !values.is_missing(text))
            .peekable();
        is_text(name) && below.peek().is_some() && below.all(|text| !is_text(text))
    })
}

fn decimal(rows: &[Vec<Cow<'_, str>>], separator: u8) -> char {
    if separator == b',' {
        return '.';
    }
    let mut is_certain = false;
    for field in rows.iter().flatten() {
        let text = field.trim();
        if text.contains('.') && text.parse::<f64>().is_ok() {
            return '.';
        }
        let Some((whole, fraction)) = text.split_once(',') else {
            continue;
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if digits(whole.trim_start_matches(['-', '+'])) && digits(fraction) {
            is_certain |= fraction.len() != 3;
        }
    }
    if is_certain { ',' } else { '.' }
}

/// The names in the first row, or made ones, and where the rows start.
fn names(text: &str, rules: Rules, header: bool) -> Result<(Vec<String>, usize), Fault> {
    let start = skip_blank(text.as_bytes(), 0);
    let (mut at, mut names) = (start, Vec::new());
    while at < text.len() || names.is_empty() {
        let (field, after, next) = field(text, at, rules)?;
        names.push(field.value().into_owned());
        at = next;
        if after == After::Row {
            break;
        }
    }
    if header {
        return Ok((names, at));
    }
    let made = (1..=names.len()).map(|i| format!("column_{i}")).collect();
    Ok((made, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Found {
        detect((text, true), b',', "UTF-8", &ReadOptions::default()).unwrap()
    }

    #[test]
    fn separators() {
        for (text, expected) in [
            ("a,b\n1,2\n", ','),
            ("a;b\n1,5;2\n", ';'),
            ("a\tb\nx, y\tz\n", '\t'),
            ("a|b|c\n1|2|3\n", '|'),
            ("name\nAda Lovelace\n", ','),
            ("time\n05:15\n05:16\n", ','),
            ("\"a;b;c\",d\n\"1;2;3\",4\n", ','),
            ("a^b\n1^2\n", '^'),
        ] {
            assert_eq!(found(text).dialect.separator, expected, "{text:?}");
        }
        assert_eq!(found("a\nx\n").remarks.len(), 1);
        assert!(found("a,b\n1,2\n").remarks.is_empty());
    }

    #[test]
    fn a_last_row_that_is_cut_off_is_no_mistake() {
        let text = "id;text\n1;\"one, two\"\n2;\"three, f";
        let cut = detect((text, false), b',', "UTF-8", &ReadOptions::default()).unwrap();
        assert_eq!((cut.dialect.separator, cut.names.len()), (';', 2));
        let whole = detect((text, true), b',', "UTF-8", &ReadOptions::default());
        assert!(whole.is_err_and(|fault| fault.is_open));
        let too_little = detect((&text[..12], false), b',', "UTF-8", &ReadOptions::default());
        assert!(too_little.is_err_and(|fault| fault.is_open));
    }

    #[test]
    fn headers() {
        for (text, expected) in [
            ("a,b\n1,2\n", true),
            ("a,b\nx,y\n", true),
            ("1,2\n3,4\n", false),
            ("Bonn,3\nKiel,4\n", false),
            ("country,n,2020\nDE,4,5\n", true),
            ("a,b\n", true),
        ] {
            assert_eq!(found(text).dialect.header, expected, "{text:?}");
        }
        let none = found("1,2\n3,4\n");
        assert_eq!(
            (none.names, none.start),
            (vec!["column_1".to_owned(), "column_2".to_owned()], 0)
        );
    }

    #[test]
    fn decimal_commas_are_believed_only_where_it_is_safe() {
        for (text, expected) in [
            ("a;b\n1,5;2\n", ','),
            ("a;b\n1,500;2\n", '.'),
            ("a;b\n1,5;2.5\n", '.'),
            ("a,b\n1,5\n", '.'),
            ("a;b\nx, y;2\n", '.'),
        ] {
            assert_eq!(found(text).dialect.decimal, expected, "{text:?}");
        }
    }

    #[test]
    fn apostrophes_around_fields() {
        assert_eq!(found("'a','b'\n'x, y','z'\n").dialect.quote, Quote::Single);
        assert_eq!(
            found("a,b\nrock 'n' roll,'tis\n").dialect.quote,
            Quote::Double
        );
    }
}
