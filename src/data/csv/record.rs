//! Rows and fields of a text.

use std::borrow::Cow;

/// The characters that have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// Between two fields.
    pub separator: u8,
    /// Around a field.
    pub quote: Option<u8>,
    /// Behind a row: a line feed, or a carriage return in files of old Macs.
    pub end: u8,
}

/// A field as it stands, without the quotes around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// What stands there.
    pub text: &'a str,
    /// Whether doubled quotes within it stand for one each.
    pub doubled: Option<char>,
}

impl<'a> Field<'a> {
    /// What it says.
    pub(super) fn value(self) -> Cow<'a, str> {
        match self.doubled {
            None => Cow::Borrowed(self.text),
            Some(quote) => Cow::Owned(
                self.text
                    .replace(&format!("{quote}{quote}"), &quote.to_string()),
            ),
        }
    }
}

/// What follows a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Another field of the row.
    Field,
    /// Another row, or nothing.
    Row,
}

/// What is wrong with a text, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where.
    pub at: usize,
    /// What, without the line: "has 3 fields where the header has 2".
    pub what: String,
    /// Whether the text ends within the field, so that more of it may put it right.
    pub is_open: bool,
}

/// The field at byte `at`, what follows it, and where that starts.
pub(super) fn field(
    text: &str,
    at: usize,
    rules: Rules,
) -> Result<(Field<'_>, After, usize), Fault> {
    let bytes = text.as_bytes();
    if rules.quote.is_some() && bytes.get(at).copied() == rules.quote {
        return quoted(text, at, rules);
    }
    let rest = &bytes[at..];
    let stop = rest
        .iter()
        .position(|&byte| byte == rules.separator || byte == rules.end);
    let (end, after, next) = match stop {
        Some(n) if rest[n] == rules.separator => (at + n, After::Field, at + n + 1),
        Some(n) => (without_return(bytes, at, at + n), After::Row, at + n + 1),
        None => (
            without_return(bytes, at, bytes.len()),
            After::Row,
            bytes.len(),
        ),
    };
    let text = text.get(at..end).unwrap_or_default();
    Ok((
        Field {
            text,
            doubled: None,
        },
        after,
        next,
    ))
}

fn quoted(text: &str, at: usize, rules: Rules) -> Result<(Field<'_>, After, usize), Fault> {
    let bytes = text.as_bytes();
    let quote = rules.quote.unwrap_or(b'"');
    let (end, is_doubled) = closing(bytes, at, quote).ok_or_else(|| Fault {
        at,
        what: "opens a quote that never ends. Close it, or read the file without quotes".to_owned(),
        is_open: true,
    })?;
    let field = Field {
        text: text.get(at + 1..end).unwrap_or_default(),
        doubled: is_doubled.then_some(char::from(quote)),
    };
    let mut next = end + 1;
    if rules.end == b'\n' && bytes.get(next) == Some(&b'\r') {
        next += 1;
    }
    match bytes.get(next) {
        None => Ok((field, After::Row, next)),
        Some(&byte) if byte == rules.end => Ok((field, After::Row, next + 1)),
        Some(&byte) if byte == rules.separator && next == end + 1 => {
            Ok((field, After::Field, next + 1))
        }
        Some(_) => Err(Fault {
            at,
            what: "holds a quote that closes in the middle of a field. Double the quotes within a field, or read the file without quotes".to_owned(),
            is_open: false,
        }),
    }
}

/// Where the quote that opens at `at` closes, and whether quotes are doubled in between.
fn closing(bytes: &[u8], at: usize, quote: u8) -> Option<(usize, bool)> {
    let (mut next, mut is_doubled) = (at + 1, false);
    loop {
        let found = next + bytes.get(next..)?.iter().position(|&byte| byte == quote)?;
        if bytes.get(found + 1) != Some(&quote) {
            return Some((found, is_doubled));
        }
        is_doubled = true;
        next = found + 2;
    }
}

fn without_return(bytes: &[u8], start: usize, end: usize) -> usize {
    if end > start && bytes[end - 1] == b'\r' {
        end - 1
    } else {
        end
    }
}

