use super::Recipe;

/// What a step of a fitted recipe did to the training rows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepSummary {
    /// Which step, from 1.
    pub step: usize,
    /// The operation's id.
    pub operation: String,
    /// All effects in one sentence: "1204 gaps filled in 6 columns."
    pub words: String,
    /// What it did to each column, in the order of the columns.
    pub effects: Vec<Effect>,
}

/// What a step did to one column, or to the rows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Effect {
    /// The column; nothing where the step worked on whole rows.
    pub column: Option<String>,
    /// How many values, categories, columns or rows.
    pub count: u64,
    /// Of what, as it follows a number that is not one: "gaps filled".
    pub what: String,
    /// What else there is to say, such as what the gaps were filled with; may be empty.
    pub detail: String,
}

impl Effect {
    /// On a column, without more to say.
    pub(super) fn on(column: &str, count: u64, what: &str) -> Self {
        Self {
            column: Some(column.to_owned()),
            count,
            what: what.to_owned(),
            detail: String::new(),
        }
    }

    /// On whole rows.
    pub(super) fn on_rows(count: u64, what: &str) -> Self {
        Self {
            column: None,
            count,
            what: what.to_owned(),
            detail: String::new(),
        }
    }

    /// With more to say.
    pub(super) fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// Every step of `recipe` with its effects.
pub(super) fn of(recipe: &Recipe, effects: &[(usize, Effect)]) -> Vec<StepSummary> {
    let summary = |(index, step): (usize, &super::RecipeStep)| {
        let number = index + 1;
        let own = effects.iter().filter(|(step, _)| *step == number);
        let effects: Vec<Effect> = own.map(|(_, effect)| effect.clone()).collect();
        StepSummary {
            step: number,
            operation: step.operation.id().to_owned(),
            words: if step.off {
                "Switched off.".to_owned()
            } else {
                words(&effects)
            },
            effects,
        }
    };
    recipe.steps.iter().enumerate().map(summary).collect()
}

/// Equal kinds of effects are added up, in the order in which they first come.
fn words(effects: &[Effect]) -> String {
    let mut sums: Vec<(&str, u64, usize)> = Vec::new();
    for effect in effects {
        let columns = usize::from(effect.column.is_some());
        match sums.iter_mut().find(|(what, _, _)| *what == effect.what) {
            Some((_, count, n)) => {
                *count += effect.count;
                *n += columns;
            }
            None => sums.push((&effect.what, effect.count, columns)),
        }
    }
    let part = |(what, count, columns): (&str, u64, usize)| {
        let what = counted(count, what);
        match columns {
            // "2 columns made in 1 column" would say it twice.
            0 => format!("{count} {what}"),
            _ if what.starts_with("column") => format!("{count} {what}"),
            1 => format!("{count} {what} in 1 column"),
            n => format!("{count} {what} in {n} columns"),
        }
    };
    let parts: Vec<String> = sums.into_iter().map(part).collect();
    if parts.is_empty() {
        "Nothing to do.".to_owned()
    } else {
        format!("{}.", parts.join(", "))
    }
}

/// "gaps filled" after a number: "gap filled" after one.
fn counted(count: u64, what: &str) -> String {
    let (noun, rest) = what.split_once(' ').unwrap_or((what, ""));
    let one = match noun {
        "categories" => "category",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    let noun = if count == 1 { one } else { noun };
    format!("{noun} {rest}").trim_end().to_owned()
}
