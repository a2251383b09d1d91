use std::{borrow::Cow, cmp::Ordering};

use regex::Regex;

use super::{
    convert,
    time::{self, Part, Shift},
    vector::{Rows, Scalar, Vector},
};
use crate::data::Kind;

/// A formula made ready: every operand is of the kind that its node wants.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// An input of the formula.
    Column(usize, Kind),
    Gap(Kind),
    Literal(Scalar),
    Convert(Kind, Box<Self>),
    Integer1(fn(i64) -> Option<i64>, Box<Self>),
    Integer2(fn(i64, i64) -> Option<i64>, Box<[Self; 2]>),
    Number1(fn(f64) -> f64, Box<Self>),
    Number2(fn(f64, f64) -> f64, Box<[Self; 2]>),
    Compare(Comparison, Box<[Self; 2]>),
    And(Box<[Self; 2]>),
    Or(Box<[Self; 2]>),
    Not(Box<Self>),
    IsGap(Box<Self>),
    /// Whether the value is one of some integers or times; in ascending order.
    OneOfIntegers(Vec<i64>, Box<Self>),
    /// Whether the text is one of some texts; in ascending order.
    OneOfTexts(Vec<String>, Box<Self>),
    Matches(Regex, Box<Self>),
    Text(fn(&Arguments<'_, '_>) -> Option<String>, Vec<Self>),
    Count(fn(&Arguments<'_, '_>) -> Option<i64>, Vec<Self>),
    Test(fn(&Arguments<'_, '_>) -> Option<bool>, Vec<Self>),
    Part(Part, Box<Self>),
    TimeText(String, Box<Self>),
    Shift(Shift, Box<Self>),
    /// The value behind the first condition that is true; the last value if none is.
    Case {
        kind: Kind,
        conditions: Vec<Self>,
        values: Vec<Self>,
    },
    /// The first value that is none of the gaps.
    Coalesce(Kind, Vec<Self>),
    /// The smallest or largest of the values, gaps left out.
    Extreme(Ordering, Kind, Vec<Self>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// The arguments of a text function in one row.
pub(super) struct Arguments<'v, 'a> {
    values: &'v [Vector<'a>],
    row: usize,
}

impl Arguments<'_, '_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn text(&self, index: usize) -> Option<&str> {
        match self.values.get(index)? {
            Vector::Texts(values) => values[self.row].as_deref(),
            _ => None,
        }
    }

    pub(super) fn integer(&self, index: usize) -> Option<i64> {
        match self.values.get(index)? {
            Vector::Integers(values) => values[self.row],
            _ => None,
        }
    }
}

impl Node {
    /// The values in `rows`.
    pub(super) fn values<'a>(&'a self, rows: &Rows<'a>) -> Vector<'a> {
        match self {
            Self::Column(index, kind) => rows.column(*index, *kind),
            Self::Gap(kind) => Vector::gaps(*kind, rows.n),
            Self::Literal(value) => value.repeat(rows.n),
            Self::Convert(to, of) => convert::to(*to, of.values(rows)),
            Self::Integer1(f, of) => Vector::Integers(map(of.values(rows).integers(), f)),
            Self::Integer2(f, of) => {
                let [a, b] = both(of, rows);
                Vector::Integers(map2(a.integers(), b.integers(), f))
            }
            Self::Number1(f, of) => {
                Vector::Numbers(map(of.values(rows).numbers(), |a| finite(f(a))))
            }
            Self::Number2(f, of) => {
                let [a, b] = both(of, rows);
                Vector::Numbers(map2(a.numbers(), b.numbers(), |a, b| finite(f(a, b))))
            }
            Self::Part(part, of) => part.values(of.values(rows).integers()),
            Self::TimeText(format, of) => {
                let texts = map(of.values(rows).integers(), |at| time::text(at, format));
                Vector::Texts(map(texts, |text| Some(Cow::Owned(text))))
            }
            Self::Shift(shift, of) => {
                Vector::Times(map(of.values(rows).integers(), |at| shift.apply(at)))
            }
            Self::Text(f, of) => {
                let texts = rowwise(of, rows, f).into_iter();
                Vector::Texts(texts.map(|text| text.map(Cow::Owned)).collect())
            }
            Self::Count(f, of) => Vector::Integers(rowwise(of, rows, f)),
            Self::Case { .. } | Self::Coalesce(..) | Self::Extreme(..) => self.choice(rows),
            condition => Vector::Booleans(condition.truths(rows)),
        }
    }

    /// Of the nodes that give true or false.
    fn truths<'a>(&'a self, rows: &Rows<'a>) -> Vec<Option<bool>> {
        match self {
            Self::Compare(comparison, of) => {
                let [a, b] = both(of, rows);
                comparison.apply(a, b)
            }
            Self::And(of) => {
                let [a, b] = both(of, rows);
                logic(a.booleans(), b.booleans(), false)
            }
            Self::Or(of) => {
                let [a, b] = both(of, rows);
                logic(a.booleans(), b.booleans(), true)
            }
            Self::Not(of) => map(of.values(rows).booleans(), |value| Some(!value)),
            Self::IsGap(of) => of.values(rows).is_gap(),
            Self::OneOfIntegers(set, of) => map(of.values(rows).integers(), |value| {
                Some(set.binary_search(&value).is_ok())
            }),
            Self::OneOfTexts(set, of) => map(of.values(rows).texts(), |value| {
                let found = set.binary_search_by(|known| known.as_str().cmp(&value));
                Some(found.is_ok())
            }),
            Self::Matches(pattern, of) => map(of.values(rows).texts(), |text| {
                Some(pattern.is_match(&text))
            }),
            Self::Test(f, of) => rowwise(of, rows, f),
            other => other.values(rows).booleans(),
        }
    }

    /// Of the nodes that give one of several values.
    fn choice<'a>(&'a self, rows: &Rows<'a>) -> Vector<'a> {
        let all = |nodes: &'a [Self]| -> Vec<Vector<'a>> {
            nodes.iter().map(|node| node.values(rows)).collect()
        };
        match self {
            Self::Case {
                kind,
                conditions,
                values,
            } => {
                let conditions: Vec<_> =
                    all(conditions).into_iter().map(Vector::booleans).collect();
                Vector::choose(all(values), *kind, rows.n, |row| {
                    let first = conditions
                        .iter()
                        .position(|values| values[row] == Some(true));
                    Some(first.unwrap_or(conditions.len()))
                })
            }
            Self::Coalesce(kind, nodes) => {
                let values = all(nodes);
                let gaps: Vec<_> = values.iter().map(Vector::is_gap).collect();
                Vector::choose(values, *kind, rows.n, |row| {
                    gaps.iter().position(|gaps| gaps[row] == Some(false))
                })
            }
            Self::Extreme(wanted, kind, nodes) => extreme(*wanted, *kind, all(nodes), rows.n),
            other => other.values(rows),
        }
    }
}

