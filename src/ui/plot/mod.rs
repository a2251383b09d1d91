//! Plots. Each has a name for those who cannot see it, and tells the exact value on hovering.

mod axis;
mod bars;
mod boxes;
mod brush_bars;
mod brush_histogram;
mod brush_scatter;
mod confusion;
mod cumulative;
mod curve;
mod group_scatter;
mod heat_map;
mod histogram;
mod matrix;
mod method_map;
pub(super) mod outline;
mod over_time;
mod pivot_map;
mod quadrant;
mod scatter;
mod share_map;
mod shared_axis;
mod small_multiples;
mod spark;
mod still;
mod timeline;
mod window_brush;

pub(super) use self::{
    bars::{Bar, bars, bars_up_to},
    boxes::BoxPlot,
    brush_bars::BrushBars,
    brush_histogram::BrushHistogram,
    brush_scatter::BrushScatter,
    confusion::Confusion,
    cumulative::Cumulative,
    curve::{Curve, Guide, Trace},
    group_scatter::GroupScatter,
    heat_map::{Chosen, HeatMap, verdict_key},
    histogram::{Histogram, Values, comparison_key},
    matrix::{Matrix, matrix_key},
    method_map::{MethodMap, MethodRow},
    over_time::OverTime,
    pivot_map::PivotMap,
    quadrant::{Quadrant, QuadrantPoint},
    scatter::Scatter,
    share_map::ShareMap,
    small_multiples::SmallMultiples,
    spark::spark,
    timeline::{Series, Timeline},
    window_brush::WindowBrush,
};
