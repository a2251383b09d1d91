//! `nonagon drift`: the columns of two tables against each other.

use std::{ops::Range, path::Path};

use anyhow::Context as _;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    help::FIGURE,
    output::{self, Output},
    source,
};
use crate::{
    data::{Categories, Kind, Table},
    drift::{
        AlarmBudget, Baseline, ColumnDrift, Distance, Laws, Preset, Sample, Summary, Verdict,
        preset::{self, Outcome},
    },
    report,
    terms::Figure,
};

/// Into how many parts, row after row, the reference is cut where a preset asks for its spread.
const PARTS: usize = 10;

pub(super) fn run(args: &args::Drift, output: &Output) -> Result<(), Exit> {
    let methods = methods(&args.methods)?;
    let reference = source::load(&args.reference, output)?;
    let current = source::load(&args.current, output)?;
    let columns = columns(&args.columns, &reference, &current)?;
    let preset = Preset::from_id(&args.preset).unwrap_or_default();
    let tables = [&reference, &current];
    let laws = Laws::default();
    let mut compared = columns
        .par_iter()
        .map(|name| compare(name, tables, &methods, (preset, &laws)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut outcomes: Vec<Outcome> = compared.iter().map(|c| c.outcome.clone()).collect();
    let table_drift = preset.across(&mut outcomes, AlarmBudget::default());
    for (column, outcome) in compared.iter_mut().zip(outcomes) {
        column.outcome = outcome;
    }
    if let Some(path) = &args.html {
        write_page(&compared, (preset, table_drift), path)?;
        output.remark(&format!("The report was written to {}", path.display()));
    }
    if args.json {
        output.json(&json_report(&compared, tables, preset, table_drift));
        return Ok(());
    }
    if args.html.is_some() {
        return Ok(());
    }
    let mut titles = ["column", "verdict", "method", "score", "limit"]
        .map(str::to_owned)
        .to_vec();
    titles.extend(methods.iter().map(|method| method.id().to_owned()));
    let mut rows = vec![titles];
    rows.extend(compared.iter().map(row));
    for line in output::table(&rows) {
        output.line(&line);
    }
    Ok(())
}

fn write_page(
    compared: &[Compared],
    (preset, table_drift): (Preset, Option<bool>),
    path: &Path,
) -> anyhow::Result<()> {
    let columns: Vec<report::DriftedColumn<'_>> = compared
        .iter()
        .map(|column| report::DriftedColumn {
            name: &column.name,
            drift: &column.drift,
            outcome: &column.outcome,
        })
        .collect();
    let page = report::drift_page(&columns, preset, table_drift);
    report::write_page(&page, path)
}

fn methods(names: &[String]) -> anyhow::Result<Vec<Distance>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Distance::ALL.to_vec());
    }
    let known = Distance::ALL.map(Distance::id).join(", ");
    names
        .iter()
        .map(|name| {
            Distance::from_id(name).with_context(|| {
                format!("There is no method “{name}”. Choose all, or some of: {known}")
            })
        })
        .collect()
}

fn columns(named: &[String], reference: &Table, current: &Table) -> anyhow::Result<Vec<String>> {
    let both = |name: &String| {
        reference.column_index(name).is_some() && current.column_index(name).is_some()
    };
    if let Some(name) = named.iter().find(|name| !both(name)) {
        anyhow::bail!("The column “{name}” is not in both tables. Check --columns.");
    }
    let all = || {
        reference
            .columns()
            .iter()
            .map(|column| column.name.clone())
            .filter(both)
            .collect()
    };
    let columns: Vec<String> = if named.is_empty() {
        all()
    } else {
        named.to_vec()
    };
    anyhow::ensure!(
        !columns.is_empty(),
        "The two tables have no column in common. Check the files."
    );
    Ok(columns)
}

/// A column with what the preset says of it.
struct Compared {
    name: String,
    drift: ColumnDrift,
    outcome: Outcome,
}

/// The column of a table in the shape that both tables allow.
enum Side {
    Numbers(Vec<f64>),
    Categories(Categories),
}

impl Side {
    fn of(table: &Table, name: &str, is_category: bool) -> anyhow::Result<Self> {
        Ok(if is_category {
            Self::Categories(table.categories(name)?)
        } else {
            Self::Numbers(table.numbers(name)?)
        })
    }

