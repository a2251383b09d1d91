//! Short lessons on the steps, the roles, the levels and what monitoring follows.
//!
//! A lesson is a text of its own in `assets/lessons`: a title, headings, paragraphs, points, and
//! lines that begin with `>` and speak of the open project. Such a line is left out while the
//! project cannot say what it asks for, so that no figure is ever invented.

use std::collections::BTreeMap;

use super::super::{OpenProject, Role};
use crate::{automation::Level, steps::Step};

/// What a lesson is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// One of the nine steps: its page of the manual.
    Step(Step),
    /// One of the five roles.
    Role(Role),
    /// One of the three levels.
    Level(Level),
    /// Something that step 9 follows, by its id.
    Metric(&'static str),
}

/// A piece of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// One point of a list.
    Point(String),
    /// What the open project says to it.
    Project(String),
}

/// A lesson, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its title.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// What step 9 follows, with the lesson on it.
const METRICS: [(&str, &str); 7] = [
    (
        "data_drift",
        include_str!("../../../assets/lessons/metric_data_drift.md"),
    ),
    (
        "prediction_drift",
        include_str!("../../../assets/lessons/metric_prediction_drift.md"),
    ),
    (
        "performance",
        include_str!("../../../assets/lessons/metric_performance.md"),
    ),
    (
        "estimated",
        include_str!("../../../assets/lessons/metric_estimated.md"),
    ),
    (
        "confidence",
        include_str!("../../../assets/lessons/metric_confidence.md"),
    ),
    (
        "concept_drift",
        include_str!("../../../assets/lessons/metric_concept_drift.md"),
    ),
    (
        "resources",
        include_str!("../../../assets/lessons/metric_resources.md"),
    ),
];

impl Topic {
    /// Every topic, in the order in which they are taught.
    pub fn all() -> impl Iterator<Item = Self> {
        let steps = Step::ALL.into_iter().map(Self::Step);
        let metrics = METRICS.into_iter().map(|(id, _)| Self::Metric(id));
        let levels = Level::ALL.into_iter().map(Self::Level);
        let roles = Role::ALL.into_iter().map(Self::Role);
        steps.chain(metrics).chain(levels).chain(roles)
    }

    /// What it is called on the command line.
    pub fn id(self) -> String {
        match self {
            Self::Step(step) => step.id().to_owned(),
            Self::Role(role) => role.id().to_owned(),
            Self::Level(level) => format!("level_{}", level.number()),
            Self::Metric(id) => id.to_owned(),
        }
    }

