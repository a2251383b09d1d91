//! Which version of the served model answers whom: trying a challenger, following the alias, and
//! what came true of the answers of each.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;

use super::{
    JobKey, Serving, Workbench, answered,
    inference::Answered,
    serve::{self, EndpointAnswer},
};
use crate::{
    serving::{Routing, Served},
    stats::share_difference,
    store::Store,
};

/// The latest rows that are looked at to compare versions.
const ROWS: usize = 100_000;
/// Labels that each version needs before labels can shut a challenger out.
const LEAST_LABELS: u64 = 50;
/// How often what came true is looked at while a challenger runs, in microseconds.
const EVERY: i64 = 5_000_000;

/// What can be done with the versions of the endpoint.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteCommand {
    /// Try a version beside the champion.
    Challenge(i64, Routing),
    /// Give the challenger another share or mode.
    Route(Routing),
    /// Make the challenger the champion: the alias moves to it.
    Promote,
    /// Take the challenger back, or point the alias to the version before.
    RollBack,
    /// Compare what came true of the answers of the versions.
    Outcomes,
}

/// What came true of the answers of one version since the challenger came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VersionOutcome {
    /// The version.
    pub version: i64,
    /// Rows that it answered.
    pub rows: u64,
    /// Rows whose label came.
    pub labelled: u64,
    /// Of these, rows that were answered right; only for classes.
    pub right: u64,
    /// The sum of the absolute errors and of their squares; only for numbers.
    errors: (f64, f64),
}

/// What came true of the answers of the champion and of the challenger.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// When it was looked at, in microseconds since the epoch.
    pub at: i64,
    /// Of the champion.
    pub champion: VersionOutcome,
    /// Of the challenger.
    pub challenger: VersionOutcome,
    /// Whether the answers are classes.
    pub are_classes: bool,
}

impl VersionOutcome {
    /// The share of right answers, or the mean absolute error; nothing without labels.
    pub fn figure(&self, are_classes: bool) -> Option<f64> {
        let n = self.labelled as f64;
        let sum = if are_classes {
            self.right as f64
        } else {
            self.errors.0
        };
        (self.labelled > 0).then(|| sum / n)
    }

    /// The squared standard error of the mean absolute error; nothing below two labels.
    fn squared_error(&self) -> Option<f64> {
        let n = self.labelled as f64;
        let mean = self.errors.0 / n;
        let spread = (self.errors.1 - n * mean * mean).max(0.0);
        (self.labelled > 1).then(|| spread / (n - 1.0) / n)
    }

    fn take(&mut self, part: &Answered, since: i64) {
        for row in 0..part.at.len() {
            if part.at[row] < since {
                continue;
            }
            self.rows += 1;
            let Some(label) = &part.labels[row] else {
                continue;
            };
            if part.classes.is_empty() {
                let (Some(value), Ok(label)) = (part.value[row], label.parse::<f64>()) else {
                    continue;
                };
                let error = (value - label).abs();
                self.errors.0 += error;
                self.errors.1 += error * error;
            } else {
                let class = part.class[row].and_then(|class| part.classes.get(class as usize));
                self.right += u64::from(class == Some(label));
            }
            self.labelled += 1;
        }
    }
}

impl Outcomes {
    /// Reads what came true since `since` of the versions `champion` and `challenger`.
    pub(super) fn look(
        (store, workspace): (&Store, &Path),
        model: &str,
        (champion, challenger): (i64, i64),
        (since, at): (i64, i64),
    ) -> anyhow::Result<Self> {
        let of = |version| VersionOutcome {
            version,
            ..VersionOutcome::default()
        };
        let mut found = Self {
            at,
            champion: of(champion),
            challenger: of(challenger),
            are_classes: false,
        };
        for part in answered(store, workspace, model, ROWS)? {
            found.are_classes |= !part.classes.is_empty();
            if part.version == champion {
                found.champion.take(&part, since);
            } else if part.version == challenger {
                found.challenger.take(&part, since);
            }
        }
        Ok(found)
    }

    /// Between what the challenger's figure less the champion's lies with 95 % confidence:
    /// shares of right answers by Newcombe's interval, mean absolute errors by Welch's with a
    /// normal quantile. Nothing without enough labels.
    pub fn difference(&self) -> Option<(f64, f64)> {
        let (new, old) = (&self.challenger, &self.champion);
        if self.are_classes {
            return share_difference((new.right, new.labelled), (old.right, old.labelled), 0.95);
        }
        let between = new.figure(false)? - old.figure(false)?;
        let half = 1.96 * (new.squared_error()? + old.squared_error()?).sqrt();
        Some((between - half, between + half))
    }

