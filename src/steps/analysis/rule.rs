/// The rules by which alerts are raised, most serious first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A column tells the target too well to be true, or has its gaps where the target has them.
    Leakage,
    /// The contract marks a column that the data does not have: a typo here lets a leak through.
    Unknown,
    /// Some rows stand there more than once.
    Duplicates,
    /// Nearly every row is of one class.
    Imbalance,
    /// A column has one value only.
    Constant,
    /// Many values are missing.
    Missing,
    /// Texts are empty.
    Blank,
    /// Values are infinite.
    Infinite,
    /// Nearly every row has its own value.
    Identifier,
    /// A text column has many different values.
    Cardinality,
    /// Two features say the same.
    Correlated,
    /// A few values are much larger, or smaller, than the others.
    Skewed,
    /// Many values are 0.
    Zeros,
    /// Rows do not stand in the order of their times.
    Unordered,
    /// Stretches of time without a row.
    TimeGaps,
    /// Times after the end of the data.
    Future,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 16] = [
        Self::Leakage,
        Self::Unknown,
        Self::Duplicates,
        Self::Imbalance,
        Self::Constant,
        Self::Missing,
        Self::Blank,
        Self::Infinite,
        Self::Identifier,
        Self::Cardinality,
        Self::Correlated,
        Self::Skewed,
        Self::Zeros,
        Self::Unordered,
        Self::TimeGaps,
        Self::Future,
    ];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leakage => "Leakage suspected",
            Self::Unknown => "No such column",
            Self::Duplicates => "Duplicate rows",
            Self::Imbalance => "Imbalanced target",
            Self::Constant => "Constant",
            Self::Missing => "Missing values",
            Self::Blank => "Empty texts",
            Self::Infinite => "Infinite values",
            Self::Identifier => "Looks like an identifier",
            Self::Cardinality => "Many categories",
            Self::Correlated => "Says the same twice",
            Self::Skewed => "Skewed",
            Self::Zeros => "Many zeros",
            Self::Unordered => "Not in time order",
            Self::TimeGaps => "Gaps in time",
            Self::Future => "After the data ends",
        }
    }

    /// Whether value and limit are shares of a whole.
    pub fn is_share(self) -> bool {
        matches!(
            self,
            Self::Leakage
                | Self::Duplicates
                | Self::Imbalance
                | Self::Missing
                | Self::Blank
                | Self::Identifier
                | Self::Zeros
                | Self::Unordered
        )
    }
}
