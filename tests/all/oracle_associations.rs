//! Relations between columns against pandas, scipy and scikit-learn, on two of the sample projects.

use std::{collections::BTreeMap, path::Path};

use nonagon::{
    data::{self, Categories, ProfileParams, Table},
    stats::{
        Contingency, DenseRanks, correlation_ratio, cramers_v, cramers_v_raw, decile_codes,
        mutual_information, normalised_mutual_information, pearson, spearman_of_ranks,
    },
    terms::{Figure, Silent},
};

/// `oracle_data/associations.json`, made by `oracle_data/associations.py`.
#[derive(serde::Deserialize)]
struct Oracle {
    projects: BTreeMap<String, Project>,
}

/// Two columns and what they have to do with each other.
type Known = (String, String, Option<f64>);

#[derive(serde::Deserialize)]
struct Project {
    duplicate_rows: u64,
    pearson: Vec<Known>,
    spearman: Vec<Known>,
    cramers_v: Vec<Known>,
    cramers_v_raw: Vec<Known>,
    mutual_information: Vec<Known>,
    normalised_mutual_information: Vec<Known>,
    correlation_ratio: Vec<Known>,
    mutual_information_of_deciles: Vec<Known>,
    mad: BTreeMap<String, f64>,
    outliers: BTreeMap<String, u64>,
}

/// Columns in the shapes that the measures want, made once each.
struct Columns<'a> {
    numbers: BTreeMap<&'a str, Vec<f64>>,
    ranks: BTreeMap<&'a str, DenseRanks>,
    deciles: BTreeMap<&'a str, (Vec<u32>, usize)>,
    categories: BTreeMap<&'a str, Categories>,
}

impl<'a> Columns<'a> {
    fn of(table: &Table, project: &'a Project) -> Self {
        let pairs =
            |known: &'a [Known]| known.iter().flat_map(|(a, b, _)| [a.as_str(), b.as_str()]);
        let eta = &project.correlation_ratio;
        let numeric = pairs(&project.pearson).chain(eta.iter().map(|(_, b, _)| b.as_str()));
        let numbers: BTreeMap<&str, Vec<f64>> = numeric
            .map(|name| (name, table.numbers(name).unwrap()))
            .collect();
        let named = pairs(&project.cramers_v).chain(eta.iter().map(|(a, _, _)| a.as_str()));
        let each = || numbers.iter().map(|(name, values)| (*name, values));
        Self {
            ranks: each()
                .map(|(name, values)| (name, DenseRanks::of(values)))
                .collect(),
            deciles: each()
                .map(|(name, values)| (name, decile_codes(values)))
                .collect(),
            categories: named
                .map(|name| (name, table.categories(name).unwrap()))
                .collect(),
            numbers,
        }
    }

    fn table(&self, a: &str, b: &str) -> Contingency {
        let (a, b) = (&self.categories[a], &self.categories[b]);
        Contingency::of(&a.codes, a.levels.len(), &b.codes, b.levels.len())
    }
}

#[track_caller]
fn hold(known: &[Known], measure: impl Fn(&str, &str) -> Figure) {
    assert!(!known.is_empty());
    for (a, b, theirs) in known {
        let ours = measure(a, b).value();
        match (ours, theirs) {
            (Some(ours), Some(theirs)) => {
                // Relative to the value, but not below the rounding of a sum over all rows.
                let close = (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-6);
                assert!(close, "{a} and {b}: {ours} is not {theirs}");
            }
            (ours, theirs) => assert_eq!(ours, *theirs, "{a} and {b}"),
        }
    }
}

#[test]
fn relations_are_those_of_pandas_scipy_and_scikit_learn() {
    let text = include_str!("oracle_data/associations.json");
    let oracle: Oracle = serde_json::from_str(text).unwrap();
    assert_eq!(oracle.projects.len(), 2);
    for (name, project) in &oracle.projects {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("projects")
            .join(name)
            .join("data.parquet");
        let table = data::load(&path, &Silent).unwrap();
        let of = Columns::of(&table, project);
        hold(&project.pearson, |a, b| {
            pearson(&of.numbers[a], &of.numbers[b])
        });
        hold(&project.spearman, |a, b| {
            spearman_of_ranks(&of.ranks[a], &of.ranks[b]).0
        });
        hold(&project.cramers_v, |a, b| cramers_v(&of.table(a, b)));
        hold(&project.cramers_v_raw, |a, b| {
            cramers_v_raw(&of.table(a, b))
        });
        hold(&project.mutual_information, |a, b| {
            mutual_information(&of.table(a, b))
        });
        hold(&project.normalised_mutual_information, |a, b| {
            normalised_mutual_information(&of.table(a, b))
        });
        hold(&project.correlation_ratio, |a, b| {
            let categories = &of.categories[a];
            correlation_ratio(&categories.codes, categories.levels.len(), &of.numbers[b])
        });
        hold(&project.mutual_information_of_deciles, |a, b| {
            let ((a, n_a), (b, n_b)) = (&of.deciles[a], &of.deciles[b]);
            mutual_information(&Contingency::of(a, *n_a, b, *n_b))
        });
        robust(&table, project);
    }
}

/// Duplicate rows, the median absolute deviation and Tukey's outliers.
fn robust(table: &Table, project: &Project) {
    let profile = data::profile(table, &ProfileParams::default(), &Silent).unwrap();
    assert_eq!(profile.duplicates, project.duplicate_rows);
    for column in &profile.columns {
        let Some(numbers) = &column.numbers else {
            continue;
        };
        if let Some(theirs) = project.mad.get(&column.name) {
            let ours = numbers.mad.value().unwrap();
            assert!(
                (ours - theirs).abs() <= 1e-9 * theirs.max(1.0),
                "{}: {ours} is not {theirs}",
                column.name
            );
        }
        // With quartiles that are the same, every other value would be an outlier: we say none is.
        let fences = numbers.fences().unwrap();
        if let Some(theirs) = project
            .outliers
            .get(&column.name)
            .filter(|_| fences.0 < fences.1)
        {
            assert_eq!(numbers.outliers, *theirs, "{}", column.name);
        }
    }
}
