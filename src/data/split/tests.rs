use proptest::prelude::*;

use super::{
    super::{ColumnData, iso_time},
    shares::ends,
    *,
};

fn times(values: Vec<Option<i64>>) -> Table {
    Table::from_columns(vec![("t".to_owned(), ColumnData::Times(values))]).unwrap()
}

fn random(train: f64, validation: f64, test: f64, seed: u64) -> SplitRule {
    SplitRule::Random {
        train,
        validation,
        test,
        seed,
    }
}

fn counts(parts: &[Part]) -> [usize; 4] {
    Part::ALL.map(|part| indices(parts, part).len())
}

#[test]
fn dates_are_borders() {
    let day = |text: &str| iso_time::parse(text);
    let days = [
        "2013-01-31 23:59",
        "2013-02-01",
        "2013-03-01",
        "2013-04-01",
        "2012-01-01",
    ];
    let mut values: Vec<Option<i64>> = days.iter().map(|text| day(text)).collect();
    values.push(None);
    let rule = SplitRule::Time {
        column: "t".to_owned(),
        train_until: "2013-02-01".to_owned(),
        validation_until: "2013-03-01".to_owned(),
        test_until: "2013-04-01".to_owned(),
    };
    use Part::{Production, Test, Train, Validation};
    let expected = [Train, Validation, Test, Production, Train, Production];
    assert_eq!(split(&times(values), &rule).unwrap(), expected);
}

#[test]
fn equal_times_stay_together() {
    let rule = SplitRule::TimeShares {
        column: "t".to_owned(),
        train: 0.5,
        validation: 0.25,
        test: 0.25,
    };
    let values = [3, 1, 1, 1, 2, 2, 3, 4].map(Some).to_vec();
    let parts = split(&times(values), &rule).unwrap();
    assert_eq!(indices(&parts, Part::Train), [1, 2, 3]);
    assert_eq!(indices(&parts, Part::Validation), [4, 5]);
    assert_eq!(indices(&parts, Part::Test), [0, 6, 7]);
}

#[test]
fn every_part_has_the_same_mix() {
    let texts = (0..100)
        .map(|i| (i % 20 != 7).then(|| if i % 10 == 0 { "rare" } else { "usual" }.to_owned()));
    let table =
        Table::from_columns(vec![("c".to_owned(), ColumnData::Texts(texts.collect()))]).unwrap();
    let rule = SplitRule::Stratified {
        column: "c".to_owned(),
        train: 0.6,
        validation: 0.2,
        test: 0.2,
        seed: 3,
    };
    let parts = split(&table, &rule).unwrap();
    let rare = |part| {
        indices(&parts, part)
            .iter()
            .filter(|row| table.cell(**row as usize, 0) == "rare")
            .count()
    };
    assert_eq!(Part::ALL.map(rare), [6, 2, 2, 0]);
}

#[test]
fn rules_that_make_no_sense() {
    for (rule, part) in [
        (random(0.0, 0.5, 0.5, 1), "Training has no rows"),
        (random(0.8, 0.2, 0.2, 1), "more than the whole"),
        (random(f64::NAN, 0.2, 0.2, 1), "from 0 to 1, not NaN"),
        (random(0.5, -0.1, 0.2, 1), "from 0 to 1, not -0.1"),
    ] {
        let message = rule.check().unwrap_err().to_string();
        assert!(
            message.contains(part) && message.ends_with("in step 4."),
            "{message}"
        );
    }
    random(0.6, 0.15, 0.25, 1).check().unwrap();
    let time = |a: &str, b: &str| SplitRule::Time {
        column: "t".to_owned(),
        train_until: a.to_owned(),
        validation_until: b.to_owned(),
        test_until: "2014-01-01".to_owned(),
    };
    assert!(
        time("soon", "2013-01-01")
            .check()
            .unwrap_err()
            .to_string()
            .starts_with("“soon” is no date")
    );
    assert!(time("2013-02-01", "2013-01-01").check().is_err());
    assert!(split(&times(vec![Some(0)]), &random(2.0, 0.0, 0.0, 1)).is_err());
}

#[test]
fn rules_stand_in_a_project_file() {
    let text = "rule = \"time\"\ncolumn = \"t\"\ntrain_until = \"2013-07-01\"\nvalidation_until = \"2013-09-01\"\ntest_until = \"2013-11-01\"\n";
    let rule: SplitRule = toml::from_str(text).unwrap();
    assert_eq!(toml::to_string(&rule).unwrap(), text);
    assert!(toml::from_str::<SplitRule>(&text.replace("test_until", "test_til")).is_err());
}

