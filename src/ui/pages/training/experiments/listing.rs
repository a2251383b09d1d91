use std::sync::Arc;

use super::column::{ColumnKey, order, words};
use crate::workbench::{Experiment, ExperimentKind};

/// What is asked for: words, a kind, and an order.
type Ask = (String, Option<ExperimentKind>, (ColumnKey, bool));

/// Which experiments are shown, and in which order; made anew only when something has changed.
#[derive(Default)]
pub(super) struct Listing {
    made: Option<(Arc<Vec<Experiment>>, Ask)>,
    rows: Vec<usize>,
}

impl Listing {
    /// The places of what is shown in the list of all.
    pub(super) fn rows(&self) -> &[usize] {
        &self.rows
    }

    pub(super) fn refresh(&mut self, list: &Arc<Vec<Experiment>>, metric: &str, ask: Ask) {
        if let Some((known, before)) = &self.made
            && Arc::ptr_eq(known, list)
            && *before == ask
        {
            return;
        }
        let (wanted, kind, (key, down)) = &ask;
        let wanted = wanted.to_lowercase();
        self.rows = (0..list.len())
            .filter(|&i| {
                let one = &list[i];
                kind.is_none_or(|kind| one.kind == kind) && matches(one, &wanted)
            })
            .collect();
        let by = (key, *down);
        self.rows
            .sort_by(|&a, &b| order(by, metric, &list[a], &list[b]));
        self.made = Some((Arc::clone(list), ask));
    }
}

/// Whether each word of `wanted` occurs in what is known of an experiment.
fn matches(one: &Experiment, wanted: &str) -> bool {
    if wanted.trim().is_empty() {
        return true;
    }
    let keys = [
        ColumnKey::Name,
        ColumnKey::Kind,
        ColumnKey::Params,
        ColumnKey::Tags,
        ColumnKey::Note,
        ColumnKey::Judged,
        ColumnKey::Data,
    ];
    let mut text = keys.map(|key| words(&key, one)).join(" ").to_lowercase();
    text.push_str(&one.record.learner);
    wanted.split_whitespace().all(|word| text.contains(word))
}
