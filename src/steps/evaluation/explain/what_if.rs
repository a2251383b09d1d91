use super::{Contributions, Desk};
use crate::{
    data::{ColumnData, Kind, Table, time_of},
    steps::{Prediction, StepError},
    terms::Progress,
};

/// What the model answers for a row, and would answer if some of its values were others.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The row's number in the data set.
    pub row: u32,
    /// The values that were changed, as they were typed: column and text, which is empty for a gap.
    pub changes: Vec<(String, String)>,
    /// Every input with its value in the data set.
    pub values: Vec<(String, String)>,
    /// The answer for the row as it is in the data set.
    pub before: Prediction,
    /// The answer with the changes.
    pub after: Prediction,
    /// What each column does to the answer with the changes.
    pub contributions: Contributions,
}

impl Desk {
    /// Answers for row number `row` of the data set with some of its values changed.
    ///
    /// # Errors
    /// If there is no such row, a text is not a value of its column, or somebody stops it.
    pub fn what_if(
        &self,
        row: u32,
        changes: &[(String, String)],
        progress: &dyn Progress,
    ) -> Result<WhatIf, StepError> {
        if row as usize >= self.table.n_rows() {
            return Err(StepError::Invalid(format!(
                "The data set has {} rows. Choose one of them.",
                self.table.n_rows()
            )));
        }
        let inputs = self.inputs();
        let own = self.table.select(&inputs)?.take(&[row]);
        let mut changed = own.clone();
        for (column, text) in changes {
            changed = with_text(&changed, column, text)?;
        }
        let answer = |table: &Table| -> Result<Prediction, StepError> {
            let answers = self.package.predict(table);
            let mut answers = answers.map_err(|err| StepError::Invalid(err.to_string()))?;
            answers
                .pop()
                .ok_or_else(|| StepError::invalid("The model gave no answer."))
        };
        let values = inputs.iter().enumerate();
        let values = values.map(|(i, name)| {
            let text = if own.is_null(0, i) {
                String::new()
            } else {
                own.cell(0, i)
            };
            ((*name).to_owned(), text)
        });
        Ok(WhatIf {
            row,
            changes: changes.to_vec(),
            values: values.collect(),
            before: answer(&own)?,
            after: answer(&changed)?,
            contributions: self.contributions(&changed, progress)?,
        })
    }
}

/// `row` with the value that `text` stands for in `column`.
fn with_text(row: &Table, column: &str, text: &str) -> Result<Table, StepError> {
    let index = row.column_index(column).ok_or_else(|| {
        StepError::Invalid(format!(
            "The model does not read “{column}”. Leave it alone."
        ))
    })?;
    let kind = row.columns()[index].kind;
    let wrong = || {
        StepError::Invalid(format!(
            "“{text}” is not a value of “{column}”, which holds {kind}. Type another one, or nothing for a gap."
        ))
    };
    let text = text.trim();
    let is_gap = text.is_empty();
    let data = match kind {
        _ if is_gap => ColumnData::gaps(kind, 1),
        Kind::Text => ColumnData::Texts(vec![Some(text.to_owned())]),
        Kind::Decimal => ColumnData::Numbers(vec![Some(text.parse().ok().ok_or_else(wrong)?)]),
        Kind::Integer => ColumnData::Integers(vec![Some(text.parse().ok().ok_or_else(wrong)?)]),
        Kind::Boolean => {
            let value = text.to_lowercase().parse().ok().ok_or_else(wrong)?;
            ColumnData::Booleans(vec![Some(value)])
        }
        Kind::Time => ColumnData::Times(vec![Some(time_of(text).ok_or_else(wrong)?)]),
    };
    Ok(row.with_column(column, data)?)
}
