use serde_json::Value;

use super::Record;
use crate::{metrics::Metric, terms::Figure};

/// One thing that two experiments are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffRow {
    /// What kind of thing: "Metrics", "Parameters", "Data"…
    pub section: &'static str,
    /// What it is.
    pub name: String,
    /// What it is of the first.
    pub a: String,
    /// What it is of the second.
    pub b: String,
    /// Whether it differs.
    pub differs: bool,
    /// Whether the second is better; of metrics only.
    pub better: Option<bool>,
    /// Whether the intervals of a metric are apart; nothing where one of the two has none.
    pub apart: Option<bool>,
}

/// Everything in which two experiments may differ: metrics with their intervals from the folds,
/// parameters, data, recipe, how they were judged, and what they took.
pub fn diff(a: &Record, b: &Record) -> Vec<DiffRow> {
    let mut rows = metrics(a, b);
    rows.extend(texts("Parameters", &a.params, &b.params));
    rows.extend(texts("Data", &data(a), &data(b)));
    let recipe = |record: &Record| {
        let recipe = record.setup.as_ref().map(|setup| &setup.preparation.recipe);
        flat(&serde_json::to_value(recipe).unwrap_or_default())
    };
    rows.extend(texts("Recipe", &recipe(a), &recipe(b)));
    let training = |record: &Record| {
        let mut training = record.setup.as_ref().map(|setup| setup.training.clone());
        // The parameters of the model stand above.
        if let Some(training) = &mut training {
            training.learners.clear();
        }
        flat(&serde_json::to_value(training).unwrap_or_default())
    };
    rows.extend(texts("Training", &training(a), &training(b)));
    rows.extend(texts("Run", &run(a), &run(b)));
    rows
}

fn metrics(a: &Record, b: &Record) -> Vec<DiffRow> {
    let mut ids: Vec<&str> = Vec::new();
    for record in [a, b] {
        let known = record.validation.iter().map(|(id, _)| id.as_str());
        let folds = record.folds.first();
        let folded = folds.into_iter().flat_map(|fold| &fold.metrics);
        for id in known.chain(folded.map(|(metric, _)| metric.id())) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let row = |id: &str| {
        let (left, right) = (a.figure(id), b.figure(id));
        let metric = Metric::from_id(id);
        let both = left.value().zip(right.value());
        let better = both.zip(metric).filter(|((a, b), _)| a != b);
        let apart = a.interval(id).zip(b.interval(id));
        DiffRow {
            section: "Metrics",
            name: metric.map_or(id, |metric| metric.info().name).to_owned(),
            differs: left != right,
            better: better.map(|((a, b), metric)| (b > a) == metric.higher_is_better()),
            apart: apart.map(|(a, b)| a.1 < b.0 || b.1 < a.0),
            a: with_interval(&left, a.interval(id)),
            b: with_interval(&right, b.interval(id)),
        }
    };
    ids.into_iter().map(row).collect()
}

fn with_interval(figure: &Figure, interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((low, high)) => format!("{figure} ({low:.4} to {high:.4})"),
        None => figure.to_string(),
    }
}

fn data(record: &Record) -> Vec<(String, String)> {
    let mut pairs = vec![("Snapshot".to_owned(), short(&record.snapshot))];
    if let Some(setup) = &record.setup {
        let split = serde_json::to_value(&setup.preparation.split).unwrap_or_default();
        pairs.extend(
            flat(&split)
                .into_iter()
                .map(|(name, text)| (format!("split {name}"), text)),
        );
        pairs.push(("Target".to_owned(), setup.problem.target.clone()));
    }
    pairs
}

fn run(record: &Record) -> Vec<(String, String)> {
    let seconds = |n: f64| format!("{n:.2}");
    let mut pairs = vec![
        ("Learner".to_owned(), record.title().to_owned()),
        ("Program".to_owned(), record.program.clone()),
        ("Share of the rows".to_owned(), record.share.to_string()),
        ("Seconds to fit".to_owned(), seconds(record.seconds)),
        ("Seconds of the run".to_owned(), seconds(record.run_seconds)),
    ];
    pairs.extend(
        record
            .cpu_seconds
            .map(|n| ("Processor seconds of the run".to_owned(), seconds(n))),
    );
    let peak = record
        .peak_bytes
        .map(|bytes| format!("{:.0}", bytes as f64 / 1e6));
    pairs.extend(peak.map(|text| ("Most memory, MB".to_owned(), text)));
    pairs
}

/// The first characters of a hash; enough to tell two apart.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

/// Every value within `value` by its path.
fn flat(value: &Value) -> Vec<(String, String)> {
    fn walk(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
        let below = |key: &str| {
            if path.is_empty() {
                key.to_owned()
            } else {
                format!("{path} {key}")
            }
        };
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    walk(&below(key), value, found);
                }
            }
            Value::Array(values) => {
                for (n, value) in values.iter().enumerate() {
                    walk(&below(&(n + 1).to_string()), value, found);
                }
            }
            Value::Null => {}
            Value::String(text) => found.push((path.to_owned(), text.clone())),
            other => found.push((path.to_owned(), other.to_string())),
        }
    }
    let mut found = Vec::new();
    walk("", value, &mut found);
    found
}

/// Texts side by side, in the order of the first, then what only the second has.
fn texts(section: &'static str, a: &[(String, String)], b: &[(String, String)]) -> Vec<DiffRow> {
    let of = |pairs: &[(String, String)], name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map_or_else(|| "–".to_owned(), |(_, text)| text.clone())
    };
    let mut names: Vec<&str> = a.iter().map(|(name, _)| name.as_str()).collect();
    for (name, _) in b {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let row = |name: &str| {
        let (left, right) = (of(a, name), of(b, name));
        DiffRow {
            section,
            name: name.to_owned(),
            differs: left != right,
            a: left,
            b: right,
            better: None,
            apart: None,
        }
    };
    names.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_told_by_their_path() {
        let value = json!({ "steps": [{ "columns": "all", "with": null }, { "columns": ["a"] }] });
        let expected = [("steps 1 columns", "all"), ("steps 2 columns 1", "a")];
        let expected = expected.map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(flat(&value), expected);
    }

    #[test]
    fn what_only_one_has_stands_beside_a_dash() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let rows = texts(
            "Parameters",
            &[pair("alpha", "1"), pair("steps", "9")],
            &[pair("depth", "3"), pair("steps", "9")],
        );
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.name.as_str(),
                    row.a.as_str(),
                    row.b.as_str(),
                    row.differs,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("alpha", "1", "–", true),
                ("steps", "9", "9", false),
                ("depth", "–", "3", true)
            ]
        );
    }
}
