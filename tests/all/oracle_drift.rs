//! The distances against scipy and Evidently: small samples, and the flights of a whole year.

use std::{collections::BTreeMap, path::Path};

use nonagon::{
    data,
    drift::{
        Baseline, BinCounts, Bins, Distance, NumberSummary, Sample, Table,
        distance::{LogBase, jensen_shannon, psi},
    },
    stats::MISSING,
    terms::Silent,
};

/// `oracle_data/drift_small.json`, which `oracle_data/drift_small.py` writes with scipy.
#[derive(serde::Deserialize)]
struct Small {
    numbers: Vec<SmallNumbers>,
    categories: Vec<SmallCategories>,
}

#[derive(serde::Deserialize)]
struct SmallNumbers {
    name: String,
    reference: Vec<f64>,
    current: Vec<f64>,
    ks: [f64; 2],
    wasserstein: f64,
    std: f64,
    deciles: Vec<f64>,
}

#[derive(serde::Deserialize)]
struct SmallCategories {
    name: String,
    counts: [Vec<u64>; 2],
    js_bits: f64,
    cramers_v: f64,
    #[serde(flatten)]
    figures: CategoryFigures,
}

#[derive(serde::Deserialize)]
struct CategoryFigures {
    chi_square: [f64; 2],
    js: f64,
    hellinger: f64,
    total_variation: f64,
    l_infinity: f64,
}

/// A window of `oracle_data/drift_flights.json`, which `oracle_data/drift_flights.py` writes from
/// what scipy and Evidently computed.
#[derive(serde::Deserialize)]
struct Window {
    name: String,
    months: [f64; 2],
    columns: BTreeMap<String, Column>,
}

#[derive(serde::Deserialize)]
struct Column {
    missing: [u64; 2],
    rows: [u64; 2],
    #[serde(flatten)]
    figures: Figures,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Figures {
    Numbers(NumberFigures),
    Categories(CategoryFigures),
}

#[derive(serde::Deserialize)]
struct NumberFigures {
    ks: [f64; 2],
    wasserstein: f64,
    wasserstein_std: f64,
    psi: f64,
    edges: Vec<f64>,
    shares: [Vec<f64>; 2],
}

fn close(ours: f64, theirs: f64, what: &str) {
    within(ours, theirs, 1e-9, what);
}

fn within(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    let error = (ours - theirs).abs();
    assert!(
        error <= tolerance * theirs.abs() + 1e-12,
        "{what}: ours {ours}, theirs {theirs}"
    );
}

/// Statistic and p-value of `method`.
fn score(baseline: &Baseline, current: Sample<'_>, method: Distance) -> (f64, Option<f64>) {
    let score = baseline.compare(current, &[method]).scores.remove(0);
    (
        score.statistic.value().unwrap(),
        score.p_value.and_then(|p| p.value()),
    )
}

fn check_categories(
    baseline: &Baseline,
    current: Sample<'_>,
    theirs: &CategoryFigures,
    what: &str,
) {
    let (statistic, p_value) = score(baseline, current, Distance::ChiSquare);
    close(statistic, theirs.chi_square[0], what);
    within(p_value.unwrap(), theirs.chi_square[1], 1e-7, what);
    for (method, value) in [
        (Distance::JensenShannon, theirs.js),
        (Distance::TotalVariation, theirs.total_variation),
        (Distance::LInfinity, theirs.l_infinity),
        (Distance::Hellinger, theirs.hellinger),
    ] {
        // Evidently's Hellinger takes the root of a difference of nearly equal numbers.
        within(score(baseline, current, method).0, value, 1e-7, what);
    }
}

#[test]
fn numbers_agree_with_scipy() {
    let small: Small = serde_json::from_str(include_str!("oracle_data/drift_small.json")).unwrap();
    for case in small.numbers {
        let what = case.name.as_str();
        let baseline = Baseline::new(Sample::Numbers(&case.reference));
        let current = Sample::Numbers(&case.current);
        let (statistic, p_value) = score(&baseline, current, Distance::Ks);
        close(statistic, case.ks[0], what);
        within(p_value.unwrap(), case.ks[1], 1e-7, what);
        close(
            score(&baseline, current, Distance::Wasserstein).0,
            case.wasserstein,
            what,
        );
        let summary = NumberSummary::of(&case.reference);
        close(summary.std().value().unwrap(), case.std, what);
        let tenths: Vec<f64> = (1..10).map(|i| f64::from(i) / 10.0).collect();
        assert_eq!(summary.quantiles(&tenths), case.deciles, "{what}");
    }
}

#[test]
fn categories_agree_with_scipy() {
    let small: Small = serde_json::from_str(include_str!("oracle_data/drift_small.json")).unwrap();
    for case in small.categories {
        let what = case.name.as_str();
        let levels: Vec<String> = (0..case.counts[0].len())
            .map(|i| format!("{i:03}"))
            .collect();
        let codes = case.counts.clone().map(|counts| -> Vec<u32> {
            let rows = counts.iter().zip(0..);
            rows.flat_map(|(&count, code)| vec![code; count as usize])
                .collect()
        });
        let sample = |codes| Sample::Categories {
            codes,
            levels: &levels,
        };
        let baseline = Baseline::new(sample(&codes[0]));
        let current = sample(&codes[1]);
        check_categories(&baseline, current, &case.figures, what);
        close(
            score(&baseline, current, Distance::CramersV).0,
            case.cramers_v,
            what,
        );
        let [reference, counts] = case.counts;
        let table = Table {
            reference,
            current: counts,
            ..Table::default()
        };
        let (r, c) = table.shares().unwrap();
        close(jensen_shannon(&r, &c, LogBase::Two), case.js_bits, what);
    }
}

/// A column of the flights with the month of each row.
pub(crate) struct Flights {
    pub(crate) table: data::Table,
    pub(crate) months: Vec<f64>,
}

impl Flights {
    pub(crate) fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/flights/data.parquet");
        let table = data::load(&path, &Silent).unwrap();
        let months = table.numbers("month").unwrap();
        Self { table, months }
    }

