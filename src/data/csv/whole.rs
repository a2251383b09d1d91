//! A column of the whole text, which grows part by part.
//!
//! Parts are copied in and dropped as they come: what is held beside the table is a few parts.
//! Joining all of them in the end would need every column twice, for an allocator does not give
//! back the many small pieces between those that are still in use.

use polars::prelude::{
    BooleanChunked, Column, Float64Chunked, Int64Chunked, IntoColumn as _, IntoSeries as _,
    PlSmallStr, Series, StringChunked, TimeUnit,
};
use polars_arrow::{
    array::{BooleanArray, MutableBinaryViewArray, PrimitiveArray},
    bitmap::{Bitmap, MutableBitmap},
    datatypes::ArrowDataType,
    types::NativeType,
};

use super::{column::Piece, part::Wanted, value::joined};
use crate::data::{Kind, column_data::data_type};

/// A column that grows.
pub(super) struct Whole {
    wanted: Wanted,
    /// The kind that holds all that was taken so far.
    found: Option<Kind>,
    state: State,
}

enum State {
    /// Gaps only, and how many.
    Gaps(usize),
    Integers(Numbers<i64>),
    Decimals(Numbers<f64>),
    Booleans(MutableBitmap, MutableBitmap),
    Times(Numbers<i64>),
    Texts(MutableBinaryViewArray<str>),
    /// The values must be had from the text itself: they were taken for something else.
    Late,
}

/// Numbers, and where there are none.
#[derive(Default)]
struct Numbers<T> {
    values: Vec<T>,
    is_known: MutableBitmap,
}

/// What became of a column.
pub(super) enum Outcome {
    /// Nobody wanted it.
    Unwanted,
    /// Here it is.
    Column(Column),
    /// It is of this kind, and can only be had from the text itself.
    Late(Kind),
}

impl Whole {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            found: None,
            state: State::Gaps(0),
        }
    }

    /// Takes the next part.
    pub(super) fn take(&mut self, piece: &Piece) {
        let (kind, series) = match piece {
            Piece::Unwanted => return,
            Piece::Gaps(n) => return self.state.take_gaps(*n),
            Piece::Wider(kind) => {
                self.state = State::Late;
                (*kind, None)
            }
            Piece::Values(kind, series) => (*kind, Some(series)),
        };
        let before = self.found;
        let whole = before.map_or(kind, |before| joined(before, kind));
        self.found = Some(whole);
        if let (State::Gaps(n), None) = (&self.state, before) {
            self.state = State::of(whole, *n);
        }
        if before.is_some_and(|before| before != whole) || kind != whole {
            self.state.widen(whole);
        }
        if let Some(series) = series {
            self.state.take(kind, series);
        }
    }

    /// The column, called `name`.
    pub(super) fn finish(self, name: &str) -> Outcome {
        if self.wanted == Wanted::Nothing {
            return Outcome::Unwanted;
        }
        let kind = super::final_kind(self.wanted, self.found);
        let name = PlSmallStr::from(name);
        let series = match self.state {
            State::Late => return Outcome::Late(kind),
            State::Gaps(n) => Series::full_null(name, n, &data_type(kind)),
            State::Integers(from) => Int64Chunked::with_chunk(name, from.array()).into_series(),
            State::Decimals(from) => Float64Chunked::with_chunk(name, from.array()).into_series(),
            State::Booleans(values, is_known) => {
                let values =
                    BooleanArray::new(ArrowDataType::Boolean, values.freeze(), gaps(is_known));
                BooleanChunked::with_chunk(name, values).into_series()
            }
            State::Times(from) => Int64Chunked::with_chunk(name, from.array())
                .into_datetime(TimeUnit::Microseconds, None)
                .into_series(),
            State::Texts(from) => StringChunked::with_chunk(name, from.freeze()).into_series(),
        };
        Outcome::Column(series.into_column())
    }
}

impl State {
    /// A column of `gaps` gaps that takes values of `kind`.
    fn of(kind: Kind, gaps: usize) -> Self {
        let mut state = match kind {
            Kind::Integer => Self::Integers(Numbers::default()),
            Kind::Decimal => Self::Decimals(Numbers::default()),
            Kind::Boolean => Self::Booleans(MutableBitmap::new(), MutableBitmap::new()),
            Kind::Time => Self::Times(Numbers::default()),
            Kind::Text => Self::Texts(MutableBinaryViewArray::new()),
        };
        state.take_gaps(gaps);
        state
    }

    fn take_gaps(&mut self, n: usize) {
        match self {
            Self::Gaps(before) => *before += n,
            Self::Integers(to) | Self::Times(to) => to.take_gaps(n),
            Self::Decimals(to) => to.take_gaps(n),
            Self::Booleans(values, is_known) => {
                values.extend_constant(n, false);
                is_known.extend_constant(n, false);
            }
            Self::Texts(to) => to.extend_null(n),
            Self::Late => {}
        }
    }

    /// Makes room for values of `kind`, which holds all that was taken.
    fn widen(&mut self, kind: Kind) {
        *self = match std::mem::replace(self, Self::Late) {
            Self::Integers(from) if kind == Kind::Decimal => Self::Decimals(from.decimals()),
            Self::Decimals(same) if kind == Kind::Decimal => Self::Decimals(same),
            _ => Self::Late,
        };
    }

