//! How a new version takes over: on a growing share of the requests, then for good, then watched.
//!
//! Like [`super::Watch`] it is told the time and what was seen, and does nothing by itself.

use crate::steps::StepError;

/// How new versions are tried.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Canary {
    /// The shares of the requests that it answers, one after the other, in percent.
    pub stages: Vec<f64>,
    /// Minutes that a stage lasts at least.
    pub stage_minutes: f64,
    /// Requests that it answers in a stage at least: a version that nobody asked proves nothing.
    pub least_requests: u64,
    /// Minutes in which it is still taken back after it took over.
    pub watch_minutes: f64,
}

impl Default for Canary {
    /// 1, 10, 50 and 100 %, ten minutes and 20 requests each, an hour of watching.
    fn default() -> Self {
        Self {
            stages: vec![1.0, 10.0, 50.0, 100.0],
            stage_minutes: 10.0,
            least_requests: 20,
            watch_minutes: 60.0,
        }
    }
}

impl Canary {
    /// Whether the shares grow and the times are none below 0.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn check(&self) -> Result<(), StepError> {
        let grow = self.stages.windows(2).all(|pair| pair[0] < pair[1]);
        let fit = |share: &f64| *share > 0.0 && *share <= 100.0;
        if self.stages.is_empty() || !grow || !self.stages.iter().all(fit) {
            return Err(StepError::invalid(
                "The shares of a new version must grow and lie above 0 and up to 100 %. Change them on the page Automation.",
            ));
        }
        let time = |minutes: f64| (0.0..1e7).contains(&minutes);
        if !(time(self.stage_minutes) && time(self.watch_minutes)) {
            return Err(StepError::invalid(
                "A stage and the watch must last 0 minutes or longer. Change them on the page Automation.",
            ));
        }
        Ok(())
    }
}

/// A new version on its way.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rollout {
    /// The new version.
    pub version: i64,
    /// The version that serves so far.
    pub before: i64,
    /// How far it is.
    pub phase: Phase,
    /// Since when it is there, in microseconds since the epoch.
    pub since: i64,
    /// What the version had been asked and had failed when the phase began.
    base: (u64, u64),
    /// What happened, oldest first.
    pub told: Vec<(i64, String)>,
}

/// How far a new version is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It has not been asked yet.
    Waiting,
    /// It answers the share of this stage, from 0 on.
    Trying(usize),
    /// It has passed, and the alias is to move.
    Promoting,
    /// It serves, and is watched.
    Watching,
    /// It goes, and why.
    TakingBack(String),
    /// It stayed.
    Stayed,
    /// It went, and why.
    TakenBack(String),
}

/// What is seen of the endpoint and the alias.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolloutFacts {
    /// The version that the alias points to.
    pub alias: Option<i64>,
    /// The endpoint, if it runs and serves the alias.
    pub endpoint: Option<EndpointSeen>,
}

/// What is seen of the endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointSeen {
    /// The version that answers.
    pub champion: i64,
    /// The version that is tried.
    pub challenger: Option<i64>,
    /// What the new version was asked so far, and how often it failed.
    pub asked: (u64, u64),
    /// Why the new version was shut out, if it was.
    pub shut_out: Option<String>,
    /// What is wrong with the new version since it serves, if anything.
    pub trouble: Option<String>,
}

/// What is to be done for a new version.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RolloutAct {
    /// Nothing now.
    Nothing,
    /// Let it answer this share, in percent, beside the champion.
    Challenge(f64),
    /// Give it this share, in percent.
    Route(f64),
    /// Point the alias to it.
    Promote,
    /// Point the alias back.
    TakeBack,
}

