//! What functions do with the texts of one row. Places count from 1, lengths in characters.

use super::node::Arguments;

type Row<'v, 'a> = Arguments<'v, 'a>;

pub(super) fn lower(row: &Row<'_, '_>) -> Option<String> {
    Some(row.text(0)?.to_lowercase())
}

pub(super) fn upper(row: &Row<'_, '_>) -> Option<String> {
    Some(row.text(0)?.to_uppercase())
}

pub(super) fn reverse(row: &Row<'_, '_>) -> Option<String> {
    Some(row.text(0)?.chars().rev().collect())
}

pub(super) fn length(row: &Row<'_, '_>) -> Option<i64> {
    Some(row.text(0)?.chars().count().cast_signed() as i64)
}

pub(super) fn octet_length(row: &Row<'_, '_>) -> Option<i64> {
    Some(row.text(0)?.len().cast_signed() as i64)
}

/// The first n characters; all but the last -n if n is negative.
pub(super) fn left(row: &Row<'_, '_>) -> Option<String> {
    let (text, n) = (row.text(0)?, row.integer(1)?);
    Some(text.chars().take(counted(text, n)).collect())
}

/// The last n characters; all but the first -n if n is negative.
pub(super) fn right(row: &Row<'_, '_>) -> Option<String> {
    let (text, n) = (row.text(0)?, row.integer(1)?);
    let skipped = text.chars().count() - counted(text, n);
    Some(text.chars().skip(skipped).collect())
}

/// How many characters `n` means at most: from the other end if it is negative.
fn counted(text: &str, n: i64) -> usize {
    let length = text.chars().count().cast_signed() as i64;
    let n = if n < 0 { length.saturating_add(n) } else { n };
    n.clamp(0, length) as usize
}

/// From place `start` on, `length` characters; what lies before place 1 is counted, not given.
pub(super) fn substring(row: &Row<'_, '_>) -> Option<String> {
    let (text, start) = (row.text(0)?, row.integer(1)?);
    let end = if row.len() > 2 {
        start.saturating_add(row.integer(2).filter(|length| *length >= 0)?)
    } else {
        i64::MAX
    };
    let start = start.max(1);
    let length = end.saturating_sub(start).max(0);
    Some(
        text.chars()
            .skip((start - 1) as usize)
            .take(length as usize)
            .collect(),
    )
}

pub(super) fn replace(row: &Row<'_, '_>) -> Option<String> {
    Some(row.text(0)?.replace(row.text(1)?, row.text(2)?))
}

/// The place of the second text in the first one, 0 where it is not in it.
pub(super) fn place(row: &Row<'_, '_>) -> Option<i64> {
    let (text, wanted) = (row.text(0)?, row.text(1)?);
    let found = text.find(wanted);
    Some(found.map_or(0, |at| text[..at].chars().count().cast_signed() as i64 + 1))
}

pub(super) fn starts_with(row: &Row<'_, '_>) -> Option<bool> {
    Some(row.text(0)?.starts_with(row.text(1)?))
}

pub(super) fn ends_with(row: &Row<'_, '_>) -> Option<bool> {
    Some(row.text(0)?.ends_with(row.text(1)?))
}

pub(super) fn trim(row: &Row<'_, '_>) -> Option<String> {
    stripped(row, &[End::Left, End::Right])
}

pub(super) fn trim_start(row: &Row<'_, '_>) -> Option<String> {
    stripped(row, &[End::Left])
}

pub(super) fn trim_end(row: &Row<'_, '_>) -> Option<String> {
    stripped(row, &[End::Right])
}

#[derive(Clone, Copy)]
enum End {
    Left,
    Right,
}

/// Without white space, or without the characters of the second text, at `ends`.
fn stripped(row: &Row<'_, '_>, ends: &[End]) -> Option<String> {
    let mut text = row.text(0)?;
    let set = if row.len() > 1 {
        Some(row.text(1)?)
    } else {
        None
    };
    let goes = |c: char| set.map_or_else(|| c.is_whitespace(), |set| set.contains(c));
    for end in ends {
        text = match end {
            End::Left => text.trim_start_matches(goes),
            End::Right => text.trim_end_matches(goes),
        };
    }
    Some(text.to_owned())
}

pub(super) fn pad_start(row: &Row<'_, '_>) -> Option<String> {
    let (text, length, padding) = padded(row)?;
    Some(padding.chars().chain(text.chars()).take(length).collect())
}

pub(super) fn pad_end(row: &Row<'_, '_>) -> Option<String> {
    let (text, length, padding) = padded(row)?;
    Some(text.chars().chain(padding.chars()).take(length).collect())
}

/// The text, how long it shall be, and what it lacks; a longer text is cut.
fn padded<'v>(row: &'v Row<'_, '_>) -> Option<(&'v str, usize, String)> {
    /// Longer texts than this are a slip of the pen that would fill the memory.
    const LONGEST: i64 = 100_000;
    let (text, length) = (row.text(0)?, row.integer(1)?);
    let length = (0..=LONGEST).contains(&length).then_some(length as usize)?;
    let mut fill = if row.len() > 2 { row.text(2)? } else { " " }.chars();
    let (fill, None) = (fill.next()?, fill.next()) else {
        return None;
    };
    let missing = length.saturating_sub(text.chars().count());
    Some((text, length, fill.to_string().repeat(missing)))
}

/// The n-th part between separators, from the end if n is negative; empty where there is none.
pub(super) fn split_part(row: &Row<'_, '_>) -> Option<String> {
    let (text, separator, n) = (row.text(0)?, row.text(1)?, row.integer(2)?);
    let parts: Vec<&str> = text.split(separator).collect();
    let index = match n {
        0 => None,
        1.. => usize::try_from(n - 1).ok(),
        _ => parts.len().checked_sub(n.unsigned_abs() as usize),
    };
    let part = index.and_then(|index| parts.get(index)).copied();
    Some(part.unwrap_or_default().to_owned())
}

/// All texts one behind the other, gaps left out.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every function of texts may give a gap"
)]
pub(super) fn concat(row: &Row<'_, '_>) -> Option<String> {
    Some((0..row.len()).filter_map(|index| row.text(index)).collect())
}

/// All texts but the first one, which stands between them; gaps are left out.
pub(super) fn concat_ws(row: &Row<'_, '_>) -> Option<String> {
    let texts: Vec<&str> = (1..row.len()).filter_map(|index| row.text(index)).collect();
    Some(texts.join(row.text(0)?))
}

/// Both texts one behind the other; a gap if one of them is.
pub(super) fn join(row: &Row<'_, '_>) -> Option<String> {
    Some([row.text(0)?, row.text(1)?].concat())
}
