//! Steps on columns of numbers.

use super::graph::{Builder, Name, integer, length};
use crate::data::recipe::{CellTable, Chain, End, LogMethod, NumberStep};

/// What has become of one raw column: tensors with as many rows.
#[derive(Default)]
pub(super) struct Prepared {
    /// The numbers; nothing where no column is left.
    pub(super) numbers: Option<Name>,
    /// Columns of 0 and 1 that come behind them.
    pub(super) marks: Vec<Name>,
}

/// A raw column of numbers; one that is not finite is a gap.
pub(super) fn finite(graph: &mut Builder, raw: &Name) -> Name {
    let (infinite, nan) = (graph.op("IsInf", &[raw]), graph.number(f64::NAN));
    graph.op("Where", &[&infinite, &nan, raw])
}

/// The steps of `chain` on `values`, which are some columns side by side.
pub(super) fn chain(graph: &mut Builder, values: Name, chain: &Chain) -> Prepared {
    let mut prepared = Prepared {
        numbers: Some(values),
        marks: Vec::new(),
    };
    for step in &chain.steps {
        let Some(values) = prepared.numbers.take() else {
            return prepared;
        };
        prepared.numbers = match step {
            NumberStep::Fill { with, marked } => {
                Some(fill(graph, &values, (with, marked), &mut prepared.marks))
            }
            NumberStep::Clip(limits) => Some(clip(graph, &values, limits)),
            NumberStep::Scale { centers, spreads } => Some(scale(graph, &values, centers, spreads)),
            NumberStep::Log(method) => Some(log(graph, &values, *method)),
            NumberStep::Bins(edges) => Some(bins(graph, &values, edges)),
            NumberStep::Keep(keep) => kept(graph, values, keep),
        };
    }
    match (prepared.numbers.take(), &chain.end) {
        (Some(values), End::Fills(fills)) if !fills.is_empty() => {
            let with = graph.numbers(&[1, fills.len()], fills);
            let gaps = graph.op("IsNaN", &[&values]);
            // The logarithm of a number that is huge and the like: what is not finite is filled.
            let infinite = graph.op("IsInf", &[&values]);
            let gaps = graph.op("Or", &[&gaps, &infinite]);
            prepared.numbers = Some(graph.op("Where", &[&gaps, &with, &values]));
        }
        (Some(values), End::Bins { edges, table }) => {
            let place = bin_or_gap(graph, &values, edges);
            let (numbers, marks) = looked_up(graph, &place, table);
            prepared.numbers = numbers;
            prepared.marks.extend(marks);
        }
        _ => {}
    }
    prepared
}

fn fill(
    graph: &mut Builder,
    values: &Name,
    (with, marked): (&[f64], &[bool]),
    marks: &mut Vec<Name>,
) -> Name {
    let gaps = graph.op("IsNaN", &[values]);
    let places: Vec<usize> = (0..marked.len()).filter(|&j| marked[j]).collect();
    if !places.is_empty() {
        let flags = graph.as_numbers(&gaps);
        let flags = if places.len() == marked.len() {
            flags
        } else {
            graph.columns(&flags, &places)
        };
        marks.push(flags);
    }
    let with = graph.numbers(&[1, with.len()], with);
    graph.op("Where", &[&gaps, &with, values])
}

/// Comparisons with NaN are false, so that gaps stay.
fn clip(graph: &mut Builder, values: &Name, limits: &[(Option<f64>, Option<f64>)]) -> Name {
    let lower: Vec<f64> = limits
        .iter()
        .map(|(lower, _)| lower.unwrap_or(f64::NEG_INFINITY))
        .collect();
    let upper: Vec<f64> = limits
        .iter()
        .map(|(_, upper)| upper.unwrap_or(f64::INFINITY))
        .collect();
    let mut values = values.clone();
    for (comparison, limits) in [("Less", lower), ("Greater", upper)] {
        if limits.iter().any(|limit| limit.is_finite()) {
            let limits = graph.numbers(&[1, limits.len()], &limits);
            let beyond = graph.op(comparison, &[&values, &limits]);
            values = graph.op("Where", &[&beyond, &limits, &values]);
        }
    }
    values
}

fn scale(graph: &mut Builder, values: &Name, centers: &[f64], spreads: &[f64]) -> Name {
    if centers.iter().all(|center| *center == 0.0) && spreads.iter().all(|spread| *spread == 1.0) {
        return values.clone();
    }
    let centers = graph.numbers(&[1, centers.len()], centers);
    let spreads = graph.numbers(&[1, spreads.len()], spreads);
    let centred = graph.op("Sub", &[values, &centers]);
    graph.op("Div", &[&centred, &spreads])
}

