use super::{
    levels::{self, Levels},
    state::{Flow, Names, State, flags},
};
use crate::{stats::MISSING, terms::Info};

/// One 0/1 column per value of a text column.
///
/// The most frequent values of training get a column each, the others share the column "other",
/// and gaps have a column of their own if training had some. A value that training never saw goes
/// to "other"; where there is no such column, all columns are 0.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OneHot {
    /// How many values get a column of their own; at least 1.
    pub max_levels: usize,
}

impl OneHot {
    /// Twelve columns.
    pub const DEFAULT: Self = Self { max_levels: 12 };

    pub(super) const INFO: Info = Info {
        id: "one_hot",
        name: "One-hot encoding",
        summary: "One 0/1 column for each of the most frequent values. Every model can use it, but with many values it makes many thin columns: use target encoding there.",
        reference: "scikit-learn OneHotEncoder with max_categories",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        if self.max_levels == 0 {
            return Err(
                "One-hot encoding needs at least one value with a column of its own.".to_owned(),
            );
        }
        Ok(())
    }

    pub(super) fn fit(&self, state: &State, names: &mut Names) -> Option<FittedOneHot> {
        let Flow::Categories(categories) = &state.flow else {
            return None;
        };
        let counts = categories.counts();
        let mut order: Vec<usize> = (0..counts.len())
            .filter(|&level| counts[level] > 0)
            .collect();
        order.sort_by_key(|&level| std::cmp::Reverse(counts[level]));
        let other = order.len() > self.max_levels;
        order.truncate(self.max_levels);
        let names_of = order
            .into_iter()
            .map(|level| categories.levels[level].clone());
        let fitted = FittedOneHot {
            levels: Levels::new(names_of.collect()),
            other,
            missing: categories.codes.contains(&MISSING),
        };
        let raw = names.main.pop().unwrap_or_else(|| names.raw.clone());
        names.main = fitted
            .levels
            .iter()
            .map(|level| format!("{raw} = {level}"))
            .collect();
        names.main.extend(other.then(|| format!("{raw} (other)")));
        names
            .main
            .extend(fitted.missing.then(|| format!("{raw} (missing)")));
        Some(fitted)
    }
}

impl Default for OneHot {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Which values have a column.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedOneHot {
    pub(super) levels: Levels,
    other: bool,
    missing: bool,
}

impl FittedOneHot {
    pub(super) fn apply(&self, state: &mut State) {
        let Flow::Categories(categories) = &state.flow else {
            return;
        };
        let codes = self.levels.codes(categories);
        let n = self.levels.len() as u32;
        let mut values = Vec::with_capacity((n as usize + 2) * state.n_rows);
        for level in 0..n {
            values.extend(flags(codes.iter().map(|code| *code == level)));
        }
        if self.other {
            values.extend(flags(codes.iter().map(|code| *code == levels::UNSEEN)));
        }
        if self.missing {
            values.extend(flags(codes.iter().map(|code| *code == MISSING)));
        }
        state.flow = Flow::Numbers(values);
    }
}
