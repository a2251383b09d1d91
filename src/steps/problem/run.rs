use super::{Params, Report};
use crate::{
    gates::Criterion,
    steps::StepError,
    terms::{Progress, Task},
};

/// Checks the contract and puts it into words.
///
/// # Errors
/// If the contract contradicts itself ([`Params::check`]).
pub fn run(params: &Params, progress: &dyn Progress) -> Result<Report, StepError> {
    progress.check()?;
    params.check()?;
    Ok(Report {
        statement: statement(params),
        metric: params.primary_metric(),
        criteria: params.criteria.iter().map(Criterion::to_string).collect(),
        open_questions: open_questions(params),
    })
}

fn statement(params: &Params) -> String {
    let what = match params.task {
        Task::Binary => format!(
            "whether “{}” is {}",
            params.target,
            if params.positive.is_empty() {
                "true"
            } else {
                &params.positive
            }
        ),
        Task::Multiclass => format!("which class “{}” is", params.target),
        Task::Regression => format!("the number “{}”", params.target),
    };
    let metric = params.primary_metric().info().name;
    let order = match &params.time_column {
        Some(time) => format!("rows are ordered by “{time}”"),
        None => "rows have no time".to_owned(),
    };
    let unit = match params.unit.trim() {
        "" => String::new(),
        unit => format!(" for {unit}"),
    };
    let promises = [
        params
            .label_delay_days
            .map(|days| format!("the answer is known after {days} days")),
        params
            .latency_budget_ms
            .map(|budget| format!("an answer may take {budget} ms")),
    ];
    let mut parts = vec![
        format!("Predict {what}{unit}"),
        format!("models are compared by {metric}"),
        order,
    ];
    parts.extend(promises.into_iter().flatten());
    format!("{}.", parts.join("; "))
}

fn open_questions(params: &Params) -> Vec<String> {
    let mut questions = Vec::new();
    if params.criteria.is_empty() {
        questions.push(
            "What must a model reach to be worth shipping? Add a success criterion.".to_owned(),
        );
    }
    if params.unavailable.is_empty() {
        questions.push(
            "Which columns are known only after the answer? Mark them, or the model may cheat."
                .to_owned(),
        );
    }
    if params.task == Task::Binary && params.costs.is_empty() {
        questions.push(
            "What does a wrong answer cost? With costs, the threshold is chosen by value."
                .to_owned(),
        );
    }
    if params.unit.trim().is_empty() {
        questions.push(
            "What does one row stand for? Say it, so that nobody counts something else.".to_owned(),
        );
    }
    if params.watched().is_empty() {
        questions.push(
            "For whom could the model be worse? Name slices or protected attributes to watch."
                .to_owned(),
        );
    }
    if params.time_column.is_none() {
        questions.push(
            "When did each row happen? Without a time, drift is followed by row order.".to_owned(),
        );
    }
    questions
}
