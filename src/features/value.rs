use crate::data::{ColumnData, Kind, time_of, time_text};

/// One value of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum FeatureValue {
    /// The source has a gap there.
    Null,
    /// A decimal.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(String),
    /// Microseconds since 1970-01-01.
    Time(i64),
}

impl FeatureValue {
    /// The value at `row` of a column.
    pub fn at(column: &ColumnData, row: usize) -> Self {
        fn or_gap<T>(value: Option<T>, make: impl Fn(T) -> FeatureValue) -> FeatureValue {
            value.map_or(FeatureValue::Null, make)
        }
        match column {
            ColumnData::Numbers(values) => or_gap(
                values
                    .get(row)
                    .copied()
                    .flatten()
                    .filter(|value| !value.is_nan()),
                Self::Number,
            ),
            ColumnData::Integers(values) => {
                or_gap(values.get(row).copied().flatten(), Self::Integer)
            }
            ColumnData::Booleans(values) => {
                or_gap(values.get(row).copied().flatten(), Self::Boolean)
            }
            ColumnData::Texts(values) => or_gap(values.get(row).cloned().flatten(), Self::Text),
            ColumnData::Times(values) => or_gap(values.get(row).copied().flatten(), Self::Time),
        }
    }

    /// A column of `kind` with these values; a value of another kind is a gap.
    pub fn column<'a>(kind: Kind, values: impl Iterator<Item = &'a Self>) -> ColumnData {
        match kind {
            Kind::Decimal => ColumnData::Numbers(values.map(Self::number).collect()),
            Kind::Integer => ColumnData::Integers(
                values
                    .map(|value| match value {
                        Self::Integer(value) => Some(*value),
                        _ => None,
                    })
                    .collect(),
            ),
            Kind::Boolean => ColumnData::Booleans(
                values
                    .map(|value| match value {
                        Self::Boolean(value) => Some(*value),
                        _ => None,
                    })
                    .collect(),
            ),
            Kind::Text => ColumnData::Texts(
                values
                    .map(|value| match value {
                        Self::Text(text) => Some(text.clone()),
                        _ => None,
                    })
                    .collect(),
            ),
            Kind::Time => ColumnData::Times(
                values
                    .map(|value| match value {
                        Self::Time(time) => Some(*time),
                        _ => None,
                    })
                    .collect(),
            ),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Integer(value) => Some(*value as f64),
            _ => None,
        }
    }

    /// Reads `text` as a value of `kind`; an empty text is a gap.
    pub fn parse(kind: Kind, text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Null);
        }
        Some(match kind {
            Kind::Decimal => {
                Self::Number(text.parse().ok().filter(|value: &f64| value.is_finite())?)
            }
            Kind::Integer => Self::Integer(text.parse().ok()?),
            Kind::Boolean => Self::Boolean(text.parse().ok()?),
            Kind::Text => Self::Text(text.to_owned()),
            Kind::Time => Self::Time(time_of(text)?),
        })
    }

    /// Reads JSON as a value of `kind`.
    pub fn from_json(kind: Kind, value: &serde_json::Value) -> Option<Self> {
        use serde_json::Value;
        Some(match (kind, value) {
            (_, Value::Null) => Self::Null,
            (Kind::Decimal, Value::Number(number)) => Self::Number(number.as_f64()?),
            (Kind::Integer, Value::Number(number)) => Self::Integer(whole(number)?),
            (Kind::Boolean, Value::Bool(value)) => Self::Boolean(*value),
            (Kind::Text, Value::String(text)) => Self::Text(text.clone()),
            (Kind::Time, Value::String(text)) => Self::Time(time_of(text)?),
            _ => return None,
        })
    }

    /// As JSON; a time as text.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Number(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Boolean(value) => (*value).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Time(time) => time_text(*time).into(),
        }
    }

    /// As it stands on the screen; empty where it is missing.
    pub fn text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone(),
            Self::Time(time) => time_text(*time),
            other => other.to_json().to_string(),
        }
    }

    /// Whether both are the same, bit by bit.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            _ => self == other,
        }
    }
}