    /// The rows of the months, first and last included.
    pub(crate) fn take<T: Copy>(&self, column: &[T], [first, last]: [f64; 2]) -> Vec<T> {
        let rows = column.iter().zip(&self.months);
        rows.filter(|(_, month)| first <= **month && **month <= last)
            .map(|(row, _)| *row)
            .collect()
    }

    /// The codes and names of a column; Evidently was given these two numbers as text.
    pub(crate) fn categories(&self, name: &str) -> (Vec<u32>, Vec<String>) {
        if matches!(name, "weekday" | "late") {
            let numbers = self.table.numbers(name).unwrap();
            let code = |value: &f64| {
                if value.is_nan() {
                    MISSING
                } else {
                    *value as u32
                }
            };
            return (
                numbers.iter().map(code).collect(),
                (0..8).map(|i| i.to_string()).collect(),
            );
        }
        let categories = self.table.categories(name).unwrap();
        (categories.codes, categories.levels)
    }
}

#[test]
fn a_year_of_flights_agrees_with_scipy_and_evidently() {
    let windows: Vec<Window> =
        serde_json::from_str(include_str!("oracle_data/drift_flights.json")).unwrap();
    let flights = Flights::load();
    for window in windows {
        for (name, column) in &window.columns {
            let what = format!("{name} in {}", window.name);
            match &column.figures {
                Figures::Numbers(theirs) => {
                    let values = flights.table.numbers(name).unwrap();
                    let reference = flights.take(&values, [1.0, 6.0]);
                    let current = flights.take(&values, window.months);
                    check_numbers(&reference, &current, column, theirs, &what);
                }
                Figures::Categories(theirs) => {
                    let (codes, levels) = flights.categories(name);
                    // Evidently leaves missing rows out.
                    let present = |months| {
                        let mut codes = flights.take(&codes, months);
                        let rows = codes.len() as u64;
                        codes.retain(|code| *code != MISSING);
                        (rows - codes.len() as u64, codes)
                    };
                    let (r, c) = (present([1.0, 6.0]), present(window.months));
                    assert_eq!([r.0, c.0], column.missing, "{what}");
                    let sample = |codes| Sample::Categories {
                        codes,
                        levels: &levels,
                    };
                    let baseline = Baseline::new(sample(&r.1));
                    check_categories(&baseline, sample(&c.1), theirs, &what);
                }
            }
        }
    }
}

fn check_numbers(
    reference: &[f64],
    current: &[f64],
    column: &Column,
    theirs: &NumberFigures,
    what: &str,
) {
    let (r, c) = (NumberSummary::of(reference), NumberSummary::of(current));
    assert_eq!([r.missing(), c.missing()], column.missing, "{what}");
    assert_eq!([r.rows(), c.rows()], column.rows, "{what}");
    let baseline = Baseline::new(Sample::Numbers(reference));
    let sample = Sample::Numbers(current);
    let (statistic, p_value) = score(&baseline, sample, Distance::Ks);
    close(statistic, theirs.ks[0], what);
    within(p_value.unwrap(), theirs.ks[1], 1e-6, what);
    close(
        score(&baseline, sample, Distance::Wasserstein).0,
        theirs.wasserstein,
        what,
    );
    close(
        score(&baseline, sample, Distance::WassersteinStd).0,
        theirs.wasserstein_std,
        what,
    );
    let [lost, new] = column.missing;
    let change = new as f64 / column.rows[1] as f64 - lost as f64 / column.rows[0] as f64;
    close(
        score(&baseline, sample, Distance::MissingRate).0,
        change,
        what,
    );

    // Their deciles have no bins for what is outside or missing: put those rows back.
    let bins = Bins::quantiles(&r, 10);
    let highest = *r.values().last().unwrap();
    let edges: Vec<f64> = theirs
        .edges
        .iter()
        .copied()
        .filter(|edge| *edge < highest)
        .collect();
    assert_eq!(bins.edges(), edges, "{what}");
    if edges.len() < theirs.edges.len() {
        return;
    }
    let shares = |side: &NumberSummary| -> Vec<f64> {
        let BinCounts { folded, .. } = bins.count(side);
        folded
            .iter()
            .map(|&count| count as f64 / side.present() as f64)
            .collect()
    };
    let ours = [shares(&r), shares(&c)];
    for (ours, theirs) in ours.iter().flatten().zip(theirs.shares.iter().flatten()) {
        close(*ours, *theirs, what);
    }
    within(psi(&ours[0], &ours[1]), theirs.psi, 1e-8, what);
}
