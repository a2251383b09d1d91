/// What a row is used for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Models are fitted on it.
    Train,
    /// It chooses between models and thresholds.
    Validation,
    /// It judges the chosen model.
    Test,
    /// It stands for what comes after deployment.
    Production,
}

impl Part {
    /// Every part, in the order in which it is used.
    pub const ALL: [Self; 4] = [Self::Train, Self::Validation, Self::Test, Self::Production];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "training",
            Self::Validation => "validation",
            Self::Test => "test",
            Self::Production => "production",
        }
    }

    /// The part in which `place` lies, where training, validation and test end at `ends`.
    pub(super) fn at<T: Copy + PartialOrd>(place: T, ends: &[T; 3]) -> Self {
        Self::ALL[ends.iter().filter(|end| place >= **end).count()]
    }
}
