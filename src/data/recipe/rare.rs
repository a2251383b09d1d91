use super::{
    levels::Levels,
    state::{Flow, Names, State},
    summary::Effect,
};
use crate::{data::Categories, stats::MISSING, terms::Info};

/// Puts rare values of text together under one name; gaps stay gaps.
///
/// A value that training never saw is rare too. Which values are rare is learned from the
/// training rows. Do it before one-hot or target encoding, so that no column and no mean stands
/// on a handful of rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rare {
    /// A value with a smaller share of the training rows is rare; 0 to 1. Gaps count as rows.
    pub below: f64,
    /// The name that rare values get; "(rare)" where it is empty.
    pub name: String,
}

impl Rare {
    /// Below one percent.
    pub const DEFAULT: Self = Self {
        below: 0.01,
        name: String::new(),
    };

    pub(super) const INFO: Info = Info {
        id: "rare",
        name: "Merge rare values",
        summary: "One name for all values with less than some share of the training rows, and for values that training never saw. What rare values have in common may be nothing but that.",
        reference: "feature-engine RareLabelEncoder; recipes step_other",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        if (0.0..=1.0).contains(&self.below) {
            Ok(())
        } else {
            Err("The share below which a value is rare is from 0 to 1.".to_owned())
        }
    }

    pub(super) fn fit(&self, state: &State) -> Option<FittedRare> {
        let Flow::Categories(categories) = &state.flow else {
            return None;
        };
        let least = self.below * state.n_rows as f64;
        let counts = categories.counts();
        let levels = categories.levels.iter().zip(counts);
        let kept = levels.filter(|(_, count)| *count > 0 && *count as f64 >= least);
        let name = if self.name.is_empty() {
            "(rare)"
        } else {
            &self.name
        };
        Some(FittedRare {
            kept: Levels::new(kept.map(|(level, _)| level.clone()).collect()),
            name: name.to_owned(),
        })
    }
}

impl Default for Rare {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The values that keep their name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedRare {
    pub(super) kept: Levels,
    pub(super) name: String,
}

impl FittedRare {
    pub(super) fn apply(&self, state: &mut State) {
        let Flow::Categories(categories) = &state.flow else {
            return;
        };
        // Only levels that occur may stand in the list: encoders count what they find there.
        let mut levels: Vec<String> = categories
            .levels
            .iter()
            .map(|l| self.of(l).clone())
            .collect();
        levels.sort_unstable();
        levels.dedup();
        let code = |level: &String| {
            let place = levels.binary_search(self.of(level));
            place.map_or(MISSING, |place| place as u32)
        };
        let renamed: Vec<u32> = categories.levels.iter().map(code).collect();
        let codes = categories
            .codes
            .iter()
            .map(|&code| renamed.get(code as usize).copied().unwrap_or(MISSING));
        state.flow = Flow::Categories(Categories {
            codes: codes.collect(),
            levels,
        });
    }

    fn of<'a>(&'a self, level: &'a String) -> &'a String {
        if self.kept.contains(level) {
            level
        } else {
            &self.name
        }
    }

    pub(super) fn effects(&self, state: &State, names: &Names) -> Vec<Effect> {
        let Flow::Categories(categories) = &state.flow else {
            return Vec::new();
        };
        let rare = categories
            .levels
            .iter()
            .filter(|level| !self.kept.contains(level));
        let effect = |name: &String| {
            let rare = rare.clone().count() as u64;
            Effect::on(name, rare, "categories merged").with(format!("into {}", self.name))
        };
        names.main.iter().map(effect).collect()
    }
}
