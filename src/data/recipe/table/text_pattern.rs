use regex::Regex;

use super::Work;
use crate::{
    data::{
        ColumnData, DataError, Kind, Table,
        recipe::{Columns, RecipeError, plan::Planner},
    },
    terms::Info,
};

/// What a regular expression finds in a text, as a new column beside it; a gap gives a gap.
///
/// The expressions are those of the crate `regex`: without look-around and back references, and
/// in return never slow, whatever the text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextPattern {
    /// The regular expression: `^N\d+`.
    pub pattern: String,
    /// What becomes of a match.
    pub action: PatternAction,
    /// For [`PatternAction::Template`]: text in which $1, ${2} and ${name} stand for groups.
    pub template: String,
    /// The name of the new column; made from that of the text where it is empty.
    pub name: String,
}

/// What [`TextPattern`] makes of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatternAction {
    /// Whether the text matches: true or false.
    #[default]
    Flag,
    /// The first group of the first match, or the whole match where there is no group; a gap
    /// where nothing matches.
    Extract,
    /// The template, filled from the first match; a gap where nothing matches.
    Template,
}

impl PatternAction {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::Flag, Self::Extract, Self::Template];

    /// Name in the names of columns.
    fn name(self) -> &'static str {
        match self {
            Self::Flag => "matches",
            Self::Extract => "extract",
            Self::Template => "template",
        }
    }
}

impl TextPattern {
    /// Nothing yet: a pattern must be given.
    pub const DEFAULT: Self = Self {
        pattern: String::new(),
        action: PatternAction::Flag,
        template: String::new(),
        name: String::new(),
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "text_pattern",
        name: "Text pattern",
        summary: "Whether a text matches a regular expression, or the part that does, as a new column. Codes often hide several facts; a pattern that fits today's codes may miss tomorrow's.",
        reference: "Rust crate regex",
    };

    pub(in crate::data::recipe) fn check(&self) -> Result<(), String> {
        if self.pattern.is_empty() {
            return Err("The text pattern is empty.".to_owned());
        }
        let pattern = compile(&self.pattern)?;
        if self.action != PatternAction::Template {
            return Ok(());
        }
        if self.template.is_empty() {
            return Err("The template of the text pattern is empty.".to_owned());
        }
        // As the crate reads templates: the longest name, unless it stands in braces.
        let groups =
            Regex::new(r"\$\$|\$\{([^}]*)\}|\$([0-9A-Za-z_]+)").map_err(|e| e.to_string())?;
        for found in groups.captures_iter(&self.template) {
            let Some(group) = found.get(1).or_else(|| found.get(2)) else {
                continue;
            };
            let known = match group.as_str().parse::<usize>() {
                Ok(number) => number < pattern.captures_len(),
                Err(_no_number) => pattern
                    .capture_names()
                    .flatten()
                    .any(|n| n == group.as_str()),
            };
            if !known {
                return Err(format!(
                    "The template names the group “{}”, which the pattern does not have.",
                    group.as_str()
                ));
            }
        }
        Ok(())
    }

    pub(in crate::data::recipe) fn plan(
        &self,
        at: &mut Planner,
        columns: &Columns,
    ) -> Result<(), RecipeError> {
        let chosen = at.chosen(columns)?;
        if !self.name.is_empty() && chosen.len() != 1 {
            return Err(at.invalid(format!(
                "The new column has one name, but {} columns are chosen: leave the name empty, or choose one.",
                chosen.len()
            )));
        }
        for column in chosen {
            let source = at.reads_now(&column)?.clone();
            if source.info.kind != Kind::Text {
                return Err(at.wrong_input("text", &column));
            }
            let name = if self.name.is_empty() {
                format!("{column} ({})", self.action.name())
            } else {
                self.name.clone()
            };
            let kind = match self.action {
                PatternAction::Flag => Kind::Boolean,
                PatternAction::Extract | PatternAction::Template => Kind::Text,
            };
            at.make(&name, kind, &[source])?;
            let pattern =
                Pattern::try_from(self.pattern.clone()).map_err(|text| at.invalid(text))?;
            at.work(Work::TextPattern(FittedTextPattern {
                column,
                name,
                pattern,
                action: self.action,
                template: self.template.clone(),
            }));
        }
        Ok(())
    }
}

impl Default for TextPattern {
    fn default() -> Self {
        Self::DEFAULT
    }
}

fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|err| {
        // The crate draws the place into several lines; the last one says what is wrong.
        let text = err.to_string();
        let what = text.lines().last().unwrap_or_default();
        let what = what.trim_start_matches("error: ");
        format!("The text pattern “{pattern}” is no regular expression: {what}.")
    })
}

/// A column of text and what is looked for in it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedTextPattern {
    pub(super) column: String,
    pub(super) name: String,
    pattern: Pattern,
    action: PatternAction,
    template: String,
}

impl FittedTextPattern {
    pub(super) fn column(&self, table: &Table) -> Result<ColumnData, DataError> {
        let texts = super::texts(table, &self.column)?;
        let pattern = &self.pattern.0;
        Ok(match self.action {
            PatternAction::Flag => {
                ColumnData::Booleans(texts.map(|t| t.map(|t| pattern.is_match(t))).collect())
            }
            PatternAction::Extract => {
                let extract = |text| {
                    let found = pattern.captures(text)?;
                    let part = if found.len() > 1 {
                        found.get(1)
                    } else {
                        found.get(0)
                    };
                    part.map(|part| part.as_str().to_owned())
                };
                ColumnData::Texts(texts.map(|text| text.and_then(extract)).collect())
            }
            PatternAction::Template => {
                let fill = |text| {
                    let mut filled = String::new();
                    pattern.captures(text)?.expand(&self.template, &mut filled);
                    Some(filled)
                };
                ColumnData::Texts(texts.map(|text| text.and_then(fill)).collect())
            }
        })
    }
}

/// A compiled pattern; it is its text.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, String> {
        compile(&pattern).map(Self)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0.as_str().to_owned()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}
