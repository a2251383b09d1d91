use super::{ColumnData, Kind, iso_time};

/// A single value on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A gap.
    Missing,
    /// A whole number.
    Integer(i64),
    /// A floating point number.
    Decimal(f64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(&'a str),
    /// Microseconds since 1970-01-01, without a time zone.
    Time(i64),
}

/// A column that grows value by value and takes the narrowest kind that holds all of them.
///
/// For sources whose values come one by one with kinds of their own: JSON, workbooks, databases.
/// Whole numbers among decimals become decimals; values of kinds that do not go together become
/// text, and [`Self::is_mixed`] says so.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    data: Option<ColumnData>,
    gaps: usize,
    mixed: bool,
}

impl Default for ColumnBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ColumnBuilder {
    /// A column without a value.
    pub fn new() -> Self {
        Self {
            data: None,
            gaps: 0,
            mixed: false,
        }
    }

    /// A column that starts with `gaps` gaps.
    pub fn after(gaps: usize) -> Self {
        Self {
            gaps,
            ..Self::new()
        }
    }

    /// A column that is of `kind` even if all of it is gaps.
    pub fn of(kind: Kind) -> Self {
        Self {
            data: Some(empty(kind, 0)),
            ..Self::new()
        }
    }

    /// How many values there are, gaps included.
    pub fn len(&self) -> usize {
        self.data.as_ref().map_or(self.gaps, ColumnData::len)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether values of several kinds became text.
    pub fn is_mixed(&self) -> bool {
        self.mixed
    }

    /// Takes one more value.
    pub fn push(&mut self, value: Value<'_>) {
        let Some(data) = &mut self.data else {
            if value == Value::Missing {
                self.gaps += 1;
                return;
            }
            self.data = Some(empty(value.kind(), self.gaps));
            return self.push(value);
        };
        match (data, value) {
            (ColumnData::Integers(to), Value::Integer(value))
            | (ColumnData::Times(to), Value::Time(value)) => to.push(Some(value)),
            (ColumnData::Numbers(to), Value::Decimal(value)) => to.push(Some(value)),
            (ColumnData::Numbers(to), Value::Integer(value)) => to.push(Some(value as f64)),
            (ColumnData::Booleans(to), Value::Boolean(value)) => to.push(Some(value)),
            (ColumnData::Texts(to), Value::Text(value)) => to.push(Some(value.to_owned())),
            (ColumnData::Integers(to) | ColumnData::Times(to), Value::Missing) => to.push(None),
            (ColumnData::Numbers(to), Value::Missing) => to.push(None),
            (ColumnData::Booleans(to), Value::Missing) => to.push(None),
            (ColumnData::Texts(to), Value::Missing) => to.push(None),
            (ColumnData::Texts(to), value) => {
                self.mixed = true;
                to.push(Some(value.text()));
            }
            (ColumnData::Integers(from), Value::Decimal(value)) => {
                let mut numbers: Vec<Option<f64>> = from
                    .iter()
                    .map(|value| value.map(|value| value as f64))
                    .collect();
                numbers.push(Some(value));
                self.data = Some(ColumnData::Numbers(numbers));
            }
            (data, value) => {
                self.mixed = true;
                let mut texts = texts(data);
                texts.push(Some(value.text()));
                self.data = Some(ColumnData::Texts(texts));
            }
        }
    }

    /// The column; text that is all ISO 8601 times becomes times if `finds_times` says so. A column
    /// of gaps only is text.
    pub fn finish(self, finds_times: bool) -> ColumnData {
        let data = self.data.unwrap_or_else(|| empty(Kind::Text, self.gaps));
        let ColumnData::Texts(texts) = &data else {
            return data;
        };
        if !finds_times || self.mixed || texts.iter().all(Option::is_none) {
            return data;
        }
        let times: Option<Vec<Option<i64>>> = texts
            .iter()
            .map(|text| match text {
                None => Some(None),
                Some(text) => iso_time::parse(text).map(Some),
            })
            .collect();
        times.map_or(data, ColumnData::Times)
    }
}

impl Value<'_> {
    fn kind(self) -> Kind {
        match self {
            Self::Missing | Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Decimal(_) => Kind::Decimal,
            Self::Boolean(_) => Kind::Boolean,
            Self::Time(_) => Kind::Time,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Integer(value) => value.to_string(),
            Self::Decimal(value) => super::cells::decimal_text(value),
            Self::Boolean(value) => super::cells::boolean_text(value).to_owned(),
            Self::Text(value) => value.to_owned(),
            Self::Time(value) => super::cells::time_text(value),
        }
    }
}

/// A column of `gaps` gaps.
fn empty(kind: Kind, gaps: usize) -> ColumnData {
    match kind {
        Kind::Integer => ColumnData::Integers(vec![None; gaps]),
        Kind::Decimal => ColumnData::Numbers(vec![None; gaps]),
        Kind::Boolean => ColumnData::Booleans(vec![None; gaps]),
        Kind::Text => ColumnData::Texts(vec![None; gaps]),
        Kind::Time => ColumnData::Times(vec![None; gaps]),
    }
}

fn texts(data: &ColumnData) -> Vec<Option<String>> {
    fn all<T: Copy>(
        values: &[Option<T>],
        value: impl Fn(T) -> Value<'static>,
    ) -> Vec<Option<String>> {
        values
            .iter()
            .map(|one| one.map(|one| value(one).text()))
            .collect()
    }
    match data {
        ColumnData::Numbers(values) => all(values, Value::Decimal),
        ColumnData::Integers(values) => all(values, Value::Integer),
        ColumnData::Booleans(values) => all(values, Value::Boolean),
        ColumnData::Times(values) => all(values, Value::Time),
        ColumnData::Texts(values) => values.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(values: &[Value<'_>]) -> (ColumnData, bool) {
        let mut builder = ColumnBuilder::new();
        for &value in values {
            builder.push(value);
        }
        assert_eq!(builder.len(), values.len());
        let mixed = builder.is_mixed();
        (builder.finish(true), mixed)
    }

    #[test]
    fn the_kind_widens_with_the_values() {
        use Value::{Boolean, Decimal, Integer, Missing, Text};
        assert_eq!(
            built(&[Missing, Integer(1), Decimal(0.5)]).0,
            ColumnData::Numbers(vec![None, Some(1.0), Some(0.5)])
        );
        let (data, mixed) = built(&[Integer(1), Missing, Text("x"), Boolean(true)]);
        let texts = [Some("1"), None, Some("x"), Some("true")].map(|text| text.map(str::to_owned));
        assert_eq!((data, mixed), (ColumnData::Texts(texts.to_vec()), true));
        assert_eq!(built(&[Missing]).0, ColumnData::Texts(vec![None]));
        assert_eq!(
            built(&[Text("1970-01-01"), Missing]).0,
            ColumnData::Times(vec![Some(0), None])
        );
        assert_eq!(built(&[Text("1970-01-01"), Text("x")]).0.kind(), Kind::Text);
        assert_eq!(
            ColumnBuilder::of(Kind::Time).finish(false).kind(),
            Kind::Time
        );
        assert_eq!(ColumnBuilder::after(2).finish(false).len(), 2);
    }
}
