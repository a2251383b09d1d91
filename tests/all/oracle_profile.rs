//! The profile against pandas and scipy, on two of the sample projects.

use std::{collections::BTreeMap, path::Path};

use nonagon::{
    data::{self, ColumnProfile, ProfileParams, time_text},
    terms::{Figure, Silent},
};

/// `oracle_data/profile.json`, which `oracle_data/profile.py` shortens from what pandas gave.
#[derive(serde::Deserialize)]
struct Oracle {
    projects: BTreeMap<String, Project>,
}

#[derive(serde::Deserialize)]
struct Project {
    rows: u64,
    columns: BTreeMap<String, Column>,
}

#[derive(serde::Deserialize)]
struct Column {
    count: u64,
    missing: u64,
    distinct: u64,
    mean: Option<f64>,
    std_ddof1: Option<f64>,
    min: Option<serde_json::Value>,
    max: Option<serde_json::Value>,
    zeros: Option<u64>,
    negatives: Option<u64>,
    skew_adjusted_pandas: Option<f64>,
    kurtosis_excess_adjusted_pandas: Option<f64>,
    quantiles: Option<BTreeMap<String, f64>>,
    hist10: Option<Vec<u64>>,
    top10: Option<Vec<(String, u64)>>,
    min_len: Option<u64>,
    max_len: Option<u64>,
    mean_len: Option<f64>,
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0)
}

#[track_caller]
fn same(what: &str, ours: &Figure, theirs: Option<f64>) {
    if let Some(theirs) = theirs {
        let ours = ours.value().unwrap_or_else(|| panic!("{what}: {ours:?}"));
        assert!(close(ours, theirs), "{what}: {ours} is not {theirs}");
    }
}

#[test]
fn the_profile_is_that_of_pandas() {
    let oracle: Oracle = serde_json::from_str(include_str!("oracle_data/profile.json")).unwrap();
    assert_eq!(oracle.projects.len(), 2);
    for (name, project) in oracle.projects {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("projects")
            .join(&name)
            .join("data.parquet");
        let table = data::load(&path, &Silent).unwrap();
        let params = ProfileParams {
            n_bins: 10,
            n_top: 10,
        };
        let profile = data::profile(&table, &params, &Silent).unwrap();
        assert_eq!(profile.rows, project.rows);
        // A sample may carry a time column that the oracle's table had not.
        for (name, theirs) in &project.columns {
            let ours = profile
                .columns
                .iter()
                .find(|column| column.name == *name)
                .unwrap();
            compare(ours, theirs);
        }
    }
}

fn compare(ours: &ColumnProfile, theirs: &Column) {
    let name = &ours.name;
    let counts = (theirs.count, theirs.missing, theirs.distinct);
    assert_eq!((ours.count, ours.missing, ours.distinct), counts, "{name}");
    if let Some(numbers) = &ours.numbers {
        let number =
            |value: &Option<serde_json::Value>| value.as_ref().and_then(serde_json::Value::as_f64);
        same(name, &numbers.mean, theirs.mean);
        same(name, &numbers.std, theirs.std_ddof1);
        same(name, &numbers.min, number(&theirs.min));
        same(name, &numbers.max, number(&theirs.max));
        same(
            name,
            &numbers.skewness,
            theirs.skew_adjusted_pandas.filter(|_| !ours.constant),
        );
        same(
            name,
            &numbers.kurtosis,
            theirs
                .kurtosis_excess_adjusted_pandas
                .filter(|_| !ours.constant),
        );
        assert_eq!(
            (Some(numbers.zeros), Some(numbers.negatives)),
            (theirs.zeros, theirs.negatives),
            "{name}"
        );
        let quantiles = theirs.quantiles.as_ref().unwrap();
        assert_eq!(numbers.quantiles.len(), quantiles.len());
        for (share, quantile) in &numbers.quantiles {
            same(name, quantile, Some(quantiles[&share.to_string()]));
        }
        assert_eq!(
            Some(&numbers.histogram.counts),
            theirs.hist10.as_ref(),
            "{name}"
        );
    }
    if let Some(times) = &ours.times {
        let time = |value: &Option<serde_json::Value>| {
            value.as_ref().unwrap().as_str().unwrap().to_owned()
        };
        assert_eq!(times.first.map(time_text).unwrap(), time(&theirs.min));
        assert_eq!(times.last.map(time_text).unwrap(), time(&theirs.max));
    }
    if let Some(texts) = &ours.texts {
        assert_eq!(
            (texts.shortest, texts.longest),
            (theirs.min_len, theirs.max_len),
            "{name}"
        );
        same(name, &texts.mean_length, theirs.mean_len);
    }
    if let Some(top) = &theirs.top10 {
        let counts: Vec<u64> = ours.top.iter().map(|top| top.count).collect();
        assert_eq!(
            counts,
            top.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
            "{name}"
        );
        let last = counts.last().copied();
        for (value, count) in top.iter().filter(|(_, count)| Some(*count) > last) {
            assert!(
                ours.top
                    .iter()
                    .any(|top| top.value == *value && top.count == *count),
                "{name}: {value}"
            );
        }
    }
}
