use egui::{RichText, Ui};

use super::learner::parameters;
use crate::{
    learners::{Learner, Params as LearnerParams},
    steps::{problem, training::Params},
    ui::{
        theme::{UiExt as _, space},
        widgets::{Icon, Tone, form, icon, text_button},
    },
    workbench::{Commands, Edit, OpenProject},
};

/// Which learners are fitted, each with its parameters.
pub(super) fn form(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let problem = &open.project.problem;
    let task = problem.task;
    let before = &open.project.training;
    let mut params = before.clone();
    let weak = ui.tokens().text_weak;
    let every = params.learners_for(problem);
    let baselines: Vec<&str> = every
        .iter()
        .filter(|params| params.learner().is_baseline())
        .map(|params| params.learner().info().name)
        .collect();
    let always = format!("Always among them, to be beaten: {}.", baselines.join(", "));
    ui.label(RichText::new(always).color(weak));
    let mut all = chosen(&params, problem);
    let mut changed = false;
    for learner in Learner::for_task(task).filter(|learner| !learner.is_baseline()) {
        changed |= learner_ui(ui, learner, &mut all);
    }
    if changed && !all.is_empty() {
        params.learners = all;
    } else if changed {
        // Nothing named means the usual ones, so the last learner cannot be taken away.
        params.learners.clear();
    }
    if !params.learners.is_empty() && text_button(ui, "Back to the usual learners").clicked() {
        params.learners.clear();
    }
    let help = "Seeds whatever a learner draws by chance; the same seed gives the same models";
    form::whole(ui, "Seed", help, &mut params.seed, 0..=u64::from(u32::MAX));
    if let Err(err) = params.check(task) {
        let (ink, _) = Tone::Bad.colors(ui.tokens());
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Cross, 14.0, ink);
            ui.label(RichText::new(err.to_string()).color(ink));
        });
    }
    if params != *before {
        commands.edit(Edit::Training(params));
    }
}

/// The learners that are fitted now, without baselines.
fn chosen(params: &Params, problem: &problem::Params) -> Vec<LearnerParams> {
    let all = params.learners_for(problem).into_iter();
    all.filter(|params| !params.learner().is_baseline())
        .collect()
}

/// One learner: whether it is fitted, and how often with which parameters; true when it changed.
fn learner_ui(ui: &mut Ui, learner: Learner, all: &mut Vec<LearnerParams>) -> bool {
    let info = learner.info();
    let mut changed = false;
    ui.add_space(space::XS);
    let mut is_on = all.iter().any(|params| params.learner() == learner);
    if form::tick(ui, info.name, info.summary, &mut is_on) {
        if is_on {
            all.push(learner.default_params());
        } else {
            all.retain(|params| params.learner() != learner);
        }
        return true;
    }
    let places: Vec<usize> = (0..all.len())
        .filter(|&i| all[i].learner() == learner)
        .collect();
    let mut removed = None;
    for (number, &i) in places.iter().enumerate() {
        ui.push_id((info.id, number), |ui| {
            ui.indent("parameters", |ui| {
                changed |= parameters(ui, &mut all[i], number + 1);
                if places.len() > 1 {
                    let word = format!("Remove {} {}", info.name, number + 1);
                    if text_button(ui, &word).clicked() {
                        removed = Some(i);
                    }
                }
            });
        });
    }
    if let Some(i) = removed {
        all.remove(i);
        changed = true;
    }
    if is_on {
        let word = format!("Add another {}", info.name);
        if text_button(ui, &word).clicked() {
            all.push(learner.default_params());
            changed = true;
        }
    }
    changed
}
