//! Triangles as pixels, as the window's own painter does it: colours are mixed as they are written.

use egui::{
    Color32, ColorImage, ImageData, Mesh, Pos2, Rect,
    epaint::{ImageDelta, Primitive, Vertex},
};

use super::Picture;

/// Puts a change of the letters into `atlas`.
pub(super) fn patch(atlas: &mut ColorImage, delta: &ImageDelta) {
    let ImageData::Color(image) = &delta.image;
    let Some([left, top]) = delta.pos else {
        *atlas = ColorImage::clone(image);
        return;
    };
    let [width, _] = image.size;
    let across = atlas.size[0];
    for (y, row) in image.pixels.chunks_exact(width.max(1)).enumerate() {
        let start = (top + y) * across + left;
        if let Some(place) = atlas.pixels.get_mut(start..start + row.len()) {
            place.copy_from_slice(row);
        }
    }
}

/// The picture with so many pixels for each point.
pub(super) fn pixels(picture: &Picture, per_point: f32) -> ColorImage {
    let size = picture.size * per_point;
    let size = [
        size.x.ceil().max(1.0) as usize,
        size.y.ceil().max(1.0) as usize,
    ];
    let mut image = ColorImage::filled(size, picture.ground);
    for primitive in &picture.primitives {
        if let Primitive::Mesh(mesh) = &primitive.primitive {
            paint(
                &mut image,
                mesh,
                (primitive.clip_rect, per_point),
                &picture.atlas,
            );
        }
    }
    image
}

fn paint(image: &mut ColorImage, mesh: &Mesh, (clip, per_point): (Rect, f32), atlas: &ColorImage) {
    let [width, height] = image.size;
    let edge = |points: f32, most: usize| (points * per_point).round().clamp(0.0, most as f32);
    let clip = Rect::from_min_max(
        Pos2::new(edge(clip.left(), width), edge(clip.top(), height)),
        Pos2::new(edge(clip.right(), width), edge(clip.bottom(), height)),
    );
    for corners in mesh.indices.chunks_exact(3) {
        let corner = |i: usize| mesh.vertices.get(*corners.get(i)? as usize).copied();
        if let (Some(a), Some(b), Some(c)) = (corner(0), corner(1), corner(2)) {
            let scaled = |mut vertex: Vertex| {
                vertex.pos = (vertex.pos.to_vec2() * per_point).to_pos2();
                vertex
            };
            triangle(image, [a, b, c].map(scaled), clip, atlas);
        }
    }
}

/// Twice the area of a triangle; below 0 where it turns the other way.
fn area(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// A pixel belongs to the triangle that holds its middle; of two that share an edge, to one.
fn triangle(image: &mut ColorImage, mut corners: [Vertex; 3], clip: Rect, atlas: &ColorImage) {
    let mut whole = area(corners[0].pos, corners[1].pos, corners[2].pos);
    if whole < 0.0 {
        corners.swap(1, 2);
        whole = -whole;
    }
    if !(whole > 0.0 && whole.is_finite()) {
        return;
    }
    let [a, b, c] = corners.map(|corner| corner.pos);
    let low = |x: f32, y: f32, z: f32| x.min(y).min(z).floor();
    let high = |x: f32, y: f32, z: f32| x.max(y).max(z).ceil();
    let (left, right) = (
        low(a.x, b.x, c.x).max(clip.left()),
        high(a.x, b.x, c.x).min(clip.right()),
    );
    let (top, bottom) = (
        low(a.y, b.y, c.y).max(clip.top()),
        high(a.y, b.y, c.y).min(clip.bottom()),
    );
    if left >= right || top >= bottom {
        return;
    }
    // An edge counts where it goes up, or to the left: the other triangle at it has it turned.
    let keeps = |from: Pos2, to: Pos2| to.y < from.y || (to.y == from.y && to.x < from.x);
    let owned = [keeps(b, c), keeps(c, a), keeps(a, b)];
    for y in top as usize..bottom as usize {
        for x in left as usize..right as usize {
            let middle = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
            let weights = [area(b, c, middle), area(c, a, middle), area(a, b, middle)];
            let mut sides = weights.iter().zip(owned);
            if sides.any(|(weight, owned)| *weight < 0.0 || (*weight == 0.0 && !owned)) {
                continue;
            }
            let shares = weights.map(|weight| weight / whole);
            let ink = ink(&corners, shares, atlas);
            let place = y * image.size[0] + x;
            if let Some(pixel) = image.pixels.get_mut(place) {
                *pixel = over(*pixel, ink);
            }
        }
    }
}

/// The colour of a place, from those of the corners and the letters.
fn ink(corners: &[Vertex; 3], shares: [f32; 3], atlas: &ColorImage) -> [f32; 4] {
    let mut mixed = [0.0; 4];
    let (mut u, mut v) = (0.0, 0.0);
    for (corner, share) in corners.iter().zip(shares) {
        for (sum, part) in mixed.iter_mut().zip(corner.color.to_array()) {
            *sum += share * f32::from(part);
        }
        u += share * corner.uv.x;
        v += share * corner.uv.y;
    }
    let letters = sample(atlas, u, v);
    for (part, letter) in mixed.iter_mut().zip(letters) {
        *part *= letter / 255.0;
    }
    mixed
}

/// The letters at a place between 0 and 1, mixed from the four pixels around it.
fn sample(atlas: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = atlas.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (dx, dy) = (x - left, y - top);
    let at = |x: f32, y: f32| {
        let x = (x.max(0.0) as usize).min(width.saturating_sub(1));
        let y = (y.max(0.0) as usize).min(height.saturating_sub(1));
        let pixel = atlas.pixels.get(y * width + x);
        pixel.copied().unwrap_or(Color32::WHITE).to_array()
    };
    let around = [
        (at(left, top), (1.0 - dx) * (1.0 - dy)),
        (at(left + 1.0, top), dx * (1.0 - dy)),
        (at(left, top + 1.0), (1.0 - dx) * dy),
        (at(left + 1.0, top + 1.0), dx * dy),
    ];
    let mut mixed = [0.0; 4];
    for (pixel, share) in around {
        for (sum, part) in mixed.iter_mut().zip(pixel) {
            *sum += share * f32::from(part);
        }
    }
    mixed
}

/// `ink`, whose colours are multiplied with its alpha, over `ground`, which hides all.
#[expect(
    clippy::disallowed_methods,
    reason = "the colour is mixed from those of the theme"
)]
fn over(ground: Color32, ink: [f32; 4]) -> Color32 {
    let [red, green, blue, alpha] = ink;
    let through = 1.0 - alpha / 255.0;
    let mix = |ground: u8, ink: f32| {
        (ink + f32::from(ground) * through)
            .round()
            .clamp(0.0, 255.0) as u8
    };
    Color32::from_rgb(
        mix(ground.r(), red),
        mix(ground.g(), green),
        mix(ground.b(), blue),
    )
}
