//! Where a grid is scrolled to.
//!
//! A screen counts in `f32`, which cannot tell single points from 16,777,216 on: ten million rows
//! are 240 million points high. So rows are counted, in `f64`, and only what is seen becomes points.

/// How high a row is, in points.
pub(super) const ROW: f32 = 24.0;

/// The shortest handle of a bar that can still be grabbed, in points.
const HANDLE: f32 = 28.0;

/// Where the upper left corner of the cells stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scroll {
    /// Rows above it, with the hidden part of the first one.
    pub top: f64,
    /// Points left of it, pinned columns aside.
    pub left: f32,
}

/// How many rows there are, and how much room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    /// Number of rows.
    pub rows: usize,
    /// Height for them, in points.
    pub height: f32,
}

impl Room {
    /// How many rows can be seen at once.
    pub(super) fn seen(self) -> f64 {
        f64::from(self.height / ROW)
    }

    /// The largest [`Scroll::top`].
    pub(super) fn last_top(self) -> f64 {
        (self.rows as f64 - self.seen()).max(0.0)
    }

    /// The length of the bar's handle in a track of this length; none if every row is seen.
    pub(super) fn handle(self, track: f32) -> Option<f32> {
        let share = self.seen() / self.rows.max(1) as f64;
        (share < 1.0).then(|| ((f64::from(track) * share) as f32).max(HANDLE).min(track))
    }
}

impl Scroll {
    /// Stays where there are rows.
    pub(super) fn clamp(&mut self, room: Room, last_left: f32) {
        self.top = self.top.clamp(0.0, room.last_top());
        self.left = self.left.clamp(0.0, last_left.max(0.0));
    }

    /// The places of the rows that are seen, in part or whole.
    pub(super) fn places(self, room: Room) -> std::ops::Range<usize> {
        let last = (self.top + room.seen()).ceil() as usize;
        self.top.floor() as usize..last.min(room.rows)
    }

    /// How far below the upper edge the row at `place` begins, in points.
    pub(super) fn y(self, place: usize) -> f32 {
        ((place as f64 - self.top) * f64::from(ROW)) as f32
    }

    /// The place of the row that is `y` points below the upper edge.
    pub(super) fn place_at(self, y: f32) -> usize {
        (self.top + f64::from(y / ROW)).max(0.0) as usize
    }

    /// Scrolls as little as needed for the row at `place` to be seen whole.
    pub(super) fn show(&mut self, place: usize, room: Room) {
        let place = place as f64;
        self.top = self
            .top
            .min(place)
            .max((place + 1.0 - room.seen()).min(place));
    }

    /// Scrolls so that the row at `place` stands in the middle, unless it is seen already.
    pub(super) fn jump(&mut self, place: usize, room: Room) {
        let is_seen = place as f64 >= self.top && (place + 1) as f64 <= self.top + room.seen();
        if !is_seen {
            self.top = place as f64 - (room.seen() / 2.0).floor();
        }
    }

    /// How far down the track the handle begins.
    pub(super) fn handle_at(self, room: Room, free: f32) -> f32 {
        let last = room.last_top();
        if last > 0.0 {
            (self.top / last * f64::from(free)) as f32
        } else {
            0.0
        }
    }

    /// The handle was dragged to begin `at` points down the track, of which `free` are not its own.
    pub(super) fn drag_to(&mut self, at: f32, room: Room, free: f32) {
        let share = f64::from(at.clamp(0.0, free)) / f64::from(free.max(1.0));
        let top = share * room.last_top();
        // Where a point of the track is more than a row, rows begin at the edge.
        let is_coarse = room.last_top() > f64::from(free);
        self.top = if is_coarse && share < 1.0 {
            top.round()
        } else {
            top
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_of_ten_million_rows_has_a_point_of_its_own() {
        let room = Room {
            rows: 10_000_000,
            height: 500.0,
        };
        let mut scroll = Scroll::default();
        for place in [0, 1, 8_388_607, 8_388_608, 9_999_998, 9_999_999] {
            scroll.show(place, room);
            assert!(scroll.places(room).contains(&place));
            let y = scroll.y(place);
            assert!((0.0..=500.0 - ROW).contains(&y), "{place} stands at {y}");
            assert_eq!(scroll.place_at(y + 1.0), place);
            assert_eq!(scroll.place_at(y + ROW - 1.0), place);
        }
    }

    #[test]
    fn the_end_of_the_track_is_the_last_row() {
        let room = Room {
            rows: 10_000_000,
            height: 480.0,
        };
        let handle = room.handle(480.0).unwrap();
        let free = 480.0 - handle;
        let mut scroll = Scroll::default();
        scroll.drag_to(1e6, room, free);
        assert_eq!(scroll.places(room), 9_999_980..10_000_000);
        assert_eq!(scroll.handle_at(room, free), free);
        scroll.drag_to(-5.0, room, free);
        assert_eq!(scroll.places(room), 0..20);
        scroll.jump(9_000_000, room);
        scroll.clamp(room, 0.0);
        assert_eq!(scroll.top, 8_999_990.0);
        scroll.jump(8_999_995, room);
        assert_eq!(scroll.top, 8_999_990.0, "what is seen already stays");
    }

    #[test]
    fn few_rows_need_no_bar() {
        let room = Room {
            rows: 3,
            height: 480.0,
        };
        assert_eq!(room.handle(480.0), None);
        let mut scroll = Scroll {
            top: 7.0,
            left: -3.0,
        };
        scroll.clamp(room, -20.0);
        assert_eq!(scroll, Scroll::default());
        assert_eq!(scroll.places(room), 0..3);
        let none = Room {
            rows: 0,
            height: 480.0,
        };
        assert_eq!(scroll.places(none), 0..0);
    }
}
