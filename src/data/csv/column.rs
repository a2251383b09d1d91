//! A column of one part of a text.

use polars::prelude::{
    BooleanChunkedBuilder, ChunkedBuilder as _, Float64Type, Int64Type, IntoSeries as _,
    PrimitiveChunkedBuilder, Series, StringChunkedBuilder, TimeUnit,
};

use super::{
    record::Field,
    value::{Values, joined},
};
use crate::data::Kind;

/// Takes the fields of one column, in order.
pub(super) struct Sink {
    state: State,
    capacity: usize,
    /// A person chose the kind: a value that does not fit is a fault.
    is_chosen: bool,
}

enum State {
    /// Nobody wants this column.
    Unwanted,
    /// Gaps only, and how many.
    Gaps(usize),
    Integers(PrimitiveChunkedBuilder<Int64Type>),
    Decimals(PrimitiveChunkedBuilder<Float64Type>),
    Booleans(BooleanChunkedBuilder),
    Times(PrimitiveChunkedBuilder<Int64Type>),
    Texts(StringChunkedBuilder),
    /// A value did not fit; the kind that holds it as well.
    Refused(Kind),
}

/// What a column of one part turned out to be.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Nobody wanted it.
    Unwanted,
    /// So many gaps.
    Gaps(usize),
    /// Values of one kind.
    Values(Kind, Series),
    /// Values do not fit the kind that was tried, but this one.
    Wider(Kind),
}

impl Sink {
    /// For a column that nobody wants.
    pub(super) fn unwanted() -> Self {
        Self {
            state: State::Unwanted,
            capacity: 0,
            is_chosen: false,
        }
    }

    /// For about `capacity` values of `kind`, or of the kind of the first value.
    pub(super) fn new(kind: Option<Kind>, capacity: usize, is_chosen: bool) -> Self {
        let state = kind.map_or(State::Gaps(0), |kind| State::of(kind, capacity));
        Self {
            state,
            capacity,
            is_chosen,
        }
    }

    /// Takes a field; gives the kind that was chosen for the column where it does not fit.
    pub(super) fn push(&mut self, field: Field<'_>, values: &Values) -> Result<(), Kind> {
        if matches!(self.state, State::Unwanted | State::Refused(_)) {
            return Ok(());
        }
        if values.is_missing(field.text) {
            self.push_gap();
            return Ok(());
        }
        if let State::Gaps(n) = self.state {
            self.state = State::of(values.kind(&field.value()), self.capacity.max(n));
            for _ in 0..n {
                self.push_gap();
            }
        }
        let text = field.text;
        let fits = match &mut self.state {
            State::Integers(to) => Values::integer(text).map(|value| to.append_value(value)),
            State::Decimals(to) => values.decimal(text).map(|value| to.append_value(value)),
            State::Booleans(to) => {
                let value = if self.is_chosen {
                    Values::truth(text)
                } else {
                    Values::boolean(text)
                };
                value.map(|value| to.append_value(value))
            }
            State::Times(to) => Values::time(text).map(|value| to.append_value(value)),
            State::Texts(to) => {
                to.append_value(field.value());
                Some(())
            }
            State::Unwanted | State::Gaps(_) | State::Refused(_) => Some(()),
        };
        if fits.is_none() {
            let kind = self.state.kind().unwrap_or(Kind::Text);
            if self.is_chosen {
                return Err(kind);
            }
            self.state = State::Refused(joined(kind, values.kind(&field.value())));
        }
        Ok(())
    }

    /// Takes a gap.
    pub(super) fn push_gap(&mut self) {
        match &mut self.state {
            State::Gaps(n) => *n += 1,
            State::Integers(to) | State::Times(to) => to.append_null(),
            State::Decimals(to) => to.append_null(),
            State::Booleans(to) => to.append_null(),
            State::Texts(to) => to.append_null(),
            State::Unwanted | State::Refused(_) => {}
        }
    }

    /// What came of it.
    pub(super) fn finish(self) -> Piece {
        let kind = self.state.kind();
        let series = match self.state {
            State::Unwanted => return Piece::Unwanted,
            State::Gaps(n) => return Piece::Gaps(n),
            State::Refused(wider) => return Piece::Wider(wider),
            State::Integers(from) => from.finish().into_series(),
            State::Decimals(from) => from.finish().into_series(),
            State::Booleans(from) => from.finish().into_series(),
            State::Times(from) => from
                .finish()
                .into_datetime(TimeUnit::Microseconds, None)
                .into_series(),
            State::Texts(from) => from.finish().into_series(),
        };
        Piece::Values(kind.unwrap_or(Kind::Text), series)
    }
}

impl State {
    fn of(kind: Kind, capacity: usize) -> Self {
        let name = "".into();
        match kind {
            Kind::Integer => Self::Integers(PrimitiveChunkedBuilder::new(name, capacity)),
            Kind::Decimal => Self::Decimals(PrimitiveChunkedBuilder::new(name, capacity)),
            Kind::Boolean => Self::Booleans(BooleanChunkedBuilder::new(name, capacity)),
            Kind::Time => Self::Times(PrimitiveChunkedBuilder::new(name, capacity)),
            Kind::Text => Self::Texts(StringChunkedBuilder::new(name, capacity)),
        }
    }

    fn kind(&self) -> Option<Kind> {
        match self {
            Self::Integers(_) => Some(Kind::Integer),
            Self::Decimals(_) => Some(Kind::Decimal),
            Self::Booleans(_) => Some(Kind::Boolean),
            Self::Times(_) => Some(Kind::Time),
            Self::Texts(_) => Some(Kind::Text),
            Self::Unwanted | Self::Gaps(_) | Self::Refused(_) => None,
        }
    }
}

impl Piece {
    /// The kind of its values, if it has any.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Values(kind, _) | Self::Wider(kind) => Some(*kind),
            Self::Unwanted | Self::Gaps(_) => None,
        }
    }
}
