//! How much runs by itself.

/// A level of `MLOps`, as this product teaches them (preset "Course").
///
/// The three levels are those of Google's "`MLOps`: Continuous delivery and automation pipelines in
/// machine learning"; which step is automatic at which level follows the course.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub enum Level {
    /// Every step by hand.
    #[default]
    Zero,
    /// Training is automated: data comes in, models come out; a person validates and deploys.
    One,
    /// Training, validation and deployment are automated: gates decide.
    Two,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 3] = [Self::Zero, Self::One, Self::Two];

    /// 0, 1 or 2.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "Level 0 · manual",
            Self::One => "Level 1 · training automated",
            Self::Two => "Level 2 · CI/CD",
        }
    }

    /// What it means for the person in front of the window.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Zero => "You run every step by hand.",
            Self::One => "After a change, steps 2 to 6 run by themselves; you validate and deploy.",
            Self::Two => {
                "After a change, steps 2 to 9 run by themselves; gates decide what is deployed."
            }
        }
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.number()
    }
}

impl TryFrom<u8> for Level {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.number() == number)
            .ok_or_else(|| format!("there is no level {number}; choose 0, 1 or 2"))
    }
}
