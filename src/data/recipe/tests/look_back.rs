//! Lag and rolling: they never look ahead, and online is as in the data set.

use super::*;

const DAY: i64 = 86_400_000_000;

/// What happened to whom and when, in days.
type Event = (Option<u8>, Option<i64>, Option<f64>);

fn events(rows: &[Event]) -> Table {
    Table::from_columns(vec![
        (
            "x".to_owned(),
            ColumnData::Numbers(rows.iter().map(|row| row.2).collect()),
        ),
        (
            "who".to_owned(),
            ColumnData::Texts(
                rows.iter()
                    .map(|row| row.0.map(|who| format!("w{who}")))
                    .collect(),
            ),
        ),
        (
            "when".to_owned(),
            ColumnData::Times(rows.iter().map(|row| row.1.map(|day| day * DAY)).collect()),
        ),
    ])
    .unwrap()
}

fn roles() -> Roles {
    Roles {
        features: vec!["x".to_owned()],
        time: Some("when".to_owned()),
        entity: Some("who".to_owned()),
        hidden: Vec::new(),
    }
}

/// The column that an operation makes of "x", with its gaps.
fn made(operation: Operation, table: &Table) -> Vec<Option<f64>> {
    let fitted = fitted(vec![operation], table);
    let matrix = fitted
        .transform_within(table, &all(table), &Silent)
        .unwrap();
    values(&matrix)
}

/// Gaps are filled with a number that does not occur.
fn fitted(operations: Vec<Operation>, table: &Table) -> FittedRecipe {
    let of_x = |operation| RecipeStep {
        columns: Columns::Named(vec!["x".to_owned()]),
        operation,
        off: false,
    };
    let fill = Impute {
        with: ImputeWith::Constant,
        number: -1e9,
        missing_indicator: false,
        ..Impute::DEFAULT
    };
    let mut steps: Vec<RecipeStep> = operations.into_iter().map(of_x).collect();
    steps.push(of_x(Operation::Drop));
    steps.push(RecipeStep {
        columns: Columns::default(),
        operation: Operation::Impute(fill),
        off: false,
    });
    let recipe = Recipe { steps };
    recipe
        .fit(table, &roles(), None, Rows::of(&all(table)), &Silent)
        .unwrap()
}

fn values(matrix: &Matrix) -> Vec<Option<f64>> {
    let value = |value: &f64| Some(*value).filter(|value| *value != -1e9);
    matrix.column(0).iter().map(value).collect()
}

fn lag(rows: usize, delay: &str) -> Operation {
    Operation::Lag(Lag {
        rows,
        delay: delay.parse().unwrap(),
        ..Lag::DEFAULT
    })
}

fn rolling(statistic: Statistic, over: Over, delay: &str) -> Operation {
    Operation::Rolling(Rolling {
        statistic,
        over,
        delay: delay.parse().unwrap(),
        ..Rolling::DEFAULT
    })
}

fn days(n: i64) -> Over {
    Over::Span(format!("{n} d").parse().unwrap())
}

fn some() -> Table {
    events(&[
        (Some(1), Some(3), Some(30.0)),
        (Some(2), Some(1), Some(100.0)),
        (Some(1), Some(1), Some(10.0)),
        (Some(1), Some(3), Some(31.0)),
        (Some(1), Some(9), Some(90.0)),
        (None, Some(9), Some(7.0)),
        (Some(2), None, Some(8.0)),
        (Some(2), Some(2), None),
    ])
}

