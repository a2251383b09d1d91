//! Columns of text.

use super::{
    OnnxError,
    graph::{Builder, Name, integer, integers, length, texts},
    numbers::{Prepared, rows_at},
};
use crate::data::recipe::Lookup;

/// The numbers of every text: its place in a list, and what stands there.
///
/// # Errors
/// If the empty text is a value of its own.
pub(super) fn lookup(
    graph: &mut Builder,
    (column, raw): (&str, &Name),
    lookup: &Lookup,
) -> Result<Prepared, OnnxError> {
    if lookup.texts.iter().any(String::is_empty) {
        return Err(OnnxError::EmptyText(column.to_owned()));
    }
    let n = length(lookup.texts.len());
    let known = lookup.texts.iter().map(String::as_str);
    let attributes = vec![
        texts("keys_strings", known.chain([""])),
        // The empty text is a gap, which comes last, behind any other text.
        integers("values_int64s", (0..n).chain([n + 1]).collect()),
        integer("default_int64", n),
    ];
    let place = graph.op_with("LabelEncoder", &[raw], attributes);
    Ok(Prepared {
        numbers: rows_at(graph, &place, &lookup.rows),
        marks: Vec::new(),
    })
}
