//! How often the program's own verdict is wrong, and how often it sees a shift, by simulation:
//! `cargo bench --bench alarms`.
//!
//! Reference and chunk are drawn anew each time from one distribution, and then the chunk from a
//! moved one. A false alarm is a verdict "drift" where nothing moved; the budget is 1 in 100.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use nonagon::drift::{AlarmBudget, Baseline, Laws, Sample, Summary, Verdict};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

/// Rows of a chunk.
const CHUNKS: [usize; 6] = [50, 100, 500, 1000, 10_000, 100_000];
/// Rows of the reference.
const REFERENCES: [usize; 2] = [200, 20_000];
/// More false alarms than so many times the budget are marked.
const MOST: f64 = 1.5;

/// What a column is like.
#[derive(Clone, Copy)]
enum Shape {
    Normal,
    Skewed,
    Ties,
    Zeros,
    Missing,
    Dice,
    Rare,
    Levels,
}

impl Shape {
    const ALL: [(Self, &str); 8] = [
        (Self::Normal, "normal"),
        (Self::Skewed, "log-normal"),
        (Self::Ties, "normal, rounded: ties"),
        (Self::Zeros, "log-normal, 40 % zeros"),
        (Self::Missing, "normal, 2 % missing"),
        (Self::Dice, "six values"),
        (Self::Rare, "30 levels, most rare"),
        (Self::Levels, "300 levels"),
    ];

    fn is_category(self) -> bool {
        matches!(self, Self::Rare | Self::Levels)
    }

    /// One value; `shift` moves it by so many standard deviations, or so much of the levels.
    fn draw(self, rng: &mut Xoshiro256PlusPlus, shift: f64) -> f64 {
        let share = |rng: &mut Xoshiro256PlusPlus| rng.r#gen::<f64>();
        match self {
            Self::Zeros if share(rng) < 0.4 => 0.0,
            Self::Missing if share(rng) < 0.02 => f64::NAN,
            Self::Normal | Self::Missing => normal(rng) + shift,
            Self::Skewed | Self::Zeros => (normal(rng) + shift).exp(),
            Self::Ties => (10.0 * (normal(rng) + shift)).round(),
            Self::Dice => (6.0 * share(rng).powf(1.0 + shift)).floor(),
            Self::Rare => (30.0 * share(rng).powf(4.0 * (1.0 + shift))).floor(),
            Self::Levels => (300.0 * share(rng).powf(1.0 + shift)).floor(),
        }
    }

    fn summary(
        self,
        rng: &mut Xoshiro256PlusPlus,
        (rows, shift): (usize, f64),
        levels: &[String],
    ) -> Summary {
        let values: Vec<f64> = (0..rows).map(|_| self.draw(rng, shift)).collect();
        if !self.is_category() {
            return Summary::of(Sample::Numbers(&values));
        }
        let codes: Vec<u32> = values.into_iter().map(|value| value as u32).collect();
        Summary::of(Sample::Categories {
            codes: &codes,
            levels,
        })
    }
}

fn normal(rng: &mut Xoshiro256PlusPlus) -> f64 {
    let radius = (-2.0 * (1.0 - rng.r#gen::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.r#gen::<f64>()).cos()
}

/// Share of verdicts "drift", and of "not enough data", in percent.
fn rates(shape: Shape, [n, m]: [usize; 2], shift: f64, times: u64) -> [f64; 2] {
    let levels: Vec<String> = (0..300).map(|level| format!("{level:03}")).collect();
    let laws = Laws::default();
    let verdicts = (0..times).into_par_iter().map(|seed| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let reference = shape.summary(&mut rng, (n, 0.0), &levels);
        let chunk = shape.summary(&mut rng, (m, shift), &levels);
        let baseline = Baseline::of(reference).with_laws(&laws);
        baseline.compare_summary(&chunk, &[]).verdict
    });
    let verdicts: Vec<Verdict> = verdicts.collect();
    [Verdict::Drift, Verdict::Unknown].map(|wanted| {
        let found = verdicts.iter().filter(|verdict| **verdict == wanted);
        100.0 * found.count() as f64 / times as f64
    })
}

/// `-- quick` for a look, with a tenth of the simulations.
fn main() {
    let part = if std::env::args().any(|arg| arg == "quick") {
        10
    } else {
        1
    };
    let budget = AlarmBudget::default().per_100_chunks;
    println!("verdicts of the preset nonagon, budget {budget} false alarms in 100 chunks");
    println!("! marks more than {MOST} times as many; shift: 0.5 standard deviations or so\n");
    println!(
        "{:<24} {:>9} {:>8} {:>7}  {:>14}  {:>12}  {:>16}",
        "column", "reference", "chunk", "times", "false alarms %", "shift seen %", "too few rows %"
    );
    let mut worst = 0.0_f64;
    for (shape, name) in Shape::ALL {
        for n in REFERENCES {
            for m in CHUNKS {
                let times = if m + n <= 40_000 { 4000 } else { 2000 } / part;
                let [alarms, unknown] = rates(shape, [n, m], 0.0, times);
                let [seen, _] = rates(shape, [n, m], 0.5, times / 10);
                worst = worst.max(alarms);
                let mark = if alarms > MOST * budget { "!" } else { " " };
                println!(
                    "{name:<24} {n:>9} {m:>8} {times:>7}  {alarms:>13.2}{mark}  {seen:>12.1}  {unknown:>16.1}"
                );
            }
        }
    }
    println!("\nworst: {:.2} times the budget", worst / budget);
}