#[test]
fn a_lag_is_the_row_before_of_the_same_entity() {
    let table = some();
    let x = |values: [f64; 8]| values.map(|v| Some(v).filter(|v| !v.is_nan())).to_vec();
    const GAP: f64 = f64::NAN;
    // Both rows of day 3 see day 1 only.
    let expected = x([10.0, GAP, GAP, 10.0, 31.0, GAP, GAP, 100.0]);
    assert_eq!(made(lag(1, "0 s"), &table), expected);
    let expected = x([GAP, GAP, GAP, GAP, 30.0, GAP, GAP, GAP]);
    assert_eq!(made(lag(2, "0 s"), &table), expected);
    let expected = x([10.0, GAP, GAP, 10.0, 10.0, GAP, GAP, GAP]);
    assert_eq!(made(lag(1, "2 d"), &table)[..4], expected[..4]);
    assert_eq!(made(lag(1, "7 d"), &table)[4], Some(10.0));
    let all_as_one = Lag {
        by: Some(String::new()),
        ..Lag::DEFAULT
    };
    // The two rows of day 1 are the oldest; of the two of day 3 the later one comes last.
    let found = made(Operation::Lag(all_as_one), &table);
    let expected = x([GAP, GAP, GAP, GAP, 31.0, 31.0, GAP, 10.0]);
    assert_eq!(found[1..3], expected[1..3]);
    assert_eq!(found[4..], expected[4..]);
}

#[test]
fn windows_end_before_the_row() {
    let table = some();
    let at = |statistic, over| made(rolling(statistic, over, "0 s"), &table)[4];
    use Statistic::{Count, Max, Mean, Min, Std, Sum};
    assert_eq!(at(Sum, Over::Rows(2)), Some(61.0));
    assert_eq!(at(Mean, Over::Rows(100)), Some(71.0 / 3.0));
    assert_eq!(at(Min, days(6)), Some(30.0));
    assert_eq!(at(Max, days(6)), Some(31.0));
    assert_eq!(at(Std, days(6)), Some(0.5_f64.sqrt()));
    assert_eq!(at(Count, days(6)), Some(2.0));
    // Nothing in the window, and an entity that is known.
    assert_eq!(at(Count, days(5)), Some(0.0));
    assert_eq!(at(Sum, days(5)), None);
    // Not known before, or a gap of its own: nothing to say.
    let counts = made(rolling(Count, days(9), "0 s"), &table);
    assert_eq!(counts[1], None);
    assert_eq!(counts[5..7], [None, None]);
    let delayed = made(rolling(Sum, days(9), "7 d"), &table);
    assert_eq!(delayed[4], Some(10.0));
}

#[test]
fn the_hidden_target_may_be_looked_back_at_but_not_read() {
    let table = some();
    let roles = Roles {
        features: Vec::new(),
        hidden: vec!["x".to_owned()],
        ..roles()
    };
    let recipe = |operation| Recipe {
        steps: vec![RecipeStep {
            columns: Columns::Named(vec!["x".to_owned()]),
            operation,
            off: false,
        }],
    };
    let rows = all(&table);
    let fit = |operation| recipe(operation).fit(&table, &roles, None, Rows::of(&rows), &Silent);
    let fitted = fit(lag(1, "1 d")).unwrap();
    let inputs: Vec<&str> = fitted.inputs().iter().map(|i| i.name.as_str()).collect();
    assert_eq!(inputs, ["who", "when"]);
    assert_eq!(fitted.sources(), [["x", "when", "who"]]);
    let formula = FormulaColumn {
        name: "y".to_owned(),
        formula: "x + 1".to_owned(),
    };
    let message = fit(Operation::Formula(formula)).unwrap_err().to_string();
    assert!(
        message.starts_with("Step 1 of the recipe (Formula) reads “x”"),
        "{message}"
    );
}

#[test]
fn a_training_row_never_sees_a_test_row() {
    // By lot: the test row lies between the training rows.
    let table = events(&[
        (Some(1), Some(1), Some(1.0)),
        (Some(1), Some(2), Some(2.0)),
        (Some(1), Some(3), Some(3.0)),
    ]);
    let fitted = fitted(
        vec![lag(1, "0 s")],
        &events(&[(Some(1), Some(1), Some(1.0)); 3]),
    );
    let train = fitted.part(&table, Rows::of(&[0, 2]), &Silent).unwrap();
    assert_eq!(values(&train.matrix), [None, Some(1.0)]);
    let test = Rows {
        wanted: &[1],
        seen: &[0, 2, 1],
    };
    let test = fitted.part(&table, test, &Silent).unwrap();
    assert_eq!(
        (test.rows, values(&test.matrix)),
        (vec![1], vec![Some(1.0)])
    );
}

