//! Where the parts of a grid stand on the screen.

use std::ops::Range;

use egui::{Pos2, Rect, pos2, vec2};

use super::{
    columns::Columns,
    scroll::{ROW, Room, Scroll},
};

/// Height of the titles, in points.
const TITLES: f32 = 30.0;
/// Breadth of the scroll bars.
const BAR: f32 = 12.0;

/// A column and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    /// Its place in the table.
    pub index: usize,
    /// Its left edge.
    pub x: f32,
    /// Its width.
    pub width: f32,
    /// Whether it stays at the left.
    pub pinned: bool,
}

/// Where the parts stand in this frame.
#[derive(Clone, Debug)]
pub(super) struct Geometry {
    /// Titles of columns.
    pub titles: Rect,
    /// Cells and row numbers.
    pub cells: Rect,
    /// Width of the row numbers.
    pub numbers: f32,
    /// Left edge of what scrolls sideways.
    pub scrolled: f32,
    /// The bar at the right.
    pub bar: Rect,
    /// The bar below.
    pub bar_below: Rect,
    /// The columns that are seen, at least in part.
    pub columns: Vec<Placed>,
    /// The largest [`Scroll::left`].
    pub last_left: f32,
    /// The rows and their room.
    pub room: Room,
}

impl Geometry {
    /// Lays the grid out in `rect` and keeps `scroll` within it.
    pub(super) fn new(rect: Rect, columns: &Columns, rows: usize, scroll: &mut Scroll) -> Self {
        let digits = rows.max(1).ilog10() as f32 + 1.0;
        let numbers = 9.0 * digits + 22.0;
        let total: f32 = columns.shown().map(|column| column.width).sum();
        let inner = Rect::from_min_max(rect.min, rect.max - vec2(BAR, 0.0));
        let is_wide = total + numbers > inner.width();
        let bottom = rect.bottom() - if is_wide { BAR } else { 0.0 };
        let top = rect.top() + TITLES;
        let titles = Rect::from_min_max(inner.min, pos2(inner.right(), top));
        let cells = Rect::from_min_max(
            pos2(inner.left(), top),
            pos2(inner.right(), bottom.max(top)),
        );
        let room = Room {
            rows,
            height: cells.height(),
        };
        let pinned: f32 = columns
            .shown()
            .filter(|column| column.pinned)
            .map(|column| column.width)
            .sum();
        // Pinned columns leave room for at least one that scrolls.
        let scrolled = (inner.left() + numbers + pinned).min(inner.right() - 80.0);
        let last_left = (total - pinned - (inner.right() - scrolled)).max(0.0);
        scroll.clamp(room, last_left);
        let mut placed = Vec::new();
        let (mut x, mut moving) = (inner.left() + numbers, scrolled - scroll.left);
        for column in columns.shown() {
            let left = if column.pinned { &mut x } else { &mut moving };
            let at = Placed {
                index: column.index,
                x: *left,
                width: column.width,
                pinned: column.pinned,
            };
            *left += column.width;
            let from = if column.pinned {
                inner.left()
            } else {
                scrolled
            };
            if at.x < inner.right() && at.x + at.width > from {
                placed.push(at);
            }
        }
        Self {
            titles,
            cells,
            numbers,
            scrolled,
            bar: Rect::from_min_max(pos2(inner.right(), top), pos2(rect.right(), bottom)),
            bar_below: Rect::from_min_max(
                pos2(scrolled, bottom),
                pos2(inner.right(), rect.bottom()),
            ),
            columns: placed,
            last_left,
            room,
        }
    }

    /// The part of `within` in which the column may be drawn.
    pub(super) fn clip(&self, column: &Placed, within: Rect) -> Rect {
        let (from, to) = if column.pinned {
            (within.left(), self.scrolled)
        } else {
            (self.scrolled, within.right())
        };
        let left = column.x.max(from);
        let right = (column.x + column.width).min(to);
        Rect::from_x_y_ranges(left..=right.max(left), within.y_range())
    }

    /// The places of the rows that are seen.
    pub(super) fn places(&self, scroll: Scroll) -> Range<usize> {
        scroll.places(self.room)
    }

    /// Where the row at `place` stands.
    pub(super) fn row(&self, place: usize, scroll: Scroll) -> Rect {
        let min = pos2(self.cells.left(), self.cells.top() + scroll.y(place));
        Rect::from_min_size(min, vec2(self.cells.width(), ROW))
    }

    /// The place of the row and the column of the table at `at`; the nearest, if there is none.
    pub(super) fn cell_at(&self, at: Pos2, scroll: Scroll) -> Option<(usize, usize)> {
        let last = self.room.rows.checked_sub(1)?;
        let y = (at.y - self.cells.top()).clamp(0.0, self.room.height - 1.0);
        let holds = |column: &&Placed| {
            let clip = self.clip(column, self.cells);
            clip.left() <= at.x && at.x < clip.right()
        };
        let column = self.columns.iter().find(holds);
        let outer = if at.x < self.scrolled {
            self.columns.first()
        } else {
            self.columns.last()
        };
        Some((scroll.place_at(y).min(last), column.or(outer)?.index))
    }

    /// Scrolls sideways as little as needed for the column to be seen whole.
    pub(super) fn show_column(&self, index: usize, columns: &Columns, scroll: &mut Scroll) {
        let mut x = 0.0;
        for column in columns.shown().filter(|column| !column.pinned) {
            if column.index == index {
                let view = self.cells.right() - self.scrolled;
                scroll.left = scroll.left.min(x).max((x + column.width - view).min(x));
                return;
            }
            x += column.width;
        }
    }
}
