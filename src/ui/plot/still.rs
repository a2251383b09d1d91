//! A plot that is looked at and not moved: its range is all there is.

use egui::{RichText, Ui};
use egui_plot::Plot;

use super::axis;
use crate::ui::theme::{UiExt as _, text};

/// An empty plot with round marks, called `x` and `y` at its axes, that leaves the wheel and the
/// mouse to the page.
pub(super) fn still<'a>(ui: &Ui, name: &str, height: f32, (x, y): (&str, &str)) -> Plot<'a> {
    let tokens = ui.tokens();
    let called = |words: &str| {
        RichText::new(words)
            .font(text::label())
            .color(tokens.text_weak)
    };
    Plot::new(name)
        .height(height)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_double_click_reset(false)
        .y_axis_min_width(axis::BESIDE)
        .grid_color(tokens.border)
        .x_axis_label(called(x))
        .y_axis_label(called(y))
        .x_grid_spacer(|input| axis::marks(&input, 84.0))
        .y_grid_spacer(|input| axis::marks(&input, 34.0))
        .x_axis_formatter(|mark, _| axis::mark_text(mark))
        .y_axis_formatter(|mark, _| axis::mark_text(mark))
}
