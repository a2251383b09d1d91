use std::borrow::Cow;

use super::super::super::{ColumnData, Kind, cells::Cells};

/// The values of an expression for some rows that follow each other; `None` is a gap.
#[derive(Clone, Debug)]
pub(super) enum Vector<'a> {
    Integers(Vec<Option<i64>>),
    Numbers(Vec<Option<f64>>),
    Booleans(Vec<Option<bool>>),
    Texts(Vec<Option<Cow<'a, str>>>),
    Times(Vec<Option<i64>>),
}

/// One value that stands in the text of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Text(String),
    Time(i64),
}

/// The columns of a table that a formula reads, and which of their rows.
pub(super) struct Rows<'a> {
    /// In the order of the formula's inputs; nothing for a column without any value.
    pub(super) columns: Vec<Option<Cells<'a>>>,
    pub(super) first: usize,
    pub(super) n: usize,
}

impl Scalar {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Integer(_) => Kind::Integer,
            Self::Number(_) => Kind::Decimal,
            Self::Boolean(_) => Kind::Boolean,
            Self::Text(_) => Kind::Text,
            Self::Time(_) => Kind::Time,
        }
    }

    pub(super) fn repeat(&self, n: usize) -> Vector<'_> {
        match self {
            Self::Integer(value) => Vector::Integers(vec![Some(*value); n]),
            Self::Number(value) => Vector::Numbers(vec![Some(*value); n]),
            Self::Boolean(value) => Vector::Booleans(vec![Some(*value); n]),
            Self::Text(value) => Vector::Texts(vec![Some(Cow::Borrowed(value.as_str())); n]),
            Self::Time(value) => Vector::Times(vec![Some(*value); n]),
        }
    }
}

impl<'a> Rows<'a> {
    /// The values of input `index`, which holds values of `kind`.
    pub(super) fn column(&self, index: usize, kind: Kind) -> Vector<'a> {
        let rows = self.first..self.first + self.n;
        match self.columns.get(index).copied().flatten() {
            None => Vector::gaps(kind, self.n),
            Some(Cells::Integers(values)) if kind == Kind::Decimal => Vector::Numbers(
                rows.map(|row| values.get(row).map(|value| value as f64))
                    .collect(),
            ),
            Some(Cells::Integers(values)) => {
                Vector::Integers(rows.map(|row| values.get(row)).collect())
            }
            Some(Cells::Decimals(values)) => {
                Vector::Numbers(rows.map(|row| values.get(row)).collect())
            }
            Some(Cells::Booleans(values)) => {
                Vector::Booleans(rows.map(|row| values.get(row)).collect())
            }
            Some(Cells::Texts(values)) => {
                Vector::Texts(rows.map(|row| values.get(row).map(Cow::Borrowed)).collect())
            }
            Some(Cells::Times(values)) => Vector::Times(rows.map(|row| values.get(row)).collect()),
        }
    }
}

impl<'a> Vector<'a> {
    pub(super) fn gaps(kind: Kind, n: usize) -> Self {
        match kind {
            Kind::Integer => Self::Integers(vec![None; n]),
            Kind::Decimal => Self::Numbers(vec![None; n]),
            Kind::Boolean => Self::Booleans(vec![None; n]),
            Kind::Text => Self::Texts(vec![None; n]),
            Kind::Time => Self::Times(vec![None; n]),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Integers(values) | Self::Times(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Booleans(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Which values are gaps.
    pub(super) fn is_gap(&self) -> Vec<Option<bool>> {
        fn gaps<T>(values: &[Option<T>]) -> Vec<Option<bool>> {
            values.iter().map(|value| Some(value.is_none())).collect()
        }
        match self {
            Self::Integers(values) | Self::Times(values) => gaps(values),
            Self::Numbers(values) => gaps(values),
            Self::Booleans(values) => gaps(values),
            Self::Texts(values) => gaps(values),
        }
    }

    // The compiler of formulas gives every node operands of the right kind: these four never
    // meet another one, and would read it as gaps.

    pub(super) fn integers(self) -> Vec<Option<i64>> {
        match self {
            Self::Integers(values) | Self::Times(values) => values,
            other => vec![None; other.len()],
        }
    }

    pub(super) fn numbers(self) -> Vec<Option<f64>> {
        match self {
            Self::Numbers(values) => values,
            other => vec![None; other.len()],
        }
    }

    pub(super) fn booleans(self) -> Vec<Option<bool>> {
        match self {
            Self::Booleans(values) => values,
            other => vec![None; other.len()],
        }
    }

    pub(super) fn texts(self) -> Vec<Option<Cow<'a, str>>> {
        match self {
            Self::Texts(values) => values,
            other => vec![None; other.len()],
        }
    }

    /// The value at `row` of the vector `choose(row)` in `choices`; a gap where there is none.
    pub(super) fn choose(
        choices: Vec<Self>,
        kind: Kind,
        n: usize,
        choose: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        fn pick<T: Clone>(
            choices: &[Vec<Option<T>>],
            n: usize,
            choose: impl Fn(usize) -> Option<usize>,
        ) -> Vec<Option<T>> {
            (0..n)
                .map(|row| choose(row).and_then(|choice| choices[choice][row].clone()))
                .collect()
        }
        fn all<'a, T>(
            choices: Vec<Vector<'a>>,
            of: impl Fn(Vector<'a>) -> Vec<Option<T>>,
        ) -> Vec<Vec<Option<T>>> {
            choices.into_iter().map(of).collect()
        }
        match kind {
            Kind::Integer => Self::Integers(pick(&all(choices, Self::integers), n, choose)),
            Kind::Decimal => Self::Numbers(pick(&all(choices, Self::numbers), n, choose)),
            Kind::Boolean => Self::Booleans(pick(&all(choices, Self::booleans), n, choose)),
            Kind::Text => Self::Texts(pick(&all(choices, Self::texts), n, choose)),
            Kind::Time => Self::Times(pick(&all(choices, Self::integers), n, choose)),
        }
    }

    /// As a column, without infinite numbers.
    pub(super) fn into_data(self) -> ColumnData {
        match self {
            Self::Integers(values) => ColumnData::Integers(values),
            Self::Numbers(values) => ColumnData::Numbers(
                values
                    .into_iter()
                    .map(|value| value.filter(|value| value.is_finite()))
                    .collect(),
            ),
            Self::Booleans(values) => ColumnData::Booleans(values),
            Self::Texts(values) => ColumnData::Texts(
                values
                    .into_iter()
                    .map(|value| value.map(Cow::into_owned))
                    .collect(),
            ),
            Self::Times(values) => ColumnData::Times(values),
        }
    }
}
