//! From the tree of the SQL to nodes with kinds: an allow list of what one row can compute.

use regex::RegexBuilder;
use sqlparser::ast::{BinaryOperator, DataType, Expr, Ident, UnaryOperator};

use super::{
    super::{SqlError, error::suggestion, parse},
    kinds::{
        as_kind, boolean, decimal, integer_of, literal, midnight, negate, owner, refuse, string,
        string_of, text_of, typed_text, unify, wrong,
    },
    node::{Comparison, Node},
    time::{Part, Shift},
    vector::Scalar,
};
use crate::data::{ColumnInfo, Kind};

/// Deepest nesting; a sum of as many terms is as deep.
const DEEPEST: usize = 200;

/// A node and what it gives; nothing for the word `NULL`, which may stand for any kind.
pub(super) type Typed = (Node, Option<Kind>);
pub(super) type Result<T> = std::result::Result<T, SqlError>;

/// Makes nodes of expressions, and notes which columns they read.
pub(super) struct Compiler<'a> {
    columns: &'a [ColumnInfo],
    /// The columns read so far, in the order of their first use.
    pub(super) inputs: Vec<ColumnInfo>,
    depth: usize,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(columns: &'a [ColumnInfo]) -> Self {
        Self {
            columns,
            inputs: Vec::new(),
            depth: 0,
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Typed> {
        if self.depth == DEEPEST {
            return Err(SqlError::new(
                format!("More than {DEEPEST} steps are nested. Split the formula into several."),
                None,
            ));
        }
        self.depth += 1;
        let typed = self.node(expr);
        self.depth -= 1;
        typed
    }

    fn node(&mut self, expr: &Expr) -> Result<Typed> {
        match expr {
            Expr::Nested(inner) => self.expr(inner),
            Expr::Identifier(name) => self.column(name),
            Expr::CompoundIdentifier(_) => Err(refuse(
                "A formula knows one row only. Write the name of the column without a table",
                expr,
            )),
            Expr::Value(value) => literal(value, expr),
            Expr::TypedString(text) => typed_text(text, expr),
            Expr::UnaryOp { op, expr: of } => self.unary(*op, of, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, expr),
            Expr::IsNull(of) => Ok(boolean(Node::IsGap(Box::new(self.expr(of)?.0)))),
            Expr::IsNotNull(of) => {
                let gap = Node::IsGap(Box::new(self.expr(of)?.0));
                Ok(boolean(Node::Not(Box::new(gap))))
            }
            Expr::Between {
                expr: of,
                negated,
                low,
                high,
            } => {
                let low = self.compare(of, Comparison::AtLeast, low)?;
                let high = self.compare(of, Comparison::AtMost, high)?;
                Ok(negate(Node::And(Box::new([low, high])), *negated))
            }
            Expr::InList {
                expr: of,
                list,
                negated,
            } => Ok(negate(self.one_of(of, list)?, *negated)),
            Expr::Like {
                negated,
                any: false,
                expr: of,
                pattern,
                escape_char: None,
            } => Ok(negate(self.like(of, pattern, false)?, *negated)),
            Expr::ILike {
                negated,
                any: false,
                expr: of,
                pattern,
                escape_char: None,
            } => Ok(negate(self.like(of, pattern, true)?, *negated)),
            Expr::RLike {
                negated,
                expr: of,
                pattern,
                ..
            } => {
                let pattern = text_of(pattern)?;
                Ok(negate(self.matches(of, &pattern, expr)?, *negated))
            }
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Cast {
                expr: of,
                data_type,
                format: None,
                ..
            } => self.cast(of, data_type, expr),
            Expr::Extract {
                field, expr: of, ..
            } => self.part(&field.to_string(), of, expr),
            other => self.call_like(other),
        }
    }

    fn column(&mut self, name: &Ident) -> Result<Typed> {
        let known = self
            .columns
            .iter()
            .find(|column| column.name == name.value)
            .ok_or_else(|| {
                let known: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
                let message = format!(
                    "There is no column “{}”. {}",
                    name.value,
                    suggestion(&name.value, &known)
                );
                SqlError::new(message, parse::name_start(name))
            })?;
        let read = self.inputs.iter().position(|input| input == known);
        let index = read.unwrap_or_else(|| {
            self.inputs.push(known.clone());
            self.inputs.len() - 1
        });
        Ok((Node::Column(index, known.kind), Some(known.kind)))
    }

    fn unary(&mut self, op: UnaryOperator, of: &Expr, whole: &Expr) -> Result<Typed> {
        match op {
            UnaryOperator::Not => {
                let of = self.wanted(of, Kind::Boolean)?;
                Ok(boolean(Node::Not(Box::new(of))))
            }
            UnaryOperator::Plus => self.number(of),
            UnaryOperator::Minus => Ok(match self.number(of)? {
                (Node::Literal(Scalar::Integer(value)), kind) => {
                    (Node::Literal(Scalar::Integer(value.wrapping_neg())), kind)
                }
                (Node::Literal(Scalar::Number(value)), kind) => {
                    (Node::Literal(Scalar::Number(-value)), kind)
                }
                (of, Some(Kind::Integer)) => (
                    Node::Integer1(i64::checked_neg, Box::new(of)),
                    Some(Kind::Integer),
                ),
                (of, kind) => (Node::Number1(|value| -value, Box::new(of)), kind),
            }),
            _ => Err(refuse("This operator does not work in a formula", whole)),
        }
    }

    fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        whole: &Expr,
    ) -> Result<Typed> {
        use BinaryOperator as Op;
        let comparison = match op {
            Op::Eq => Some(Comparison::Equal),
            Op::NotEq => Some(Comparison::NotEqual),
            Op::Lt => Some(Comparison::Less),
            Op::LtEq => Some(Comparison::AtMost),
            Op::Gt => Some(Comparison::More),
            Op::GtEq => Some(Comparison::AtLeast),
            _ => None,
        };
        if let Some(comparison) = comparison {
            return Ok(boolean(self.compare(left, comparison, right)?));
        }
        match op {
            Op::And | Op::Or => {
                let both = Box::new([
                    self.wanted(left, Kind::Boolean)?,
                    self.wanted(right, Kind::Boolean)?,
                ]);
                Ok(boolean(if *op == Op::And {
                    Node::And(both)
                } else {
                    Node::Or(both)
                }))
            }
            Op::Plus | Op::Minus if matches!(right, Expr::Interval(_)) => {
                self.shift(left, right, *op == Op::Minus)
            }
            Op::Plus => self.arithmetic([left, right], i64::checked_add, |a, b| a + b),
            Op::Minus => self.arithmetic([left, right], i64::checked_sub, |a, b| a - b),
            Op::Multiply => self.arithmetic([left, right], i64::checked_mul, |a, b| a * b),
            Op::Modulo => self.modulo([left, right]),
            Op::DuckIntegerDivide => self.whole_quotient([left, right]),
            Op::Divide => {
                let both = [
                    self.wanted(left, Kind::Decimal)?,
                    self.wanted(right, Kind::Decimal)?,
                ];
                Ok(decimal(Node::Number2(|a, b| a / b, Box::new(both))))
            }
            Op::StringConcat => {
                let both = vec![self.as_text(left)?, self.as_text(right)?];
                Ok((Node::Text(super::text::join, both), Some(Kind::Text)))
            }
            _ => Err(refuse("This operator does not work in a formula", whole)),
        }
    }

    pub(super) fn modulo(&mut self, of: [&Expr; 2]) -> Result<Typed> {
        self.arithmetic(
            of,
            |a, b| {
                let rest = a.checked_rem(b)?;
                Some(if rest != 0 && (rest < 0) != (b < 0) {
                    rest + b
                } else {
                    rest
                })
            },
            |a, b| a - b * (a / b).floor(),
        )
    }

    pub(super) fn whole_quotient(&mut self, of: [&Expr; 2]) -> Result<Typed> {
        let (node, kind) = self.arithmetic(
            of,
            |a, b| {
                let quotient = a.checked_div(b)?;
                let is_below = a % b != 0 && (a < 0) != (b < 0);
                Some(quotient - i64::from(is_below))
            },
            |a, b| (a / b).floor(),
        )?;
        Ok(match kind {
            Some(Kind::Decimal) => (
                Node::Convert(Kind::Integer, Box::new(node)),
                Some(Kind::Integer),
            ),
            _ => (node, kind),
        })
    }

    /// Of two integers an integer, else a decimal.
    fn arithmetic(
        &mut self,
        [left, right]: [&Expr; 2],
        integers: fn(i64, i64) -> Option<i64>,
        numbers: fn(f64, f64) -> f64,
    ) -> Result<Typed> {
        let (a, b) = (self.number(left)?, self.number(right)?);
        Ok(match (a, b) {
            ((a, Some(Kind::Integer)), (b, Some(Kind::Integer))) => (
                Node::Integer2(integers, Box::new([a, b])),
                Some(Kind::Integer),
            ),
            (a, b) => {
                let both = [
                    as_kind(a, Kind::Decimal, left)?,
                    as_kind(b, Kind::Decimal, right)?,
                ];
                decimal(Node::Number2(numbers, Box::new(both)))
            }
        })
    }

    fn compare(&mut self, left: &Expr, comparison: Comparison, right: &Expr) -> Result<Node> {
        let of = vec![(self.expr(left)?, left), (self.expr(right)?, right)];
        let (mut nodes, _) = unify(of)?;
        let b = nodes.pop().unwrap_or(Node::Gap(Kind::Boolean));
        let a = nodes.pop().unwrap_or(Node::Gap(Kind::Boolean));
        Ok(Node::Compare(comparison, Box::new([a, b])))
    }

    fn one_of(&mut self, of: &Expr, list: &[Expr]) -> Result<Node> {
        let value = self.expr(of)?;
        let mut all = vec![(value, of)];
        for item in list {
            all.push((self.expr(item)?, item));
        }
        let (mut nodes, kind) = unify(all)?;
        let value = nodes.remove(0);
        let integers: Option<Vec<i64>> = nodes.iter().map(integer_of).collect();
        let texts: Option<Vec<String>> = nodes.iter().map(string_of).collect();
        Ok(match (kind, integers, texts) {
            (Kind::Integer | Kind::Time, Some(mut set), _) => {
                set.sort_unstable();
                Node::OneOfIntegers(set, Box::new(value))
            }
            (Kind::Text, _, Some(mut set)) => {
                set.sort_unstable();
                Node::OneOfTexts(set, Box::new(value))
            }
            _ => nodes
                .into_iter()
                .map(|node| Node::Compare(Comparison::Equal, Box::new([value.clone(), node])))
                .reduce(|a, b| Node::Or(Box::new([a, b])))
                .unwrap_or(Node::Literal(Scalar::Boolean(false))),
        })
    }

    fn like(&mut self, of: &Expr, pattern: &Expr, any_case: bool) -> Result<Node> {
        let like = regex::escape(&text_of(pattern)?);
        let like = like.replace('%', ".*").replace('_', ".");
        let flags = if any_case { "(?is)" } else { "(?s)" };
        self.matches(of, &format!("{flags}^{like}$"), pattern)
    }

    /// Whether the text matches a regular expression somewhere.
    pub(super) fn matches(&mut self, of: &Expr, pattern: &str, whole: &Expr) -> Result<Node> {
        let pattern = RegexBuilder::new(pattern)
            .size_limit(1 << 20)
            .build()
            .map_err(|_syntax| refuse("This is no regular expression", whole))?;
        Ok(Node::Matches(
            pattern,
            Box::new(self.wanted(of, Kind::Text)?),
        ))
    }

    fn shift(&mut self, time: &Expr, interval: &Expr, back: bool) -> Result<Typed> {
        let time = self.wanted(time, Kind::Time)?;
        let shift = match interval {
            Expr::Interval(interval) => match (interval.value.as_ref(), &interval.leading_field) {
                (Expr::Value(value), None) => string(&value.value).and_then(Shift::parse),
                (Expr::Value(value), Some(unit)) => {
                    let number = value.value.to_string();
                    Shift::parse(&format!("{} {unit}", number.trim_matches('\'')))
                }
                _ => None,
            },
            _ => None,
        };
        let shift = shift.ok_or_else(|| {
            refuse(
                "This is no interval. Write one like INTERVAL '2 days'",
                interval,
            )
        })?;
        let shift = if back { shift.back() } else { shift };
        Ok((Node::Shift(shift, Box::new(time)), Some(Kind::Time)))
    }

    fn cast(&mut self, of: &Expr, to: &DataType, whole: &Expr) -> Result<Typed> {
        let name = to.to_string().to_uppercase();
        let word = name.split(['(', ' ']).next().unwrap_or_default();
        let kind = match word {
            "BOOL" | "BOOLEAN" => Kind::Boolean,
            "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INT2" | "INT4" | "INT8" | "INT16"
            | "INT32" | "INT64" | "INTEGER" | "BIGINT" => Kind::Integer,
            "FLOAT" | "FLOAT4" | "FLOAT8" | "REAL" | "DOUBLE" => Kind::Decimal,
            "CHAR" | "CHARACTER" | "VARCHAR" | "TEXT" | "STRING" => Kind::Text,
            "DATE" | "TIMESTAMP" | "DATETIME" => Kind::Time,
            _ => {
                return Err(refuse(
                    "Values cannot be cast to this. Take BIGINT, DOUBLE, VARCHAR, BOOLEAN, DATE or TIMESTAMP",
                    whole,
                ));
            }
        };
        let (node, from) = self.expr(of)?;
        let is_odd = matches!(
            (from, kind),
            (Some(Kind::Time), Kind::Boolean) | (Some(Kind::Boolean | Kind::Decimal), Kind::Time)
        ) || (from == Some(Kind::Integer) && word == "DATE");
        if is_odd {
            let message = format!("{} cannot be cast to {kind}", owner(of, from));
            return Err(refuse(&message, whole));
        }
        let node = match from {
            None => Node::Gap(kind),
            Some(from) if from == kind => node,
            Some(_) => Node::Convert(kind, Box::new(node)),
        };
        let node = if word == "DATE" {
            let day = Node::Integer1(midnight, Box::new(node));
            Node::Convert(Kind::Time, Box::new(day))
        } else {
            node
        };
        Ok((node, Some(kind)))
    }

    pub(super) fn part(&mut self, name: &str, of: &Expr, whole: &Expr) -> Result<Typed> {
        let part = Part::from_name(name).ok_or_else(|| {
            refuse(
                "This is no part of a time. Take year, quarter, month, week, day, doy, dow, hour, minute, second or epoch",
                whole,
            )
        })?;
        let node = Node::Part(part, Box::new(self.wanted(of, Kind::Time)?));
        Ok((node, Some(part.kind())))
    }

    /// An integer or a decimal.
    pub(super) fn number(&mut self, of: &Expr) -> Result<Typed> {
        let (node, kind) = self.expr(of)?;
        match kind {
            None => Ok(decimal(Node::Gap(Kind::Decimal))),
            Some(Kind::Integer | Kind::Decimal) => Ok((node, kind)),
            Some(Kind::Time) => Err(refuse(
                "Times cannot be computed with. Take their seconds with EPOCH: DATE_PART('epoch', …)",
                of,
            )),
            Some(_) => Err(wrong(of, kind, Kind::Decimal)),
        }
    }

    pub(super) fn wanted(&mut self, of: &Expr, kind: Kind) -> Result<Node> {
        let typed = self.expr(of)?;
        as_kind(typed, kind, of)
    }

    /// Any value as the text that it shows as.
    pub(super) fn as_text(&mut self, of: &Expr) -> Result<Node> {
        Ok(match self.expr(of)? {
            (_, None) => Node::Gap(Kind::Text),
            (node, Some(Kind::Text)) => node,
            (node, Some(_)) => Node::Convert(Kind::Text, Box::new(node)),
        })
    }
}
