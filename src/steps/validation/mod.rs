//! Step 7: whether the model is good enough to ship.

mod params;
mod report;
mod run;

pub use self::{
    params::Params,
    report::{ChampionReport, Report},
    run::{Champion, run},
};
