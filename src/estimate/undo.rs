use super::change::{ERRORS, Ranged};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "undo",
    name: "Undo one column",
    summary: "What the loss of the current rows would be had one column stayed as it was: each row counts as often as its value did in the reference. Ranks drift by what it costs and not by its size.",
    reference: "Post-stratification, Holt and Smith 1979",
};

/// Rows that a bin needs to say what its loss is.
const LEAST_ROWS: u32 = 5;
/// If more of the reference lies where no current row is, its loss cannot be told.
const MOST_GONE: f64 = 0.2;

/// What the drift of one column costs.
///
/// Measures: the mean loss of the current rows now, and with the column's bins as frequent as in the
/// reference; in the unit of the loss. Formula: the mean of the bins' losses, weighted by the
/// reference's shares. The interval is that of the delta method.
/// Misleads: columns that move together are undone together, so the costs of several columns do not
/// add up; and it says what goes with a column, not what the column causes.
/// Reference: Holt and Smith 1979.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Undone {
    /// The mean loss of the current rows had the column not moved.
    pub loss: f64,
    /// What the column's move adds to the loss; above 0 it costs.
    pub cost: Ranged,
    /// Share of the reference whose values no longer occur, and that is left out.
    pub gone: f64,
}

impl Undone {
    /// Of the current rows' losses and bins, against the bins of the reference's rows. Bins are
    /// small numbers from 0 on.
    ///
    /// # Errors
    /// The reason, where a side has no rows, or too much of the reference has no current rows.
    pub fn of(losses: &[f64], current: &[u32], reference: &[u32]) -> Result<Self, String> {
        let (m, n) = (losses.len() as f64, reference.len() as f64);
        if losses.is_empty() || reference.is_empty() || losses.len() != current.len() {
            return Err("one side has no rows".to_owned());
        }
        let n_bins = current
            .iter()
            .chain(reference)
            .max()
            .map_or(0, |bin| *bin as usize + 1);
        let mut bins = vec![Bin::default(); n_bins];
        for &bin in reference {
            bins[bin as usize].reference += 1;
        }
        for (&bin, loss) in current.iter().zip(losses) {
            bins[bin as usize].current += 1;
            bins[bin as usize].sum += loss;
        }
        let there = |bin: &&Bin| bin.current >= LEAST_ROWS;
        let kept: u32 = bins.iter().filter(there).map(|bin| bin.reference).sum();
        let gone = 1.0 - f64::from(kept) / n;
        if gone > MOST_GONE {
            return Err(format!(
                "{:.0} % of the reference has values that hardly occur any more",
                100.0 * gone
            ));
        }
        let kept = f64::from(kept);
        let now = losses.iter().sum::<f64>() / m;
        let loss: f64 = bins
            .iter()
            .filter(there)
            .map(|bin| f64::from(bin.reference) / kept * bin.mean())
            .sum();
        // What each row moves the cost by: as a current row, and as one of the reference.
        let of_current: f64 = current
            .iter()
            .zip(losses)
            .map(|(&bin, row)| {
                let bin = &bins[bin as usize];
                let times = if bin.current >= LEAST_ROWS {
                    f64::from(bin.reference) / kept * m / f64::from(bin.current)
                } else {
                    0.0
                };
                (row - now - times * (row - bin.mean())).powi(2)
            })
            .sum();
        let of_reference: f64 = bins
            .iter()
            .filter(there)
            .map(|bin| f64::from(bin.reference) * (bin.mean() - loss).powi(2))
            .sum();
        let error = (of_current / (m * m) + of_reference / (kept * kept)).sqrt();
        let cost = now - loss;
        Ok(Self {
            loss,
            cost: Ranged {
                value: cost,
                low: cost - ERRORS * error,
                high: cost + ERRORS * error,
            },
            gone,
        })
    }

    /// What help says of it.
    pub fn info() -> &'static Info {
        &INFO
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Bin {
    reference: u32,
    current: u32,
    sum: f64,
}

impl Bin {
    fn mean(&self) -> f64 {
        if self.current > 0 {
            self.sum / f64::from(self.current)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// Rows with a bin of its own chance, and a loss that the bin decides.
    fn rows(n: usize, shares: [f64; 3], seed: u64) -> (Vec<u32>, Vec<f64>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..n)
            .map(|_| {
                let draw = rng.r#gen::<f64>();
                let bin = u32::from(draw >= shares[0]) + u32::from(draw >= shares[0] + shares[1]);
                let loss = [0.1, 0.3, 0.7][bin as usize];
                (bin, f64::from(u8::from(rng.r#gen::<f64>() < loss)))
            })
            .unzip()
    }

    #[test]
    fn what_a_move_costs_is_in_95_of_100_intervals() {
        // 0.1 * 0.6 + 0.3 * 0.3 + 0.7 * 0.1 = 0.22 before, 0.1 * 0.2 + 0.09 + 0.35 = 0.46 now.
        let mut hits = 0;
        for seed in 0..200 {
            let (reference, _) = rows(1000, [0.6, 0.3, 0.1], seed);
            let (current, losses) = rows(800, [0.2, 0.3, 0.5], 1000 + seed);
            let found = Undone::of(&losses, &current, &reference).unwrap();
            assert!((found.loss - 0.22).abs() < 0.08 && found.gone == 0.0);
            hits += usize::from(found.cost.low <= 0.24 && 0.24 <= found.cost.high);
        }
        assert!((178..=199).contains(&hits), "{hits}");
    }

    #[test]
    fn a_column_that_did_not_move_costs_nothing_beyond_chance() {
        let mut beyond = 0;
        for seed in 0..200 {
            let (reference, _) = rows(1000, [0.6, 0.3, 0.1], seed);
            let (current, losses) = rows(800, [0.6, 0.3, 0.1], 1000 + seed);
            let found = Undone::of(&losses, &current, &reference).unwrap();
            beyond += usize::from(found.cost.is_beyond_chance());
        }
        assert!(beyond <= 22, "{beyond}");
    }

    #[test]
    fn values_that_are_gone_have_a_reason() {
        let reason = Undone::of(&[0.0; 10], &[1; 10], &[0, 0, 1, 1]).unwrap_err();
        assert!(reason.contains("50 % of the reference"), "{reason}");
        assert!(Undone::of(&[], &[], &[0]).is_err());
        assert!(Undone::of(&[0.0], &[0], &[]).is_err());
    }
}
