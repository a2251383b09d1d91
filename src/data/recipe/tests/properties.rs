//! What holds for whatever recipe and table.

use super::*;

type Steps = Vec<(Columns, Operation)>;

/// Operations on tables that fit the columns of [`any_table`].
fn of_tables() -> Steps {
    let named = |names: &[&str]| Columns::Named(names.iter().map(|n| (*n).to_owned()).collect());
    let formula = |name: &str, formula: &str| {
        Operation::Formula(FormulaColumn {
            name: name.to_owned(),
            formula: formula.to_owned(),
        })
    };
    let filter = |keep: &str| {
        Operation::Filter(Filter {
            keep: keep.to_owned(),
        })
    };
    let cast = |to| {
        Operation::Cast(Cast {
            to,
            on_failure: OnFailure::Gap,
        })
    };
    let rolling = |statistic, over| {
        Operation::Rolling(Rolling {
            statistic,
            over,
            by: Some("c".to_owned()),
            time: Some("t".to_owned()),
            delay: Span::ZERO,
        })
    };
    let lag = Lag {
        by: Some("c".to_owned()),
        time: Some("t".to_owned()),
        ..Lag::DEFAULT
    };
    let pattern = TextPattern {
        pattern: "[ab]".to_owned(),
        action: PatternAction::Extract,
        ..TextPattern::DEFAULT
    };
    let all = Columns::default;
    vec![
        (all(), filter("n > 0 OR b OR c IS NOT NULL")),
        (all(), filter("x IS NOT NULL OR n < 5")),
        (named(&["c", "b"]), Operation::Deduplicate),
        (all(), Operation::Deduplicate),
        (all(), formula("ratio", "x / n")),
        (all(), formula("late", "CASE WHEN b THEN n ELSE 0 END")),
        (all(), formula("word", "upper(c)")),
        (named(&["n"]), Operation::Lag(lag.clone())),
        (named(&["c"]), Operation::Lag(lag)),
        (named(&["x"]), rolling(Statistic::Std, Over::Rows(4))),
        (
            named(&["x", "b"]),
            rolling(Statistic::Sum, Over::Span(Span::WEEK)),
        ),
        (named(&["c"]), Operation::TextLength(TextLength::DEFAULT)),
        (named(&["c"]), Operation::TextPattern(pattern)),
        (named(&["n"]), cast(crate::data::Kind::Text)),
        (named(&["x"]), cast(crate::data::Kind::Integer)),
        (named(&["b"]), Operation::Drop),
        (
            named(&["x"]),
            Operation::Rename(Rename { to: "y".to_owned() }),
        ),
    ]
}

/// Operations on columns that fit them.
fn of_columns() -> Steps {
    let clip = Clip {
        at: ClipAt::Fences,
        lower: Some(1.5),
        upper: None,
    };
    let bin = Bin {
        bins: 3,
        by: BinBy::Width,
        output: BinOutput::Place,
    };
    let rare = Rare {
        below: 0.2,
        name: String::new(),
    };
    let group = Columns::Of;
    vec![
        (group(Group::Numbers), Operation::Clip(Clip::DEFAULT)),
        (group(Group::Numbers), Operation::Clip(clip)),
        (group(Group::Numbers), Operation::Log(Log::DEFAULT)),
        (
            group(Group::Numbers),
            Operation::Log(Log {
                method: LogMethod::Natural,
            }),
        ),
        (group(Group::Numbers), Operation::Bin(Bin::DEFAULT)),
        (group(Group::Numbers), Operation::Bin(bin)),
        (group(Group::Texts), Operation::Rare(rare)),
        (group(Group::Numbers), Operation::Impute(Impute::DEFAULT)),
    ]
}

/// Some of these steps, in any order, and those that turn the rest into numbers.
fn any_recipe() -> impl Strategy<Value = Recipe> {
    let group = Columns::Of;
    let finish = [
        (
            group(Group::Texts),
            Operation::Encode(Encode {
                max_levels: 3,
                ..Encode::DEFAULT
            }),
        ),
        (
            group(Group::Times),
            Operation::TimeParts(TimeParts::DEFAULT),
        ),
        (Columns::default(), Operation::Scale(Scale::DEFAULT)),
    ];
    let some = |steps: Steps, most: usize| {
        let n = steps.len();
        let subset = proptest::sample::subsequence(steps, 0..=most.min(n));
        subset.prop_shuffle()
    };
    (some(of_tables(), 5), some(of_columns(), 4)).prop_map(move |(tables, columns)| {
        let steps = [tables, columns, finish.to_vec()].concat();
        let step = |(columns, operation)| RecipeStep::new(columns, operation);
        Recipe {
            steps: steps.into_iter().map(step).collect(),
        }
    })
}

/// The outcome of a random recipe; nothing where a step names what an earlier one took away, or
/// no row is left.
fn fitted_on(recipe: &Recipe, table: &Table, target: &[f64], rows: &[u32]) -> Option<FittedRecipe> {
    let roles = Roles::of(&["x", "n", "b", "c", "t"].map(str::to_owned));
    match recipe.fit(table, &roles, Some(target), Rows::of(rows), &Silent) {
        Ok(fitted) => Some(fitted),
        Err(
            RecipeError::UnknownColumn { .. }
            | RecipeError::InStep { .. }
            | RecipeError::WrongInput { .. }
            | RecipeError::NothingKept { .. },
        ) => None,
        Err(other) => panic!("{other}: {recipe:?}"),
    }
}

