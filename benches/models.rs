//! How fast models are trained, judged and asked here, beside what must be: `cargo bench --bench
//! models`.
//!
//! Timings on shared machines vary by up to a factor of two between identical runs; nothing here
//! fails for being slow.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

mod judging;
mod timing;
mod training;

use self::timing::time;

fn main() -> anyhow::Result<()> {
    timing::head();
    let (matrix, codes) = training::made();
    training::run(&matrix, &codes)?;
    judging::rows(&matrix, &codes)?;
    judging::run(&matrix, &codes)
}
