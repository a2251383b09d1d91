use crate::{data::Table, stats, steps::Package, terms::Figure};

/// Rows that are answered one by one.
const ROWS: usize = 200;

/// The 95th percentile of the time that `package` takes for one row of `rows`, in milliseconds.
///
/// Recipe and model only, as an endpoint runs them; the network comes on top. The first tenth
/// warms up and is left out. `seconds` reads a stopwatch, so it is the one figure of this step that
/// differs from run to run.
pub fn latency(package: &Package, rows: &Table, seconds: &dyn Fn() -> f64) -> Figure {
    let n = rows.n_rows().min(ROWS);
    let mut times = Vec::with_capacity(n);
    for row in 0..n {
        let one = rows.slice(row, 1);
        let start = seconds();
        if let Err(err) = package.predict(&one) {
            return Figure::not_computable(err.to_string());
        }
        times.push(1000.0 * (seconds() - start));
    }
    let warm = stats::sorted_finite(&times[n / 10..]);
    if warm.is_empty() {
        return Figure::not_computable("the test part has no rows");
    }
    stats::quantile_sorted(&warm, 0.95)
}
