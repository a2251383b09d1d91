//! What a recipe means for the columns at hand, known before any row is looked at.

use std::collections::{HashMap, HashSet};

use super::{
    Columns, Recipe, RecipeError, Roles,
    table::{TableStep, Work},
};
use crate::data::{ColumnInfo, Kind, sql::Formula};

/// A recipe whose columns are known.
///
/// Two stages come out of one ordered list. Table operations make columns of several and leave
/// rows out; they read what the data holds. Column operations learn from training rows and turn
/// one column into numbers. A table operation may stand behind a column operation as long as that
/// has not worked on a column that it reads: then their order makes no difference. What leaves
/// rows out changes what every column operation learns, so it stands before all of them.
pub(super) struct Plan {
    pub(super) table_steps: Vec<TableStep>,
    /// The columns that column operations work on and models get.
    pub(super) features: Vec<Planned>,
}

/// A column at some step.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) info: ColumnInfo,
    /// The columns of the data behind it.
    pub(super) sources: Vec<String>,
    /// The step that made it; 0 for the data.
    pub(super) since: usize,
    role: Role,
    /// The first column operation that worked on it.
    worked: Option<(usize, &'static str)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Feature,
    /// Known when a row is asked about, but not for models.
    Beside,
    Hidden,
}

/// The columns while the steps go by.
pub(super) struct Planner {
    /// The column of the time, under its present name.
    pub(super) time: Option<String>,
    /// The column of the entity, under its present name.
    pub(super) entity: Option<String>,
    columns: Vec<Planned>,
    step: usize,
    operation: &'static str,
    /// The first column operation.
    learns: Option<(usize, &'static str)>,
    table_steps: Vec<TableStep>,
}

impl Plan {
    pub(super) fn new(
        recipe: &Recipe,
        columns: &[ColumnInfo],
        roles: &Roles,
    ) -> Result<Self, RecipeError> {
        let mut planner = Planner::new(columns, roles)?;
        let steps = recipe.steps.iter().enumerate();
        for (index, step) in steps.filter(|(_, step)| !step.off) {
            planner.step = index + 1;
            planner.operation = step.operation.info().name;
            let checked = step.operation.check();
            checked.map_err(|message| planner.invalid(message))?;
            if !step.operation.plan(&mut planner, &step.columns)? {
                planner.works_on(&step.columns)?;
            }
        }
        let mut features = planner.columns;
        features.retain(|column| column.role == Role::Feature);
        Ok(Self {
            table_steps: planner.table_steps,
            features,
        })
    }
}

/// The columns of a data set: features in their own order, then the others.
pub(super) fn known(columns: &[ColumnInfo], roles: &Roles) -> Vec<String> {
    let features: HashSet<&String> = roles.features.iter().collect();
    let others = columns.iter().map(|column| &column.name);
    let others = others.filter(|name| !features.contains(name));
    roles.features.iter().chain(others).cloned().collect()
}

impl Planner {
    /// Features come first, in their own order.
    fn new(columns: &[ColumnInfo], roles: &Roles) -> Result<Self, RecipeError> {
        let planned = |info: &ColumnInfo, role| Planned {
            info: info.clone(),
            sources: vec![info.name.clone()],
            since: 0,
            role,
            worked: None,
        };
        let by_name: HashMap<&String, &ColumnInfo> =
            columns.iter().map(|info| (&info.name, info)).collect();
        let features: HashSet<&String> = roles.features.iter().collect();
        let mut all = Vec::with_capacity(columns.len());
        for name in &roles.features {
            let info = by_name
                .get(name)
                .ok_or_else(|| RecipeError::MissingColumn {
                    column: name.clone(),
                })?;
            all.push(planned(info, Role::Feature));
        }
        for info in columns.iter().filter(|info| !features.contains(&info.name)) {
            let hidden = roles.hidden.contains(&info.name);
            let role = if hidden { Role::Hidden } else { Role::Beside };
            all.push(planned(info, role));
        }
        Ok(Self {
            time: roles.time.clone(),
            entity: roles.entity.clone(),
            columns: all,
            step: 0,
            operation: "",
            learns: None,
            table_steps: Vec::new(),
        })
    }

    /// The columns that a table operation works on: features of a group, or those that are named.
    pub(super) fn chosen(&self, columns: &Columns) -> Result<Vec<String>, RecipeError> {
        if let Columns::Named(names) = columns {
            for name in names {
                self.find(name)?;
            }
            return Ok(names.clone());
        }
        let features = self
            .columns
            .iter()
            .filter(|column| column.role == Role::Feature);
        let held = features.filter(|column| columns.holds(&column.info));
        Ok(held.map(|column| column.info.name.clone()).collect())
    }

    /// Every column, feature or not.
    pub(super) fn every_column(&self) -> Vec<String> {
        let columns = self.columns.iter();
        columns.map(|column| column.info.name.clone()).collect()
    }

    /// A column of the row itself, which must be known when the row is asked about.
    pub(super) fn reads_now(&self, name: &str) -> Result<&Planned, RecipeError> {
        let column = self.reads_past(name)?;
        if column.role == Role::Hidden {
            return Err(RecipeError::Hidden {
                step: self.step,
                operation: self.operation,
                column: name.to_owned(),
            });
        }
        Ok(column)
    }

