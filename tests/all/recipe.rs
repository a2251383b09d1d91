//! Recipes in step 4: nothing leaks between the parts, and online is as in the data set.

use nonagon::{
    data::{
        ColumnData, Table,
        recipe::{
            Columns, Filter, FormulaColumn, Lag, Operation, Over, Recipe, RecipeStep, Rolling,
            Statistic,
        },
        split::{self, Part, SplitRule},
    },
    steps::{StepError, preparation, problem},
    terms::{Silent, Task},
};
use proptest::prelude::*;

use crate::steps::{noise, numbers, table, texts};

const HOUR: i64 = 3_600_000_000;

/// `n` rides of a few bikes over time; `shift` moves the values of the rows that `moves` names.
fn rides(n: usize, shift: f64, moves: impl Fn(usize) -> bool) -> Table {
    let moved = |i: usize| if moves(i) { shift } else { 0.0 };
    table(vec![
        ("load", numbers(n, |i| Some(noise(i, 1) + moved(i)))),
        (
            "km",
            numbers(n, |i| (i % 9 != 0).then_some(10.0 * noise(i, 2) + moved(i))),
        ),
        ("bike", texts(n, |i| Some(format!("b{}", i * 7 % 5)))),
        (
            "at",
            ColumnData::Times(
                (0..n)
                    .map(|i| Some((i / 2).cast_signed() as i64 * HOUR))
                    .collect(),
            ),
        ),
        (
            "late",
            texts(n, |i| {
                Some(if noise(i, 1) > 0.5 { "yes" } else { "no" }.to_owned())
            }),
        ),
    ])
}

fn contract() -> problem::Params {
    problem::Params {
        task: Task::Binary,
        target: "late".to_owned(),
        positive: "yes".to_owned(),
        time_column: Some("at".to_owned()),
        entity: Some("bike".to_owned()),
        ..problem::Params::default()
    }
}

fn params(rule: SplitRule) -> preparation::Params {
    let named = |name: &str| Columns::Named(vec![name.to_owned()]);
    let rolling = Rolling {
        statistic: Statistic::Std,
        over: Over::Span("1 d".parse().unwrap()),
        ..Rolling::DEFAULT
    };
    let mut recipe = Recipe::standard(rides(1, 0.0, |_| false).columns());
    let steps = [
        (
            Columns::default(),
            Operation::Filter(Filter {
                keep: "load > 0.05".to_owned(),
            }),
        ),
        (
            Columns::default(),
            Operation::Formula(FormulaColumn {
                name: "speed".to_owned(),
                formula: "km / load".to_owned(),
            }),
        ),
        (named("speed"), Operation::Lag(Lag::DEFAULT)),
        (named("km"), Operation::Rolling(rolling)),
    ];
    for (columns, operation) in steps {
        recipe.add(RecipeStep::new(columns, operation));
    }
    preparation::Params {
        split: rule,
        recipe,
    }
}

fn by_lot(seed: u64) -> SplitRule {
    SplitRule::Random {
        train: 0.5,
        validation: 0.2,
        test: 0.2,
        seed,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_other_parts_teach_nothing_even_through_lag_and_rolling(seed in 0..1000_u64, shift in 1.0..1e6_f64) {
        let params = params(by_lot(seed));
        let before = rides(160, 0.0, |_| false);
        let parts = split::split(&before, &params.split).unwrap();
        let after = rides(160, shift, |i| parts[i] > Part::Train);
        let (one, report) = preparation::run(&before, &contract(), &params, &Silent).unwrap();
        let (two, other) = preparation::run(&after, &contract(), &params, &Silent).unwrap();
        prop_assert_eq!(&report.recipe, &other.recipe);
        prop_assert_eq!(&one.train.matrix, &two.train.matrix);
        prop_assert!(one.test.matrix != two.test.matrix);
        let labels = one.labels.take(&one.train.rows);
        prop_assert_eq!(&one.train.labels, &labels);
        let kept = (0..160).filter(|&i| parts[i] == Part::Train && noise(i, 1) > 0.05);
        prop_assert_eq!(one.train.rows.len(), kept.count());
        let again = preparation::rebuild(&before, &contract(), &params, &report, &Silent).unwrap();
        prop_assert_eq!(&one.recipe, &again.recipe);
        prop_assert_eq!(&one.test.matrix, &again.test.matrix);
    }
}

/// The package carries the recipe of the preparation, with what it remembers.
#[test]
fn a_request_gets_what_the_next_row_of_the_data_set_would_get() {
    let all = rides(200, 0.0, |_| false);
    let rule = SplitRule::TimeShares {
        column: "at".to_owned(),
        train: 0.5,
        validation: 0.2,
        test: 0.2,
    };
    let (prepared, _) = preparation::run(&all, &contract(), &params(rule), &Silent).unwrap();
    let inputs: Vec<&str> = prepared
        .recipe
        .inputs()
        .iter()
        .map(|i| i.name.as_str())
        .collect();
    assert_eq!(inputs, ["load", "km", "bike", "at"]);
    // The rows after the test part, each as the only one that comes next.
    let known: Vec<u32> = (0..prepared.production[0]).collect();
    for &row in prepared.production.iter().take(12) {
        let request = all.take(&[row]).select(&inputs).unwrap();
        let online = prepared.recipe.transform(&request, &Silent).unwrap();
        let filtered: Vec<u32> = {
            let load = all.numbers("load").unwrap();
            let kept = known
                .iter()
                .copied()
                .filter(|row| load[*row as usize] > 0.05);
            kept.chain([row]).collect()
        };
        let data_set = all.take(&filtered);
        let last = data_set.n_rows() as u32 - 1;
        let batch = prepared
            .recipe
            .transform_within(&data_set, &[last], &Silent)
            .unwrap();
        assert_eq!(online, batch);
    }
}

#[test]
fn a_filter_that_leaves_nothing_of_a_part_is_said() {
    let mut params = params(by_lot(3));
    let filter = Operation::Filter(Filter {
        keep: "at < '1970-01-02'".to_owned(),
    });
    params.split = SplitRule::TimeShares {
        column: "at".to_owned(),
        train: 0.5,
        validation: 0.2,
        test: 0.2,
    };
    params.recipe.add(RecipeStep {
        columns: Columns::default(),
        operation: filter,
        off: false,
    });
    let table = rides(200, 0.0, |_| false);
    let error = preparation::run(&table, &contract(), &params, &Silent).unwrap_err();
    assert!(
        matches!(&error, StepError::Invalid(text) if text.starts_with("The recipe leaves no row of the validation part.")),
        "{error}"
    );
}
