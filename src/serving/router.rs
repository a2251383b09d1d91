//! Which version answers which request. A plan is never changed, only replaced: whoever was
//! routed by the old one ends with it, so that no request is dropped while versions change.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use super::{
    locked::locked,
    routing::{Guardrail, Mode, RouteError, Routing},
    version::{Counted, Counts, Loaded, Served},
};

/// Events that are remembered.
const MOST_EVENTS: usize = 200;
/// Seconds over which a challenger is judged.
const WINDOW: usize = 30;

/// Who answers now.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) champion: Arc<Loaded>,
    pub(super) challenger: Option<Challenger>,
    /// The champion before, in memory so that the way back takes no time.
    before: Option<Arc<Loaded>>,
}

/// A version that is tried.
#[derive(Clone)]
pub(super) struct Challenger {
    pub(super) version: Arc<Loaded>,
    pub(super) routing: Routing,
}

impl Plan {
    /// The loaded version of that number.
    pub(super) fn version(&self, number: i64) -> Option<&Arc<Loaded>> {
        let challenger = self.challenger.as_ref().map(|one| &one.version);
        let mut loaded = std::iter::once(&self.champion).chain(challenger);
        loaded.find(|one| one.served.version == number)
    }

    /// The challenger's version, if it sees what others answer.
    pub(super) fn shadow(&self) -> Option<&Arc<Loaded>> {
        let challenger = self.challenger.as_ref()?;
        (challenger.routing.mode == Mode::Shadow).then_some(&challenger.version)
    }
}

/// What happened to the versions of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteEvent {
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// What happened.
    pub change: RouteChange,
    /// Why, or by whom.
    pub why: String,
}

/// How the routes of an endpoint changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteChange {
    /// A version is tried.
    Challenged(i64),
    /// The challenger gets another share or mode.
    Routed(i64),
    /// A version became the champion.
    Promoted(i64),
    /// A challenger was taken back by a person.
    Withdrawn(i64),
    /// A challenger was taken back by its guardrail.
    GuardrailBreached(i64),
    /// The champion is the version from before again.
    RolledBack(i64),
}

impl RouteChange {
    /// The version that it is about.
    pub fn version(&self) -> i64 {
        match self {
            Self::Challenged(version)
            | Self::Routed(version)
            | Self::Promoted(version)
            | Self::Withdrawn(version)
            | Self::GuardrailBreached(version)
            | Self::RolledBack(version) => *version,
        }
    }

    /// What happened, in words.
    pub fn text(&self) -> String {
        match self {
            Self::Challenged(version) => format!("Version {version} became the challenger"),
            Self::Routed(version) => format!("Version {version} is routed in another way"),
            Self::Promoted(version) => format!("Version {version} became the champion"),
            Self::Withdrawn(version) => format!("Version {version} was withdrawn"),
            Self::GuardrailBreached(version) => {
                format!("Version {version} was taken back by its guardrail")
            }
            Self::RolledBack(version) => format!("Back to version {version}"),
        }
    }
}

/// The versions of an endpoint at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Routes {
    /// Who answers.
    pub champion: VersionTraffic,
    /// Who is tried, and how.
    pub challenger: Option<(VersionTraffic, Routing)>,
    /// The version to which a roll back leads.
    pub before: Option<i64>,
}

/// What a version did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VersionTraffic {
    /// Its number.
    pub version: i64,
    /// Requests that it answered.
    pub answers: u64,
    /// Requests that it should have answered.
    pub failures: u64,
    /// The median and the 95 % quantile of its inferences, in seconds.
    pub latency: (Option<f64>, Option<f64>),
}

impl VersionTraffic {
    fn of(loaded: &Loaded) -> Self {
        let counted = loaded.counts.now();
        let nothing = Counts::default().now();
        let of = |share| counted.inference.quantile_since(&nothing.inference, share);
        Self {
            version: loaded.served.version,
            answers: counted.answers,
            failures: counted.failures,
            latency: (of(0.5), of(0.95)),
        }
    }
}

