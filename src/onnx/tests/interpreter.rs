//! Computes a graph as its operators are defined: as much of ONNX as is written here.

use std::collections::BTreeMap;

use prost::Message as _;

use crate::onnx::proto::{DOUBLE, INT64, Model, Node, Tensor};

/// A tensor; true and false are 1 and 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) dims: Vec<usize>,
    pub(super) data: Data,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    Numbers(Vec<f64>),
    Integers(Vec<i64>),
    Texts(Vec<String>),
}
use Data::{Integers, Numbers, Texts};

impl Value {
    /// A raw column.
    pub(super) fn column(data: Data) -> Self {
        Self {
            dims: vec![data.len(), 1],
            data,
        }
    }

    pub(super) fn numbers(&self) -> &[f64] {
        let Numbers(values) = &self.data else {
            panic!("no numbers: {self:?}")
        };
        values
    }

    pub(super) fn integers(&self) -> &[i64] {
        let Integers(values) = &self.data else {
            panic!("no whole numbers: {self:?}")
        };
        values
    }

    fn of(tensor: &Tensor) -> Self {
        let raw = tensor.raw_data.as_deref().unwrap_or_default();
        let words = raw.chunks_exact(8).map(|word| word.try_into().unwrap());
        Self {
            dims: tensor.dims.iter().map(|n| *n as usize).collect(),
            data: match tensor.data_type.unwrap() {
                DOUBLE => Numbers(words.map(f64::from_le_bytes).collect()),
                INT64 => Integers(words.map(i64::from_le_bytes).collect()),
                _ => {
                    let texts = tensor.string_data.iter();
                    Texts(
                        texts
                            .map(|t| String::from_utf8(t.clone()).unwrap())
                            .collect(),
                    )
                }
            },
        }
    }

    /// The places in `self` of each place of a tensor with these longer dims.
    fn spread(&self, dims: &[usize]) -> Vec<usize> {
        let mut own = vec![1; dims.len() - self.dims.len()];
        own.extend(&self.dims);
        let place = |mut at: usize| {
            let (mut place, mut step) = (0, 1);
            for (&n, &mine) in dims.iter().zip(&own).rev() {
                place += if mine == 1 { 0 } else { at % n * step };
                step *= mine;
                at /= n;
            }
            place
        };
        (0..dims.iter().product()).map(place).collect()
    }
}

impl Data {
    fn len(&self) -> usize {
        match self {
            Numbers(values) => values.len(),
            Integers(values) => values.len(),
            Texts(values) => values.len(),
        }
    }

    fn pick(&self, places: &[usize]) -> Self {
        match self {
            Numbers(values) => Numbers(places.iter().map(|&at| values[at]).collect()),
            Integers(values) => Integers(places.iter().map(|&at| values[at]).collect()),
            Texts(values) => Texts(places.iter().map(|&at| values[at].clone()).collect()),
        }
    }
}

/// The outputs of the file for some raw columns, by name.
pub(super) fn run(file: &[u8], inputs: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let graph = Model::decode(file).unwrap().graph.unwrap();
    let mut known = inputs;
    for tensor in &graph.initializer {
        known.insert(tensor.name.clone(), Value::of(tensor));
    }
    for node in &graph.node {
        let inputs: Vec<&Value> = node.input.iter().map(|name| &known[name]).collect();
        let output = compute(node, &inputs);
        known.insert(node.output[0].clone(), output);
    }
    let outputs = graph.output.into_iter();
    outputs
        .map(|output| (output.name.clone(), known[&output.name].clone()))
        .collect()
}

fn compute(node: &Node, inputs: &[&Value]) -> Value {
    let int = |name: &str| {
        let found = node.attribute.iter().find(|a| a.name == name);
        found.and_then(|a| a.i).unwrap()
    };
    match (node.op_type.as_str(), inputs) {
        ("Identity", [a]) => (*a).clone(),
        ("Cast", [a]) => cast(a, int("to") as i32),
        ("IsNaN", [a]) => flags(a, f64::is_nan),
        ("IsInf", [a]) => flags(a, f64::is_infinite),
        ("Abs", [a]) => map(a, f64::abs),
        ("Floor", [a]) => map(a, f64::floor),
        ("Neg", [a]) => map(a, |x| -x),
        ("Exp", [a]) => map(a, f64::exp),
        ("Log", [a]) => map(a, f64::ln),
        ("Sin", [a]) => map(a, f64::sin),
        ("Cos", [a]) => map(a, f64::cos),
        ("Sigmoid", [a]) => map(a, |x| 1.0 / (1.0 + (-x).exp())),
        ("Sign", [a]) => map(a, |x| if x == 0.0 { 0.0 } else { x.signum() }),
        ("Where", [condition, a, b]) => choose(condition, a, b),
        ("Clip", [a, least, most]) => pairs(&pairs(a, least, "Max"), most, "Min"),
        ("MatMul", [a, b]) => product(a, b),
        ("Softmax", [a]) => softmax(a),
        ("ReduceSum", [a, _]) => sum(a, node.attribute.iter().any(|a| a.name == "keepdims")),
        ("ArgMax", [a]) => likeliest(a),
        ("Squeeze", [a, _]) => Value {
            dims: vec![a.dims[0]],
            data: a.data.clone(),
        },
        ("Concat", parts) => side_by_side(parts),
        ("Gather", [a, places]) => gather(a, places, int("axis")),
        ("LabelEncoder", [a]) => label(node, a, int("default_int64")),
        ("TreeEnsembleRegressor", [a]) => super::trees::leaves(node, a),
        (other, [a, b]) => pairs(a, b, other),
        other => panic!("{other:?}"),
    }
}

