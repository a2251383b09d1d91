//! Step 3: what the rows look like.

mod alert;
mod associations;
mod cluster_segment;
mod clusters;
mod column_alert;
mod compare;
mod deviance;
mod leaf_order;
mod missing;
mod outliers;
mod pair;
mod params;
mod period;
mod projection;
mod relation;
mod report;
mod rule;
mod run;
mod sample;
mod selection;
mod series;
mod structure;
mod table_alert;
mod target_mean;

pub use self::{
    alert::Alert,
    associations::{Associations, LeftOut, Pair},
    clusters::{ByK, Cluster, Clusters, Mark, Told as ClusterTold},
    compare::{ComparedColumn, Comparison, DISTANCES, Side, compare},
    missing::{MissingPatterns, Pattern},
    outliers::{FarOut, OutlierRow, Outliers, Reason, Told},
    pair::{Boxes, Crossed, PairPicture, Points, Together, picture},
    params::{Mute, Params},
    period::Period,
    projection::Projection,
    relation::Relation,
    report::{Report, TargetShare},
    rule::Rule,
    run::run,
    sample::Sample,
    selection::{Condition, Selection, choose},
    series::{ColumnSeries, Series},
    structure::{Structure, structure},
    target_mean::{Target, TargetMean},
};
