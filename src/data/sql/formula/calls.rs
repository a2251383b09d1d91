//! The functions of a formula that need more than arguments of fixed kinds.

use std::cmp::Ordering;

use sqlparser::ast::{
    CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned as _,
    TrimWhereField,
};

use super::{
    super::{SqlError, error::suggestion, function, parse},
    compile::{Compiler, Result, Typed},
    function::RowFunction,
    kinds::{boolean, decimal, integer_literal, refuse, text_of, unify},
    node::{Comparison, Node},
    text, time,
    vector::Scalar,
};
use crate::data::Kind;

impl Compiler<'_> {
    /// Functions, also those with a grammar of their own.
    pub(super) fn call_like(&mut self, expr: &Expr) -> Result<Typed> {
        match expr {
            Expr::Function(function) => self.function(function, expr),
            Expr::Ceil { expr: of, .. } => self.rounded(of, f64::ceil),
            Expr::Floor { expr: of, .. } => self.rounded(of, f64::floor),
            Expr::Position { expr: of, r#in } => self.fixed("strpos", &[r#in, of], expr),
            Expr::Substring {
                expr: of,
                substring_from: Some(from),
                substring_for,
                ..
            } => {
                let mut arguments: Vec<&Expr> = vec![of, from];
                arguments.extend(substring_for.as_deref());
                self.fixed("substr", &arguments, expr)
            }
            Expr::Trim {
                expr: of,
                trim_where,
                trim_what,
                trim_characters: None,
            } => {
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                    _ => "trim",
                };
                let mut arguments: Vec<&Expr> = vec![of];
                arguments.extend(trim_what.as_deref());
                self.fixed(name, &arguments, expr)
            }
            Expr::Subquery(_) | Expr::InSubquery { .. } | Expr::Exists { .. } => Err(refuse(
                "A formula sees one row only, so there can be no SELECT in it. Use the SQL console",
                expr,
            )),
            _ => Err(refuse("This does not work in a formula", expr)),
        }
    }

    fn function(&mut self, function: &Function, whole: &Expr) -> Result<Typed> {
        let name = function.name.to_string().to_lowercase();
        if function.over.is_some() || function::looks_at_other_rows(&name) {
            let message = format!(
                "{} looks at other rows, and a formula sees one row only. Use the SQL console",
                name.to_uppercase()
            );
            return Err(refuse(&message, whole));
        }
        let arguments = arguments(function, whole)?;
        if RowFunction::named(&name).is_some() {
            return self.fixed(&name, &arguments, whole);
        }
        match (name.as_str(), arguments.as_slice()) {
            ("pi", []) => Ok(decimal(Node::Literal(Scalar::Number(std::f64::consts::PI)))),
            ("abs", [of]) => self.kept(of, i64::checked_abs, f64::abs),
            ("sign", [of]) => self.kept(
                of,
                |value| Some(value.signum()),
                |value| if value == 0.0 { 0.0 } else { value.signum() },
            ),
            ("round", [of]) => self.rounded(of, f64::round_ties_even),
            ("trunc" | "truncate", [of]) => self.rounded(of, f64::trunc),
            ("round", [of, digits]) => self.at_digits(of, digits, f64_round),
            ("trunc" | "truncate", [of, digits]) => self.at_digits(of, digits, f64_trunc),
            ("mod", [a, b]) => self.modulo([a, b]),
            ("div", [a, b]) => self.whole_quotient([a, b]),
            ("coalesce", [_, ..]) | ("ifnull", [_, _]) => {
                let (nodes, kind) = self.unified(&arguments)?;
                Ok((Node::Coalesce(kind, nodes), Some(kind)))
            }
            ("greatest", [_, ..]) => self.extreme(Ordering::Greater, &arguments),
            ("least", [_, ..]) => self.extreme(Ordering::Less, &arguments),
            ("nullif", [value, other]) => self.null_if(value, other),
            ("if", [condition, then, otherwise]) => {
                let condition = self.wanted(condition, Kind::Boolean)?;
                let (values, kind) = self.unified(&[then, otherwise])?;
                let conditions = vec![condition];
                Ok(chosen(kind, conditions, values))
            }
            ("concat", [_, ..]) => self.joined(text::concat, &arguments),
            ("concat_ws", [_, _, ..]) => self.joined(text::concat_ws, &arguments),
            ("regexp_like", [of, pattern]) => {
                Ok(boolean(self.matches(of, &text_of(pattern)?, whole)?))
            }
            ("regexp_like", [of, pattern, flags]) => {
                let pattern = format!("(?{}){}", text_of(flags)?, text_of(pattern)?);
                Ok(boolean(self.matches(of, &pattern, whole)?))
            }
            ("date_part", [part, of]) => self.part(&text_of(part)?, of, whole),
            ("strftime", [of, format]) => self.time_text(of, format),
            ("date" | "timestamp" | "datetime", [of]) => {
                let of = self.wanted(of, Kind::Text)?;
                Ok((Node::Convert(Kind::Time, Box::new(of)), Some(Kind::Time)))
            }
            _ => Err(unknown(&name, function)),
        }
    }

    /// A function whose arguments have fixed kinds.
    fn fixed(&mut self, name: &str, arguments: &[&Expr], whole: &Expr) -> Result<Typed> {
        let Some(function) = RowFunction::named(name) else {
            return Err(refuse("This does not work in a formula", whole));
        };
        if !(function.required..=function.arguments.len()).contains(&arguments.len()) {
            return Err(refuse(&usage(name, arguments.len()), whole));
        }
        let nodes = arguments
            .iter()
            .zip(function.arguments)
            .map(|(argument, kind)| self.wanted(argument, *kind))
            .collect::<Result<Vec<_>>>()?;
        Ok((function.call(nodes), Some(function.kind())))
    }

    /// An integer stays one.
    fn kept(
        &mut self,
        of: &Expr,
        integers: fn(i64) -> Option<i64>,
        numbers: fn(f64) -> f64,
    ) -> Result<Typed> {
        Ok(match self.number(of)? {
            (node, Some(Kind::Integer)) => (
                Node::Integer1(integers, Box::new(node)),
                Some(Kind::Integer),
            ),
            (node, _) => decimal(Node::Number1(numbers, Box::new(node))),
        })
    }

    fn rounded(&mut self, of: &Expr, numbers: fn(f64) -> f64) -> Result<Typed> {
        self.kept(of, Some, numbers)
    }

    fn at_digits(
        &mut self,
        of: &Expr,
        digits: &Expr,
        numbers: fn(f64, f64) -> f64,
    ) -> Result<Typed> {
        let digits = integer_literal(digits)
            .filter(|digits| (0..=300).contains(digits))
            .ok_or_else(|| {
                refuse(
                    "The number of digits must be written out, from 0 on",
                    digits,
                )
            })?;
        Ok(match self.number(of)? {
            integer @ (_, Some(Kind::Integer)) => integer,
            (node, _) => {
                let scale = Node::Literal(Scalar::Number(10_f64.powi(digits as i32)));
                decimal(Node::Number2(numbers, Box::new([node, scale])))
            }
        })
    }

    fn unified(&mut self, of: &[&Expr]) -> Result<(Vec<Node>, Kind)> {
        let mut all = Vec::with_capacity(of.len());
        for expr in of {
            all.push((self.expr(expr)?, *expr));
        }
        unify(all)
    }

    fn extreme(&mut self, wanted: Ordering, of: &[&Expr]) -> Result<Typed> {
        let (nodes, kind) = self.unified(of)?;
        Ok((Node::Extreme(wanted, kind, nodes), Some(kind)))
    }

    fn null_if(&mut self, value: &Expr, other: &Expr) -> Result<Typed> {
        let (nodes, kind) = self.unified(&[value, other])?;
        let [value, other]: [Node; 2] = nodes
            .try_into()
            .unwrap_or_else(|_fewer| [Node::Gap(kind), Node::Gap(kind)]);
        let same = Node::Compare(Comparison::Equal, Box::new([value.clone(), other]));
        Ok(chosen(kind, vec![same], vec![Node::Gap(kind), value]))
    }

    fn joined(
        &mut self,
        join: fn(&super::node::Arguments<'_, '_>) -> Option<String>,
        of: &[&Expr],
    ) -> Result<Typed> {
        let texts = of
            .iter()
            .map(|expr| self.as_text(expr))
            .collect::<Result<Vec<_>>>()?;
        Ok((Node::Text(join, texts), Some(Kind::Text)))
    }

    fn time_text(&mut self, of: &Expr, format: &Expr) -> Result<Typed> {
        let written = text_of(format)?;
        if !time::is_format(&written) {
            return Err(refuse(
                "This is no format of a time. Write one like '%Y-%m-%d %H:%M'",
                format,
            ));
        }
        let of = self.wanted(of, Kind::Time)?;
        Ok((Node::TimeText(written, Box::new(of)), Some(Kind::Text)))
    }

    /// `CASE`, with or without a value to compare with.
    pub(super) fn case(
        &mut self,
        operand: Option<&Expr>,
        branches: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Result<Typed> {
        let mut conditions = Vec::with_capacity(branches.len());
        let mut values = Vec::with_capacity(branches.len() + 1);
        for branch in branches {
            conditions.push(match operand {
                None => self.wanted(&branch.condition, Kind::Boolean)?,
                Some(operand) => {
                    let (nodes, _) = self.unified(&[operand, &branch.condition])?;
                    let both: [Node; 2] = nodes.try_into().unwrap_or_else(|_fewer| {
                        [Node::Gap(Kind::Boolean), Node::Gap(Kind::Boolean)]
                    });
                    Node::Compare(Comparison::Equal, Box::new(both))
                }
            });
            values.push((self.expr(&branch.result)?, &branch.result));
        }
        let otherwise = match otherwise {
            Some(otherwise) => Some((self.expr(otherwise)?, otherwise)),
            None => None,
        };
        let has_other = otherwise.is_some();
        values.extend(otherwise);
        let (mut values, kind) = unify(values)?;
        if !has_other {
            values.push(Node::Gap(kind));
        }
        Ok(chosen(kind, conditions, values))
    }
}

