use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    data::Fingerprint,
    steps::{
        StepError,
        training::{Trial, Unit, Units},
    },
    store::Store,
};

/// The trials of the search that runs, or ran last; shared with its job.
#[derive(Clone, Debug, Default)]
pub struct Live(Arc<Mutex<Vec<Trial>>>);

impl Live {
    /// The trials so far, in order.
    pub fn trials(&self) -> Vec<Trial> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Forgets what another search tried.
    pub(in crate::workbench) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn push(&self, trial: &Trial) {
        let mut trials = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        trials.push(trial.clone());
    }
}

/// Keeps finished units in the workspace and trials where the window sees them.
pub(in crate::workbench) struct KeptUnits {
    pub(in crate::workbench) store: Store,
    pub(in crate::workbench) project_id: i64,
    pub(in crate::workbench) live: Live,
}

impl Units for KeptUnits {
    fn get(&self, key: &Fingerprint) -> Result<Option<Unit>, StepError> {
        let kept = self.store.unit(self.project_id, &key.to_string());
        let kept = kept.map_err(|err| StepError::Invalid(err.to_string()))?;
        // What another version wrote is done anew.
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn put(&self, key: &Fingerprint, unit: &Unit) -> Result<(), StepError> {
        let text =
            serde_json::to_string(unit).map_err(|err| StepError::Invalid(err.to_string()))?;
        self.store
            .keep_unit(self.project_id, &key.to_string(), &text)
            .map_err(|err| StepError::Invalid(err.to_string()))
    }

    fn tried(&self, trial: &Trial) {
        self.live.push(trial);
    }
}
