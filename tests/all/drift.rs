//! Drift as other rooms use it: summaries, distances, verdicts.

use nonagon::{
    drift::{
        AlarmBudget, Baseline, ColumnDrift, Distance, Laws, Outline, Sample, Scale, Summary,
        Verdict,
        distance::{LogBase, hellinger, jensen_shannon, l_infinity, psi, total_variation},
    },
    stats::MISSING,
    terms::Figure,
};
use proptest::prelude::*;
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

fn rng(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// About normal: the sum of twelve uniform values.
fn normal(rng: &mut Xoshiro256PlusPlus, n: usize, mean: f64) -> Vec<f64> {
    (0..n)
        .map(|_| mean - 6.0 + (0..12).map(|_| rng.r#gen::<f64>()).sum::<f64>())
        .collect()
}

fn levels(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{i:04}")).collect()
}

fn statistic(drift: &ColumnDrift, method: Distance) -> &Figure {
    &drift
        .scores
        .iter()
        .find(|score| score.method == method)
        .unwrap()
        .statistic
}

#[test]
fn ids_are_unique_and_those_of_serde() {
    for distance in Distance::ALL {
        assert_eq!(Distance::from_id(distance.id()), Some(distance));
        assert_eq!(
            serde_json::to_string(&distance).unwrap(),
            format!("\"{}\"", distance.id())
        );
    }
    assert_eq!(Distance::from_id("none"), None);
}

#[test]
fn one_score_per_method_that_is_asked_for() {
    let values = [1.0, 2.0, 3.0, f64::NAN];
    let drift =
        Baseline::new(Sample::Numbers(&values)).compare(Sample::Numbers(&values), &Distance::ALL);
    for (score, distance) in drift.scores.iter().zip(Distance::ALL) {
        assert_eq!(score.method, distance);
        let is_known = score.statistic.value().is_some();
        assert_eq!(
            is_known,
            distance.applies_to(Scale::Numbers),
            "{distance:?}"
        );
    }
    assert_eq!(drift.scores.len(), Distance::ALL.len());
}

#[test]
fn without_rows_nothing_is_known() {
    for (reference, current) in [(&[][..], &[1.0][..]), (&[1.0], &[]), (&[], &[])] {
        let drift = Baseline::new(Sample::Numbers(reference))
            .compare(Sample::Numbers(current), &Distance::ALL);
        assert_eq!((drift.verdict, drift.psi()), (Verdict::Unknown, None));
        assert!(drift.limit.is_finite() && drift.outline.is_none());
        assert!(
            drift
                .scores
                .iter()
                .all(|score| score.statistic.value().is_none())
        );
    }
}

#[test]
fn all_missing_is_a_drift_of_psi_and_not_a_number_for_ks() {
    let reference = normal(&mut rng(1), 1000, 0.0);
    let drift = Baseline::new(Sample::Numbers(&reference))
        .compare(Sample::Numbers(&[f64::NAN; 500]), &Distance::ALL);
    assert_eq!(drift.verdict, Verdict::Drift);
    assert_eq!(
        statistic(&drift, Distance::MissingRate),
        &Figure::Value(1.0)
    );
    assert_eq!(
        statistic(&drift, Distance::Ks).reason(),
        Some("one side has no values")
    );
}

#[test]
fn numbers_cannot_be_compared_with_categories() {
    let names = levels(2);
    let baseline = Baseline::new(Sample::Categories {
        codes: &[0, 1],
        levels: &names,
    });
    let drift = baseline.compare(Sample::Numbers(&[1.0]), &[Distance::Psi]);
    assert_eq!(drift.verdict, Verdict::Unknown);
    let reason = "the reference holds categories, the current rows numbers";
    assert_eq!(drift.scores[0].statistic.reason(), Some(reason));
}

#[test]
fn categories_are_matched_by_name() {
    let (a, b) = (
        ["x", "y"].map(str::to_owned),
        ["w", "x", "y"].map(str::to_owned),
    );
    let reference = Sample::Categories {
        codes: &[0, 0, 1, 1],
        levels: &a,
    };
    let current = Sample::Categories {
        codes: &[1, 1, 2, 0, MISSING],
        levels: &b,
    };
    let drift = Baseline::new(reference).compare(current, &Distance::ALL);
    assert_eq!(statistic(&drift, Distance::Unseen), &Figure::Value(0.2));
    assert_eq!(
        statistic(&drift, Distance::MissingRate),
        &Figure::Value(0.2)
    );
    // x 0.5 to 0.4, y 0.5 to 0.2, w and missing 0 to 0.2.
    assert!((statistic(&drift, Distance::TotalVariation).value().unwrap() - 0.4).abs() < 1e-12);
    assert!((statistic(&drift, Distance::LInfinity).value().unwrap() - 0.3).abs() < 1e-12);
}

#[test]
fn psi_by_value_counts_other_values_and_missing_ones() {
    let reference: Vec<f64> = [1.0, 2.0].repeat(50);
    let current = [
        [1.0; 40].as_slice(),
        &[2.0; 40],
        &[3.0; 10],
        &[f64::NAN; 10],
    ]
    .concat();
    let drift = Baseline::new(Sample::Numbers(&reference)).compare(Sample::Numbers(&current), &[]);
    let expected = 2.0 * 0.1 * (5.0_f64 / 4.0).ln() + 2.0 * (0.1 - 1e-4) * 1000.0_f64.ln();
    assert!((drift.psi().unwrap() - expected).abs() < 1e-12);
    assert_eq!(drift.verdict, Verdict::Drift);
}

#[test]
fn a_few_rows_say_nothing_and_tell_how_much_they_could() {
    let mut rng = rng(5);
    let baseline = Baseline::new(Sample::Numbers(&normal(&mut rng, 10_000, 0.0)));
    let few = baseline.compare(Sample::Numbers(&normal(&mut rng, 40, 0.0)), &[]);
    let many = baseline.compare(Sample::Numbers(&normal(&mut rng, 4000, 0.0)), &[]);
    assert_eq!(
        (few.verdict, many.verdict),
        (Verdict::Unknown, Verdict::Stable)
    );
    let shift = few.smallest_shift_in_std().unwrap();
    assert!(
        shift > 0.5 && many.smallest_shift_in_std().unwrap() < 0.1,
        "{shift}"
    );
}

/// A shift of the promised size is found in four of five chunks.
#[test]
fn the_smallest_shift_is_seen() {
    let mut rng = rng(6);
    let baseline = Baseline::new(Sample::Numbers(&normal(&mut rng, 20_000, 0.0)));
    let first = baseline.compare(Sample::Numbers(&normal(&mut rng, 1000, 0.0)), &[]);
    let shift = first.smallest_shift_in_std().unwrap();
    let seen = (0..200)
        .filter(|_| {
            let chunk = normal(&mut rng, 1000, shift);
            baseline.compare(Sample::Numbers(&chunk), &[]).verdict == Verdict::Drift
        })
        .count();
    assert!((130..=185).contains(&seen), "{seen} of 200 at {shift}");
}

/// Share of chunks of the same distribution whose PSI passes the limit.
fn false_alarms(
    trials: u64,
    budget: f64,
    mut pair: impl FnMut(&mut Xoshiro256PlusPlus) -> (Summary, Summary),
) -> f64 {
    let budget = AlarmBudget {
        per_100_chunks: budget,
    };
    let laws = Laws::default();
    let alarms = (0..trials).filter(|&trial| {
        let (reference, chunk) = pair(&mut rng(trial));
        let baseline = Baseline::of(reference).with_budget(budget).with_laws(&laws);
        let drift = baseline.compare_summary(&chunk, &[]);
        drift.psi().is_some_and(|psi| psi > drift.limit)
    });
    100.0 * alarms.count() as f64 / trials as f64
}

#[test]
fn false_alarms_of_numbers_keep_to_the_budget() {
    for (n, m, trials) in [
        (100, 100, 2000),
        (5000, 5000, 500),
        (5000, 100, 1000),
        (1000, 300, 1000),
        (100, 1000, 1000),
    ] {
        let numbers =
            |rng: &mut Xoshiro256PlusPlus, n| Summary::of(Sample::Numbers(&normal(rng, n, 0.0)));
        let rate = false_alarms(trials, 5.0, |rng| (numbers(rng, n), numbers(rng, m)));
        assert!(
            (2.5..=7.5).contains(&rate),
            "{rate} % with {n} and {m} rows"
        );
    }
}

#[test]
fn false_alarms_of_categories_keep_to_the_budget() {
    for (n, m, kinds, trials) in [
        (100, 100, 4, 2000),
        (5000, 5000, 30, 500),
        (2000, 500, 300, 500),
    ] {
        let names = levels(kinds);
        let categories = |rng: &mut Xoshiro256PlusPlus, n| {
            // Squared: the last categories are rare.
            let codes: Vec<u32> = (0..n)
                .map(|_| (rng.r#gen::<f64>().powi(2) * kinds as f64) as u32)
                .collect();
            Summary::of(Sample::Categories {
                codes: &codes,
                levels: &names,
            })
        };
        let rate = false_alarms(trials, 5.0, |rng| (categories(rng, n), categories(rng, m)));
        assert!(
            (2.5..=7.5).contains(&rate),
            "{rate} % with {n} and {m} rows of {kinds}"
        );
    }
}

#[test]
fn the_default_budget_is_one_in_a_hundred() {
    let numbers =
        |rng: &mut Xoshiro256PlusPlus| Summary::of(Sample::Numbers(&normal(rng, 100, 0.0)));
    let rate = false_alarms(3000, AlarmBudget::default().per_100_chunks, |rng| {
        (numbers(rng), numbers(rng))
    });
    assert!((0.4..=1.5).contains(&rate), "{rate} %");
}

/// Whole numbers have ties, so that bins follow values; a tenth of them is missing.
#[test]
fn false_alarms_of_ties_keep_to_the_budget() {
    for (n, m, trials) in [(100, 100, 1000), (500, 100, 1000), (100, 300, 500)] {
        let ties = |rng: &mut Xoshiro256PlusPlus, n| {
            let values = normal(rng, n, 0.0).into_iter();
            let rounded = values.map(|value| match rng.r#gen::<f64>() {
                gone if gone < 0.1 => f64::NAN,
                _ => (10.0 * value).round(),
            });
            Summary::of(Sample::Numbers(&rounded.collect::<Vec<f64>>()))
        };
        let rate = false_alarms(trials, 5.0, |rng| (ties(rng, n), ties(rng, m)));
        assert!(
            (2.0..=7.5).contains(&rate),
            "{rate} % with {n} and {m} rows"
        );
    }
}

#[test]
fn outlines_have_the_same_bins_and_lose_nobody() {
    let mut rng = rng(9);
    let mut current = normal(&mut rng, 800, 3.0);
    current.extend([f64::NAN; 200]);
    let baseline = Baseline::new(Sample::Numbers(&normal(&mut rng, 1000, 0.0)));
    let drift = baseline.compare(Sample::Numbers(&current), &[]);
    let Some(Outline::Bins {
        edges,
        shares,
        below,
        above,
        missing,
    }) = &drift.outline
    else {
        panic!("{:?}", drift.outline);
    };
    assert!(edges.len() == shares.reference.len() + 1 && edges.len() <= 30);
    let reference: f64 = shares.reference.iter().sum::<f64>() + below.reference + above.reference;
    let current: f64 = shares.current.iter().sum::<f64>() + below.current + above.current;
    assert!((reference + missing.reference - 1.0).abs() < 1e-9);
    assert!((current + missing.current - 1.0).abs() < 1e-9);
    let text = serde_json::to_string(&drift).unwrap();
    assert_eq!(serde_json::from_str::<ColumnDrift>(&text).unwrap(), drift);
}

#[test]
fn many_categories_are_summed_up_in_an_outline() {
    let (names, codes) = (levels(100), (0..100).collect::<Vec<u32>>());
    let sample = Sample::Categories {
        codes: &codes,
        levels: &names,
    };
    let drift = Baseline::new(sample).compare(sample, &[]);
    let Some(Outline::Categories { names, other, .. }) = drift.outline else {
        panic!("categories have names");
    };
    assert_eq!(names.len(), 24);
    assert!((other.current - 0.76).abs() < 1e-9);
}

/// Numbers with ties, missing values and both zeros.
fn numbers() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        4 => -5.0..5.0_f64,
        4 => (-3..4_i32).prop_map(f64::from),
        1 => Just(f64::NAN),
        1 => Just(-0.0),
    ];
    prop::collection::vec(value, 0..60)
}

fn codes() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![5 => 0..6_u32, 1 => Just(MISSING)], 0..60)
}