    /// The topic of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|topic| topic.id() == id)
    }

    fn text(self) -> &'static str {
        match self {
            Self::Step(Step::Problem) => include_str!("../../../assets/lessons/step_1.md"),
            Self::Step(Step::Extraction) => include_str!("../../../assets/lessons/step_2.md"),
            Self::Step(Step::Analysis) => include_str!("../../../assets/lessons/step_3.md"),
            Self::Step(Step::Preparation) => include_str!("../../../assets/lessons/step_4.md"),
            Self::Step(Step::Training) => include_str!("../../../assets/lessons/step_5.md"),
            Self::Step(Step::Evaluation) => include_str!("../../../assets/lessons/step_6.md"),
            Self::Step(Step::Validation) => include_str!("../../../assets/lessons/step_7.md"),
            Self::Step(Step::Deployment) => include_str!("../../../assets/lessons/step_8.md"),
            Self::Step(Step::Monitoring) => include_str!("../../../assets/lessons/step_9.md"),
            Self::Role(Role::DataAnalyst) => {
                include_str!("../../../assets/lessons/role_data_analyst.md")
            }
            Self::Role(Role::DataEngineer) => {
                include_str!("../../../assets/lessons/role_data_engineer.md")
            }
            Self::Role(Role::DataScientist) => {
                include_str!("../../../assets/lessons/role_data_scientist.md")
            }
            Self::Role(Role::MlDeveloper) => {
                include_str!("../../../assets/lessons/role_ml_developer.md")
            }
            Self::Role(Role::MlEngineer) => {
                include_str!("../../../assets/lessons/role_ml_engineer.md")
            }
            Self::Level(Level::Zero) => include_str!("../../../assets/lessons/level_0.md"),
            Self::Level(Level::One) => include_str!("../../../assets/lessons/level_1.md"),
            Self::Level(Level::Two) => include_str!("../../../assets/lessons/level_2.md"),
            Self::Metric(id) => {
                let found = METRICS.iter().find(|(known, _)| *known == id);
                found.map_or("", |(_, text)| text)
            }
        }
    }

    /// The title alone.
    pub fn title(self) -> &'static str {
        let first = self.text().lines().next().unwrap_or_default();
        first.trim_start_matches("# ")
    }

    /// The lesson, with what `open` says to it.
    pub fn lesson(self, open: Option<&OpenProject>) -> Lesson {
        let facts = open.map(facts).unwrap_or_default();
        let mut blocks: Vec<Block> = Vec::new();
        for line in self.text().lines().skip(1) {
            let block = if let Some(heading) = line.strip_prefix("## ") {
                Block::Heading(heading.to_owned())
            } else if let Some(point) = line.strip_prefix("- ") {
                Block::Point(point.to_owned())
            } else if let Some(told) = line.strip_prefix("> ") {
                match filled(told, &facts) {
                    Some(told) => Block::Project(told),
                    None => continue,
                }
            } else if line.trim().is_empty() {
                continue;
            } else {
                Block::Paragraph(line.to_owned())
            };
            // A heading with nothing below it says nothing.
            if matches!(block, Block::Heading(_))
                && matches!(blocks.last(), Some(Block::Heading(_)))
            {
                blocks.pop();
            }
            blocks.push(block);
        }
        if matches!(blocks.last(), Some(Block::Heading(_))) {
            blocks.pop();
        }
        Lesson {
            title: self.title().to_owned(),
            blocks,
        }
    }
}

/// `line` with the facts in place of their names in braces; nothing where one is not known.
fn filled(line: &str, facts: &BTreeMap<&'static str, String>) -> Option<String> {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(facts.get(name)?);
        rest = tail;
    }
    text.push_str(rest);
    Some(text)
}

fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What the lessons may say of a project.
fn facts(open: &OpenProject) -> BTreeMap<&'static str, String> {
    let mut facts = BTreeMap::new();
    let problem = &open.project.problem;
    if !problem.question.is_empty() {
        facts.insert("question", problem.question.clone());
    }
    if !problem.target.is_empty() {
        facts.insert("target", problem.target.clone());
    }
    facts.insert("unavailable", problem.unavailable.len().to_string());
    facts.insert("criteria", problem.criteria.len().to_string());
    if let Some(budget) = problem.latency_budget_ms {
        facts.insert("latency_budget", budget.to_string());
    }
    of_data(open, &mut facts);
    of_models(open, &mut facts);
    of_service(open, &mut facts);
    facts
}

fn of_data(open: &OpenProject, facts: &mut BTreeMap<&'static str, String>) {
    let results = &open.results;
    if let Some(done) = &results.extraction {
        facts.insert("rows", count(done.report.rows));
        facts.insert("columns", done.report.columns.len().to_string());
        let short: String = done.report.snapshot.id.chars().take(12).collect();
        facts.insert("snapshot", short);
        facts.insert("expectations", done.report.expectations.len().to_string());
    }
    if let Some(done) = &results.analysis {
        let columns = done.report.profile.columns.iter();
        let gappy = columns.filter(|column| column.missing > 0).count();
        facts.insert("gappy", gappy.to_string());
        facts.insert("alerts", done.report.alerts.len().to_string());
    }
    if let Some(done) = &results.preparation {
        let names = [
            "train_rows",
            "validation_rows",
            "test_rows",
            "production_rows",
        ];
        for (name, part) in names.into_iter().zip(&done.report.parts) {
            facts.insert(name, count(part.rows));
        }
        facts.insert("prepared", done.report.outputs.len().to_string());
    }
}

