use std::{fmt, str::FromStr};

/// A length of time: a whole number of seconds, minutes, hours or days, written "90 min".
///
/// Days have 24 hours: times have no zone here, so no day is longer or shorter than another.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    micros: i64,
}

/// Units with their length in microseconds, the longest first.
const UNITS: [(&str, i64); 4] = [
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("min", 60_000_000),
    ("s", 1_000_000),
];

/// Why a text is no [`Span`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no length of time. Write a whole number and a unit (s, min, h, d), such as “90 min” or “7 d”."
)]
pub struct SpanError(String);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self { micros: 0 };

    /// Seven days.
    pub const WEEK: Self = Self {
        micros: 7 * 86_400_000_000,
    };

    /// Its length in microseconds; never below 0.
    pub fn micros(self) -> i64 {
        self.micros
    }
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let wrong = || SpanError(text.to_owned());
        let trimmed = text.trim();
        let end = trimmed
            .find(|c: char| !c.is_ascii_digit())
            .ok_or_else(wrong)?;
        let (number, unit) = trimmed.split_at(end);
        let (_, length) = UNITS
            .into_iter()
            .find(|(name, _)| *name == unit.trim())
            .ok_or_else(wrong)?;
        let number: i64 = number.parse().map_err(|_no_number| wrong())?;
        let micros = number.checked_mul(length).ok_or_else(wrong)?;
        Ok(Self { micros })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS
            .into_iter()
            .find(|(_, length)| self.micros != 0 && self.micros % length == 0);
        let (name, length) = unit.unwrap_or(("s", 1_000_000));
        write!(f, "{} {name}", self.micros / length)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_back_as_itself() {
        for (text, micros, shown) in [
            ("90 min", 5_400_000_000, "90 min"),
            ("120min", 7_200_000_000, "2 h"),
            (" 7  d ", 604_800_000_000, "7 d"),
            ("0 h", 0, "0 s"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!(span.micros(), micros);
            assert_eq!(span.to_string(), shown);
            assert_eq!(shown.parse(), Ok(span));
        }
        for text in ["", "d", "7", "-1 d", "1.5 h", "7 days", "99999999999999 d"] {
            let error = text.parse::<Span>().unwrap_err();
            assert!(error.to_string().contains("such as"), "{error}");
        }
    }
}
