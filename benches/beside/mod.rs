//! The same work by polars alone, as its own functions do it: what a notebook would run.

use std::path::Path;

use polars::prelude::{
    ChunkAgg as _, ChunkQuantile as _, ChunkVar as _, CsvReadOptions, DataFrame, DataType,
    PolarsResult, QuantileMethod, SerReader as _,
};

/// Opens a CSV file; dates are not read as times, which is less than we do.
pub(crate) fn open_csv(path: &Path) -> PolarsResult<DataFrame> {
    CsvReadOptions::default()
        .with_infer_schema_length(Some(10_000))
        .try_into_reader_with_file_path(Some(path.to_owned()))?
        .finish()
}

/// Gaps, distinct values, moments and the quantiles of every column; no histograms, frequent
/// values, extremes or duplicate rows, which we find besides.
pub(crate) fn profile(frame: &DataFrame) -> PolarsResult<f64> {
    let mut sum = 0.0;
    for column in frame.columns() {
        sum += (column.null_count() + column.n_unique()?) as f64;
        if !column.dtype().is_primitive_numeric() {
            continue;
        }
        let series = column.as_materialized_series().cast(&DataType::Float64)?;
        let numbers = series.f64()?;
        sum += numbers.mean().unwrap_or_default() + numbers.std(1).unwrap_or_default();
        for share in [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0] {
            sum += numbers
                .quantile(share, QuantileMethod::Linear)?
                .unwrap_or_default();
        }
    }
    Ok(sum)
}
