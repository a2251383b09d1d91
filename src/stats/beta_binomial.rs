use statrs::function::gamma::ln_gamma;

/// The least and the most of `rows` rows that have a property, but for chance.
///
/// Each has it with the same unknown probability, which is Beta distributed with the weights
/// `inside` and `outside`. Fewer, or more, have a probability of at most `tail` each. Both weights must be above 0. scipy: `betabinom.ppf(tail, …)` and `betabinom.isf(tail, …)`.
pub fn beta_binomial_range(rows: u64, inside: f64, outside: f64, tail: f64) -> [u64; 2] {
    let end = |inside: f64, outside: f64| {
        let chances = upwards(rows, inside, outside);
        let mut sum = 0.0;
        let beyond = chances.take_while(|chance| {
            sum += chance;
            sum <= tail
        });
        (beyond.count() as u64).min(rows)
    };
    [end(inside, outside), rows - end(outside, inside)]
}

/// The probabilities of 0, 1, 2 … rows.
fn upwards(rows: u64, a: f64, b: f64) -> impl Iterator<Item = f64> {
    let m = rows as f64;
    // Logarithms, as the first ones may be smaller than any number.
    let mut logarithm = ln_gamma(m + b) + ln_gamma(a + b) - ln_gamma(m + a + b) - ln_gamma(b);
    (0..=rows).map(move |row| {
        let chance = logarithm.exp();
        let x = row as f64;
        let up = (m - x) * (x + a) / ((x + 1.0) * (m - x - 1.0 + b));
        logarithm += up.max(f64::MIN_POSITIVE).ln();
        chance
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_and_ends_cut_the_tails() {
        for (rows, a, b) in [(1, 1.0, 1.0), (80, 91.0, 10.0), (5000, 1801.0, 200.0)] {
            let chances: Vec<f64> = upwards(rows, a, b).collect();
            let sum: f64 = chances.iter().sum();
            assert!((sum - 1.0).abs() < 1e-8, "{sum}");
            let [low, high] = beta_binomial_range(rows, a, b, 0.01);
            let below: f64 = chances[..low as usize].iter().sum();
            let above: f64 = chances[high as usize + 1..].iter().sum();
            assert!(below <= 0.01 && above <= 0.01, "{below} {above}");
            let more = below + chances[low as usize];
            assert!(more > 0.01, "{more}");
        }
    }

    #[test]
    fn all_rows_alike_is_uniform() {
        // With both weights 1 every number of rows from 0 to 99 is as likely.
        assert_eq!(beta_binomial_range(99, 1.0, 1.0, 0.055), [5, 94]);
    }
}
