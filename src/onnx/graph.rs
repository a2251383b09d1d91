//! A graph while it is written.

use std::collections::BTreeSet;

use super::proto::{
    Attribute, DOUBLE, Dimension, Graph, INT64, Node, STRING, Shape, Tensor, TensorType, Type,
    ValueInfo,
};

/// The operators for classical models.
pub(super) const ML: &str = "ai.onnx.ml";

/// The name of a tensor in the graph.
pub(super) type Name = String;

/// Operators in the order in which they are computed.
#[derive(Default)]
pub(super) struct Builder {
    graph: Graph,
    taken: BTreeSet<Name>,
    next: usize,
}

impl Builder {
    /// `names` are those of the raw columns: no other tensor may have one of them.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self {
            taken: names.map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// The finished graph.
    pub(super) fn finish(mut self, name: &str) -> Graph {
        name.clone_into(&mut self.graph.name);
        self.graph
    }

    /// A tensor that goes in: a column of as many rows as one likes.
    pub(super) fn input(&mut self, name: &str, data_type: i32, doc: &str) {
        let info = value_info(name, data_type, Some(1), doc);
        self.graph.input.push(info);
    }

    /// A tensor that comes out, under `name` or, where a column has that, a longer one: one number
    /// per row, or `width` of them.
    pub(super) fn output(&mut self, name: &str, from: &Name, data_type: i32, width: Option<i64>) {
        let mut name = name.to_owned();
        while !self.taken.insert(name.clone()) {
            name.insert_str(0, "predicted_");
        }
        self.node("Identity", &[from], &name, Vec::new());
        self.graph
            .output
            .push(value_info(&name, data_type, width, ""));
    }

    /// The result of an operator on some tensors.
    pub(super) fn op(&mut self, operator: &str, inputs: &[&Name]) -> Name {
        self.op_with(operator, inputs, Vec::new())
    }

    /// The result of an operator with parameters.
    pub(super) fn op_with(
        &mut self,
        operator: &str,
        inputs: &[&Name],
        attributes: Vec<Attribute>,
    ) -> Name {
        let output = self.fresh(operator);
        self.node(operator, inputs, &output, attributes);
        output
    }

    fn node(&mut self, operator: &str, inputs: &[&Name], output: &str, with: Vec<Attribute>) {
        let of_ml = matches!(operator, "LabelEncoder" | "TreeEnsembleRegressor");
        self.graph.node.push(Node {
            input: inputs.iter().map(|name| (*name).clone()).collect(),
            output: vec![output.to_owned()],
            name: output.to_owned(),
            op_type: operator.to_owned(),
            attribute: with,
            domain: if of_ml { ML } else { "" }.to_owned(),
        });
    }

    /// Numbers that stand in the file.
    pub(super) fn numbers(&mut self, dims: &[usize], values: &[f64]) -> Name {
        self.constant(numbers(dims, values))
    }

    /// One number that stands in the file.
    pub(super) fn number(&mut self, value: f64) -> Name {
        self.numbers(&[], &[value])
    }

    /// Whole numbers that stand in the file.
    pub(super) fn integers(&mut self, dims: &[usize], values: &[i64]) -> Name {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        let bytes = bytes.collect();
        self.constant(tensor(dims, INT64, bytes))
    }

    /// One whole number that stands in the file.
    pub(super) fn integer(&mut self, value: i64) -> Name {
        self.integers(&[], &[value])
    }

    /// A list of texts that stands in the file.
    pub(super) fn texts(&mut self, values: &[String]) -> Name {
        self.constant(Tensor {
            dims: vec![length(values.len())],
            data_type: Some(STRING),
            string_data: values
                .iter()
                .map(|text| text.clone().into_bytes())
                .collect(),
            ..Tensor::default()
        })
    }

