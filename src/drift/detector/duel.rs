//! Detectors against each other: how late they see a change, and how often they see one that is
//! not there.

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::{DetectError, Detector};
use crate::{
    stats::Moments,
    terms::{Cancelled, Figure, Progress, Silent},
};

/// How long and how often detectors are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DuelParams {
    /// Rows of a stream before it changes.
    pub before: usize,
    /// Rows from the change to the end.
    pub after: usize,
    /// Streams of each kind.
    pub runs: u64,
    /// The same seed gives the same streams.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Duel {
    /// What was asked for.
    pub params: DuelParams,
    /// One entry for every kind of stream.
    pub rounds: Vec<Round>,
}

/// Every detector on the same streams of one kind.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Round {
    /// Name of the kind of stream.
    pub name: String,
    /// What it is like, in a sentence.
    pub about: String,
    /// One entry for every detector, then the two that look at nothing.
    pub entrants: Vec<Entrant>,
}

/// A detector in a round.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Entrant {
    /// Id of the detector; `always` and `never` of those that look at nothing.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it did; or why it could not take part.
    pub score: Result<DuelScore, String>,
    /// Whether none other is both earlier and quieter.
    pub is_best: bool,
}

/// How a detector did.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DuelScore {
    /// Alarms in 1,000 rows of which none changed.
    pub false_alarms: f64,
    /// Share of the streams whose change was seen before they ended.
    pub seen: f64,
    /// Rows from the change to the alarm, in the middle of all streams; not computable where fewer
    /// than half of the changes were seen.
    pub delay: Figure,
    /// The same of the slowest tenth.
    pub delay_of_slowest: Figure,
    /// What the middle delay would be of somebody who raises as many false alarms at random.
    pub delay_by_chance: Figure,
}

/// What a stream is made from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// Errors, one row independent of the other.
    Simulated,
    /// Stretches of a column, as they are, so that rows depend on each other as they do there.
    Column(&'a [f64]),
}

/// How a stream changes.
#[derive(Clone, Copy)]
struct Change {
    /// More errors by this share of rows; or a shift in standard deviations.
    size: f64,
    /// Rows that it takes.
    takes: usize,
}

/// Share of errors in a simulated stream before it changes.
const RATE: f64 = 0.2;
/// Rows of a column that stay together.
const STRETCH: usize = 50;
/// Fewer values make no streams.
const LEAST_VALUES: usize = 100;

impl Default for DuelParams {
    fn default() -> Self {
        Self {
            before: 2000,
            after: 2000,
            runs: 100,
            seed: 1,
        }
    }
}

impl DuelParams {
    /// Whether the numbers make sense.
    ///
    /// # Errors
    /// As a sentence, if a stream would have no rows, or there would be none.
    pub fn check(&self) -> Result<(), DetectError> {
        if self.before == 0 || self.after == 0 || self.runs == 0 {
            return Err(DetectError::Setting(
                "A duel needs rows before and after the change, and at least one stream. Change the setting.".to_owned(),
            ));
        }
        Ok(())
    }
}

impl Duel {
    /// Lets every detector, with its default settings, watch simulated streams of errors, and
    /// streams made of `column` where one is given.
    ///
    /// # Errors
    /// If a number makes no sense, or somebody stops it.
    pub fn run(
        column: Option<&[f64]>,
        params: DuelParams,
        progress: &dyn Progress,
    ) -> Result<Self, DetectError> {
        params.check()?;
        let known: Vec<f64> = column
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        let ramp = params.after / 2;
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        let errors = percent(RATE);
        let sudden = |size: f64| {
            let then = percent(RATE + size);
            format!("{errors} errors, from one row to the next {then}.")
        };
        let mut kinds = vec![
            ("sudden", sudden(0.2), Source::Simulated, 0.2, 1),
            ("small", sudden(0.05), Source::Simulated, 0.05, 1),
            (
                "gradual",
                format!(
                    "{errors} errors, rising to {} over {ramp} rows.",
                    percent(RATE + 0.2)
                ),
                Source::Simulated,
                0.2,
                ramp,
            ),
        ];
        if known.len() >= LEAST_VALUES {
            let (size, what) = if is_errors(&known) {
                (0.1, "10 % of the rows more are errors")
            } else {
                (0.5, "every value is half a standard deviation higher")
            };
            let about = |then: &str| {
                format!("Stretches of {STRETCH} rows of your column, drawn at random; {then}")
            };
            kinds.push((
                "column",
                about(&format!("then {what}.")),
                Source::Column(&known),
                size,
                1,
            ));
            kinds.push((
                "column_gradual",
                about(&format!("then, over {ramp} rows, {what}.")),
                Source::Column(&known),
                size,
                ramp,
            ));
        }
        let count = kinds.len() as f32;
        let mut rounds = Vec::with_capacity(kinds.len());
        for (i, (name, about, source, size, takes)) in kinds.into_iter().enumerate() {
            progress.report(i as f32 / count, "Letting detectors watch");
            let change = Change { size, takes };
            rounds.push(Round {
                name: name.to_owned(),
                about,
                entrants: entrants((source, change), params, progress)?,
            });
        }
        Ok(Self { params, rounds })
    }
}

