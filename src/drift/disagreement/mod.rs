//! Why methods disagree about a column: each sees something else, and most of it can be told from
//! the figures themselves.

mod call;

pub use self::call::{Call, calls};

use self::call::{UNSEEN, USUAL};
use super::{ColumnDrift, Distance, Outline, Verdict};

/// A change of the share of missing values that is worth a word.
const MISSING: f64 = 0.02;

/// What makes two methods answer differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A test finds what is too small to matter, because there are many rows.
    ManyRows,
    /// A fixed limit is passed by chance, because there are few rows.
    FewRows,
    /// The reference's own chunks differ as much from the whole of it.
    Unrest,
    /// A few rows moved far.
    Tail,
    /// Many rows moved a little, beside the spread of the reference.
    SmallMove,
    /// The missing rows changed, which methods of numbers do not count.
    Missing,
    /// Rows moved between neighbouring bins, and the cumulative curve hardly.
    Shape,
    /// Categories came that the reference does not have.
    Unseen,
    /// Many small differences add up over many bins or categories.
    ManySmall,
}

/// Methods that answer differently, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// What makes the difference.
    pub cause: Cause,
    /// Those that would call it drift.
    pub fires: Vec<Distance>,
    /// Those that would not.
    pub quiet: Vec<Distance>,
    /// The reason with its figures, one or two sentences.
    pub words: String,
}