/// The plan and what became of it.
pub(super) struct Router {
    plan: RwLock<Arc<Plan>>,
    counts: Mutex<BTreeMap<i64, Arc<Counts>>>,
    events: Mutex<VecDeque<RouteEvent>>,
    /// The counts of the challenger in the last seconds.
    judged: Mutex<VecDeque<(i64, Counted)>>,
}

impl Router {
    pub(super) fn new(served: Served) -> Self {
        let counts = Arc::<Counts>::default();
        let known = BTreeMap::from([(served.version, Arc::clone(&counts))]);
        let plan = Plan {
            champion: Arc::new(Loaded::new(served, counts)),
            challenger: None,
            before: None,
        };
        Self {
            plan: RwLock::new(Arc::new(plan)),
            counts: Mutex::new(known),
            events: Mutex::default(),
            judged: Mutex::default(),
        }
    }

    /// The plan of this moment.
    pub(super) fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The counts of every version that was ever loaded, by version.
    pub(super) fn counts(&self) -> Vec<(i64, Arc<Counts>)> {
        let counts = locked(&self.counts);
        counts.iter().map(|(v, c)| (*v, Arc::clone(c))).collect()
    }

    pub(super) fn events(&self) -> Vec<RouteEvent> {
        locked(&self.events).iter().cloned().collect()
    }

    pub(super) fn routes(&self) -> Routes {
        let plan = self.plan();
        let tried = |one: &Challenger| (VersionTraffic::of(&one.version), one.routing.clone());
        Routes {
            champion: VersionTraffic::of(&plan.champion),
            challenger: plan.challenger.as_ref().map(tried),
            before: plan.before.as_ref().map(|one| one.served.version),
        }
    }

    /// Tries `served` beside the champion, in place of the challenger so far.
    pub(super) fn challenge(
        &self,
        served: Served,
        routing: Routing,
        (at, why): (i64, &str),
    ) -> Result<(), RouteError> {
        routing.check()?;
        let version = served.version;
        let loaded = self.load(served);
        let so_far = loaded.counts.now();
        self.change(at, why, |plan| {
            fits(&plan.champion, &loaded)?;
            plan.challenger = Some(Challenger {
                version: loaded,
                routing,
            });
            Ok(RouteChange::Challenged(version))
        })?;
        *locked(&self.judged) = VecDeque::from([(version, so_far)]);
        Ok(())
    }

    /// Gives the challenger another share, mode, key or guardrail.
    pub(super) fn route(&self, routing: Routing, (at, why): (i64, &str)) -> Result<(), RouteError> {
        routing.check()?;
        self.change(at, why, |plan| {
            let challenger = plan.challenger.as_mut().ok_or(RouteError::NoChallenger)?;
            challenger.routing = routing;
            Ok(RouteChange::Routed(challenger.version.served.version))
        })
    }

    /// Makes the challenger the champion.
    pub(super) fn promote(&self, (at, why): (i64, &str)) -> Result<(), RouteError> {
        self.change(at, why, |plan| {
            let challenger = plan.challenger.take().ok_or(RouteError::NoChallenger)?;
            Ok(plan.crown(challenger.version))
        })
    }

    /// Makes `served` the champion; nothing changes if it is already.
    pub(super) fn replace(&self, served: Served, (at, why): (i64, &str)) -> Result<(), RouteError> {
        if self.plan().champion.served.version == served.version {
            return Ok(());
        }
        let loaded = self.load(served);
        self.change(at, why, |plan| {
            fits(&plan.champion, &loaded)?;
            let version = loaded.served.version;
            let is_tried = |one: &Challenger| one.version.served.version == version;
            if plan.challenger.as_ref().is_some_and(is_tried) {
                plan.challenger = None;
            }
            Ok(plan.crown(loaded))
        })
    }