impl Rollout {
    /// The way of `version` beside `before`.
    pub fn new(version: i64, before: i64, now: i64) -> Self {
        Self {
            version,
            before,
            phase: Phase::Waiting,
            since: now,
            base: (0, 0),
            told: Vec::new(),
        }
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Stayed | Phase::TakenBack(_))
    }

    /// What was asked since the phase began, and failed. After a restart counting begins anew.
    pub fn asked(&self, now: (u64, u64)) -> (u64, u64) {
        if now.0 < self.base.0 {
            return now;
        }
        (now.0 - self.base.0, now.1.saturating_sub(self.base.1))
    }

    /// Goes on, and says what is to be done.
    pub fn go_on(&mut self, now: i64, canary: &Canary, facts: &RolloutFacts) -> RolloutAct {
        // A clock that was set back must not make a stage last for years.
        self.since = self.since.min(now);
        let serves = [Some(self.version), Some(self.before)].contains(&facts.alias);
        if !serves && !self.is_over() {
            let words = "the alias was moved to another version meanwhile".to_owned();
            self.enter(now, Phase::TakenBack(words.clone()), words);
            return RolloutAct::Nothing;
        }
        match self.phase.clone() {
            Phase::Waiting => self.begin(now, canary, facts, 0),
            Phase::Trying(stage) => self.try_on(now, canary, facts, stage),
            Phase::Promoting if facts.alias == Some(self.version) => {
                self.base = facts.endpoint.as_ref().map_or((0, 0), |seen| seen.asked);
                self.enter(now, Phase::Watching, "It serves, and is watched".to_owned());
                RolloutAct::Nothing
            }
            Phase::Promoting => RolloutAct::Promote,
            Phase::Watching => self.watch(now, canary, facts),
            Phase::TakingBack(why) if facts.alias == Some(self.before) => {
                let words = format!("Version {} serves again: {why}", self.before);
                self.enter(now, Phase::TakenBack(why), words);
                RolloutAct::Nothing
            }
            Phase::TakingBack(_) => RolloutAct::TakeBack,
            Phase::Stayed | Phase::TakenBack(_) => RolloutAct::Nothing,
        }
    }

    fn begin(
        &mut self,
        now: i64,
        canary: &Canary,
        facts: &RolloutFacts,
        stage: usize,
    ) -> RolloutAct {
        let Some(seen) = &facts.endpoint else {
            return RolloutAct::Nothing;
        };
        self.base = seen.asked;
        let percent = share(canary, stage);
        let words = format!("It answers {percent} % of the requests");
        self.enter(now, Phase::Trying(stage), words);
        RolloutAct::Challenge(percent)
    }

    fn try_on(
        &mut self,
        now: i64,
        canary: &Canary,
        facts: &RolloutFacts,
        stage: usize,
    ) -> RolloutAct {
        let Some(seen) = &facts.endpoint else {
            return RolloutAct::Nothing;
        };
        if let Some(why) = &seen.shut_out {
            let words = format!("It was taken back: {why}");
            self.enter(now, Phase::TakenBack(why.clone()), words);
            return RolloutAct::Nothing;
        }
        if seen.champion == self.version {
            self.enter(now, Phase::Promoting, "It took over".to_owned());
            return RolloutAct::Nothing;
        }
        if seen.challenger != Some(self.version) {
            // The endpoint was started anew: the stage begins again.
            return self.begin(now, canary, facts, stage);
        }
        let lasted = now.saturating_sub(self.since) >= micros(canary.stage_minutes);
        let (asked, failed) = self.asked(seen.asked);
        if !lasted || asked < canary.least_requests {
            return RolloutAct::Nothing;
        }
        let was = format!("after {asked} requests, {failed} of which failed");
        self.base = seen.asked;
        if stage + 1 >= canary.stages.len() {
            self.enter(now, Phase::Promoting, format!("It takes over {was}"));
            return RolloutAct::Promote;
        }
        let percent = share(canary, stage + 1);
        let words = format!("It answers {percent} % of the requests {was}");
        self.enter(now, Phase::Trying(stage + 1), words);
        RolloutAct::Route(percent)
    }

    fn watch(&mut self, now: i64, canary: &Canary, facts: &RolloutFacts) -> RolloutAct {
        if facts.alias == Some(self.before) {
            let words = "a person took it back".to_owned();
            self.enter(now, Phase::TakenBack(words.clone()), words);
            return RolloutAct::Nothing;
        }
        let trouble = facts
            .endpoint
            .as_ref()
            .and_then(|seen| seen.trouble.clone());
        if let Some(why) = trouble {
            let words = format!("It goes: {why}");
            self.enter(now, Phase::TakingBack(why), words);
            return RolloutAct::TakeBack;
        }
        if now.saturating_sub(self.since) >= micros(canary.watch_minutes) {
            let asked = facts.endpoint.as_ref().map(|seen| self.asked(seen.asked));
            let words = match asked {
                Some((asked, failed)) if asked > 0 => {
                    format!("It stays: {asked} requests, {failed} of which failed")
                }
                _ => "It stays, though nobody asked it while it was watched".to_owned(),
            };
            self.enter(now, Phase::Stayed, words);
        }
        RolloutAct::Nothing
    }

    fn enter(&mut self, now: i64, phase: Phase, words: String) {
        self.phase = phase;
        self.since = now;
        self.told.push((now, words));
    }
}

fn share(canary: &Canary, stage: usize) -> f64 {
    canary.stages.get(stage).copied().unwrap_or(100.0)
}

