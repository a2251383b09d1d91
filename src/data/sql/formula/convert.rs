//! Values of one kind as values of another: what `CAST` does in a formula.

use std::borrow::Cow;

use super::vector::Vector;
use crate::data::{
    Kind,
    cells::{boolean_text, decimal_text, time_text},
    iso_time,
};

/// `values` as `kind`. What cannot be converted is a gap, so that one bad row does not stop the
/// others; a decimal loses what stands behind its point when it becomes an integer.
pub(super) fn to(kind: Kind, values: Vector<'_>) -> Vector<'_> {
    match (kind, values) {
        (Kind::Decimal, Vector::Integers(values) | Vector::Times(values)) => {
            Vector::Numbers(map(values, |value| Some(value as f64)))
        }
        (Kind::Decimal, Vector::Booleans(values)) => {
            Vector::Numbers(map(values, |value| Some(f64::from(u8::from(value)))))
        }
        (Kind::Decimal, Vector::Texts(values)) => Vector::Numbers(map(values, |text| {
            let value = text.trim().parse::<f64>().ok();
            value.filter(|value| value.is_finite())
        })),
        (Kind::Integer, Vector::Numbers(values)) => Vector::Integers(map(values, whole)),
        (Kind::Integer, Vector::Times(values)) => Vector::Integers(values),
        (Kind::Integer, Vector::Booleans(values)) => {
            Vector::Integers(map(values, |value| Some(i64::from(value))))
        }
        (Kind::Integer, Vector::Texts(values)) => {
            Vector::Integers(map(values, |text| text.trim().parse().ok()))
        }
        (Kind::Boolean, Vector::Integers(values)) => {
            Vector::Booleans(map(values, |value| Some(value != 0)))
        }
        (Kind::Boolean, Vector::Numbers(values)) => {
            Vector::Booleans(map(values, |value| Some(value != 0.0)))
        }
        (Kind::Boolean, Vector::Texts(values)) => {
            Vector::Booleans(map(values, |text| match text.as_ref() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }))
        }
        (Kind::Text, values) => Vector::Texts(texts(values)),
        (Kind::Time, Vector::Integers(values)) => Vector::Times(values),
        (Kind::Time, Vector::Texts(values)) => {
            Vector::Times(map(values, |text| iso_time::parse(text.trim())))
        }
        (_, same) => same,
    }
}

/// What stands before the point, if 64 bits hold it.
fn whole(value: f64) -> Option<i64> {
    const LIMIT: f64 = -(i64::MIN as f64);
    let whole = value.trunc();
    (-LIMIT..LIMIT).contains(&whole).then_some(whole as i64)
}

fn texts(values: Vector<'_>) -> Vec<Option<Cow<'_, str>>> {
    match values {
        Vector::Texts(values) => values,
        Vector::Integers(values) => map(values, |value| Some(Cow::Owned(value.to_string()))),
        Vector::Numbers(values) => map(values, |value| Some(Cow::Owned(decimal_text(value)))),
        Vector::Booleans(values) => map(values, |value| Some(Cow::Borrowed(boolean_text(value)))),
        Vector::Times(values) => map(values, |value| Some(Cow::Owned(time_text(value)))),
    }
}

fn map<A, B>(values: Vec<Option<A>>, f: impl Fn(A) -> Option<B>) -> Vec<Option<B>> {
    values.into_iter().map(|value| value.and_then(&f)).collect()
}
