//! `nonagon train`: models fitted to a table, compared.

use std::time::Instant;

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    score, source,
    train_split::split,
};
use crate::{
    data::{self, Table},
    learners::{self, Learner, Model as _},
    metrics::Metric,
    steps::{
        preparation::{self, Prepared, Slice},
        problem,
        training::{
            self, Budget, FoldScore, Forgetful, Params, Report, Resampling, Search, Spread,
            Strategy, Trained, Units,
        },
    },
    terms::{Figure, Task},
};

/// Everything that the models were made from.
struct Made {
    problem: problem::Params,
    params: Params,
    prepared: Prepared,
    report: Report,
}

pub(super) fn run(args: &args::Train, output: &Output) -> Result<(), Exit> {
    let watch = Instant::now();
    let params = params(args)?;
    let table = source::load(&args.data, output)?;
    let task = score::task(args.problem.as_deref(), &args.target, &table)?;
    let problem = problem(args, task, &table)?;
    params.check(task)?;
    let (table, rule) = split(args, table, task)?;
    let preparation = preparation::Params {
        split: rule,
        ..preparation::Params::default()
    };
    let (prepared, _) = preparation::run(&table, &problem, &preparation, output)?;
    let seconds = || watch.elapsed().as_secs_f64();
    let aids: (&dyn Fn() -> f64, &dyn Units) = (&seconds, &Forgetful);
    let input = training::Input {
        table: &table,
        prepared: &prepared,
        preparation: &preparation,
        identity: &data::fingerprint(&[]),
    };
    let report = training::run(&input, &problem, &params, aids, output)?;
    output.done();
    let made = Made {
        problem,
        params,
        prepared,
        report,
    };
    if args.json {
        output.json(&made.json(seconds()));
    } else {
        made.print(output, seconds());
    }
    Ok(())
}

/// What is asked of step 5.
fn params(args: &args::Train) -> anyhow::Result<Params> {
    let learners = args.learners.iter().map(|id| {
        let known = Learner::ALL.map(Learner::id).join(", ");
        let learner = Learner::from_id(id)
            .with_context(|| format!("There is no learner “{id}”. Choose among {known}."))?;
        Ok(learner.default_params())
    });
    let (folds, gap, window) = (args.folds, args.gap, args.window);
    let resampling = match args.cv.as_deref() {
        None => Resampling::Holdout,
        Some("k_fold") => Resampling::KFold { folds },
        Some("stratified") => Resampling::Stratified { folds },
        Some("group") => Resampling::Group {
            folds,
            column: args.group.clone().unwrap_or_default(),
        },
        Some("expanding") => Resampling::Expanding { folds, gap },
        Some(_) => Resampling::Rolling { folds, window, gap },
    };
    let budget = match (args.trials, args.seconds) {
        (_, Some(seconds)) => Budget::Seconds(seconds),
        (Some(trials), None) => Budget::Trials(trials),
        (None, None) => Budget::default(),
    };
    let strategy = args.search.as_deref().and_then(Strategy::from_id);
    Ok(Params {
        learners: learners.collect::<anyhow::Result<_>>()?,
        seed: args.seed,
        resampling,
        search: strategy.map(|strategy| Search {
            strategy,
            budget,
            ranges: Vec::new(),
        }),
        ..Params::default()
    })
}

/// What is asked of step 1.
fn problem(args: &args::Train, task: Task, table: &Table) -> anyhow::Result<problem::Params> {
    let metric = args.metric.as_deref().map(|id| {
        let known = Metric::ALL.map(Metric::id).join(", ");
        Metric::from_id(id)
            .with_context(|| format!("There is no metric “{id}”. Choose among {known}."))
    });
    let positive = match &args.positive {
        Some(label) => label.clone(),
        None if task == Task::Binary => {
            let levels = table.categories(&args.target)?.levels;
            levels.last().cloned().unwrap_or_default()
        }
        None => String::new(),
    };
    let named = args.ignore.iter().chain(&args.split_column);
    let mut ignored: Vec<String> = named.cloned().collect();
    // What a group is called helps with that group only.
    ignored.extend(args.group.clone());
    for name in &ignored {
        let there = table.column_index(name).is_some();
        anyhow::ensure!(
            there,
            "There is no column “{name}”. Check --ignore, --group and --split-column."
        );
    }
    Ok(problem::Params {
        task,
        target: args.target.clone(),
        positive,
        metric: metric.transpose()?,
        time_column: args.time.clone(),
        ignored,
        ..problem::Params::default()
    })
}

