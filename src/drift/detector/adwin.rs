use super::{Signal, Watch, is_share};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "adwin",
    name: "ADWIN",
    summary: "Keeps a window of recent values and cuts it where two of its parts have different means. For any numbers; needs no idea of how fast things change. Sees the mean only.",
    reference: "Bifet and Gavaldà 2007, \"Learning from time-changing data with adaptive windowing\"; River 0.26.1",
};

/// Adaptive windowing: a window of recent values that is cut wherever two parts of it differ.
///
/// Measures: whether the mean of the newer part differs from that of the older part by more than
/// chance, for any place of the cut. The window is kept as sums over 1, 2, 4, … values, so memory
/// grows with the logarithm of its length.
/// Formula: a cut is significant if `|m0 - m1| > sqrt(2 v d (1/n0 + 1/n1)) + 2/3 d (1/n0 + 1/n1)`
/// with `d = ln(2 ln(n) / delta)`, `v` the variance of the window and `n0`, `n1` the lengths of the
/// parts less the shortest part that is looked at, plus one.
/// Empty or constant: never fires. NaN: passed over.
/// Misleads: sees the mean only (a change of spread goes unseen), and correlated values make it
/// fire too often. Prefer KSWIN for a change of shape. As in River the whole window is thrown
/// away after a drift; the paper keeps the newer part.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Adwin {
    /// How likely a false alarm may be at one look, 0 to 1.
    pub delta: f64,
    /// Looks for a cut after this many values.
    pub clock: u32,
    /// How many sums of one length are kept before two of them become one.
    pub max_buckets: u32,
    /// The shortest part that is compared.
    pub min_window: u32,
    /// No look before the window is longer than this.
    pub grace: u32,
}

impl Adwin {
    pub(super) const DEFAULT: Self = Self {
        delta: 0.002,
        clock: 32,
        max_buckets: 5,
        min_window: 5,
        grace: 10,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if !is_share(self.delta) {
            return Err("delta must be above 0 and below 1.".to_owned());
        }
        if self.clock == 0 || self.max_buckets == 0 || self.min_window == 0 {
            return Err("clock, buckets and shortest part must be at least 1.".to_owned());
        }
        Ok(())
    }

    pub(super) fn start(self) -> Window {
        Window {
            settings: self,
            rows: vec![Vec::new()],
            width: 0.0,
            total: 0.0,
            deviations: 0.0,
            tick: 0,
        }
    }
}

impl Default for Adwin {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The window.
pub(super) struct Window {
    settings: Adwin,
    /// Row `i` holds sums over `2^i` values each, oldest first.
    rows: Vec<Vec<Bucket>>,
    width: f64,
    total: f64,
    /// Sum of squared deviations from the mean.
    deviations: f64,
    tick: u64,
}

/// Neighbouring values, summed.
#[derive(Clone, Copy)]
struct Bucket {
    total: f64,
    deviations: f64,
}

impl Watch for Window {
    fn update(&mut self, value: f64) -> Signal {
        self.insert(value);
        self.tick += 1;
        let looks = self.tick.is_multiple_of(u64::from(self.settings.clock));
        if !looks || self.width <= f64::from(self.settings.grace) {
            return Signal::Stable;
        }
        let mut signal = Signal::Stable;
        while self.has_cut() {
            self.drop_oldest();
            signal = Signal::Drift;
        }
        signal
    }
}

impl Window {
    fn insert(&mut self, value: f64) {
        self.rows[0].push(Bucket {
            total: value,
            deviations: 0.0,
        });
        self.width += 1.0;
        if self.width > 1.0 {
            let away = value - self.total / (self.width - 1.0);
            self.deviations += (self.width - 1.0) * away * away / self.width;
        }
        self.total += value;
        self.merge();
    }

    /// Makes one of the two oldest sums of every row that is full.
    fn merge(&mut self) {
        let most = self.settings.max_buckets as usize;
        let mut row = 0;
        while self.rows[row].len() > most {
            let n = size(row);
            let mut oldest = self.rows[row].drain(..2);
            let (Some(a), Some(b)) = (oldest.next(), oldest.next()) else {
                return;
            };
            drop(oldest);
            let away = a.total / n - b.total / n;
            if row + 1 == self.rows.len() {
                self.rows.push(Vec::new());
            }
            row += 1;
            self.rows[row].push(Bucket {
                total: a.total + b.total,
                deviations: a.deviations + b.deviations + n * 0.5 * away * away,
            });
        }
    }

    /// Whether the window has two parts whose means differ by more than chance.
    fn has_cut(&self) -> bool {
        let shortest = f64::from(self.settings.min_window);
        let delta = (2.0 * self.width.ln() / self.settings.delta).ln();
        let variance = self.deviations / self.width;
        let (mut n0, mut n1) = (0.0, self.width);
        let (mut u0, mut u1) = (0.0, self.total);
        for (row, buckets) in self.rows.iter().enumerate().rev() {
            for (place, bucket) in buckets.iter().enumerate() {
                n0 += size(row);
                n1 -= size(row);
                u0 += bucket.total;
                u1 -= bucket.total;
                if row == 0 && place + 1 == buckets.len() {
                    return false;
                }
                if n0 < shortest || n1 < shortest {
                    continue;
                }
                let harmonic = 1.0 / (n0 - shortest + 1.0) + 1.0 / (n1 - shortest + 1.0);
                let bound =
                    (2.0 * harmonic * variance * delta).sqrt() + 2.0 / 3.0 * delta * harmonic;
                if (u0 / n0 - u1 / n1).abs() > bound {
                    return true;
                }
            }
        }
        false
    }

    fn drop_oldest(&mut self) {
        let row = self.rows.len() - 1;
        let n = size(row);
        let oldest = self.rows[row].remove(0);
        self.width -= n;
        self.total -= oldest.total;
        let away = oldest.total / n - self.total / self.width;
        self.deviations -= oldest.deviations + n * self.width * away * away / (n + self.width);
        if self.rows[row].is_empty() && row > 0 {
            self.rows.pop();
        }
    }
}

/// How many values a sum in `row` stands for.
fn size(row: usize) -> f64 {
    (1_u64 << row) as f64
}
