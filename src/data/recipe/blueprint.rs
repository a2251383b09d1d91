//! What a fitted recipe does to one row, in terms that other programs have: for writing it in
//! another format.

use std::collections::BTreeSet;

use super::{
    FittedRecipe, LogMethod, RecipeError, TimePart,
    bin::BinOutput,
    fitted::FittedColumn,
    operation::FittedOperation,
    state::{Flow, State},
};
use crate::data::{ColumnData, ColumnInfo, Kind, Table};

/// What a fitted recipe does to a row that is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    /// The raw columns that a row must have.
    pub inputs: Vec<ColumnInfo>,
    /// Columns that are made of them first, in order; each may read the ones before.
    pub made: Vec<Made>,
    /// How the prepared columns come of these, in matrix order.
    pub columns: Vec<PreparedColumn>,
}

/// A column that is made of others of the same row; it takes the place of one of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its name.
    pub name: String,
    /// How it is made.
    pub making: Making,
}

/// How a column is made of others of the same row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Making {
    /// The same values under a new name; the old one is gone.
    Renamed(String),
    /// Its own values, read as another kind. What cannot be read so is a gap.
    Cast(Kind),
}

/// A column whose values become numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct PreparedColumn {
    /// Its name and kind before.
    pub input: ColumnInfo,
    /// The names of the prepared columns.
    pub outputs: Vec<String>,
    /// What is done to it.
    pub way: Way,
}

/// How the values of a column become numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// Every text has its numbers.
    Texts(Lookup),
    /// Numbers are changed step by step; one that is not finite is a gap from the start.
    Numbers(Chain),
    /// Times are taken apart first: each part as a number, or, with a period, as sine and cosine
    /// of a circle that it goes round in that time.
    Times(Vec<(TimePart, Option<f64>)>, Chain),
}

/// The prepared columns of every text.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    /// The texts that are told apart, sorted.
    pub texts: Vec<String>,
    /// The numbers of each text; then those of any other text, then those of a gap.
    pub rows: Vec<Vec<f64>>,
}

/// Steps on one or several columns of numbers; NaN is a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The steps, in order.
    pub steps: Vec<NumberStep>,
    /// What comes last.
    pub end: End,
}

/// A step on one or several columns of numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberStep {
    /// Gaps get these numbers. Where a column is marked, a column that is 1 where there was a gap,
    /// else 0, comes behind all prepared columns of this one.
    Fill {
        /// The number for each column.
        with: Vec<f64>,
        /// Which columns are marked.
        marked: Vec<bool>,
    },
    /// Values beyond a limit are moved to it: the lower and the upper one of each column.
    Clip(Vec<(Option<f64>, Option<f64>)>),
    /// Each column less its centre, over its spread.
    Scale {
        /// What is subtracted.
        centers: Vec<f64>,
        /// By what is divided.
        spreads: Vec<f64>,
    },
    /// The logarithm.
    Log(LogMethod),
    /// How many of a column's ascending edges are at most the value; a gap stays one.
    Bins(Vec<Vec<f64>>),
    /// Some columns are left out.
    Keep(Vec<bool>),
}

/// What comes after the last step.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// Gaps that are left get these numbers, one for each column.
    Fills(Vec<f64>),
    /// One column is left; its bins (see [`NumberStep::Bins`]) have their numbers.
    Bins {
        /// The inner edges, ascending.
        edges: Vec<f64>,
        /// What each bin becomes, and in the end a gap.
        table: CellTable,
    },
}

/// The numbers of every place of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct CellTable {
    /// The prepared columns of each place.
    pub numbers: Vec<Vec<f64>>,
    /// The marks of gaps of each place, which come behind all prepared columns of this one.
    pub marks: Vec<Vec<f64>>,
}

/// A step that looks at more than one row, or that other programs have no terms for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("step {step} of the recipe ({operation}, column “{column}”) {why}")]
pub struct Unsayable {
    /// Which step, from 1.
    pub step: usize,
    /// The operation, by its name on the screen.
    pub operation: String,
    /// The column that it makes.
    pub column: String,
    /// Why, as the rest of a sentence.
    pub why: &'static str,
}

impl FittedRecipe {
    /// What it does to a row that is asked about.
    ///
    /// # Errors
    /// The first step that cannot be said: one that looks back at earlier rows, or into texts.
    pub fn blueprint(&self) -> Result<Blueprint, Unsayable> {
        let inputs = self.parts.inputs.clone();
        let texts = inputs.iter().filter(|input| input.kind == Kind::Text);
        let mut texts: BTreeSet<String> = texts.map(|input| input.name.clone()).collect();
        let mut made = Vec::new();
        for step in self.parts.stage.serving() {
            let name = step.work.makes().unwrap_or_default().to_owned();
            let making = step.work.making().and_then(|making| match &making {
                Making::Renamed(from) => {
                    if texts.remove(from) {
                        texts.insert(name.clone());
                    }
                    Ok(making)
                }
                Making::Cast(Kind::Text) if texts.contains(&name) => Ok(making),
                Making::Cast(Kind::Text) => Err("writes values as texts"),
                Making::Cast(_) if texts.contains(&name) => Err("reads texts as something else"),
                Making::Cast(_) => Ok(making),
            });
            let making = making.map_err(|why| Unsayable {
                step: step.step,
                operation: step.operation.clone(),
                column: name.clone(),
                why,
            })?;
            made.push(Made { name, making });
        }
        Ok(Blueprint {
            inputs,
            made,
            columns: self.parts.columns.iter().map(prepared).collect(),
        })
    }
}