impl Made {
    fn json(&self, seconds: f64) -> Value {
        let (report, prepared) = (&self.report, &self.prepared);
        let trials = report.trials.iter().map(|trial| {
            json!({
                "number": trial.number,
                "learner": trial.params.learner().id(),
                "params": fields(&trial.params),
                "share": trial.share,
                "score": trial.score,
                "seconds": trial.seconds,
            })
        });
        json!({
            "target": self.problem.target,
            "task": self.problem.task,
            "classes": prepared.labels.classes(),
            "positive": self.problem.positive,
            "rows": {
                "train": prepared.train.rows.len(),
                "validation": prepared.validation.rows.len(),
                "test": prepared.test.rows.len(),
            },
            "features": prepared.recipe.output_names(),
            "metric": report.metric.id(),
            "resampling": report.resampling.summary(),
            "seed": self.params.seed,
            "best": report.best().map(|model| &model.id),
            "models": report.models.iter().map(|model| self.model(model)).collect::<Vec<_>>(),
            "trials": trials.collect::<Vec<_>>(),
            "seconds": seconds,
        })
    }

    fn model(&self, model: &Trained) -> Value {
        let metric = self.report.metric;
        let fold = |fold: &FoldScore| {
            json!({
                "train_rows": fold.train_rows,
                "rows": fold.rows,
                "metrics": by_id(&fold.metrics),
                "seconds": fold.seconds,
            })
        };
        json!({
            "id": model.id,
            "learner": model.params.learner().id(),
            "baseline": model.is_baseline(),
            "params": fields(&model.params),
            "score": model.score(metric),
            "interval": Spread::of(&model.folds, metric).interval,
            "train": by_id(&model.train),
            "validation": by_id(&model.validation),
            "test": by_id(&self.on_test(model)),
            "folds": model.folds.iter().map(fold).collect::<Vec<_>>(),
            "seconds": model.seconds,
        })
    }

    fn on_test(&self, model: &Trained) -> Vec<(Metric, Figure)> {
        let test: &Slice = &self.prepared.test;
        let predictions = model.fitted.predict(&test.matrix);
        let positive = test.labels.positive(&self.problem.positive);
        let how = (positive, None);
        training::metrics_of(self.problem.task, &test.labels, &predictions, how)
    }

    fn print(&self, output: &Output, seconds: f64) {
        let (report, prepared) = (&self.report, &self.prepared);
        output.line(&format!(
            "{} of “{}”: {} training, {} validation, {} test rows, {} prepared columns",
            self.problem.task.name(),
            self.problem.target,
            prepared.train.rows.len(),
            prepared.validation.rows.len(),
            prepared.test.rows.len(),
            prepared.train.matrix.n_columns(),
        ));
        let metric = report.metric;
        let name = metric.info().name;
        output.line(&format!(
            "Compared by {name}, {}\n",
            report.resampling.summary()
        ));
        let mut rows = vec![
            ["model", name, "", "on test", "on training", "seconds"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for model in &report.models {
            let spread = Spread::of(&model.folds, metric);
            let interval = spread
                .interval
                .map_or_else(String::new, |(low, high)| format!("{low:.4} to {high:.4}"));
            let test = self.on_test(model);
            let test = test.iter().find(|(known, _)| *known == metric);
            rows.push(vec![
                format!("{} ({})", model.name(), model.params.summary()),
                model.score(metric).to_string(),
                interval,
                test.map_or_else(String::new, |(_, figure)| figure.to_string()),
                model.train(metric).to_string(),
                format!("{:.2}", model.seconds),
            ]);
        }
        for line in output::table(&rows) {
            output.line(&line);
        }
        if !report.trials.is_empty() {
            output.line(&format!("\n{} trials", report.trials.len()));
        }
        output.line(&format!("Done in {}", output::duration(seconds)));
    }
}

fn by_id(metrics: &[(Metric, Figure)]) -> Value {
    let pairs = metrics
        .iter()
        .map(|(metric, figure)| (metric.id().to_owned(), json!(figure)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn fields(params: &learners::Params) -> Value {
    Value::Object(params.pairs().into_iter().collect())
}
