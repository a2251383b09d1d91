//! Plots. Each has a name for those who cannot see it, and tells the exact value on hovering.

mod axis;
mod bars;
mod confusion;
mod curve;
mod heat_map;
mod histogram;
mod scatter;
mod spark;
mod still;
mod timeline;

pub(super) use self::{
    bars::{Bar, bars, bars_up_to},
    confusion::Confusion,
    curve::{Curve, Guide, Trace},
    heat_map::{Chosen, HeatMap},
    histogram::{Histogram, Values, comparison_key},
    scatter::Scatter,
    spark::spark,
    timeline::{Series, Timeline},
};
