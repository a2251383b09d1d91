//! One column at a time: what is learned and what comes out.

use super::*;

#[test]
fn gaps_get_the_median_of_training_and_a_mark() {
    let table = one("x", numbers(&[1.0, 9.0, f64::NAN, 2.0, f64::INFINITY]));
    let fitted = fit(&step(Operation::Impute(Impute::DEFAULT)), &table, None).unwrap();
    let matrix = apply(&fitted, &table);
    assert_eq!(matrix.names(), ["x", "x (missing)"]);
    assert_eq!(column(&matrix, "x"), [1.0, 9.0, 2.0, 2.0, 2.0]);
    assert_eq!(column(&matrix, "x (missing)"), [0.0, 0.0, 1.0, 0.0, 1.0]);
    assert_eq!(fitted.sources(), [["x"], ["x"]]);
}

#[test]
fn every_way_to_fill_gaps() {
    let table = one("x", numbers(&[1.0, 1.0, 3.0, 3.0, 7.0, f64::NAN]));
    for (with, expected) in [
        (ImputeWith::Mean, 3.0),
        (ImputeWith::Median, 3.0),
        (ImputeWith::MostFrequent, 1.0),
        (ImputeWith::Constant, -5.0),
    ] {
        let impute = Impute {
            with,
            number: -5.0,
            missing_indicator: false,
            ..Impute::DEFAULT
        };
        let fitted = fit(&step(Operation::Impute(impute)), &table, None).unwrap();
        assert_eq!(apply(&fitted, &table).column(0)[5], expected, "{with:?}");
        assert_eq!(fitted.output_names().len(), 1);
    }
}

#[test]
fn text_gaps_can_be_filled_before_encoding() {
    let table = one("c", texts(&["b", "a", "b", ""]));
    let filled = Impute {
        missing_indicator: true,
        ..Impute::MOST_FREQUENT
    };
    let mut recipe = step(Operation::Impute(filled));
    recipe
        .steps
        .extend(step(Operation::OneHot(OneHot::DEFAULT)).steps);
    let matrix = apply(&fit(&recipe, &table, None).unwrap(), &table);
    assert_eq!(matrix.names(), ["c = a", "c = b", "c (missing)"]);
    assert_eq!(column(&matrix, "c = b"), [1.0, 0.0, 1.0, 1.0]);
    assert_eq!(column(&matrix, "c (missing)"), [0.0, 0.0, 0.0, 1.0]);
}