    fn rows(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Categories(categories) => categories.codes.len(),
        }
    }

    fn summary(&self, rows: Range<usize>) -> Summary {
        Summary::of(match self {
            Self::Numbers(values) => Sample::Numbers(&values[rows]),
            Self::Categories(categories) => Sample::Categories {
                codes: &categories.codes[rows],
                levels: &categories.levels,
            },
        })
    }
}

fn compare(
    name: &str,
    [reference, current]: [&Table; 2],
    methods: &[Distance],
    (preset, laws): (Preset, &Laws),
) -> anyhow::Result<Compared> {
    let is_category = [reference, current].into_iter().any(|table| {
        let column = table.column_index(name).map(|i| table.columns()[i].kind);
        matches!(column, Some(Kind::Text | Kind::Boolean))
    });
    let (r, c) = (
        Side::of(reference, name, is_category)?,
        Side::of(current, name, is_category)?,
    );
    let parts: Vec<Summary> = if preset == Preset::Nannyml {
        let cut = |i: usize| r.rows() * i / PARTS;
        (0..PARTS).map(|i| r.summary(cut(i)..cut(i + 1))).collect()
    } else {
        Vec::new()
    };
    let (reference, current) = (r.summary(0..r.rows()), c.summary(0..c.rows()));
    let judged = preset::Compared {
        reference: &reference,
        current: &current,
        parts: &parts,
    };
    let baseline = Baseline::of(reference.clone()).with_laws(laws);
    let drift = baseline.compare_summary(&current, methods);
    let outcome = match preset {
        Preset::Nonagon => Outcome::from_own(&drift),
        _ => preset.judge(judged, AlarmBudget::default()),
    };
    Ok(Compared {
        name: name.to_owned(),
        drift,
        outcome,
    })
}

/// Every score under the id of its method.
pub(super) fn scores(drift: &ColumnDrift) -> Map<String, Value> {
    let scores = drift.scores.iter().map(|score| {
        let value = match &score.p_value {
            Some(p_value) => json!({ "statistic": score.statistic, "p_value": p_value }),
            None => json!({ "statistic": score.statistic }),
        };
        (score.method.id().to_owned(), value)
    });
    scores.collect()
}

/// What help says of [`scores`].
pub(super) fn scores_shape() -> Map<String, Value> {
    let methods = Distance::ALL.into_iter().map(|distance| {
        let shape = json!({
            "statistic": FIGURE,
            "p_value": format!("optional {FIGURE}"),
        });
        (distance.id().to_owned(), shape)
    });
    methods.collect()
}

fn json_report(
    compared: &[Compared],
    [reference, current]: [&Table; 2],
    preset: Preset,
    table_drift: Option<bool>,
) -> Value {
    let columns: Map<String, Value> = compared
        .iter()
        .map(
            |Compared {
                 name,
                 drift,
                 outcome,
             }| {
                let mut column = scores(drift);
                column.insert("verdict".to_owned(), json!(outcome.verdict));
                column.insert("limit".to_owned(), json!(outcome.limit));
                column.insert("method".to_owned(), json!(outcome.method));
                column.insert("score".to_owned(), json!(outcome.score));
                (name.clone(), Value::Object(column))
            },
        )
        .collect();
    let drifted = compared
        .iter()
        .filter(|column| column.outcome.verdict == Verdict::Drift)
        .count();
    json!({
        "preset": preset.id(),
        "table_drift": table_drift,
        "reference_rows": reference.n_rows(),
        "current_rows": current.n_rows(),
        "drifted_columns": drifted,
        "columns": columns,
    })
}

fn row(
    Compared {
        name,
        drift,
        outcome,
    }: &Compared,
) -> Vec<String> {
    let mut row = vec![
        name.clone(),
        outcome.verdict.name().to_owned(),
        outcome.method.clone(),
        figure(&outcome.score),
        format!("{:.3}", outcome.limit),
    ];
    row.extend(drift.scores.iter().map(|score| figure(&score.statistic)));
    row
}

fn figure(figure: &Figure) -> String {
    format!("{figure:.4}")
}