#[test]
fn keys_stay_together_and_parts_are_alike() {
    let n = 3000_usize;
    let keys = (0..n).map(|row| {
        let key = row * row % 401;
        (row % 97 != 3).then(|| format!("k{key}"))
    });
    let classes = (0..n).map(|row| {
        Some(
            if row * row % 401 % 5 == 0 {
                "yes"
            } else {
                "no"
            }
            .to_owned(),
        )
    });
    let table = Table::from_columns(vec![
        ("key".to_owned(), ColumnData::Texts(keys.collect())),
        ("y".to_owned(), ColumnData::Texts(classes.collect())),
    ])
    .unwrap();
    let rule = |seed, alike: Option<&str>| SplitRule::Group {
        column: "key".to_owned(),
        alike: alike.map(str::to_owned),
        train: 0.6,
        validation: 0.2,
        test: 0.2,
        seed,
    };
    let parts = split(&table, &rule(1, Some("y"))).unwrap();
    assert!(
        !parts.contains(&Part::Production),
        "the shares are the whole"
    );
    let codes = table.categories("key").unwrap().codes;
    let mut part_of = std::collections::BTreeMap::new();
    for (code, part) in codes
        .iter()
        .zip(&parts)
        .filter(|(code, _)| **code != crate::stats::MISSING)
    {
        assert_eq!(part_of.entry(code).or_insert(part), &part);
    }
    let yes = table.categories("y").unwrap().codes;
    let whole = f64::from(yes.iter().sum::<u32>()) / n as f64;
    for (part, share) in [
        (Part::Train, 0.6),
        (Part::Validation, 0.2),
        (Part::Test, 0.2),
    ] {
        let rows = indices(&parts, part);
        assert!(
            (rows.len() as f64 / n as f64 - share).abs() < 0.01,
            "{part:?} {}",
            rows.len()
        );
        let mean = rows
            .iter()
            .map(|&row| f64::from(yes[row as usize]))
            .sum::<f64>()
            / rows.len() as f64;
        assert!((mean - whole).abs() < 0.02, "{part:?} {mean} {whole}");
    }
    assert_eq!(split(&table, &rule(1, Some("y"))).unwrap(), parts);
    assert_ne!(split(&table, &rule(2, Some("y"))).unwrap(), parts);
    assert_ne!(split(&table, &rule(1, None)).unwrap(), parts);
    assert!(
        split(
            &table,
            &SplitRule::Group {
                column: "moon".to_owned(),
                alike: None,
                train: 0.6,
                validation: 0.2,
                test: 0.2,
                seed: 1,
            }
        )
        .is_err()
    );
}

#[test]
fn the_order_of_the_rows_is_kept() {
    let rule = SplitRule::Order {
        train: 0.5,
        validation: 0.25,
        test: 0.125,
    };
    let parts = split(&times(vec![None; 8]), &rule).unwrap();
    assert_eq!(counts(&parts), [4, 2, 1, 1]);
    assert!(parts.is_sorted());
    let text = toml::to_string(&rule).unwrap();
    assert_eq!(toml::from_str::<SplitRule>(&text).unwrap(), rule);
}

proptest! {
    #[test]
    fn shares_are_kept_and_a_seed_gives_the_same_split(n in 0..300_usize, seed: u64) {
        let table = times(vec![None; n]);
        let rule = random(0.6, 0.15, 0.15, seed);
        let parts = split(&table, &rule).unwrap();
        let expected = ends(n, [0.6, 0.15, 0.15]);
        let found = counts(&parts);
        prop_assert_eq!(found.iter().sum::<usize>(), n);
        prop_assert_eq!([found[0], found[0] + found[1], found[0] + found[1] + found[2]], expected);
        prop_assert_eq!(split(&table, &rule).unwrap(), parts);
    }

    #[test]
    fn time_never_runs_backwards(values in proptest::collection::vec(proptest::option::of(0..50_i64), 0..60)) {
        let table = times(values.clone());
        let rule = SplitRule::TimeShares { column: "t".to_owned(), train: 0.5, validation: 0.2, test: 0.2 };
        let parts = split(&table, &rule).unwrap();
        for (i, a) in values.iter().enumerate() {
            for (j, b) in values.iter().enumerate() {
                prop_assert!(a.is_none() || b.is_none() || a >= b || parts[i] <= parts[j]);
            }
        }
    }
}
