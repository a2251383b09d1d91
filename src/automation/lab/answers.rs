use super::stream::Stream;
use crate::{
    learners::Predictions,
    metrics::{self, Classified, ConfusionMatrix, Metric},
    steps::{Package, StepError, preparation::Labels},
    terms::{Figure, Progress, Task},
};

/// Rows of the stream with what was answered; rows without a label are left out.
#[derive(Clone, Default)]
pub(super) struct Answers {
    rows: Vec<u32>,
    /// Row after row, the probability of every class, or the number.
    values: Vec<f64>,
    decided: Vec<u32>,
    n_classes: usize,
    /// Sum and number of the probabilities of the likeliest class, of all rows.
    confidence: (f64, u64),
}

impl Answers {
    /// What `package` answers to `rows`, each asked about at its own time.
    ///
    /// # Errors
    /// If it cannot read them, or it knows other classes than the stream has.
    pub(super) fn of(
        package: &Package,
        stream: &Stream<'_>,
        rows: &[u32],
        progress: &dyn Progress,
    ) -> Result<Self, StepError> {
        let predictions = package.scores_within(stream.table, rows, progress)?;
        let decided = package.decide(&predictions);
        let (n_classes, values) = match predictions {
            Predictions::Values(values) => (0, values),
            Predictions::Probabilities { n_classes, values } => {
                if package.classes != stream.labels.classes() {
                    return Err(StepError::invalid(
                        "Some classes occur only later in the stream, so early models cannot know them. Merge rare classes in step 2, or begin later.",
                    ));
                }
                (n_classes, values)
            }
        };
        Ok(Self {
            rows: rows.to_vec(),
            confidence: confidence(&values, n_classes),
            values,
            decided,
            n_classes,
        })
    }

    /// Only the rows of these places.
    pub(super) fn take(&self, places: impl Iterator<Item = usize>) -> Self {
        let width = self.n_classes.max(1);
        let mut taken = Self {
            n_classes: self.n_classes,
            ..Self::default()
        };
        for i in places {
            taken.rows.push(self.rows[i]);
            taken
                .values
                .extend(&self.values[i * width..(i + 1) * width]);
            taken.decided.extend(self.decided.get(i));
        }
        taken.confidence = confidence(&taken.values, taken.n_classes);
        taken
    }

    /// Puts the rows of `other` behind.
    pub(super) fn extend(&mut self, other: &Self) {
        self.n_classes = other.n_classes;
        self.rows.extend(&other.rows);
        self.values.extend(&other.values);
        self.decided.extend(&other.decided);
        self.confidence.0 += other.confidence.0;
        self.confidence.1 += other.confidence.1;
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The mean probability of the likeliest class.
    pub(super) fn confidence(&self) -> Figure {
        match self.confidence {
            (_, 0) => Figure::not_computable("there are no probabilities"),
            (sum, rows) => Figure::finite(sum / rows as f64, "there are no probabilities"),
        }
    }

    /// The answers whose truth is known, and that truth.
    pub(super) fn labelled(&self, stream: &Stream<'_>) -> (Self, Labels) {
        let known = |i: &usize| stream.labels.is_known(self.rows[*i] as usize);
        let taken = self.take((0..self.rows.len()).filter(known));
        let labels = stream.labels.take(&taken.rows);
        (taken, labels)
    }

    /// `metric` of all answers whose truth is known.
    pub(super) fn metric(&self, stream: &Stream<'_>, metric: Metric) -> Figure {
        let (answers, labels) = self.labelled(stream);
        if answers.rows.is_empty() {
            return Figure::not_computable("no row has an answer that is known");
        }
        let problem = &stream.project.problem;
        let found = match &labels {
            Labels::Values(truth) => metrics::regression(truth, &answers.values),
            Labels::Classes { codes, classes } => metrics::classification(
                problem.task,
                &Classified {
                    labels: codes,
                    predicted: &answers.decided,
                    probabilities: Some(&answers.values),
                    n_classes: classes.len(),
                    positive: labels.positive(&problem.positive),
                },
            ),
        };
        let found = found.into_iter().find(|(known, _)| *known == metric);
        found.map_or_else(
            || Figure::not_computable("it is not a metric of this task"),
            |(_, figure)| figure,
        )
    }

    /// What the answers are worth by the costs of step 1.
    pub(super) fn value(&self, stream: &Stream<'_>) -> Figure {
        let problem = &stream.project.problem;
        if problem.task != Task::Binary || problem.costs.is_empty() {
            return Figure::not_computable("step 1 gives answers no costs");
        }
        let (answers, labels) = self.labelled(stream);
        let Labels::Classes { codes, classes } = &labels else {
            return Figure::not_computable("the target is a number");
        };
        let matrix = ConfusionMatrix::of(codes, &answers.decided, classes.len());
        let positive = labels.positive(&problem.positive);
        Figure::finite(
            problem.costs.value(&matrix, positive),
            "costs are no numbers",
        )
    }
}

fn confidence(values: &[f64], n_classes: usize) -> (f64, u64) {
    if n_classes == 0 {
        return (0.0, 0);
    }
    let highest = |row: &[f64]| row.iter().copied().fold(0.0, f64::max);
    let rows = values.chunks_exact(n_classes);
    (rows.clone().map(highest).sum(), rows.len() as u64)
}
