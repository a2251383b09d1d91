//! What kind of answer a model gives.

/// The kind of prediction that a project is about.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// One of two classes; one of them is the positive one.
    #[default]
    Binary,
    /// One of three or more classes.
    Multiclass,
    /// A number.
    Regression,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 3] = [Self::Binary, Self::Multiclass, Self::Regression];

    /// Whether the answer is a class.
    pub fn is_classification(self) -> bool {
        self != Self::Regression
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "Binary classification",
            Self::Multiclass => "Multi-class classification",
            Self::Regression => "Regression",
        }
    }
}
