use std::{fmt, str::FromStr};

/// The id of one answer of an endpoint: which run of it, and the how manyth row there.
///
/// Written as the run in hexadecimal, a dash, and the number: `64f1c2a9b3d40-17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PredictionId {
    /// When the endpoint started, in microseconds since the epoch; no two runs of a model share it.
    pub session: i64,
    /// Counts the rows of that run from 0 on.
    pub number: u64,
}

impl fmt::Display for PredictionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.session, self.number)
    }
}

/// The text is not an id that an endpoint gave.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the id of a prediction. Send one of those that came with the answers.")]
pub struct NotAnId(String);

impl FromStr for PredictionId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let parsed = text.split_once('-').and_then(|(session, number)| {
            let session = u64::from_str_radix(session, 16).ok()?.cast_signed();
            let id = Self {
                session,
                number: number.parse().ok()?,
            };
            // One way to write each id: “+1” and “01” are other texts.
            (id.to_string() == text).then_some(id)
        });
        parsed.ok_or_else(|| NotAnId(text.chars().take(64).collect()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_is_read_as_it_was_written(session: i64, number: u64) {
            let id = PredictionId { session, number };
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn any_other_text_is_refused_or_an_id(text in ".{0,40}") {
            if let Ok(id) = text.parse::<PredictionId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
