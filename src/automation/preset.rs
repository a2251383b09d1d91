//! Whose levels of automation are meant.

use super::Level;
use crate::steps::Step;

/// A way to count levels: which steps run by themselves at which level.
///
/// Level 0 is the same everywhere: every step by hand. What is to be predicted (step 1) is always
/// said by a person.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// As this product teaches them: 1 trains by itself, 2 validates and deploys as well.
    #[default]
    Course,
    /// As Google publishes them, in "`MLOps`: Continuous delivery and automation pipelines in
    /// machine learning": 1 already validates and deploys models by itself, 2 delivers the pipeline
    /// itself by CI/CD. Analysis stays with people at every level.
    Google,
}

impl Preset {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Course, Self::Google];

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Course => "Course",
            Self::Google => "Google",
        }
    }

    /// How it counts.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Course => {
                "1: training runs by itself, people validate and deploy. 2: gates validate and deploy as well, and the pipeline itself is delivered by CI/CD."
            }
            Self::Google => {
                "1: the pipeline trains, validates and deploys models by itself; people look at the data. 2: the pipeline itself is tested and delivered by CI/CD as well."
            }
        }
    }

    /// Whether `step` runs by itself at `level`.
    pub fn automates(self, level: Level, step: Step) -> bool {
        match (self, level) {
            (_, Level::Zero) => false,
            (Self::Course, Level::One) => Step::Extraction <= step && step <= Step::Evaluation,
            (Self::Course, Level::Two) => Step::Extraction <= step,
            (Self::Google, Level::One | Level::Two) => {
                Step::Extraction <= step && step != Step::Analysis
            }
        }
    }

    /// The name of `level` on the screen.
    pub fn level_name(self, level: Level) -> &'static str {
        match (self, level) {
            (Self::Course, level) => level.name(),
            (Self::Google, Level::Zero) => "Level 0 · manual (Google)",
            (Self::Google, Level::One) => "Level 1 · ML pipeline (Google)",
            (Self::Google, Level::Two) => "Level 2 · CI/CD (Google)",
        }
    }

    /// What `level` means for the person in front of the window.
    pub fn level_summary(self, level: Level) -> &'static str {
        match (self, level) {
            (Self::Course, level) => level.summary(),
            (Self::Google, Level::Zero) => "You run every step by hand.",
            (Self::Google, Level::One) => {
                "A trigger extracts, prepares, trains, evaluates, validates and deploys by itself; you look at the data."
            }
            (Self::Google, Level::Two) => {
                "As level 1, and every change of the pipeline is tested and delivered by CI/CD."
            }
        }
    }
}
