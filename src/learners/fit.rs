use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use ndarray::{ArrayView2, ShapeBuilder as _};

use super::{
    AdaBoost, Answers, BernoulliBayes, Boosting, Fitted, Forest, Glm, Last, LearnError, Learner,
    Linear, Logistic, Majority, Mean, MultinomialBayes, NaiveBayes, Neighbors, Params, Prior, Svm,
    Tree, elastic_net,
};
use crate::terms::{Matrix, Progress};

/// Fits a model.
///
/// A row counts as often as its weight says, above 0; all the same where none are given. `seed`
/// feeds whatever a learner draws by chance. Columns should be scaled (the recipe does that): a
/// linear model's penalty weighs a column by its unit.
///
/// # Errors
/// If a parameter is out of range, the learner cannot give this kind of answer or weigh rows, a
/// number is not finite, a weight is not above 0, an answer is missing, there are no rows or columns,
/// the fit fails (a panic inside a library counts), or somebody stops it. Stopping takes effect
/// within about a second on a million rows of 50 columns.
pub fn fit(
    params: &Params,
    matrix: &Matrix,
    answers: Answers<'_>,
    weights: Option<&[f64]>,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Fitted, LearnError> {
    params.check()?;
    check_rows(params, matrix, answers)?;
    check_weights(params.learner(), matrix, weights)?;
    progress.check()?;
    let name = params.learner().info().name;
    let fitted = guarded(name, || {
        dispatch(params, matrix, (answers, weights), (seed, progress))
    })?;
    if !fitted.is_finite() {
        return Err(LearnError::failed(
            name,
            "its numbers grew beyond every limit, often because a column is far larger than the others (scale it in step 4)",
        ));
    }
    progress.report(1.0, "Fitted");
    Ok(fitted)
}

fn dispatch(
    params: &Params,
    matrix: &Matrix,
    (answers, weights): (Answers<'_>, Option<&[f64]>),
    (seed, progress): (u64, &dyn Progress),
) -> Result<Fitted, LearnError> {
    match (params, answers) {
        (Params::Prior(_), Answers::Classes { codes, n_classes }) => {
            Ok(Fitted::Prior(Prior::fit((codes, n_classes), weights)))
        }
        (Params::Majority(_), Answers::Classes { codes, n_classes }) => {
            Ok(Fitted::Majority(Majority::fit((codes, n_classes), weights)))
        }
        (Params::Last(_), answers) => Ok(Fitted::Last(Last::fit(answers))),
        (Params::Mean(_), Answers::Values(values)) => Ok(Fitted::Mean(Mean::fit(values, weights))),
        (Params::Logistic(params), Answers::Classes { codes, n_classes }) => {
            Logistic::fit(*params, matrix, (codes, n_classes), weights, progress)
                .map(Fitted::Logistic)
        }
        (Params::Linear(params), Answers::Values(values)) => {
            Linear::fit(*params, matrix, (values, weights), progress).map(Fitted::Linear)
        }
        (Params::ElasticNet(params), Answers::Values(values)) => {
            elastic_net::fit(*params, matrix, (values, weights), progress).map(Fitted::ElasticNet)
        }
        (Params::Glm(params), Answers::Values(values)) => {
            Glm::fit(*params, matrix, (values, weights), progress).map(Fitted::Glm)
        }
        (Params::NaiveBayes(params), Answers::Classes { codes, n_classes }) => {
            NaiveBayes::fit(*params, matrix, (codes, n_classes), weights, progress)
                .map(Fitted::NaiveBayes)
        }
        (Params::MultinomialBayes(params), Answers::Classes { codes, n_classes }) => {
            MultinomialBayes::fit(*params, matrix, (codes, n_classes, weights), progress)
                .map(Fitted::MultinomialBayes)
        }
        (Params::BernoulliBayes(params), Answers::Classes { codes, n_classes }) => {
            BernoulliBayes::fit(*params, matrix, (codes, n_classes, weights), progress)
                .map(Fitted::BernoulliBayes)
        }
        (Params::Svm(params), answers) => {
            Svm::fit(*params, matrix, (answers, weights), seed, progress).map(Fitted::Svm)
        }
        (Params::Neighbors(params), answers) => {
            Neighbors::fit(*params, matrix, (answers, weights), seed, progress)
                .map(Fitted::Neighbors)
        }
        (Params::Tree(params), answers) => {
            Tree::fit(*params, matrix, (answers, weights), progress).map(Fitted::Tree)
        }
        (Params::Forest(params), answers) => {
            Forest::fit(*params, matrix, (answers, weights), seed, progress).map(Fitted::Forest)
        }
        (Params::Boosting(params), answers) => {
            Boosting::fit(*params, matrix, (answers, weights), seed, progress).map(Fitted::Boosting)
        }
        (Params::AdaBoost(params), Answers::Classes { codes, n_classes }) => {
            AdaBoost::fit(*params, matrix, (codes, n_classes), weights, progress)
                .map(Fitted::AdaBoost)
        }
        (params, answers) => Err(wrong_kind(params, answers)),
    }
}

fn wrong_kind(params: &Params, answers: Answers<'_>) -> LearnError {
    let kind = match answers {
        Answers::Classes { .. } => "classes",
        Answers::Values(_) => "numbers",
    };
    let name = params.learner().info().name;
    LearnError::Data(format!("{name} cannot learn {kind}. Remove it in step 5."))
}

/// Everything that every learner relies on.
fn check_rows(params: &Params, matrix: &Matrix, answers: Answers<'_>) -> Result<(), LearnError> {
    let refuse = |text: String| Err(LearnError::Data(text));
    if answers.len() != matrix.n_rows() {
        return refuse(format!(
            "{} rows have {} answers. Prepare the data again in step 4, then train in step 5.",
            matrix.n_rows(),
            answers.len()
        ));
    }
    if answers.is_empty() {
        return refuse(
            "The training part has no labelled rows. Change the split in step 4, then train again in step 5."
                .to_owned(),
        );
    }
    if let Answers::Classes { codes, n_classes } = answers
        && codes.iter().any(|&code| code as usize >= n_classes)
    {
        return refuse("A training row has no class. Drop rows without a label in step 4, then train again in step 5.".to_owned());
    }
    if let Answers::Values(values) = answers
        && values.iter().any(|value| !value.is_finite())
    {
        return refuse("A training row's answer is missing or infinite. Drop such rows in step 4, then train again in step 5.".to_owned());
    }
    if params.learner().is_baseline() {
        return Ok(());
    }
    if matrix.n_columns() == 0 {
        return refuse("There is no column to learn from. Keep at least one in step 4, or train only the baseline in step 5.".to_owned());
    }
    let bad =
        (0..matrix.n_columns()).find(|&j| matrix.column(j).iter().any(|value| !value.is_finite()));
    if let Some(name) = bad.and_then(|j| matrix.names().get(j)) {
        return refuse(format!(
            "The prepared column “{name}” holds missing or infinite values. Fill them or drop the column in step 4, then train again in step 5."
        ));
    }
    Ok(())
}

fn check_weights(
    learner: Learner,
    matrix: &Matrix,
    weights: Option<&[f64]>,
) -> Result<(), LearnError> {
    let Some(weights) = weights else {
        return Ok(());
    };
    let name = learner.info().name;
    if !learner.weighs_rows() {
        return Err(LearnError::Data(format!(
            "{name} cannot weigh rows. Switch class weights off in step 5, or remove it there."
        )));
    }
    if weights.len() != matrix.n_rows() {
        return Err(LearnError::failed(
            name,
            format!("{} rows have {} weights", matrix.n_rows(), weights.len()),
        ));
    }
    if weights
        .iter()
        .any(|&weight| !weight.is_finite() || weight <= 0.0)
    {
        return Err(LearnError::failed(
            name,
            "a row's weight is not a number above 0",
        ));
    }
    Ok(())
}

/// Runs `work`; a panic inside it (linfa panics on input that it did not foresee) is an error.
fn guarded<T>(
    name: &'static str,
    work: impl FnOnce() -> Result<T, LearnError>,
) -> Result<T, LearnError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(LearnError::failed(name, message(&*panic))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .map_or_else(
            || "its library failed".to_owned(),
            |text| format!("its library failed ({text})"),
        )
}

/// The matrix as linfa reads it, without a copy.
pub(super) fn view(matrix: &Matrix) -> Result<ArrayView2<'_, f64>, LearnError> {
    let shape = (matrix.n_rows(), matrix.n_columns()).f();
    ArrayView2::from_shape(shape, matrix.values())
        .map_err(|err| LearnError::failed("The learner", err.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_library_is_an_error_in_words() {
        let err =
            guarded::<()>("Logistic regression", || panic!("index 3 out of range")).unwrap_err();
        let text = err.to_string();
        assert!(
            text.contains("Logistic regression") && text.contains("index 3"),
            "{text}"
        );
        assert!(text.contains("step 5"), "{text}");
    }

    #[test]
    fn linfa_reads_the_same_numbers() {
        let mut matrix = Matrix::with_rows(2);
        matrix.push("a", &[1.0, 2.0]);
        matrix.push("b", &[3.0, 4.0]);
        assert_eq!(
            view(&matrix).unwrap(),
            ndarray::array![[1.0, 3.0], [2.0, 4.0]]
        );
    }
}
