//! The functions of one row whose arguments have fixed kinds.

use super::{
    node::{Arguments, Node},
    text,
};
use crate::data::Kind::{self, Boolean, Decimal, Integer, Text};

/// A function by name, with what it takes.
pub(super) struct RowFunction {
    names: &'static [&'static str],
    /// Kinds of the arguments; those behind `required` may be left out.
    pub(super) arguments: &'static [Kind],
    pub(super) required: usize,
    body: Body,
}

#[derive(Clone, Copy)]
enum Body {
    Number1(fn(f64) -> f64),
    Number2(fn(f64, f64) -> f64),
    Text(fn(&Arguments<'_, '_>) -> Option<String>),
    Count(fn(&Arguments<'_, '_>) -> Option<i64>),
    Test(fn(&Arguments<'_, '_>) -> Option<bool>),
}

use Body::{Count, Number1, Number2, Test};

const FUNCTIONS: [RowFunction; 40] = [
    number1(&["sqrt"], f64::sqrt),
    number1(&["cbrt"], f64::cbrt),
    number1(&["exp"], f64::exp),
    number1(&["ln"], f64::ln),
    number1(&["log2"], f64::log2),
    number1(&["log10"], f64::log10),
    number1(&["log1p"], f64::ln_1p),
    number1(&["sin"], f64::sin),
    number1(&["cos"], f64::cos),
    number1(&["tan"], f64::tan),
    number1(&["asin"], f64::asin),
    number1(&["acos"], f64::acos),
    number1(&["atan"], f64::atan),
    number1(&["degrees"], f64::to_degrees),
    number1(&["radians"], f64::to_radians),
    number2(&["log"], f64::log),
    number2(&["pow", "power"], f64::powf),
    number2(&["atan2"], f64::atan2),
    texts(&["lower"], &[Text], 1, text::lower),
    texts(&["upper"], &[Text], 1, text::upper),
    texts(&["reverse"], &[Text], 1, text::reverse),
    texts(&["left"], &[Text, Integer], 2, text::left),
    texts(&["right"], &[Text, Integer], 2, text::right),
    texts(
        &["substr", "substring"],
        &[Text, Integer, Integer],
        2,
        text::substring,
    ),
    texts(&["replace"], &[Text, Text, Text], 3, text::replace),
    texts(&["trim"], &[Text, Text], 1, text::trim),
    texts(&["ltrim"], &[Text, Text], 1, text::trim_start),
    texts(&["rtrim"], &[Text, Text], 1, text::trim_end),
    texts(&["lpad"], &[Text, Integer, Text], 2, text::pad_start),
    texts(&["rpad"], &[Text, Integer, Text], 2, text::pad_end),
    texts(&["split_part"], &[Text, Text, Integer], 3, text::split_part),
    counts(
        &["length", "char_length", "character_length"],
        1,
        text::length,
    ),
    counts(&["octet_length"], 1, text::octet_length),
    counts(&["strpos"], 2, text::place),
    tests(&["starts_with"], text::starts_with),
    tests(&["ends_with"], text::ends_with),
    number1(&["sind"], |degrees| degrees.to_radians().sin()),
    number1(&["cosd"], |degrees| degrees.to_radians().cos()),
    number1(&["tand"], |degrees| degrees.to_radians().tan()),
    number1(&["cot"], |angle| 1.0 / angle.tan()),
];

const fn number1(names: &'static [&'static str], f: fn(f64) -> f64) -> RowFunction {
    RowFunction {
        names,
        arguments: &[Decimal],
        required: 1,
        body: Number1(f),
    }
}

const fn number2(names: &'static [&'static str], f: fn(f64, f64) -> f64) -> RowFunction {
    RowFunction {
        names,
        arguments: &[Decimal, Decimal],
        required: 2,
        body: Number2(f),
    }
}

const fn texts(
    names: &'static [&'static str],
    arguments: &'static [Kind],
    required: usize,
    f: fn(&Arguments<'_, '_>) -> Option<String>,
) -> RowFunction {
    RowFunction {
        names,
        arguments,
        required,
        body: Body::Text(f),
    }
}

const fn counts(
    names: &'static [&'static str],
    required: usize,
    f: fn(&Arguments<'_, '_>) -> Option<i64>,
) -> RowFunction {
    let arguments: &[Kind] = if required == 1 {
        &[Text]
    } else {
        &[Text, Text]
    };
    RowFunction {
        names,
        arguments,
        required,
        body: Count(f),
    }
}

const fn tests(
    names: &'static [&'static str],
    f: fn(&Arguments<'_, '_>) -> Option<bool>,
) -> RowFunction {
    RowFunction {
        names,
        arguments: &[Text, Text],
        required: 2,
        body: Test(f),
    }
}

impl RowFunction {
    /// The function of this name, in small letters.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        FUNCTIONS
            .iter()
            .find(|function| function.names.contains(&name))
    }

    /// What the function gives.
    pub(super) fn kind(&self) -> Kind {
        match self.body {
            Number1(_) | Number2(_) => Decimal,
            Body::Text(_) => Text,
            Count(_) => Integer,
            Test(_) => Boolean,
        }
    }

    /// The function of `arguments`, which are as many and of the kinds that it takes.
    pub(super) fn call(&self, arguments: Vec<Node>) -> Node {
        match self.body {
            Body::Text(f) => Node::Text(f, arguments),
            Count(f) => Node::Count(f, arguments),
            Test(f) => Node::Test(f, arguments),
            Number1(f) => {
                let [a] = padded(arguments);
                Node::Number1(f, Box::new(a))
            }
            Number2(f) => Node::Number2(f, Box::new(padded(arguments))),
        }
    }
}

/// The first arguments, with gaps where there are fewer.
fn padded<const N: usize>(arguments: Vec<Node>) -> [Node; N] {
    let mut arguments = arguments.into_iter();
    std::array::from_fn(|_| arguments.next().unwrap_or(Node::Gap(Decimal)))
}
