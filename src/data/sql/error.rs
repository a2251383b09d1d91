//! What is wrong with a text in SQL, and where.

use crate::terms::Cancelled;

/// Why a query or a formula was not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// Somebody asked it to stop.
    #[error("stopped")]
    Cancelled(#[from] Cancelled),
    /// It cannot be understood, is not allowed, or cannot be computed.
    #[error("{}{message}", place(*.position))]
    Refused {
        /// What is wrong, then what to do; full sentences.
        message: String,
        /// The line and the column in the text, both from 1, in characters; nothing where the
        /// engine does not tell.
        position: Option<(usize, usize)>,
    },
}

impl SqlError {
    pub(super) fn new(message: impl Into<String>, position: Option<(usize, usize)>) -> Self {
        Self::Refused {
            message: message.into(),
            position,
        }
    }

    /// The line and the column of what is wrong, both from 1, in characters.
    pub fn position(&self) -> Option<(usize, usize)> {
        match self {
            Self::Cancelled(_) => None,
            Self::Refused { position, .. } => *position,
        }
    }

    /// What is wrong without its place: for a screen that marks the place itself.
    pub fn message(&self) -> &str {
        match self {
            Self::Cancelled(_) => "stopped",
            Self::Refused { message, .. } => message,
        }
    }
}

fn place(position: Option<(usize, usize)>) -> String {
    position.map_or_else(String::new, |(line, column)| {
        format!("Line {line}, column {column}: ")
    })
}

/// "Did you mean “x”?" for the known name that is closest to `name`, or a list of some of them.
pub(super) fn suggestion(name: &str, known: &[&str]) -> String {
    const SHOWN: usize = 8;
    let wanted = name.to_lowercase();
    let closest = known
        .iter()
        .map(|known| (distance(&wanted, &known.to_lowercase()), *known))
        .min_by_key(|(distance, _)| *distance);
    match closest {
        None => "There is none to choose from.".to_owned(),
        Some((distance, closest)) if distance <= 1 + wanted.chars().count() / 4 => {
            format!("Did you mean “{closest}”?")
        }
        Some(_) => {
            let names = known.iter().take(SHOWN).copied().collect::<Vec<_>>();
            let more = known.len().saturating_sub(SHOWN);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!("Choose one of: {}{more}.", names.join(", "))
        }
    }
}

/// How many characters must be put in, taken out or exchanged to make `b` of `a` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_suggested() {
        let known = ["dep_delay", "arr_delay", "carrier"];
        assert_eq!(suggestion("dep_dely", &known), "Did you mean “dep_delay”?");
        assert_eq!(suggestion("CARRIER", &known), "Did you mean “carrier”?");
        assert_eq!(
            suggestion("temperature", &known),
            "Choose one of: dep_delay, arr_delay, carrier."
        );
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn the_place_comes_first() {
        let error = SqlError::new("No.", Some((2, 7)));
        assert_eq!(error.to_string(), "Line 2, column 7: No.");
        assert_eq!(SqlError::new("No.", None).to_string(), "No.");
    }
}
