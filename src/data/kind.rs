//! What a column holds.

use std::fmt;

/// The kind of a column's values; every kind may have gaps.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Floating point numbers of 64 bits; NaN counts as a gap.
    Decimal,
    /// True or false.
    Boolean,
    /// Text in UTF-8.
    Text,
    /// Points in time, in microseconds since 1970-01-01 without a time zone; days stand at
    /// midnight, and times with a zone are turned into UTC.
    Time,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Integer,
        Self::Decimal,
        Self::Boolean,
        Self::Text,
        Self::Time,
    ];

    /// Name in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Time => "time",
        }
    }

    /// Whether it is a number that can be averaged.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A column by name and kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ColumnInfo {
    /// Its name; unique within a table and never empty.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}
