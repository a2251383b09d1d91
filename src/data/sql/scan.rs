//! Words and signs of a query, also of one that is not finished: for colours and completion.

use std::ops::Range;

use super::function::functions;

/// What a piece of a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the language: SELECT.
    Keyword,
    /// A function that is called.
    Function,
    /// The name of a table or a column, with its quotes.
    Name,
    /// A number.
    Number,
    /// A text between single quotes.
    Text,
    /// What stands behind `--` or between `/*` and `*/`.
    Comment,
    /// A bracket, a comma, an operator.
    Sign,
}

/// The words that are offered; those of two are looked for one by one.
pub(super) const KEYWORDS: [&str; 53] = [
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "DISTINCT",
    "AS",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS NULL",
    "IS NOT NULL",
    "LIKE",
    "ILIKE",
    "BETWEEN",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "CAST",
    "JOIN",
    "INNER JOIN",
    "LEFT JOIN",
    "RIGHT JOIN",
    "FULL JOIN",
    "CROSS JOIN",
    "SEMI JOIN",
    "ANTI JOIN",
    "ON",
    "USING",
    "UNION",
    "UNION ALL",
    "EXCEPT",
    "INTERSECT",
    "WITH",
    "OVER",
    "PARTITION BY",
    "ASC",
    "DESC",
    "NULLS FIRST",
    "NULLS LAST",
    "NULL",
    "TRUE",
    "FALSE",
    "INTERVAL",
    "EXTRACT",
    "QUALIFY",
    "ALL",
];

/// The pieces of `text` by their bytes, in order; blanks lie between them.
pub fn tokens(text: &str) -> Vec<(Range<usize>, TokenKind)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (length, kind) = token(&text[at..], c);
        tokens.push((at..at + length, kind));
        at += length;
    }
    tokens
}

/// The length in bytes and the kind of what starts with `c`.
fn token(rest: &str, c: char) -> (usize, TokenKind) {
    let until = |end: &str, from: usize| {
        let found = rest.get(from..).and_then(|rest| rest.find(end));
        found.map_or(rest.len(), |place| from + place + end.len())
    };
    let while_true = |goes: &dyn Fn(char) -> bool| rest.find(|c| !goes(c)).unwrap_or(rest.len());
    if rest.starts_with("--") {
        return (rest.find('\n').unwrap_or(rest.len()), TokenKind::Comment);
    }
    if rest.starts_with("/*") {
        return (until("*/", 2), TokenKind::Comment);
    }
    match c {
        '\'' => (quoted(rest, '\''), TokenKind::Text),
        '"' | '`' => (quoted(rest, c), TokenKind::Name),
        c if c.is_ascii_digit() => (
            while_true(&|c| c.is_ascii_alphanumeric() || c == '.' || c == '_'),
            TokenKind::Number,
        ),
        c if is_word(c) => {
            let length = while_true(&is_word);
            (length, word(&rest[..length], &rest[length..]))
        }
        c => (c.len_utf8(), TokenKind::Sign),
    }
}

/// The length of what starts with `quote` up to its end; a doubled quote does not end it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return at + quote.len_utf8();
            }
        }
    }
    rest.len()
}

fn word(word: &str, behind: &str) -> TokenKind {
    let is_keyword = KEYWORDS
        .iter()
        .flat_map(|keyword| keyword.split(' '))
        .any(|keyword| keyword.eq_ignore_ascii_case(word));
    let is_called = behind.trim_start().starts_with('(');
    let is_function = functions()
        .iter()
        .any(|function| function.name.eq_ignore_ascii_case(word));
    match (is_called && is_function, is_keyword) {
        (true, _) => TokenKind::Function,
        (false, true) => TokenKind::Keyword,
        (false, false) => TokenKind::Name,
    }
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
