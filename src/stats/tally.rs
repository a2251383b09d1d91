/// Distinct values that are counted in a table before everything is sorted instead.
const MOST_COUNTED: usize = 1 << 17;

/// How often each of many whole numbers occurs, from the lowest to the highest.
///
/// Few distinct values are counted as they come and need no memory of their own; many are sorted,
/// which takes eight bytes each. The figures are the same in either case, whatever the order in
/// which the values came. Floats are tallied by their [`order_key`](super::order_key).
#[derive(Clone, Debug)]
pub enum Tally {
    /// Each distinct key with its count, rising.
    Counted(Vec<(u64, u64)>),
    /// Every key, rising.
    Sorted(Vec<u64>),
}

impl Tally {
    /// The tally of the keys that `keys` gives; it is called twice where there are many distinct
    /// ones.
    pub fn of<I: Iterator<Item = u64>>(keys: impl Fn() -> I) -> Self {
        if let Some(counted) = counted(keys()) {
            return Self::Counted(counted);
        }
        let mut sorted: Vec<u64> = keys().collect();
        sorted.sort_unstable();
        Self::Sorted(sorted)
    }

    /// Calls `visit` with every distinct key and its count, from the lowest key on.
    pub fn each(&self, mut visit: impl FnMut(u64, u64)) {
        match self {
            Self::Counted(counted) => {
                for &(key, count) in counted {
                    visit(key, count);
                }
            }
            Self::Sorted(keys) => {
                for run in keys.chunk_by(|a, b| a == b) {
                    visit(run[0], run.len() as u64);
                }
            }
        }
    }

    /// How many keys there are, equal ones counted each time.
    pub fn total(&self) -> u64 {
        match self {
            Self::Counted(counted) => counted.iter().map(|(_, count)| count).sum(),
            Self::Sorted(keys) => keys.len() as u64,
        }
    }

    /// The `n` lowest distinct keys, lowest first.
    pub fn lowest(&self, n: usize) -> Vec<u64> {
        match self {
            Self::Counted(counted) => counted.iter().take(n).map(|(key, _)| *key).collect(),
            Self::Sorted(keys) => {
                let runs = keys.chunk_by(|a, b| a == b);
                runs.take(n).map(|run| run[0]).collect()
            }
        }
    }

    /// The `n` highest distinct keys, highest first.
    pub fn highest(&self, n: usize) -> Vec<u64> {
        match self {
            Self::Counted(counted) => {
                let highest = counted.iter().rev();
                highest.take(n).map(|(key, _)| *key).collect()
            }
            Self::Sorted(keys) => {
                let runs = keys.chunk_by(|a, b| a == b).rev();
                runs.take(n).map(|run| run[0]).collect()
            }
        }
    }

    /// The keys at `ranks`, which rise and start at 0 for the lowest key; the highest key beyond
    /// the end, nothing without keys.
    pub fn at(&self, ranks: &[u64]) -> Vec<u64> {
        match self {
            Self::Sorted(keys) => ranks
                .iter()
                .filter_map(|rank| keys.get(*rank as usize).or_else(|| keys.last()).copied())
                .collect(),
            Self::Counted(counted) => {
                let mut found = Vec::with_capacity(ranks.len());
                let (mut entry, mut before) = (0, 0);
                for &rank in ranks {
                    while entry + 1 < counted.len() && before + counted[entry].1 <= rank {
                        before += counted[entry].1;
                        entry += 1;
                    }
                    found.extend(counted.get(entry).map(|(key, _)| *key));
                }
                found
            }
        }
    }

    /// Takes `key` out and says how often it was there.
    pub fn remove(&mut self, key: u64) -> u64 {
        match self {
            Self::Counted(counted) => {
                let place = counted.binary_search_by_key(&key, |(key, _)| *key);
                place.map_or(0, |place| counted.remove(place).1)
            }
            Self::Sorted(keys) => {
                let first = keys.partition_point(|other| *other < key);
                let last = keys.partition_point(|other| *other <= key);
                keys.drain(first..last).len() as u64
            }
        }
    }

    /// The keys as entries that rise; equal neighbours may stand alone.
    pub(super) fn entry(&self, index: usize) -> Option<(u64, u64)> {
        match self {
            Self::Counted(counted) => counted.get(index).copied(),
            Self::Sorted(keys) => keys.get(index).map(|key| (*key, 1)),
        }
    }
}

