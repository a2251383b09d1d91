//! Large tables by themselves, for their memory: a limit of 1.5 times the table holds for reading a
//! CSV and for all of step 3.
//!
//! `cargo bench --bench speed -- profile 10000000` and `cargo bench --bench speed -- csv 3400000`.
//! Each kind of work has a process of its own, for a process does not give all memory back.

use std::{
    fmt::Write as _,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    time::Instant,
};

use nonagon::{
    automation::Project,
    data::{self, ProfileParams, ReadOptions, Table},
    steps::analysis,
    terms::Silent,
};

use super::{
    beside,
    timing::{row, time},
};

/// What the process that reads is asked for.
const READ: &str = "read-csv";

/// Does what the command line asks for; whether it asked for something.
pub(crate) fn asked() -> anyhow::Result<bool> {
    let args: Vec<String> = std::env::args().collect();
    let rows = |work: &str| -> anyhow::Result<Option<u32>> {
        let mut args = args.iter().skip_while(|arg| *arg != work).skip(1);
        Ok(args.next().map(|rows| rows.parse()).transpose()?)
    };
    if let Some(rows) = rows("profile")? {
        profile(rows)?;
        return Ok(true);
    }
    if let Some(rows) = rows("csv")? {
        csv(rows)?;
        return Ok(true);
    }
    let mut path = args.iter().skip_while(|arg| *arg != READ).skip(1);
    if let Some(path) = path.next() {
        read(Path::new(path))?;
        return Ok(true);
    }
    Ok(false)
}

fn flights() -> PathBuf {
    nonagon::samples_dir().join("flights")
}

fn flights_table() -> anyhow::Result<Table> {
    Ok(data::load(&flights().join("data.parquet"), &Silent)?)
}

/// The flights, repeated to `rows` rows.
fn repeated(rows: u32) -> anyhow::Result<Table> {
    let table = flights_table()?;
    let n = table.n_rows() as u32;
    if rows == n {
        return Ok(table);
    }
    Ok(table.take(&(0..rows).map(|row| row % n).collect::<Vec<u32>>()))
}

/// Profiles and analyses a table. Python's polars needs 1.4 s for the profile of the flights and
/// 9 s for ten times as many.
fn profile(rows: u32) -> anyhow::Result<()> {
    let (project, _) = Project::load(&flights())?;
    let own = memory("VmRSS:").unwrap_or(0.0);
    let table = repeated(rows)?;
    let with = memory("VmRSS:").unwrap_or(0.0);
    let target = match rows {
        0..=400_000 => "0.7 s",
        400_001..=4_000_000 => "5 s",
        _ => "",
    };
    forget_peak();
    let params = ProfileParams::default();
    time(&format!("full profile, {rows} rows"), target, || {
        Ok(data::profile(&table, &params, &Silent)?)
    })?;
    report("profile", own, with);
    time(&format!("all of step 3, {rows} rows"), "", || {
        let params = analysis::Params::default();
        Ok(analysis::run(&table, &project.problem, &params, &Silent)?)
    })?;
    report("step 3", own, with);
    Ok(())
}

/// Writes a CSV and lets another process, which is still empty, read it.
fn csv(rows: u32) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir()?;
    let path = scratch.path().join("flights.csv");
    write(&path, rows)?;
    let mut reader = std::process::Command::new(std::env::current_exe()?);
    let status = reader.arg(READ).arg(&path).status()?;
    anyhow::ensure!(status.success(), "the reader failed: {status}");
    Ok(())
}

/// Reads a CSV once, and then lets polars read it.
fn read(path: &Path) -> anyhow::Result<()> {
    let size = std::fs::metadata(path)?.len() / 1_000_000;
    let own = memory("VmRSS:").unwrap_or(0.0);
    forget_peak();
    let watch = Instant::now();
    let first = data::preview(path, &ReadOptions::default(), 100)?;
    row(
        &format!("first rows of a CSV, {size} MB"),
        watch.elapsed(),
        "0.3 s",
    );
    drop(first);
    let watch = Instant::now();
    let table = data::load(path, &Silent)?;
    row(&format!("all {} rows", table.n_rows()), watch.elapsed(), "");
    report("reading", own, memory("VmRSS:").unwrap_or(0.0));
    drop(table);
    let watch = Instant::now();
    let frame = beside::open_csv(path)?;
    row("  the same by polars", watch.elapsed(), "");
    println!("  {} rows", frame.height());
    Ok(())
}

/// The flights as a CSV, again and again, until there are `rows` rows or a few more.
fn write(path: &Path, rows: u32) -> anyhow::Result<()> {
    let table = flights_table()?;
    let (head, text) = (csv_text(&table.slice(0, 0), true), csv_text(&table, false));
    let mut file = File::create(path)?;
    file.write_all(head.as_bytes())?;
    for _ in 0..(rows as usize).div_ceil(table.n_rows()) {
        file.write_all(text.as_bytes())?;
    }
    Ok(file.sync_all()?)
}

/// `table` as the text of a CSV.
pub(crate) fn csv_text(table: &Table, with_head: bool) -> String {
    let mut text = String::new();
    if with_head {
        let names: Vec<&str> = table
            .columns()
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        text.push_str(&names.join(","));
        text.push('\n');
    }
    for row in 0..table.n_rows() {
        for column in 0..table.n_columns() {
            let end = if column + 1 == table.n_columns() {
                '\n'
            } else {
                ','
            };
            let cell = table.cell(row, column);
            // Writing to a text cannot fail.
            write!(text, "{cell}{end}").ok();
        }
    }
    text
}

/// The highest memory since [`forget_peak`] beside what the table takes, both without what the
/// program holds of its own (`own`); `with` is what it holds with the table.
fn report(what: &str, own: f64, with: f64) {
    let peak = memory("VmHWM:").unwrap_or(0.0);
    let table = with - own;
    println!(
        "  memory: the table takes {table:.0} MB, {what} {:.0} MB at most with it: {:.2} times",
        peak - own,
        (peak - own) / table.max(1.0)
    );
}

/// Lets the highest memory be counted from now on; Linux only.
fn forget_peak() {
    // Where it cannot be done, the figure is too high, never too low.
    std::fs::write("/proc/self/clear_refs", "5").ok();
}

/// What the system says of this program's memory, in MB; Linux only.
pub(crate) fn memory(what: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(what))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1e3)
}