fn log(graph: &mut Builder, values: &Name, method: LogMethod) -> Name {
    match method {
        LogMethod::Natural => {
            let (zero, nan) = (graph.number(0.0), graph.number(f64::NAN));
            let positive = graph.op("Greater", &[values, &zero]);
            let safe = graph.op("Where", &[&positive, values, &nan]);
            graph.op("Log", &[&safe])
        }
        LogMethod::Signed => {
            // ln(1 + x) = 2 artanh(x / (2 + x)) would be exact near 0, but there is no operator
            // for it in 64 bits; u = 1 + x as it is rounded, and ln(u) x / (u - 1), is as good.
            let (one, size) = (graph.number(1.0), graph.op("Abs", &[values]));
            let more = graph.op("Add", &[&size, &one]);
            let rounded = graph.op("Sub", &[&more, &one]);
            let log = graph.op("Log", &[&more]);
            let (zero, ratio) = (graph.number(0.0), graph.op("Div", &[&size, &rounded]));
            let lost = graph.op("Equal", &[&rounded, &zero]);
            let product = graph.op("Mul", &[&log, &ratio]);
            let log = graph.op("Where", &[&lost, &size, &product]);
            let sign = graph.op("Sign", &[values]);
            graph.op("Mul", &[&sign, &log])
        }
    }
}

/// The place of each value's bin as a number; gaps stay NaN.
fn bins(graph: &mut Builder, values: &Name, edges: &[Vec<f64>]) -> Name {
    let places: Vec<Name> = edges
        .iter()
        .enumerate()
        .map(|(j, edges)| {
            let column = if j == 0 && edges.len() == 1 {
                values.clone()
            } else {
                graph.columns(values, &[j])
            };
            let place = place(graph, &column, edges);
            let gaps = graph.op("IsNaN", &[&column]);
            let nan = graph.number(f64::NAN);
            graph.op("Where", &[&gaps, &nan, &place])
        })
        .collect();
    graph.side_by_side(&places)
}

/// How many edges are at most the value, as a number; 0 for a gap.
fn place(graph: &mut Builder, column: &Name, edges: &[f64]) -> Name {
    if edges.is_empty() {
        let (zero, gaps) = (graph.number(0.0), graph.op("IsNaN", &[column]));
        let gaps = graph.as_numbers(&gaps);
        return graph.op("Mul", &[&gaps, &zero]);
    }
    let edges = graph.numbers(&[1, edges.len()], edges);
    let reached = graph.op("GreaterOrEqual", &[column, &edges]);
    let (reached, axis) = (graph.as_numbers(&reached), graph.integers(&[1], &[1]));
    graph.op("ReduceSum", &[&reached, &axis])
}

/// The place of each value's bin as a whole number; that of a gap comes after them.
fn bin_or_gap(graph: &mut Builder, column: &Name, edges: &[f64]) -> Name {
    let place = place(graph, column, edges);
    let place = graph.as_integers(&place);
    let (gaps, last) = (
        graph.op("IsNaN", &[column]),
        graph.integer(length(edges.len()) + 1),
    );
    graph.op("Where", &[&gaps, &last, &place])
}

/// The numbers and marks at `place`, a tensor with one whole number per row.
fn looked_up(graph: &mut Builder, place: &Name, table: &CellTable) -> (Option<Name>, Option<Name>) {
    (
        rows_at(graph, place, &table.numbers),
        rows_at(graph, place, &table.marks),
    )
}

/// The rows of a list at `place`, a tensor with one whole number per row; nothing where they are
/// empty.
pub(super) fn rows_at(graph: &mut Builder, place: &Name, rows: &[Vec<f64>]) -> Option<Name> {
    let width = rows.first().map_or(0, Vec::len);
    if width == 0 {
        return None;
    }
    let list = graph.numbers(&[rows.len(), width], &rows.concat());
    let axis = graph.integers(&[1], &[1]);
    let place = graph.op("Squeeze", &[place, &axis]);
    Some(graph.op_with("Gather", &[&list, &place], vec![integer("axis", 0)]))
}

fn kept(graph: &mut Builder, values: Name, keep: &[bool]) -> Option<Name> {
    let places: Vec<usize> = (0..keep.len()).filter(|&j| keep[j]).collect();
    match places.len() {
        0 => None,
        n if n == keep.len() => Some(values),
        _ => Some(graph.columns(&values, &places)),
    }
}
