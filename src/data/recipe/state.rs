use super::{
    super::{Categories, ColumnInfo, DataError, Kind, Table},
    RecipeError,
};

/// What has become of one raw column so far.
pub(super) struct State {
    pub(super) n_rows: usize,
    pub(super) flow: Flow,
    /// Finished 0/1 columns beside it, one after the other.
    pub(super) indicators: Vec<f64>,
}

/// The values that the next operation works on.
pub(super) enum Flow {
    Categories(Categories),
    Times(Vec<Option<i64>>),
    /// Columns of `n_rows` values, one after the other; NaN where a value is missing.
    Numbers(Vec<f64>),
}

/// The names of what a [`State`] holds; known from fitting on.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) raw: String,
    pub(super) main: Vec<String>,
    pub(super) indicators: Vec<String>,
}

impl Names {
    pub(super) fn of(raw: &str) -> Self {
        Self {
            raw: raw.to_owned(),
            main: vec![raw.to_owned()],
            indicators: Vec::new(),
        }
    }
}

impl State {
    /// Reads a raw column. Infinite numbers count as missing: no model could use them.
    pub(super) fn read(table: &Table, info: &ColumnInfo) -> Result<Self, RecipeError> {
        let name = info.name.as_str();
        let index = table
            .column_index(name)
            .ok_or_else(|| RecipeError::MissingColumn {
                column: name.to_owned(),
            })?;
        let found = table.columns()[index].kind;
        let flow = match info.kind {
            Kind::Text => table.categories(name).map(Flow::Categories),
            Kind::Time => table.times(name).map(Flow::Times),
            // A time has a number too, but never the one that was meant.
            Kind::Integer | Kind::Decimal | Kind::Boolean if found != Kind::Time => {
                table.numbers(name).map(|mut values| {
                    values
                        .iter_mut()
                        .filter(|value| !value.is_finite())
                        .for_each(|value| *value = f64::NAN);
                    Flow::Numbers(values)
                })
            }
            Kind::Integer | Kind::Decimal | Kind::Boolean => Err(DataError::WrongKind {
                name: name.to_owned(),
                found,
                wanted: "a number",
            }),
        };
        let flow = flow.map_err(|err| match err {
            DataError::WrongKind { .. } => RecipeError::OtherKind {
                column: name.to_owned(),
                found,
                expected: info.kind,
            },
            other => other.into(),
        })?;
        Ok(Self {
            n_rows: table.n_rows(),
            flow,
            indicators: Vec::new(),
        })
    }

    /// The columns of numbers; none where the flow is something else or there are no rows.
    pub(super) fn number_columns(&self) -> impl Iterator<Item = &[f64]> {
        let values = match &self.flow {
            Flow::Numbers(values) => values.as_slice(),
            Flow::Categories(_) | Flow::Times(_) => &[],
        };
        values.chunks_exact(self.n_rows.max(1))
    }

    /// The same, to be changed in place.
    pub(super) fn number_columns_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        let values = match &mut self.flow {
            Flow::Numbers(values) => values.as_mut_slice(),
            Flow::Categories(_) | Flow::Times(_) => &mut [],
        };
        values.chunks_exact_mut(self.n_rows.max(1))
    }
}

/// A 0/1 column as numbers.
pub(super) fn flags(flags: impl Iterator<Item = bool>) -> impl Iterator<Item = f64> {
    flags.map(|flag| f64::from(u8::from(flag)))
}
