//! Plots as files: whatever a page draws, drawn once more on light ground with title and source,
//! as SVG or PNG.

mod png;
mod raster;
mod svg;

use std::{io::Write as _, path::Path, sync::Arc};

use anyhow::Context as _;
use egui::{
    ClippedPrimitive, Color32, ColorImage, Id, Label, Popup, Rect, RichText, Sense, Theme, Ui,
    Vec2, WidgetInfo, epaint::ClippedShape, pos2, vec2,
};

use super::{
    theme::{self, UiExt as _, space, text},
    widgets::{Icon, paint_icon},
};

/// Width of a picture, in points: that of a page of paper in print.
const WIDTH: f32 = 960.0;
/// A plot is never higher than this.
const MOST_HEIGHT: f32 = 4000.0;
/// Pixels of a PNG for each point.
const PIXELS: f32 = 2.0;
/// Side of the menu's mark, in points.
const MENU: f32 = 22.0;
/// How often it is laid out before it is taken: sizes are known after the first time.
const PASSES: usize = 3;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Lines and texts, sharp at every size.
    Svg,
    /// Pixels, for slides and mail.
    Png,
}

/// A plot as it was painted.
pub(super) struct Picture {
    size: Vec2,
    ground: Color32,
    title: String,
    shapes: Vec<ClippedShape>,
    primitives: Vec<ClippedPrimitive>,
    /// The letters.
    atlas: ColorImage,
}

/// What was asked for in this frame.
#[derive(Clone)]
pub(super) struct Asked {
    /// The picture.
    pub picture: Arc<Picture>,
    /// The kind of file.
    pub kind: Kind,
}

fn key() -> Id {
    Id::unique("picture")
}

/// Tells every picture of this frame where its figures come from.
pub(super) fn source(ctx: &egui::Context, words: String) {
    ctx.data_mut(|data| data.insert_temp(key().with("source"), words));
}

/// The picture that was asked for, once.
pub(super) fn take(ctx: &egui::Context) -> Option<Asked> {
    ctx.data_mut(|data| data.remove_temp::<Option<Asked>>(key()))
        .flatten()
}

/// Whether a plot says above itself what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// It does.
    Own,
    /// Its picture needs the title above it.
    Above,
}

/// Draws a plot with a small menu at its top right corner that saves it under `title`. The mark of
/// the menu is seen while the mouse is over the plot, or the keyboard has it.
pub(super) fn saved<R>(
    ui: &mut Ui,
    (title, head): (&str, Head),
    mut draw: impl FnMut(&mut Ui) -> R,
) -> R {
    let shown = ui.scope(|ui| draw(ui));
    let plot = shown.response.rect;
    let corner = plot.right_top();
    let place = Rect::from_min_size(corner - vec2(MENU, 0.0), Vec2::splat(MENU));
    if !ui.is_rect_visible(plot) {
        return shown.inner;
    }
    let id = shown.response.id.with("save");
    let button = ui.interact(place, id, Sense::click());
    let name = format!("Save the plot: {title}");
    button.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    let tokens = ui.tokens();
    let is_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&button));
    if ui.rect_contains_pointer(plot) || button.has_focus() || is_open {
        let ink = if button.hovered() || button.has_focus() {
            tokens.accent
        } else {
            tokens.text_weak
        };
        ui.painter().rect_filled(place, 4, tokens.surface);
        paint_icon(ui.painter(), place.shrink(4.0), Icon::Dots, ink);
    }
    let mut kind = None;
    Popup::menu(&button).show(|ui| {
        if ui.button("Save as SVG…").clicked() {
            kind = Some(Kind::Svg);
        }
        if ui.button("Save as PNG…").clicked() {
            kind = Some(Kind::Png);
        }
    });
    button.on_hover_text("Save this plot");
    if let Some(kind) = kind {
        let source: Option<String> = ui.data(|data| data.get_temp(key().with("source")));
        let picture = Picture::of((title, head), &source.unwrap_or_default(), |ui| {
            draw(ui);
        });
        let asked = Asked {
            picture: Arc::new(picture),
            kind,
        };
        ui.data_mut(|data| data.insert_temp(key(), Some(asked)));
    }
    shown.inner
}

