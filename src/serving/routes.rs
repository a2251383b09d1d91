//! Which versions a running endpoint answers with: asked and changed by whoever holds it.

use super::{
    differences::Differences,
    endpoint::Endpoint,
    router::{RouteEvent, Routes},
    routing::{RouteError, Routing},
    version::Served,
};

impl Endpoint {
    /// The versions that answer, with what each did.
    pub fn routes(&self) -> Routes {
        self.state.router.routes()
    }

    /// The version that is tried, if any; cheaper than [`Self::routes`].
    pub fn challenger(&self) -> Option<i64> {
        let plan = self.state.router.plan();
        let challenger = plan.challenger.as_ref()?;
        Some(challenger.version.served.version)
    }

    /// How the routes changed, oldest first.
    pub fn route_events(&self) -> Vec<RouteEvent> {
        self.state.router.events()
    }

    /// Tries `served` beside the champion, in place of the challenger so far.
    ///
    /// # Errors
    /// If it is another model or the champion itself, answers in another way, or the share is none.
    pub fn challenge(&self, served: Served, routing: Routing, why: &str) -> Result<(), RouteError> {
        let router = &self.state.router;
        router.challenge(served, routing, (self.state.now(), why))
    }

    /// Gives the challenger another share, mode, key or guardrail.
    ///
    /// # Errors
    /// If there is none, or the share is none.
    pub fn route(&self, routing: Routing, why: &str) -> Result<(), RouteError> {
        self.state.router.route(routing, (self.state.now(), why))
    }

    /// Makes the challenger the champion. No request is dropped.
    ///
    /// # Errors
    /// If there is none.
    pub fn promote(&self, why: &str) -> Result<(), RouteError> {
        self.state.router.promote((self.state.now(), why))
    }

    /// Makes `served` the champion; nothing changes if it is already. No request is dropped.
    ///
    /// # Errors
    /// If it is another model, or answers in another way.
    pub fn replace(&self, served: Served, why: &str) -> Result<(), RouteError> {
        self.state.router.replace(served, (self.state.now(), why))
    }

    /// Takes the challenger back; where there is none, the champion gives way to the one before,
    /// which is still in memory.
    ///
    /// # Errors
    /// If there is neither.
    pub fn roll_back(&self, why: &str) -> Result<(), RouteError> {
        self.state.router.roll_back((self.state.now(), why))
    }

    /// Takes the challenger `version` back, if it still is one, because what came true of its
    /// answers shuts it out.
    ///
    /// # Errors
    /// If it is no challenger any more.
    pub fn shut_out(&self, version: i64, why: &str) -> Result<(), RouteError> {
        self.state.router.shut_out(version, (self.state.now(), why))
    }

    /// What the shadow found: its version, and where it answers in another way.
    pub fn differences(&self) -> (i64, Differences) {
        self.state.shadow.found()
    }
}
