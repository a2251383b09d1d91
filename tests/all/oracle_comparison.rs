//! Comparisons and intervals against scipy, and what must hold of any of them.

use std::collections::BTreeMap;

use nonagon::{
    metrics::{
        Classified, Metric, Rope,
        bootstrap::{Judged, differences, intervals},
        comparison::{FoldDifferences, corrected_resampled_t, correlated_bayesian_t},
    },
    terms::Task,
};

/// `oracle_data/comparison.json`, which `oracle_data/comparison.py` writes.
#[derive(serde::Deserialize)]
struct Oracle {
    folds: Vec<Folds>,
    rows: Rows,
}

#[derive(serde::Deserialize)]
struct Folds {
    differences: Vec<f64>,
    test_over_train: f64,
    rope: f64,
    t: f64,
    p: f64,
    better: f64,
    worse: f64,
}

#[derive(serde::Deserialize)]
struct Rows {
    truth: Vec<f64>,
    predicted: Vec<f64>,
    /// Low, high and standard error.
    intervals: BTreeMap<Metric, [f64; 3]>,
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("oracle_data/comparison.json")).unwrap()
}

#[test]
fn tests_on_folds_are_scipys() {
    for fold in oracle().folds {
        let folds = FoldDifferences {
            differences: &fold.differences,
            test_over_train: fold.test_over_train,
        };
        let test = corrected_resampled_t(&folds).unwrap();
        assert!((test.t.unwrap() - fold.t).abs() < 1e-9 * fold.t.abs());
        assert!((test.p - fold.p).abs() < 1e-9, "{} {}", test.p, fold.p);
        let posterior = correlated_bayesian_t(&folds, fold.rope).unwrap();
        assert!((posterior.better - fold.better).abs() < 1e-9);
        assert!((posterior.worse - fold.worse).abs() < 1e-9);
    }
}

#[test]
fn intervals_are_close_to_scipys() {
    let rows = oracle().rows;
    // scipy's intervals are corrected for skewness, too: a third of a standard error is that.
    let found = intervals(&Judged::Values(&rows.truth, &rows.predicted), 4000, 1);
    for (metric, [low, high, error]) in rows.intervals {
        let of = |(candidate, interval): &(Metric, _)| (*candidate == metric).then_some(*interval);
        let interval = found.iter().find_map(of).flatten().unwrap();
        assert!((interval.low - low).abs() < 0.35 * error, "{metric:?}");
        assert!((interval.high - high).abs() < 0.35 * error, "{metric:?}");
    }
}

#[test]
fn an_interval_of_95_percent_holds_the_truth_in_about_95_percent() {
    // Accuracy 0.8, in 300 data sets of 200 rows whose hits are drawn by a fixed lot.
    let mut state = 7_u64;
    let mut hit = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) % 1000 < 800
    };
    let mut held = 0;
    for seed in 0..300 {
        let labels: Vec<u32> = (0..200).map(|i| i % 2).collect();
        let predicted: Vec<u32> = labels
            .iter()
            .map(|label| if hit() { *label } else { 1 - label })
            .collect();
        let classified = Classified {
            labels: &labels,
            predicted: &predicted,
            probabilities: None,
            n_classes: 2,
            positive: 1,
        };
        let found = intervals(&Judged::Classes(Task::Binary, classified), 400, seed);
        let accuracy = found.iter().find(|(metric, _)| *metric == Metric::Accuracy);
        let interval = accuracy.unwrap().1.unwrap();
        held += u32::from(interval.low <= 0.8 && 0.8 <= interval.high);
        let auc = found.iter().find(|(metric, _)| *metric == Metric::RocAuc);
        assert_eq!(auc.unwrap().1, None);
    }
    assert!((270..=297).contains(&held), "{held} of 300");
}

proptest::proptest! {
    #[test]
    fn monotone_maps_leave_rankings_and_their_intervals_alone(
        rows in proptest::collection::vec((0..2_u32, 1..99_u8), 5..80),
    ) {
        let labels: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.1) / 100.0).collect();
        let found = |map: fn(f64) -> f64| {
            let probabilities: Vec<f64> = scores.iter().flat_map(|p| [1.0 - map(*p), map(*p)]).collect();
            let predicted: Vec<u32> = scores.iter().map(|p| u32::from(*p >= 0.5)).collect();
            let classified = Classified { labels: &labels, predicted: &predicted, probabilities: Some(&probabilities), n_classes: 2, positive: 1 };
            let mut found = intervals(&Judged::Classes(Task::Binary, classified), 60, 3);
            found.retain(|(metric, _)| matches!(metric, Metric::RocAuc | Metric::AveragePrecision | Metric::F1));
            found
        };
        proptest::prop_assert_eq!(found(|p| p), found(|p| p * p * p));
    }

    #[test]
    fn threads_change_nothing(values in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 3..60), seed in 0..9_u64) {
        let (truth, predicted): (Vec<f64>, Vec<f64>) = values.into_iter().unzip();
        let model = Judged::Values(&truth, &predicted);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        proptest::prop_assert_eq!(intervals(&model, 50, seed), alone.install(|| intervals(&model, 50, seed)));
        proptest::prop_assert_eq!(differences([&model, &model], Rope::Nothing, 50, seed), alone.install(|| differences([&model, &model], Rope::Nothing, 50, seed)));
    }
}
