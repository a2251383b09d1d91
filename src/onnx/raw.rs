//! The raw columns as they go in, and the columns that are made of them first.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    graph::{Builder, Name},
    proto::{DOUBLE, INT64, STRING},
};
use crate::data::{
    ColumnInfo, Kind,
    recipe::{Blueprint, Made, Making},
};

/// What stands for a gap in a column of times: what numpy's `NaT` is as a number.
pub(super) const NO_TIME: i64 = i64::MIN;

/// The columns by name, each with one value per row.
pub(super) struct Columns(BTreeMap<String, Name>);

impl Columns {
    /// Takes in what the prepared columns need, and makes what is made of it.
    pub(super) fn new(graph: &mut Builder, blueprint: &Blueprint) -> Self {
        let read = read(blueprint);
        let mut columns = BTreeMap::new();
        let mut kinds = BTreeMap::new();
        for input in blueprint
            .inputs
            .iter()
            .filter(|input| read.contains(&input.name))
        {
            take_in(graph, input);
            columns.insert(input.name.clone(), input.name.clone());
            kinds.insert(input.name.clone(), input.kind);
        }
        for Made { name, making } in &blueprint.made {
            let from = match making {
                Making::Renamed(from) => from,
                Making::Cast(_) => name,
            };
            let (Some(tensor), Some(kind)) = (columns.remove(from), kinds.remove(from)) else {
                // What nobody reads was not taken in.
                continue;
            };
            let (tensor, kind) = match making {
                Making::Renamed(_) => (tensor, kind),
                Making::Cast(to) => (cast(graph, tensor, kind, *to), *to),
            };
            columns.insert(name.clone(), tensor);
            kinds.insert(name.clone(), kind);
        }
        Self(columns)
    }

    /// The tensor of a column: numbers with NaN for gaps, texts with the empty one for gaps, or
    /// microseconds with [`NO_TIME`] for gaps.
    pub(super) fn get(&self, name: &str) -> Name {
        self.0.get(name).cloned().unwrap_or_default()
    }
}

/// The raw columns that some prepared column comes from.
fn read(blueprint: &Blueprint) -> BTreeSet<String> {
    let wanted = blueprint.columns.iter();
    let wanted = wanted.filter(|column| !column.outputs.is_empty());
    let mut read: BTreeSet<String> = wanted.map(|column| column.input.name.clone()).collect();
    for made in blueprint.made.iter().rev() {
        if let Making::Renamed(from) = &made.making
            && read.remove(&made.name)
        {
            read.insert(from.clone());
        }
    }
    read
}

fn take_in(graph: &mut Builder, input: &ColumnInfo) {
    let (data_type, doc) = match input.kind {
        Kind::Integer => (DOUBLE, "whole numbers; NaN is a gap"),
        Kind::Decimal => (DOUBLE, "numbers; NaN is a gap"),
        Kind::Boolean => (DOUBLE, "1 for true, 0 for false; NaN is a gap"),
        Kind::Text => (STRING, "text; an empty one is a gap"),
        Kind::Time => (
            INT64,
            "microseconds since 1970-01-01 without a time zone; the smallest number (NaT) is a gap",
        ),
    };
    graph.input(&input.name, data_type, doc);
}

/// The values of `of` as another kind; a gap where they cannot be.
fn cast(graph: &mut Builder, of: Name, from: Kind, to: Kind) -> Name {
    let of = match (from, to) {
        (Kind::Text, _) | (_, Kind::Text) | (Kind::Time, Kind::Time) => return of,
        (Kind::Time, _) => {
            let gap = graph.integer(NO_TIME);
            let gaps = graph.op("Equal", &[&of, &gap]);
            let nan = graph.number(f64::NAN);
            let numbers = graph.as_numbers(&of);
            graph.op("Where", &[&gaps, &nan, &numbers])
        }
        _ => of,
    };
    match (from, to) {
        (_, Kind::Decimal) | (Kind::Time | Kind::Integer | Kind::Boolean, Kind::Integer) => of,
        (_, Kind::Boolean) => {
            let (no, yes) = (graph.number(0.0), graph.number(1.0));
            let (is_no, is_yes) = (
                graph.op("Equal", &[&of, &no]),
                graph.op("Equal", &[&of, &yes]),
            );
            let known = graph.op("Or", &[&is_no, &is_yes]);
            or_gap(graph, &known, &of)
        }
        (_, Kind::Integer | Kind::Text) => {
            let floor = graph.op("Floor", &[&of]);
            let whole = graph.op("Equal", &[&of, &floor]);
            or_gap(graph, &whole, &of)
        }
        (_, Kind::Time) => {
            // Beyond this a number does not fit a time of 64 bits; NaN is not below it either.
            let (size, limit) = (graph.op("Abs", &[&of]), graph.number(2.0_f64.powi(63)));
            let fits = graph.op("Less", &[&size, &limit]);
            let floor = graph.op("Floor", &[&of]);
            let whole = graph.op("Equal", &[&of, &floor]);
            let known = graph.op("And", &[&fits, &whole]);
            let zero = graph.number(0.0);
            let safe = graph.op("Where", &[&known, &of, &zero]);
            let (times, gap) = (graph.as_integers(&safe), graph.integer(NO_TIME));
            graph.op("Where", &[&known, &times, &gap])
        }
    }
}

fn or_gap(graph: &mut Builder, known: &Name, of: &Name) -> Name {
    let nan = graph.number(f64::NAN);
    graph.op("Where", &[known, of, &nan])
}