#[test]
fn nothing_is_known_of_whom_nobody_has_seen() {
    let table = some();
    let fitted = fitted(vec![lag(1, "0 s")], &table);
    let asked = events(&[(Some(1), Some(20), None), (Some(7), Some(20), None)]);
    let answer = |fitted: &FittedRecipe| values(&apply(fitted, &asked));
    assert_eq!(answer(&fitted), [None, None]);
    let fitted = fitted.remember(&table, &all(&table), &Silent).unwrap();
    assert_eq!(answer(&fitted), [Some(90.0), None]);
}

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    use proptest::{collection::vec, option::weighted};
    let event = (
        weighted(0.9, 0..4_u8),
        weighted(0.9, 0..40_i64),
        weighted(0.8, (-1000..1000_i32).prop_map(|x| f64::from(x) / 7.0)),
    );
    vec(event, 2..60)
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let delay = (0..5_i64).prop_map(|days| format!("{days} d"));
    let over = prop_oneof![
        (1..9_usize).prop_map(Over::Rows),
        (1..12_i64).prop_map(days)
    ];
    let statistic = proptest::sample::select(Statistic::ALL.to_vec());
    (0..3_u8, 1..4_usize, statistic, over, delay).prop_map(
        |(kind, rows, statistic, over, delay)| {
            if kind == 0 {
                lag(rows, &delay)
            } else {
                rolling(statistic, over, &delay)
            }
        },
    )
}

fn same(a: &[Option<f64>], b: &[Option<f64>]) -> bool {
    let bits = |v: &Option<f64>| v.map(f64::to_bits);
    a.iter().map(bits).eq(b.iter().map(bits))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_comes_later_changes_nothing_earlier(rows in any_events(), operation in any_operation(), from in 0..40_i64, seed in 0..100_u32) {
        let before = made(operation.clone(), &events(&rows));
        let scrambled: Vec<Event> = rows.iter().map(|&(who, when, x)| match when {
            Some(when) if when >= from => (
                who.map(|who| (who + seed as u8) % 4),
                Some(when + i64::from(seed % 7)),
                x.map(|x| x * f64::from(seed)),
            ),
            _ => (who, when, x),
        }).collect();
        let after = made(operation, &events(&scrambled));
        for (row, event) in rows.iter().enumerate() {
            if event.1.is_some_and(|when| when < from) {
                prop_assert!(same(&before[row..=row], &after[row..=row]), "{row} {before:?} {after:?}");
            }
        }
    }

    #[test]
    fn nothing_of_its_own_moment_comes_in(rows in any_events(), operation in any_operation(), now in 0..40_i64) {
        let before = made(operation.clone(), &events(&rows));
        let other = rows.iter().map(|&(who, when, x)| (who, when, if when == Some(now) { Some(5e6) } else { x }));
        let after = made(operation, &events(&other.collect::<Vec<Event>>()));
        for (row, event) in rows.iter().enumerate() {
            if event.1 == Some(now) {
                prop_assert!(same(&before[row..=row], &after[row..=row]), "{row} {before:?} {after:?}");
            }
        }
    }

    #[test]
    fn online_is_what_the_next_row_of_the_data_set_would_get(rows in any_events(), operation in any_operation(), who in 0..5_u8, later in 0..6_i64) {
        let end = rows.iter().filter_map(|row| row.1).max().unwrap_or(0);
        let next = (Some(who), Some(end + 1 + later), Some(1e6));
        let table = events(&rows);
        let fitted = fitted(vec![operation], &table).remember(&table, &all(&table), &Silent).unwrap();
        let json = serde_json::to_string(&fitted).unwrap();
        let read: FittedRecipe = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &fitted);
        let online = apply(&read, &events(&[next]));
        let longer = events(&[rows, vec![next]].concat());
        let last = longer.n_rows() as u32 - 1;
        let batch = fitted.transform_within(&longer, &[last], &Silent).unwrap();
        prop_assert_eq!(bits(&online, 0), bits(&batch, 0));
    }
}
