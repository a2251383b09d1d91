use std::cmp::Reverse;

/// How often a value occurs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// The value as it stands in a table on the screen.
    pub value: String,
    /// Rows with this value.
    pub count: u64,
}

/// The distinct values of `sorted` with their counts, in their order.
pub(super) fn runs<T: Copy + PartialEq>(sorted: &[T]) -> Vec<(T, u64)> {
    sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len() as u64))
        .collect()
}

/// The `n_top` most frequent of `counted`, most frequent first, else in the given order.
pub(super) fn most_frequent<T: Copy>(
    counted: &[(T, u64)],
    n_top: usize,
    text: impl Fn(T) -> String,
) -> Vec<Count> {
    let mut order: Vec<usize> = (0..counted.len()).collect();
    let key = |&index: &usize| (Reverse(counted[index].1), index);
    if n_top < order.len() {
        order.select_nth_unstable_by_key(n_top, key);
        order.truncate(n_top);
    }
    order.sort_unstable_by_key(key);
    let count = |index: usize| Count {
        value: text(counted[index].0),
        count: counted[index].1,
    };
    order.into_iter().map(count).collect()
}
