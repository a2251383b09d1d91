//! Decides when a run begins: a state machine that is told the time and what was seen, and neither
//! reads a clock nor a file.

use std::collections::BTreeMap;

use super::{Cause, Trigger, Triggers, schedule::moment};
use crate::terms::Figure;

const DAY: i64 = 86_400_000_000;

/// What was seen at one look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Every source that can be watched.
    pub sources: Vec<SourceSeen>,
    /// What the model in service did lately, in several places.
    pub answers: Vec<Answers>,
    /// Whether more of the metric is better.
    pub higher_is_better: bool,
}

/// A source, as it was found at one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSeen {
    /// Its name.
    pub name: String,
    /// How it was found.
    pub seen: Seen,
    /// Whether step 2 has read it as it is now; nothing where it never read it.
    pub is_read: Option<bool>,
}

/// How a source was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is there, with this content.
    Content(String),
    /// It is not there, or cannot be looked at, and why.
    Gone(String),
}

/// What the model in service did lately.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// Where that was seen: "the log of flights v3".
    pub place: String,
    /// Changes when there is something new to see: a trigger fires once on the same evidence.
    pub evidence: String,
    /// The share of drifted columns, 0 to 1, and which.
    pub drift: (Figure, String),
    /// The primary metric.
    pub performance: Figure,
    /// The mean probability of the likeliest class.
    pub confidence: Figure,
}

/// What is remembered between looks, and over a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Watch {
    /// Up to when the schedule was looked at.
    scheduled: Option<i64>,
    /// The content of every source that a run took in, or that was there when the watch began.
    known: BTreeMap<String, String>,
    /// The evidence on which a trigger fired last, by trigger and place.
    fired: BTreeMap<String, String>,
    /// What fired and has not started a run yet.
    waiting: Vec<Cause>,
    /// When the last run began.
    started: Option<i64>,
    /// The runs of the last day that triggers started.
    recent: Vec<(i64, Vec<Trigger>)>,
    /// Why triggers are held back until a person says otherwise.
    pub held: Option<Held>,
    /// The sources that are gone, and why.
    pub gone: BTreeMap<String, String>,
}

/// Why triggers are held back.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Held {
    /// Since when.
    pub at: i64,
    /// Why, and what to do.
    pub why: String,
}

/// What is to be done after a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing has fired.
    Rest,
    /// Something has fired, but has to wait, and why.
    Wait(String),
    /// A run begins now.
    Run(Vec<Cause>),
}

impl Watch {
    /// What has fired and waits for its run.
    pub fn waiting(&self) -> &[Cause] {
        &self.waiting
    }

    /// Whether it remembers the same as `other`, but for how far the schedule was looked at.
    pub fn is_as(&self, other: &Self) -> bool {
        let same = Self {
            scheduled: other.scheduled,
            ..self.clone()
        };
        same == *other
    }

    /// When the schedule is due next.
    pub fn next_due(&self, triggers: &Triggers, now: i64) -> Option<i64> {
        triggers
            .when()?
            .next(self.scheduled.unwrap_or(now).max(now))
    }

    /// Looks at `facts` at `now`; `busy` while a run goes on, which is the only one then.
    pub fn look(&mut self, now: i64, triggers: &Triggers, facts: &Facts, busy: bool) -> Decision {
        self.mind_the_clock(now);
        self.scheduled(now, triggers);
        self.new_data(now, triggers, facts);
        for answers in &facts.answers {
            self.answers(now, triggers, (answers, facts.higher_is_better));
        }
        self.decide(now, triggers, busy)
    }

    /// A person asks for a run. It waits for nothing but a run that goes on.
    pub fn demand(&mut self, now: i64, by: &str) {
        self.fire(now, Trigger::Demand, format!("asked for by {by}"));
    }

    /// A person lets triggers start runs again.
    pub fn release(&mut self) {
        self.held = None;
        self.recent.clear();
    }

    /// A clock that was set back must neither hold triggers back until it is where it was, nor let
    /// a schedule be due twice.
    fn mind_the_clock(&mut self, now: i64) {
        if self.started.is_some_and(|at| at > now) {
            self.started = Some(now);
        }
        if self.scheduled.is_some_and(|at| at > now) {
            self.scheduled = Some(now);
        }
        for (at, _) in &mut self.recent {
            *at = (*at).min(now);
        }
        self.recent.retain(|(at, _)| now.saturating_sub(*at) < DAY);
    }

    fn scheduled(&mut self, now: i64, triggers: &Triggers) {
        let before = self.scheduled.replace(now);
        let (Some(schedule), Some(before)) = (triggers.when(), before) else {
            return;
        };
        let due = schedule.last(now).filter(|due| *due > before);
        let Some(due) = due else {
            return;
        };
        // Looks are seconds apart; a longer gap means that the program was off, or asleep.
        let late =
            now.saturating_sub(due) > triggers.look_every().saturating_mul(3).max(60_000_000);
        if late && !triggers.catch_up {
            return;
        }
        let told = if late {
            format!(
                "{} was due at {}, caught up",
                triggers.schedule,
                moment(due)
            )
        } else {
            format!("{} was due at {}", triggers.schedule, moment(due))
        };
        self.fire(now, Trigger::Schedule, told);
    }

