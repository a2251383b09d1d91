//! `nonagon serve` as a process of its own, with its log on the disk: latency of one client,
//! requests a second of many (by wrk, where it is installed), memory, and reading the log.
//!
//! `cargo bench --bench serving`

#![expect(clippy::print_stdout, reason = "a benchmark is for reading")]

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use nonagon::{
    store::{Cell, CellKind, InferenceLog, InferenceRow, LogLimits, Schema, Workspace},
    terms::PredictionId,
    workbench::answered,
};
use serde_json::Value;

/// Requests of the one client.
const REQUESTS: usize = 20_000;
/// Rows of the log that is read.
const ROWS: u64 = 1_000_000;
/// Their features.
const FEATURES: usize = 20;

fn main() -> anyhow::Result<()> {
    reading()?;
    let folder = tempfile::tempdir()?;
    let workspace = folder.path().join("workspace");
    let project = nonagon::samples_dir().join("flights");
    let run = Command::new(env!("CARGO_BIN_EXE_nonagon"))
        .arg("run")
        .arg(&project)
        .arg("--workspace")
        .arg(&workspace)
        .arg("--json")
        .output()?;
    anyhow::ensure!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let mut served = serve(&workspace)?;
    let measured = serving(&served.1, &folder.path().join("ask.lua"), served.0.id());
    served.0.kill()?;
    served.0.wait()?;
    measured
}

fn row(what: &str, measured: &str, limit: &str) {
    println!("{what:<58} {measured:>14}   {limit}");
}

/// Starts the server; gives it with its address.
fn serve(workspace: &Path) -> anyhow::Result<(Child, String)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nonagon"))
        .args(["serve", "flights@champion", "--json", "--workspace"])
        .arg(workspace)
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().context("no output")?;
    let mut text = String::new();
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        text.push_str(&line);
        if line == "}" {
            break;
        }
    }
    let printed: Value = serde_json::from_str(&text)?;
    let url = printed["url"].as_str().context("no address")?;
    Ok((child, url.trim_start_matches("http://").to_owned()))
}

fn serving(address: &str, script: &Path, process: u32) -> anyhow::Result<()> {
    let body = example(address)?;
    let message = format!(
        "POST /v2/models/flights/infer HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let watch = Instant::now();
        writer.write_all(message.as_bytes())?;
        answer(&mut reader)?;
        times.push(watch.elapsed());
    }
    times.sort();
    let of = |share: usize| {
        format!(
            "{:.3} ms",
            times[REQUESTS * share / 100].as_secs_f64() * 1e3
        )
    };
    row("one client, durable log, p50", &of(50), "0.3 ms");
    row("one client, durable log, p99", &of(99), "2 ms");
    let before = resident(process);
    let quoted = body.replace('\\', "\\\\").replace('\'', "\\'");
    let mut lua = String::new();
    writeln!(lua, "wrk.method = 'POST'\nwrk.body = '{quoted}'")?;
    writeln!(lua, "wrk.headers['content-type'] = 'application/json'")?;
    std::fs::write(script, lua)?;
    for connections in ["4", "8", "16", "64"] {
        let found = Command::new("wrk")
            .args(["-t1", "-d10s", "--latency", "-c", connections, "-s"])
            .arg(script)
            .arg(format!("http://{address}/v2/models/flights/infer"))
            .output();
        let Ok(found) = found else {
            println!("wrk is not installed: no figures for many clients");
            return Ok(());
        };
        let text = String::from_utf8_lossy(&found.stdout);
        for line in text.lines().map(str::trim) {
            for (start, limit) in [
                ("50%", "0.3 ms"),
                ("99%", "2 ms"),
                ("Requests/sec", "10,000"),
                ("requests in", ""),
                ("Non-2xx", "none"),
            ] {
                if line.starts_with(start) || (start == "requests in" && line.contains(start)) {
                    row(&format!("{connections} clients (wrk)"), line, limit);
                }
            }
        }
    }
    row(
        "memory before and after these requests, MB",
        &format!("{before} {}", resident(process)),
        "flat",
    );
    Ok(())
}

/// Resident memory of a process in MB; 0 where the system does not say.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kb.unwrap_or(0) >> 10
}

/// The request that the endpoint describes itself.
fn example(address: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let (_, body) = text.split_once("\r\n\r\n").context("no body")?;
    let document: Value = serde_json::from_str(body)?;
    let post = &document["paths"]["/v2/models/{model}/infer"]["post"];
    Ok(post["requestBody"]["content"]["application/json"]["example"].to_string())
}

/// Reads one answer to its end.
fn answer(reader: &mut impl BufRead) -> anyhow::Result<()> {
    let (mut status, mut length) = (String::new(), 0);
    reader.read_line(&mut status)?;
    anyhow::ensure!(status.contains(" 200 "), "the endpoint answered {status}");
    loop {
        let mut line = String::new();
        anyhow::ensure!(reader.read_line(&mut line)? > 0, "the endpoint hung up");
        if line == "\r\n" {
            break;
        }
        if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse()?;
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    Ok(())
}

/// Writes a log of a million requests in groups of a thousand, and reads it as tables.
fn reading() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let workspace = Workspace::open(folder.path())?.workspace;
    let dir = InferenceLog::dir(workspace.dir(), "m");
    let log = InferenceLog::open(&dir, LogLimits::default(), 0)?;
    let schema = Schema {
        version: 1,
        columns: (0..FEATURES)
            .map(|i| {
                (
                    format!("f{i}"),
                    if i % 4 == 3 {
                        CellKind::Text
                    } else {
                        CellKind::Number
                    },
                )
            })
            .collect(),
        classes: vec!["no".to_owned(), "yes".to_owned()],
    };
    let texts = ["red", "green", "blue"];
    let one = |number: u64| InferenceRow {
        id: PredictionId { session: 1, number },
        request_id: None,
        schema: &schema,
        at: number.cast_signed(),
        latency_us: 40,
        class: Some(1),
        value: None,
        probabilities: &[0.25, 0.75],
        cells: (0..FEATURES)
            .map(|i| {
                Some(if i % 4 == 3 {
                    Cell::Text(texts[number as usize % 3])
                } else {
                    Cell::Number(number as f64)
                })
            })
            .collect(),
    };
    let watch = Instant::now();
    for first in (0..ROWS).step_by(1000) {
        let rows: Vec<InferenceRow<'_>> = (first..first + 1000).map(one).collect();
        log.append(&rows)?;
    }
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    row(
        "append 1 M rows of 20 features, 1000 at a time",
        &seconds(watch.elapsed()),
        "",
    );
    drop(log);
    for _ in 0..3 {
        let watch = Instant::now();
        let found = answered(workspace.store(), workspace.dir(), "m", usize::MAX)?;
        anyhow::ensure!(found.len() == 1 && found[0].inputs.n_rows() as u64 == ROWS);
        row("read them as a table", &seconds(watch.elapsed()), "1 s");
    }
    Ok(())
}
