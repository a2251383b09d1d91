use super::order_key;

/// A function that never falls: straight lines between its points, level beyond both ends.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Steps {
    /// The model's probability at each point, rising.
    pub from: Vec<f64>,
    /// The share of hits there, never falling; as many as `from`.
    pub to: Vec<f64>,
}

/// Neighbouring scores with the same fitted share.
struct Pool {
    lowest: f64,
    highest: f64,
    hits: f64,
    rows: f64,
}

impl Steps {
    /// Pools neighbours that fall until none does; no points without rows. The scores are finite.
    pub fn fit(scores: &[f64], hits: &[bool]) -> Self {
        let mut rows: Vec<(f64, bool)> = scores.iter().copied().zip(hits.iter().copied()).collect();
        rows.sort_unstable_by_key(|(score, hit)| (order_key(score + 0.0), *hit));
        let mut pools: Vec<Pool> = Vec::new();
        for (score, hit) in rows {
            let hit = f64::from(u8::from(hit));
            match pools.last_mut() {
                Some(last) if last.highest == score && last.lowest == score => {
                    last.hits += hit;
                    last.rows += 1.0;
                }
                _ => pools.push(Pool {
                    lowest: score,
                    highest: score,
                    hits: hit,
                    rows: 1.0,
                }),
            }
        }
        let mut kept: Vec<Pool> = Vec::new();
        for mut pool in pools {
            // Cross-multiplied: counts are whole, so equal shares are found exactly.
            while let Some(last) =
                kept.pop_if(|last| last.hits * pool.rows >= pool.hits * last.rows)
            {
                pool.lowest = last.lowest;
                pool.hits += last.hits;
                pool.rows += last.rows;
            }
            kept.push(pool);
        }
        let mut steps = Self {
            from: Vec::new(),
            to: Vec::new(),
        };
        for pool in kept {
            let share = pool.hits / pool.rows;
            steps.from.push(pool.lowest);
            steps.to.push(share);
            if pool.highest > pool.lowest {
                steps.from.push(pool.highest);
                steps.to.push(share);
            }
        }
        steps
    }

    /// The calibrated probability.
    pub fn apply(&self, probability: f64) -> f64 {
        let above = self.from.partition_point(|from| *from < probability);
        let point = |i: usize| self.from.get(i).copied().zip(self.to.get(i).copied());
        match (above.checked_sub(1).and_then(point), point(above)) {
            (None, Some((_, first))) => first,
            (Some((_, last)), None) => last,
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * ((probability - x0) / (x1 - x0)),
            (None, None) => probability,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_fall_are_pooled() {
        let scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.5];
        let hits = [false, true, false, true, true, false];
        let steps = Steps::fit(&scores, &hits);
        assert_eq!(steps.from, [0.1, 0.2, 0.3, 0.4, 0.5]);
        let third = 2.0 / 3.0;
        assert_eq!(steps.to, [0.0, 0.5, 0.5, third, third]);
        assert_eq!((steps.apply(0.0), steps.apply(1.0)), (0.0, third));
        assert!((steps.apply(0.15) - 0.25).abs() < 1e-12);
    }

    proptest::proptest! {
        #[test]
        fn it_never_falls_and_keeps_the_mean(rows in proptest::collection::vec((0..30_u8, proptest::bool::ANY), 1..80)) {
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0) / 30.0).collect();
            let hits: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let steps = Steps::fit(&scores, &hits);
            proptest::prop_assert!(steps.to.is_sorted() && steps.from.is_sorted());
            let mean: f64 = scores.iter().map(|score| steps.apply(*score)).sum();
            let truth = hits.iter().filter(|hit| **hit).count() as f64;
            proptest::prop_assert!((mean - truth).abs() < 1e-9);
        }
    }
}
