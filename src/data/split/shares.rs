/// Where training, validation and test end among `n` rows.
pub(super) fn ends(n: usize, shares: [f64; 3]) -> [usize; 3] {
    let mut sum = 0.0;
    shares.map(|share| {
        sum += share;
        ((sum * n as f64).round() as usize).min(n)
    })
}
