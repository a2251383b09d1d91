//! Plots. Each has a name for those who cannot see it, and tells the exact value on hovering.

mod axis;
mod bars;
mod brush_bars;
mod brush_histogram;
mod brush_scatter;
mod boxes;
mod confusion;
mod curve;
mod heat_map;
mod histogram;
pub(super) mod outline;
mod pivot_map;
mod matrix;
mod over_time;
mod scatter;
mod spark;
mod still;
mod timeline;

pub(super) use self::{
    bars::{Bar, bars, bars_up_to},
    brush_bars::BrushBars,
    brush_histogram::BrushHistogram,
    brush_scatter::BrushScatter,
    boxes::BoxPlot,
    confusion::Confusion,
    curve::{Curve, Guide, Trace},
    heat_map::{Chosen, HeatMap},
    histogram::{Histogram, Values, comparison_key},
    pivot_map::PivotMap,
    matrix::{Matrix, matrix_key},
    over_time::OverTime,
    scatter::Scatter,
    spark::spark,
    timeline::{Series, Timeline},
};
