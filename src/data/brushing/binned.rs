use rayon::prelude::*;

use super::{Brush, edges};
use crate::{
    data::{
        DataError, Kind, Table,
        cells::{decimal_text, time_text},
        sql::quoted,
    },
    stats::MISSING,
};

/// A bin of a column: its place from left to right.
///
/// Bins of numbers: 0 is below the first edge, then come the bins between the edges, then what is
/// at or above the last edge, then what is missing. Bins of names: one each, then all others, then
/// what is missing.
pub type Code = u8;

/// Categories with a bin of their own, the most frequent ones.
const NAMES: usize = 40;

/// A column in at most 250 bins: one byte per row.
#[derive(Clone, Debug, PartialEq)]
pub struct BinnedColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What the codes stand for.
    pub bins: Bins,
    /// The bin of each row.
    pub codes: Vec<Code>,
    /// Rows in each bin, by code.
    pub counts: Vec<u64>,
}

/// What the codes of a column stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum Bins {
    /// Numbers or times (microseconds since the epoch): edges, rising; a bin holds its lower edge
    /// and not its upper one. No edge where there is no finite value.
    Edges(Vec<f64>),
    /// Texts and booleans.
    Names {
        /// The most frequent first.
        names: Vec<String>,
        /// How many more there are.
        others: usize,
    },
}

impl BinnedColumn {
    /// The column `name` of `table` in bins.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn of(table: &Table, name: &str) -> Result<Self, DataError> {
        let kind = table.cells(name)?.kind();
        let (bins, codes) = match kind {
            Kind::Integer | Kind::Decimal | Kind::Time => {
                let values = table.numbers(name)?;
                let edges = match kind {
                    Kind::Time => edges::of_times(&values),
                    _ => edges::of_numbers(&values, kind == Kind::Integer),
                };
                let codes = values
                    .par_iter()
                    .map(|&value| code_of(&edges, value))
                    .collect();
                (Bins::Edges(edges), codes)
            }
            Kind::Boolean | Kind::Text => names(table, name)?,
        };
        let mut counts = vec![0; bins.len()];
        for &code in &codes {
            counts[usize::from(code)] += 1;
        }
        Ok(Self {
            name: name.to_owned(),
            kind,
            bins,
            codes,
            counts,
        })
    }

    /// The rows in the bins of `codes`, as a brush.
    pub fn brush(&self, codes: impl IntoIterator<Item = Code>) -> Brush {
        let mut codes: Vec<Code> = codes
            .into_iter()
            .filter(|code| usize::from(*code) < self.bins.len())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        Brush {
            column: self.name.clone(),
            words: self.words(&codes),
            condition: self.condition(&codes),
            codes,
        }
    }

    /// What the bin of `code` holds: "15 to 20", "UA", "missing".
    pub fn label(&self, code: Code) -> String {
        if code == self.bins.missing() {
            return "missing".to_owned();
        }
        match &self.bins {
            Bins::Names { names, others } => names
                .get(usize::from(code))
                .cloned()
                .unwrap_or_else(|| format!("{others} others")),
            Bins::Edges(edges) => self.range(edges, code, code),
        }
    }

    /// A value of the column as text.
    pub fn value_text(&self, value: f64) -> String {
        if self.kind != Kind::Time {
            return decimal_text(value);
        }
        let text = time_text(value as i64);
        let text = text.strip_suffix(":00").unwrap_or(&text);
        text.strip_suffix(" 00:00").unwrap_or(text).to_owned()
    }

    fn words(&self, codes: &[Code]) -> String {
        let mut parts = Vec::new();
        let is_missing = codes.last() == Some(&self.bins.missing());
        let values = &codes[..codes.len() - usize::from(is_missing)];
        match &self.bins {
            Bins::Names { .. } => parts.extend(values.iter().map(|&code| self.label(code))),
            Bins::Edges(edges) => {
                let runs = values.chunk_by(|a, b| a + 1 == *b);
                parts.extend(runs.map(|run| self.range(edges, run[0], run[run.len() - 1])));
            }
        }
        if is_missing {
            parts.push("missing".to_owned());
        }
        format!("{} {}", self.name, parts.join(", "))
    }

    /// The bins `from` to `to`, both between or beside the edges, in words.
    fn range(&self, edges: &[f64], from: Code, to: Code) -> String {
        let (low, high) = bounds(edges, from, to);
        // Whole numbers that have a bin each are named; "6 to 7" would say two of them.
        if self.kind == Kind::Integer && edges.windows(2).all(|pair| pair[1] - pair[0] == 1.0) {
            let high = high.map(|high| high - 1.0);
            if let (Some(low), Some(high)) = (low, high) {
                return if low == high {
                    decimal_text(low)
                } else {
                    format!("{} to {}", decimal_text(low), decimal_text(high))
                };
            }
        }
        match (low, high) {
            (Some(low), Some(high)) => {
                format!("{} to {}", self.value_text(low), self.value_text(high))
            }
            (None, Some(high)) => format!("below {}", self.value_text(high)),
            (Some(low), None) => format!("from {}", self.value_text(low)),
            (None, None) => "any value".to_owned(),
        }
    }

    /// The same as a formula.
    fn condition(&self, codes: &[Code]) -> String {
        let name = quoted(&self.name, '"');
        let mut parts = Vec::new();
        match &self.bins {
            Bins::Names { names, others } => {
                let text = |name: &String| match self.kind {
                    Kind::Boolean => name.to_uppercase(),
                    _ => quoted(name, '\''),
                };
                let is_chosen = |i: usize| codes.contains(&(i as Code));
                let chosen = |wanted: bool| {
                    let names = names.iter().enumerate();
                    let names = names.filter(|(i, _)| is_chosen(*i) == wanted);
                    names
                        .map(|(_, name)| text(name))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                let (inside, outside) = (chosen(true), chosen(false));
                if *others > 0 && is_chosen(names.len()) {
                    // What the other names are is not kept: say which are left out.
                    parts.push(if outside.is_empty() {
                        format!("{name} IS NOT NULL")
                    } else {
                        format!("{name} NOT IN ({outside})")
                    });
                } else if !inside.is_empty() {
                    parts.push(format!("{name} IN ({inside})"));
                }
            }
            Bins::Edges(edges) => {
                let missing = self.bins.missing();
                let values: Vec<Code> = codes
                    .iter()
                    .copied()
                    .filter(|code| *code != missing)
                    .collect();
                for run in values.chunk_by(|a, b| a + 1 == *b) {
                    let bounds = bounds(edges, run[0], run[run.len() - 1]);
                    parts.push(self.between(&name, bounds));
                }
            }
        }
        if codes.contains(&self.bins.missing()) {
            parts.push(format!("{name} IS NULL"));
        }
        match parts.len() {
            0 => "FALSE".to_owned(),
            1 => parts.remove(0),
            _ => format!("({})", parts.join(" OR ")),
        }
    }

    fn between(&self, name: &str, (low, high): (Option<f64>, Option<f64>)) -> String {
        let text = |value: f64| match self.kind {
            Kind::Time => format!("TIMESTAMP '{}'", time_text(value as i64)),
            _ => decimal_text(value),
        };
        match (low, high) {
            (Some(low), Some(high)) => {
                format!("({name} >= {} AND {name} < {})", text(low), text(high))
            }
            (None, Some(high)) => format!("{name} < {}", text(high)),
            (Some(low), None) => format!("{name} >= {}", text(low)),
            (None, None) => format!("{name} IS NOT NULL"),
        }
    }
}