    /// Takes the challenger back; where there is none, the champion gives way to the one before.
    pub(super) fn roll_back(&self, (at, why): (i64, &str)) -> Result<(), RouteError> {
        self.change(at, why, |plan| {
            if let Some(challenger) = plan.challenger.take() {
                return Ok(RouteChange::Withdrawn(challenger.version.served.version));
            }
            let before = plan.before.take().ok_or(RouteError::NoEarlier)?;
            let version = before.served.version;
            plan.champion = before;
            Ok(RouteChange::RolledBack(version))
        })
    }

    /// Looks at the challenger's last seconds, and takes it back where its guardrail says so.
    /// Called once a second.
    pub(super) fn judge(&self, at: i64) {
        let plan = self.plan();
        let Some(challenger) = &plan.challenger else {
            locked(&self.judged).clear();
            return;
        };
        let (version, now) = (
            challenger.version.served.version,
            challenger.version.counts.now(),
        );
        if let Some(why) = self.breach(version, now, challenger.routing.guardrail)
            && self.shut_out(version, (at, &why)).is_ok()
        {
            tracing::warn!("Version {version} was taken back: {why}.");
        }
    }

    /// Takes `version` back, if it is still the challenger, because a guardrail says so.
    pub(super) fn shut_out(&self, version: i64, (at, why): (i64, &str)) -> Result<(), RouteError> {
        self.change(at, why, |plan| {
            plan.challenger
                .take_if(|one| one.version.served.version == version)
                .map(|_| RouteChange::GuardrailBreached(version))
                .ok_or(RouteError::NoChallenger)
        })
    }

    /// Why the challenger goes, from what it did in the window that ends `now`.
    fn breach(&self, version: i64, now: Counted, guardrail: Guardrail) -> Option<String> {
        let mut judged = locked(&self.judged);
        judged.retain(|(of, _)| *of == version);
        judged.push_back((version, now));
        if judged.len() > WINDOW + 1 {
            judged.pop_front();
        }
        let ((_, first), (_, last)) = (judged.front()?, judged.back()?);
        let failed = last.failures.saturating_sub(first.failures);
        let answered = last.answers.saturating_sub(first.answers);
        let p95 = last.inference.quantile_since(&first.inference, 0.95);
        guardrail.breach(answered + failed, failed, p95)
    }

    fn load(&self, served: Served) -> Arc<Loaded> {
        let mut known = locked(&self.counts);
        let counts = Arc::clone(known.entry(served.version).or_default());
        Arc::new(Loaded::new(served, counts))
    }

    fn change(
        &self,
        at: i64,
        why: &str,
        change: impl FnOnce(&mut Plan) -> Result<RouteChange, RouteError>,
    ) -> Result<(), RouteError> {
        let mut held = self.plan.write().unwrap_or_else(PoisonError::into_inner);
        let mut plan = Plan::clone(&held);
        let change = change(&mut plan)?;
        *held = Arc::new(plan);
        drop(held);
        let mut events = locked(&self.events);
        if events.len() == MOST_EVENTS {
            events.pop_front();
        }
        events.push_back(RouteEvent {
            at,
            change,
            why: why.to_owned(),
        });
        Ok(())
    }
}

impl Plan {
    fn crown(&mut self, version: Arc<Loaded>) -> RouteChange {
        let before = std::mem::replace(&mut self.champion, version);
        self.before = Some(before);
        RouteChange::Promoted(self.champion.served.version)
    }
}

/// Whether clients of `champion` would understand `other`.
fn fits(champion: &Loaded, other: &Loaded) -> Result<(), RouteError> {
    let (served, asked) = (&champion.served, &other.served);
    if served.name != asked.name {
        return Err(RouteError::Name {
            served: served.name.clone(),
            asked: asked.name.clone(),
        });
    }
    if served.version == asked.version {
        return Err(RouteError::Same(asked.version));
    }
    let answers = |one: &Loaded| match one.classes.as_slice() {
        [] => "a number".to_owned(),
        classes => format!("one of {}", classes.join(", ")),
    };
    let (of_champion, of_other) = (answers(champion), answers(other));
    if of_champion == of_other {
        return Ok(());
    }
    Err(RouteError::Answers {
        version: asked.version,
        served: of_champion,
        asked: of_other,
    })
}