    /// Why the challenger is worse for sure, if it is; nothing below so many labels of each.
    pub fn is_worse(&self) -> Option<String> {
        if self.champion.labelled.min(self.challenger.labelled) < LEAST_LABELS {
            return None;
        }
        let (low, high) = self.difference()?;
        let (new, old) = (
            self.challenger.figure(self.are_classes)?,
            self.champion.figure(self.are_classes)?,
        );
        if self.are_classes {
            (high < 0.0).then(|| {
                format!(
                    "the labels say that it is worse: {:.1} % right instead of {:.1} % (95 % interval of the difference {:.1} to {:.1} points)",
                    new * 100.0, old * 100.0, low * 100.0, high * 100.0
                )
            })
        } else {
            (low > 0.0).then(|| {
                format!(
                    "the labels say that it is worse: it errs by {new:.4} instead of {old:.4} on average (95 % interval of the difference {low:.4} to {high:.4})"
                )
            })
        }
    }
}

impl Workbench {
    pub(super) fn run_route(&mut self, command: RouteCommand) -> anyhow::Result<()> {
        match command {
            RouteCommand::Challenge(version, routing) => self.challenge(version, routing),
            RouteCommand::Route(routing) => {
                let serving = self.serving_now()?;
                Ok(serving.endpoint.route(routing, "set by a person")?)
            }
            RouteCommand::Promote => self.promote(),
            RouteCommand::RollBack => self.roll_endpoint_back(),
            RouteCommand::Outcomes => self.look_at_outcomes(),
        }
    }

    /// The endpoint that runs.
    pub(super) fn serving_now(&self) -> anyhow::Result<&Serving> {
        self.serving
            .as_ref()
            .context("No endpoint runs. Start one on the tab Endpoint of step 8.")
    }

    fn challenge(&mut self, version: i64, routing: Routing) -> anyhow::Result<()> {
        routing.check()?;
        let model = self.serving_now()?.endpoint.model().to_owned();
        let (features, clock) = (self.feature_store.clone(), Arc::clone(&self.clock));
        let label = format!("Loading version {version} of {model}");
        self.jobs.start(JobKey::Endpoint, label, move |_| {
            let served = serve::load_served(&features, model, version, &clock)?;
            Ok(EndpointAnswer::Challenger(served, routing).into())
        })?;
        Ok(())
    }

    pub(super) fn take_challenger(
        &mut self,
        served: Served,
        routing: Routing,
    ) -> anyhow::Result<()> {
        let now = (self.clock)();
        if let Some(serving) = &mut self.serving {
            serving
                .endpoint
                .challenge(served, routing, "chosen by a person")?;
            serving.challenged_at = now;
            serving.outcomes = None;
        }
        Ok(())
    }

    /// Moves the alias; the endpoint follows it.
    fn promote(&mut self) -> anyhow::Result<()> {
        let serving = self.serving_now()?;
        let challenger = serving
            .endpoint
            .challenger()
            .context("There is no challenger. Choose a version on the tab Routing first.")?;
        let why = serving.outcomes.as_ref().map_or_else(
            || "promoted without labels".to_owned(),
            |outcomes| {
                format!(
                    "promoted after {} labelled answers",
                    outcomes.challenger.labelled
                )
            },
        );
        let command = super::ModelCommand::SetAlias {
            model: serving.endpoint.model().to_owned(),
            alias: serving.alias.clone(),
            version: challenger,
            by: "a person".to_owned(),
            why,
        };
        self.run_model(command)
    }

    /// A challenger goes at once; a champion goes when the alias has moved back.
    fn roll_endpoint_back(&mut self) -> anyhow::Result<()> {
        let serving = self.serving_now()?;
        if serving.endpoint.challenger().is_some() {
            return Ok(serving.endpoint.roll_back("taken back by a person")?);
        }
        let command = super::ModelCommand::RollBack {
            model: serving.endpoint.model().to_owned(),
            alias: serving.alias.clone(),
        };
        self.run_model(command)
    }

    /// Lets the endpoint serve what its alias points to now. A version that is in memory takes
    /// over at once; another one when it is loaded.
    pub(super) fn follow_alias(&mut self) -> anyhow::Result<()> {
        let Some(serving) = &self.serving else {
            return Ok(());
        };
        let endpoint = &serving.endpoint;
        let model = endpoint.model().to_owned();
        let entry = self.registry.models.iter().find(|one| one.name == model);
        let Some(entry) = entry else {
            return Ok(());
        };
        let pointed = entry.aliases.iter();
        let pointed = pointed
            .filter(|(alias, _)| *alias == serving.alias)
            .map(|(_, version)| *version)
            .next();
        let Some(version) = pointed.filter(|version| *version != endpoint.version()) else {
            return Ok(());
        };
        let last = entry.history.iter();
        let last = last
            .filter(|change| change.alias == serving.alias && change.to == version)
            .max_by_key(|change| change.at);
        let why = last.map_or_else(String::new, |change| {
            format!("{} moved the alias: {}", change.by, change.why)
        });
        let routes = endpoint.routes();
        let challenger = routes.challenger.as_ref().map(|(one, _)| one.version);
        if challenger == Some(version) {
            return Ok(endpoint.promote(&why)?);
        }
        if routes.before == Some(version) && challenger.is_none() {
            return Ok(endpoint.roll_back(&why)?);
        }
        let (features, clock) = (self.feature_store.clone(), Arc::clone(&self.clock));
        let label = format!("Loading version {version} of {model}");
        self.jobs.start(JobKey::Endpoint, label, move |_| {
            let served = serve::load_served(&features, model, version, &clock)?;
            Ok(EndpointAnswer::Champion(served, why).into())
        })?;
        Ok(())
    }

