//! Rows that count differently.

use nonagon::{
    learners::{Answers, LearnError, Learner, Model as _, Predictions, fit},
    terms::{Matrix, Silent, Task},
};

/// 240 rows of three columns, with classes and values that they decide in part.
fn table() -> (Matrix, Vec<u32>, Vec<f64>) {
    let wave = |i: u32, k: u32| f64::from((i * k) % 97) / 48.0 - 1.0;
    let mut matrix = Matrix::with_rows(240);
    for k in [13, 29, 53] {
        matrix.push(
            format!("c{k}"),
            &(0..240).map(|i| wave(i, k)).collect::<Vec<_>>(),
        );
    }
    let values: Vec<f64> = (0..240)
        .map(|i| wave(i, 13) - 0.5 * wave(i, 29) + 0.4 * wave(i, 71))
        .collect();
    let codes = values.iter().map(|value| u32::from(*value > 0.2)).collect();
    (matrix, codes, values)
}

fn numbers(predictions: Predictions) -> Vec<f64> {
    match predictions {
        Predictions::Values(values) | Predictions::Probabilities { values, .. } => values,
    }
}

fn answers<'a>(learner: Learner, codes: &'a [u32], values: &'a [f64]) -> Answers<'a> {
    if learner.tasks().contains(&Task::Binary) {
        Answers::Classes {
            codes,
            n_classes: 2,
        }
    } else {
        Answers::Values(values)
    }
}

/// A row of weight 2 is the row twice, and weights that are all the same are none.
#[test]
fn a_weight_of_two_is_the_row_twice() {
    let (matrix, codes, values) = table();
    let weights: Vec<f64> = (0..240).map(|i| f64::from(1 + i % 2)).collect();
    let twice: Vec<u32> = (0..240).chain((0..240).filter(|i| i % 2 == 1)).collect();
    let of = |rows: &[u32]| -> (Vec<u32>, Vec<f64>) {
        let rows = rows.iter().map(|&row| row as usize);
        rows.map(|row| (codes[row], values[row])).unzip()
    };
    let (more_codes, more_values) = of(&twice);
    // Support vectors weigh classes only; multinomial naive Bayes knows no negative numbers, and
    // the neighbours of a row that is there twice are others; a forest draws other rows.
    let other = [
        Learner::Svm,
        Learner::MultinomialBayes,
        Learner::Neighbors,
        Learner::Glm,
        Learner::Forest,
    ];
    let exact = |learner: &Learner| learner.weighs_rows() && !other.contains(learner);
    let mut n = 0;
    for learner in Learner::ALL.into_iter().filter(exact) {
        // A leaf keeps rows, whatever they weigh.
        let params = match learner {
            Learner::Tree => toml::from_str("learner = 'tree'\nmin_leaf = 1").unwrap(),
            Learner::Boosting => toml::from_str("learner = 'boosting'\nmin_leaf = 1").unwrap(),
            other => other.default_params(),
        };
        let fit = |matrix: &Matrix, answers: Answers<'_>, weights: Option<&[f64]>| {
            let fitted = fit(&params, matrix, answers, weights, 0, &Silent).unwrap();
            numbers(fitted.predict(&table().0))
        };
        let weighed = fit(&matrix, answers(learner, &codes, &values), Some(&weights));
        let repeated = fit(
            &matrix.take(&twice),
            answers(learner, &more_codes, &more_values),
            None,
        );
        let largest = weighed
            .iter()
            .zip(&repeated)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        assert!(largest < 1e-6, "{}: {largest}", learner.id());
        n += 1;
    }
    assert!(n >= 5, "{n}");
}

#[test]
fn weights_that_make_no_sense_are_refused() {
    let (matrix, codes, values) = table();
    for learner in Learner::ALL {
        let answers = answers(learner, &codes, &values);
        let params = learner.default_params();
        for bad in [vec![1.0; 239], vec![0.0; 240], vec![f64::NAN; 240]] {
            let err = fit(&params, &matrix, answers, Some(&bad), 0, &Silent).unwrap_err();
            let expected = if learner.weighs_rows() {
                matches!(err, LearnError::Failed { .. })
            } else {
                err.to_string().contains("cannot weigh rows")
            };
            assert!(expected, "{}: {err}", learner.id());
        }
    }
}
