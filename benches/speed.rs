//! How fast it is here, beside what it must reach: `cargo bench`.
//!
//! Whole-process times on the flights sample, medians of a few runs each. Timings on shared
//! machines vary by up to a factor of two between identical runs; nothing here fails for being slow.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

mod beside;
mod large;
mod timing;
mod windows;

use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use nonagon::{
    automation::{Materials, Pipeline, Project, Promotion, Results},
    data::{
        self, Kind, ProfileParams, ReadOptions, Table,
        brushing::{self, BinnedColumn},
        recipe::{Columns, Lag, Operation, Recipe, RecipeStep, Roles, Rolling, Rows},
        snapshot,
    },
    drift::{Baseline, Distance, Sample},
    learners, report,
    serving::{Endpoint, Served},
    sources::Passwords,
    steps::{
        Package, Step, analysis, deployment, monitoring,
        preparation::{self, Prepared},
        training::Forgetful,
        validation,
    },
    store::{Opened, Workspace},
    terms::Silent,
    workbench::{Command, ProjectCommand, Workbench},
};

use self::timing::{row, time};

/// Predictions that are asked for one after the other.
const REQUESTS: usize = 5000;

fn main() -> anyhow::Result<()> {
    timing::head();
    if large::asked()? {
        return Ok(());
    }
    let folder = nonagon::samples_dir().join("flights");
    let (project, _) = Project::load(&folder)?;
    let table = tables(&folder)?;
    drift(&table)?;
    brush(&table)?;
    windows::brush(&table)?;
    models(&project, &table)?;
    serving(&project)?;
    end_to_end(&folder)?;
    if let Some(peak) = large::memory("VmHWM:") {
        println!("\nhighest memory of this whole program: {peak:.0} MB");
    }
    Ok(())
}

/// Reading, keeping and profiling tables.
fn tables(folder: &Path) -> anyhow::Result<Table> {
    let scratch = tempfile::tempdir()?;
    let parquet = folder.join("data.parquet");
    let table = data::load(&parquet, &Silent)?;
    let shape = format!("{} x {}", table.n_rows(), table.n_columns());
    time(&format!("open Parquet, {shape}"), "", || {
        Ok(data::load(&parquet, &Silent)?)
    })?;
    let csv = scratch.path().join("flights.csv");
    std::fs::write(&csv, large::csv_text(&table, true))?;
    let size = std::fs::metadata(&csv)?.len() / 1_000_000;
    time(&format!("open CSV, {size} MB"), "0.78 s", || {
        Ok(data::load(&csv, &Silent)?)
    })?;
    time("  its first rows", "0.3 s", || {
        Ok(data::preview(&csv, &ReadOptions::default(), 100)?)
    })?;
    time("  the same by polars", "", || Ok(beside::open_csv(&csv)?))?;
    let params = ProfileParams::default();
    time("full profile", "0.7 s", || {
        Ok(data::profile(&table, &params, &Silent)?)
    })?;
    let frame = beside::open_csv(&csv)?;
    time("  its figures by polars", "", || {
        Ok(beside::profile(&frame)?)
    })?;
    drop(frame);
    time("snapshot, first time", "", || {
        let fresh = tempfile::tempdir_in(scratch.path())?;
        Ok(snapshot::write(&table, fresh.path(), &Silent)?)
    })?;
    let kept = snapshot::write(&table, scratch.path(), &Silent)?;
    time("snapshot, read back and checked", "", || {
        Ok(snapshot::read(scratch.path(), &kept.id, &Silent)?)
    })?;
    Ok(table)
}

/// A brush on twelve columns of ten million rows: the flights, again and again.
fn brush(table: &Table) -> anyhow::Result<()> {
    let names: Vec<&str> = table
        .columns()
        .iter()
        .map(|column| column.name.as_str())
        .take(12)
        .collect();
    let times = 10_000_000 / table.n_rows() + 1;
    let rows: Vec<u32> = (0..times * table.n_rows())
        .map(|row| (row % table.n_rows()) as u32)
        .take(10_000_000)
        .collect();
    let table = table.select(&names)?.take(&rows);
    let columns = names
        .iter()
        .map(|name| Ok(BinnedColumn::of(&table, name)?))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let bytes: usize = columns.iter().map(|column| column.codes.len()).sum();
    time("twelve columns of 10 M rows into bins", "", || {
        let binned = names.iter().map(|name| BinnedColumn::of(&table, name));
        Ok(binned.collect::<Result<Vec<_>, _>>()?)
    })?;
    let shown: Vec<&BinnedColumn> = columns.iter().collect();
    for (label, share) in [("a tenth", 0.1), ("half", 0.5)] {
        // The first bins of two columns that hold about the share of the rows.
        let brushes: Vec<_> = columns
            .iter()
            .take(2)
            .map(|column| first(column, share))
            .collect();
        let label = format!("a brush on two of them, {label} of each");
        time(&label, "100 ms", || {
            Ok(analysis::choose(
                &shown,
                (&brushes, &[]),
                None,
                table.n_rows(),
                &Silent,
            )?)
        })?;
    }
    println!("  the bins take {} MB", bytes / 1_000_000);
    Ok(())
}

