//! Step 3: what the rows look like.

mod alert;
mod params;
mod relation;
mod report;
mod run;

pub use self::{
    alert::{Alert, Rule},
    params::Params,
    relation::Relation,
    report::{Report, TargetShare},
    run::run,
};