/// Why the methods that were measured do not all say the same of `drift`, the strongest reason
/// first; empty where they agree, or where nothing that is known explains it.
pub fn disagreements(drift: &ColumnDrift) -> Vec<Disagreement> {
    let calls = calls(drift);
    let seen = Seen {
        drift,
        calls: &calls,
    };
    [
        seen.few_rows(),
        seen.many_rows(),
        seen.unseen(),
        seen.missing(),
        seen.tail(),
        seen.small_move(),
        seen.shape(),
        seen.many_small(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

struct Seen<'a> {
    drift: &'a ColumnDrift,
    calls: &'a [Call],
}

impl Seen<'_> {
    fn call(&self, method: Distance) -> Option<&Call> {
        self.calls.iter().find(|call| call.method == method)
    }

    fn fires(&self, method: Distance) -> bool {
        self.call(method).and_then(|call| call.fires) == Some(true)
    }

    fn is_quiet(&self, method: Distance) -> bool {
        self.call(method).and_then(|call| call.fires) == Some(false)
    }

    /// The statistic itself, also of a test.
    fn statistic(&self, method: Distance) -> Option<f64> {
        let score = self
            .drift
            .scores
            .iter()
            .find(|score| score.method == method);
        score.and_then(|score| score.statistic.value())
    }

    fn quiet_of(&self, methods: &[Distance]) -> Vec<Distance> {
        let methods = methods.iter().copied();
        methods.filter(|method| self.is_quiet(*method)).collect()
    }

    fn firing_of(&self, methods: &[Distance]) -> Vec<Distance> {
        let methods = methods.iter().copied();
        methods.filter(|method| self.fires(*method)).collect()
    }

    /// A test fires and every measure of size stays quiet.
    fn many_rows(&self) -> Option<Disagreement> {
        let test = [Distance::Ks, Distance::ChiSquare]
            .into_iter()
            .find(|test| self.fires(*test))?;
        let quiet = self.quiet_of(&[
            Distance::Psi,
            Distance::JensenShannon,
            Distance::WassersteinStd,
            Distance::CramersV,
        ]);
        let is_small = match test {
            Distance::Ks => self.statistic(Distance::Ks)? < USUAL,
            _ => self.statistic(Distance::CramersV)? < USUAL,
        };
        if quiet.len() < 2 || !is_small {
            return None;
        }
        let p = self.call(test)?.value.value()?;
        let size = match test {
            Distance::Ks => format!(
                "the two curves are never more than {} of the rows apart",
                percent(self.statistic(Distance::Ks)?)
            ),
            _ => format!(
                "Cramér's V, from 0 to 1, is only {:.3}",
                self.statistic(Distance::CramersV)?
            ),
        };
        Some(Disagreement {
            cause: Cause::ManyRows,
            fires: vec![test],
            quiet,
            words: format!(
                "{} has a p-value of {} because there are {} against {} rows: it asks whether there is any difference, not how large it is. The effect is tiny: {size}.",
                test.info().name,
                p_words(p),
                self.drift.current_rows,
                self.drift.reference_rows,
            ),
        })
    }

    /// The classic limit is passed, and the limit for this number of rows is not.
    fn few_rows(&self) -> Option<Disagreement> {
        let psi = self.drift.psi()?;
        let is_chance = self.drift.verdict != Verdict::Drift && psi <= self.drift.limit;
        if !(psi >= USUAL && is_chance) {
            return None;
        }
        let mut fires = self.firing_of(&[
            Distance::Psi,
            Distance::JensenShannon,
            Distance::Hellinger,
            Distance::LInfinity,
            Distance::TotalVariation,
        ]);
        let tests = self.firing_of(&[Distance::Ks, Distance::ChiSquare]);
        if !tests.is_empty() {
            fires.extend(tests);
            return Some(Disagreement {
                cause: Cause::Unrest,
                fires,
                quiet: Vec::new(),
                words: format!(
                    "It does differ from the whole reference, with a PSI of {psi:.3}, but chunks of the reference itself differ from the whole of it nearly as much: the limit is {:.3}. Rules that take rows for independent, or know no such chunks, fire on every season and every stretch of weather.",
                    self.drift.limit,
                ),
            });
        }
        Some(Disagreement {
            cause: Cause::FewRows,
            fires,
            quiet: self.quiet_of(&[Distance::Ks, Distance::ChiSquare, Distance::CramersV]),
            words: format!(
                "PSI is {psi:.3}, above the classic 0.1, but with {} rows chance alone may reach {:.3}: a fixed limit fires here whether or not anything changed.",
                self.drift.current_rows, self.drift.limit,
            ),
        })
    }

    fn unseen(&self) -> Option<Disagreement> {
        let share = self.statistic(Distance::Unseen)?;
        if share < UNSEEN {
            return None;
        }
        let quiet = self.quiet_of(&[
            Distance::LInfinity,
            Distance::TotalVariation,
            Distance::CramersV,
            Distance::JensenShannon,
        ]);
        (!quiet.is_empty()).then(|| Disagreement {
            cause: Cause::Unseen,
            fires: self.firing_of(&[Distance::Unseen, Distance::Psi, Distance::ChiSquare]),
            quiet,
            words: format!(
                "{} of the rows hold categories that the reference does not have. PSI takes the logarithm of an almost empty bin and so weighs them heavily; methods that add up shares count them only as the {} that they are.",
                percent(share),
                percent(share),
            ),
        })
    }

    fn missing(&self) -> Option<Disagreement> {
        let change = self.statistic(Distance::MissingRate)?;
        if change.abs() < MISSING
            || !(self.fires(Distance::Psi) || self.fires(Distance::MissingRate))
        {
            return None;
        }
        let quiet = self.quiet_of(&[Distance::WassersteinStd, Distance::Ks]);
        (!quiet.is_empty()).then(|| Disagreement {
            cause: Cause::Missing,
            fires: self.firing_of(&[Distance::Psi, Distance::JensenShannon, Distance::MissingRate]),
            quiet,
            words: format!(
                "The share of missing values changed by {} points of a hundred. PSI and Jensen-Shannon give them a bin of their own; Kolmogorov-Smirnov and Wasserstein look only at the numbers that are there, and these are much as they were.",
                signed(100.0 * change),
            ),
        })
    }

    fn tail(&self) -> Option<Disagreement> {
        let (ks, distance) = (
            self.statistic(Distance::Ks)?,
            self.statistic(Distance::WassersteinStd)?,
        );
        if distance < USUAL || ks >= USUAL || distance < 2.0 * ks {
            return None;
        }
        Some(Disagreement {
            cause: Cause::Tail,
            fires: vec![Distance::WassersteinStd],
            quiet: self.quiet_of(&[Distance::Psi, Distance::JensenShannon, Distance::Ks]),
            words: format!(
                "The mean way to move a row is {distance:.2} standard deviations, yet the curves are at most {} apart: few rows moved far. Wasserstein weighs how far, Kolmogorov-Smirnov only how many, and ten bins put the whole tail into one.",
                percent(ks),
            ),
        })
    }

    fn small_move(&self) -> Option<Disagreement> {
        let (ks, distance) = (
            self.statistic(Distance::Ks)?,
            self.statistic(Distance::WassersteinStd)?,
        );
        if ks < USUAL || distance >= USUAL {
            return None;
        }
        Some(Disagreement {
            cause: Cause::SmallMove,
            fires: self.firing_of(&[Distance::Ks, Distance::Psi, Distance::JensenShannon]),
            quiet: vec![Distance::WassersteinStd],
            words: format!(
                "Up to {} of the rows changed sides of some value, but moved only {distance:.3} standard deviations: a few extreme values make the standard deviation so large that many small moves look like nothing.",
                percent(ks),
            ),
        })
    }

    fn shape(&self) -> Option<Disagreement> {
        let (ks, distance) = (
            self.statistic(Distance::Ks)?,
            self.statistic(Distance::WassersteinStd)?,
        );
        let missing = self.statistic(Distance::MissingRate).map_or(0.0, f64::abs);
        let is_here = self.fires(Distance::Psi) && ks < USUAL && distance < USUAL;
        (is_here && missing < MISSING).then(|| Disagreement {
            cause: Cause::Shape,
            fires: self.firing_of(&[Distance::Psi, Distance::JensenShannon, Distance::Hellinger]),
            quiet: vec![Distance::WassersteinStd],
            words: format!(
                "Single bins gained and lost rows, and their neighbours made up for it: the cumulative curves stay within {} of each other. The shape changed, the level did not.",
                percent(ks),
            ),
        })
    }

    /// Categories: the sum over many fires, and the largest single one stays small.
    fn many_small(&self) -> Option<Disagreement> {
        let largest = self.statistic(Distance::LInfinity)?;
        let moved = self.statistic(Distance::TotalVariation)?;
        if largest >= USUAL || moved < USUAL {
            return None;
        }
        let n = match &self.drift.outline {
            Some(Outline::Categories { names, .. }) => names.len(),
            _ => return None,
        };
        Some(Disagreement {
            cause: Cause::ManySmall,
            fires: self.firing_of(&[Distance::TotalVariation, Distance::Psi]),
            quiet: vec![Distance::LInfinity],
            words: format!(
                "{} of the rows would have to change category, spread over {n} or more of them; no single one changed by more than {}. L-infinity looks at the largest change alone.",
                percent(moved),
                percent(largest),
            ),
        })
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn signed(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1}", value.abs())
}

fn p_words(p: f64) -> String {
    if p < 0.001 {
        "less than 0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::{Baseline, Sample};

    /// `n` values of an even spread over 0 to 1, in no order that matters.
    fn even(n: usize) -> Vec<f64> {
        (0..n).map(|i| (i as f64 + 0.5) / n as f64).collect()
    }

    fn compare(reference: &[f64], current: &[f64]) -> ColumnDrift {
        Baseline::new(Sample::Numbers(reference)).compare(Sample::Numbers(current), &Distance::ALL)
    }

    fn causes(drift: &ColumnDrift) -> Vec<Cause> {
        let found = disagreements(drift);
        found.iter().map(|found| found.cause).collect()
    }

    #[test]
    fn nothing_is_said_where_all_agree() {
        let same = compare(&even(5000), &even(5000));
        assert_eq!(causes(&same), []);
        let far: Vec<f64> = even(5000).iter().map(|value| value + 5.0).collect();
        assert_eq!(causes(&compare(&even(5000), &far)), []);
    }

    #[test]
    fn a_test_on_many_rows_finds_what_does_not_matter() {
        let moved: Vec<f64> = even(100_000).iter().map(|value| value * 0.985).collect();
        let found = disagreements(&compare(&even(100_000), &moved));
        assert_eq!(found[0].cause, Cause::ManyRows);
        assert_eq!(found[0].fires, [Distance::Ks]);
        assert!(found[0].words.contains("100000"), "{}", found[0].words);
    }

    #[test]
    fn a_fixed_limit_on_few_rows_is_passed_by_chance() {
        // Ten bins of which the 40 rows fill each with 1 to 8: PSI is large, and chance explains it.
        let rows = [1, 7, 2, 8, 4, 3, 6, 2, 5, 2];
        let current: Vec<f64> = rows
            .iter()
            .enumerate()
            .flat_map(|(bin, n)| {
                (0..*n).map(move |i| bin as f64 / 10.0 + 0.005 + 0.01 * f64::from(i))
            })
            .collect();
        let drift = compare(&even(5000), &current);
        assert!(drift.psi().unwrap() > 0.1);
        assert!(causes(&drift).contains(&Cause::FewRows), "{drift:?}");
    }

    #[test]
    fn few_rows_that_moved_far_are_seen_by_wasserstein_alone() {
        let mut current = even(10_000);
        for value in current.iter_mut().rev().take(200) {
            *value += 6.0;
        }
        let drift = compare(&even(10_000), &current);
        assert!(
            causes(&drift).contains(&Cause::Tail),
            "{:?}",
            causes(&drift)
        );
    }

    #[test]
    fn an_outlier_hides_many_small_moves_from_wasserstein() {
        let mut reference = even(10_000);
        reference[0] = 100_000.0;
        let mut current: Vec<f64> = even(10_000).iter().map(|value| value + 0.3).collect();
        current[0] = 100_000.0;
        let drift = compare(&reference, &current);
        assert!(
            causes(&drift).contains(&Cause::SmallMove),
            "{:?}",
            causes(&drift)
        );
    }

    #[test]
    fn missing_rows_are_no_business_of_kolmogorov_and_smirnov() {
        let mut current = even(10_000);
        for value in current.iter_mut().step_by(4) {
            *value = f64::NAN;
        }
        let found = disagreements(&compare(&even(10_000), &current));
        let missing = found.iter().find(|found| found.cause == Cause::Missing);
        let missing = missing.unwrap();
        assert!(missing.quiet.contains(&Distance::WassersteinStd));
        assert!(missing.words.contains("+25.0"), "{}", missing.words);
    }

    #[test]
    fn rows_that_trade_places_between_bins_change_the_shape_alone() {
        // Every other tenth of the range loses half of its rows to the one after it.
        let current: Vec<f64> = even(10_000)
            .iter()
            .enumerate()
            .map(|(i, value)| {
                let is_even = ((value * 10.0) as usize).is_multiple_of(2);
                if is_even && i % 2 == 0 {
                    value + 0.1
                } else {
                    *value
                }
            })
            .collect();
        let drift = compare(&even(10_000), &current);
        assert!(
            causes(&drift).contains(&Cause::Shape),
            "{:?}",
            causes(&drift)
        );
    }

    #[test]
    fn many_small_changes_of_categories_add_up() {
        let levels: Vec<String> = (0..20).map(|i| format!("c{i:02}")).collect();
        let codes = |even: u32, odd: u32| -> Vec<u32> {
            (0..20_u32)
                .flat_map(|code| {
                    let n = if code % 2 == 0 { even } else { odd };
                    std::iter::repeat_n(code, n as usize)
                })
                .collect()
        };
        let (reference, current) = (codes(500, 500), codes(650, 350));
        let sample = |codes| Sample::Categories {
            codes,
            levels: &levels,
        };
        let drift = Baseline::new(sample(&reference)).compare(sample(&current), &Distance::ALL);
        assert!(
            causes(&drift).contains(&Cause::ManySmall),
            "{:?}",
            causes(&drift)
        );
    }

    #[test]
    fn a_call_is_as_strong_as_it_is_far_from_its_limit() {
        let moved: Vec<f64> = even(1000).iter().map(|value| value + 0.5).collect();
        for call in calls(&compare(&even(1000), &moved)) {
            let (Some(fires), Some(strength)) = (call.fires, call.strength) else {
                continue;
            };
            assert_eq!(fires, strength >= 1.0, "{call:?}");
        }
    }
}
