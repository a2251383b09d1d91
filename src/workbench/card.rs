//! The card of a model: what was found out about it when it was registered, and what persons say.
//!
//! Reference: Mitchell et al., "Model cards for model reporting" (2019).

use std::fmt::Write as _;

use super::lineage;
use crate::{
    automation::{Project, Results},
    data::ColumnInfo,
    metrics::Metric,
    steps::{Package, evaluation, preparation},
    terms::Figure,
};

/// What persons write: the id of the part, its title, and what belongs there.
pub const CARD_PARTS: [(&str, &str, &str); 4] = [
    (
        "intended_use",
        "Intended use",
        "Who may use it for what, and what it is not made for",
    ),
    (
        "limits",
        "Limits",
        "Where it is known to fail, and what nobody has tried",
    ),
    (
        "ethics",
        "Ethical considerations",
        "Whom a wrong answer hurts, and what is done about it",
    ),
    ("contact", "Contact", "Who answers for it"),
];

/// The part that holds the generated sections, as JSON.
pub(super) const FACTS: &str = "facts";

/// A generated section of a card.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CardSection {
    /// Its title.
    pub title: String,
    /// What and how, line by line.
    pub lines: Vec<(String, String)>,
}

/// The card of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelCard {
    /// "flights version 3".
    pub title: String,
    /// What was found out.
    pub sections: Vec<CardSection>,
    /// What persons wrote: the title of the part and its text.
    pub texts: Vec<(String, String)>,
}

impl ModelCard {
    /// The card of version `number` of `model` with what persons wrote, by the id of the part.
    pub fn new(
        (model, number): (&str, i64),
        sections: &[CardSection],
        texts: &[(String, String)],
    ) -> Self {
        let written = |id: &str| texts.iter().find(|(part, _)| part == id);
        let texts = CARD_PARTS.iter().filter_map(|(id, title, _)| {
            let (_, text) = written(id)?;
            (!text.trim().is_empty()).then(|| ((*title).to_owned(), text.clone()))
        });
        Self {
            title: format!("{model} version {number}"),
            sections: sections.to_vec(),
            texts: texts.collect(),
        }
    }

    /// The card as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# Model card: {}\n", self.title);
        for (title, words) in &self.texts {
            // Writing to a text does not fail.
            write!(text, "\n## {title}\n\n{}\n", words.trim()).ok();
        }
        for section in &self.sections {
            write!(text, "\n## {}\n\n| | |\n|---|---|\n", section.title).ok();
            for (what, how) in &section.lines {
                writeln!(text, "| {} | {} |", cell(what), cell(how)).ok();
            }
        }
        text
    }
}

/// A text that cannot break a table of Markdown.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace(['\n', '\r'], " ")
}

/// Everything that the steps found out about a model that is registered.
pub(super) fn facts(
    project: &Project,
    results: &Results,
    project_id: i64,
    package: &Package,
) -> Vec<CardSection> {
    let mut sections = vec![
        section("Model", model(project, package)),
        section("Signature", signature(package)),
    ];
    if let Some(done) = &results.evaluation {
        sections.push(section("Test part", metrics(&done.report)));
        sections.extend(groups(&done.report));
        let slices = done.report.slices.iter();
        let primary = project.problem.primary_metric();
        let lines: Vec<(String, String)> = slices
            .map(|slice| {
                let found = slice.metrics.iter().find(|(metric, _)| *metric == primary);
                let value = found.map_or_else(|| "–".to_owned(), |(_, figure)| figure.to_string());
                let told = format!("{} {value} on {} rows", primary.info().name, slice.rows);
                (slice.name.clone(), told)
            })
            .collect();
        sections.extend((!lines.is_empty()).then(|| section("Slices", lines)));
    }
    if let Some(done) = &results.validation {
        let gates = done.report.gates.iter().map(|gate| {
            let told = format!(
                "{} by {}: {}",
                gate.verdict.word(),
                gate.decided_by,
                gate.explanation
            );
            (gate.title.clone(), told)
        });
        sections.push(section("Gates", gates.collect()));
    }
    if let Some(done) = &results.preparation {
        sections.push(section("Data", parts(&done.report)));
    }
    let lineage = lineage::of(project, results, project_id).to_string();
    sections.push(section("Lineage", lineage::pairs(&lineage)));
    sections
}

