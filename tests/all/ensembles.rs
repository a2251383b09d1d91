//! Forests and boosted trees beyond what every learner must do.

use nonagon::{
    learners::{Answers, Fitted, Model as _, Params, Predictions, fit},
    terms::{Matrix, Silent},
};

/// 900 rows of three columns of noise, and a value that bends with two of them.
fn table() -> (Matrix, Vec<f64>) {
    let noise = |i: usize| (i as f64 * 12.9898).sin() * 43_758.545_3 % 1.0;
    let mut matrix = Matrix::with_rows(900);
    for j in 0..3 {
        let column: Vec<f64> = (0..900).map(|i| noise(3 * i + j + 1)).collect();
        matrix.push(format!("c{j}"), &column);
    }
    let at = |i: usize, j: usize| matrix.column(j)[i];
    let values = (0..900)
        .map(|i| 4.0 * at(i, 0) * at(i, 1) + 0.5 * noise(7 * i + 5))
        .collect();
    (matrix, values)
}

fn learn(toml: &str, answers: Answers<'_>, seed: u64) -> Fitted {
    let params: Params = toml::from_str(toml).unwrap();
    fit(&params, &table().0, answers, None, seed, &Silent).unwrap()
}

fn n_trees(fitted: &Fitted) -> usize {
    match fitted {
        Fitted::Forest(model) => model.trees().n_trees(),
        Fitted::Boosting(model) => model.trees().n_trees(),
        Fitted::AdaBoost(model) => model.trees().n_trees(),
        _ => 0,
    }
}

#[test]
fn a_seed_gives_its_forest() {
    let (_, values) = table();
    let forest = |seed| {
        learn(
            "learner = 'forest'\ntrees = 5",
            Answers::Values(&values),
            seed,
        )
    };
    assert_eq!(forest(1), forest(1));
    assert_ne!(forest(1), forest(2));
    assert_eq!(n_trees(&forest(1)), 5);
}

#[test]
fn boosting_stops_where_it_gains_no_more() {
    let (matrix, values) = table();
    let answers = Answers::Values(&values);
    let toml = "learner = 'boosting'\nrounds = 2000\nearly_stopping = true\npatience = 5";
    let early = learn(toml, answers, 3);
    assert!((5..500).contains(&n_trees(&early)), "{}", n_trees(&early));
    assert_eq!(early, learn(toml, answers, 3));
    let all = learn("learner = 'boosting'\nrounds = 7", answers, 3);
    assert_eq!(n_trees(&all), 7);
    let Predictions::Values(found) = early.predict(&matrix) else {
        panic!("numbers are answered with numbers");
    };
    let error = |answers: &[f64]| -> f64 {
        let squares = answers.iter().zip(&values).map(|(a, v)| (a - v) * (a - v));
        squares.sum::<f64>() / 900.0
    };
    assert!(
        error(&found) < 0.3 * error(&[0.0; 900]),
        "{}",
        error(&found)
    );
}

#[test]
fn boosting_grows_a_tree_for_each_of_several_classes() {
    let (matrix, values) = table();
    let codes: Vec<u32> = values
        .iter()
        .map(|v| u32::from(*v > -0.5) + u32::from(*v > 0.5))
        .collect();
    let answers = Answers::Classes {
        codes: &codes,
        n_classes: 3,
    };
    let fitted = learn("learner = 'boosting'\nrounds = 40", answers, 0);
    assert_eq!(n_trees(&fitted), 120);
    let found = fitted.predict(&matrix).classes(None);
    let right = found.iter().zip(&codes).filter(|(a, b)| a == b).count();
    assert!(right > 800, "{right}");
}

#[test]
fn adaboost_ends_where_a_tree_errs_nowhere() {
    let (matrix, _) = table();
    let codes: Vec<u32> = matrix
        .column(1)
        .iter()
        .map(|v| u32::from(*v > 0.0))
        .collect();
    // A bin for each value: the limit lies between two of them.
    let few: Vec<u32> = (0..200).collect();
    let params: Params = toml::from_str("learner = 'adaboost'").unwrap();
    let part = Answers::Classes {
        codes: &codes[..200],
        n_classes: 2,
    };
    let fitted = fit(&params, &matrix.take(&few), part, None, 0, &Silent).unwrap();
    assert_eq!(n_trees(&fitted), 1);
    assert_eq!(
        fitted.predict(&matrix.take(&few)).classes(None),
        &codes[..200]
    );
    let interaction: Vec<u32> = (0..900)
        .map(|i| u32::from(matrix.column(0)[i] * matrix.column(1)[i] > 0.0))
        .collect();
    let answers = Answers::Classes {
        codes: &interaction,
        n_classes: 2,
    };
    let deep = learn("learner = 'adaboost'\nmax_depth = 3", answers, 0);
    let found = deep.predict(&matrix).classes(None);
    let right = found
        .iter()
        .zip(&interaction)
        .filter(|(a, b)| a == b)
        .count();
    assert!(right > 850, "{right}");
}
