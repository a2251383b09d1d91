/// Who acts when a model grows old.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Nobody: the first model serves for ever.
    Never,
    /// Level 0: people look now and then, and hand every step over to one another.
    Zero,
    /// Level 1: monitoring trains a new model by itself; people validate and deploy it.
    One,
    /// Level 2: gates decide and the model is deployed by itself, and taken back by itself.
    Two,
    /// A new model every period, deployed unseen.
    Always,
    /// A person who acts by hand in the window.
    You,
    /// In every period the best of all models that any lane had by then, chosen with hindsight:
    /// nobody can be better with these models.
    Oracle,
}

impl Lane {
    /// Every lane that can be replayed, from the idlest to the one that cannot be.
    pub const ALL: [Self; 6] = [
        Self::Never,
        Self::Zero,
        Self::One,
        Self::Two,
        Self::Always,
        Self::Oracle,
    ];

    /// The lanes of the three levels.
    pub const LEVELS: [Self; 3] = [Self::Zero, Self::One, Self::Two];

    /// Id in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Zero => "level_0",
            Self::One => "level_1",
            Self::Two => "level_2",
            Self::Always => "always",
            Self::You => "you",
            Self::Oracle => "oracle",
        }
    }

    /// The lane with this id; a level also by its number alone.
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "0" => Some(Self::Zero),
            "1" => Some(Self::One),
            "2" => Some(Self::Two),
            "you" => Some(Self::You),
            id => Self::ALL.into_iter().find(|lane| lane.id() == id),
        }
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "Never retrain",
            Self::Zero => "Level 0 · manual",
            Self::One => "Level 1 · training automated",
            Self::Two => "Level 2 · CI/CD",
            Self::Always => "Always retrain",
            Self::You => "You, by hand",
            Self::Oracle => "Oracle",
        }
    }

    /// Hand-overs between people until a model is trained, and from then until it serves.
    pub(super) fn handovers(self) -> (u32, u32) {
        match self {
            // Analyst to engineer to scientist; to the developer, to the machine learning engineer.
            Self::Zero => (2, 2),
            Self::One => (0, 2),
            Self::Never | Self::Two | Self::Always | Self::You | Self::Oracle => (0, 0),
        }
    }
}
