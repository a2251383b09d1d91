use super::Work;
use crate::{
    data::{
        ColumnData, DataError, Kind, Table,
        recipe::{Columns, RecipeError, plan::Planner},
    },
    terms::Info,
};

/// How long a text is, as a new column beside it; a gap has no length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextLength {
    /// What is counted.
    pub count: TextUnit,
}

/// What [`TextLength`] counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    /// Unicode characters, blanks included.
    #[default]
    Characters,
    /// What stands between blanks.
    Words,
}

impl TextUnit {
    /// Every unit.
    pub const ALL: [Self; 2] = [Self::Characters, Self::Words];

    /// Name on the screen and in the names of columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Words => "words",
        }
    }
}

impl TextLength {
    /// Characters.
    pub const DEFAULT: Self = Self {
        count: TextUnit::Characters,
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "text_length",
        name: "Text length",
        summary: "How many characters or words a text has, as a new column. A cheap first look at free text; where texts come from two systems it may only tell which one.",
        reference: "M. Kuhn, K. Johnson, Feature Engineering and Selection (2019), section 5.6",
    };

    pub(in crate::data::recipe) fn plan(
        self,
        at: &mut Planner,
        columns: &Columns,
    ) -> Result<(), RecipeError> {
        for column in at.chosen(columns)? {
            let source = at.reads_now(&column)?.clone();
            if source.info.kind != Kind::Text {
                return Err(at.wrong_input("text", &column));
            }
            let name = format!("{column} ({})", self.count.name());
            at.make(&name, Kind::Integer, &[source])?;
            at.work(Work::TextLength(FittedTextLength {
                column,
                name,
                count: self.count,
            }));
        }
        Ok(())
    }
}

impl Default for TextLength {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A column of text and that of its length.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedTextLength {
    pub(super) column: String,
    pub(super) name: String,
    count: TextUnit,
}

impl FittedTextLength {
    pub(super) fn column(&self, table: &Table) -> Result<ColumnData, DataError> {
        let length = |text: &str| match self.count {
            TextUnit::Characters => text.chars().count(),
            TextUnit::Words => text.split_whitespace().count(),
        };
        let lengths = super::texts(table, &self.column)?
            // A text of more bytes than 64 bits count fits in no memory.
            .map(|text| text.map(|text| length(text).cast_signed() as i64));
        Ok(ColumnData::Integers(lengths.collect()))
    }
}
