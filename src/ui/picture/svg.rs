//! Shapes as SVG: every line and text stays what it is, so that it can be edited and is sharp.

use std::fmt::Write as _;

use egui::{
    Color32, FontFamily, Mesh, Pos2, Rect, Shape, Stroke,
    epaint::{ColorMode, PathShape, RectShape, TextShape},
};

use super::Picture;

/// The picture as a file that any browser shows.
pub(super) fn svg(picture: &Picture) -> String {
    let (width, height) = (picture.size.x.ceil(), picture.size.y.ceil());
    let mut out = Out::default();
    let page = Rect::from_min_size(Pos2::ZERO, picture.size);
    for clipped in &picture.shapes {
        let clip = clipped.clip_rect.intersect(page);
        if !clip.is_positive() {
            continue;
        }
        let before = out.body.len();
        out.shape(&clipped.shape);
        if out.body.len() > before {
            out.clip(before, clip);
        }
    }
    let title = escaped(&picture.title);
    let ground = Paint::of(picture.ground).fill();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"Inter, 'Helvetica Neue', Arial, sans-serif\">\n<title>{title}</title>\n<defs>{}</defs>\n<rect width=\"{width}\" height=\"{height}\"{ground}/>\n{}</svg>\n",
        out.clips, out.body
    )
}

/// A colour as SVG writes it.
struct Paint {
    color: String,
    opacity: f32,
}

impl Paint {
    fn of(ink: Color32) -> Self {
        let [red, green, blue, alpha] = ink.to_srgba_unmultiplied();
        Self {
            color: format!("#{red:02x}{green:02x}{blue:02x}"),
            opacity: f32::from(alpha) / 255.0,
        }
    }

    fn attributes(&self, what: &str) -> String {
        if self.opacity >= 1.0 {
            format!(" {what}=\"{}\"", self.color)
        } else {
            format!(
                " {what}=\"{}\" {what}-opacity=\"{:.3}\"",
                self.color, self.opacity
            )
        }
    }

    fn fill(&self) -> String {
        self.attributes("fill")
    }
}

fn fill(ink: Color32) -> String {
    if ink == Color32::TRANSPARENT {
        " fill=\"none\"".to_owned()
    } else {
        Paint::of(ink).fill()
    }
}

fn stroke(stroke: Stroke) -> String {
    if stroke.width <= 0.0 || stroke.color == Color32::TRANSPARENT {
        return String::new();
    }
    let paint = Paint::of(stroke.color).attributes("stroke");
    format!("{paint} stroke-width=\"{:.2}\"", stroke.width)
}

/// Ground and outline.
fn look(ground: Color32, line: Stroke) -> String {
    format!("{}{}", fill(ground), stroke(line))
}

#[derive(Default)]
struct Out {
    clips: String,
    last: Option<Rect>,
    n_clips: usize,
    body: String,
}

