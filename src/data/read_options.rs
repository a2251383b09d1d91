use std::collections::BTreeMap;

use super::{DataError, Kind};

/// How a file is to be read, where a person wants it otherwise than it is found to be.
///
/// The default finds everything out by itself. What does not belong to a format is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// The encoding of a text file by its label: `utf-8`, `utf-16le`, `windows-1252`, `shift_jis`
    /// and the others of the WHATWG Encoding Standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What separates the fields of a row; an ASCII character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// What stands around fields that hold separators or line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// Whether the first row holds the names of the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// What stands before the fraction of a number: a point or a comma.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// What to do with rows that have more or fewer fields than there are columns.
    #[serde(skip_serializing_if = "Ragged::is_refuse")]
    pub ragged: Ragged,
    /// What stands for a missing value, beside the empty field; NA, NULL and the like where
    /// nothing is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The sheet of a workbook; the first one that holds something where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The kinds of columns by name, where they are to be others than those found.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, Kind>,
}

/// What stands around fields that hold separators or line breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quote {
    /// The quotation mark, as RFC 4180 says; doubled within a field it stands for itself.
    #[default]
    Double,
    /// The apostrophe.
    Single,
    /// Nothing: a quotation mark is a character like any other.
    Off,
}

/// What to do with a row of another length than the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ragged {
    /// Say in which line it stands, and read nothing.
    #[default]
    Refuse,
    /// Fill what is missing with gaps, drop what is too much, and say how many rows it were.
    Fill,
}

impl ReadOptions {
    /// Whether every choice can be followed.
    ///
    /// # Errors
    /// Which one cannot.
    pub fn check(&self) -> Result<(), DataError> {
        let invalid = |message: String| Err(DataError::Options { message });
        if let Some(label) = &self.encoding
            && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
        {
            return invalid(format!(
                "There is no encoding “{label}”. Choose utf-8, utf-16le, windows-1252 or another label of the Encoding Standard."
            ));
        }
        if let Some(separator) = self.separator
            && (!separator.is_ascii()
                || matches!(separator, '"' | '\n' | '\r' | '.' | '-' | '+')
                || separator.is_ascii_alphanumeric())
        {
            return invalid(format!(
                "“{}” cannot separate fields. Choose a comma, a semicolon, a tab or a bar.",
                separator.escape_default()
            ));
        }
        match self.decimal {
            Some(mark) if !matches!(mark, '.' | ',') => invalid(format!(
                "“{mark}” cannot stand before a fraction. Choose a point or a comma."
            )),
            Some(mark) if Some(mark) == self.separator => invalid(
                "The separator and the decimal mark are the same. Choose another one of them."
                    .to_owned(),
            ),
            _ => Ok(()),
        }
    }
}

impl Quote {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Double, Self::Single, Self::Off];

    /// The character, if there is one.
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::Single => Some(b'\''),
            Self::Off => None,
        }
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Double => "quotation mark",
            Self::Single => "apostrophe",
            Self::Off => "none",
        }
    }
}

impl Ragged {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Refuse, Self::Fill];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse, and say the line",
            Self::Fill => "fill with gaps, cut off",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    fn is_refuse(&self) -> bool {
        *self == Self::Refuse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_followed_is_refused() {
        assert!(ReadOptions::default().check().is_ok());
        let refused = |change: fn(&mut ReadOptions)| {
            let mut options = ReadOptions::default();
            change(&mut options);
            options.check().unwrap_err().to_string()
        };
        assert!(refused(|options| options.encoding = Some("utf-7".to_owned())).contains("“utf-7”"));
        assert!(refused(|options| options.separator = Some('x')).contains("“x”"));
        assert!(refused(|options| options.decimal = Some('x')).contains("“x”"));
        let same = refused(|options| {
            options.decimal = Some(',');
            options.separator = Some(',');
        });
        assert!(same.contains("the same"));
    }
}
