//! `nonagon detect`: where a column changed, as detectors see it row by row.

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::{
    Exit, args, duel,
    output::{self, Output},
    source,
};
use crate::{
    drift::{DetectError, Detections, Detector},
    report,
};

/// What a detector found, or why it is not made for these values.
type Found = Result<Detections, String>;

pub(super) fn run(args: &args::Detect, output: &Output) -> Result<(), Exit> {
    if args.duel {
        return duel::run(args, output);
    }
    let all = args.detectors.iter().any(|name| name == "all");
    let detectors = detectors(&args.detectors)?;
    let table = source::load(&args.data, output)?;
    let values = table.numbers(&args.column)?;
    let mut found: Vec<(Detector, Found)> = Vec::with_capacity(detectors.len());
    for detector in detectors {
        let ran = match detector.run(&values, output) {
            Ok(detections) => Ok(detections),
            // Whoever asks for all of them asks for those that fit.
            Err(err @ DetectError::Value { .. }) if all => Err(err.to_string()),
            Err(err) => return Err(err.into()),
        };
        found.push((detector, ran));
    }
    output.done();
    if let Some(path) = &args.html {
        let page = report::detections_page(&args.column, &values, &found);
        report::write_page(&page, path)?;
        output.remark(&format!("The report was written to {}", path.display()));
    }
    if args.json {
        output.json(&json_report(&args.column, values.len(), &found));
        return Ok(());
    }
    if args.html.is_some() {
        return Ok(());
    }
    let titles = ["detector", "drifts", "warnings", "after rows (from 0)"];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(found.iter().map(|(detector, found)| row(detector, found)));
    for line in output::table(&rows) {
        output.line(&line);
    }
    Ok(())
}

fn detectors(names: &[String]) -> anyhow::Result<Vec<Detector>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Detector::ALL.to_vec());
    }
    let known = Detector::ALL.map(|detector| detector.id()).join(", ");
    names
        .iter()
        .map(|name| {
            Detector::from_id(name).with_context(|| {
                format!("There is no detector “{name}”. Choose all, or some of: {known}")
            })
        })
        .collect()
}

fn json_report(column: &str, rows: usize, found: &[(Detector, Found)]) -> Value {
    let detectors: Map<String, Value> = found
        .iter()
        .map(|(detector, found)| {
            let value = match found {
                Ok(detections) => json!(detections),
                Err(reason) => json!({ "not_computable": reason }),
            };
            (detector.id().to_owned(), value)
        })
        .collect();
    json!({ "column": column, "rows": rows, "detectors": detectors })
}

/// How many places are written out.
const SHOWN: usize = 8;

fn row(detector: &Detector, found: &Found) -> Vec<String> {
    let name = detector.id().to_owned();
    match found {
        Err(_) => {
            let domain = detector.domain().name();
            vec![
                name,
                "–".to_owned(),
                "–".to_owned(),
                format!("made for {domain}"),
            ]
        }
        Ok(found) => {
            let mut places: Vec<String> = found
                .drifts
                .iter()
                .take(SHOWN)
                .map(ToString::to_string)
                .collect();
            if found.drifts.len() > SHOWN {
                places.push("…".to_owned());
            }
            vec![
                name,
                found.drifts.len().to_string(),
                found.warnings.len().to_string(),
                places.join(" "),
            ]
        }
    }
}