impl Bins {
    /// How many bins there are.
    #[expect(
        clippy::len_without_is_empty,
        reason = "there is always a bin of what is missing"
    )]
    pub fn len(&self) -> usize {
        match self {
            Self::Edges(edges) => edges.len() + 2,
            Self::Names { names, .. } => names.len() + 2,
        }
    }

    /// The bin of rows without a value.
    pub fn missing(&self) -> Code {
        (self.len() - 1) as Code
    }
}

/// The lower edge of `from` and the upper edge of `to`; nothing where they are open.
fn bounds(edges: &[f64], from: Code, to: Code) -> (Option<f64>, Option<f64>) {
    let low = usize::from(from).checked_sub(1);
    (
        low.and_then(|i| edges.get(i)).copied(),
        edges.get(usize::from(to)).copied(),
    )
}

fn code_of(edges: &[f64], value: f64) -> Code {
    let n = edges.len();
    let ([first, .., last], false) = (edges, value.is_nan()) else {
        // Without edges every value is an infinity; they count as "from the last edge on".
        return if value.is_nan() { n + 1 } else { n } as Code;
    };
    if value < *first {
        return 0;
    }
    if value >= *last {
        return n as Code;
    }
    // Edges are about evenly spaced, so the first guess is nearly always right.
    let guess = ((value - first) / (last - first) * (n - 1) as f64) as usize;
    let mut bin = guess.min(n - 2);
    while edges[bin] > value {
        bin -= 1;
    }
    while edges[bin + 1] <= value {
        bin += 1;
    }
    (bin + 1) as Code
}

fn names(table: &Table, name: &str) -> Result<(Bins, Vec<Code>), DataError> {
    let categories = table.categories(name)?;
    let counts = categories.counts();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&level| std::cmp::Reverse(counts[level]));
    let shown = order.len().min(NAMES);
    let mut places = vec![shown as Code; counts.len()];
    for (place, &level) in order.iter().take(shown).enumerate() {
        places[level] = place as Code;
    }
    let codes = categories
        .codes
        .par_iter()
        .map(|&code| match code {
            MISSING => (shown + 1) as Code,
            code => places[code as usize],
        })
        .collect();
    let bins = Bins::Names {
        names: order
            .iter()
            .take(shown)
            .map(|&level| categories.levels[level].clone())
            .collect(),
        others: order.len() - shown,
    };
    Ok((bins, codes))
}
