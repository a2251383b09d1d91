use polars::prelude::{Float64Chunked, Int64Chunked};

use super::{
    super::cells::{decimal_text, time_text},
    Count,
    count::Top,
};
use crate::{
    stats::{Histogram, Tally, even_edges, order_key, quantile_at, value_of_key},
    terms::Figure,
};

/// The bit that tells numbers below zero from the others.
const SIGN: u64 = 1 << 63;

const INFINITIES: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// What the keys of a tally stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Integers,
    Decimals,
    Times,
}

/// The values of a column in order, made once for everything; whole numbers stay exact, and
/// infinities are kept apart.
pub(super) struct Ordered {
    tally: Tally,
    infinite: [u64; 2],
    of: Of,
}

impl Ordered {
    pub(super) fn integers(values: &Int64Chunked) -> Self {
        Self::whole(values, Of::Integers)
    }

    pub(super) fn times(values: &Int64Chunked) -> Self {
        Self::whole(values, Of::Times)
    }

    fn whole(values: &Int64Chunked, of: Of) -> Self {
        let key = |value: i64| value.cast_unsigned() ^ SIGN;
        let tally = if values.null_count() == 0 {
            Tally::of(|| values.no_null_iter().map(key))
        } else {
            Tally::of(|| values.iter().flatten().map(key))
        };
        Self {
            tally,
            infinite: [0; 2],
            of,
        }
    }

    pub(super) fn decimals(values: &Float64Chunked) -> Self {
        // Both zeros are one value.
        let key = |value: f64| order_key(value + 0.0);
        let mut tally = if values.null_count() == 0 {
            Tally::of(|| values.no_null_iter().map(key))
        } else {
            Tally::of(|| values.iter().flatten().map(key))
        };
        let infinite = INFINITIES.map(|value| tally.remove(order_key(value)));
        Self {
            tally,
            infinite,
            of: Of::Decimals,
        }
    }

    /// The keys of the finite values with their counts.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The number that `key` stands for.
    pub(super) fn value(&self, key: u64) -> f64 {
        match self.of {
            Of::Decimals => value_of_key(key),
            Of::Integers | Of::Times => whole(key) as f64,
        }
    }

    /// How many distinct values there are, and the most frequent ones.
    pub(super) fn top(&self, n_top: usize) -> (u64, Vec<Count>) {
        let (mut distinct, mut top) = (0, Top::new(n_top));
        for (value, count) in INFINITIES.into_iter().zip(self.infinite) {
            if count > 0 {
                distinct += 1;
                top.add(order_key(value), count);
            }
        }
        self.tally.each(|key, count| {
            distinct += 1;
            top.add(key, count);
        });
        let text = |key| match self.of {
            Of::Decimals => decimal_text(value_of_key(key)),
            Of::Integers => whole(key).to_string(),
            Of::Times => time_text(whole(key)),
        };
        (distinct, top.counts(text))
    }

    /// How many values are infinite.
    pub(super) fn infinite(&self) -> u64 {
        self.infinite.iter().sum()
    }

    /// The value below which the share `q` of the finite ones lies.
    pub(super) fn quantile(&self, q: f64) -> Figure {
        quantile_at(self.tally.total(), q, |ranks| {
            let keys = self.tally.at(ranks).into_iter();
            keys.map(|key| self.value(key)).collect()
        })
    }

    /// Bins of equal width over the finite values.
    pub(super) fn histogram(&self, n_bins: usize, (min, max): (&Figure, &Figure)) -> Histogram {
        let (Some(min), Some(max)) = (min.value(), max.value()) else {
            return Histogram::default();
        };
        let mut histogram = Histogram::empty(even_edges(min, max, n_bins.max(1)));
        self.tally
            .each(|key, count| histogram.add(self.value(key), count));
        histogram
    }
}

/// The whole number that `key` stands for.
pub(super) fn whole(key: u64) -> i64 {
    (key ^ SIGN).cast_signed()
}
