//! Many points as one path.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::{Frame, frame::px};

/// The points within `frame`; a path of dots is a tenth of the size of as many circles.
pub(in crate::report) fn points(frame: &Frame, points: impl Iterator<Item = (f64, f64)>) -> Markup {
    let mut path = String::new();
    for (x, y) in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
        let (x, y) = frame.at(x, y);
        // Writing to a string cannot fail.
        write!(path, "M{} {}h0", px(x), px(y)).ok();
    }
    html! { path.points d=(path) {} }
}
