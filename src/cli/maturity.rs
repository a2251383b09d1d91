//! `nonagon maturity`: the level that a project really works at.

use serde_json::{Value, json};

use super::{Exit, args, output::Output, run::known};
use crate::{automation::Level, workbench::Workshop};

pub(super) fn run(args: &args::Maturity, output: &Output) -> Result<(), Exit> {
    let (workbench, found) = known(&args.workspace, &args.project, output)?;
    output.done();
    let name = workbench
        .project
        .as_ref()
        .map(|open| open.project.name.clone());
    let name = name.unwrap_or_default();
    if args.json {
        output.json(&summary(&name, &found));
    } else {
        print(&name, &found, output);
    }
    Ok(())
}

fn summary(name: &str, found: &Workshop) -> Value {
    let maturity = &found.maturity;
    let evidence: Vec<Value> = maturity
        .evidence
        .iter()
        .map(|one| {
            json!({
                "practice": one.practice.id(),
                "level": one.practice.level(),
                "title": one.practice.title(),
                "proven": one.proof.is_some(),
                "at": one.proof.as_ref().map(|proof| proof.at),
                "proof": one.proof.as_ref().map(|proof| &proof.words),
                "advice": one.practice.advice(),
            })
        })
        .collect();
    json!({
        "project": name,
        "set": maturity.set,
        "reached": maturity.reached,
        "evidence": evidence,
    })
}

fn print(name: &str, found: &Workshop, output: &Output) {
    output.line(name);
    output.line(&found.maturity.words());
    for level in Level::ALL {
        output.line(&format!("\n{}", level.name()));
        let own = found.maturity.evidence.iter();
        for one in own.filter(|one| one.practice.level() == level) {
            let (mark, told) = match &one.proof {
                Some(proof) => {
                    let at = crate::data::time_text(proof.at);
                    ("✔", format!("{at}: {}", proof.words))
                }
                None => ("–", one.practice.advice().to_owned()),
            };
            output.line(&format!("  {mark} {}\n      {told}", one.practice.title()));
        }
    }
}

/// What `--json` prints, as `nonagon help json` says it.
pub(super) fn shape() -> Value {
    json!({
        "project": "text",
        "set": "whole number: the level that it is set to",
        "reached": "whole number: the highest level that its log proves, or null",
        "evidence": [{
            "practice": "text: its id",
            "level": "whole number",
            "title": "text",
            "proven": "boolean",
            "at": "whole number: microseconds since 1970, or null",
            "proof": "text: what the log says, or null",
            "advice": "text: how to get the proof",
        }],
    })
}
