//! Lets the new version of a run take over from the one in service.

use super::{AutomationAnswer, AutomationWork};
use crate::{
    automation::{EndpointSeen, Phase, Rollout, RolloutAct, RolloutFacts},
    serving::{Guardrail, RouteChange, Routing},
    steps::deployment,
    workbench::{
        EndpointCommand, JobKey, JobResult, Outcomes, Registry, RouteCommand, Serving, Workbench,
    },
};

/// Who moves what no person moves.
pub(super) const AUTOMATION: &str = "automation";
/// How often labels are looked at while a new version is watched, in microseconds.
const JUDGE_EVERY: i64 = 5_000_000;

impl Workbench {
    /// Whether an endpoint serves what the project deploys, so that a new version can be tried.
    pub(in crate::workbench) fn tries_versions(&self) -> bool {
        self.endpoint_of_project().is_some()
    }

    fn endpoint_of_project(&self) -> Option<&Serving> {
        let deployment::Params { model, alias } = &self.project.as_ref()?.project.deployment;
        let serving = self.serving.as_ref()?;
        let is_ours = serving.endpoint.model() == model && serving.alias == *alias;
        is_ours.then_some(serving)
    }

    /// Goes on with the new version of the run that goes on.
    pub(super) fn roll_out(&mut self) -> anyhow::Result<()> {
        let works = [
            JobKey::Endpoint,
            JobKey::Registry,
            JobKey::Automation(AutomationWork::Alias),
        ];
        if works.iter().any(|key| self.runs(key)) {
            return Ok(());
        }
        let now = (self.clock)();
        let Some(open) = &self.project else {
            return Ok(());
        };
        let Some(rollout) = open
            .automation
            .current()
            .and_then(|one| one.run.rollout.clone())
        else {
            return Ok(());
        };
        let canary = open.project.automation.canary.clone();
        let facts = self.rollout_facts(&rollout);
        let mut next = rollout.clone();
        let act = next.go_on(now, &canary, &facts);
        let changed = next != rollout;
        let is_watched = next.phase == Phase::Watching;
        if let Some(open) = &mut self.project
            && let Some(tracked) = open.automation.runs.first_mut()
        {
            tracked.run.rollout = Some(next);
        }
        if changed {
            self.keep_run()?;
        }
        if is_watched {
            self.judge_version(&rollout, now)?;
        }
        self.act(act, &rollout)
    }

    fn rollout_facts(&self, rollout: &Rollout) -> RolloutFacts {
        let Some(open) = &self.project else {
            return RolloutFacts::default();
        };
        let deployment = &open.project.deployment;
        let mut models = self.registry.models.iter();
        let entry = models.find(|entry| entry.name == deployment.model);
        let alias = entry.and_then(|entry| {
            let mut aliases = entry.aliases.iter();
            let found = aliases.find(|(alias, _)| *alias == deployment.alias);
            found.map(|(_, version)| *version)
        });
        let judged = open.automation.judged.1.clone();
        let endpoint = self
            .endpoint_of_project()
            .map(|serving| seen(serving, rollout, judged));
        RolloutFacts { alias, endpoint }
    }

    fn act(&mut self, act: RolloutAct, rollout: &Rollout) -> anyhow::Result<()> {
        let routing = |percent| Routing {
            percent,
            ..Routing::default()
        };
        match act {
            RolloutAct::Nothing => Ok(()),
            RolloutAct::Challenge(percent) => {
                let challenge = RouteCommand::Challenge(rollout.version, routing(percent));
                self.run_endpoint(EndpointCommand::Route(challenge))
            }
            RolloutAct::Route(percent) => {
                let serving = self.serving_now()?;
                Ok(serving.endpoint.route(routing(percent), AUTOMATION)?)
            }
            RolloutAct::Promote => self.move_alias(rollout.version, "it passed every stage"),
            RolloutAct::TakeBack => {
                self.move_alias(rollout.before, "the new version turned out worse")
            }
        }
    }

    fn move_alias(&mut self, version: i64, why: &'static str) -> anyhow::Result<()> {
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        let open = self.require_project()?;
        let deployment::Params { model, alias } = open.project.deployment.clone();
        let label = format!("Pointing {alias} to version {version}");
        let key = JobKey::Automation(AutomationWork::Alias);
        self.jobs.start(key, label, move |_| {
            store.set_alias(&model, &alias, version, at, AUTOMATION, why)?;
            Ok(JobResult::Registry(Registry::load(&store)?))
        })?;
        Ok(())
    }

    /// Looks what came true of the new version beside the one before, now and then.
    fn judge_version(&mut self, rollout: &Rollout, now: i64) -> anyhow::Result<()> {
        let key = JobKey::Automation(AutomationWork::Outcomes);
        let open = self.require_project()?;
        let last = open.automation.judged.0;
        if self.runs(&key) || (now - last < JUDGE_EVERY && now >= last) {
            return Ok(());
        }
        let (project, model) = (open.id, open.project.deployment.model.clone());
        let versions = (rollout.before, rollout.version);
        let since = rollout.told.first().map_or(now, |(at, _)| *at);
        let (store, dir) = (
            self.workspace.store().clone(),
            self.workspace.dir().to_owned(),
        );
        self.jobs.start(key, "Comparing what came true", move |_| {
            let found = Outcomes::look((&store, &dir), &model, versions, (since, now))?;
            Ok((project, AutomationAnswer::Judged(found)).into())
        })?;
        Ok(())
    }
}

/// What is seen of the endpoint on behalf of a new version.
fn seen(serving: &Serving, rollout: &Rollout, judged: Option<String>) -> EndpointSeen {
    let routes = serving.endpoint.routes();
    let challenger = routes.challenger.as_ref().map(|(traffic, _)| *traffic);
    let both = [Some(routes.champion), challenger];
    let own = both.into_iter().flatten();
    let own = own.into_iter().find(|one| one.version == rollout.version);
    let asked = own.map_or((0, 0), |one| (one.answers + one.failures, one.failures));
    let events = serving.endpoint.route_events();
    // What came before this rollout began is another story.
    let mut latest = events
        .iter()
        .rev()
        .filter(|event| event.change.version() == rollout.version && event.at >= rollout.since);
    let shut_out = latest.next().and_then(|event| match event.change {
        RouteChange::GuardrailBreached(_) | RouteChange::Withdrawn(_) => Some(event.why.clone()),
        _ => None,
    });
    let mut trouble = None;
    if rollout.phase == Phase::Watching && routes.champion.version == rollout.version {
        let (n, failed) = rollout.asked(asked);
        let breach = Guardrail::default().breach(n, failed, routes.champion.latency.1);
        trouble = breach.or(judged);
    }
    EndpointSeen {
        champion: routes.champion.version,
        challenger: challenger.map(|one| one.version),
        asked,
        shut_out,
        trouble,
    }
}
