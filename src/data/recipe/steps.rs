use super::{Operation, RecipeError, impute::Impute};
use crate::data::{ColumnInfo, Kind};

/// What is done to the columns, step by step.
///
/// In a project file:
///
/// ```toml
/// [[preparation.recipe.steps]]
/// columns = "numbers"
/// operation = "impute"
/// with = "median"
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recipe {
    /// The steps in their order.
    pub steps: Vec<RecipeStep>,
}

/// One operation on some columns.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RecipeStep {
    /// Which features.
    pub columns: Columns,
    /// What is done to them; it works on what the steps before made of them.
    #[serde(flatten)]
    pub operation: Operation,
}

/// Some of the features.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Columns {
    /// Those of a group.
    Of(Group),
    /// Those with these names.
    Named(Vec<String>),
}

/// A group of features by what the raw column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Every feature.
    All,
    /// Integers and decimals.
    Numbers,
    /// True or false.
    Booleans,
    /// Text.
    Texts,
    /// Times.
    Times,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 5] = [
        Self::All,
        Self::Numbers,
        Self::Booleans,
        Self::Texts,
        Self::Times,
    ];

    /// Name in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Numbers => "numbers",
            Self::Booleans => "booleans",
            Self::Texts => "texts",
            Self::Times => "times",
        }
    }

    fn holds(self, kind: Kind) -> bool {
        match self {
            Self::All => true,
            Self::Numbers => kind.is_number(),
            Self::Booleans => kind == Kind::Boolean,
            Self::Texts => kind == Kind::Text,
            Self::Times => kind == Kind::Time,
        }
    }
}

impl Columns {
    /// Whether the step works on `column`.
    pub fn holds(&self, column: &ColumnInfo) -> bool {
        match self {
            Self::Of(group) => group.holds(column.kind),
            Self::Named(names) => names.contains(&column.name),
        }
    }
}

impl Recipe {
    /// A recipe that suits `columns`: constants are dropped; gaps in numbers and booleans are
    /// filled and marked; text is one-hot encoded, or target encoded where it has many values;
    /// times become hour, weekday and month; in the end numbers are brought to one scale.
    pub fn standard(columns: &[ColumnInfo]) -> Self {
        let mut steps = Vec::new();
        let mut step = |group: Group, operation: Operation| {
            if columns.iter().any(|column| group.holds(column.kind)) {
                steps.push(RecipeStep {
                    columns: Columns::Of(group),
                    operation,
                });
            }
        };
        step(Group::All, Operation::DropConstant);
        step(Group::Numbers, Operation::Impute(Impute::DEFAULT));
        step(Group::Booleans, Operation::Impute(Impute::MOST_FREQUENT));
        step(Group::Texts, Operation::Encode(Default::default()));
        step(Group::Times, Operation::TimeParts(Default::default()));
        step(Group::Times, Operation::Impute(Impute::DEFAULT));
        step(Group::All, Operation::Scale(Default::default()));
        Self { steps }
    }

    /// Whether every step makes sense for `features`.
    ///
    /// # Errors
    /// If a parameter makes no sense, or a step names a column that is not among them.
    pub fn check(&self, features: &[ColumnInfo]) -> Result<(), RecipeError> {
        for (index, step) in self.steps.iter().enumerate() {
            let number = index + 1;
            step.operation
                .check()
                .map_err(|message| RecipeError::Invalid {
                    step: number,
                    message,
                })?;
            if let Columns::Named(names) = &step.columns
                && let Some(column) = names
                    .iter()
                    .find(|name| features.iter().all(|f| f.name != **name))
            {
                return Err(RecipeError::NotAFeature {
                    step: number,
                    column: column.clone(),
                });
            }
        }
        Ok(())
    }
}