fn chosen(kind: Kind, conditions: Vec<Node>, values: Vec<Node>) -> Typed {
    let node = Node::Case {
        kind,
        conditions,
        values,
    };
    (node, Some(kind))
}

fn f64_round(value: f64, scale: f64) -> f64 {
    in_range((value * scale).round_ties_even() / scale, value)
}

fn f64_trunc(value: f64, scale: f64) -> f64 {
    in_range((value * scale).trunc() / scale, value)
}

/// A number so large that scaling it overflows has no digits to round.
fn in_range(scaled: f64, value: f64) -> f64 {
    if scaled.is_finite() { scaled } else { value }
}

/// The arguments, if they are plain values.
fn arguments<'e>(function: &'e Function, whole: &Expr) -> Result<Vec<&'e Expr>> {
    let FunctionArguments::List(list) = &function.args else {
        return Ok(Vec::new());
    };
    let plain: Option<Vec<&Expr>> = list
        .args
        .iter()
        .map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
            _ => None,
        })
        .collect();
    plain
        .filter(|_| list.clauses.is_empty() && list.duplicate_treatment.is_none())
        .ok_or_else(|| refuse("Only plain values may stand between the brackets", whole))
}

fn usage(name: &str, found: usize) -> String {
    let usage = function::usage(name).unwrap_or("another number of them");
    format!(
        "{} does not take {found} arguments. Write {usage}",
        name.to_uppercase()
    )
}

/// A function that is not known, or not with so many arguments.
fn unknown(name: &str, function: &Function) -> SqlError {
    let place = parse::position(function.name.span().start);
    if let Some(usage) = function::usage(name).filter(|_| function::is_row_wise(name)) {
        let message = format!(
            "{} is used differently. Write {usage}.",
            name.to_uppercase()
        );
        return SqlError::new(message, place);
    }
    let known: Vec<&str> = function::functions()
        .iter()
        .filter(|function| function.is_row_wise)
        .map(|function| function.name)
        .collect();
    let message = format!(
        "There is no function {} in formulas. {}",
        name.to_uppercase(),
        suggestion(name, &known)
    );
    SqlError::new(message, place)
}