impl Comparison {
    fn apply(self, a: Vector<'_>, b: Vector<'_>) -> Vec<Option<bool>> {
        match (a, b) {
            (Vector::Numbers(a), Vector::Numbers(b)) => self.compare(a, b),
            (Vector::Booleans(a), Vector::Booleans(b)) => self.compare(a, b),
            (Vector::Texts(a), Vector::Texts(b)) => self.compare(a, b),
            (a, b) => self.compare(a.integers(), b.integers()),
        }
    }

    fn compare<T: PartialOrd>(self, a: Vec<Option<T>>, b: Vec<Option<T>>) -> Vec<Option<bool>> {
        match self {
            Self::Equal => map2(a, b, |a, b| Some(a == b)),
            Self::NotEqual => map2(a, b, |a, b| Some(a != b)),
            Self::Less => map2(a, b, |a, b| Some(a < b)),
            Self::AtMost => map2(a, b, |a, b| Some(a <= b)),
            Self::More => map2(a, b, |a, b| Some(a > b)),
            Self::AtLeast => map2(a, b, |a, b| Some(a >= b)),
        }
    }
}

/// Nothing for a number that is none: the gap that it becomes.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn both<'a>(of: &'a [Node; 2], rows: &Rows<'a>) -> [Vector<'a>; 2] {
    let [a, b] = of;
    [a.values(rows), b.values(rows)]
}

fn map<A, B>(values: Vec<Option<A>>, f: impl Fn(A) -> Option<B>) -> Vec<Option<B>> {
    values.into_iter().map(|value| value.and_then(&f)).collect()
}

fn map2<A, B, C>(
    a: Vec<Option<A>>,
    b: Vec<Option<B>>,
    f: impl Fn(A, B) -> Option<C>,
) -> Vec<Option<C>> {
    let pairs = a.into_iter().zip(b);
    pairs
        .map(|(a, b)| a.zip(b).and_then(|(a, b)| f(a, b)))
        .collect()
}

fn rowwise<'a, T>(
    of: &'a [Node],
    rows: &Rows<'a>,
    f: impl Fn(&Arguments<'_, '_>) -> Option<T>,
) -> Vec<Option<T>> {
    let values: Vec<_> = of.iter().map(|node| node.values(rows)).collect();
    (0..rows.n)
        .map(|row| {
            f(&Arguments {
                values: &values,
                row,
            })
        })
        .collect()
}

/// Logic of three values: `decisive` on one side decides, whatever is unknown on the other.
fn logic(a: Vec<Option<bool>>, b: Vec<Option<bool>>, decisive: bool) -> Vec<Option<bool>> {
    let pairs = a.into_iter().zip(b);
    pairs
        .map(|pair| match pair {
            (Some(one), _) | (_, Some(one)) if one == decisive => Some(decisive),
            (Some(_), Some(_)) => Some(!decisive),
            _ => None,
        })
        .collect()
}

fn extreme(wanted: Ordering, kind: Kind, values: Vec<Vector<'_>>, n: usize) -> Vector<'_> {
    fn best<T: PartialOrd>(
        wanted: Ordering,
        values: &[Vec<Option<T>>],
        row: usize,
    ) -> Option<usize> {
        let mut best: Option<(usize, &T)> = None;
        for (index, values) in values.iter().enumerate() {
            if let Some(value) = &values[row]
                && best.is_none_or(|(_, best)| value.partial_cmp(best) == Some(wanted))
            {
                best = Some((index, value));
            }
        }
        best.map(|(index, _)| index)
    }
    fn all<'a, T>(
        values: &[Vector<'a>],
        of: impl Fn(Vector<'a>) -> Vec<Option<T>>,
    ) -> Vec<Vec<Option<T>>> {
        values.iter().cloned().map(of).collect()
    }
    let places: Vec<Option<usize>> = match kind {
        Kind::Integer | Kind::Time => {
            let of = all(&values, Vector::integers);
            (0..n).map(|row| best(wanted, &of, row)).collect()
        }
        Kind::Decimal => {
            let of = all(&values, Vector::numbers);
            (0..n).map(|row| best(wanted, &of, row)).collect()
        }
        Kind::Boolean => {
            let of = all(&values, Vector::booleans);
            (0..n).map(|row| best(wanted, &of, row)).collect()
        }
        Kind::Text => {
            let of = all(&values, Vector::texts);
            (0..n).map(|row| best(wanted, &of, row)).collect()
        }
    };
    Vector::choose(values, kind, n, |row| places[row])
}
