//! Step 7: whether the model is good enough to ship.

mod latency;
mod params;
mod report;
mod run;

pub use self::{
    latency::latency,
    params::Params,
    report::{ChampionReport, Report},
    run::{Champion, Input, run},
};