/// The first bins of `column` that hold at least `share` of its rows.
fn first(column: &BinnedColumn, share: f64) -> brushing::Brush {
    let wanted = share * column.codes.len() as f64;
    let mut held = 0.0;
    let mut codes: Vec<brushing::Code> = Vec::new();
    for (code, count) in (0..).zip(&column.counts) {
        if held < wanted {
            codes.push(code);
            held += *count as f64;
        }
    }
    column.brush(codes)
}

/// Every column of the first half against the second, all methods.
fn drift(table: &Table) -> anyhow::Result<()> {
    use rayon::prelude::*;

    let columns: Vec<_> = table
        .columns()
        .iter()
        .filter(|column| column.kind != Kind::Time)
        .take(24)
        .collect();
    let half = table.n_rows() / 2;
    let label = format!("drift of {} columns, all methods", columns.len());
    time(&label, "0.8 s", || {
        columns
            .par_iter()
            .map(|column| {
                let drift = if column.kind.is_number() {
                    let values = table.numbers(&column.name)?;
                    let (r, c) = values.split_at(half);
                    Baseline::new(Sample::Numbers(r)).compare(Sample::Numbers(c), &Distance::ALL)
                } else {
                    let categories = table.categories(&column.name)?;
                    let side = |codes| Sample::Categories {
                        codes,
                        levels: &categories.levels,
                    };
                    let (r, c) = categories.codes.split_at(half);
                    Baseline::new(side(r)).compare(side(c), &Distance::ALL)
                };
                Ok(drift)
            })
            .collect::<anyhow::Result<Vec<_>>>()
    })
}

