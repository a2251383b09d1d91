//! Plots as inline SVG: no scripts, colours from the page's style, a text for screen readers.

mod axis;
mod bars;
mod frame;
mod heat;
mod line;
mod scatter;

pub(super) use self::{
    axis::Axis,
    bars::{bars, tiny_histogram},
    frame::Frame,
    heat::{Cell, Shade, heat_map},
    line::{Line, line_path},
    scatter::points,
};
