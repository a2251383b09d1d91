use std::collections::HashSet;

use super::Labels;
use crate::{
    data::{
        Table, row_hashes,
        split::{self, Part},
    },
    drift::{Baseline, Distance, Sample, Verdict as Drift},
    stats::MISSING,
    steps::{StepError, problem},
    terms::{Figure, Info},
};

/// What may go wrong when rows are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Rows that judge the model are older than rows it learned from.
    TimeOverlap,
    /// Who judges the model was also learned from.
    SharedEntities,
    /// A row that judges the model stands in the training part, too.
    DuplicateRows,
    /// The same, but for columns that no model sees.
    DuplicateFeatures,
    /// The answers are distributed otherwise than in training.
    TargetShift,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 5] = [
        Self::TimeOverlap,
        Self::SharedEntities,
        Self::DuplicateRows,
        Self::DuplicateFeatures,
        Self::TargetShift,
    ];

    /// What help says.
    pub fn info(self) -> &'static Info {
        match self {
            Self::TimeOverlap => &Info {
                id: "time_overlap",
                name: "Time of the parts",
                summary: "Share of validation and test rows that are not younger than the youngest training row; with any of them the model learned from the future of rows that judge it.",
                reference: "Kaufman et al. 2012, \"Leakage in data mining\"",
            },
            Self::SharedEntities => &Info {
                id: "shared_entities",
                name: "Entities in two parts",
                summary: "Share of validation and test rows whose entity also has training rows; right for the next visit of a known customer, wrong where the model must serve new ones.",
                reference: "Kaufman et al. 2012, \"Leakage in data mining\"",
            },
            Self::DuplicateRows => &Info {
                id: "duplicate_rows",
                name: "Duplicate rows",
                summary: "Share of validation and test rows that stand in the training part with every value the same: the model knows their answer by heart.",
                reference: "Kapoor and Narayanan 2023, \"Leakage and the reproducibility crisis in machine-learning-based science\"",
            },
            Self::DuplicateFeatures => &Info {
                id: "duplicate_features",
                name: "Duplicate features",
                summary: "Share of validation and test rows that agree with a training row in every feature; with few columns of few values that is chance, else rows repeat each other.",
                reference: "Kapoor and Narayanan 2023, \"Leakage and the reproducibility crisis in machine-learning-based science\"",
            },
            Self::TargetShift => &Info {
                id: "target_shift",
                name: "Target shift",
                summary: "Population stability index of the answers, test against training part; beyond the limit chance does not explain it, and thresholds chosen before may not hold.",
                reference: "Lipton, Wang and Smola 2018, \"Detecting and correcting for label shift with black box predictors\"",
            },
        }
    }

    /// Name in files and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The check with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.id() == id)
    }

    /// From which value on it is suspect; that of the target shift is made for the rows at hand.
    fn limit(self) -> f64 {
        match self {
            Self::TimeOverlap | Self::SharedEntities | Self::TargetShift => 0.0,
            Self::DuplicateRows => 0.01,
            Self::DuplicateFeatures => 0.1,
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CheckResult {
    /// What was looked for.
    pub check: Check,
    /// What was seen: a share from 0 to 1, or the PSI of the target.
    pub value: Figure,
    /// Above it the split is suspect, in the same unit.
    pub limit: f64,
    /// What to think of it.
    pub verdict: Verdict,
    /// The same in words, and what to do.
    pub text: String,
}

/// What is said about a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing was found.
    Sound,
    /// Figures from this split may be too good to be true.
    Suspect,
    /// It could not be looked at.
    Unknown,
}

impl Verdict {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Suspect => "suspect",
            Self::Unknown => "not known",
        }
    }
}

/// Every check of the split `parts`, in the order of [`Check::ALL`].
pub(super) fn checks(
    table: &Table,
    problem: &problem::Params,
    (parts, labels): (&[Part], &Labels),
    features: &[String],
) -> Result<Vec<CheckResult>, StepError> {
    let rows = |part| split::indices(parts, part);
    let train = rows(Part::Train);
    let mut judging = rows(Part::Validation);
    judging.extend(rows(Part::Test));
    judging.sort_unstable();
    let sides = (train.as_slice(), judging.as_slice());
    let every: Vec<&str> = table
        .columns()
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let features: Vec<&str> = features.iter().map(String::as_str).collect();
    Ok(vec![
        share(Check::TimeOverlap, overlap(table, problem, sides)?),
        share(Check::SharedEntities, entities(table, problem, sides)?),
        share(Check::DuplicateRows, duplicates(table, &every, sides)?),
        share(
            Check::DuplicateFeatures,
            duplicates(table, &features, sides)?,
        ),
        shift(labels, &train, &rows(Part::Test)),
    ])
}

