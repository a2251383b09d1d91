use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::Law;

/// Laws that were drawn before, for whoever needs the same again: chunks are mostly of a few sizes,
/// and columns without ties have the same law as each other.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    known: Arc<Mutex<BTreeMap<Vec<u64>, Option<Law>>>>,
}

impl Laws {
    /// The law of `key`, drawn by `draw` if it is not known. Two threads may draw one at once: it
    /// is the same to the last bit.
    pub(super) fn get(&self, key: Vec<u64>, draw: impl FnOnce() -> Option<Law>) -> Option<Law> {
        let known = self.known.lock().ok();
        if let Some(law) = known.and_then(|known| known.get(&key).cloned()) {
            return law;
        }
        let law = draw();
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, law.clone());
        }
        law
    }
}
