use crate::stats::order_key;

/// The indices of `values` from the lowest to the highest; equal values keep their order.
///
/// NaN comes last, as in [`f64::total_cmp`] (a negative NaN first).
pub fn order(values: &[f64]) -> Vec<u32> {
    keyed(values).into_iter().map(|(_, index)| index).collect()
}

/// The rank of each value, from 1 on; equal values share the mean of theirs (scipy's `rankdata`).
///
/// The rank of NaN is NaN, and it takes no place.
pub fn average_ranks(values: &[f64]) -> Vec<f64> {
    let mut ranks = vec![f64::NAN; values.len()];
    let ordered = keyed(values);
    let known: Vec<u32> = ordered
        .into_iter()
        .map(|(_, index)| index)
        .filter(|&index| !values[index as usize].is_nan())
        .collect();
    let mut start = 0;
    for ties in known.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
        let rank = start as f64 + f64::midpoint(ties.len() as f64, 1.0);
        for &index in ties {
            ranks[index as usize] = rank;
        }
        start += ties.len();
    }
    ranks
}

fn keyed(values: &[f64]) -> Vec<(u64, u32)> {
    let key = |(value, index): (&f64, u32)| (order_key(value + 0.0), index);
    let mut keyed: Vec<(u64, u32)> = values.iter().zip(0_u32..).map(key).collect();
    keyed.sort_unstable();
    keyed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_ranks() {
        let ranks = average_ranks(&[3.0, 1.0, 3.0, 2.0, f64::NAN, -0.0, 0.0]);
        assert_eq!(ranks[..4], [5.5, 3.0, 5.5, 4.0]);
        assert!(ranks[4].is_nan());
        assert_eq!(ranks[5..], [1.5, 1.5]);
        assert!(average_ranks(&[]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn ranks_sum_to_those_without_ties(values in proptest::collection::vec(-3..3_i8, 0..50)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let n = values.len() as f64;
            proptest::prop_assert_eq!(average_ranks(&values).iter().sum::<f64>(), n * (n + 1.0) / 2.0);
        }

        #[test]
        fn the_order_sorts(values in proptest::collection::vec(-5.0..5.0_f64, 0..50)) {
            let order = order(&values);
            proptest::prop_assert!(order.is_sorted_by(|&a, &b| values[a as usize] <= values[b as usize]));
        }
    }
}
