//! Step 3: what the rows look like.

mod alert;
mod compare;
mod params;
mod relation;
mod report;
mod run;
mod selection;
mod target_mean;

pub use self::{
    alert::{Alert, Rule},
    compare::{ComparedColumn, Comparison, DISTANCES, Side, compare},
    params::Params,
    relation::Relation,
    report::{Report, TargetShare},
    run::run,
    selection::{Condition, Selection, choose},
    target_mean::{Target, TargetMean},
};
