use rayon::prelude::*;

use super::{Pair, Windows};
use crate::{
    drift::{
        AlarmBudget, Preset, Summary,
        preset::{Compared, Outcome},
        windows::ChunkedColumn,
    },
    steps::StepError,
    terms::Progress,
};

/// What every preset says of every column in two windows.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetVerdicts {
    /// The windows.
    pub pair: Pair,
    /// Column by column, one outcome for each of [`Preset::ALL`].
    pub columns: Vec<(String, Vec<Outcome>)>,
    /// Whether the whole table has drifted, where the preset has a rule.
    pub whole: Vec<Option<bool>>,
}

impl Windows {
    /// Judges every column by the rules of every preset.
    ///
    /// # Errors
    /// If a column cannot be read, or somebody stops it.
    pub fn presets(
        &self,
        pair: &Pair,
        progress: &dyn Progress,
    ) -> Result<PresetVerdicts, StepError> {
        let budget = AlarmBudget::default();
        let names: Vec<&str> = self.columns().collect();
        let mut columns = names
            .par_iter()
            .map(|name| {
                progress.check()?;
                let values = self.values(name, progress)?;
                let column = ChunkedColumn::new(values.sample(), &self.spans);
                let chunks = pair.reference.clone();
                let parts: Vec<Summary> = chunks
                    .map(|chunk| column.summary(&(chunk..chunk + 1)))
                    .collect();
                let compared = Compared {
                    reference: &column.summary(&pair.reference),
                    current: &column.summary(&pair.current),
                    parts: &parts,
                };
                let outcomes = Preset::ALL.map(|preset| preset.judge(compared, budget));
                Ok(((*name).to_owned(), outcomes.to_vec()))
            })
            .collect::<Result<Vec<_>, StepError>>()?;
        let mut whole = Vec::with_capacity(Preset::ALL.len());
        for (i, preset) in Preset::ALL.into_iter().enumerate() {
            let of_preset = columns.iter().map(|(_, outcomes)| outcomes[i].clone());
            let mut outcomes: Vec<Outcome> = of_preset.collect();
            whole.push(preset.across(&mut outcomes, budget));
            for ((_, column), outcome) in columns.iter_mut().zip(outcomes) {
                column[i] = outcome;
            }
        }
        Ok(PresetVerdicts {
            pair: pair.clone(),
            columns,
            whole,
        })
    }
}