    fn constant(&mut self, mut tensor: Tensor) -> Name {
        let same = |known: &&Tensor| {
            known.dims == tensor.dims
                && known.data_type == tensor.data_type
                && known.raw_data == tensor.raw_data
                && known.string_data == tensor.string_data
        };
        if let Some(known) = self.graph.initializer.iter().find(same) {
            return known.name.clone();
        }
        let name = self.fresh("constant");
        tensor.name.clone_from(&name);
        self.graph.initializer.push(tensor);
        name
    }

    /// As 64-bit floats: 1 and 0 for true and false.
    pub(super) fn as_numbers(&mut self, of: &Name) -> Name {
        self.op_with("Cast", &[of], vec![integer("to", i64::from(DOUBLE))])
    }

    /// As 64-bit integers, of numbers that are whole.
    pub(super) fn as_integers(&mut self, of: &Name) -> Name {
        self.op_with("Cast", &[of], vec![integer("to", i64::from(INT64))])
    }

    /// `parts` side by side; each has as many rows.
    pub(super) fn side_by_side(&mut self, parts: &[Name]) -> Name {
        match parts {
            [one] => one.clone(),
            parts => {
                let parts: Vec<&Name> = parts.iter().collect();
                self.op_with("Concat", &parts, vec![integer("axis", 1)])
            }
        }
    }

    /// The columns at `places` of a tensor with several.
    pub(super) fn columns(&mut self, of: &Name, places: &[usize]) -> Name {
        let places: Vec<i64> = places.iter().copied().map(length).collect();
        let places = self.integers(&[places.len()], &places);
        self.op_with("Gather", &[of, &places], vec![integer("axis", 1)])
    }

    fn fresh(&mut self, what: &str) -> Name {
        loop {
            self.next += 1;
            let name = format!("{what}_{}", self.next);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// A length as ONNX counts it.
pub(super) fn length(of: usize) -> i64 {
    // No list has more entries than 64 bits with a sign count.
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// A whole number as parameter.
pub(super) fn integer(name: &str, value: i64) -> Attribute {
    Attribute {
        name: name.to_owned(),
        i: Some(value),
        r#type: Some(2),
        ..Attribute::default()
    }
}

/// A text as parameter.
pub(super) fn text(name: &str, value: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        s: Some(value.as_bytes().to_vec()),
        r#type: Some(3),
        ..Attribute::default()
    }
}

/// Numbers as parameter.
pub(super) fn number_tensor(name: &str, values: &[f64]) -> Attribute {
    Attribute {
        name: name.to_owned(),
        t: Some(numbers(&[values.len()], values)),
        r#type: Some(4),
        ..Attribute::default()
    }
}

/// Whole numbers as parameter.
pub(super) fn integers(name: &str, values: Vec<i64>) -> Attribute {
    Attribute {
        name: name.to_owned(),
        ints: values,
        r#type: Some(7),
        ..Attribute::default()
    }
}

/// Texts as parameter.
pub(super) fn texts<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Attribute {
    Attribute {
        name: name.to_owned(),
        strings: values.map(|text| text.as_bytes().to_vec()).collect(),
        r#type: Some(8),
        ..Attribute::default()
    }
}

fn numbers(dims: &[usize], values: &[f64]) -> Tensor {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    tensor(dims, DOUBLE, bytes.collect())
}

fn tensor(dims: &[usize], data_type: i32, bytes: Vec<u8>) -> Tensor {
    Tensor {
        dims: dims.iter().copied().map(length).collect(),
        data_type: Some(data_type),
        raw_data: Some(bytes),
        ..Tensor::default()
    }
}

fn value_info(name: &str, data_type: i32, width: Option<i64>, doc: &str) -> ValueInfo {
    let rows = Dimension {
        dim_value: None,
        dim_param: Some("rows".to_owned()),
    };
    let width = width.map(|width| Dimension {
        dim_value: Some(width),
        dim_param: None,
    });
    ValueInfo {
        name: name.to_owned(),
        r#type: Some(Type {
            tensor_type: Some(TensorType {
                elem_type: Some(data_type),
                shape: Some(Shape {
                    dim: std::iter::once(rows).chain(width).collect(),
                }),
            }),
        }),
        doc_string: doc.to_owned(),
    }
}
