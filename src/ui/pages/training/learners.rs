use egui::{RichText, Ui};

use super::learner::parameters;
use crate::{
    learners::{Learner, Params as LearnerParams},
    steps::{
        problem,
        training::{ClassWeights, Params},
    },
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, form, icon, text_button},
        words,
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
    for family in Family::ALL {
        let members = Learner::for_task(task).filter(|learner| !learner.is_baseline());
        let members: Vec<Learner> = members.filter(|one| Family::of(*one) == family).collect();
        if members.is_empty() {
            continue;
        }
        ui.add_space(space::S);
        ui.label(RichText::new(family.name()).font(text::strong()));
        for learner in members {
            changed |= learner_ui(ui, learner, &mut all);
        }
    }
    ui.add_space(space::M);
    if changed && !all.is_empty() {
        params.learners = all;
    } else if changed {
        // Nothing named means the usual ones, so the last learner cannot be taken away.
        params.learners.clear();
    }
    if !params.learners.is_empty() && text_button(ui, "Back to the usual learners").clicked() {
        params.learners.clear();
    }
    if task.is_classification() {
        let options = ClassWeights::ALL.map(|one| (one, one.name().to_owned()));
        let help = "Whether a rare class counts more: it is then found more often, and its probabilities are too high";
        form::choice(
            ui,
            "Class weights",
            help,
            &mut params.class_weights,
            &options,
        );
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

/// Learners that work alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Sums,
    Bayes,
    Trees,
    Likeness,
}

impl Family {
    const ALL: [Self; 4] = [Self::Sums, Self::Bayes, Self::Trees, Self::Likeness];

    fn of(learner: Learner) -> Self {
        match learner {
            Learner::Logistic | Learner::Linear | Learner::ElasticNet | Learner::Glm => Self::Sums,
            Learner::NaiveBayes | Learner::MultinomialBayes | Learner::BernoulliBayes => {
                Self::Bayes
            }
            Learner::Svm | Learner::Neighbors => Self::Likeness,
            _ => Self::Trees,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sums => "Weighted sums of the columns",
            Self::Bayes => "Naive Bayes",
            Self::Trees => "Trees",
            Self::Likeness => "By likeness to known rows",
        }
    }
}

/// Who trains it, and what to know before choosing it.
fn told(learner: Learner, params: Option<&LearnerParams>) -> String {
    let mut words = vec![learner.library().to_owned()];
    if !learner.weighs_rows() {
        words.push("cannot weigh classes".to_owned());
    }
    let most = match params {
        Some(LearnerParams::Svm(params)) => Some(params.max_rows),
        Some(LearnerParams::Neighbors(params)) => Some(params.max_rows),
        _ => None,
    };
    if let Some(most) = most {
        words.push(format!("a sample above {} rows", words::count(most.into())));
    }
    words.join(" · ")
}

/// One learner: whether it is fitted, and how often with which parameters; true when it changed.
fn learner_ui(ui: &mut Ui, learner: Learner, all: &mut Vec<LearnerParams>) -> bool {
    let info = learner.info();
    let mut changed = false;
    let weak = ui.tokens().text_weak;
    ui.add_space(space::XS);
    let mut is_on = all.iter().any(|params| params.learner() == learner);
    let usual = learner.default_params();
    let first = all.iter().find(|params| params.learner() == learner);
    let told = told(learner, first.or(Some(&usual)));
    let ticked = ui.horizontal_wrapped(|ui| {
        let hint = format!("{}\n{}", info.summary, info.reference);
        let ticked = ui.checkbox(&mut is_on, info.name).on_hover_text(hint);
        ui.label(RichText::new(told).font(text::label()).color(weak));
        ticked.changed()
    });
    if ticked.inner {
        if is_on {
            all.push(usual);
        } else {
            all.retain(|params| params.learner() != learner);
        }
        return true;
    }
    if is_on {
        let summary = RichText::new(info.summary).font(text::label()).color(weak);
        ui.indent((info.id, "summary"), |ui| {
            ui.add(egui::Label::new(summary).wrap());
        });
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
