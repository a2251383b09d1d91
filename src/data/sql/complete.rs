//! What could stand at the cursor.

use super::{
    function::functions,
    quote::quote,
    scan::{KEYWORDS, TokenKind, tokens},
};
use crate::data::ColumnInfo;

/// How many proposals are worth reading.
const MOST: usize = 40;

/// A proposal for the place of the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is put in, with quotes where the name needs them.
    pub insert: String,
    /// What is shown.
    pub label: String,
    /// What it is: "carrier", a text column of flights.
    pub detail: String,
    /// What kind of thing it is.
    pub what: CompletionKind,
    /// The first character that it replaces; the last one is before the cursor.
    pub from: usize,
}

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// A column of a table in FROM.
    Column,
    /// A table.
    Table,
    /// A function.
    Function,
    /// A word of the language.
    Keyword,
}

/// A table that may be named, for completion: its name and its columns.
pub type TableInfo = (String, Vec<ColumnInfo>);

/// What fits `text` at `cursor`, which is counted in characters; best first, at most 40.
///
/// Behind FROM and JOIN these are tables; behind `name.` the columns of that table, whatever name
/// FROM gives it; else columns of the tables in FROM, tables, functions and keywords. Nothing
/// within texts and comments.
pub fn complete(text: &str, cursor: usize, tables: &[TableInfo]) -> Vec<Completion> {
    let at = text
        .char_indices()
        .nth(cursor)
        .map_or(text.len(), |(at, _)| at);
    let before = &text[..at];
    if ends_within(before) {
        return Vec::new();
    }
    let start = word_start(before);
    let (prefix, from) = (
        before[start..].trim_start_matches('"'),
        text[..start].chars().count(),
    );
    let words = Words {
        prefix: prefix.to_lowercase(),
        from,
    };
    let named = tables_in(text, tables);
    let mut found = Vec::new();
    let head = &before[..start];
    if let Some(owner) = owner(head) {
        let of = named.iter().filter(|(alias, _)| *alias == owner);
        found.extend(of.flat_map(|(_, table)| words.columns(table)));
        return best(found, &words.prefix);
    }
    let last = last_keyword(head);
    let wants_table = matches!(last.as_deref(), Some("FROM" | "JOIN"));
    if !wants_table {
        let named: Vec<&TableInfo> = if named.is_empty() {
            tables.iter().collect()
        } else {
            named.iter().map(|(_, table)| *table).collect()
        };
        found.extend(named.into_iter().flat_map(|table| words.columns(table)));
    }
    found.extend(tables.iter().filter_map(|table| words.table(table)));
    if !wants_table {
        found.extend(functions().iter().filter_map(|function| {
            let insert = format!("{}(", function.name.to_uppercase());
            words.proposal(
                function.usage,
                insert,
                function.summary,
                CompletionKind::Function,
            )
        }));
    }
    found.extend(KEYWORDS.iter().filter_map(|keyword| {
        words.proposal(keyword, (*keyword).to_owned(), "", CompletionKind::Keyword)
    }));
    best(found, &words.prefix)
}

/// Whether `text` may name the table `name`: the word stands in it, with or without quotes.
pub fn mentions(text: &str, name: &str) -> bool {
    tokens(text).into_iter().any(|(range, kind)| {
        !matches!(kind, TokenKind::Text | TokenKind::Comment) && bare(&text[range]) == name
    })
}

/// What is being written, and where it starts.
struct Words {
    prefix: String,
    from: usize,
}

impl Words {
    fn columns<'t>(&'t self, (name, columns): &'t TableInfo) -> impl Iterator<Item = Completion> {
        columns.iter().filter_map(move |column| {
            let detail = format!("{}, {name}", column.kind);
            let insert = quote(&column.name);
            self.proposal(&column.name, insert, &detail, CompletionKind::Column)
        })
    }

    fn table(&self, (name, columns): &TableInfo) -> Option<Completion> {
        let detail = format!("table, {} columns", columns.len());
        self.proposal(name, quote(name), &detail, CompletionKind::Table)
    }

    fn proposal(
        &self,
        label: &str,
        insert: String,
        detail: &str,
        what: CompletionKind,
    ) -> Option<Completion> {
        label
            .to_lowercase()
            .contains(&self.prefix)
            .then(|| Completion {
                insert,
                label: label.to_owned(),
                detail: detail.to_owned(),
                what,
                from: self.from,
            })
    }
}