fn is_errors(values: &[f64]) -> bool {
    values.iter().all(|value| *value == 0.0 || *value == 1.0)
}

fn entrants(
    (source, change): (Source<'_>, Change),
    params: DuelParams,
    progress: &dyn Progress,
) -> Result<Vec<Entrant>, DetectError> {
    let spread = match source {
        Source::Simulated => Spread {
            rate: RATE,
            std: 0.0,
            is_errors: true,
        },
        Source::Column(values) => Spread::of(values),
    };
    let runs = (0..params.runs).into_par_iter().map(|run| {
        progress.check()?;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(params.seed);
        // A stream of its own for each run, far from those of the others.
        for _ in 0..run {
            rng.jump();
        }
        let stream = stream((source, change), &spread, params, &mut rng);
        let watched = Detector::ALL
            .iter()
            .map(|detector| Run::of(detector, &stream, params.before));
        Ok(watched.collect::<Vec<Result<Run, String>>>())
    });
    let runs = runs.collect::<Result<Vec<_>, Cancelled>>()?;
    let mut entrants: Vec<Entrant> = Detector::ALL
        .iter()
        .enumerate()
        .map(|(place, detector)| {
            let of_runs = runs.iter().map(|run| run[place].clone());
            let score = of_runs.collect::<Result<Vec<Run>, String>>();
            Entrant {
                id: detector.id().to_owned(),
                name: detector.info().name.to_owned(),
                score: score.map(|runs| score_of(&runs, params)),
                is_best: false,
            }
        })
        .collect();
    let blind = |id: &str, name: &str, run: Run| Entrant {
        id: id.to_owned(),
        name: name.to_owned(),
        score: Ok(score_of(&[run], params)),
        is_best: false,
    };
    let always = Run {
        false_alarms: params.before as u64,
        delay: Some(0),
    };
    let never = Run {
        false_alarms: 0,
        delay: None,
    };
    mark_best(&mut entrants);
    entrants.push(blind("always", "Fires at every row", always));
    entrants.push(blind("never", "Never fires", never));
    Ok(entrants)
}

/// What values of a source are like.
struct Spread {
    rate: f64,
    std: f64,
    is_errors: bool,
}

impl Spread {
    fn of(values: &[f64]) -> Self {
        let moments = Moments::of(values);
        Self {
            rate: moments.mean,
            std: moments.std(0).value().unwrap_or_default(),
            is_errors: is_errors(values),
        }
    }
}

fn stream(
    (source, change): (Source<'_>, Change),
    spread: &Spread,
    params: DuelParams,
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<f64> {
    let n = params.before + params.after;
    let mut values = Vec::with_capacity(n + STRETCH);
    while values.len() < n {
        match source {
            Source::Simulated => {
                values.push(if rng.r#gen::<f64>() < spread.rate {
                    1.0
                } else {
                    0.0
                });
            }
            Source::Column(column) => {
                let start = rng.gen_range(0..=column.len() - STRETCH);
                values.extend(&column[start..start + STRETCH]);
            }
        }
    }
    values.truncate(n);
    for (row, value) in values.iter_mut().enumerate().skip(params.before) {
        let part = (row - params.before + 1) as f64 / change.takes.max(1) as f64;
        let size = change.size * part.min(1.0);
        if !spread.is_errors {
            *value += size * spread.std;
        } else if rng.r#gen::<f64>() * (1.0 - spread.rate) < size {
            *value = 1.0;
        }
    }
    values
}

/// A detector on one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Alarms before the change.
    false_alarms: u64,
    /// Rows from the change to the first alarm after it.
    delay: Option<u64>,
}

impl Run {
    fn of(detector: &Detector, stream: &[f64], change: usize) -> Result<Self, String> {
        let found = detector
            .run(stream, &Silent)
            .map_err(|err| err.to_string())?;
        let change = change as u64;
        let before = found.drifts.partition_point(|drift| *drift < change);
        Ok(Self {
            false_alarms: before as u64,
            delay: found.drifts.get(before).map(|drift| drift - change),
        })
    }
}

