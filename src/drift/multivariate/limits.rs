use crate::{stats::Moments, terms::Figure};

/// The fewest reference chunks whose spread says anything.
const LEAST_CHUNKS: usize = 3;

/// Between which two figures a chunk is usual.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Below it is drift.
    pub lower: Figure,
    /// Above it is drift.
    pub upper: Figure,
}

impl Limits {
    /// Two limits that are the same for all data.
    pub fn fixed(lower: f64, upper: f64) -> Self {
        Self {
            lower: Figure::Value(lower),
            upper: Figure::Value(upper),
        }
    }

    /// Mean of the reference chunks' figures plus or minus `deviations` of their standard deviations
    /// (divided by n).
    pub fn around(reference: &[Figure], deviations: f64) -> Self {
        let known: Vec<f64> = reference.iter().filter_map(Figure::value).collect();
        let moments = Moments::of(&known);
        let std = moments.std(0).value();
        let reason = "needs at least three reference chunks";
        let limit = |sign: f64| match std.filter(|_| known.len() >= LEAST_CHUNKS) {
            Some(std) => Figure::finite(moments.mean + sign * deviations * std, reason),
            None => Figure::not_computable(reason),
        };
        Self {
            lower: limit(-1.0),
            upper: limit(1.0),
        }
    }

    /// Whether `value` is outside; never where a limit is not known.
    pub fn exclude(&self, value: f64) -> bool {
        self.lower.value().is_some_and(|lower| value < lower)
            || self.upper.value().is_some_and(|upper| value > upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_chunks_make_a_band_and_two_do_not() {
        let chunks = [1.0, 2.0, 3.0].map(Figure::Value);
        let limits = Limits::around(&chunks, 3.0);
        let half = 3.0 * (2.0_f64 / 3.0).sqrt();
        assert!((limits.upper.value().unwrap() - 2.0 - half).abs() < 1e-12);
        assert!(limits.exclude(5.0) && limits.exclude(-1.0) && !limits.exclude(4.0));
        let none = Limits::around(&chunks[..2], 3.0);
        assert!(none.lower.reason().is_some() && !none.exclude(1e9));
    }
}
