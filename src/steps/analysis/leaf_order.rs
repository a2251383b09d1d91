/// An order in which alike ones of `n` things stand side by side; `alike` is 0 to 1.
///
/// Hierarchical clustering with average linkage; a joined pair of groups is turned so that the ends
/// that meet are the most alike.
///
/// Reference: Z. Bar-Joseph and others, "Fast optimal leaf ordering for hierarchical clustering",
/// Bioinformatics 17 (2001), of which this is the greedy form.
pub(super) fn leaf_order(n: usize, alike: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut groups: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    let mut near: Vec<Vec<f64>> = (0..n)
        .map(|a| (0..n).map(|b| alike(a, b)).collect())
        .collect();
    while groups.len() > 1 {
        let (mut best, mut strongest) = ((0, 1), f64::NEG_INFINITY);
        for (a, row) in near.iter().enumerate() {
            for (b, value) in row.iter().enumerate().skip(a + 1) {
                if *value > strongest {
                    (best, strongest) = ((a, b), *value);
                }
            }
        }
        let (a, b) = best;
        let (n_a, n_b) = (groups[a].len() as f64, groups[b].len() as f64);
        let pairs = near[a].iter().zip(&near[b]);
        let means: Vec<f64> = pairs
            .map(|(of_a, of_b)| (of_a * n_a + of_b * n_b) / (n_a + n_b))
            .collect();
        for (row, mean) in near.iter_mut().zip(&means) {
            row[a] = *mean;
        }
        near[a] = means;
        near.remove(b);
        for row in &mut near {
            row.remove(b);
        }
        let second = groups.remove(b);
        let first = std::mem::take(&mut groups[a]);
        groups[a] = joined(first, second, &alike);
    }
    groups.pop().unwrap_or_default()
}

fn joined(mut a: Vec<usize>, mut b: Vec<usize>, alike: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let ends = |group: &[usize]| match *group {
        [first, .., last] => [first, last],
        [only] => [only, only],
        [] => [0, 0],
    };
    let ([a_first, a_last], [b_first, b_last]) = (ends(&a), ends(&b));
    let ways = [
        (alike(a_last, b_first), false, false),
        (alike(a_last, b_last), false, true),
        (alike(a_first, b_first), true, false),
        (alike(a_first, b_last), true, true),
    ];
    let mut best = ways[0];
    for way in ways {
        if way.0 > best.0 {
            best = way;
        }
    }
    if best.1 {
        a.reverse();
    }
    if best.2 {
        b.reverse();
    }
    a.append(&mut b);
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_ones_stand_together() {
        // Even ones are alike, odd ones are alike.
        let order = leaf_order(6, |a, b| if a % 2 == b % 2 { 0.9 } else { 0.1 });
        let odd: Vec<usize> = order.iter().map(|i| i % 2).collect();
        assert!(
            odd.is_sorted() || odd.is_sorted_by(|a, b| a >= b),
            "{order:?}"
        );
        assert_eq!(leaf_order(0, |_, _| 0.0), Vec::<usize>::new());
    }

    proptest::proptest! {
        #[test]
        fn it_is_an_order(values in proptest::collection::vec(0.0..1.0_f64, 100)) {
            let mut order = leaf_order(10, |a, b| values[a.min(b) * 10 + a.max(b)]);
            order.sort_unstable();
            proptest::prop_assert_eq!(order, (0..10).collect::<Vec<_>>());
        }
    }
}