fn micros(minutes: f64) -> i64 {
    (minutes * 60e6) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;

    fn canary() -> Canary {
        Canary {
            stage_minutes: 1.0,
            watch_minutes: 5.0,
            ..Canary::default()
        }
    }

    fn seen(champion: i64, challenger: Option<i64>, asked: u64) -> RolloutFacts {
        RolloutFacts {
            alias: Some(champion),
            endpoint: Some(EndpointSeen {
                champion,
                challenger,
                asked: (asked, 0),
                ..EndpointSeen::default()
            }),
        }
    }

    /// A rollout of version 2 that has reached 1 %.
    fn begun() -> Rollout {
        let mut rollout = Rollout::new(2, 1, 0);
        let act = rollout.go_on(0, &canary(), &seen(1, None, 0));
        assert_eq!(act, RolloutAct::Challenge(1.0));
        rollout
    }

    #[test]
    fn a_version_climbs_the_stages_takes_over_and_stays() {
        let (mut rollout, canary) = (begun(), canary());
        let mut acts = Vec::new();
        let (mut alias, mut challenger) = (1, Some(2));
        for minute in 1..20 {
            let facts = seen(alias, challenger, 20 * minute as u64);
            match rollout.go_on(minute * MINUTE, &canary, &facts) {
                RolloutAct::Nothing => {}
                act => {
                    if act == RolloutAct::Promote {
                        (alias, challenger) = (2, None);
                    }
                    acts.push(act);
                }
            }
        }
        let wanted = [
            RolloutAct::Route(10.0),
            RolloutAct::Route(50.0),
            RolloutAct::Route(100.0),
            RolloutAct::Promote,
        ];
        assert_eq!(acts, wanted);
        assert_eq!(rollout.phase, Phase::Stayed);
    }

    #[test]
    fn nobody_asked_means_no_step_further() {
        let mut rollout = begun();
        for minute in 1..1000 {
            let act = rollout.go_on(minute * MINUTE, &canary(), &seen(1, Some(2), 19));
            assert_eq!(act, RolloutAct::Nothing);
        }
        assert_eq!(rollout.phase, Phase::Trying(0));
        // Nor without an endpoint.
        let mut waiting = Rollout::new(2, 1, 0);
        let none = RolloutFacts {
            alias: Some(1),
            endpoint: None,
        };
        assert_eq!(waiting.go_on(9, &canary(), &none), RolloutAct::Nothing);
        assert_eq!(waiting.phase, Phase::Waiting);
    }

    #[test]
    fn a_version_that_is_shut_out_is_over_and_the_old_one_was_never_touched() {
        let mut rollout = begun();
        let mut facts = seen(1, None, 30);
        facts.endpoint.as_mut().unwrap().shut_out = Some("2 of 30 failed".to_owned());
        let act = rollout.go_on(MINUTE, &canary(), &facts);
        assert_eq!(act, RolloutAct::Nothing);
        assert_eq!(rollout.phase, Phase::TakenBack("2 of 30 failed".to_owned()));
    }

    #[test]
    fn trouble_after_it_took_over_takes_it_back() {
        let mut rollout = Rollout::new(2, 1, 0);
        rollout.phase = Phase::Promoting;
        let canary = canary();
        assert_eq!(
            rollout.go_on(1, &canary, &seen(1, Some(2), 50)),
            RolloutAct::Promote
        );
        assert_eq!(
            rollout.go_on(2, &canary, &seen(2, None, 50)),
            RolloutAct::Nothing
        );
        let mut facts = seen(2, None, 90);
        facts.endpoint.as_mut().unwrap().trouble = Some("labels".to_owned());
        assert_eq!(rollout.go_on(3, &canary, &facts), RolloutAct::TakeBack);
        assert_eq!(rollout.go_on(4, &canary, &facts), RolloutAct::TakeBack);
        assert_eq!(
            rollout.go_on(5, &canary, &seen(1, None, 0)),
            RolloutAct::Nothing
        );
        assert_eq!(rollout.phase, Phase::TakenBack("labels".to_owned()));
    }

    #[test]
    fn after_a_restart_the_stage_begins_again_and_counts_from_nothing() {
        let mut rollout = begun();
        rollout.go_on(MINUTE, &canary(), &seen(1, Some(2), 500));
        assert_eq!(rollout.phase, Phase::Trying(1));
        let text = serde_json::to_string(&rollout).unwrap();
        let mut again: Rollout = serde_json::from_str(&text).unwrap();
        let act = again.go_on(2 * MINUTE, &canary(), &seen(1, None, 0));
        assert_eq!(act, RolloutAct::Challenge(10.0));
        let act = again.go_on(4 * MINUTE, &canary(), &seen(1, Some(2), 19));
        assert_eq!(act, RolloutAct::Nothing);
        let act = again.go_on(5 * MINUTE, &canary(), &seen(1, Some(2), 20));
        assert_eq!(act, RolloutAct::Route(50.0));
    }

    #[test]
    fn a_person_who_moves_the_alias_has_the_last_word() {
        let mut rollout = begun();
        assert_eq!(
            rollout.go_on(1, &canary(), &seen(7, Some(2), 90)),
            RolloutAct::Nothing
        );
        assert!(rollout.is_over());
    }

    #[test]
    fn a_clock_set_back_does_not_stretch_a_stage() {
        let mut rollout = begun();
        rollout.since = 1_000_000 * MINUTE;
        rollout.go_on(0, &canary(), &seen(1, Some(2), 20));
        let act = rollout.go_on(MINUTE, &canary(), &seen(1, Some(2), 20));
        assert_eq!(act, RolloutAct::Route(10.0));
    }

    #[test]
    fn stages_that_make_no_sense_are_refused() {
        let with = |stages: &[f64]| Canary {
            stages: stages.to_vec(),
            ..Canary::default()
        };
        assert!(Canary::default().check().is_ok());
        for stages in [&[][..], &[0.0], &[10.0, 1.0], &[1.0, 101.0], &[f64::NAN]] {
            assert!(with(stages).check().is_err(), "{stages:?}");
        }
    }
}