/// The result of a check that gave a share.
fn share(check: Check, value: Figure) -> CheckResult {
    let limit = check.limit();
    let verdict = match value.value() {
        None => Verdict::Unknown,
        Some(value) if value > limit => Verdict::Suspect,
        Some(_) => Verdict::Sound,
    };
    let percent = 100.0 * value.value().unwrap_or(0.0);
    let seen = match check {
        Check::TimeOverlap => "are not younger than every training row",
        Check::SharedEntities => "belong to an entity that training rows belong to, too",
        Check::DuplicateRows => "stand in the training part with every value the same",
        Check::DuplicateFeatures => "agree with a training row in every feature",
        Check::TargetShift => "differ",
    };
    let advice = match check {
        Check::TimeOverlap => {
            " Split by time, or by the order of the rows, if the model will be asked about the future."
        }
        Check::SharedEntities => {
            " Split by groups of the entity, unless the model will only meet those it knows."
        }
        Check::DuplicateRows | Check::DuplicateFeatures => {
            " Remove duplicates in the recipe, or split by groups, if they are not mere chance."
        }
        Check::TargetShift => "",
    };
    let text = match (&value, verdict) {
        (Figure::NotComputable { reason }, _) => format!("Not looked at: {reason}."),
        (_, Verdict::Suspect) => {
            format!("{percent:.1} % of the validation and test rows {seen}.{advice}")
        }
        _ if percent > 0.0 => {
            format!("{percent:.1} % of the validation and test rows {seen}: few enough.")
        }
        _ if check == Check::TimeOverlap => {
            "Every validation and test row is younger than the training part.".to_owned()
        }
        _ => format!("None of the validation and test rows {seen}."),
    };
    CheckResult {
        check,
        value,
        limit,
        verdict,
        text,
    }
}

/// Share of the judging rows with a time that is not after the last one of training.
fn overlap(
    table: &Table,
    problem: &problem::Params,
    (train, judging): (&[u32], &[u32]),
) -> Result<Figure, StepError> {
    let Some(column) = &problem.time_column else {
        return Ok(Figure::not_computable("step 1 names no time column"));
    };
    let times = table.times(column)?;
    let of = |row: &u32| times[*row as usize];
    let Some(last) = train.iter().filter_map(of).max() else {
        return Ok(Figure::not_computable("no training row has a time"));
    };
    Ok(ratio(judging, |row| {
        of(&row).is_some_and(|time| time <= last)
    }))
}

/// Share of the judging rows with an entity that training knows.
fn entities(
    table: &Table,
    problem: &problem::Params,
    (train, judging): (&[u32], &[u32]),
) -> Result<Figure, StepError> {
    let Some(column) = &problem.entity else {
        return Ok(Figure::not_computable("step 1 names no entity"));
    };
    let categories = table.categories(column)?;
    let mut known = vec![false; categories.levels.len()];
    for &row in train {
        if let Some(known) = known.get_mut(categories.codes[row as usize] as usize) {
            *known = true;
        }
    }
    Ok(ratio(judging, |row| {
        let code = categories.codes[row as usize];
        code != MISSING && known.get(code as usize).is_some_and(|known| *known)
    }))
}

/// Share of the judging rows that agree with a training row in all `columns`.
fn duplicates(
    table: &Table,
    columns: &[&str],
    (train, judging): (&[u32], &[u32]),
) -> Result<Figure, StepError> {
    let hashes = row_hashes(table, columns)?;
    let known: HashSet<u64> = train.iter().map(|&row| hashes[row as usize]).collect();
    Ok(ratio(judging, |row| known.contains(&hashes[row as usize])))
}

fn ratio(rows: &[u32], holds: impl Fn(u32) -> bool) -> Figure {
    let found = rows.iter().filter(|&&row| holds(row)).count();
    Figure::finite(
        found as f64 / rows.len() as f64,
        "validation and test have no rows",
    )
}

/// The answers of the test part against those of training.
fn shift(labels: &Labels, train: &[u32], test: &[u32]) -> CheckResult {
    fn sample(labels: &Labels) -> Sample<'_> {
        match labels {
            Labels::Values(values) => Sample::Numbers(values),
            Labels::Classes { codes, classes } => Sample::Categories {
                codes,
                levels: classes,
            },
        }
    }
    let (train, test) = (labels.take(train), labels.take(test));
    let drift = Baseline::new(sample(&train)).compare(sample(&test), &[Distance::Psi]);
    let (verdict, text) = match (&drift.psi, drift.verdict) {
        (Figure::Value(psi), Drift::Drift) => (
            Verdict::Suspect,
            format!(
                "The answers of the test part are distributed otherwise than in training: PSI {psi:.3}, limit {:.3}. Normal where the world changes over time; else split by lot within the target.",
                drift.limit
            ),
        ),
        (Figure::Value(psi), Drift::Stable) => (
            Verdict::Sound,
            format!(
                "The answers are distributed as in training: PSI {psi:.3}, limit {:.3}.",
                drift.limit
            ),
        ),
        _ => (
            Verdict::Unknown,
            "Not looked at: too few rows with an answer to tell.".to_owned(),
        ),
    };
    CheckResult {
        check: Check::TargetShift,
        value: drift.psi,
        limit: drift.limit,
        verdict,
        text,
    }
}
