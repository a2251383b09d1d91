//! Plots. Each has a name for those who cannot see it, and tells the exact value on hovering.

mod axis;
mod bars;
mod boxes;
mod brush_bars;
mod brush_histogram;
mod brush_scatter;
mod confusion;
mod curve;
mod group_scatter;
mod heat_map;
mod histogram;
mod matrix;
pub(super) mod outline;
mod over_time;
mod pivot_map;
mod scatter;
mod spark;
mod still;
mod timeline;

pub(super) use self::{
    bars::{Bar, bars, bars_up_to},
    boxes::BoxPlot,
    brush_bars::BrushBars,
    brush_histogram::BrushHistogram,
    brush_scatter::BrushScatter,
    confusion::Confusion,
    curve::{Curve, Guide, Trace},
    group_scatter::GroupScatter,
    heat_map::{Chosen, HeatMap},
    histogram::{Histogram, Values, comparison_key},
    matrix::{Matrix, matrix_key},
    over_time::OverTime,
    pivot_map::PivotMap,
    scatter::Scatter,
    spark::spark,
    timeline::{Series, Timeline},
};