impl Out {
    /// Holds what was written since `start` within `clip`.
    fn clip(&mut self, start: usize, clip: Rect) {
        if self.last != Some(clip) {
            self.last = Some(clip);
            self.n_clips += 1;
            let (at, size) = (clip.min, clip.size());
            // Writing to a text cannot fail.
            write!(
                self.clips,
                "<clipPath id=\"c{}\"><rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"/></clipPath>",
                self.n_clips, at.x, at.y, size.x, size.y
            )
            .ok();
        }
        let inner = self.body.split_off(start);
        writeln!(
            self.body,
            "<g clip-path=\"url(#c{})\">{inner}</g>",
            self.n_clips
        )
        .ok();
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Noop | Shape::Callback(_) | Shape::Band(_) => {}
            Shape::Vec(shapes) => {
                for shape in shapes {
                    self.shape(shape);
                }
            }
            Shape::Circle(circle) => {
                let (at, look) = (circle.center, look(circle.fill, circle.stroke));
                write!(
                    self.body,
                    "<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"{:.2}\"{look}/>",
                    at.x, at.y, circle.radius
                )
                .ok();
            }
            Shape::Ellipse(ellipse) => {
                let (at, radius) = (ellipse.center, ellipse.radius);
                let look = look(ellipse.fill, ellipse.stroke);
                write!(
                    self.body,
                    "<ellipse cx=\"{:.2}\" cy=\"{:.2}\" rx=\"{:.2}\" ry=\"{:.2}\"{look}/>",
                    at.x, at.y, radius.x, radius.y
                )
                .ok();
            }
            Shape::LineSegment { points, stroke } => {
                self.line(points, (false, Color32::TRANSPARENT), *stroke);
            }
            Shape::Path(path) => self.path(path),
            Shape::Rect(rect) => self.rect(rect),
            Shape::Text(text) => self.text(text),
            Shape::Mesh(mesh) => self.mesh(mesh),
            Shape::QuadraticBezier(curve) => {
                let points: Vec<Pos2> = curve.flatten(Some(0.1));
                self.line(&points, (curve.closed, curve.fill), plain(&curve.stroke));
            }
            Shape::CubicBezier(curve) => {
                let points: Vec<Pos2> = curve.flatten(Some(0.1));
                self.line(&points, (curve.closed, curve.fill), plain(&curve.stroke));
            }
        }
    }

    fn path(&mut self, path: &PathShape) {
        self.line(&path.points, (path.closed, path.fill), plain(&path.stroke));
    }

    fn line(&mut self, points: &[Pos2], (closed, ground): (bool, Color32), line: Stroke) {
        let look = stroke(line);
        if points.len() < 2 || (look.is_empty() && ground == Color32::TRANSPARENT) {
            return;
        }
        let name = if closed { "polygon" } else { "polyline" };
        write!(self.body, "<{name} points=\"").ok();
        for point in points {
            write!(self.body, "{:.2},{:.2} ", point.x, point.y).ok();
        }
        let ground = fill(ground);
        write!(self.body, "\"{ground}{look} stroke-linejoin=\"round\"/>").ok();
    }

    fn rect(&mut self, shape: &RectShape) {
        let look = stroke(shape.stroke);
        if look.is_empty() && shape.fill == Color32::TRANSPARENT {
            return;
        }
        let (at, size) = (shape.rect.min, shape.rect.size());
        let round = f32::from(shape.corner_radius.nw);
        let ground = fill(shape.fill);
        write!(
            self.body,
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" rx=\"{round}\"{ground}{look}/>",
            at.x,
            at.y,
            size.x.max(0.0),
            size.y.max(0.0)
        )
        .ok();
    }

    fn text(&mut self, shape: &TextShape) {
        let format = shape
            .galley
            .job
            .sections
            .first()
            .map(|section| &section.format);
        let Some(format) = format else { return };
        let ink = shape.override_text_color.unwrap_or({
            if format.color == Color32::PLACEHOLDER {
                shape.fallback_color
            } else {
                format.color
            }
        });
        let ink = ink.gamma_multiply(shape.opacity_factor);
        let is_medium = matches!(&format.font_id.family, FontFamily::Name(_));
        let weight = if is_medium {
            " font-weight=\"600\""
        } else {
            ""
        };
        let family = if format.font_id.family == FontFamily::Monospace {
            " font-family=\"monospace\""
        } else {
            ""
        };
        let size = format.font_id.size;
        let turned = shape.angle.to_degrees();
        for row in &shape.galley.rows {
            let text: String = row.row.glyphs.iter().map(|glyph| glyph.chr).collect();
            let Some(first) = row.row.glyphs.first().filter(|_| !text.trim().is_empty()) else {
                continue;
            };
            let (dx, dy) = (row.pos.x + first.pos.x, row.pos.y + first.pos.y);
            let (sin, cos) = shape.angle.sin_cos();
            let x = shape.pos.x + dx * cos - dy * sin;
            let y = shape.pos.y + dx * sin + dy * cos;
            let turn = if shape.angle == 0.0 {
                String::new()
            } else {
                format!(" transform=\"rotate({turned:.1} {x:.2} {y:.2})\"")
            };
            let (ground, width) = (Paint::of(ink).fill(), row.row.size.x);
            let text = escaped(&text);
            write!(
                self.body,
                "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size}\" textLength=\"{width:.2}\" lengthAdjust=\"spacingAndGlyphs\"{weight}{family}{ground}{turn}>{text}</text>"
            )
            .ok();
        }
    }

    /// Triangles of one colour as one shape, so that no seam shows between them.
    fn mesh(&mut self, mesh: &Mesh) {
        let corner = |i: &u32| mesh.vertices.get(*i as usize);
        let ink = |corners: &[u32]| corners.first().and_then(corner).map(|vertex| vertex.color);
        let triangles: Vec<&[u32]> = mesh.indices.chunks_exact(3).collect();
        for run in triangles.chunk_by(|a, b| ink(a) == ink(b)) {
            let Some(color) = run.first().and_then(|corners| ink(corners)) else {
                continue;
            };
            write!(self.body, "<path{} d=\"", fill(color)).ok();
            for corners in run {
                for (i, place) in corners.iter().filter_map(corner).enumerate() {
                    let letter = if i == 0 { 'M' } else { 'L' };
                    write!(self.body, "{letter}{:.2} {:.2}", place.pos.x, place.pos.y).ok();
                }
                self.body.push('Z');
            }
            self.body.push_str("\"/>");
        }
    }
}

/// A stroke of one colour.
fn plain(stroke: &egui::epaint::PathStroke) -> Stroke {
    let color = match &stroke.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(_) => Color32::TRANSPARENT,
    };
    Stroke::new(stroke.width, color)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