/// Behind the last row that is whole for certain: more bytes may follow.
pub(super) fn whole_rows(bytes: &[u8], rules: Rules) -> Option<usize> {
    let quote = match rules.quote {
        Some(quote) if bytes.contains(&quote) => quote,
        _ => {
            return bytes
                .iter()
                .rposition(|&byte| byte == rules.end)
                .map(|at| at + 1);
        }
    };
    let (mut at, mut last) = (0, None);
    while at < bytes.len() {
        if bytes[at] == quote {
            let Some((end, _)) = closing(bytes, at, quote) else {
                return last;
            };
            at = end + 1;
        }
        let rest = bytes.get(at..)?;
        let Some(n) = rest
            .iter()
            .position(|&byte| byte == rules.separator || byte == rules.end)
        else {
            return last;
        };
        at += n + 1;
        if bytes[at - 1] == rules.end {
            last = Some(at);
        }
    }
    last
}

/// Where the blank lines at `at` end.
pub(super) fn skip_blank(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// Rows with every field as it stands.
pub(super) type Fields<'a> = Vec<Vec<Cow<'a, str>>>;

/// At most `most` rows of `text`; blank lines are left out.
///
/// # Errors
/// What is wrong with a field, and the rows before it.
pub(super) fn rows(
    text: &str,
    rules: Rules,
    most: usize,
) -> Result<Fields<'_>, (Fields<'_>, Fault)> {
    let mut rows = Vec::new();
    let mut at = skip_blank(text.as_bytes(), 0);
    while at < text.len() && rows.len() < most {
        let mut row = Vec::new();
        loop {
            let (field, after, next) = match field(text, at, rules) {
                Ok(field) => field,
                Err(fault) => return Err((rows, fault)),
            };
            row.push(field.value());
            at = next;
            if after == After::Row {
                break;
            }
        }
        rows.push(row);
        at = skip_blank(text.as_bytes(), at);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        separator: b',',
        quote: Some(b'"'),
        end: b'\n',
    };

    fn split(text: &str) -> Vec<Vec<String>> {
        let rows = rows(text, RULES, usize::MAX).unwrap();
        rows.into_iter()
            .map(|row| row.into_iter().map(Cow::into_owned).collect())
            .collect()
    }

    #[test]
    fn fields_lose_their_quotes_and_keep_the_rest() {
        let found = split("a,\"b, c\",\"d\"\"e\"\r\n\r\n,\"two\nlines\",\n x ,5\" pipe,z");
        assert_eq!(
            found,
            [
                ["a", "b, c", "d\"e"],
                ["", "two\nlines", ""],
                [" x ", "5\" pipe", "z"]
            ]
        );
    }

    #[test]
    fn quotes_that_do_not_close_or_close_too_early_are_faults() {
        let fault = rows("a,b\n\"1,2\n", RULES, 9).unwrap_err().1;
        assert_eq!((fault.at, fault.what.contains("never ends")), (4, true));
        let fault = rows("a,b\n\"1\"x,2\n", RULES, 9).unwrap_err().1;
        assert_eq!(
            (fault.at, fault.what.contains("in the middle of a field")),
            (4, true)
        );
    }

    #[test]
    fn whole_rows_end_outside_of_quotes() {
        for (text, expected) in [
            ("a,b\n1", Some(4)),
            ("a,b", None),
            ("\"x\ny\",b\n\"z\n", Some(8)),
            ("a\"\n\"\n", Some(3)),
            ("\"a\n", None),
            ("\"a\"", None),
        ] {
            assert_eq!(whole_rows(text.as_bytes(), RULES), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_quoted_reads_back(values in proptest::collection::vec("[a-c\",\n ]{1,5}", 1..6)) {
            let quoted: Vec<String> = values.iter().map(|v| format!("\"{}\"", v.replace('"', "\"\""))).collect();
            let text = format!("{}\n", quoted.join(","));
            proptest::prop_assert_eq!(split(&text), vec![values]);
            proptest::prop_assert_eq!(whole_rows(text.as_bytes(), RULES), Some(text.len()));
        }
    }
}