impl Picture {
    /// Paints `draw` by itself, on light ground, as wide as a page.
    pub(super) fn of(
        (title, head): (&str, Head),
        source: &str,
        mut draw: impl FnMut(&mut Ui),
    ) -> Self {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        ctx.set_theme(Theme::Light);
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(
                pos2(0.0, 0.0),
                vec2(WIDTH, MOST_HEIGHT),
            )),
            ..egui::RawInput::default()
        };
        ctx.set_pixels_per_point(PIXELS);
        let mut atlas = ColorImage::default();
        let (mut shapes, mut height, mut ground) = (Vec::new(), 0.0, Color32::WHITE);
        for _ in 0..PASSES {
            let output = ctx.run_ui(input.clone(), |ui| {
                ground = ui.tokens().surface;
                let above = (head == Head::Above).then_some(title);
                height = page(ui, (above, source), &mut draw);
            });
            for delta in output.textures_delta.set.values().flatten() {
                raster::patch(&mut atlas, delta);
            }
            shapes = output.shapes;
        }
        let size = vec2(WIDTH, height.min(MOST_HEIGHT));
        let primitives = ctx.tessellate(shapes.clone(), PIXELS);
        Self {
            size,
            ground,
            title: title.to_owned(),
            shapes,
            primitives,
            atlas,
        }
    }

    /// Writes it: aside first, so that the file is whole or is what it was before. The kind follows
    /// the ending, whatever was asked for.
    ///
    /// # Errors
    /// If the folder of `path` cannot be written to.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let is_svg = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
        let bytes = if is_svg {
            svg::svg(self).into_bytes()
        } else {
            png::png(&raster::pixels(self, PIXELS))?
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let context = || {
            format!(
                "The picture cannot be written. Choose another folder: {}",
                path.display()
            )
        };
        let mut file = tempfile::NamedTempFile::new_in(folder).with_context(context)?;
        file.write_all(&bytes).with_context(context)?;
        file.persist(path).with_context(context)?;
        Ok(())
    }
}

/// Title, plot and source, one below the other; gives the height that they take.
fn page(ui: &mut Ui, (title, source): (Option<&str>, &str), draw: &mut impl FnMut(&mut Ui)) -> f32 {
    let tokens = ui.tokens();
    let ground = ui.max_rect();
    ui.painter().rect_filled(ground, 0, tokens.surface);
    let frame = egui::Frame::new().inner_margin(egui::Margin::same(20));
    let shown = frame.show(ui, |ui| {
        ui.set_width(WIDTH - 40.0);
        if let Some(title) = title {
            ui.add(Label::new(RichText::new(title).font(text::section())).wrap());
            ui.add_space(space::S);
        }
        draw(ui);
        ui.add_space(space::S);
        let words = RichText::new(source).font(text::label());
        ui.add(Label::new(words.color(tokens.text_weak)).wrap());
    });
    shown.response.rect.bottom()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        Picture::of(
            ("A plot <of two lines>", Head::Above),
            "Source: a test",
            |ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(400.0, 100.0), Sense::hover());
                let ink = ui.tokens().bad;
                ui.painter().rect_filled(rect, 0, ink);
                ui.label("within & below");
            },
        )
    }

    #[test]
    fn an_svg_has_title_source_and_texts_that_can_be_read() {
        let text = svg::svg(&picture());
        assert!(text.starts_with("<svg "));
        assert!(text.contains("<title>A plot &lt;of two lines&gt;</title>"));
        assert!(text.contains("Source: a test"));
        assert!(text.contains("within &amp; below"));
        assert!(text.contains("#bf2c3d"), "the rectangle");
        assert!(text.trim_end().ends_with("</svg>"));
    }

    #[test]
    fn pixels_are_those_of_the_light_theme() {
        let picture = picture();
        let image = raster::pixels(&picture, PIXELS);
        assert_eq!(image.size[0], 1920);
        assert_eq!(image.pixels[0], picture.ground);
        let inks = image.pixels.iter().filter(|ink| **ink == theme_bad());
        // 400 by 100 points, at two pixels each.
        let n = inks.count();
        assert!((150_000..170_000).contains(&n), "{n}");
        let dark = image.pixels.iter().filter(|ink| ink.r() < 90).count();
        assert!(dark > 500, "letters: {dark}");
        let bytes = png::png(&image).unwrap();
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    }

    fn theme_bad() -> Color32 {
        let mut ink = Color32::TRANSPARENT;
        Picture::of(("", Head::Own), "", |ui| ink = ui.tokens().bad);
        ink
    }
}