fn cast(a: &Value, to: i32) -> Value {
    let data = match (&a.data, to) {
        (Integers(values), DOUBLE) => Numbers(values.iter().map(|v| *v as f64).collect()),
        (Numbers(values), INT64) => Integers(values.iter().map(|v| *v as i64).collect()),
        (same, _) => same.clone(),
    };
    Value {
        dims: a.dims.clone(),
        data,
    }
}

fn map(a: &Value, f: impl Fn(f64) -> f64) -> Value {
    Value {
        dims: a.dims.clone(),
        data: Numbers(a.numbers().iter().map(|x| f(*x)).collect()),
    }
}

fn flags(a: &Value, f: impl Fn(f64) -> bool) -> Value {
    Value {
        dims: a.dims.clone(),
        data: Integers(a.numbers().iter().map(|x| i64::from(f(*x))).collect()),
    }
}

fn together(a: &Value, b: &Value) -> Vec<usize> {
    let n = a.dims.len().max(b.dims.len());
    let dim = |value: &Value, i: usize| {
        let before = n - value.dims.len();
        i.checked_sub(before).map_or(1, |i| value.dims[i])
    };
    (0..n)
        .map(|i| match (dim(a, i), dim(b, i)) {
            (1, b) => b,
            (a, b) => {
                assert!(b == 1 || a == b, "{a} and {b} do not fit");
                a
            }
        })
        .collect()
}

fn choose(condition: &Value, a: &Value, b: &Value) -> Value {
    let dims = together(
        condition,
        &Value {
            dims: together(a, b),
            data: Integers(Vec::new()),
        },
    );
    let holds = condition.spread(&dims);
    let (a, b) = (a.data.pick(&a.spread(&dims)), b.data.pick(&b.spread(&dims)));
    let holds = holds.iter().map(|&at| condition.integers()[at] == 1);
    let data = match (a, b) {
        (Numbers(a), Numbers(b)) => {
            let both = holds.zip(a.into_iter().zip(b));
            Numbers(both.map(|(yes, (a, b))| if yes { a } else { b }).collect())
        }
        (Integers(a), Integers(b)) => {
            let both = holds.zip(a.into_iter().zip(b));
            Integers(both.map(|(yes, (a, b))| if yes { a } else { b }).collect())
        }
        other => panic!("{other:?}"),
    };
    Value { dims, data }
}

fn pairs(a: &Value, b: &Value, operator: &str) -> Value {
    let dims = together(a, b);
    let (a, b) = (a.data.pick(&a.spread(&dims)), b.data.pick(&b.spread(&dims)));
    let data = match (&a, &b) {
        (Numbers(a), Numbers(b)) => {
            let both = a.iter().zip(b);
            let test = |f: fn(&f64, &f64) -> bool| {
                Integers(both.clone().map(|(a, b)| i64::from(f(a, b))).collect())
            };
            let compute =
                |f: fn(f64, f64) -> f64| Numbers(both.clone().map(|(a, b)| f(*a, *b)).collect());
            match operator {
                "Add" => compute(|a, b| a + b),
                "Sub" => compute(|a, b| a - b),
                "Mul" => compute(|a, b| a * b),
                "Div" => compute(|a, b| a / b),
                "Min" => compute(f64::min),
                "Max" => compute(f64::max),
                "Less" => test(|a, b| a < b),
                "Greater" => test(|a, b| a > b),
                "GreaterOrEqual" => test(|a, b| a >= b),
                "Equal" => test(|a, b| a == b),
                other => panic!("{other}"),
            }
        }
        (Integers(a), Integers(b)) => {
            let f = |(a, b): (&i64, &i64)| match operator {
                "Add" => a + b,
                "Sub" => a - b,
                "Mul" => a * b,
                "Div" => a / b,
                "Mod" => a.rem_euclid(*b),
                "And" => a & b,
                "Or" => a | b,
                "Equal" => i64::from(a == b),
                "GreaterOrEqual" => i64::from(a >= b),
                other => panic!("{other}"),
            };
            Integers(a.iter().zip(b).map(f).collect())
        }
        other => panic!("{operator} of {other:?}"),
    };
    Value { dims, data }
}

