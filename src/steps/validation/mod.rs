//! Step 7: whether the model is good enough to ship.

mod champion;
mod golden;
mod latency;
mod params;
mod report;
mod run;

pub use self::{
    champion::Champion,
    golden::{Fresh, GoldenRequests, answer},
    latency::latency,
    params::Params,
    report::{ChampionReport, Report},
    run::{Input, Surroundings, run},
};
