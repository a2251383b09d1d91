//! Step 3: what the rows look like.

mod alert;
mod compare;
mod associations;
mod column_alert;
mod deviance;
mod leaf_order;
mod missing;
mod outliers;
mod pair;
mod params;
mod period;
mod relation;
mod report;
mod rule;
mod run;
mod selection;
mod target_mean;

pub use self::{
    alert::{Alert, Rule},
    compare::{ComparedColumn, Comparison, DISTANCES, Side, compare},
    params::Params,
mod sample;
mod series;
mod table_alert;

pub use self::{
    alert::Alert,
    associations::{Associations, LeftOut, Pair},
    missing::{MissingPatterns, Pattern},
    outliers::{FarOut, OutlierRow, Outliers, Reason},
    pair::{Boxes, Crossed, PairPicture, Points, Together, picture},
    params::{Mute, Params},
    period::Period,
    relation::Relation,
    report::{Report, TargetShare},
    rule::Rule,
    run::run,
    selection::{Condition, Selection, choose},
    target_mean::{Target, TargetMean},
    sample::Sample,
    series::{ColumnSeries, Series},
};