fn product(a: &Value, b: &Value) -> Value {
    let (rows, inner, columns) = (a.dims[0], a.dims[1], b.dims[1]);
    assert_eq!(inner, b.dims[0]);
    let cell = |at: usize| {
        let (i, j) = (at / columns, at % columns);
        (0..inner)
            .map(|k| a.numbers()[i * inner + k] * b.numbers()[k * columns + j])
            .sum()
    };
    Value {
        dims: vec![rows, columns],
        data: Numbers((0..rows * columns).map(cell).collect()),
    }
}

fn softmax(a: &Value) -> Value {
    let rows = a.numbers().chunks_exact(a.dims[1]);
    let share = |row: &[f64]| -> Vec<f64> {
        let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = row.iter().map(|x| (x - most).exp()).sum();
        row.iter().map(|x| (x - most).exp() / sum).collect()
    };
    Value {
        dims: a.dims.clone(),
        data: Numbers(rows.flat_map(share).collect()),
    }
}

/// Along the second axis, which is left out where `dropped`.
fn sum(a: &Value, dropped: bool) -> Value {
    let width: usize = a.dims[2..].iter().product();
    let (rows, n) = (a.dims[0], a.dims[1]);
    let places = |row: usize, k: usize| (0..n).map(move |j| (row * n + j) * width + k);
    let cells = (0..rows * width).map(|at| (at / width, at % width));
    let data = match &a.data {
        Numbers(values) => Numbers(
            cells
                .map(|(row, k)| places(row, k).map(|at| values[at]).sum())
                .collect(),
        ),
        Integers(values) => Integers(
            cells
                .map(|(row, k)| places(row, k).map(|at| values[at]).sum())
                .collect(),
        ),
        Texts(_) => panic!("a sum of texts"),
    };
    let mut dims = a.dims.clone();
    dims[1] = 1;
    if dropped {
        dims.remove(1);
    }
    Value { dims, data }
}

fn likeliest(a: &Value) -> Value {
    let rows = a.numbers().chunks_exact(a.dims[1]);
    let best = |row: &[f64]| {
        let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        i64::try_from(row.iter().position(|x| *x == most).unwrap()).unwrap()
    };
    Value {
        dims: vec![a.dims[0]],
        data: Integers(rows.map(best).collect()),
    }
}

fn side_by_side(parts: &[&Value]) -> Value {
    let rows = parts[0].dims[0];
    let row = |i: usize| {
        parts.iter().flat_map(move |part| {
            let width = part.dims[1];
            part.numbers()[i * width..(i + 1) * width].iter().copied()
        })
    };
    Value {
        dims: vec![rows, parts.iter().map(|part| part.dims[1]).sum()],
        data: Numbers((0..rows).flat_map(row).collect()),
    }
}

fn gather(a: &Value, places: &Value, axis: i64) -> Value {
    let mut dims = places.dims.clone();
    let found: Vec<usize> = if axis == 0 {
        dims.extend(&a.dims[1..]);
        let width: usize = a.dims[1..].iter().product();
        let cells = |place: &i64| {
            let first = *place as usize * width;
            first..first + width
        };
        places.integers().iter().flat_map(cells).collect()
    } else {
        dims.insert(0, a.dims[0]);
        let cells = |row: usize| {
            let places = places.integers().iter();
            places.map(move |place| row * a.dims[1] + *place as usize)
        };
        (0..a.dims[0]).flat_map(cells).collect()
    };
    Value {
        dims,
        data: a.data.pick(&found),
    }
}

fn label(node: &Node, a: &Value, default: i64) -> Value {
    let attribute = |name: &str| node.attribute.iter().find(|a| a.name == name).unwrap();
    let keys = &attribute("keys_strings").strings;
    let values = &attribute("values_int64s").ints;
    let Texts(texts) = &a.data else {
        panic!("no texts: {a:?}")
    };
    let of = |text: &String| {
        let found = keys.iter().position(|key| key == text.as_bytes());
        found.map_or(default, |at| values[at])
    };
    Value {
        dims: a.dims.clone(),
        data: Integers(texts.iter().map(of).collect()),
    }
}
