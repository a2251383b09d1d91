//! Values of PostgreSQL's types in its binary format.

use std::{error::Error, fmt::Write as _};

use postgres::types::{self, FromSql, Type};

use crate::data::{Kind, Value};

/// 2000-01-01, PostgreSQL's first day, in microseconds and in days since 1970-01-01.
const EPOCH: i64 = 946_684_800_000_000;
const DAY: i64 = 86_400_000_000;

/// A value as it came.
pub(super) enum Cell<'a> {
    /// At hand.
    Value(Value<'a>),
    /// Text that had to be made.
    Made(String),
}

impl Cell<'_> {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Value(value) => *value,
            Self::Made(text) => Value::Text(text),
        }
    }
}

/// The kind that holds values of a type; nothing for arrays, intervals and the like.
pub(super) fn kind(of: &Type) -> Option<Kind> {
    Some(match *of {
        Type::BOOL => Kind::Boolean,
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => Kind::Integer,
        Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => Kind::Decimal,
        Type::DATE | Type::TIMESTAMP | Type::TIMESTAMPTZ => Kind::Time,
        Type::TEXT
        | Type::VARCHAR
        | Type::BPCHAR
        | Type::NAME
        | Type::UNKNOWN
        | Type::JSON
        | Type::JSONB
        | Type::UUID => Kind::Text,
        _ if matches!(of.kind(), types::Kind::Enum(_)) => Kind::Text,
        _ => return None,
    })
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(of: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let value = match *of {
            Type::BOOL => Value::Boolean(bool::from_sql(of, raw)?),
            Type::INT2 => Value::Integer(i64::from(i16::from_sql(of, raw)?)),
            Type::INT4 => Value::Integer(i64::from(i32::from_sql(of, raw)?)),
            Type::INT8 => Value::Integer(i64::from_sql(of, raw)?),
            Type::OID => Value::Integer(i64::from(u32::from_sql(of, raw)?)),
            Type::FLOAT4 => Value::Decimal(f64::from(f32::from_sql(of, raw)?)),
            Type::FLOAT8 => Value::Decimal(f64::from_sql(of, raw)?),
            Type::NUMERIC => numeric(raw)?,
            Type::DATE => match i32::from_be_bytes(raw.try_into()?) {
                i32::MIN | i32::MAX => Value::Missing,
                days => Value::Time(i64::from(days) * DAY + EPOCH),
            },
            Type::TIMESTAMP | Type::TIMESTAMPTZ => match i64::from_be_bytes(raw.try_into()?) {
                // Infinitely early or late.
                i64::MIN | i64::MAX => Value::Missing,
                micros => micros
                    .checked_add(EPOCH)
                    .map_or(Value::Missing, Value::Time),
            },
            Type::UUID => return Ok(Self::Made(uuid(raw))),
            // Before the text of binary JSON stands its version.
            Type::JSONB => Value::Text(std::str::from_utf8(raw.get(1..).unwrap_or_default())?),
            _ => Value::Text(std::str::from_utf8(raw)?),
        };
        Ok(Self::Value(value))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Value(Value::Missing))
    }

    fn accepts(of: &Type) -> bool {
        kind(of).is_some()
    }
}

/// A `numeric`: four numbers of 16 bits (digits, weight, sign, scale), then digits to base 10,000.
///
/// The number is written out and read as text, so that it is rounded only once.
fn numeric(raw: &[u8]) -> Result<Value<'static>, Box<dyn Error + Sync + Send>> {
    let word = |i: usize| -> Result<i16, Box<dyn Error + Sync + Send>> {
        let bytes = raw
            .get(2 * i..2 * i + 2)
            .ok_or("a numeric that is cut off")?;
        Ok(i16::from_be_bytes(bytes.try_into()?))
    };
    let (n, weight, sign) = (word(0)?, word(1)?, word(2)?.cast_unsigned());
    match sign {
        0x0000 | 0x4000 => {}
        0xd000 => return Ok(Value::Decimal(f64::INFINITY)),
        0xf000 => return Ok(Value::Decimal(f64::NEG_INFINITY)),
        _ => return Ok(Value::Missing),
    }
    let mut text = String::from(if sign == 0x4000 { "-0" } else { "0" });
    for i in 0..usize::try_from(n)? {
        write!(text, "{:04}", word(4 + i)?)?;
    }
    let exponent = 4 * (i32::from(weight) + 1 - i32::from(n));
    write!(text, "e{exponent}")?;
    Ok(Value::Decimal(text.parse()?))
}

fn uuid(raw: &[u8]) -> String {
    let bytes = raw.iter().enumerate().map(|(i, byte)| {
        let mark = if matches!(i, 4 | 6 | 8 | 10) { "-" } else { "" };
        format!("{mark}{byte:02x}")
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(words: &[i32]) -> Vec<u8> {
        words
            .iter()
            .flat_map(|word| (*word as u16).to_be_bytes())
            .collect()
    }

    #[test]
    fn numerics() {
        for (words, expected) in [
            (&[0, 0, 0, 0][..], 0.0),
            (&[1, 0, 0, 0, 42], 42.0),
            (&[2, 0, 0x4000, 2, 12, 5000], -12.5),
            (&[1, -1, 0, 4, 1], 0.0001),
            (&[1, 1, 0, 0, 3], 30_000.0),
        ] {
            assert_eq!(numeric(&bytes(words)).unwrap(), Value::Decimal(expected));
        }
        assert_eq!(numeric(&bytes(&[0, 0, 0xc000, 0])).unwrap(), Value::Missing);
        assert!(numeric(&bytes(&[2, 0, 0, 0, 1])).is_err());
    }

    #[test]
    fn days_begin_in_2000() {
        let Ok(Cell::Value(found)) = Cell::from_sql(&Type::DATE, &[0; 4]) else {
            panic!("a day is a value");
        };
        assert_eq!(found, Value::Time(EPOCH));
        assert_eq!(uuid(&[0x12; 16]), "12121212-1212-1212-1212-121212121212");
    }
}
