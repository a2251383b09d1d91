//! Results on stdout, progress and errors on stderr.

#![expect(
    clippy::print_stderr,
    reason = "the one place that writes to the terminal"
)]

use std::{
    io::{self, Write as _},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::terms::{Cancelled, Progress};

/// How indicatif lays out a bar.
const TEMPLATE: &str = "{bar:24} {percent:>3} %  {msg}";

/// The terminal.
pub(super) struct Output {
    bar: ProgressBar,
}

impl Output {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(1000);
        // The template is a constant; should it ever be wrong, the default bar does as well.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar }
    }

    /// One line of a result.
    pub(super) fn line(&self, text: &str) {
        let written = self.bar.suspend(|| writeln!(io::stdout().lock(), "{text}"));
        // Whoever reads had enough, as `head` has: there is nobody left to tell anything.
        if written.is_err_and(|err| err.kind() == io::ErrorKind::BrokenPipe) {
            std::process::exit(0);
        }
    }

    /// One line about the way, not the result.
    pub(super) fn remark(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }

    /// The whole result as one JSON object.
    pub(super) fn json(&self, value: &serde_json::Value) {
        self.line(&format!("{value:#}"));
    }

    pub(super) fn error(&self, err: &anyhow::Error) {
        self.bar.finish_and_clear();
        eprintln!("error: {err:#}");
    }

    pub(super) fn progress(&self, fraction: f32, what: &str) {
        self.bar.set_message(what.to_owned());
        self.bar.set_position((fraction * 1000.0) as u64);
        self.bar.tick();
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Output {
    fn report(&self, fraction: f32, what: &str) {
        self.progress(fraction, what);
    }

    fn check(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// "0.42 s" or "2 min 3 s".
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 60.0 {
        format!("{seconds:.2} s")
    } else {
        let whole = Duration::from_secs_f64(seconds).as_secs();
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

/// Columns of text, aligned: the first to the left, the others to the right.
pub(super) fn table(rows: &[Vec<String>]) -> Vec<String> {
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |j: usize| {
        rows.iter()
            .filter_map(|row| row.get(j))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..n).map(width).collect();
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(j, (cell, &width))| {
                    if j == 0 {
                        format!("{cell:<width$}")
                    } else {
                        format!("{cell:>width$}")
                    }
                })
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect()
}
