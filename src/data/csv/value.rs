//! Values of a field by kind.

use crate::data::{Kind, iso_time};

/// What stands for a missing value beside the empty field. "None" does not: it is often a value.
const MISSING: [&str; 9] = [
    "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null",
];

/// How fields become values.
#[derive(Clone, Debug)]
pub(in crate::data) struct Values {
    missing: Vec<String>,
    /// Whether a word for a missing value starts with this byte: most fields are let pass by it.
    first: [bool; 256],
    comma: bool,
}

impl Values {
    /// `missing` in place of the usual words, if there are any; a decimal `comma` or a point.
    pub(in crate::data) fn new(missing: &[String], comma: bool) -> Self {
        let missing: Vec<String> = if missing.is_empty() {
            MISSING.map(str::to_owned).to_vec()
        } else {
            missing.to_vec()
        };
        let mut first = [false; 256];
        for byte in missing.iter().filter_map(|word| word.bytes().next()) {
            first[usize::from(byte)] = true;
        }
        Self {
            missing,
            first,
            comma,
        }
    }

    /// Whether a field holds no value.
    pub(super) fn is_missing(&self, text: &str) -> bool {
        match text.bytes().next() {
            None => true,
            Some(byte) => {
                self.first[usize::from(byte)] && self.missing.iter().any(|word| word == text)
            }
        }
    }

    /// As a whole number.
    pub(in crate::data) fn integer(text: &str) -> Option<i64> {
        text.trim_ascii().parse().ok()
    }

    /// As a number.
    pub(in crate::data) fn decimal(&self, text: &str) -> Option<f64> {
        let text = text.trim_ascii();
        if !self.comma {
            return text.parse().ok();
        }
        if text.contains('.') {
            return None;
        }
        text.replacen(',', ".", 1).parse().ok()
    }

    /// As a truth value.
    pub(super) fn boolean(text: &str) -> Option<bool> {
        match text.trim_ascii() {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// As a truth value, where a person says that it is one: also 0 and 1, yes and no.
    pub(in crate::data) fn truth(text: &str) -> Option<bool> {
        match text.trim_ascii().to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" => Some(true),
            "false" | "f" | "no" | "n" | "0" => Some(false),
            _ => None,
        }
    }

    /// As microseconds since 1970-01-01.
    pub(in crate::data) fn time(text: &str) -> Option<i64> {
        iso_time::parse(text.trim_ascii())
    }

    /// The narrowest kind that a value fits.
    pub(super) fn kind(&self, text: &str) -> Kind {
        if Self::integer(text).is_some() {
            Kind::Integer
        } else if self.decimal(text).is_some() {
            Kind::Decimal
        } else if Self::boolean(text).is_some() {
            Kind::Boolean
        } else if Self::time(text).is_some() {
            Kind::Time
        } else {
            Kind::Text
        }
    }
}

/// The narrowest kind that holds values of both.
pub(super) fn joined(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (a, b) if a == b => a,
        (Kind::Integer, Kind::Decimal) | (Kind::Decimal, Kind::Integer) => Kind::Decimal,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_narrowest_kind() {
        let values = Values::new(&[], false);
        for (text, kind) in [
            ("1", Kind::Integer),
            (" -7 ", Kind::Integer),
            ("1.5", Kind::Decimal),
            ("1e3", Kind::Decimal),
            ("12345678901234567890", Kind::Decimal),
            ("TRUE", Kind::Boolean),
            ("2013-01-01", Kind::Time),
            ("1,5", Kind::Text),
            ("x", Kind::Text),
        ] {
            assert_eq!(values.kind(text), kind, "{text}");
        }
        let comma = Values::new(&[], true);
        assert_eq!(comma.decimal("-1,5"), Some(-1.5));
        assert_eq!(
            (comma.kind("1.5"), comma.kind("1,5,5")),
            (Kind::Text, Kind::Text)
        );
    }

    #[test]
    fn named_words_stand_in_place_of_the_usual_ones() {
        let usual = Values::new(&[], false);
        assert!(usual.is_missing("") && usual.is_missing("NA") && !usual.is_missing("N"));
        let own = Values::new(&["-".to_owned()], false);
        assert!(own.is_missing("") && own.is_missing("-") && !own.is_missing("NA"));
    }
}
