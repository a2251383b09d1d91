//! Names and texts as they must stand in SQL.

use super::{
    parse,
    scan::{KEYWORDS, is_word},
};

/// `name` as it must stand in a query: between double quotes where it is no plain word.
pub fn quote(name: &str) -> String {
    let is_keyword = KEYWORDS
        .iter()
        .flat_map(|keyword| keyword.split(' '))
        .any(|keyword| keyword.eq_ignore_ascii_case(name));
    let is_plain = !is_keyword
        && name.chars().all(is_word)
        && matches!(
            parse::expression(name),
            Ok(sqlparser::ast::Expr::Identifier(ident)) if ident.value == name
        );
    if is_plain {
        name.to_owned()
    } else {
        quoted(name, '"')
    }
}

/// `text` between quotes, with those that it holds doubled.
pub(in crate::data) fn quoted(text: &str, quote: char) -> String {
    let doubled = text.replace(quote, &format!("{quote}{quote}"));
    format!("{quote}{doubled}{quote}")
}
