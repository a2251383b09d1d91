//! Points of step 9, kept in the workspace.

use crate::{
    data::Fingerprint,
    steps::{StepError, monitoring::Points},
    store::{Store, StoreError},
};

/// Keeps what was computed of a chunk with the project.
pub(super) struct KeptPoints {
    pub(super) store: Store,
    pub(super) project_id: i64,
}

impl Points for KeptPoints {
    fn get(&self, keys: &[Fingerprint]) -> Result<Vec<Option<String>>, StepError> {
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        self.store
            .points(self.project_id, &keys)
            .map_err(|err| told(&err))
    }

    fn put(&self, points: &[(Fingerprint, String)]) -> Result<(), StepError> {
        let points: Vec<(String, String)> = points
            .iter()
            .map(|(key, point)| (key.to_string(), point.clone()))
            .collect();
        self.store
            .keep_points(self.project_id, &points)
            .map_err(|err| told(&err))
    }
}

fn told(err: &StoreError) -> StepError {
    StepError::Invalid(err.to_string())
}
