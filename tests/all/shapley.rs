//! Shapley values against their definition.

use nonagon::{
    learners::{
        Answers, Fitted, Learner, Model as _, Params, Predictions, Shapley, Trees, TreesNode, fit,
        shapley,
    },
    terms::{Matrix, Silent},
};
use proptest::prelude::*;

const COLUMNS: usize = 4;

/// What a model is worth when it knows the columns in `known`, one bit each.
type Worth<'a> = dyn Fn(u32) -> f64 + 'a;

/// The definition: the mean, over all orders of the columns, of what a column adds when it comes.
fn by_definition(column: usize, worth: &Worth<'_>) -> f64 {
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let others = (0..1_u32 << COLUMNS).filter(|known| known & (1 << column) == 0);
    others
        .map(|known| {
            let n = known.count_ones();
            let orders = factorial(n) * factorial(COLUMNS as u32 - n - 1);
            orders / factorial(COLUMNS as u32) * (worth(known | (1 << column)) - worth(known))
        })
        .sum()
}

/// What some trees say on the mean when only the columns in `known` are asked.
fn expected(trees: &Trees, row: &[f64], known: u32, output: usize) -> f64 {
    fn below(trees: &Trees, node: usize, row: &[f64], known: u32, at: usize) -> f64 {
        match trees.node(node) {
            TreesNode::Leaf(answer) => answer[at],
            TreesNode::Question {
                column,
                threshold,
                left,
            } if known & (1 << column) != 0 => {
                let child = left + usize::from(row[column] > threshold);
                below(trees, child, row, known, at)
            }
            TreesNode::Question { left, .. } => [left, left + 1]
                .iter()
                .map(|&child| {
                    let share = trees.cover(child) / trees.cover(node);
                    share * below(trees, child, row, known, at)
                })
                .sum(),
        }
    }
    (0..trees.n_trees())
        .filter_map(|t| {
            let first = t * trees.width() % trees.n_outputs();
            let at = output.checked_sub(first).filter(|at| *at < trees.width())?;
            Some(below(trees, trees.root(t), row, known, at))
        })
        .sum()
}

fn table(rows: &[[f64; COLUMNS]]) -> Matrix {
    let mut matrix = Matrix::with_rows(rows.len());
    for j in 0..COLUMNS {
        let column: Vec<f64> = rows.iter().map(|row| row[j]).collect();
        matrix.push(format!("c{j}"), &column);
    }
    matrix
}

fn check_trees(trees: &Trees, found: &Shapley, matrix: &Matrix) {
    let mut row = Vec::new();
    for i in 0..3 {
        matrix.copy_row(i, &mut row);
        for output in 0..trees.n_outputs() {
            let values = found.of_row(i, COLUMNS, output);
            for (column, value) in values.iter().enumerate() {
                let worth = |known| expected(trees, &row, known, output);
                let right = by_definition(column, &worth);
                assert!(
                    (value - right).abs() < 1e-9,
                    "{value}, by definition {right}"
                );
            }
        }
    }
}

/// Base plus values, row after row.
fn totals(found: &Shapley, n_rows: usize) -> Vec<f64> {
    let of_row = |i| {
        let of_output = move |output: usize| {
            found.base[output] + found.of_row(i, COLUMNS, output).iter().sum::<f64>()
        };
        (0..found.n_outputs).map(of_output)
    };
    (0..n_rows).flat_map(of_row).collect()
}

fn numbers(predictions: Predictions) -> Vec<f64> {
    match predictions {
        Predictions::Values(values) | Predictions::Probabilities { values, .. } => values,
    }
}

fn assert_close(left: &[f64], right: &[f64], what: &str) {
    assert_eq!(left.len(), right.len(), "{what}");
    for (a, b) in left.iter().zip(right) {
        assert!((a - b).abs() < 1e-9, "{what}: {a} and {b}");
    }
}

fn params(toml: &str) -> Params {
    toml::from_str(toml).unwrap()
}