fn shares(counts: &[u32]) -> Vec<f64> {
    let sum: u32 = counts.iter().sum();
    counts
        .iter()
        .map(|count| f64::from(*count) / f64::from(sum.max(1)))
        .collect()
}

proptest! {
    #[test]
    fn summaries_of_parts_make_the_whole(a in numbers(), b in numbers(), x in codes(), y in codes()) {
        let mut merged = Summary::of(Sample::Numbers(&a));
        merged.merge(&Summary::of(Sample::Numbers(&b))).unwrap();
        prop_assert_eq!(&merged, &Summary::of(Sample::Numbers(&[a.clone(), b].concat())));

        let names = levels(6);
        let of = |codes: &[u32]| Summary::of(Sample::Categories { codes, levels: &names });
        let mut categories = of(&x);
        categories.merge(&of(&y)).unwrap();
        prop_assert_eq!(&categories, &of(&[x, y].concat()));
        prop_assert!(categories.merge(&merged).is_err());
    }

    #[test]
    fn nothing_changed_is_distance_zero(values in numbers(), codes in codes()) {
        let names = levels(6);
        let categories = Sample::Categories { codes: &codes, levels: &names };
        for sample in [Sample::Numbers(&values), categories] {
            let drift = Baseline::new(sample).compare(sample, &Distance::ALL);
            prop_assert_ne!(drift.verdict, Verdict::Drift);
            for score in drift.scores.iter().filter_map(|score| score.statistic.value()) {
                prop_assert!(score.abs() < 1e-12, "{score}");
            }
        }
    }

    #[test]
    fn sides_can_be_exchanged(a in numbers(), b in numbers(), x in codes(), y in codes()) {
        let names = levels(6);
        let categories = |codes| Sample::Categories { codes, levels: &names };
        let pairs = [(Sample::Numbers(&a), Sample::Numbers(&b)), (categories(&x), categories(&y))];
        for (i, (one, other)) in pairs.into_iter().enumerate() {
            let there = Baseline::new(one).compare(other, &Distance::ALL);
            let back = Baseline::new(other).compare(one, &Distance::ALL);
            for (there, back) in there.scores.iter().zip(&back.scores) {
                // Numbers have the bins, and the standard deviation, of the reference.
                let by_reference = matches!(there.method, Distance::Psi | Distance::JensenShannon | Distance::Hellinger);
                let by_side = matches!(there.method, Distance::MissingRate | Distance::Unseen | Distance::WassersteinStd);
                if by_side || i == 0 && by_reference { continue; }
                let (there, back) = (there.statistic.value(), back.statistic.value());
                prop_assert_eq!(there.is_some(), back.is_some());
                prop_assert!((there.unwrap_or(0.0) - back.unwrap_or(0.0)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn distances_of_shares_keep_their_range(counts in prop::collection::vec((0..50_u32, 0..50_u32), 1..12)) {
        let (r, c): (Vec<u32>, Vec<u32>) = counts.into_iter().unzip();
        prop_assume!(r.iter().sum::<u32>() > 0 && c.iter().sum::<u32>() > 0);
        let (r, c) = (shares(&r), shares(&c));
        for value in [hellinger(&r, &c), total_variation(&r, &c), l_infinity(&r, &c), jensen_shannon(&r, &c, LogBase::Two)] {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{value}");
        }
        prop_assert!((0.0..psi::GREATEST).contains(&psi(&r, &c)));
    }

    #[test]
    fn every_pair_gets_an_answer_twice_the_same(a in numbers(), b in numbers()) {
        let baseline = Baseline::new(Sample::Numbers(&a));
        let drift = baseline.compare(Sample::Numbers(&b), &Distance::ALL);
        prop_assert!(drift.limit.is_finite());
        prop_assert_eq!(&drift, &baseline.compare(Sample::Numbers(&b), &Distance::ALL));
        prop_assert!(serde_json::to_string(&drift).is_ok());
    }
}