    /// Starts a look at what came true, if a challenger runs and the last look is some seconds
    /// ago: then labels shut out a challenger that is worse, whatever page is seen.
    pub(super) fn watch_routes(&mut self) -> anyhow::Result<()> {
        let now = (self.clock)();
        let is_due = self.serving.as_ref().is_some_and(|serving| {
            let last = serving.outcomes.as_ref().map_or(0, |last| last.at);
            // A clock that was set back must not end the looks.
            let is_old = now - last >= EVERY || now < last;
            is_old && serving.endpoint.challenger().is_some()
        });
        if is_due && !self.runs(&JobKey::Outcomes) {
            self.look_at_outcomes()?;
        }
        Ok(())
    }

    /// How soon to look again although nothing else happens: while a challenger is tried, or
    /// triggers are minded.
    pub fn next_look(&self) -> Option<Duration> {
        let challenger = self
            .serving
            .as_ref()
            .and_then(|one| one.endpoint.challenger());
        let routes = challenger.map(|_| Duration::from_micros(EVERY.unsigned_abs()));
        routes.into_iter().chain(self.next_automation()).min()
    }

    fn look_at_outcomes(&mut self) -> anyhow::Result<()> {
        let at = (self.clock)();
        let serving = self.serving_now()?;
        let Some(challenger) = serving.endpoint.challenger() else {
            return Ok(());
        };
        let versions = (serving.endpoint.version(), challenger);
        let model = serving.endpoint.model().to_owned();
        let since = serving.challenged_at;
        let (store, dir) = (
            self.workspace.store().clone(),
            self.workspace.dir().to_owned(),
        );
        let label = "Comparing what came true";
        self.jobs.start(JobKey::Outcomes, label, move |_| {
            let found = Outcomes::look((&store, &dir), &model, versions, (since, at))?;
            Ok(EndpointAnswer::Outcomes(found).into())
        })?;
        Ok(())
    }

    /// Keeps what came true, and takes the challenger back where it is worse for sure.
    pub(super) fn take_outcomes(&mut self, found: Outcomes) -> anyhow::Result<()> {
        let Some(serving) = &mut self.serving else {
            return Ok(());
        };
        let routes = serving.endpoint.routes();
        let Some((challenger, routing)) = &routes.challenger else {
            return Ok(());
        };
        if challenger.version != found.challenger.version {
            return Ok(());
        }
        let (version, by_labels) = (challenger.version, routing.guardrail.by_labels);
        let why = found.is_worse().filter(|_| by_labels);
        serving.outcomes = Some(found);
        match why {
            Some(why) => Ok(serving.endpoint.shut_out(version, &why)?),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(labelled: u64, right: u64) -> VersionOutcome {
        VersionOutcome {
            labelled,
            right,
            ..VersionOutcome::default()
        }
    }

    #[test]
    fn labels_shut_out_only_what_is_worse_for_sure() {
        let of = |champion, challenger| Outcomes {
            champion,
            challenger,
            are_classes: true,
            ..Outcomes::default()
        };
        assert_eq!(of(outcome(49, 49), outcome(49, 0)).is_worse(), None);
        assert_eq!(of(outcome(60, 48), outcome(60, 45)).is_worse(), None);
        let why = of(outcome(60, 54), outcome(60, 30)).is_worse().unwrap();
        assert!(why.contains("50.0 % right instead of 90.0 %"), "{why}");
        assert_eq!(of(outcome(60, 30), outcome(60, 54)).is_worse(), None);
    }

    #[test]
    fn errors_of_numbers_are_compared_with_their_spread() {
        let numbers = |errors: &[f64]| VersionOutcome {
            labelled: errors.len() as u64,
            errors: (errors.iter().sum(), errors.iter().map(|e| e * e).sum()),
            ..VersionOutcome::default()
        };
        let (small, large): (Vec<f64>, Vec<f64>) = (0..60)
            .map(|i| (f64::from(i % 3), f64::from(i % 3) + 1.0))
            .unzip();
        let of = |champion: &[f64], challenger: &[f64]| Outcomes {
            champion: numbers(champion),
            challenger: numbers(challenger),
            ..Outcomes::default()
        };
        let (low, high) = of(&small, &large).difference().unwrap();
        // Both spread by 0.8235, so the standard error is 0.8235 * sqrt(2 / 60).
        assert!(
            (low - 0.7053).abs() < 1e-3 && (high - 1.2947).abs() < 1e-3,
            "{low} {high}"
        );
        assert!(of(&small, &large).is_worse().is_some());
        assert_eq!(of(&large, &small).is_worse(), None);
        assert_eq!(of(&[1.0], &[2.0]).difference(), None);
    }
}
