use anyhow::Context as _;

use super::{ExperimentKind, Record};
use crate::{
    data::{self, Table},
    learners::Fitted,
    steps::{
        StepError, preparation,
        training::{self, FoldScore, Forgetful},
    },
    terms::Progress,
};

/// What came of making an experiment again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reproduction {
    /// What differs, bit by bit; nothing where it is the same.
    pub differences: Vec<String>,
}

/// The hash of a fitted model: equal hashes mean equal bits.
pub(super) fn hash(fitted: &Fitted) -> Result<String, StepError> {
    let text = serde_json::to_string(fitted).map_err(|err| StepError::Invalid(err.to_string()))?;
    Ok(data::fingerprint(&[&text]).to_string())
}

/// Makes an experiment again from its record and the rows of its snapshot, and compares model and
/// metrics with what was kept, bit by bit. Durations are not compared.
///
/// # Errors
/// If it is foreign, a step fails, or somebody stops it.
pub fn reproduce(
    record: &Record,
    kind: ExperimentKind,
    table: &Table,
    progress: &dyn Progress,
) -> anyhow::Result<Reproduction> {
    let setup = record
        .setup
        .as_deref()
        .context("This experiment was made elsewhere, so it cannot be made again here.")?;
    let (prepared, _) = preparation::run(table, &setup.problem, &setup.preparation, progress)?;
    let input = training::Input {
        table,
        prepared: &prepared,
        preparation: &setup.preparation,
        identity: &data::fingerprint(&[]),
    };
    let aids: (&dyn Fn() -> f64, &dyn training::Units) = (&|| 0.0, &Forgetful);
    let mut differences = Vec::new();
    let mut compare = |same: bool, what: &str| {
        if !same {
            differences.push(what.to_owned());
        }
    };
    if kind == ExperimentKind::Trial {
        let fitted = (&setup.learner, record.share);
        let judged =
            training::judge_again(&input, (&setup.problem, &setup.training), fitted, progress)?;
        if record.folds.is_empty() {
            let first = judged
                .first()
                .map(|fold| super::record::by_id(&fold.metrics));
            compare(
                first.as_ref() == Some(&record.validation),
                "the metrics on the validation part",
            );
        } else {
            compare(same(&judged, &record.folds), "the metrics of the folds");
        }
    } else {
        let alone = training::Params {
            learners: vec![setup.learner.clone()],
            search: None,
            ..setup.training.clone()
        };
        let report = training::run(&input, &setup.problem, &alone, aids, progress)?;
        let model = report
            .models
            .iter()
            .find(|model| model.params == setup.learner)
            .context("The learner gave no model.")?;
        compare(
            hash(&model.fitted)? == record.model_hash,
            "the model itself",
        );
        compare(
            super::record::by_id(&model.train) == record.train,
            "the metrics on the training part",
        );
        compare(
            super::record::by_id(&model.validation) == record.validation,
            "the metrics on the validation part",
        );
        compare(
            same(&model.folds, &record.folds),
            "the metrics of the folds",
        );
    }
    Ok(Reproduction { differences })
}

fn same(a: &[FoldScore], b: &[FoldScore]) -> bool {
    let of = |folds: &[FoldScore]| -> Vec<_> {
        let one = |fold: &FoldScore| (fold.train_rows, fold.rows, fold.metrics.clone());
        folds.iter().map(one).collect()
    };
    of(a) == of(b)
}