    /// A column of earlier rows, or of rows that may be left out: it may be one that is not known
    /// when a row is asked about.
    pub(super) fn reads_past(&self, name: &str) -> Result<&Planned, RecipeError> {
        let column = self.find(name)?;
        if let Some((before, other)) = column.worked {
            return Err(RecipeError::ReadsPrepared {
                step: self.step,
                operation: self.operation,
                column: name.to_owned(),
                before,
                other,
            });
        }
        Ok(column)
    }

    /// For what leaves rows out.
    pub(super) fn leaves_rows_out(&self) -> Result<(), RecipeError> {
        self.learns.map_or(Ok(()), |(before, other)| {
            Err(RecipeError::RowsAfterLearning {
                step: self.step,
                operation: self.operation,
                before,
                other,
            })
        })
    }

    /// A formula over the columns at hand.
    pub(super) fn formula(&self, text: &str) -> Result<Formula, RecipeError> {
        let infos: Vec<ColumnInfo> = self.columns.iter().map(|c| c.info.clone()).collect();
        Formula::parse(text, &infos).map_err(|error| RecipeError::InStep {
            step: self.step,
            operation: self.operation.to_owned(),
            error,
        })
    }

    /// Adds a feature made of `parts`.
    pub(super) fn make(
        &mut self,
        name: &str,
        kind: Kind,
        parts: &[Planned],
    ) -> Result<(), RecipeError> {
        self.is_free(name)?;
        let mut sources: Vec<String> = Vec::new();
        for source in parts.iter().flat_map(|part| &part.sources) {
            if !sources.contains(source) {
                sources.push(source.clone());
            }
        }
        self.columns.push(Planned {
            info: ColumnInfo {
                name: name.to_owned(),
                kind,
            },
            sources,
            since: self.step,
            role: Role::Feature,
            worked: None,
        });
        Ok(())
    }

    /// Takes a column away.
    pub(super) fn drops(&mut self, name: &str) -> Result<(), RecipeError> {
        self.find(name)?;
        self.columns.retain(|column| column.info.name != name);
        Ok(())
    }

    /// Gives a column another name.
    pub(super) fn renames(&mut self, from: &str, to: &str) -> Result<(), RecipeError> {
        self.reads_past(from)?;
        self.is_free(to)?;
        for role in [&mut self.time, &mut self.entity] {
            if role.as_deref() == Some(from) {
                *role = Some(to.to_owned());
            }
        }
        let column = self.found(from)?;
        to.clone_into(&mut column.info.name);
        Ok(())
    }

    /// Gives a column another kind.
    pub(super) fn casts(&mut self, name: &str, kind: Kind) -> Result<(), RecipeError> {
        self.found(name)?.info.kind = kind;
        Ok(())
    }

    /// Adds a piece of the present step's work.
    pub(super) fn work(&mut self, work: Work) {
        self.table_steps.push(TableStep {
            step: self.step,
            operation: self.operation.to_owned(),
            work,
            serves: false,
        });
    }

    /// A parameter of the present step makes no sense.
    pub(super) fn invalid(&self, message: String) -> RecipeError {
        RecipeError::Invalid {
            step: self.step,
            message,
        }
    }

    /// The present step does not work on what a column holds.
    pub(super) fn wrong_input(&self, needs: &'static str, column: &str) -> RecipeError {
        RecipeError::WrongInput {
            step: self.step,
            operation: self.operation,
            needs,
            column: column.to_owned(),
        }
    }

    /// The present step needs a time.
    pub(super) fn no_time(&self) -> RecipeError {
        RecipeError::NoTime {
            step: self.step,
            operation: self.operation,
        }
    }

    /// A column operation works on `columns`.
    fn works_on(&mut self, columns: &Columns) -> Result<(), RecipeError> {
        if let Columns::Named(names) = columns {
            let feature = |name: &String| {
                let mut features = self.columns.iter().filter(|c| c.role == Role::Feature);
                features.any(|column| column.info.name == *name)
            };
            if let Some(column) = names.iter().find(|name| !feature(name)) {
                return Err(RecipeError::NotAFeature {
                    step: self.step,
                    column: column.clone(),
                });
            }
        }
        let now = (self.step, self.operation);
        self.learns.get_or_insert(now);
        for column in &mut self.columns {
            if column.role == Role::Feature && columns.holds(&column.info) {
                column.worked.get_or_insert(now);
            }
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Result<&Planned, RecipeError> {
        let found = self.columns.iter().find(|column| column.info.name == name);
        found.ok_or_else(|| self.unknown(name))
    }

    /// The column, which becomes another one by the present step.
    fn found(&mut self, name: &str) -> Result<&mut Planned, RecipeError> {
        let unknown = self.unknown(name);
        let step = self.step;
        let mut columns = self.columns.iter_mut();
        let found = columns.find(|column| column.info.name == name);
        let column = found.ok_or(unknown)?;
        column.since = step;
        Ok(column)
    }

    fn is_free(&self, name: &str) -> Result<(), RecipeError> {
        if self.find(name).is_ok() {
            return Err(RecipeError::NameTaken {
                step: self.step,
                operation: self.operation,
                column: name.to_owned(),
            });
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> RecipeError {
        RecipeError::UnknownColumn {
            step: self.step,
            operation: self.operation,
            column: name.to_owned(),
            known: self.every_column().join(", "),
        }
    }
}
