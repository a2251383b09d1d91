//! What a role does most, one click away.

use egui::Ui;

use crate::{
    steps::Step,
    ui::{
        theme::{UiExt as _, space},
        widgets::text_button,
    },
    workbench::{
        Command, Commands, EndpointCommand, ModelCommand, OpenProject, Page, Role, Workbench,
    },
};

/// Shows the acts of the role that is chosen.
pub(super) fn acts(
    ui: &mut Ui,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
    ui.horizontal_wrapped(|ui| {
        let weak = ui.tokens().text_weak;
        ui.label(egui::RichText::new("One click away:").color(weak));
        for (name, command) in of(workbench, open) {
            if text_button(ui, &name).clicked() {
                commands.push(command);
            }
        }
    });
    ui.add_space(space::S);
}

fn of(workbench: &Workbench, open: &OpenProject) -> Vec<(String, Command)> {
    let go = |name: &str, page: Page| (name.to_owned(), Command::Open(page));
    let step = |name: &str, step: Step| (name.to_owned(), Command::Open(Page::Step(step)));
    let run = |step: Step| (format!("Run {}", step.name()), Command::RunThrough(step));
    match workbench.role {
        Role::DataAnalyst => vec![
            go("Ask with SQL", Page::Sql),
            step("Look at segments", Step::Analysis),
            step("Compare two windows", Step::Monitoring),
            run(Step::Analysis),
        ],
        Role::DataEngineer => vec![
            step("Write expectations", Step::Extraction),
            step("Edit the recipe", Step::Preparation),
            go("Feature store", Page::Features),
            run(Step::Preparation),
        ],
        Role::DataScientist => vec![
            step("Compare runs", Step::Training),
            step("Threshold and errors", Step::Evaluation),
            go("Models", Page::Models),
            run(Step::Evaluation),
        ],
        Role::MlDeveloper => vec![
            endpoint(workbench, open),
            step("Try it by hand", Step::Deployment),
            step("What if?", Step::Evaluation),
            go("Model cards", Page::Models),
        ],
        Role::MlEngineer => {
            let mut acts = vec![
                step("Gates", Step::Validation),
                endpoint(workbench, open),
                step("Alarms", Step::Monitoring),
            ];
            acts.extend(roll_back(workbench, open));
            acts.push(go("What runs by itself", Page::Automation));
            acts.push(go("Levels lab", Page::Lab));
            acts
        }
    }
}

/// Starts the endpoint, or stops it.
fn endpoint(workbench: &Workbench, open: &OpenProject) -> (String, Command) {
    if workbench.serving.is_some() {
        let stop = Command::Endpoint(EndpointCommand::Stop);
        return ("Stop the endpoint".to_owned(), stop);
    }
    let Some(done) = &open.results.deployment else {
        return (
            format!("Run {}", Step::Deployment.name()),
            Command::RunThrough(Step::Deployment),
        );
    };
    let start = EndpointCommand::Start {
        model: done.report.model.clone(),
        alias: done.report.alias.clone(),
        port: 0,
        token: None,
    };
    ("Serve the model".to_owned(), Command::Endpoint(start))
}

/// The way back, where there is one.
fn roll_back(workbench: &Workbench, open: &OpenProject) -> Option<(String, Command)> {
    let deployment = &open.project.deployment;
    let found = workbench.workshop()?;
    let last = found.log.aliases.last()?;
    let before = last.from?;
    let back = ModelCommand::RollBack {
        model: deployment.model.clone(),
        alias: deployment.alias.clone(),
    };
    let name = format!("Roll {} back to version {before}", deployment.alias);
    Some((name, Command::Model(back)))
}