    fn new_data(&mut self, now: i64, triggers: &Triggers, facts: &Facts) {
        self.gone.clear();
        let mut new = Vec::new();
        for source in &facts.sources {
            let content = match &source.seen {
                Seen::Gone(why) => {
                    self.gone.insert(source.name.clone(), why.clone());
                    continue;
                }
                Seen::Content(content) => content,
            };
            let known = self.known.get(&source.name);
            let is_new = match source.is_read {
                Some(true) => false,
                Some(false) => known != Some(content),
                // What is there when the watch begins is not new.
                None => known.is_some_and(|known| known != content),
            };
            if is_new {
                new.push((&source.name, content));
            } else {
                self.known.insert(source.name.clone(), content.clone());
            }
        }
        // Half of the sources would train a model on half of the rows.
        if !triggers.new_data || !self.gone.is_empty() || new.is_empty() {
            return;
        }
        let names: Vec<&str> = new.iter().map(|(name, _)| name.as_str()).collect();
        let told = format!("{} changed", names.join(", "));
        for (name, content) in new {
            self.known.insert(name.clone(), content.clone());
        }
        self.fire(now, Trigger::NewData, told);
    }

    fn answers(&mut self, now: i64, triggers: &Triggers, (found, up): (&Answers, bool)) {
        let drift = triggers.drift.and_then(|limit| {
            let share = found.drift.0.value().filter(|share| *share >= limit)?;
            let (percent, which) = (100.0 * share, &found.drift.1);
            Some(format!("{percent:.0} % of the columns drifted ({which})"))
        });
        let performance = triggers.performance.and_then(|limit| {
            let beyond = |value: &f64| if up { *value < limit } else { *value > limit };
            let value = found.performance.value().filter(beyond)?;
            Some(format!("{value:.4}, beyond {limit}"))
        });
        let confidence = triggers.confidence.and_then(|limit| {
            let value = found.confidence.value().filter(|value| *value < limit)?;
            Some(format!("{value:.3} on average, below {limit}"))
        });
        let all = [
            (Trigger::Drift, drift),
            (Trigger::Performance, performance),
            (Trigger::Confidence, confidence),
        ];
        for (trigger, told) in all {
            let Some(told) = told else { continue };
            let key = format!("{} {}", trigger.id(), found.place);
            let before = self.fired.insert(key, found.evidence.clone());
            if before.as_ref() != Some(&found.evidence) {
                self.fire(now, trigger, format!("{told}, in {}", found.place));
            }
        }
    }

    /// A trigger that waits already is not added again: one run answers both.
    fn fire(&mut self, at: i64, trigger: Trigger, text: String) {
        self.waiting.retain(|cause| cause.trigger != trigger);
        self.waiting.push(Cause { trigger, text, at });
    }

    fn decide(&mut self, now: i64, triggers: &Triggers, busy: bool) -> Decision {
        if self.waiting.is_empty() {
            return Decision::Rest;
        }
        if busy {
            return Decision::Wait("until the run that goes on has ended".to_owned());
        }
        let is_asked = |cause: &Cause| cause.trigger == Trigger::Demand;
        if self.waiting.iter().any(is_asked) {
            return self.start(now);
        }
        if let Some(held) = &self.held {
            return Decision::Wait(held.why.clone());
        }
        let rested = self
            .started
            .map(|at| at.saturating_add(triggers.cool_down()));
        if let Some(until) = rested.filter(|until| now < *until) {
            return Decision::Wait(format!("until {}, after the last run", moment(until)));
        }
        if self.recent.len() >= triggers.most_runs_a_day as usize {
            let mut counts: BTreeMap<Trigger, usize> = BTreeMap::new();
            for trigger in self.recent.iter().flat_map(|(_, of)| of) {
                *counts.entry(*trigger).or_default() += 1;
            }
            let often = counts.into_iter().max_by_key(|(_, n)| *n);
            let which = often.map_or("A trigger", |(trigger, _)| trigger.name());
            let why = format!(
                "{which} fires again and again: {} runs within a day. Look why, then release the triggers on the page Automation.",
                self.recent.len()
            );
            self.held = Some(Held {
                at: now,
                why: why.clone(),
            });
            return Decision::Wait(why);
        }
        self.start(now)
    }

    fn start(&mut self, now: i64) -> Decision {
        let causes = std::mem::take(&mut self.waiting);
        self.started = Some(now);
        let triggers = causes.iter().map(|cause| cause.trigger);
        let triggers: Vec<Trigger> = triggers.filter(|t| *t != Trigger::Demand).collect();
        if !triggers.is_empty() {
            self.recent.push((now, triggers));
        }
        Decision::Run(causes)
    }
}

#[cfg(test)]
mod tests;
