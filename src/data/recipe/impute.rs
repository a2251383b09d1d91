use super::{
    state::{Flow, Names, State, flags},
    summary::Effect,
};
use crate::{
    stats::{MISSING, Moments, quantile_sorted, sorted_finite},
    terms::Info,
};

/// Fills gaps, and says in a column of its own where they were.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Impute {
    /// What gaps are filled with.
    pub with: ImputeWith,
    /// The number for [`ImputeWith::Constant`].
    pub number: f64,
    /// The text for [`ImputeWith::Constant`].
    pub text: String,
    /// Adds a column that is 1 where a value was missing, if there were gaps in training.
    pub missing_indicator: bool,
}

/// What gaps are filled with; all of it is learned from the training rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImputeWith {
    /// The middle value: not moved by outliers. Numbers only.
    #[default]
    Median,
    /// The mean. Numbers only.
    Mean,
    /// The most frequent value; of equally frequent ones the smallest.
    MostFrequent,
    /// A value that is given.
    Constant,
}

impl Impute {
    /// The median, with an indicator.
    pub const DEFAULT: Self = Self {
        with: ImputeWith::Median,
        number: 0.0,
        text: String::new(),
        missing_indicator: true,
    };

    pub(super) const INFO: Info = Info {
        id: "impute",
        name: "Fill gaps",
        summary: "Puts one value in all gaps and marks them in a column of its own. It narrows the spread of a column with many gaps; where the gap itself is the message, the indicator carries it.",
        reference: "R. Little, D. Rubin, Statistical Analysis with Missing Data (2019); scikit-learn SimpleImputer",
    };

    /// The most frequent value, with an indicator.
    pub const MOST_FREQUENT: Self = Self {
        with: ImputeWith::MostFrequent,
        number: 0.0,
        text: String::new(),
        missing_indicator: true,
    };

    pub(super) fn needs_numbers(&self) -> bool {
        matches!(self.with, ImputeWith::Median | ImputeWith::Mean)
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if self.number.is_finite() {
            Ok(())
        } else {
            Err("The number that fills gaps must be finite.".to_owned())
        }
    }

    /// Nothing if the column is of the wrong kind.
    pub(super) fn fit(&self, state: &State, names: &mut Names) -> Option<FittedImpute> {
        let gaps: Vec<bool>;
        let mut fitted = FittedImpute {
            numbers: Vec::new(),
            text: None,
            indicators: Vec::new(),
        };
        match &state.flow {
            Flow::Categories(categories) if !self.needs_numbers() => {
                gaps = vec![categories.codes.contains(&MISSING)];
                let counts = categories.counts();
                let most = (0..counts.len()).rev().max_by_key(|&level| counts[level]);
                fitted.text = match self.with {
                    ImputeWith::Constant => Some(self.text.clone()),
                    _ => most.map(|level| categories.levels[level].clone()),
                };
            }
            Flow::Numbers(_) => {
                gaps = state
                    .number_columns()
                    .map(|column| column.iter().any(|v| v.is_nan()))
                    .collect();
                fitted.numbers = state
                    .number_columns()
                    .map(|column| self.number(column))
                    .collect();
            }
            Flow::Categories(_) | Flow::Times(_) => return None,
        }
        for (name, has_gaps) in names.main.iter().zip(gaps) {
            let indicator = self.missing_indicator && has_gaps;
            fitted.indicators.push(indicator);
            if indicator {
                names.indicators.push(format!("{name} (missing)"));
            }
        }
        Some(fitted)
    }

    /// What fills the gaps of `column`; 0 where it has no value to learn from.
    fn number(&self, column: &[f64]) -> f64 {
        match self.with {
            ImputeWith::Constant => Some(self.number),
            ImputeWith::Mean => Moments::of(column).mean().value(),
            ImputeWith::Median => quantile_sorted(&sorted_finite(column), 0.5).value(),
            ImputeWith::MostFrequent => {
                let sorted = sorted_finite(column);
                // Of runs of one length the last one wins: go from the largest value down.
                let longest = sorted
                    .chunk_by(|a, b| a == b)
                    .rev()
                    .max_by_key(|run| run.len());
                longest.map(|run| run[0])
            }
        }
        .unwrap_or(0.0)
    }
}

impl Default for Impute {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What fills the gaps.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedImpute {
    pub(super) numbers: Vec<f64>,
    pub(super) text: Option<String>,
    pub(super) indicators: Vec<bool>,
}

impl FittedImpute {
    pub(super) fn apply(&self, state: &mut State) {
        let mut indicators = std::mem::take(&mut state.indicators);
        if let Flow::Categories(categories) = &mut state.flow {
            if self.indicators.contains(&true) {
                indicators.extend(flags(categories.codes.iter().map(|code| *code == MISSING)));
            }
            if let Some(text) = &self.text
                && categories.codes.contains(&MISSING)
            {
                let known = categories.levels.iter().position(|level| level == text);
                let code = known.unwrap_or(categories.levels.len()) as u32;
                if known.is_none() {
                    categories.levels.push(text.clone());
                }
                categories
                    .codes
                    .iter_mut()
                    .filter(|c| **c == MISSING)
                    .for_each(|c| *c = code);
            }
        }
        let columns = state
            .number_columns_mut()
            .zip(&self.numbers)
            .zip(&self.indicators);
        for ((column, number), indicator) in columns {
            if *indicator {
                indicators.extend(flags(column.iter().map(|value| value.is_nan())));
            }
            column
                .iter_mut()
                .filter(|value| value.is_nan())
                .for_each(|value| *value = *number);
        }
        state.indicators = indicators;
    }

    pub(super) fn effects(&self, state: &State, names: &Names) -> Vec<Effect> {
        if let Flow::Categories(categories) = &state.flow {
            let gaps = categories.codes.iter().filter(|code| **code == MISSING);
            let text = self.text.as_ref();
            let with = text.map_or_else(String::new, |text| format!("with “{text}”"));
            return vec![Effect::on(&names.raw, gaps.count() as u64, "gaps filled").with(with)];
        }
        let columns = state.number_columns().zip(&self.numbers).zip(&names.main);
        let effect = |((column, number), name): ((&[f64], &f64), &String)| {
            let gaps = column.iter().filter(|value| value.is_nan()).count() as u64;
            Effect::on(name, gaps, "gaps filled").with(format!("with {number}"))
        };
        columns.map(effect).collect()
    }
}
