//! What every learner must do, whatever it learns.

use nonagon::{
    learners::{Answers, Fitted, LearnError, Learner, Model as _, Params, Predictions, fit},
    terms::{Cancelled, Matrix, Progress, Silent, Task},
};
use proptest::prelude::*;

/// Stops at the `n`th look.
struct StopAt(std::sync::atomic::AtomicI64);

impl Progress for StopAt {
    fn report(&self, _fraction: f32, _what: &str) {}

    fn check(&self) -> Result<(), Cancelled> {
        let left = self.0.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
        if left > 0 { Ok(()) } else { Err(Cancelled) }
    }
}

/// Reproducible numbers between -1 and 1 that look random.
fn noise(i: usize) -> f64 {
    (i as f64 * 12.9898).sin() * 43_758.545_3 % 1.0
}

/// `n_rows` rows of noise, and two columns that decide the answers.
fn table(n_rows: usize, n_columns: usize) -> (Matrix, Vec<u32>, Vec<f64>) {
    let mut matrix = Matrix::with_rows(n_rows);
    for j in 0..n_columns {
        let column: Vec<f64> = (0..n_rows).map(|i| noise(i * n_columns + j + 1)).collect();
        matrix.push(format!("c{j}"), &column);
    }
    let score = |i: usize| matrix.column(0)[i] + 0.5 * matrix.column(n_columns - 1)[i];
    let values: Vec<f64> = (0..n_rows).map(score).collect();
    let codes = values
        .iter()
        .enumerate()
        .map(|(i, v)| u32::from(v + 0.3 * noise(i) > 0.0))
        .collect();
    (matrix, codes, values)
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

fn fit_default(
    learner: Learner,
    matrix: &Matrix,
    answers: Answers<'_>,
) -> Result<Fitted, LearnError> {
    fit_stoppable(learner, matrix, answers, &Silent)
}

/// Fits with the usual parameters. Two learners know no negative numbers: counting needs columns
/// from 0 on, a logarithm answers above it.
fn fit_stoppable(
    learner: Learner,
    matrix: &Matrix,
    answers: Answers<'_>,
    progress: &dyn Progress,
) -> Result<Fitted, LearnError> {
    let params = learner.default_params();
    match (learner, answers) {
        (Learner::MultinomialBayes, answers) => {
            let mut counts = Matrix::with_rows(matrix.n_rows());
            for (j, name) in matrix.names().iter().enumerate() {
                let column: Vec<f64> = matrix.column(j).iter().map(|v| v.abs()).collect();
                counts.push(name, &column);
            }
            fit(&params, &counts, answers, None, 0, progress)
        }
        (Learner::Glm, Answers::Values(values)) => {
            let values: Vec<f64> = values.iter().map(|v| v.abs()).collect();
            fit(&params, matrix, Answers::Values(&values), None, 0, progress)
        }
        (_, answers) => fit(&params, matrix, answers, None, 0, progress),
    }
}

/// The numbers of all answers.
fn numbers(predictions: &Predictions) -> &[f64] {
    match predictions {
        Predictions::Values(values) | Predictions::Probabilities { values, .. } => values,
    }
}

fn bits(predictions: &Predictions) -> Vec<u64> {
    numbers(predictions)
        .iter()
        .map(|value| value.to_bits())
        .collect()
}

fn assert_probabilities(predictions: &Predictions) {
    if let Predictions::Probabilities { n_classes, values } = predictions {
        for row in values.chunks_exact(*n_classes) {
            assert!(row.iter().all(|p| (0.0..=1.0).contains(p)), "{row:?}");
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{row:?}");
        }
    }
}

#[test]
fn every_learner_has_its_own_id_and_name_and_a_baseline_for_each_task() {
    for learner in Learner::ALL {
        assert_eq!(Learner::from_id(learner.id()), Some(learner));
        assert_eq!(
            Learner::ALL
                .iter()
                .filter(|other| other.info().name == learner.info().name)
                .count(),
            1
        );
        assert_eq!(learner.default_params().learner(), learner);
        assert_eq!(learner.default_params().check(), Ok(()));
        assert!(!learner.default_params().summary().is_empty());
    }
    assert_eq!(Learner::from_id("oracle"), None);
    for task in Task::ALL {
        assert_eq!(
            Learner::for_task(task)
                .filter(|learner| learner.is_baseline())
                .count(),
            if task.is_classification() { 3 } else { 2 }
        );
        assert!(
            Learner::for_task(task)
                .filter(|learner| learner.is_usual())
                .count()
                >= 2
        );
    }
}

#[test]
fn parameters_are_toml_tagged_by_the_learner() {
    let params: Params = toml::from_str("learner = 'logistic'\nalpha = 2").unwrap();
    assert_eq!(params.summary(), "penalty 2, at most 200 steps");
    for learner in Learner::ALL {
        let text = toml::to_string(&learner.default_params()).unwrap();
        assert!(
            text.contains(&format!("learner = \"{}\"", learner.id())),
            "{text}"
        );
        assert_eq!(
            toml::from_str::<Params>(&text).unwrap(),
            learner.default_params()
        );
        let unknown = format!("{text}\nunknown = 1\n");
        assert!(toml::from_str::<Params>(&unknown).is_err(), "{unknown}");
    }
}

#[test]
fn parameters_out_of_range_are_refused_in_words() {
    for bad in [
        "learner = 'logistic'\nalpha = 0.0",
        "learner = 'logistic'\nmax_iterations = 0",
        "learner = 'linear'\nalpha = -1.0",
        "learner = 'linear'\nalpha = nan",
        "learner = 'naive_bayes'\nvar_smoothing = 0.0",
        "learner = 'elastic_net'\nl1_ratio = 1.5",
        "learner = 'elastic_net'\nalpha = -1.0",
        "learner = 'glm'\npower = 0.5",
        "learner = 'multinomial_bayes'\nalpha = 0.0",
        "learner = 'bernoulli_bayes'\nthreshold = nan",
        "learner = 'svm'\nc = 0.0",
        "learner = 'svm'\ngamma = -1.0",
        "learner = 'svm'\nmax_rows = 50000",
        "learner = 'neighbors'\nk = 0",
        "learner = 'neighbors'\nmax_rows = 10",
        "learner = 'tree'\nmax_depth = 0",
        "learner = 'tree'\nmin_leaf = 0",
        "learner = 'forest'\ntrees = 0",
        "learner = 'forest'\ncolumn_share = 1.5",
        "learner = 'forest'\ncolumn_share = nan",
        "learner = 'boosting'\nlearning_rate = 0.0",
        "learner = 'boosting'\nmax_leaves = 1",
        "learner = 'boosting'\nl2 = -1.0",
        "learner = 'adaboost'\nmax_depth = 11",
        "learner = 'adaboost'\nlearning_rate = nan",
    ] {
        let params: Params = toml::from_str(bad).unwrap();
        let (matrix, codes, values) = table(20, 2);
        let answers = answers(params.learner(), &codes, &values);
        let err = fit(&params, &matrix, answers, None, 0, &Silent).unwrap_err();
        assert!(matches!(err, LearnError::Params { .. }), "{bad}: {err}");
        assert!(err.to_string().contains("step 5"), "{err}");
    }
}

#[test]
fn json_keeps_every_bit() {
    let (matrix, codes, values) = table(500, 4);
    for learner in Learner::ALL {
        let fitted = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
        let json = serde_json::to_string(&fitted).unwrap();
        let back: Fitted = serde_json::from_str(&json).unwrap();
        assert_eq!(back, fitted);
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
        assert_eq!(bits(&back.predict(&matrix)), bits(&fitted.predict(&matrix)));
        assert_eq!(fitted.learner(), learner);
    }
}

#[test]
fn the_columns_that_decide_matter_most() {
    let (matrix, codes, values) = table(2000, 5);
    for learner in [Learner::Logistic, Learner::Linear, Learner::Tree] {
        let fitted = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
        let importance = fitted.importance(matrix.names()).unwrap();
        assert_eq!(importance.len(), 5);
        assert!((importance.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
        let others = importance[1..4]
            .iter()
            .map(|(_, share)| *share)
            .fold(0.0, f64::max);
        assert!(
            importance[0].1 > importance[4].1 && importance[4].1 > others,
            "{importance:?}"
        );
    }
}

#[test]
fn a_model_beats_its_baseline() {
    let (matrix, codes, values) = table(3000, 4);
    let (unseen, truth, numbers_) = table(3500, 4);
    // A yes or no says less than the number that it is made of; the last two know no signs.
    let blunt = [
        Learner::BernoulliBayes,
        Learner::MultinomialBayes,
        Learner::Glm,
    ];
    for learner in Learner::ALL
        .into_iter()
        .filter(|learner| !learner.is_baseline() && !blunt.contains(learner))
    {
        let fitted = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
        match fitted.predict(&unseen) {
            Predictions::Values(found) => {
                let error: f64 = found
                    .iter()
                    .zip(&numbers_)
                    .map(|(a, b)| (a - b).powi(2))
                    .sum();
                let total: f64 = numbers_.iter().map(|v| v * v).sum();
                assert!(error < 0.2 * total, "{} {error} {total}", learner.id());
            }
            found @ Predictions::Probabilities { .. } => {
                let right = found
                    .classes(None)
                    .iter()
                    .zip(&truth)
                    .filter(|(a, b)| a == b)
                    .count();
                assert!(right > 2900, "{} {right}", learner.id());
            }
        }
    }
}

#[test]
fn a_tree_finds_an_interaction() {
    let mut matrix = Matrix::with_rows(400);
    let bit = |i: usize, shift: usize| ((i >> shift) & 1) as f64;
    matrix.push("a", &(0..400).map(|i| bit(i, 0)).collect::<Vec<_>>());
    matrix.push("b", &(0..400).map(|i| bit(i, 1)).collect::<Vec<_>>());
    let codes: Vec<u32> = (0..400)
        .map(|i| u32::from(bit(i, 0) != bit(i, 1)))
        .collect();
    let fitted = fit_default(
        Learner::Tree,
        &matrix,
        Answers::Classes {
            codes: &codes,
            n_classes: 2,
        },
    )
    .unwrap();
    assert_eq!(fitted.predict(&matrix).classes(None), codes);
}

#[test]
fn constant_and_repeated_columns_are_harmless() {
    let (mut matrix, codes, values) = table(300, 3);
    matrix.push("constant", &[7.0; 300]);
    let first = matrix.column(0).to_vec();
    matrix.push("again", &first);
    let opposite: Vec<f64> = first.iter().map(|value| 1.0 - value).collect();
    matrix.push("opposite", &opposite);
    for learner in Learner::ALL {
        let fitted = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
        let predictions = fitted.predict(&matrix);
        assert!(
            numbers(&predictions).iter().all(|value| value.abs() < 10.0),
            "{}",
            learner.id()
        );
        assert_probabilities(&predictions);
        let importance = fitted.importance(matrix.names()).unwrap_or_default();
        assert!(
            importance
                .iter()
                .all(|(name, share)| name != "constant" || *share == 0.0),
            "{importance:?}"
        );
    }
}

#[test]
fn only_constant_columns_leave_the_baseline() {
    let mut matrix = Matrix::with_rows(8);
    matrix.push("constant", &[3.0; 8]);
    let codes = [0, 1, 1, 1, 0, 1, 1, 1];
    let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    // These answer with one class, one row, some rows (drawn by chance or not), a curve over a few
    // of them, votes, or counts that are raised by one.
    let others = [
        Learner::Forest,
        Learner::AdaBoost,
        Learner::BernoulliBayes,
        Learner::Majority,
        Learner::Last,
        Learner::Neighbors,
        Learner::Svm,
    ];
    for learner in Learner::ALL
        .into_iter()
        .filter(|learner| !others.contains(learner))
    {
        let fitted = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
        match fitted.predict(&matrix) {
            Predictions::Values(found) => {
                assert!((found[0] - 4.5).abs() < 1e-9, "{}", learner.id());
            }
            found @ Predictions::Probabilities { .. } => {
                assert!(
                    (found.class_scores(1)[0] - 0.75).abs() < 1e-6,
                    "{}",
                    learner.id()
                );
            }
        }
    }
}

#[test]
fn one_class_is_learned_or_refused_in_words() {
    let (matrix, _, _) = table(50, 3);
    let answers = Answers::Classes {
        codes: &[1; 50],
        n_classes: 2,
    };
    let refuse = [
        Learner::Logistic,
        Learner::Svm,
        Learner::Boosting,
        Learner::AdaBoost,
    ];
    for learner in Learner::for_task(Task::Binary).filter(|learner| !refuse.contains(learner)) {
        let fitted = fit_default(learner, &matrix, answers).unwrap();
        assert!(
            fitted
                .predict(&matrix)
                .class_scores(1)
                .iter()
                .all(|p| (p - 1.0).abs() < 1e-12),
            "{}",
            learner.id()
        );
    }
    for learner in refuse {
        let err = fit_default(learner, &matrix, answers).unwrap_err();
        assert!(err.to_string().contains("same class"), "{err}");
    }
}

#[test]
fn a_class_that_never_occurs_gets_no_probability() {
    let (matrix, codes, _) = table(200, 3);
    let shifted: Vec<u32> = codes.iter().map(|code| 1 + 2 * code).collect();
    let answers = Answers::Classes {
        codes: &shifted,
        n_classes: 5,
    };
    for learner in Learner::for_task(Task::Multiclass) {
        let predictions = fit_default(learner, &matrix, answers)
            .unwrap()
            .predict(&matrix);
        assert_probabilities(&predictions);
        for absent in [0, 2, 4] {
            assert!(
                predictions.class_scores(absent).iter().all(|p| *p == 0.0),
                "{}",
                learner.id()
            );
        }
    }
}

#[test]
fn what_cannot_be_learned_from_is_refused_in_words() {
    let (matrix, mut codes, mut values) = table(20, 2);
    let mut holed = Matrix::with_rows(20);
    let mut column = vec![1.0; 20];
    column[7] = f64::NAN;
    holed.push("holed", &column);
    for learner in Learner::ALL
        .into_iter()
        .filter(|learner| !learner.is_baseline())
    {
        let refused = |matrix: &Matrix, codes: &[u32], values: &[f64]| {
            fit_default(learner, matrix, answers(learner, codes, values))
                .unwrap_err()
                .to_string()
        };
        assert!(refused(&holed, &codes, &values).contains("“holed”"));
        assert!(refused(&Matrix::with_rows(20), &codes, &values).contains("no column"));
        assert!(refused(&Matrix::with_rows(0), &[], &[]).contains("no labelled rows"));
        assert!(refused(&matrix, &codes[1..], &values[1..]).contains("19 answers"));
    }
    codes[3] = u32::MAX;
    values[3] = f64::NAN;
    for learner in Learner::ALL {
        let err = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap_err();
        assert!(matches!(err, LearnError::Data(_)), "{err}");
    }
    let err = fit_default(
        Learner::Linear,
        &matrix,
        Answers::Classes {
            codes: &[0; 20],
            n_classes: 1,
        },
    );
    assert!(
        err.unwrap_err()
            .to_string()
            .contains("cannot learn classes")
    );
}

#[test]
fn numbers_beyond_every_limit_are_refused() {
    let mut matrix = Matrix::with_rows(4);
    matrix.push("huge", &[1e200, -1e200, 2e200, -3e200]);
    for learner in [Learner::NaiveBayes, Learner::Linear] {
        let answers = answers(learner, &[0, 1, 0, 1], &[1.0, 2.0, 3.0, 4.0]);
        let err = fit_default(learner, &matrix, answers).unwrap_err();
        assert!(err.to_string().contains("step"), "{err}");
    }
}

#[test]
fn a_single_row_is_enough() {
    let mut matrix = Matrix::with_rows(1);
    matrix.push("a", &[2.0]);
    for learner in Learner::ALL.into_iter().filter(|learner| {
        let refuse = [
            Learner::Logistic,
            Learner::Svm,
            Learner::Boosting,
            Learner::AdaBoost,
        ];
        !refuse.contains(learner)
    }) {
        let fitted = fit_default(learner, &matrix, answers(learner, &[1], &[5.0])).unwrap();
        match fitted.predict(&matrix) {
            Predictions::Values(values) => {
                assert!((values[0] - 5.0).abs() < 1e-9, "{}", learner.id());
            }
            found @ Predictions::Probabilities { .. } => assert_eq!(found.class_scores(1), [1.0]),
        }
        assert_eq!(fitted.predict(&Matrix::with_rows(0)).n_rows(), 0);
    }
}

#[test]
fn more_columns_than_rows_are_fine() {
    // 1,200 columns are more weights than Newton's method takes.
    for n_columns in [200, 1200] {
        let (matrix, codes, values) = table(60, n_columns);
        let thirds: Vec<u32> = (0..60)
            .map(|i| codes[i] + u32::from(matrix.column(1)[i] > 0.0))
            .collect();
        for learner in Learner::ALL {
            let fitted = fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
            assert_probabilities(&fitted.predict(&matrix));
        }
        let answers = Answers::Classes {
            codes: &thirds,
            n_classes: 3,
        };
        let fitted = fit_default(Learner::Logistic, &matrix, answers).unwrap();
        assert_eq!(fitted.predict(&matrix).classes(None), thirds);
    }
}

#[test]
fn a_fit_that_is_stopped_says_so() {
    let (matrix, codes, values) = table(30_000, 3);
    for learner in Learner::ALL {
        // The baselines look once; the others again and again.
        let looks = i64::from(!learner.is_baseline());
        let stop = StopAt(looks.into());
        let answers = answers(learner, &codes, &values);
        let stopped = fit_stoppable(learner, &matrix, answers, &stop);
        assert_eq!(stopped, Err(LearnError::Cancelled), "{}", learner.id());
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (matrix, codes, values) = table(30_000, 6);
    for learner in Learner::ALL {
        let of_threads = |n| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n)
                .build()
                .unwrap();
            pool.install(|| {
                let fitted =
                    fit_default(learner, &matrix, answers(learner, &codes, &values)).unwrap();
                (
                    serde_json::to_string(&fitted).unwrap(),
                    bits(&fitted.predict(&matrix)),
                )
            })
        };
        assert_eq!(of_threads(1), of_threads(3), "{}", learner.id());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn probabilities_sum_to_one_and_a_row_alone_gets_the_same_bits(
        rows in proptest::collection::vec((-5.0..5.0_f64, -1e3..1e3_f64, 0..3_u32), 12..80),
    ) {
        let mut matrix = Matrix::with_rows(rows.len());
        matrix.push("a", &rows.iter().map(|row| row.0).collect::<Vec<_>>());
        matrix.push("b", &rows.iter().map(|row| row.1).collect::<Vec<_>>());
        let codes: Vec<u32> = rows.iter().enumerate().map(|(i, row)| if i < 3 { i as u32 } else { row.2 }).collect();
        let values: Vec<f64> = rows.iter().map(|row| row.0 * row.1).collect();
        for learner in Learner::ALL {
            let answers = if learner.tasks().contains(&Task::Binary) {
                Answers::Classes { codes: &codes, n_classes: 3 }
            } else {
                Answers::Values(&values)
            };
            let fitted = fit_default(learner, &matrix, answers).unwrap();
            let batch = fitted.predict(&matrix);
            assert_probabilities(&batch);
            let alone: Vec<u64> = (0..rows.len() as u32)
                .flat_map(|i| bits(&fitted.predict(&matrix.take(&[i]))))
                .collect();
            prop_assert_eq!(alone, bits(&batch), "{}", learner.id());
        }
    }
}
