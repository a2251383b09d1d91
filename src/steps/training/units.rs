use super::{FoldScore, Trial};
use crate::{data::Fingerprint, steps::StepError};

/// What a model reached on one fold, or why it could not be fitted there.
pub type Unit = Result<FoldScore, String>;

/// Remembers what is done, so that training that was stopped goes on where it was, and tells
/// whoever watches how a search goes.
pub trait Units {
    /// The unit with this key, if it was finished before.
    ///
    /// # Errors
    /// If what was kept cannot be read.
    fn get(&self, key: &Fingerprint) -> Result<Option<Unit>, StepError>;

    /// Keeps a finished unit. Once this returns, a crash cannot take it away.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&self, key: &Fingerprint, unit: &Unit) -> Result<(), StepError>;

    /// A trial has ended, or was found finished.
    fn tried(&self, trial: &Trial);
}

/// Remembers nothing: everything is done anew.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

impl Units for Forgetful {
    fn get(&self, _key: &Fingerprint) -> Result<Option<Unit>, StepError> {
        Ok(None)
    }

    fn put(&self, _key: &Fingerprint, _unit: &Unit) -> Result<(), StepError> {
        Ok(())
    }

    fn tried(&self, _trial: &Trial) {}
}