    /// Takes `series`, values of `kind`. It fits by now, or comes late.
    fn take(&mut self, kind: Kind, series: &Series) {
        for chunk in series.chunks() {
            let chunk = chunk.as_any();
            match self {
                Self::Integers(to) | Self::Times(to) => chunk.downcast_ref().map(|c| to.take(c)),
                Self::Decimals(to) if kind == Kind::Integer => chunk
                    .downcast_ref()
                    .map(|integers| to.take_with(integers, |value: i64| value as f64)),
                Self::Decimals(to) => chunk.downcast_ref().map(|c| to.take(c)),
                Self::Booleans(values, is_known) => {
                    chunk.downcast_ref().map(|from: &BooleanArray| {
                        values.extend_from_bitmap(from.values());
                        extend(is_known, from.validity(), from.len());
                    })
                }
                Self::Texts(to) => chunk.downcast_ref().map(|c| to.extend_from_array(c)),
                Self::Gaps(_) | Self::Late => None,
            };
        }
    }
}

impl<T: NativeType> Numbers<T> {
    fn take_gaps(&mut self, n: usize) {
        self.values.resize(self.values.len() + n, T::default());
        self.is_known.extend_constant(n, false);
    }

    fn take(&mut self, from: &PrimitiveArray<T>) {
        self.values.extend_from_slice(from.values());
        extend(&mut self.is_known, from.validity(), from.len());
    }

    fn take_with<S: NativeType>(&mut self, from: &PrimitiveArray<S>, value: impl Fn(S) -> T) {
        self.values.extend(from.values().iter().copied().map(value));
        extend(&mut self.is_known, from.validity(), from.len());
    }

    fn array(self) -> PrimitiveArray<T> {
        PrimitiveArray::new(T::PRIMITIVE.into(), self.values.into(), gaps(self.is_known))
    }
}

impl Numbers<i64> {
    fn decimals(self) -> Numbers<f64> {
        Numbers {
            values: self.values.into_iter().map(|value| value as f64).collect(),
            is_known: self.is_known,
        }
    }
}

/// Which of the `n` values that were added are known.
fn extend(is_known: &mut MutableBitmap, added: Option<&Bitmap>, n: usize) {
    match added {
        Some(added) => is_known.extend_from_bitmap(added),
        None => is_known.extend_constant(n, true),
    }
}

/// The same as an array keeps it: nothing where every value is known.
fn gaps(is_known: MutableBitmap) -> Option<Bitmap> {
    let is_known = is_known.freeze();
    (is_known.unset_bits() > 0).then_some(is_known)
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom as _;

    use super::*;

    fn grown(pieces: &[Piece]) -> Outcome {
        let mut whole = Whole::new(Wanted::Guess(None));
        for piece in pieces {
            whole.take(piece);
        }
        whole.finish("x")
    }

    fn values(kind: Kind, series: Series) -> Piece {
        Piece::Values(kind, series)
    }

    #[test]
    fn numbers_become_decimals_where_a_later_part_has_them() {
        let outcome = grown(&[
            Piece::Gaps(1),
            values(Kind::Integer, Series::new("".into(), [Some(1_i64), None])),
            values(Kind::Decimal, Series::new("".into(), [0.5])),
            values(Kind::Integer, Series::new("".into(), [3_i64])),
            Piece::Gaps(1),
        ]);
        let Outcome::Column(column) = outcome else {
            panic!("there is a column");
        };
        let found: Vec<Option<f64>> = column.f64().unwrap().iter().collect();
        assert_eq!(found, [None, Some(1.0), None, Some(0.5), Some(3.0), None]);
        assert_eq!(column.n_chunks(), 1);
    }

    #[test]
    fn what_was_read_as_a_number_cannot_become_text_again() {
        let late = grown(&[
            values(Kind::Integer, Series::new("".into(), [7_i64])),
            values(Kind::Text, Series::new("".into(), ["x"])),
            values(Kind::Integer, Series::new("".into(), [8_i64])),
        ]);
        assert!(matches!(late, Outcome::Late(Kind::Text)));
        let wider = grown(&[Piece::Gaps(3), Piece::Wider(Kind::Text)]);
        assert!(matches!(wider, Outcome::Late(Kind::Text)));
    }

    #[test]
    fn texts_and_truths_keep_their_gaps() {
        let long = "a text that is too long to lie in its view";
        let Outcome::Column(texts) = grown(&[
            values(Kind::Text, Series::new("".into(), [Some("a"), None])),
            Piece::Gaps(1),
            values(Kind::Text, Series::new("".into(), [long])),
        ]) else {
            panic!("there is a column");
        };
        let found: Vec<Option<&str>> = texts.str().unwrap().iter().collect();
        assert_eq!(found, [Some("a"), None, None, Some(long)]);
        let Outcome::Column(truths) = grown(&[
            values(Kind::Boolean, Series::new("".into(), [Some(true), None])),
            values(Kind::Boolean, Series::new("".into(), [false])),
        ]) else {
            panic!("there is a column");
        };
        let found: Vec<Option<bool>> = truths.bool().unwrap().iter().collect();
        assert_eq!(found, [Some(true), None, Some(false)]);
        let gaps = grown(&[Piece::Gaps(2)]);
        assert!(matches!(gaps, Outcome::Column(column) if column.null_count() == 2));
    }
}
