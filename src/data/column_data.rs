use polars::prelude::{Column, DataType, IntoColumn as _, NamedFrom as _, Series, TimeUnit};

use super::Kind;

/// The values of a column on their way into a table; `None` where one is missing.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnData {
    /// Floating point numbers; NaN counts as missing.
    Numbers(Vec<Option<f64>>),
    /// Whole numbers.
    Integers(Vec<Option<i64>>),
    /// True or false.
    Booleans(Vec<Option<bool>>),
    /// Text.
    Texts(Vec<Option<String>>),
    /// Microseconds since 1970-01-01, without a time zone.
    Times(Vec<Option<i64>>),
}

impl ColumnData {
    /// How many values there are, missing ones included.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Integers(values) | Self::Times(values) => values.len(),
            Self::Booleans(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the values are.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Numbers(_) => Kind::Decimal,
            Self::Integers(_) => Kind::Integer,
            Self::Booleans(_) => Kind::Boolean,
            Self::Texts(_) => Kind::Text,
            Self::Times(_) => Kind::Time,
        }
    }

    /// So many gaps.
    pub fn gaps(kind: Kind, n: usize) -> Self {
        match kind {
            Kind::Decimal => Self::Numbers(vec![None; n]),
            Kind::Integer => Self::Integers(vec![None; n]),
            Kind::Boolean => Self::Booleans(vec![None; n]),
            Kind::Text => Self::Texts(vec![None; n]),
            Kind::Time => Self::Times(vec![None; n]),
        }
    }

    /// Whether the value at `row` is missing.
    pub fn is_gap(&self, row: usize) -> bool {
        match self {
            Self::Numbers(values) => values[row].is_none_or(f64::is_nan),
            Self::Integers(values) | Self::Times(values) => values[row].is_none(),
            Self::Booleans(values) => values[row].is_none(),
            Self::Texts(values) => values[row].is_none(),
        }
    }

    /// The values at `places`; a gap where there is none.
    pub(super) fn pick(&self, places: impl Iterator<Item = Option<usize>>) -> Self {
        match self {
            Self::Numbers(values) => Self::Numbers(places.map(|at| values[at?]).collect()),
            Self::Integers(values) => Self::Integers(places.map(|at| values[at?]).collect()),
            Self::Times(values) => Self::Times(places.map(|at| values[at?]).collect()),
            Self::Booleans(values) => Self::Booleans(places.map(|at| values[at?]).collect()),
            Self::Texts(values) => Self::Texts(places.map(|at| values[at?].clone()).collect()),
        }
    }

    /// The same with gaps for numbers that are not finite.
    pub(super) fn finite(mut self) -> Self {
        if let Self::Numbers(values) = &mut self {
            for value in values {
                *value = value.filter(|value| value.is_finite());
            }
        }
        self
    }

    /// As a column of the engine.
    pub(super) fn into_column(self, name: &str) -> Column {
        let name = name.into();
        match self {
            Self::Numbers(mut values) => {
                for value in &mut values {
                    *value = value.filter(|value| !value.is_nan());
                }
                Series::new(name, values).into_column()
            }
            Self::Integers(values) => Series::new(name, values).into_column(),
            Self::Booleans(values) => Series::new(name, values).into_column(),
            Self::Texts(values) => Series::new(name, values).into_column(),
            Self::Times(values) => {
                let times = polars::prelude::Int64Chunked::new(name, values);
                times
                    .into_datetime(TimeUnit::Microseconds, None)
                    .into_column()
            }
        }
    }
}

/// The engine's type for a kind.
pub(super) fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Integer => DataType::Int64,
        Kind::Decimal => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Text => DataType::String,
        Kind::Time => DataType::Datetime(TimeUnit::Microseconds, None),
    }
}

/// The kind that holds what a type of the engine holds; nothing for lists and the like.
pub(super) fn kind_of(data_type: &DataType) -> Option<Kind> {
    Some(match data_type {
        DataType::Boolean => Kind::Boolean,
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64 => Kind::Integer,
        DataType::Float32 | DataType::Float64 => Kind::Decimal,
        // A column of gaps only: nothing is known of it, and text can hold anything later.
        DataType::String | DataType::Null => Kind::Text,
        DataType::Date | DataType::Datetime(..) => Kind::Time,
        _ => return None,
    })
}
