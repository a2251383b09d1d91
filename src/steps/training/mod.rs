//! Step 5: fitting models.

mod params;
mod report;
mod run;
mod score;

pub use self::{
    params::Params,
    report::{Report, Trained},
    run::run,
    score::{decide, metrics_of},
};
