use super::{
    loss::Losses,
    report::{ErrorKind, ErrorRow},
};
use crate::{
    learners::Predictions,
    steps::preparation::{Labels, Slice},
    terms::Task,
};

/// Rows that are kept of each kind.
const KEPT: usize = 100;

/// The rows that the model is most wrong about, of each kind of mistake, worst first.
///
/// What surprises the model most is often a wrong label or a broken row; read them one by one.
pub(super) fn worst(
    test: &Slice,
    predictions: &Predictions,
    (task, positive): (Task, u32),
    (decided, losses): (&[u32], &Losses),
) -> Vec<ErrorRow> {
    let kind_of = |i: usize| match &test.labels {
        Labels::Values(_) => Some(ErrorKind::Number),
        Labels::Classes { codes, .. } if decided[i] == codes[i] => None,
        Labels::Classes { .. } if task != Task::Binary => Some(ErrorKind::WrongClass),
        Labels::Classes { .. } if decided[i] == positive => Some(ErrorKind::FalsePositive),
        Labels::Classes { .. } => Some(ErrorKind::FalseNegative),
    };
    let mut order: Vec<usize> = (0..test.rows.len())
        .filter(|i| kind_of(*i).is_some())
        .collect();
    order.sort_by(|&a, &b| {
        losses.values[b]
            .total_cmp(&losses.values[a])
            .then(a.cmp(&b))
    });
    let mut kept = Vec::new();
    for kind in ErrorKind::ALL {
        let of_kind = order
            .iter()
            .filter(|i| kind_of(**i) == Some(kind))
            .take(KEPT);
        kept.extend(of_kind.map(|&i| ErrorRow {
            row: test.rows[i],
            kind,
            truth: truth(&test.labels, i),
            answer: answer(test, predictions, decided, i),
            probability: probability(predictions, decided, i),
            loss: losses.values[i],
        }));
    }
    kept
}

fn truth(labels: &Labels, i: usize) -> String {
    match labels {
        Labels::Values(values) => values[i].to_string(),
        Labels::Classes { codes, classes } => {
            classes.get(codes[i] as usize).cloned().unwrap_or_default()
        }
    }
}

fn answer(test: &Slice, predictions: &Predictions, decided: &[u32], i: usize) -> String {
    match predictions {
        Predictions::Values(values) => values[i].to_string(),
        Predictions::Probabilities { .. } => {
            let classes = test.labels.classes();
            classes
                .get(decided[i] as usize)
                .cloned()
                .unwrap_or_default()
        }
    }
}

fn probability(predictions: &Predictions, decided: &[u32], i: usize) -> Option<f64> {
    match predictions {
        Predictions::Values(_) => None,
        Predictions::Probabilities { n_classes, values } => {
            values.get(i * n_classes + decided[i] as usize).copied()
        }
    }
}