/// Every distinct key with its count, rising; nothing where there are too many.
fn counted(keys: impl Iterator<Item = u64>) -> Option<Vec<(u64, u64)>> {
    let mut slots = Slots::with_bits(10);
    // Neighbours are often equal: then there is nothing to look up.
    let mut last: Option<(u64, u64)> = None;
    for key in keys {
        match &mut last {
            Some((before, count)) if *before == key => *count += 1,
            _ => {
                if let Some((before, count)) = last.replace((key, 1))
                    && !slots.add(before, count)
                {
                    return None;
                }
            }
        }
    }
    if let Some((before, count)) = last
        && !slots.add(before, count)
    {
        return None;
    }
    let mut counted: Vec<(u64, u64)> = slots.places;
    counted.retain(|(_, count)| *count > 0);
    counted.sort_unstable();
    Some(counted)
}

/// A table with open addresses, at most half full; a count of 0 marks a free slot.
struct Slots {
    places: Vec<(u64, u64)>,
    used: usize,
    shift: u32,
}

impl Slots {
    fn with_bits(bits: u32) -> Self {
        Self {
            places: vec![(0, 0); 1 << bits],
            used: 0,
            shift: 64 - bits,
        }
    }

    /// False when there would be too many distinct keys.
    #[inline]
    fn add(&mut self, key: u64, count: u64) -> bool {
        let mut slot = self.home(key);
        loop {
            let found = &mut self.places[slot];
            if found.1 == 0 {
                *found = (key, count);
                self.used += 1;
                return self.used * 2 <= self.places.len() || self.grow();
            }
            if found.0 == key {
                found.1 += count;
                return true;
            }
            slot = (slot + 1) & (self.places.len() - 1);
        }
    }

    #[inline]
    fn home(&self, key: u64) -> usize {
        // The keys of round floats differ in their highest bits only.
        let mixed = (key ^ (key >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> self.shift) as usize
    }

    fn grow(&mut self) -> bool {
        if self.used > MOST_COUNTED {
            return false;
        }
        let mut larger = Self::with_bits(65 - self.shift);
        for &(key, count) in self.places.iter().filter(|(_, count)| *count > 0) {
            larger.add(key, count);
        }
        *self = larger;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(tally: &Tally) -> Vec<(u64, u64)> {
        let mut pairs = Vec::new();
        tally.each(|key, count| pairs.push((key, count)));
        pairs
    }

    #[test]
    fn many_distinct_keys_are_sorted() {
        let n = 3 * MOST_COUNTED as u64;
        let tally = Tally::of(|| (0..n).rev());
        assert!(matches!(tally, Tally::Sorted(_)));
        assert_eq!(
            (tally.total(), tally.at(&[0, 7, n])),
            (n, vec![0, 7, n - 1])
        );
        assert_eq!(
            (tally.lowest(2), tally.highest(2)),
            (vec![0, 1], vec![n - 1, n - 2])
        );
    }

    #[test]
    fn nothing_has_nothing() {
        let tally = Tally::of(std::iter::empty);
        assert_eq!(
            (tally.total(), tally.at(&[0]), tally.lowest(3)),
            (0, vec![], vec![])
        );
    }

    proptest::proptest! {
        #[test]
        fn counted_and_sorted_say_the_same(keys in proptest::collection::vec(0..40_u64, 1..200), rank in 0..200_u64) {
            let keys: Vec<u64> = keys.iter().map(|key| key << 52).collect();
            let counted = Tally::of(|| keys.iter().copied());
            let mut sorted = keys.clone();
            sorted.sort_unstable();
            let sorted = Tally::Sorted(sorted);
            proptest::prop_assert!(matches!(counted, Tally::Counted(_)));
            proptest::prop_assert_eq!(pairs(&counted), pairs(&sorted));
            proptest::prop_assert_eq!(counted.total(), sorted.total());
            proptest::prop_assert_eq!(counted.at(&[0, rank]), sorted.at(&[0, rank]));
            proptest::prop_assert_eq!(counted.lowest(5), sorted.lowest(5));
            proptest::prop_assert_eq!(counted.highest(5), sorted.highest(5));
            let (mut counted, mut sorted) = (counted, sorted);
            proptest::prop_assert_eq!(counted.remove(keys[0]), sorted.remove(keys[0]));
            proptest::prop_assert_eq!(pairs(&counted), pairs(&sorted));
        }
    }
}