#[test]
fn one_hot_keeps_the_most_frequent_and_knows_the_rest() {
    let table = one("c", texts(&["x", "y", "y", "z", "x", ""]));
    let recipe = step(Operation::OneHot(OneHot { max_levels: 2 }));
    let fitted = fit(&recipe, &table, None).unwrap();
    assert_eq!(
        fitted.output_names(),
        ["c = x", "c = y", "c (other)", "c (missing)"]
    );
    let later = one("c", texts(&["z", "never seen", "", "x"]));
    let matrix = apply(&fitted, &later);
    assert_eq!(column(&matrix, "c = x"), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(column(&matrix, "c (other)"), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(column(&matrix, "c (missing)"), [0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn ordinal_and_frequency() {
    let table = one("c", texts(&["b", "a", "b", ""]));
    let later = one("c", texts(&["a", "b", "never seen", ""]));
    let fitted = fit(&step(Operation::Ordinal), &table, None).unwrap();
    let matrix = apply(&fitted, &later);
    assert_eq!(matrix.column(0)[..3], [0.0, 1.0, -1.0]);
    // The gap gets the mean of training at the end.
    assert!((matrix.column(0)[3] - 2.0 / 3.0).abs() < 1e-12);
    let fitted = fit(&step(Operation::Frequency), &table, None).unwrap();
    assert_eq!(apply(&fitted, &later).column(0), [0.25, 0.5, 0.0, 0.25]);
}

#[test]
fn target_encoding_is_the_smoothed_mean() {
    let table = one("c", texts(&["a", "a", "b", "", "a"]));
    let target = [1.0, 0.0, 1.0, 1.0, f64::NAN];
    let encoding = TargetEncoding {
        smoothing: 2.0,
        folds: 2,
    };
    let recipe = step(Operation::Target(encoding));
    let fitted = fit(&recipe, &table, Some(&target)).unwrap();
    let later = one("c", texts(&["a", "b", "", "never seen"]));
    let values = apply(&fitted, &later);
    let expected = [
        (1.0 + 1.5) / 4.0,
        (1.0 + 1.5) / 3.0,
        (1.0 + 1.5) / 3.0,
        0.75,
    ];
    for (value, expected) in values.column(0).iter().zip(expected) {
        assert!((value - expected).abs() < 1e-12, "{value} {expected}");
    }
    assert!(matches!(
        fit(&recipe, &table, None),
        Err(RecipeError::NoTarget)
    ));
}

/// Each value occurs once: whoever sees its own answer predicts training perfectly.
#[test]
fn target_encoding_does_not_see_its_own_answer() {
    let names: Vec<String> = (0..400).map(|i| format!("id {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let target: Vec<f64> = (0..400).map(|i| f64::from(u8::from(i % 3 == 0))).collect();
    let table = one("c", texts(&names));
    let encoding = TargetEncoding {
        smoothing: 1.0,
        folds: 5,
    };
    let fitted = fit(&step(Operation::Target(encoding)), &table, Some(&target)).unwrap();
    let training = training(&fitted, &table);
    let mean = |of: f64| {
        let rows = training
            .column(0)
            .iter()
            .zip(&target)
            .filter(|(_, y)| **y == of);
        rows.clone().map(|(x, _)| x).sum::<f64>() / rows.count() as f64
    };
    assert!(
        (mean(1.0) - mean(0.0)).abs() < 0.02,
        "{} {}",
        mean(1.0),
        mean(0.0)
    );
    let few: Vec<u32> = (0..10).collect();
    let fewer = fitted.training(&table, Rows::of(&few), &Silent);
    assert!(matches!(
        fewer,
        Err(RecipeError::NotTheTrainingRows {
            expected: 400,
            found: 10
        })
    ));
}

#[test]
fn text_with_few_values_is_one_hot_and_with_many_target_encoded() {
    let values = ["a", "b", "c", "a"];
    let table = one("c", texts(&values));
    let encode = |max_levels| {
        step(Operation::Encode(Encode {
            max_levels,
            ..Encode::DEFAULT
        }))
    };
    let outputs = |max_levels, target| {
        fit(&encode(max_levels), &table, target)
            .unwrap()
            .output_names()
            .len()
    };
    assert_eq!(outputs(3, Some(&[0.0; 4][..])), 3);
    assert_eq!(outputs(2, Some(&[0.0; 4][..])), 1);
    assert_eq!(outputs(2, None), 1);
}

#[test]
fn scales_are_those_of_scikit_learn() {
    let table = one("x", numbers(&[1.0, 2.0, 3.0, 6.0]));
    let std = (14.0_f64 / 4.0).sqrt();
    for (method, expected) in [
        (
            ScaleMethod::Standard,
            [-2.0, -1.0, 0.0, 3.0].map(|v| v / std),
        ),
        (ScaleMethod::MinMax, [0.0, 0.2, 0.4, 1.0]),
        (ScaleMethod::Robust, [-1.5, -0.5, 0.5, 3.5].map(|v| v / 2.0)),
    ] {
        let fitted = fit(&step(Operation::Scale(Scale { method })), &table, None).unwrap();
        for (value, expected) in apply(&fitted, &table).column(0).iter().zip(expected) {
            assert!(
                (value - expected).abs() < 1e-12,
                "{method:?} {value} {expected}"
            );
        }
        let binary = one("b", numbers(&[0.0, 1.0, 1.0]));
        let fitted = fit(&step(Operation::Scale(Scale { method })), &binary, None).unwrap();
        assert_eq!(apply(&fitted, &binary).column(0), [0.0, 1.0, 1.0]);
        let constant = one("k", numbers(&[4.0, 4.0]));
        let fitted = fit(&step(Operation::Scale(Scale { method })), &constant, None).unwrap();
        assert_eq!(apply(&fitted, &constant).column(0), [0.0, 0.0]);
    }
}

#[test]
fn times_come_apart() {
    // 1970-01-01 was a Thursday.
    let table = one(
        "t",
        ColumnData::Times(vec![Some(0), Some(-1_800_000_000), None]),
    );
    let parts = TimeParts {
        parts: TimePart::ALL.to_vec(),
        cyclic: false,
    };
    let matrix = apply(
        &fit(&step(Operation::TimeParts(parts)), &table, None).unwrap(),
        &table,
    );
    assert_eq!(column(&matrix, "t (hour)"), [0.0, 23.5, 11.75]);
    assert_eq!(column(&matrix, "t (weekday)"), [3.0, 2.0, 2.5]);
    assert_eq!(column(&matrix, "t (day)"), [1.0, 31.0, 16.0]);
    assert_eq!(column(&matrix, "t (month)"), [1.0, 12.0, 6.5]);
    assert_eq!(column(&matrix, "t (minute)"), [0.0, 30.0, 15.0]);
    assert_eq!(column(&matrix, "t (week)"), [1.0, 1.0, 1.0]);
    assert_eq!(column(&matrix, "t (day of the year)"), [1.0, 365.0, 183.0]);
    assert_eq!(column(&matrix, "t (quarter)"), [1.0, 4.0, 2.5]);
    assert_eq!(column(&matrix, "t (weekend)"), [0.0, 0.0, 0.0]);
    assert_eq!(column(&matrix, "t (year)"), [1970.0, 1969.0, 1969.5]);
    let fitted = fit(
        &step(Operation::TimeParts(TimeParts::DEFAULT)),
        &table,
        None,
    )
    .unwrap();
    assert_eq!(fitted.output_names().len(), 6);
    assert_eq!(column(&apply(&fitted, &table), "t (hour, cosine)")[0], 1.0);
}

#[test]
fn constants_go_and_are_asked_for_no_more() {
    let table = Table::from_columns(vec![
        ("k".to_owned(), texts(&["a", "a", "a"])),
        ("x".to_owned(), numbers(&[1.0, 2.0, 3.0])),
        ("gap".to_owned(), numbers(&[1.0, f64::NAN, 1.0])),
    ])
    .unwrap();
    let fitted = fit(&Recipe::standard(table.columns()), &table, None).unwrap();
    let inputs: Vec<&str> = fitted
        .inputs()
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(inputs, ["x", "gap"]);
    assert_eq!(
        apply(&fitted, &table.select(&["gap", "x"]).unwrap()).n_columns(),
        3
    );
}

#[test]
fn only_the_given_rows_are_learned_from() {
    let table = one("x", numbers(&[1.0, 2.0, 1e9]));
    let features = ["x".to_owned()];
    let recipe = step(Operation::Scale(Scale::DEFAULT));
    let fitted = recipe
        .fit(
            &table,
            &Roles::of(&features),
            None,
            Rows::of(&[1, 0]),
            &Silent,
        )
        .unwrap();
    assert_eq!(&apply(&fitted, &table).column(0)[..2], [-1.0, 1.0]);
}

#[test]
fn extremes_are_moved_to_a_limit() {
    let table = one("x", numbers(&[0.0, 1.0, 2.0, 3.0, 100.0, f64::NAN]));
    let clip = |at, lower, upper| {
        let fitted = fit(
            &step(Operation::Clip(Clip { at, lower, upper })),
            &table,
            None,
        )
        .unwrap();
        let told = fitted.summary()[0].words.clone();
        (apply(&fitted, &table).column(0)[..5].to_vec(), told)
    };
    let words = |n: usize| {
        let values = if n == 1 { "value" } else { "values" };
        format!("{n} {values} clipped in 1 column.")
    };
    let found = clip(ClipAt::Quantiles, Some(0.25), Some(0.75));
    assert_eq!(found, (vec![1.0, 1.0, 2.0, 3.0, 3.0], words(2)));
    let found = clip(ClipAt::Fences, Some(1.5), Some(1.5));
    assert_eq!(found, (vec![0.0, 1.0, 2.0, 3.0, 6.0], words(1)));
    let found = clip(ClipAt::Values, None, Some(2.5));
    assert_eq!(found, (vec![0.0, 1.0, 2.0, 2.5, 2.5], words(2)));
}

#[test]
fn logarithms() {
    let table = one("x", numbers(&[0.0, 1.0, -1.0, f64::NAN]));
    let log = |method| {
        let fitted = fit(&step(Operation::Log(Log { method })), &table, None).unwrap();
        let told = fitted.summary()[0].effects[0].count;
        (apply(&fitted, &table).column(0).to_vec(), told)
    };
    let two = std::f64::consts::LN_2;
    assert_eq!(log(LogMethod::Signed), (vec![0.0, two, -two, 0.0], 0));
    assert_eq!(log(LogMethod::Natural), (vec![0.0; 4], 2));
}

#[test]
fn bins_by_place_and_as_text() {
    let table = one("x", numbers(&[0.0, 1.0, 2.0, 9.0, f64::NAN]));
    let bins = |by, output| {
        let bin = Bin {
            bins: 3,
            by,
            output,
        };
        let mut recipe = step(Operation::Bin(bin));
        if output == BinOutput::Text {
            recipe
                .steps
                .extend(step(Operation::OneHot(OneHot::DEFAULT)).steps);
        }
        let later = one("x", numbers(&[-5.0, 1.0, 3.0, 50.0]));
        apply(&fit(&recipe, &table, None).unwrap(), &later)
    };
    assert_eq!(
        bins(BinBy::Quantiles, BinOutput::Place).column(0),
        [0.0, 1.0, 2.0, 2.0]
    );
    assert_eq!(
        bins(BinBy::Width, BinOutput::Place).column(0),
        [0.0, 0.0, 1.0, 2.0]
    );
    let texts = bins(BinBy::Width, BinOutput::Text);
    assert_eq!(texts.names(), ["x = below 3", "x = from 6", "x (missing)"]);
    assert_eq!(column(&texts, "x = below 3"), [1.0, 1.0, 0.0, 0.0]);
    // A constant has one bin.
    let constant = one("x", numbers(&[2.0, 2.0]));
    let fitted = fit(&step(Operation::Bin(Bin::DEFAULT)), &constant, None).unwrap();
    assert_eq!(apply(&fitted, &table).column(0), [0.0; 5]);
}

#[test]
fn rare_values_get_one_name_and_so_do_new_ones() {
    let table = one("c", texts(&["a", "a", "a", "b", "c", ""]));
    let rare = Rare {
        below: 0.3,
        name: String::new(),
    };
    let mut recipe = step(Operation::Rare(rare));
    recipe
        .steps
        .extend(step(Operation::OneHot(OneHot::DEFAULT)).steps);
    let fitted = fit(&recipe, &table, None).unwrap();
    assert_eq!(
        fitted.output_names(),
        ["c = (rare)", "c = a", "c (missing)"]
    );
    assert_eq!(
        fitted.summary()[0].words,
        "2 categories merged in 1 column."
    );
    let later = one("c", texts(&["b", "never seen", "a", ""]));
    assert_eq!(
        column(&apply(&fitted, &later), "c = (rare)"),
        [1.0, 1.0, 0.0, 0.0]
    );
}

#[test]
fn the_summary_says_what_was_done() {
    let table = Table::from_columns(vec![
        ("k".to_owned(), texts(&["a", "a", "a"])),
        ("x".to_owned(), numbers(&[1.0, f64::NAN, 3.0])),
        ("c".to_owned(), texts(&["u", "v", ""])),
    ])
    .unwrap();
    let fitted = fit(&Recipe::standard(table.columns()), &table, None).unwrap();
    let words: Vec<&str> = fitted.summary().iter().map(|s| s.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "1 constant left out in 1 column.",
            "1 gap filled in 1 column.",
            "3 columns made.",
            "1 column scaled.",
        ]
    );
    let filled = &fitted.summary()[1].effects[0];
    assert_eq!(filled.column.as_deref(), Some("x"));
    assert_eq!(filled.detail, "with 2");
}