fn softmaxed(scores: &[f64], n: usize) -> Vec<f64> {
    let of_row = |row: &[f64]| {
        let sum: f64 = row.iter().map(|score| score.exp()).sum();
        row.iter()
            .map(|score| score.exp() / sum)
            .collect::<Vec<_>>()
    };
    scores.chunks_exact(n).flat_map(of_row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn trees_have_the_values_of_the_definition(
        rows in proptest::collection::vec(proptest::array::uniform4(-3.0..3.0_f64), 30..60),
    ) {
        let matrix = table(&rows);
        let values: Vec<f64> = rows.iter().map(|r| r[0] * r[1] + r[2]).collect();
        let codes: Vec<u32> = values.iter().map(|v| u32::from(*v > 0.0) + u32::from(*v > 2.0)).collect();
        let classes = Answers::Classes { codes: &codes, n_classes: 3 };
        let learn = |params: &Params, answers| fit(params, &matrix, answers, None, 1, &Silent).unwrap();

        for answers in [classes, Answers::Values(&values)] {
            let fitted = learn(&params("learner = 'tree'\nmax_depth = 4\nmin_leaf = 2"), answers);
            let found = shapley(&fitted, &matrix, &matrix).unwrap();
            let Fitted::Tree(tree) = &fitted else { unreachable!() };
            check_trees(&tree.trees().unwrap(), &found, &matrix);
            assert_close(&totals(&found, rows.len()), &numbers(fitted.predict(&matrix)), "tree");

            let fitted = learn(&params("learner = 'forest'\ntrees = 3\nmax_depth = 5"), answers);
            let found = shapley(&fitted, &matrix, &matrix).unwrap();
            let Fitted::Forest(forest) = &fitted else { unreachable!() };
            check_trees(forest.trees(), &found, &matrix);
            assert_close(&totals(&found, rows.len()), &numbers(fitted.predict(&matrix)), "forest");
        }
        let boosting = params("learner = 'boosting'\nrounds = 4\nmin_leaf = 3");
        let fitted = learn(&boosting, Answers::Values(&values));
        let found = shapley(&fitted, &matrix, &matrix).unwrap();
        let Fitted::Boosting(model) = &fitted else { unreachable!() };
        check_trees(model.trees(), &found, &matrix);
        assert_close(&totals(&found, rows.len()), &numbers(fitted.predict(&matrix)), "boosting");

        let fitted = learn(&boosting, Answers::Classes { codes: &codes, n_classes: 3 });
        if let Fitted::Boosting(model) = &fitted && model.present().len() == 3 {
            let found = shapley(&fitted, &matrix, &matrix).unwrap();
            check_trees(model.trees(), &found, &matrix);
            let answers = softmaxed(&totals(&found, rows.len()), 3);
            assert_close(&answers, &numbers(fitted.predict(&matrix)), "boosted classes");
        }
    }

    #[test]
    fn sums_have_the_values_of_the_definition(
        rows in proptest::collection::vec(proptest::array::uniform4(-3.0..3.0_f64), 12..30),
    ) {
        let matrix = table(&rows);
        let values: Vec<f64> = rows.iter().enumerate().map(|(i, r)| r[0] - 2.0 * r[3] + (i % 3) as f64).collect();
        let fitted = fit(&Learner::Linear.default_params(), &matrix, Answers::Values(&values), None, 0, &Silent).unwrap();
        let found = shapley(&fitted, &matrix, &matrix).unwrap();
        assert_close(&totals(&found, rows.len()), &numbers(fitted.predict(&matrix)), "linear");
        let worth = |known: u32| {
            let mixed: Vec<[f64; COLUMNS]> = rows
                .iter()
                .map(|other| std::array::from_fn(|j| if known & (1 << j) == 0 { other[j] } else { rows[0][j] }))
                .collect();
            numbers(fitted.predict(&table(&mixed))).iter().sum::<f64>() / rows.len() as f64
        };
        for (column, value) in found.of_row(0, COLUMNS, 0).iter().enumerate() {
            prop_assert!((value - by_definition(column, &worth)).abs() < 1e-9);
        }
        let codes: Vec<u32> = (0..rows.len()).map(|i| (i % 3) as u32).collect();
        let fitted = fit(&Learner::Logistic.default_params(), &matrix, Answers::Classes { codes: &codes, n_classes: 3 }, None, 0, &Silent).unwrap();
        let found = shapley(&fitted, &matrix, &matrix).unwrap();
        let answers = softmaxed(&totals(&found, rows.len()), 3);
        assert_close(&answers, &numbers(fitted.predict(&matrix)), "logistic");
    }
}

#[test]
fn models_that_have_none_say_so() {
    let matrix = table(&[[1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 0.0, 1.0]]);
    let answers = Answers::Classes {
        codes: &[0, 1],
        n_classes: 2,
    };
    let learn = |learner: Learner| {
        fit(
            &learner.default_params(),
            &matrix,
            answers,
            None,
            0,
            &Silent,
        )
        .unwrap()
    };
    assert_eq!(shapley(&learn(Learner::NaiveBayes), &matrix, &matrix), None);
    let none = Matrix::with_rows(0);
    assert_eq!(shapley(&learn(Learner::Logistic), &matrix, &none), None);
}
