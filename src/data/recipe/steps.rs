use super::{Operation, RecipeError, Roles, impute::Impute, plan::Plan};
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
    /// Which columns; every feature where none is named. A filter and a formula name theirs
    /// themselves, and leave this at that.
    #[serde(default)]
    pub columns: Columns,
    /// Whether it is left out for now, so that one can see what happens without it. It keeps its
    /// place and its number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// What is done to them; it works on what the steps before made of them.
    #[serde(flatten)]
    pub operation: Operation,
}

/// Some of the features.
///
/// Named ones may be others too where a table operation reads them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Columns {
    /// Those of a group.
    Of(Group),
    /// Those with these names.
    Named(Vec<String>),
}

/// A group of features by what the column holds before any column operation.
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

impl Default for Columns {
    fn default() -> Self {
        Self::Of(Group::All)
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

impl RecipeStep {
    /// A step that is done.
    pub fn new(columns: Columns, operation: Operation) -> Self {
        Self {
            columns,
            off: false,
            operation,
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
                    off: false,
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

    /// Whether every step makes sense for a data set with these columns and roles.
    ///
    /// # Errors
    /// If a parameter makes no sense, a step names a column that is not there or that it may not
    /// read, or steps stand in the wrong order.
    pub fn check(&self, columns: &[ColumnInfo], roles: &Roles) -> Result<(), RecipeError> {
        Plan::new(self, columns, roles).map(|_| ())
    }

    /// The features that steps from `index` on (from 0) can name, with their kinds: those of the
    /// data and those that steps before have made.
    ///
    /// # Errors
    /// As [`Self::check`], of the steps before.
    pub fn features_at(
        &self,
        index: usize,
        columns: &[ColumnInfo],
        roles: &Roles,
    ) -> Result<Vec<ColumnInfo>, RecipeError> {
        let before = Self {
            steps: self.steps.iter().take(index).cloned().collect(),
        };
        let plan = Plan::new(&before, columns, roles)?;
        Ok(plan
            .features
            .into_iter()
            .map(|column| column.info)
            .collect())
    }

    /// Adds a step where it can stand: one of columns at the end, one of tables before the first
    /// one of columns. Gives its place, from 0.
    pub fn add(&mut self, step: RecipeStep) -> usize {
        let first = self
            .steps
            .iter()
            .position(|step| !step.operation.is_of_table());
        let place = first
            .filter(|_| step.operation.is_of_table())
            .unwrap_or(self.steps.len());
        self.steps.insert(place, step);
        place
    }

    /// Puts `step` in the place of step `index`, from 0; nothing where there is no such step.
    pub fn replace(&mut self, index: usize, step: RecipeStep) {
        if let Some(place) = self.steps.get_mut(index) {
            *place = step;
        }
    }

    /// Takes step `from` out and puts it in so that it becomes step `to`, both from 0; nothing
    /// where there is no such step.
    pub fn move_step(&mut self, from: usize, to: usize) {
        if from < self.steps.len() && to < self.steps.len() {
            let step = self.steps.remove(from);
            self.steps.insert(to, step);
        }
    }

    /// Takes step `index` out, from 0; nothing where there is no such step.
    pub fn remove(&mut self, index: usize) -> Option<RecipeStep> {
        (index < self.steps.len()).then(|| self.steps.remove(index))
    }
}