#[test]
fn most_random_recipes_can_be_fitted() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};

    let mut runner = TestRunner::deterministic();
    let strategy = (any_recipe(), any_table(20..30));
    let fitted = (0..100).filter(|_| {
        let (recipe, (table, target)) = strategy.new_tree(&mut runner).unwrap().current();
        fitted_on(&recipe, &table, &target, &all(&table)).is_some()
    });
    assert!(fitted.count() > 60);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_recipe_gives_a_row_the_same_alone_and_together(recipe in any_recipe(), (train, target) in any_table(2..30), (later, _) in any_table(1..12)) {
        let Some(fitted) = fitted_on(&recipe, &train, &target, &all(&train)) else {
            return Ok(());
        };
        let fitted = fitted.remember(&train, &all(&train), &Silent).unwrap();
        let read: FittedRecipe = serde_json::from_str(&serde_json::to_string(&fitted).unwrap()).unwrap();
        prop_assert_eq!(&read, &fitted);
        let batch = apply(&fitted, &later);
        prop_assert!(batch.values().iter().all(|value| value.is_finite()));
        prop_assert_eq!(batch.n_rows(), later.n_rows());
        prop_assert_eq!(fitted.sources().len(), batch.n_columns());
        for row in 0..later.n_rows() {
            prop_assert_eq!(bits(&apply(&read, &later.slice(row, 1)), 0), bits(&batch, row));
        }
        let inputs: Vec<&str> = fitted.inputs().iter().map(|input| input.name.as_str()).collect();
        prop_assert_eq!(apply(&fitted, &later.select(&inputs).unwrap()), batch);
        prop_assert_eq!(fitted.summary().len(), recipe.steps.len());
    }

    #[test]
    fn a_step_that_is_switched_off_is_as_one_that_is_not_there(recipe in any_recipe(), off in proptest::collection::vec(any::<bool>(), 20), (train, target) in any_table(2..30), (later, _) in any_table(1..12)) {
        // The last three turn the rest into numbers.
        let n = recipe.steps.len().saturating_sub(3);
        let mut switched = recipe.clone();
        for (step, off) in switched.steps.iter_mut().take(n).zip(&off) {
            step.off = *off;
        }
        let mut shorter = switched.clone();
        shorter.steps.retain(|step| !step.off);
        let written = toml::to_string(&switched).unwrap();
        prop_assert_eq!(&toml::from_str::<Recipe>(&written).unwrap(), &switched);
        let made = |recipe: &Recipe| {
            let fitted = fitted_on(recipe, &train, &target, &all(&train))?;
            let training = fitted.training(&train, Rows::of(&all(&train)), &Silent).unwrap();
            let fitted = fitted.remember(&train, &all(&train), &Silent).unwrap();
            let inputs = fitted.inputs().to_vec();
            Some((training.rows, training.matrix, apply(&fitted, &later), inputs))
        };
        prop_assert_eq!(made(&switched), made(&shorter));
        if let Some(fitted) = fitted_on(&switched, &train, &target, &all(&train)) {
            // Steps keep their numbers, so that the editor says of each what it did.
            for (told, step) in fitted.summary().iter().zip(&switched.steps) {
                prop_assert_eq!(told.words == "Switched off.", step.off);
            }
        }
    }

    #[test]
    fn any_recipe_learns_from_what_it_sees_alone(recipe in any_recipe(), (train, target) in any_table(2..30), (test, _) in any_table(1..12), (other, _) in any_table(12..13)) {
        let rows = all(&train);
        let target = [target, vec![0.0; 12]].concat();
        let with = |test: &Table| {
            let table = train.append(test).unwrap();
            let fitted = fitted_on(&recipe, &table, &target, &rows)?;
            let training = fitted.training(&table, Rows::of(&rows), &Silent).unwrap();
            Some((fitted, training.rows, training.matrix))
        };
        prop_assert_eq!(with(&test), with(&other));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_are_the_same_alone_and_together_and_after_a_file((train, target) in any_table(2..30), (later, _) in any_table(1..20)) {
        let mut recipe = Recipe::standard(train.columns());
        for step in &mut recipe.steps {
            if let Operation::Encode(encode) = &mut step.operation {
                encode.max_levels = 3;
            }
        }
        let Ok(fitted) = fit(&recipe, &train, Some(&target)) else {
            return Ok(());
        };
        let json = serde_json::to_string(&fitted).unwrap();
        let read: FittedRecipe = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &fitted);
        let batch = apply(&fitted, &later);
        prop_assert!(batch.values().iter().all(|value| value.is_finite()));
        prop_assert_eq!(batch.names(), fitted.output_names());
        prop_assert_eq!(fitted.sources().len(), batch.n_columns());
        for row in 0..later.n_rows() {
            prop_assert_eq!(bits(&apply(&read, &later.slice(row, 1)), 0), bits(&batch, row));
        }
        let training = training(&fitted, &train);
        prop_assert!(training.values().iter().all(|value| value.is_finite()));
    }
}
