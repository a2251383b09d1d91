/// How often a value occurs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// The value as it stands in a table on the screen.
    pub value: String,
    /// Rows with this value.
    pub count: u64,
}

/// The most frequent of many values, of equally frequent ones the smaller first.
pub(super) struct Top<T> {
    n: usize,
    found: Vec<(T, u64)>,
}

impl<T: Ord + Copy> Top<T> {
    pub(super) fn new(n: usize) -> Self {
        Self {
            n,
            found: Vec::with_capacity(n + 1),
        }
    }

    /// Takes a value in if it is frequent enough.
    #[inline]
    pub(super) fn add(&mut self, value: T, count: u64) {
        let is_before = |other: &(T, u64)| (other.1, value) < (count, other.0);
        if self.found.len() == self.n && !self.found.last().is_some_and(is_before) {
            return;
        }
        let place = self.found.partition_point(|other| !is_before(other));
        self.found.insert(place, (value, count));
        self.found.truncate(self.n);
    }

    pub(super) fn counts(self, text: impl Fn(T) -> String) -> Vec<Count> {
        let count = |(value, count)| Count {
            value: text(value),
            count,
        };
        self.found.into_iter().map(count).collect()
    }
}
