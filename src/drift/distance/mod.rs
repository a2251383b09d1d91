//! How far two samples are apart: one distance per file, all members of [`Distance`].

mod chi_square;
mod cramers_v;
mod hellinger;
mod jensen_shannon;
mod ks;
mod l_infinity;
mod missing_rate;
pub mod psi;
mod total_variation;
mod unseen;
mod wasserstein;

pub use self::{
    chi_square::chi_square,
    cramers_v::cramers_v,
    hellinger::hellinger,
    jensen_shannon::{LogBase, jensen_shannon},
    ks::ks,
    l_infinity::l_infinity,
    missing_rate::missing_rate,
    psi::psi,
    total_variation::total_variation,
    unseen::unseen,
    wasserstein::wasserstein,
};
use super::{NumberSummary, Scale, Table};
use crate::terms::{Figure, Info};

/// A way to say in one number how far the current rows are from the reference.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Distance {
    /// Population stability index.
    #[serde(rename = "psi")]
    Psi,
    /// Kolmogorov-Smirnov statistic.
    #[serde(rename = "ks")]
    Ks,
    /// Wasserstein-1 distance, in the unit of the column.
    #[serde(rename = "wasserstein")]
    Wasserstein,
    /// Wasserstein-1 distance, in standard deviations of the reference.
    #[serde(rename = "wasserstein_std")]
    WassersteinStd,
    /// Jensen-Shannon distance.
    #[serde(rename = "js")]
    JensenShannon,
    /// Hellinger distance.
    #[serde(rename = "hellinger")]
    Hellinger,
    /// Greatest difference of a share.
    #[serde(rename = "l_infinity")]
    LInfinity,
    /// Share of rows that would have to move.
    #[serde(rename = "total_variation")]
    TotalVariation,
    /// Chi-square statistic of two samples.
    #[serde(rename = "chi_square")]
    ChiSquare,
    /// Cramér's V, bias corrected.
    #[serde(rename = "cramers_v")]
    CramersV,
    /// Change of the share of missing values.
    #[serde(rename = "missing_rate")]
    MissingRate,
    /// Share of rows with a category that the reference does not have.
    #[serde(rename = "unseen")]
    Unseen,
}

/// The result of one method on one column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Score {
    /// How it was measured.
    pub method: Distance,
    /// The distance, in the unit of the method.
    pub statistic: Figure,
    /// How likely a distance like this is if nothing changed, 0 to 1; only of a method that is a
    /// test. Small on any large chunk: read the statistic first.
    pub p_value: Option<Figure>,
}

/// Both sides of a column, in the shapes that the distances take.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// Counts per bin or category.
    pub table: &'a Table,
    /// The numbers themselves, reference first; `None` for categories.
    pub numbers: Option<Numbers<'a>>,
}

/// Both sides of a column of numbers.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a> {
    /// What current rows are compared with.
    pub reference: &'a NumberSummary,
    /// Standard deviation of the reference, computed once.
    pub reference_std: &'a Figure,
    /// The current rows.
    pub current: &'a NumberSummary,
}

impl Distance {
    /// Every distance, the one that decides first.
    pub const ALL: [Self; 12] = [
        Self::Psi,
        Self::Ks,
        Self::Wasserstein,
        Self::WassersteinStd,
        Self::JensenShannon,
        Self::Hellinger,
        Self::LInfinity,
        Self::TotalVariation,
        Self::ChiSquare,
        Self::CramersV,
        Self::MissingRate,
        Self::Unseen,
    ];

    /// What pickers, tooltips and help know about it.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Psi => &psi::INFO,
            Self::Ks => &ks::INFO,
            Self::Wasserstein => &wasserstein::INFO,
            Self::WassersteinStd => &wasserstein::INFO_STD,
            Self::JensenShannon => &jensen_shannon::INFO,
            Self::Hellinger => &hellinger::INFO,
            Self::LInfinity => &l_infinity::INFO,
            Self::TotalVariation => &total_variation::INFO,
            Self::ChiSquare => &chi_square::INFO,
            Self::CramersV => &cramers_v::INFO,
            Self::MissingRate => &missing_rate::INFO,
            Self::Unseen => &unseen::INFO,
        }
    }

    /// Name in files, on the command line and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The distance with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|distance| distance.id() == id)
    }

    /// Whether it can be measured on such a column.
    pub fn applies_to(self, scale: Scale) -> bool {
        match self {
            Self::Psi | Self::JensenShannon | Self::Hellinger | Self::MissingRate => true,
            Self::Ks | Self::Wasserstein | Self::WassersteinStd => scale == Scale::Numbers,
            Self::LInfinity
            | Self::TotalVariation
            | Self::ChiSquare
            | Self::CramersV
            | Self::Unseen => scale == Scale::Categories,
        }
    }

    /// Measures it; not computable where it does not apply or where a side has no rows.
    pub fn measure(self, pair: Pair<'_>) -> Score {
        let scale = if pair.numbers.is_some() {
            Scale::Numbers
        } else {
            Scale::Categories
        };
        if !self.applies_to(scale) {
            return self.score(Figure::not_computable(format!(
                "does not apply to {}",
                scale.name()
            )));
        }
        if let Some(Numbers {
            reference,
            reference_std,
            current,
        }) = pair.numbers
        {
            match self {
                Self::Ks => {
                    let (statistic, p_value) = ks(reference, current);
                    return Score {
                        p_value: Some(p_value),
                        ..self.score(statistic)
                    };
                }
                Self::Wasserstein => return self.score(wasserstein(reference, current)),
                Self::WassersteinStd => {
                    let distance = wasserstein(reference, current);
                    return self.score(wasserstein::in_std(distance, reference_std));
                }
                _ => {}
            }
        }
        self.of_table(pair.table)
    }

    fn of_table(self, table: &Table) -> Score {
        let Some((reference, current)) = table.shares() else {
            return self.not_computable(NO_ROWS);
        };
        let (r, c) = (&reference, &current);
        match self {
            Self::Psi => self.score(Figure::Value(psi(r, c))),
            Self::JensenShannon => self.score(Figure::Value(jensen_shannon(r, c, LogBase::E))),
            Self::Hellinger => self.score(Figure::Value(hellinger(r, c))),
            Self::LInfinity => self.score(Figure::Value(l_infinity(r, c))),
            Self::TotalVariation => self.score(Figure::Value(total_variation(r, c))),
            Self::ChiSquare => {
                let (statistic, p_value) = chi_square(&table.reference, &table.current);
                Score {
                    p_value: Some(p_value),
                    ..self.score(statistic)
                }
            }
            Self::CramersV => self.score(cramers_v(&table.reference, &table.current)),
            Self::MissingRate => self.score(missing_rate(table)),
            Self::Unseen => self.score(unseen(table)),
            Self::Ks | Self::Wasserstein | Self::WassersteinStd => {
                self.not_computable("does not apply to categories")
            }
        }
    }

    fn score(self, statistic: Figure) -> Score {
        Score {
            method: self,
            statistic,
            p_value: None,
        }
    }

    /// The score that says why there is none.
    pub fn not_computable(self, reason: &str) -> Score {
        self.score(Figure::not_computable(reason))
    }
}

/// Why nothing can be compared.
pub(super) const NO_ROWS: &str = "one side has no rows";
/// Why numbers cannot be compared.
const NO_VALUES: &str = "one side has no values";
