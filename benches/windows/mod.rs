//! Two windows that are dragged over a stream of 3.4 million rows.

use std::ops::Range;

use nonagon::{
    data::Table,
    drift::{
        Sample,
        windows::{ChunkedColumn, WindowBaseline},
    },
};

use super::timing::time;

/// How often the flights are repeated.
const TIMES: usize = 10;
/// Weeks of the year.
const CHUNKS: usize = 53;

/// Puts a column in order once, then moves the current window; and once more where no two values
/// are alike, which is the worst there is.
pub(super) fn brush(table: &Table) -> anyhow::Result<()> {
    let once = table.numbers("temp")?;
    let rows = once.len() * TIMES;
    let repeated: Vec<f64> = (0..rows).map(|row| once[row % once.len()]).collect();
    // Weyl's sequence: no two alike, in no order.
    let value = |row: u64| (row.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64;
    let distinct: Vec<f64> = (0..rows as u64).map(value).collect();
    let spans: Vec<Range<usize>> = (0..CHUNKS)
        .map(|i| i * rows / CHUNKS..(i + 1) * rows / CHUNKS)
        .collect();
    for (name, values) in [("temp", &repeated), ("distinct values", &distinct)] {
        let sample = Sample::Numbers(values);
        let label = format!("put {name} in order, {rows} rows");
        time(&label, "", || Ok(ChunkedColumn::new(sample, &spans)))?;
        let column = ChunkedColumn::new(sample, &spans);
        let label = format!("move one window, {name}, half of the rows each");
        let baseline = WindowBaseline::new(column.summary(&(0..26)));
        time(&label, "100 ms", || {
            Ok(baseline.compare(&column.summary(&(27..CHUNKS))))
        })?;
        let label = format!("move both windows, {name}, half of the rows each");
        time(&label, "100 ms", || {
            let baseline = WindowBaseline::new(column.summary(&(0..26)));
            Ok(baseline.compare(&column.summary(&(27..CHUNKS))))
        })?;
    }
    Ok(())
}
