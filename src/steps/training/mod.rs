//! Step 5: fitting models, judging them on folds, and searching for good parameters.

mod class_weights;
mod judge;
mod params;
mod report;
mod resampling;
mod run;
mod score;
mod search;
mod spread;
mod units;

pub use self::{
    class_weights::ClassWeights,
    params::Params,
    report::{FoldScore, Report, Trained, Trial},
    resampling::{Fold, Resampling},
    run::{Input, judge_again, run},
    score::{decide, metrics_of},
    search::{Budget, Range, Search, Strategy},
    spread::Spread,
    units::{Forgetful, Unit, Units},
};