fn score_of(runs: &[Run], params: DuelParams) -> DuelScore {
    let alarms: u64 = runs.iter().map(|run| run.false_alarms).sum();
    let rows = (runs.len() * params.before) as f64;
    let false_alarms = 1000.0 * alarms as f64 / rows;
    // Whoever did not see it comes after everybody who did.
    let mut delays: Vec<f64> = runs
        .iter()
        .map(|run| run.delay.map_or(f64::INFINITY, |delay| delay as f64))
        .collect();
    delays.sort_by(f64::total_cmp);
    let seen = delays.iter().filter(|delay| delay.is_finite()).count() as f64 / runs.len() as f64;
    let at = |share: f64, reason: &str| {
        let place = (share * delays.len() as f64).ceil() as usize;
        let delay = delays.get(place.saturating_sub(1)).copied();
        Figure::finite(delay.unwrap_or(f64::INFINITY), reason)
    };
    let by_chance = std::f64::consts::LN_2 * 1000.0 / false_alarms;
    DuelScore {
        false_alarms,
        seen,
        delay: at(0.5, "saw fewer than half of the changes"),
        delay_of_slowest: at(0.9, "saw fewer than nine in ten of the changes"),
        delay_by_chance: Figure::finite(by_chance, "raised no false alarm"),
    }
}

fn mark_best(entrants: &mut [Entrant]) {
    let place = |entrant: &Entrant| {
        let score = entrant.score.as_ref().ok()?;
        Some((score.false_alarms, score.delay.value()?))
    };
    let places: Vec<Option<(f64, f64)>> = entrants.iter().map(place).collect();
    for (entrant, own) in entrants.iter_mut().zip(&places) {
        entrant.is_best = own.is_some_and(|(alarms, delay)| {
            let others = places.iter().flatten();
            !others
                .into_iter()
                .any(|(a, d)| *a <= alarms && *d <= delay && (*a < alarms || *d < delay))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: DuelParams = DuelParams {
        before: 600,
        after: 600,
        runs: 12,
        seed: 3,
    };

    fn entrant<'a>(round: &'a Round, id: &str) -> &'a DuelScore {
        let found = round.entrants.iter().find(|entrant| entrant.id == id);
        found.unwrap().score.as_ref().unwrap()
    }

    #[test]
    fn a_duel_is_between_firing_always_and_never_and_twice_the_same() {
        let duel = Duel::run(None, FEW, &Silent).unwrap();
        assert_eq!(duel, Duel::run(None, FEW, &Silent).unwrap());
        let other = DuelParams { seed: 4, ..FEW };
        assert_ne!(duel.rounds, Duel::run(None, other, &Silent).unwrap().rounds);
        for round in &duel.rounds {
            let (always, never) = (entrant(round, "always"), entrant(round, "never"));
            assert_eq!((always.false_alarms, always.seen), (1000.0, 1.0));
            assert_eq!(always.delay, Figure::Value(0.0));
            assert_eq!((never.false_alarms, never.seen), (0.0, 0.0));
            assert!(never.delay.reason().is_some() && never.delay_by_chance.reason().is_some());
            assert_eq!(round.entrants.len(), Detector::ALL.len() + 2);
            assert!(round.entrants.iter().all(|entrant| entrant.score.is_ok()));
        }
        // A large change is seen by most.
        let hddm = entrant(&duel.rounds[0], "hddm_w");
        assert!(
            hddm.seen > 0.8 && hddm.delay.value().unwrap() < 200.0,
            "{hddm:?}"
        );
        assert!(
            duel.rounds[0]
                .entrants
                .iter()
                .any(|entrant| entrant.is_best)
        );
    }

    #[test]
    fn numbers_leave_out_detectors_of_errors_and_few_values_leave_out_the_column() {
        let column: Vec<f64> = (0..500).map(|i| f64::from(i % 37)).collect();
        let duel = Duel::run(Some(&column), FEW, &Silent).unwrap();
        assert_eq!(duel.rounds.len(), 5);
        let round = &duel.rounds[3];
        let ddm = round
            .entrants
            .iter()
            .find(|entrant| entrant.id == "ddm")
            .unwrap();
        assert!(ddm.score.as_ref().unwrap_err().contains("made for errors"));
        assert!(entrant(round, "adwin").seen > 0.5);
        let few = Duel::run(Some(&column[..20]), FEW, &Silent).unwrap();
        assert_eq!(few.rounds.len(), 3);
    }

    #[test]
    fn a_duel_without_rows_is_refused() {
        for params in [
            DuelParams { before: 0, ..FEW },
            DuelParams { after: 0, ..FEW },
            DuelParams { runs: 0, ..FEW },
        ] {
            assert!(Duel::run(None, params, &Silent).is_err());
        }
    }
}