fn prepared(column: &FittedColumn) -> PreparedColumn {
    let operations = column.operations.as_slice();
    let way = match (column.input.kind, operations) {
        (Kind::Text, _) => Way::Texts(lookup(column)),
        (Kind::Time, _) => {
            let taken_apart = operations.iter().enumerate().find_map(|(at, op)| match op {
                FittedOperation::TimeParts(parts) => Some((parts, &operations[at + 1..])),
                _ => None,
            });
            match taken_apart {
                Some((parts, rest)) => {
                    let of = |part: &TimePart| (*part, parts.circle(*part));
                    let parts = parts.chosen().iter().map(of).collect();
                    Way::Times(parts, chain(column, rest))
                }
                // A time that nothing takes apart is left out.
                None => Way::Times(Vec::new(), chain(column, &[])),
            }
        }
        (Kind::Integer | Kind::Decimal | Kind::Boolean, _) => {
            Way::Numbers(chain(column, operations))
        }
    };
    PreparedColumn {
        input: column.input.clone(),
        outputs: column.outputs.clone(),
        way,
    }
}

/// The steps on numbers; from bins that are text on everything is a list.
fn chain(column: &FittedColumn, operations: &[FittedOperation]) -> Chain {
    let mut steps = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        let step = match operation {
            FittedOperation::Impute(fill) => NumberStep::Fill {
                with: fill.numbers.clone(),
                marked: fill.indicators.clone(),
            },
            FittedOperation::Clip(clip) => NumberStep::Clip(clip.limits.clone()),
            FittedOperation::Scale(scale) => NumberStep::Scale {
                centers: scale.centers.clone(),
                spreads: scale.spreads.clone(),
            },
            FittedOperation::Log(log) => NumberStep::Log(log.method),
            FittedOperation::DropConstant(drop) => NumberStep::Keep(drop.keep.clone()),
            FittedOperation::Bin(bin) if bin.output == BinOutput::Text => {
                let edges = bin.edges.first().cloned().unwrap_or_default();
                let table = binned(column, &operations[at..], &edges);
                return Chain {
                    steps,
                    end: End::Bins { edges, table },
                };
            }
            FittedOperation::Bin(bin) => NumberStep::Bins(bin.edges.clone()),
            // The recipe's fit has refused what works on text or times.
            FittedOperation::OneHot(_)
            | FittedOperation::Ordinal(_)
            | FittedOperation::Target(_)
            | FittedOperation::Frequency(_)
            | FittedOperation::TimeParts(_)
            | FittedOperation::Rare(_) => continue,
        };
        steps.push(step);
    }
    Chain {
        steps,
        end: End::Fills(column.fills.clone()),
    }
}

/// What becomes of each bin, and of a gap: the operations themselves tell, on one value of each.
fn binned(column: &FittedColumn, operations: &[FittedOperation], edges: &[f64]) -> CellTable {
    let mut values = vec![f64::NEG_INFINITY];
    values.extend_from_slice(edges);
    values.push(f64::NAN);
    let mut state = State {
        n_rows: values.len(),
        flow: Flow::Numbers(values),
        indicators: Vec::new(),
    };
    for operation in operations {
        operation.apply(&mut state, false);
    }
    column.fill(&mut state);
    let n = state.n_rows;
    let numbers = match state.flow {
        Flow::Numbers(values) => rows(&values, n),
        Flow::Categories(_) | Flow::Times(_) => vec![Vec::new(); n],
    };
    CellTable {
        numbers,
        marks: rows(&state.indicators, n),
    }
}

/// What becomes of each text that some operation tells apart, of any other, and of a gap.
fn lookup(column: &FittedColumn) -> Lookup {
    let mut texts = BTreeSet::new();
    for operation in &column.operations {
        match operation {
            FittedOperation::Impute(fill) => texts.extend(&fill.text),
            FittedOperation::OneHot(encoding) => texts.extend(encoding.levels.iter()),
            FittedOperation::Ordinal(encoding) => texts.extend(encoding.levels.iter()),
            FittedOperation::Target(encoding) => texts.extend(encoding.levels.iter()),
            FittedOperation::Frequency(encoding) => texts.extend(encoding.levels.iter()),
            FittedOperation::Rare(rare) => {
                texts.extend(rare.kept.iter());
                texts.insert(&rare.name);
            }
            FittedOperation::DropConstant(_)
            | FittedOperation::TimeParts(_)
            | FittedOperation::Clip(_)
            | FittedOperation::Log(_)
            | FittedOperation::Bin(_)
            | FittedOperation::Scale(_) => {}
        }
    }
    // A text that is none of them.
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or(0);
    let other = "?".repeat(longest + 1);
    let texts: Vec<String> = texts.into_iter().cloned().collect();
    let mut values: Vec<Option<String>> = texts.iter().cloned().map(Some).collect();
    values.extend([Some(other), None]);
    let n = values.len();
    let name = column.input.name.clone();
    let rows = Table::from_columns(vec![(name, ColumnData::Texts(values))])
        .map_err(RecipeError::from)
        .and_then(|table| column.apply(&table, false))
        .map(|numbers| rows(&numbers, n));
    Lookup {
        texts,
        // One column of text under the column's own name is what it was fitted on.
        rows: rows.unwrap_or_else(|_| vec![Vec::new(); n]),
    }
}

/// Columns of `n` rows, one after the other, as rows.
fn rows(columns: &[f64], n: usize) -> Vec<Vec<f64>> {
    let row = |i: usize| columns.iter().skip(i).step_by(n).copied().collect();
    (0..n).map(row).collect()
}
