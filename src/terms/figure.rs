//! A number that may not exist.

use std::fmt;

/// A computed value, or the reason why there is none: never NaN, never a made-up 0.
///
/// In JSON a value is a plain number; a missing one is `{"not_computable": "reason"}`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// The value; always finite.
    Value(f64),
    /// Why there is no value, as a sentence part: "only one class in the labels".
    NotComputable {
        /// The reason.
        #[serde(rename = "not_computable")]
        reason: String,
    },
}

impl Figure {
    /// `value` if it is finite, or `reason`.
    pub fn finite(value: f64, reason: &str) -> Self {
        if value.is_finite() {
            Self::Value(value)
        } else {
            Self::not_computable(reason)
        }
    }

    /// A figure that cannot be computed.
    pub fn not_computable(reason: impl Into<String>) -> Self {
        Self::NotComputable {
            reason: reason.into(),
        }
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(*value),
            Self::NotComputable { .. } => None,
        }
    }

    /// The reason, if there is no value.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Value(_) => None,
            Self::NotComputable { reason } => Some(reason),
        }
    }

    /// The same figure after `change`, if there is a value.
    pub fn map(self, change: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Value(value) => Self::finite(change(value), "the value is not finite"),
            missing @ Self::NotComputable { .. } => missing,
        }
    }
}

/// Shows the value with the precision that is asked for (four digits by default), or a dash.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value:.*}", f.precision().unwrap_or(4)),
            Self::NotComputable { .. } => f.write_str("–"),
        }
    }
}
