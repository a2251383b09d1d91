//! Judging and explaining on 300,000 test rows, and models that answer slowly.

use std::sync::Arc;

use nonagon::{
    data::{ColumnData, Table, fingerprint, split::SplitRule},
    learners::{self, Answers, Model as _, Params},
    steps::{
        deployment,
        evaluation::{self, explain::Desk},
        preparation, problem, training,
    },
    terms::{Matrix, Silent, Task},
};

/// Half of them are test rows.
const ROWS: usize = 600_000;

/// Step 6 for a tree, boosted trees and a forest, and one question of the what-if panel.
pub(crate) fn run(matrix: &Matrix, codes: &[u32]) -> anyhow::Result<()> {
    let table = table(matrix, codes)?;
    let problem = problem::Params {
        task: Task::Binary,
        target: "answer".to_owned(),
        positive: "yes".to_owned(),
        ..problem::Params::default()
    };
    let made = preparation::Params {
        split: SplitRule::Random {
            train: 0.3,
            validation: 0.1,
            test: 0.5,
            seed: 1,
        },
        ..preparation::Params::default()
    };
    let (prepared, _) = preparation::run(&table, &problem, &made, &Silent)?;
    let prepared = Arc::new(prepared);
    for (name, toml) in [
        ("a logistic regression", "learner = 'logistic'"),
        ("100 trees, depth 12", "learner = 'forest'"),
        ("100 boosting rounds", "learner = 'boosting'"),
    ] {
        let params = training::Params {
            learners: vec![toml::from_str(toml)?],
            ..training::Params::default()
        };
        let input = training::Input {
            table: &table,
            prepared: &prepared,
            preparation: &made,
            identity: &fingerprint(&[]),
        };
        let aids: (&dyn Fn() -> f64, &dyn training::Units) = (&|| 0.0, &training::Forgetful);
        let trained = training::run(&input, &problem, &params, aids, &Silent)?;
        let asked = evaluation::Params::default();
        let judge = || {
            let input = (&table, prepared.as_ref(), [].as_slice());
            evaluation::run(input, &trained, &problem, &asked, &Silent)
        };
        super::time(
            &format!("judge {name}, 300000 rows"),
            "1 s",
            || Ok(judge()?),
        )?;
        let report = judge()?;
        let model = trained.model(&report.model);
        let model = model.ok_or_else(|| anyhow::anyhow!("nothing was trained"))?;
        let package = deployment::package(&prepared, model, &report, &problem);
        let desk = Desk::new(package, Arc::clone(&prepared), table.clone())?;
        let change = [("c2".to_owned(), "0.5".to_owned())];
        super::time(&format!("what if, {name}"), "50 ms", || {
            Ok(desk.what_if(7, &change, &Silent)?)
        })?;
    }
    Ok(())
}

/// One row of models that keep training rows.
pub(crate) fn rows(matrix: &Matrix, codes: &[u32]) -> anyhow::Result<()> {
    let few: Vec<u32> = (0..5000).collect();
    let (matrix, codes) = (matrix.take(&few), &codes[..few.len()]);
    let answers = Answers::Classes {
        codes,
        n_classes: 2,
    };
    let row = matrix.take(&[7]);
    for (name, toml) in [
        ("SVM of 5000 rows", "learner = 'svm'"),
        ("nearest neighbours of 5000 rows", "learner = 'neighbors'"),
    ] {
        let params: Params = toml::from_str(toml)?;
        let fitted = learners::fit(&params, &matrix, answers, None, 1, &Silent)?;
        super::time(&format!("1000 times one row, {name}"), "20 ms", || {
            for _ in 0..1000 {
                std::hint::black_box(fitted.predict(std::hint::black_box(&row)));
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The rows, repeated until there are enough, with the answer as text.
fn table(matrix: &Matrix, codes: &[u32]) -> anyhow::Result<Table> {
    let of = |i: usize| i % matrix.n_rows();
    let mut columns: Vec<(String, ColumnData)> = (0..matrix.n_columns())
        .map(|j| {
            let column = matrix.column(j);
            let values = (0..ROWS).map(|i| Some(column[of(i)])).collect();
            (matrix.names()[j].clone(), ColumnData::Numbers(values))
        })
        .collect();
    let answer = |i: usize| Some(if codes[of(i)] == 1 { "yes" } else { "no" }.to_owned());
    let answers = ColumnData::Texts((0..ROWS).map(answer).collect());
    columns.push(("answer".to_owned(), answers));
    Ok(Table::from_columns(columns)?)
}