fn of_models(open: &OpenProject, facts: &mut BTreeMap<&'static str, String>) {
    let (results, metric) = (&open.results, open.project.problem.primary_metric());
    let shown = |value: f64| format!("{value:.3}");
    if let Some(done) = &results.training {
        let report = &done.report;
        facts.insert("models", report.models.len().to_string());
        facts.insert("metric", report.metric.info().name.to_owned());
        if let Some(best) = report.best() {
            facts.insert("best", best.name().to_owned());
            let value = best.validation(report.metric).value();
            facts.extend(value.map(|value| ("best_valid", shown(value))));
        }
        let baseline = report.models.iter().find(|model| model.is_baseline());
        let value = baseline.and_then(|model| model.validation(report.metric).value());
        facts.extend(value.map(|value| ("baseline_valid", shown(value))));
    }
    if let Some(done) = &results.evaluation {
        let report = &done.report;
        facts.insert("metric", metric.info().name.to_owned());
        facts.insert("judged_rows", count(report.rows));
        let value = report.metric(metric).value();
        facts.extend(value.map(|value| ("test_value", shown(value))));
        if let Some(interval) = report.interval(metric) {
            facts.insert("test_low", shown(interval.low));
            facts.insert("test_high", shown(interval.high));
        }
        let mut baseline = report.baseline.iter();
        let baseline = baseline.find(|(known, _)| *known == metric);
        let value = baseline.and_then(|(_, figure)| figure.value());
        facts.extend(value.map(|value| ("baseline_test", shown(value))));
    }
    if let Some(done) = &results.validation {
        let gates = &done.report.gates;
        let is_open = gates.iter().filter(|gate| gate.is_open()).count();
        facts.insert("gates", gates.len().to_string());
        facts.insert("gates_open", is_open.to_string());
    }
}

fn of_service(open: &OpenProject, facts: &mut BTreeMap<&'static str, String>) {
    if let Some(done) = &open.results.deployment {
        facts.insert("version", done.report.version.to_string());
        facts.insert("model", done.report.model.clone());
        facts.insert("alias", done.report.alias.clone());
    }
    if let Some(done) = &open.results.monitoring {
        let report = &done.report;
        facts.insert("chunks", report.production().count().to_string());
        facts.insert("alarms", report.alerts.len().to_string());
        let newest = report
            .columns
            .iter()
            .filter_map(|column| column.chunks.last());
        let drifted = newest.filter(|drift| drift.verdict == crate::drift::Verdict::Drift);
        facts.insert("drifted", drifted.count().to_string());
        facts.insert("watched_columns", report.columns.len().to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_lesson_that_is_short_and_whole() {
        for topic in Topic::all() {
            let lesson = topic.lesson(None);
            assert!(!lesson.title.is_empty(), "{topic:?}");
            let words: usize = lesson
                .blocks
                .iter()
                .map(|block| match block {
                    Block::Heading(text)
                    | Block::Paragraph(text)
                    | Block::Point(text)
                    | Block::Project(text) => text.split_whitespace().count(),
                })
                .sum();
            assert!((70..=260).contains(&words), "{topic:?} has {words} words");
            assert!(matches!(lesson.blocks.first(), Some(Block::Paragraph(_))));
            // Without a project nothing is said of one.
            let of_project = |block: &Block| matches!(block, Block::Project(_));
            assert!(!lesson.blocks.iter().any(of_project), "{topic:?}");
            let dangling = Block::Heading("In this project".to_owned());
            assert!(!lesson.blocks.contains(&dangling), "{topic:?}");
            assert_eq!(Topic::from_id(&topic.id()), Some(topic));
        }
    }

    #[test]
    fn a_line_is_left_out_where_the_project_cannot_say_it() {
        let facts = BTreeMap::from([("rows", "1,000".to_owned())]);
        assert_eq!(filled("{rows} rows.", &facts).unwrap(), "1,000 rows.");
        assert_eq!(filled("{rows} of {columns}.", &facts), None);
        assert_eq!(filled("no fact", &facts).unwrap(), "no fact");
    }
}