/// A whole number, also when it is written as 3.0.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let value = number.as_f64()?;
        (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
    })
}

/// Writes the values of one row. Every value begins with what it is, so that no text can pass for
/// two.
pub(super) fn encode(values: impl Iterator<Item = FeatureValue>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        match value {
            FeatureValue::Null => bytes.push(0),
            FeatureValue::Number(value) => {
                bytes.push(1);
                bytes.extend(value.to_bits().to_le_bytes());
            }
            FeatureValue::Integer(value) => {
                bytes.push(2);
                bytes.extend(value.to_le_bytes());
            }
            FeatureValue::Boolean(value) => bytes.extend([3, u8::from(value)]),
            FeatureValue::Text(text) => {
                bytes.push(4);
                bytes.extend((text.len() as u32).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
            FeatureValue::Time(value) => {
                bytes.push(5);
                bytes.extend(value.to_le_bytes());
            }
        }
    }
    bytes
}

/// Reads what [`encode`] wrote; nothing if it wrote something else.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Vec<FeatureValue>> {
    let mut values = Vec::new();
    while let Some((what, rest)) = bytes.split_first() {
        bytes = rest;
        values.push(match what {
            0 => FeatureValue::Null,
            1 => FeatureValue::Number(f64::from_bits(u64::from_le_bytes(*take(&mut bytes)?))),
            2 => FeatureValue::Integer(i64::from_le_bytes(*take(&mut bytes)?)),
            3 => FeatureValue::Boolean(take::<1>(&mut bytes)?[0] != 0),
            4 => {
                let length = u32::from_le_bytes(*take(&mut bytes)?) as usize;
                let (text, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                FeatureValue::Text(std::str::from_utf8(text).ok()?.to_owned())
            }
            5 => FeatureValue::Time(i64::from_le_bytes(*take(&mut bytes)?)),
            _ => return None,
        });
    }
    Some(values)
}

fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(taken)
}

/// The key of one entity: the text of each of its values with its length before it, so that no two
/// entities share one.
pub fn entity_key<'a>(values: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        bytes.extend((value.len() as u32).to_be_bytes());
        bytes.extend(value.as_bytes());
    }
    bytes
}

/// The values that [`entity_key`] was made of; nothing for other bytes.
pub fn key_values(mut bytes: &[u8]) -> Option<Vec<String>> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let length = u32::from_be_bytes(*take(&mut bytes)?) as usize;
        let (value, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        values.push(std::str::from_utf8(value).ok()?.to_owned());
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = FeatureValue> {
        prop_oneof![
            Just(FeatureValue::Null),
            any::<f64>().prop_map(FeatureValue::Number),
            any::<i64>().prop_map(FeatureValue::Integer),
            any::<bool>().prop_map(FeatureValue::Boolean),
            any::<String>().prop_map(FeatureValue::Text),
            any::<i64>().prop_map(FeatureValue::Time),
        ]
    }

    proptest! {
        #[test]
        fn a_row_reads_back_as_itself(values in proptest::collection::vec(any_value(), 0..8)) {
            let bytes = encode(values.iter().cloned());
            let read = decode(&bytes).unwrap();
            prop_assert_eq!(read.len(), values.len());
            prop_assert!(read.iter().zip(&values).all(|(a, b)| a.is_same(b)));
            // What was cut off is never taken for a value.
            for end in 0..bytes.len() {
                if let Some(short) = decode(&bytes[..end]) {
                    prop_assert!(short.len() < values.len());
                }
            }
        }

        #[test]
        fn other_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            decode(&bytes);
            key_values(&bytes);
        }

        #[test]
        fn a_key_is_that_of_one_entity(
            a in proptest::collection::vec(".{0,3}", 1..4),
            b in proptest::collection::vec(".{0,3}", 1..4),
        ) {
            let key = |values: &[String]| entity_key(values.iter().map(String::as_str));
            prop_assert_eq!(key(&a) == key(&b), a == b);
            prop_assert_eq!(key_values(&key(&a)).unwrap(), a);
        }
    }
}
