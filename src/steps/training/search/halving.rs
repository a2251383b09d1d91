/// At each rung a third goes on.
const ETA: usize = 3;
/// Fewer rows say nothing.
const LEAST_ROWS: usize = 200;

/// One rung: how many candidates are tried, each on which share of the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rung {
    /// Candidates that are tried here.
    pub(super) candidates: usize,
    /// Share of the training rows, 0 to 1; 1 on the last rung.
    pub(super) share: f64,
}

/// The rungs for `n` candidates and `rows` training rows: few rows first.
pub(super) fn rungs(n: usize, rows: usize) -> Vec<Rung> {
    let mut steps = 0;
    let (mut left, mut fewest) = (n, rows);
    while left >= ETA && fewest / ETA >= LEAST_ROWS {
        left /= ETA;
        fewest /= ETA;
        steps += 1;
    }
    let mut candidates = n;
    (0..=steps)
        .rev()
        .map(|above| {
            let rung = Rung {
                candidates,
                share: 1.0 / (ETA as f64).powi(above),
            };
            candidates = candidates.div_ceil(ETA);
            rung
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_goes_on_with_three_times_the_rows() {
        let found: Vec<(usize, f64)> = rungs(27, 100_000)
            .iter()
            .map(|rung| (rung.candidates, rung.share))
            .collect();
        let expected = [(27, 1.0 / 27.0), (9, 1.0 / 9.0), (3, 1.0 / 3.0), (1, 1.0)];
        assert_eq!(found, expected);
    }

    #[test]
    fn few_rows_are_not_cut_further() {
        assert_eq!(rungs(27, 500).len(), 1);
        assert_eq!(rungs(27, 700).len(), 2);
        assert_eq!(rungs(2, 100_000).len(), 1);
        assert_eq!(
            rungs(1, 0),
            [Rung {
                candidates: 1,
                share: 1.0
            }]
        );
    }
}
