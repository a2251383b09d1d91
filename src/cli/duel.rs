//! `nonagon detect --duel`: detectors against each other.

use serde_json::{Value, json};

use super::{
    Exit, args, help,
    output::{self, Output},
    source,
};
use crate::{
    drift::{
        Duel, DuelParams,
        detector::{Entrant, Round},
    },
    report,
    terms::Figure,
};

pub(super) fn run(args: &args::Detect, output: &Output) -> Result<(), Exit> {
    let table = source::load(&args.data, output)?;
    let values = table.numbers(&args.column)?;
    let params = DuelParams {
        seed: args.seed,
        ..DuelParams::default()
    };
    let duel = Duel::run(Some(&values), params, output)?;
    output.done();
    if let Some(path) = &args.html {
        report::write_page(&report::duel_page(&args.column, &duel), path)?;
        output.remark(&format!("The report was written to {}", path.display()));
    }
    if args.json {
        output.json(&whole(&args.column, &duel));
    } else if args.html.is_none() {
        tell(&duel, output);
    }
    Ok(())
}

fn whole(column: &str, duel: &Duel) -> Value {
    let entrant = |entrant: &Entrant| {
        let mut shape = match &entrant.score {
            Ok(score) => json!(score),
            Err(reason) => json!({ "not_computable": reason }),
        };
        shape["id"] = json!(entrant.id);
        shape["is_best"] = json!(entrant.is_best);
        shape
    };
    let round = |round: &Round| {
        json!({
            "name": round.name,
            "about": round.about,
            "entrants": round.entrants.iter().map(entrant).collect::<Vec<Value>>(),
        })
    };
    json!({
        "column": column,
        "params": duel.params,
        "rounds": duel.rounds.iter().map(round).collect::<Vec<Value>>(),
    })
}

fn tell(duel: &Duel, output: &Output) {
    let DuelParams {
        before,
        after,
        runs,
        seed,
    } = duel.params;
    output.line(&format!(
        "{runs} streams of each kind, seed {seed}: {before} rows, then a change and {after} rows more. * none is both earlier and quieter."
    ));
    for round in &duel.rounds {
        output.line("");
        output.line(&format!("{}: {}", round.name, round.about));
        let titles = [
            "detector",
            "false alarms in 1,000 rows",
            "seen",
            "delay",
            "of the slowest tenth",
            "delay by chance",
        ];
        let mut rows = vec![titles.map(str::to_owned).to_vec()];
        rows.extend(round.entrants.iter().map(row));
        for line in output::table(&rows) {
            output.line(&line);
        }
    }
}

fn row(entrant: &Entrant) -> Vec<String> {
    let best = if entrant.is_best { " *" } else { "" };
    let name = format!("{}{best}", entrant.id);
    let Ok(score) = &entrant.score else {
        let mut row = vec![name, "made for errors of 0 and 1".to_owned()];
        row.extend(["–"; 4].map(str::to_owned));
        return row;
    };
    let rows = |figure: &Figure| format!("{figure:.0}");
    vec![
        name,
        format!("{:.2}", score.false_alarms),
        format!("{:.0} %", 100.0 * score.seen),
        rows(&score.delay),
        rows(&score.delay_of_slowest),
        rows(&score.delay_by_chance),
    ]
}

/// What `--json` prints.
pub(super) fn shape() -> Value {
    let figure = help::FIGURE;
    json!({
        "column": "text",
        "params": {
            "before": "whole number: rows of a stream before it changes",
            "after": "whole number: rows from the change to the end",
            "runs": "whole number: streams of each kind",
            "seed": "whole number",
        },
        "rounds": [{
            "name": "text: sudden, small, gradual; column and column_gradual where the column has 100 values or more",
            "about": "text: what the streams are like",
            "entrants": [{
                "id": "text: a detector, or always or never, which look at nothing",
                "is_best": "boolean: whether none other is both earlier and quieter",
                "false_alarms": "optional number: alarms in 1,000 rows of which none changed",
                "seen": "optional number: share of the changes that were seen",
                "delay": format!("optional {figure}: rows to the alarm, in the middle of all streams"),
                "delay_of_slowest": format!("optional {figure}: the same of the slowest tenth"),
                "delay_by_chance": format!("optional {figure}: the middle delay of as many alarms at random"),
                "not_computable": "optional text: why it could not take part",
            }],
        }],
    })
}