/// Lag and rolling by entity over the whole table, and one row as an endpoint prepares it.
fn recipes(project: &Project, table: &Table, prepared: &Prepared) -> anyhow::Result<()> {
    let mut recipe = Recipe::default();
    let columns = Columns::Named(vec!["distance".to_owned()]);
    let by = Some("tailnum".to_owned());
    let lag = Lag {
        by: by.clone(),
        ..Lag::DEFAULT
    };
    let rolling = Rolling {
        by,
        ..Rolling::DEFAULT
    };
    for operation in [Operation::Lag(lag), Operation::Rolling(rolling)] {
        recipe.add(RecipeStep {
            columns: columns.clone(),
            operation,
            off: false,
        });
    }
    let roles = Roles {
        features: vec!["distance".to_owned()],
        time: project.problem.time_column.clone(),
        ..Roles::default()
    };
    let rows: Vec<u32> = (0..table.n_rows() as u32).collect();
    time("lag and 7 days rolling, by tail number", "", || {
        Ok(recipe.fit(table, &roles, None, Rows::of(&rows), &Silent)?)
    })?;
    let fitted = recipe.fit(table, &roles, None, Rows::of(&rows), &Silent)?;
    let fitted = fitted.remember(table, &rows, &Silent)?;
    for (label, recipe) in [
        ("1000 times one row, standard recipe", &prepared.recipe),
        ("1000 times one row, lag and rolling", &fitted),
    ] {
        let row = table.slice(0, 1);
        time(label, "50 ms", || {
            for _ in 0..1000 {
                recipe.transform(&row, &Silent)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Preparing rows and fitting the usual learners.
fn models(project: &Project, table: &Table) -> anyhow::Result<()> {
    let (problem, params) = (&project.problem, &project.preparation);
    time("split and recipe", "", || {
        Ok(preparation::run(table, problem, params, &Silent)?)
    })?;
    let (prepared, _) = preparation::run(table, problem, params, &Silent)?;
    recipes(project, table, &prepared)?;
    let train = &prepared.train;
    let shape = format!("{} x {}", train.matrix.n_rows(), train.matrix.n_columns());
    for params in project.training.learners_for(problem) {
        let learner = params.learner();
        time(
            &format!("train {}, {shape}", learner.info().name),
            "",
            || {
                Ok(learners::fit(
                    &params,
                    &train.matrix,
                    train.labels.answers(),
                    None,
                    1,
                    &Silent,
                )?)
            },
        )?;
    }
    Ok(())
}

/// One prediction after the other over HTTP.
fn serving(project: &Project) -> anyhow::Result<()> {
    let (package, request) = package(project)?;
    let served = Served {
        features: None,
        name: "flights".to_owned(),
        version: 1,
        package: Arc::new(package),
        load: None,
    };
    let endpoint = Endpoint::start(served, 0, Arc::new(|_| Ok(())), Arc::new(|| 0))?;
    let stream = TcpStream::connect(endpoint.address())?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let head = format!(
        "POST /v2/models/flights/infer HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        request.len()
    );
    let message = format!("{head}{request}");
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let watch = Instant::now();
        writer.write_all(message.as_bytes())?;
        let status = read_answer(&mut reader)?;
        times.push(watch.elapsed());
        anyhow::ensure!(status.contains(" 200 "), "the endpoint answered {status}");
    }
    times.sort();
    row(
        "one prediction over HTTP, p50",
        times[REQUESTS / 2],
        "0.3 ms",
    );
    row(
        "one prediction over HTTP, p99",
        times[REQUESTS * 99 / 100],
        "2 ms",
    );
    Ok(())
}

/// Reads one answer to its end and gives its first line.
fn read_answer(reader: &mut impl BufRead) -> anyhow::Result<String> {
    let (mut status, mut length) = (String::new(), 0);
    reader.read_line(&mut status)?;
    loop {
        let mut line = String::new();
        anyhow::ensure!(reader.read_line(&mut line)? > 0, "the endpoint hung up");
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    Ok(status)
}

/// The best model of the project's own pipeline, and a request for it.
fn package(project: &Project) -> anyhow::Result<(Package, String)> {
    let scratch = tempfile::tempdir()?;
    let kept = std::sync::Mutex::new(None);
    let register = |package: &Package, _: &[u8]| {
        let mut kept = kept.lock().map_err(|err| err.to_string())?;
        *kept = Some(package.clone());
        Ok(1)
    };
    let folder = nonagon::samples_dir().join("flights");
    let materials = Materials::default();
    let fresh = |text: &[u8]| validation::answer(text).map_err(|err| err.to_string());
    let mut results = Results::default();
    for step in Step::ALL
        .into_iter()
        .take_while(|step| *step != Step::Monitoring)
    {
        let pipeline = Pipeline {
            features: &|_, _, _| unreachable!("the sample asks for none"),
            project,
            results: &results,
            materials: &materials,
            folder: &folder,
            data_dir: scratch.path(),
            passwords: &Passwords::default(),
            champion: None,
            register: &register,
            seconds: &|| 0.0,
            units: &Forgetful,
            points: &monitoring::ForgetfulPoints,
            promotion: Promotion {
                fresh: Some(&fresh),
                ..Promotion::default()
            },
        };
        let finished = pipeline.run(step, &Silent)?;
        results.put(finished.fingerprint, finished.report);
    }
    let report: &deployment::Report = &results
        .deployment
        .as_ref()
        .context("step 8 gave nothing")?
        .report;
    let package = kept
        .into_inner()
        .ok()
        .flatten()
        .context("step 8 registered nothing")?;
    Ok((package, report.example.to_string()))
}

/// All nine steps as `nonagon run` does them, and the report.
fn end_to_end(folder: &Path) -> anyhow::Result<()> {
    let mut last = None;
    time("flights end to end, nine steps", "20 s", || {
        let opened = Opened {
            workspace: Workspace::in_memory()?,
            notices: Vec::new(),
        };
        let clock = Arc::new(|| 0);
        let mut workbench = Workbench::new(opened, nonagon::samples_dir(), clock, || {})?;
        workbench.run(Command::Project(ProjectCommand::Import(folder.to_owned())));
        wait(&mut workbench)?;
        workbench.run(Command::RunThrough(Step::Monitoring));
        wait(&mut workbench)?;
        last = Some(workbench);
        Ok(())
    })?;
    let open = last
        .as_ref()
        .and_then(|workbench| workbench.project.as_ref())
        .context("no project is open")?;
    let scratch = tempfile::tempdir()?;
    time("its report as HTML", "", || {
        report::write(open, &scratch.path().join("report.html"))
    })
}

fn wait(workbench: &mut Workbench) -> anyhow::Result<()> {
    loop {
        workbench.poll();
        if let Some(notice) = workbench.notices.first() {
            anyhow::bail!("{}", notice.text);
        }
        if workbench.is_idle() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