/// Those that start with the prefix first, and among them columns, tables, functions, keywords.
fn best(mut found: Vec<Completion>, prefix: &str) -> Vec<Completion> {
    let starts = |found: &Completion| found.label.to_lowercase().starts_with(prefix);
    // In the middle of a word only names are looked for.
    found.retain(|found| starts(found) || found.what <= CompletionKind::Table);
    found.sort_by_key(|found| (!starts(found), found.what));
    let mut seen: Vec<String> = Vec::new();
    found.retain(|found| {
        let key = format!("{:?}{}", found.what, found.insert);
        let is_new = !seen.contains(&key);
        if is_new {
            seen.push(key);
        }
        is_new
    });
    found.truncate(MOST);
    found
}

/// Whether the end of `before` lies within a text or a comment.
fn ends_within(before: &str) -> bool {
    tokens(before).last().is_some_and(|(range, kind)| {
        let piece = &before[range.clone()];
        match kind {
            TokenKind::Text => !is_closed(piece, '\''),
            TokenKind::Comment => range.end == before.len() && !piece.ends_with("*/"),
            TokenKind::Number => range.end == before.len(),
            _ => false,
        }
    })
}

fn is_closed(piece: &str, quote: char) -> bool {
    piece
        .chars()
        .filter(|c| *c == quote)
        .count()
        .is_multiple_of(2)
}

/// Where the word starts that ends at the end of `before`; an open quote belongs to it.
fn word_start(before: &str) -> usize {
    match tokens(before).last() {
        Some((range, TokenKind::Name)) if before[range.clone()].starts_with('"') => {
            if is_closed(&before[range.clone()], '"') {
                before.len()
            } else {
                range.start
            }
        }
        Some((range, TokenKind::Name | TokenKind::Keyword | TokenKind::Function))
            if range.end == before.len() =>
        {
            range.start
        }
        _ => before.len(),
    }
}

/// The name before a point at the end of `head`.
fn owner(head: &str) -> Option<String> {
    let head = head.strip_suffix('.')?;
    let (range, kind) = tokens(head).pop()?;
    (kind == TokenKind::Name && range.end == head.len()).then(|| bare(&head[range]))
}

fn last_keyword(head: &str) -> Option<String> {
    let (range, kind) = tokens(head).pop()?;
    (kind == TokenKind::Keyword).then(|| head[range].to_uppercase())
}

/// The tables behind FROM and JOIN with the names that they have in the query.
fn tables_in<'t>(text: &str, tables: &'t [TableInfo]) -> Vec<(String, &'t TableInfo)> {
    let tokens = tokens(text);
    let piece = |index: usize| tokens.get(index).map(|(range, _)| &text[range.clone()]);
    let mut found = Vec::new();
    let mut in_from = false;
    for (index, (range, kind)) in tokens.iter().enumerate() {
        let word = &text[range.clone()];
        if *kind == TokenKind::Keyword {
            in_from = ["FROM", "JOIN"]
                .iter()
                .any(|k| word.eq_ignore_ascii_case(k));
            continue;
        }
        let follows = index.checked_sub(1).and_then(piece).is_some_and(|before| {
            before == ","
                || ["FROM", "JOIN"]
                    .iter()
                    .any(|k| before.eq_ignore_ascii_case(k))
        });
        if !(in_from && follows && *kind == TokenKind::Name) {
            continue;
        }
        let name = bare(word);
        let Some(table) = tables.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        let has_as = piece(index + 1).is_some_and(|next| next.eq_ignore_ascii_case("as"));
        let alias = index + 1 + usize::from(has_as);
        match tokens.get(alias) {
            Some((range, TokenKind::Name)) => found.push((bare(&text[range.clone()]), table)),
            _ => found.push((name, table)),
        }
    }
    found
}

/// A name without its quotes.
fn bare(name: &str) -> String {
    let inner = name
        .strip_prefix('"')
        .map(|rest| rest.strip_suffix('"').unwrap_or(rest));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}
