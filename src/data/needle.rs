//! A piece of text that is looked for in cells.

use std::fmt;

use regex::{Regex, RegexBuilder};

use super::cells::{Cells, boolean_text, time_text, write_decimal};

/// A piece of text, found in a cell whatever the case of its letters, wherever it stands in what
/// [`Table::cell`](super::Table::cell) shows. An empty one is found nowhere.
pub(super) struct Needle {
    text: String,
    /// For letters beyond ASCII, whose two cases may differ in length.
    pattern: Option<Regex>,
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        let pattern = RegexBuilder::new(&regex::escape(text))
            .case_insensitive(true)
            .build();
        Self {
            pattern: pattern.ok().filter(|_| !text.is_ascii()),
            text: text.to_ascii_lowercase(),
        }
    }

    /// Whether it stands in the cell at `row`. Makes no text of its own but for times.
    pub(super) fn is_in(&self, cells: Cells<'_>, row: usize) -> bool {
        match cells {
            Cells::Texts(values) => values.get(row).is_some_and(|text| self.is_in_text(text)),
            Cells::Integers(values) => values.get(row).is_some_and(|value| {
                self.is_in_shown(|to| fmt::write(to, format_args!("{value}")))
            }),
            Cells::Decimals(values) => values
                .get(row)
                .is_some_and(|value| self.is_in_shown(|to| write_decimal(to, value))),
            Cells::Booleans(values) => values
                .get(row)
                .is_some_and(|value| self.is_in_text(boolean_text(value))),
            Cells::Times(values) => values
                .get(row)
                .is_some_and(|value| self.is_in_text(&time_text(value))),
        }
    }

    /// Whether it can stand in a cell of this kind at all: letters never stand in numbers.
    pub(super) fn fits(&self, cells: Cells<'_>) -> bool {
        let allowed = match cells {
            Cells::Texts(_) | Cells::Booleans(_) => return !self.text.is_empty(),
            Cells::Integers(_) => "-0123456789",
            Cells::Decimals(_) => "-.0123456789einf",
            Cells::Times(_) => "- :.0123456789",
        };
        !self.text.is_empty() && self.text.chars().all(|c| allowed.contains(c))
    }

    fn is_in_text(&self, text: &str) -> bool {
        if let Some(pattern) = &self.pattern {
            return pattern.is_match(text);
        }
        let needle = self.text.as_bytes();
        let Some(first) = needle.first() else {
            return false;
        };
        let bytes = text.as_bytes();
        let last = (bytes.len() + 1).saturating_sub(needle.len());
        (0..last).any(|at| {
            bytes[at].to_ascii_lowercase() == *first
                && bytes[at..at + needle.len()].eq_ignore_ascii_case(needle)
        })
    }

    fn is_in_shown(&self, write: impl FnOnce(&mut Shown) -> fmt::Result) -> bool {
        let mut shown = Shown {
            bytes: [0; 32],
            n: 0,
        };
        // The longest number has 26 characters: see the test of `decimal_text`.
        let written = write(&mut shown);
        let bytes = &shown.bytes[..shown.n];
        let needle = self.text.as_bytes();
        written.is_ok()
            && bytes
                .windows(needle.len().max(1))
                .any(|part| part == needle)
    }
}

/// What a number looks like, without a text on the heap.
struct Shown {
    bytes: [u8; 32],
    n: usize,
}

impl fmt::Write for Shown {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let to = self.bytes.get_mut(self.n..self.n + text.len());
        to.ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.n += text.len();
        Ok(())
    }
}
