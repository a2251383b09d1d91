use super::{
    classes::{Classes, classes},
    sides::Sides,
};
use crate::{
    data::{Categories, Kind, Table},
    learners::Predictions,
    stats::MISSING,
    steps::{
        StepError,
        monitoring::{Chunk, answers::Answers, column::Column, run::Spans},
        preparation::Labels,
    },
    terms::Task,
};

/// Up to this many distinct whole numbers count as classes.
const MOST_CLASSES: usize = 20;
/// So far from 1 the probabilities of a row may sum, as they are rounded when written.
const SUM_SLACK: f64 = 1e-3;

/// Which column of a log holds what; everything else is a feature.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Roles {
    /// What only tells rows apart, and is not followed.
    pub id: Option<String>,
    /// When a row happened.
    pub timestamp: Option<String>,
    /// What turned out to be right; gaps where it is not known yet.
    pub target: Option<String>,
    /// What the model answered.
    pub prediction: Option<String>,
    /// Columns with probabilities: of the named class, or of the positive one.
    pub probabilities: Vec<(Option<String>, String)>,
    /// The positive class; the last one where none is named.
    pub positive: Option<String>,
    /// The kind of answer; read from the values where none is named.
    pub task: Option<Task>,
    /// The columns to follow; all that both tables have where none is named.
    pub columns: Vec<String>,
}

impl Roles {
    /// Whether the column holds the model's answers.
    pub(super) fn is_answer(&self, name: &str) -> bool {
        let mut probabilities = self.probabilities.iter();
        self.prediction.as_deref() == Some(name) || probabilities.any(|(_, column)| column == name)
    }
}

/// Labels and answers of a log, both sides one after the other.
pub(super) struct Truth {
    pub(super) task: Option<Task>,
    pub(super) labels: Labels,
    pub(super) has_labels: bool,
    /// `None` where the log has none.
    pub(super) answers: Option<Answers>,
    /// What stands for the answers when they are compared.
    pub(super) signal: Option<Column>,
}

impl Truth {
    /// Reads what the roles name.
    pub(super) fn read(
        sides: &Sides,
        roles: &Roles,
        remarks: &mut Vec<String>,
    ) -> Result<Self, StepError> {
        let named = roles.target.iter().chain(&roles.prediction);
        let named = named.chain(roles.probabilities.iter().map(|(_, column)| column));
        for name in named {
            sides.both(name)?;
        }
        let Some(task) = task(sides, roles)? else {
            return Ok(Self {
                task: None,
                labels: Labels::Values(Vec::new()),
                has_labels: false,
                answers: None,
                signal: None,
            });
        };
        if task == Task::Regression {
            return regression(sides, roles);
        }
        classification(sides, (task, roles), remarks)
    }

    /// The chunks with the number of their labels.
    pub(super) fn labelled(&self, chunks: Vec<Chunk>, spans: &Spans) -> Vec<Chunk> {
        let chunks = chunks.into_iter().zip(&spans.all);
        let known = |span: &std::ops::Range<usize>| {
            let rows = span.clone();
            rows.filter(|&row| self.has_labels && self.labels.is_known(row))
                .count()
        };
        chunks
            .map(|(chunk, span)| Chunk {
                labelled: known(span) as u64,
                ..chunk
            })
            .collect()
    }
}

/// The task that is named, or that the values of target and answers look like.
fn task(sides: &Sides, roles: &Roles) -> Result<Option<Task>, StepError> {
    if roles.task.is_some() {
        return Ok(roles.task);
    }
    let Some(name) = roles.target.as_ref().or(roles.prediction.as_ref()) else {
        let many = roles.probabilities.len() > 2;
        let task = if many { Task::Multiclass } else { Task::Binary };
        return Ok((!roles.probabilities.is_empty()).then_some(task));
    };
    let tables = [&sides.reference, &sides.current];
    let found = [classes(tables[0], name)?, classes(tables[1], name)?];
    let n = Classes::of(found.iter(), std::iter::empty()).names.len();
    let kind = |table: &Table| table.column_index(name).map(|i| table.columns()[i].kind);
    let holds = |kind_of: Kind| tables.iter().any(|table| kind(table) == Some(kind_of));
    let whole = found.iter().flat_map(|side| &side.levels);
    let is_decimal = holds(Kind::Decimal) && whole.into_iter().any(|level| level.contains('.'));
    Ok(Some(match n {
        0..=2 if !is_decimal => Task::Binary,
        _ if is_decimal || (holds(Kind::Integer) && n > MOST_CLASSES) => Task::Regression,
        _ => Task::Multiclass,
    }))
}

/// The column `name` of both sides as numbers.
fn numbers(sides: &Sides, name: &str) -> Result<Vec<f64>, StepError> {
    let mut values = sides.reference.numbers(name)?;
    values.extend(sides.current.numbers(name)?);
    for value in &mut values {
        if !value.is_finite() {
            *value = f64::NAN;
        }
    }
    Ok(values)
}

fn regression(sides: &Sides, roles: &Roles) -> Result<Truth, StepError> {
    let read = |name: &String| numbers(sides, name);
    let truth = roles.target.as_ref().map(read).transpose()?;
    let answers = roles.prediction.as_ref().map(read).transpose()?;
    Ok(Truth {
        task: Some(Task::Regression),
        has_labels: truth.is_some(),
        labels: Labels::Values(truth.unwrap_or_default()),
        signal: answers.clone().map(Column::Numbers),
        answers: answers.map(|values| Answers {
            task: Task::Regression,
            positive: 0,
            classes: Vec::new(),
            scores: Some(Predictions::Values(values)),
        }),
    })
}

