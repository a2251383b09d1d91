use crate::{data::DataError, terms::Cancelled};

/// Why features cannot be joined.
#[derive(Debug, thiserror::Error)]
pub enum FeatureError {
    /// A definition makes no sense by itself.
    #[error("{0}")]
    Invalid(String),
    /// A table does not hold what the definition says.
    #[error("{whose}: {error}")]
    Data {
        /// "The entity rows", or the source by its name.
        whose: String,
        /// What is wrong.
        error: DataError,
    },
    /// The online store does not answer, or not in a way that can be read.
    #[error("The online store: {0}")]
    Store(String),
    /// Somebody stopped it.
    #[error("It was stopped.")]
    Cancelled(#[from] Cancelled),
}

impl FeatureError {
    /// An error of the table of `whose`.
    pub(crate) fn of(whose: &str) -> impl Fn(DataError) -> Self + use<> {
        let whose = whose.to_owned();
        move |error| Self::Data {
            whose: whose.clone(),
            error,
        }
    }
}
