//! Step 5: fitting models.

mod class_weights;
mod params;
mod report;
mod run;
mod score;

pub use self::{
    class_weights::ClassWeights,
    params::Params,
    report::{Report, Trained},
    run::run,
    score::{decide, metrics_of},
};