fn classification(
    sides: &Sides,
    (task, roles): (Task, &Roles),
    remarks: &mut Vec<String>,
) -> Result<Truth, StepError> {
    let read = |name: &String| -> Result<[Categories; 2], StepError> {
        Ok([
            classes(&sides.reference, name)?,
            classes(&sides.current, name)?,
        ])
    };
    let target = roles.target.as_ref().map(read).transpose()?;
    let prediction = roles.prediction.as_ref().map(read).transpose()?;
    let columns = target.iter().chain(&prediction).flatten();
    let of_probabilities = roles
        .probabilities
        .iter()
        .filter_map(|(class, _)| class.as_deref());
    let named = of_probabilities.chain(roles.positive.as_deref());
    let mut known = Classes::of(columns, named);
    if target.is_none() && prediction.is_none() && known.names.len() < 2 {
        // Nobody says what the classes are called: a probability of "yes" has a "no" beside it.
        let yes = known.names.pop().unwrap_or_else(|| "1".to_owned());
        let no = if yes == "0" { "1" } else { "0" };
        known.names = vec![no.to_owned(), yes];
    }
    if task == Task::Binary && known.names.len() > 2 {
        let some: Vec<&str> = known.names.iter().take(5).map(String::as_str).collect();
        return Err(StepError::Invalid(format!(
            "Target and prediction hold {} classes ({}…), but the problem is binary. Give scores as --probability, or say --problem multiclass or regression.",
            known.names.len(),
            some.join(", ")
        )));
    }
    let positive = match &roles.positive {
        Some(label) => known.code(label).unwrap_or_default(),
        None => known.names.len().saturating_sub(1) as u32,
    };
    let codes = |column: &[Categories; 2]| -> Vec<u32> {
        column.iter().flat_map(|side| known.codes(side)).collect()
    };
    let scores = probabilities(sides, roles, (&known, positive), remarks)?;
    let classes = match (&prediction, &scores) {
        (Some(column), _) => Some(codes(column)),
        (None, Some(scores)) => Some(decided(scores, task, positive)),
        (None, None) => None,
    };
    let n = sides.reference.n_rows() + sides.current.n_rows();
    Ok(Truth {
        task: Some(task),
        has_labels: target.is_some(),
        labels: Labels::Classes {
            codes: target.as_ref().map_or_else(|| vec![MISSING; n], codes),
            classes: known.names.clone(),
        },
        signal: match (&scores, &classes) {
            (Some(scores), _) if task == Task::Binary => {
                Some(Column::Numbers(scores.class_scores(positive)))
            }
            (_, Some(codes)) => Some(Column::Categories(Categories {
                codes: codes.clone(),
                levels: known.names.clone(),
            })),
            _ => None,
        },
        answers: classes.map(|classes| Answers {
            task,
            positive,
            classes,
            scores,
        }),
    })
}

/// The class of each row where no prediction is in the log; none where the probabilities are none.
fn decided(scores: &Predictions, task: Task, positive: u32) -> Vec<u32> {
    let Predictions::Probabilities { n_classes, values } = scores else {
        return Vec::new();
    };
    let threshold = (task == Task::Binary).then_some((positive, 0.5));
    let rows = values.chunks_exact((*n_classes).max(1));
    let classes = scores.classes(threshold);
    rows.zip(classes)
        .map(|(row, class)| {
            if row.iter().any(|p| p.is_nan()) {
                MISSING
            } else {
                class
            }
        })
        .collect()
}

/// The probabilities row by row, one per class; all NaN in rows where they are none.
fn probabilities(
    sides: &Sides,
    roles: &Roles,
    (classes, positive): (&Classes, u32),
    remarks: &mut Vec<String>,
) -> Result<Option<Predictions>, StepError> {
    let n_classes = classes.names.len();
    if roles.probabilities.is_empty() || n_classes < 2 {
        return Ok(None);
    }
    let mut columns: Vec<Option<Vec<f64>>> = vec![None; n_classes];
    for (class, column) in &roles.probabilities {
        let class = match class {
            Some(label) => classes.code(label).unwrap_or(positive),
            None => positive,
        };
        columns[class as usize] = Some(numbers(sides, column)?);
    }
    if let [no, yes] = columns.as_mut_slice() {
        match (&no, &yes) {
            (None, Some(share)) => *no = Some(share.iter().map(|p| 1.0 - p).collect()),
            (Some(share), None) => *yes = Some(share.iter().map(|p| 1.0 - p).collect()),
            _ => {}
        }
    }
    let missing = columns
        .iter()
        .zip(&classes.names)
        .find(|(column, _)| column.is_none());
    if let Some((_, class)) = missing {
        return Err(StepError::Invalid(format!(
            "The probability of “{class}” is missing. Add --probability '{class}=COLUMN'."
        )));
    }
    let columns: Vec<Vec<f64>> = columns.into_iter().flatten().collect();
    let n = sides.reference.n_rows() + sides.current.n_rows();
    let mut values = Vec::with_capacity(n * n_classes);
    let mut odd = 0_usize;
    for i in 0..n {
        let row: Vec<f64> = columns.iter().map(|column| column[i]).collect();
        let sums = (row.iter().sum::<f64>() - 1.0).abs() <= SUM_SLACK;
        if sums && row.iter().all(|p| (0.0..=1.0).contains(p)) {
            values.extend(row);
        } else {
            odd += usize::from(row.iter().all(|p| p.is_finite()));
            values.extend(std::iter::repeat_n(f64::NAN, n_classes));
        }
    }
    if odd > 0 {
        remarks.push(format!(
            "{odd} rows hold probabilities outside 0 to 1, or that do not sum to 1; they count as not given."
        ));
    }
    Ok(Some(Predictions::Probabilities { n_classes, values }))
}
