//! How much two columns have to do with each other, by what they hold.

mod contingency;
mod correlation_ratio;
mod cramers_v;
mod dense_ranks;
mod mutual_information;

pub use self::{
    contingency::Contingency,
    correlation_ratio::correlation_ratio,
    cramers_v::{cramers_v, cramers_v_raw},
    dense_ranks::{DenseRanks, spearman_of_ranks},
    mutual_information::{decile_codes, mutual_information, normalised_mutual_information},
};
use crate::terms::Info;

/// A measure of how much two columns have to do with each other.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Association {
    /// Two numbers, along a straight line.
    Pearson,
    /// Two numbers, by their ranks.
    Spearman,
    /// Two categories, corrected for chance.
    CramersV,
    /// Two categories, not corrected.
    CramersVRaw,
    /// A category and a number.
    CorrelationRatio,
    /// Any two, in nats.
    MutualInformation,
    /// Any two, 0 to 1.
    NormalisedMutualInformation,
}

impl Association {
    /// Every measure.
    pub const ALL: [Self; 7] = [
        Self::Pearson,
        Self::Spearman,
        Self::CramersV,
        Self::CramersVRaw,
        Self::CorrelationRatio,
        Self::MutualInformation,
        Self::NormalisedMutualInformation,
    ];

    /// Name in files and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The measure of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.id() == id)
    }

    /// What it is.
    pub fn info(self) -> Info {
        let info = |id, name, summary, reference| Info {
            id,
            name,
            summary,
            reference,
        };
        match self {
            Self::Pearson => info(
                "pearson",
                "Pearson",
                "How well a straight line tells one number from the other, -1 to 1. Blind to bends, led astray by outliers.",
                "K. Pearson, Proceedings of the Royal Society 58 (1895)",
            ),
            Self::Spearman => info(
                "spearman",
                "Spearman",
                "Whether one number always rises with the other, -1 to 1, by their ranks. Blind to what rises and falls again.",
                "C. Spearman, American Journal of Psychology 15 (1904)",
            ),
            Self::CramersV => info(
                "cramers_v",
                "Cramér's V",
                "How much two categories have to do with each other, 0 to 1, less what chance alone gives.",
                "W. Bergsma, Journal of the Korean Statistical Society 42 (2013)",
            ),
            Self::CramersVRaw => info(
                "cramers_v_raw",
                "Cramér's V, not corrected",
                "How much two categories have to do with each other, 0 to 1. Too high with many categories or few rows.",
                "H. Cramér, Mathematical Methods of Statistics (1946)",
            ),
            Self::CorrelationRatio => info(
                "correlation_ratio",
                "Correlation ratio",
                "How much of a number's spread lies between the categories, 0 to 1 (eta). Too high with many categories.",
                "K. Pearson, Biometrika 7 (1909)",
            ),
            Self::MutualInformation => info(
                "mutual_information",
                "Mutual information",
                "What one column tells about the other, in nats, whatever the shape. Numbers are cut at their deciles; a little above 0 by chance.",
                "T. Cover and J. Thomas, Elements of Information Theory (1991)",
            ),
            Self::NormalisedMutualInformation => info(
                "normalised_mutual_information",
                "Mutual information, normalised",
                "Mutual information over the mean of both entropies, 0 to 1.",
                "T. Kvalseth, IEEE Transactions on Systems, Man and Cybernetics 17 (1987); scikit-learn",
            ),
        }
    }

    /// Whether it can be below 0.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::Pearson | Self::Spearman)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back() {
        for measure in Association::ALL {
            assert_eq!(Association::from_id(measure.id()), Some(measure));
            let json = serde_json::to_string(&measure).unwrap();
            assert_eq!(json, format!("\"{}\"", measure.id()));
        }
    }
}
