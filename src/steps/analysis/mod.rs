//! Step 3: what the rows look like.

mod alert;
mod associations;
mod column_alert;
mod compare;
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
mod sample;
mod selection;
mod series;
mod table_alert;
mod target_mean;

pub use self::{
    alert::Alert,
    associations::{Associations, LeftOut, Pair},
    compare::{ComparedColumn, Comparison, DISTANCES, Side, compare},
    missing::{MissingPatterns, Pattern},
    outliers::{FarOut, OutlierRow, Outliers, Reason, Told},
    pair::{Boxes, Crossed, PairPicture, Points, Together, picture},
    params::{Mute, Params},
    period::Period,
    relation::Relation,
    report::{Report, TargetShare},
    rule::Rule,
    run::run,
    sample::Sample,
    selection::{Condition, Selection, choose},
    series::{ColumnSeries, Series},
    target_mean::{Target, TargetMean},
};
