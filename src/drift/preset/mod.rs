//! Rules of other programs, so that their verdicts can be compared with the own one.

mod counts;
mod credit;
mod evidently;
mod nannyml;
mod nonagon;

use super::{AlarmBudget, Summary, Verdict};
use crate::terms::{Figure, Info};

/// A set of rules that says of a column whether it has drifted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// PSI against a limit made for the number of rows, false discoveries controlled.
    #[default]
    Nonagon,
    /// What Evidently chooses by default.
    Evidently,
    /// Jensen-Shannon against the spread of the reference's own chunks, as `NannyML`.
    Nannyml,
    /// PSI over ten quantile bins, 0.1 and 0.25.
    Credit,
}

/// What a preset says of a column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// What to think of it.
    pub verdict: Verdict,
    /// Name of the statistic that decides; the preset may choose it by the number of rows and of
    /// values.
    pub method: String,
    /// The statistic, or the p-value where `method` is a test.
    pub score: Figure,
    /// From which score on it is drift; below it where `method` is a test.
    pub limit: Figure,
    /// How likely such a score is if nothing changed; only where the preset knows.
    pub p_value: Option<Figure>,
    /// What is left to say if a drift is taken for chance among many columns.
    pub otherwise: Verdict,
}

/// Both sides of a column.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// What the current rows are compared with.
    pub reference: &'a Summary,
    /// The current rows.
    pub current: &'a Summary,
    /// The reference in parts, in the order of its rows; only `NannyML`'s limit asks for them.
    pub parts: &'a [Summary],
}

impl Preset {
    /// Every preset, the program's own first.
    pub const ALL: [Self; 4] = [Self::Nonagon, Self::Evidently, Self::Nannyml, Self::Credit];

    /// What pickers and help say of it.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Nonagon => &nonagon::INFO,
            Self::Evidently => &evidently::INFO,
            Self::Nannyml => &nannyml::INFO,
            Self::Credit => &credit::INFO,
        }
    }

    /// Name in files, on the command line and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The preset with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.id() == id)
    }

    /// What it says of one column by itself; [`Preset::across`] comes after it.
    ///
    /// Unknown, with the reason in the score or the limit, where a side has no values or the sides
    /// hold different kinds.
    pub fn judge(self, column: Compared<'_>, budget: AlarmBudget) -> Outcome {
        match self {
            Self::Nonagon => nonagon::judge(column, budget),
            Self::Evidently => evidently::judge(column),
            Self::Nannyml => nannyml::judge(column),
            Self::Credit => credit::judge(column),
        }
    }

    /// What it says once all columns are known: the own preset takes back what may be chance among
    /// so many columns. Gives whether the whole table has drifted, where the preset has a rule.
    pub fn across(self, outcomes: &mut [Outcome], budget: AlarmBudget) -> Option<bool> {
        match self {
            Self::Nonagon => {
                nonagon::believe(outcomes, budget);
                None
            }
            Self::Evidently => evidently::table_drifts(outcomes),
            Self::Nannyml | Self::Credit => None,
        }
    }
}

impl Outcome {
    /// Drift from `limit` on.
    fn from(method: &str, score: Figure, limit: f64) -> Self {
        let verdict = match score.value() {
            None => Verdict::Unknown,
            Some(score) if score >= limit => Verdict::Drift,
            Some(_) => Verdict::Stable,
        };
        Self {
            verdict,
            method: method.to_owned(),
            score,
            limit: Figure::Value(limit),
            p_value: None,
            otherwise: Verdict::Stable,
        }
    }

    /// Drift where the p-value is `limit` or less.
    fn test(method: &str, p_value: Figure, limit: f64) -> Self {
        let verdict = match p_value.value() {
            None => Verdict::Unknown,
            Some(p) if p <= limit => Verdict::Drift,
            Some(_) => Verdict::Stable,
        };
        Self {
            verdict,
            method: method.to_owned(),
            score: p_value.clone(),
            limit: Figure::Value(limit),
            p_value: Some(p_value),
            otherwise: Verdict::Stable,
        }
    }

    /// No verdict.
    fn unknown(method: &str, reason: &str) -> Self {
        Self {
            verdict: Verdict::Unknown,
            method: method.to_owned(),
            score: Figure::not_computable(reason),
            limit: Figure::not_computable(reason),
            p_value: None,
            otherwise: Verdict::Unknown,
        }
    }
}
