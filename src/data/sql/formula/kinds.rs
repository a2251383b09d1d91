//! Which kind a value is, and whether it can stand for another.

use sqlparser::ast::{Expr, TypedString, Value, ValueWithSpan};

use super::{
    super::{SqlError, parse},
    compile::{Result, Typed},
    node::Node,
    vector::Scalar,
};
use crate::data::{Kind, iso_time};

/// Brings values that shall be compared or stand for each other to one kind.
pub(super) fn unify(of: Vec<(Typed, &Expr)>) -> Result<(Vec<Node>, Kind)> {
    let mut kinds: Vec<Kind> = of.iter().filter_map(|((_, kind), _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kind = match kinds.as_slice() {
        [] => Kind::Boolean,
        [Kind::Integer, Kind::Decimal] => Kind::Decimal,
        // A text that is written out may be a time.
        [Kind::Text, Kind::Time] => Kind::Time,
        [kind, ..] => *kind,
    };
    let nodes = of
        .into_iter()
        .map(|(typed, expr)| as_kind(typed, kind, expr))
        .collect::<Result<Vec<_>>>()?;
    Ok((nodes, kind))
}

/// The value as `kind`, if it is one or can be taken for one without a loss.
pub(super) fn as_kind((node, found): Typed, kind: Kind, of: &Expr) -> Result<Node> {
    match (node, found) {
        (_, None) => Ok(Node::Gap(kind)),
        (node, Some(found)) if found == kind => Ok(node),
        (Node::Literal(Scalar::Integer(value)), _) if kind == Kind::Decimal => {
            Ok(Node::Literal(Scalar::Number(value as f64)))
        }
        (node, Some(Kind::Integer)) if kind == Kind::Decimal => {
            Ok(Node::Convert(kind, Box::new(node)))
        }
        (Node::Literal(Scalar::Text(text)), _) if kind == Kind::Time => {
            let time = iso_time::parse(&text).ok_or_else(|| no_time(&text, of))?;
            Ok(Node::Literal(Scalar::Time(time)))
        }
        _ => Err(wrong(of, found, kind)),
    }
}

pub(super) fn literal(value: &ValueWithSpan, of: &Expr) -> Result<Typed> {
    let scalar = match &value.value {
        Value::Null => return Ok((Node::Gap(Kind::Boolean), None)),
        Value::Boolean(value) => Scalar::Boolean(*value),
        Value::SingleQuotedString(text) => Scalar::Text(text.clone()),
        Value::Number(digits, _) => {
            let number = digits.parse().map(Scalar::Integer).ok();
            let number = number.or_else(|| {
                let value = digits.parse::<f64>().ok();
                value.filter(|value| value.is_finite()).map(Scalar::Number)
            });
            number.ok_or_else(|| refuse("This number is too large", of))?
        }
        _ => return Err(refuse("Such a value does not work in a formula", of)),
    };
    let kind = scalar.kind();
    Ok((Node::Literal(scalar), Some(kind)))
}

/// `DATE '2013-01-31'` and the like.
pub(super) fn typed_text(text: &TypedString, of: &Expr) -> Result<Typed> {
    let written = string(&text.value.value).unwrap_or_default();
    let time = iso_time::parse(written).ok_or_else(|| no_time(written, of))?;
    Ok((Node::Literal(Scalar::Time(time)), Some(Kind::Time)))
}

/// The text that is written out.
pub(super) fn text_of(of: &Expr) -> Result<String> {
    match of {
        Expr::Value(value) => string(&value.value).map(str::to_owned),
        _ => None,
    }
    .ok_or_else(|| refuse("A text between single quotes must stand here", of))
}

/// The integer that is written out.
pub(super) fn integer_literal(of: &Expr) -> Option<i64> {
    match of {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn string(value: &Value) -> Option<&str> {
    match value {
        Value::SingleQuotedString(text) => Some(text),
        _ => None,
    }
}

pub(super) fn integer_of(node: &Node) -> Option<i64> {
    match node {
        Node::Literal(Scalar::Integer(value) | Scalar::Time(value)) => Some(*value),
        _ => None,
    }
}

pub(super) fn string_of(node: &Node) -> Option<String> {
    match node {
        Node::Literal(Scalar::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

pub(super) fn midnight(micros: i64) -> Option<i64> {
    const DAY: i64 = 86_400_000_000;
    micros.div_euclid(DAY).checked_mul(DAY)
}

pub(super) fn boolean(node: Node) -> Typed {
    (node, Some(Kind::Boolean))
}

pub(super) fn decimal(node: Node) -> Typed {
    (node, Some(Kind::Decimal))
}

pub(super) fn negate(node: Node, negated: bool) -> Typed {
    boolean(if negated {
        Node::Not(Box::new(node))
    } else {
        node
    })
}

/// An error at the place of `of`.
pub(super) fn refuse(message: &str, of: &Expr) -> SqlError {
    SqlError::new(format!("{message}."), parse::start(of))
}

fn no_time(text: &str, of: &Expr) -> SqlError {
    let message = format!("“{text}” is no time. Write it like '2013-01-31 05:15:00'");
    refuse(&message, of)
}

pub(super) fn wrong(of: &Expr, found: Option<Kind>, wanted: Kind) -> SqlError {
    let wanted = match wanted {
        Kind::Integer => "a whole number is needed here. Use CAST(… AS BIGINT)",
        Kind::Decimal => "a number is needed here. Use CAST(… AS DOUBLE)",
        Kind::Boolean => "true or false is needed here. Compare it with something",
        Kind::Text => "text is needed here. Use CAST(… AS VARCHAR)",
        Kind::Time => "a time is needed here. Use CAST(… AS TIMESTAMP)",
    };
    refuse(&format!("{}, but {wanted}", owner(of, found)), of)
}

/// "“carrier” is text".
pub(super) fn owner(of: &Expr, kind: Option<Kind>) -> String {
    let what = match kind {
        Some(Kind::Integer) => "an integer",
        Some(Kind::Decimal) => "a decimal",
        Some(Kind::Boolean) => "true or false",
        Some(Kind::Text) => "text",
        Some(Kind::Time) => "a time",
        None => "a gap",
    };
    let mut text: String = of.to_string().chars().take(40).collect();
    if text.len() < of.to_string().len() {
        text.push('…');
    }
    format!("“{text}” is {what}")
}
