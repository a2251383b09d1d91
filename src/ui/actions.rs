//! Every command of the user in one place: its words, its hint and its shortcut. Menus, the
//! command palette and the keyboard all read this list.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::file_dialog::Wanted;
use crate::{
    automation::Level,
    steps::Step,
    workbench::{Command, Edit, EndpointCommand, Page, ProjectCommand, Role, Theme, Workbench},
};

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// The workbench does it.
    Command(Command),
    /// The user is asked for a file first.
    Ask(Wanted),
    /// The command palette opens.
    Palette,
}

/// Something the user can ask for.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// What it is called.
    pub name: String,
    /// What it is for, where the name does not say it.
    pub hint: &'static str,
    /// The keys that do the same.
    pub shortcut: Option<KeyboardShortcut>,
    /// What it does.
    pub act: Act,
}

const CTRL: Modifiers = Modifiers::COMMAND;

fn action(name: impl Into<String>, hint: &'static str, command: Command) -> Action {
    Action {
        name: name.into(),
        hint,
        shortcut: None,
        act: Act::Command(command),
    }
}

fn ask(name: &str, hint: &'static str, wanted: Wanted) -> Action {
    Action {
        name: name.to_owned(),
        hint,
        shortcut: None,
        act: Act::Ask(wanted),
    }
}

impl Action {
    fn keys(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.shortcut = Some(KeyboardShortcut::new(modifiers, key));
        self
    }
}

/// Everything that can be asked for now, most usual first.
pub(super) fn all(workbench: &Workbench) -> Vec<Action> {
    let mut actions = vec![Action {
        name: "Find a command".to_owned(),
        hint: "Everything the program can do, by name",
        shortcut: Some(KeyboardShortcut::new(CTRL, Key::K)),
        act: Act::Palette,
    }];
    if workbench.project.is_some() {
        running(workbench, &mut actions);
    }
    pages(&mut actions);
    projects(workbench, &mut actions);
    view(workbench, &mut actions);
    actions
}

fn running(workbench: &Workbench, actions: &mut Vec<Action>) {
    if let Page::Step(step) = workbench.page {
        let name = format!("Run {}", step.name());
        actions.push(
            action(name, "Run the step that is shown", Command::Run(step)).keys(CTRL, Key::R),
        );
    }
    let all = Command::RunThrough(Step::Monitoring);
    actions.push(
        action(
            "Run all nine steps",
            "Runs whatever is not up to date, first to last",
            all,
        )
        .keys(CTRL.plus(Modifiers::SHIFT), Key::R),
    );
    let stop = "Stop whatever runs; earlier results stay";
    actions.push(action("Stop", stop, Command::Stop).keys(CTRL, Key::Period));
    actions.push(action("Undo", "Take the last edit back", Command::Undo).keys(CTRL, Key::Z));
    let redo = action("Redo", "Do again what was taken back", Command::Redo);
    actions.push(redo.keys(CTRL.plus(Modifiers::SHIFT), Key::Z));
    let preset = workbench
        .project
        .as_ref()
        .map(|open| open.project.automation.preset)
        .unwrap_or_default();
    for level in Level::ALL {
        let edit = Command::Edit(Box::new(Edit::Level(level)));
        actions.push(action(
            format!("Work at {}", preset.level_name(level)),
            preset.level_summary(level),
            edit,
        ));
    }
    if workbench.serving.is_some() {
        let stop = Command::Endpoint(EndpointCommand::Stop);
        actions.push(action(
            "Stop the endpoint",
            "Clients get no more answers",
            stop,
        ));
    }
}

fn pages(actions: &mut Vec<Action>) {
    const KEYS: [Key; 9] = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    for page in Page::all() {
        let opened = action(format!("Go to {}", page.name()), "", Command::Open(page));
        actions.push(match page {
            Page::Home => opened.keys(CTRL, Key::Num0),
            Page::Step(step) => opened.keys(CTRL, KEYS[step.index()]),
            Page::Sql => opened.keys(CTRL, Key::L),
            _ => opened,
        });
    }
}

fn projects(workbench: &Workbench, actions: &mut Vec<Action>) {
    let new = ask(
        "New project from a table…",
        "CSV, TSV or Parquet",
        Wanted::Table,
    );
    actions.push(new.keys(CTRL, Key::O));
    actions.push(ask(
        "Import a project…",
        "A project.toml with its data",
        Wanted::Project,
    ));
    if workbench.project.is_some() {
        let hint = "Writes project.toml and its data, for git and CI";
        actions.push(ask("Export the project…", hint, Wanted::ExportFolder));
        let close = ProjectCommand::Close.into();
        actions.push(action(
            "Close the project",
            "Its results stay in the workspace",
            close,
        ));
    }
    for sample in workbench.samples() {
        let open = ProjectCommand::OpenSample(sample.folder.clone()).into();
        actions.push(action(format!("Open sample: {}", sample.name), "", open));
    }
    let current = workbench.project.as_ref().map(|open| open.id);
    for entry in workbench
        .projects
        .iter()
        .filter(|entry| Some(entry.id) != current)
    {
        let open = ProjectCommand::Switch(entry.id).into();
        actions.push(action(format!("Open project: {}", entry.name), "", open));
    }
}

fn view(workbench: &Workbench, actions: &mut Vec<Action>) {
    let word = if workbench.guide_open {
        "Fold the guide"
    } else {
        "Unfold the guide"
    };
    let guide = action(
        word,
        "What the step is for, and what of it is done",
        Command::ToggleGuide,
    );
    actions.push(guide.keys(CTRL, Key::G));
    for role in Role::ALL {
        actions.push(action(
            format!("Work as {}", role.name()),
            role.job(),
            Command::SetRole(role),
        ));
    }
    for theme in Theme::ALL {
        actions.push(action(
            format!("Theme: {}", theme.name()),
            "",
            Command::SetTheme(theme),
        ));
    }
}

/// Whether the project menu lists it.
pub(super) fn is_about_projects(action: &Action) -> bool {
    match &action.act {
        Act::Command(Command::Project(_)) | Act::Ask(_) => true,
        Act::Command(_) | Act::Palette => false,
    }
}