fn section(title: &str, lines: Vec<(String, String)>) -> CardSection {
    CardSection {
        title: title.to_owned(),
        lines,
    }
}

fn model(project: &Project, package: &Package) -> Vec<(String, String)> {
    let pair = |what: &str, how: String| (what.to_owned(), how);
    let mut lines = vec![
        pair("Question", project.problem.question.clone()),
        pair("Learner", package.description.clone()),
        pair("Task", format!("{:?}", package.task).to_lowercase()),
        pair("Predicts", package.target.clone()),
    ];
    if let Some(threshold) = package.threshold {
        lines.push(pair("Says yes from", format!("{threshold:.4}")));
    }
    if package.calibrator.is_some() {
        lines.push(pair("Probabilities", "calibrated".to_owned()));
    }
    lines
}

/// The raw columns that it reads, and what it answers.
fn signature(package: &Package) -> Vec<(String, String)> {
    let input = |column: &ColumnInfo| {
        (
            format!("input {}", column.name),
            column.kind.name().to_owned(),
        )
    };
    let mut lines: Vec<(String, String)> = package.inputs().iter().map(input).collect();
    let output = if package.classes.is_empty() {
        "decimal".to_owned()
    } else {
        format!(
            "a class and the probability of each of: {}",
            package.classes.join(", ")
        )
    };
    lines.push((format!("output {}", package.target), output));
    lines
}

fn metrics(report: &evaluation::Report) -> Vec<(String, String)> {
    let baseline = |metric: Metric| {
        let found = report.baseline.iter().find(|(of, _)| *of == metric);
        found.map_or_else(|| "–".to_owned(), |(_, figure)| figure.to_string())
    };
    let line = |(metric, figure): &(Metric, Figure)| {
        let interval = report.interval(*metric).map_or_else(String::new, |of| {
            format!(" (95 %: {:.4} to {:.4})", of.low, of.high)
        });
        let told = format!("{figure}{interval}; baseline {}", baseline(*metric));
        (metric.info().name.to_owned(), told)
    };
    let mut lines = vec![("Rows".to_owned(), report.rows.to_string())];
    lines.extend(report.metrics.iter().map(line));
    lines
}

fn groups(report: &evaluation::Report) -> Vec<CardSection> {
    let of = |fairness: &evaluation::Fairness| {
        let lines = fairness.groups.iter().map(|group| {
            let share = |rate: Option<crate::metrics::Estimate>| {
                rate.map_or_else(|| "–".to_owned(), |rate| format!("{:.4}", rate.value))
            };
            let told = format!(
                "selected {}, true positive rate {}, false positive rate {}, {} rows",
                share(group.selection),
                share(group.true_positive),
                share(group.false_positive),
                group.outcome.rows
            );
            (group.name.clone(), told)
        });
        section(
            &format!("Fairness by {}", fairness.attribute),
            lines.collect(),
        )
    };
    report.fairness.iter().map(of).collect()
}

fn parts(report: &preparation::Report) -> Vec<(String, String)> {
    let part = |part: &preparation::PartReport| {
        let period = part
            .period
            .as_ref()
            .map_or_else(String::new, |(from, to)| format!(", {from} to {to}"));
        (
            format!("{:?}", part.part),
            format!("{} rows, {} labelled{period}", part.rows, part.labelled),
        )
    };
    report.parts.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_what_persons_wrote_first_and_no_text_breaks_its_tables() {
        let sections = [section(
            "Signature",
            vec![("input a|b".to_owned(), "text\nor not".to_owned())],
        )];
        let texts = [
            ("limits".to_owned(), "Not at night.".to_owned()),
            ("ethics".to_owned(), "  ".to_owned()),
        ];
        let card = ModelCard::new(("flights", 3), &sections, &texts);
        assert_eq!(
            card.markdown(),
            "# Model card: flights version 3\n\n## Limits\n\nNot at night.\n\n## Signature\n\n| | |\n|---|---|\n| input a\\|b | text or not |\n"
        );
    }
}
