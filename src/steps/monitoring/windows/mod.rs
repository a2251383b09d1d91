//! Any two windows of what step 9 follows, side by side: not only chunk against reference.

mod bin_segment;
mod live;
mod presets;
mod sides;

pub use self::{
    bin_segment::BinSegment, live::Baselines, presets::PresetVerdicts, sides::ColumnWindows,
};

use std::ops::Range;

use super::{
    Chunk, Input, Params, Report,
    run::{answer, cut, restricted, suggest},
};
use crate::{
    data::{Categories, Kind, Table},
    drift::{Sample, Sides, windows::Bin},
    steps::{Package, StepError, problem},
    terms::Progress,
};

/// The name of the model's own answers among the columns.
pub const PREDICTION: &str = "prediction";

/// Two windows, as ranges of the chunks of a report.
pub type Pair = Sides<Range<usize>>;

/// The rows of a monitor, cut into the same chunks as its report.
#[derive(Clone, Debug)]
pub struct Windows {
    table: Table,
    package: Package,
    /// The rows of the table, chunk after chunk, the reference first.
    rows: Vec<u32>,
    spans: Vec<Range<usize>>,
    chunks: Vec<Chunk>,
}

impl Report {
    /// A window in words: "2013-10-07 to 2013-11-04".
    pub fn window_words(&self, window: &Range<usize>) -> String {
        let label = |i: usize| self.chunks.get(i).map_or("–", |chunk| chunk.label.as_str());
        let last = window.end.saturating_sub(1);
        if window.start == last {
            return label(last).to_owned();
        }
        format!("{} to {}", label(window.start), label(last))
    }
}

/// A column over the rows of all chunks.
enum Values {
    Numbers(Vec<f64>),
    Categories(Categories),
}

impl Values {
    fn sample(&self) -> Sample<'_> {
        match self {
            Self::Numbers(values) => Sample::Numbers(values),
            Self::Categories(categories) => Sample::Categories {
                codes: &categories.codes,
                levels: &categories.levels,
            },
        }
    }

    /// Whether each row of `range` lies in `bin`.
    fn inside(&self, range: Range<usize>, bin: &Bin) -> Vec<bool> {
        match self {
            Self::Numbers(values) => {
                let values = values[range].iter();
                values.map(|value| bin.holds_number(*value)).collect()
            }
            Self::Categories(categories) => {
                let levels = categories.levels.iter();
                let held: Vec<bool> = levels
                    .map(|level| bin.holds_category(Some(level)))
                    .collect();
                let none = bin.holds_category(None);
                let codes = categories.codes[range].iter();
                codes
                    .map(|code| held.get(*code as usize).copied().unwrap_or(none))
                    .collect()
            }
        }
    }
}

impl Windows {
    /// Cuts the rows of `input` as step 9 does.
    ///
    /// # Errors
    /// If the parameters make no sense, or the segment that they name is gone.
    pub fn new(
        input: &Input<'_>,
        problem: &problem::Params,
        params: &Params,
    ) -> Result<Self, StepError> {
        params.check()?;
        let (reference, production) = match &params.segment {
            Some(name) => restricted(input, name)?,
            None => (input.reference.to_vec(), input.production.to_vec()),
        };
        let input = Input {
            model: input.model.clone(),
            reference: &reference,
            production: &production,
            ..*input
        };
        let times = problem
            .time_column
            .as_deref()
            .map(|column| input.table.times(column))
            .transpose()?;
        let chunking = params
            .chunking
            .unwrap_or_else(|| suggest(input.production, times.as_deref()));
        let mut found = Self {
            table: input.table.clone(),
            package: input.package.clone(),
            rows: Vec::new(),
            spans: Vec::new(),
            chunks: Vec::new(),
        };
        for (chunk, rows) in cut(&input, chunking, times.as_deref()) {
            let start = found.rows.len();
            found.rows.extend(rows);
            found.spans.push(start..found.rows.len());
            found.chunks.push(chunk);
        }
        Ok(found)
    }

    /// The chunks, the reference first.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The columns that the model reads.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.package.inputs().iter().map(|info| info.name.as_str())
    }

    /// The table that the rows are of.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The rows of the chunks `window`, as a range of all of them.
    fn range(&self, window: &Range<usize>) -> Range<usize> {
        let end = window.end.min(self.spans.len());
        let start = window.start.min(end);
        match (self.spans.get(start), self.spans[..end].last()) {
            (Some(first), Some(last)) if start < end => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The column `name`, or the model's own answers, for every row.
    fn values(&self, name: &str, progress: &dyn Progress) -> Result<Values, StepError> {
        if name == PREDICTION {
            let scores = self
                .package
                .scores_within(&self.table, &self.rows, progress)?;
            return Ok(Values::Numbers(answer(&self.package, &scores)));
        }
        let info = self.package.inputs().iter().find(|info| info.name == name);
        let kind = info.map(|info| info.kind).ok_or_else(|| {
            StepError::Invalid(format!(
                "The model does not read “{name}”. Choose another column in step 9."
            ))
        })?;
        Ok(match kind {
            Kind::Text | Kind::Boolean => {
                let mut categories = self.table.categories(name)?;
                let codes = self.rows.iter().map(|row| categories.codes[*row as usize]);
                categories.codes = codes.collect();
                Values::Categories(categories)
            }
            Kind::Integer | Kind::Decimal | Kind::Time => {
                let all = self.table.numbers(name)?;
                Values::Numbers(self.rows.iter().map(|row| all[*row as usize]).collect())
            }
        })
    }

    /// The rows of the table that lie in `bin` of the column `name` within the chunks `window`.
    ///
    /// # Errors
    /// If the model does not read the column.
    pub fn rows_of(
        &self,
        name: &str,
        (window, bin): (&Range<usize>, &Bin),
        progress: &dyn Progress,
    ) -> Result<Vec<u32>, StepError> {
        let range = self.range(window);
        let inside = self.values(name, progress)?.inside(range.clone(), bin);
        let rows = self.rows[range].iter().zip(inside);
        Ok(rows
            .filter(|(_, inside)| *inside)
            .map(|(row, _)| *row)
            .collect())
    }
}
