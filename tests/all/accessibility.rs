//! What a screen reader is told of every page, against what was agreed.
//!
//! After a wanted change, run the tests once with `NONAGON_ACCEPT=1` and read the difference.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::NodeT as _};
use nonagon::{
    ui::App,
    workbench::{Command, Page},
};

use crate::flows::{settle, window, with_sample};

#[test]
fn every_page_of_a_new_project_reads_as_agreed() {
    let mut harness = with_sample("Bikes");
    for page in Page::all() {
        harness.state_mut().push(Command::Open(page));
        settle(&mut harness);
        agree(
            &format!("{}_new", page.name().to_lowercase()),
            &read(&harness),
        );
    }
}

#[test]
fn the_welcome_reads_as_agreed() {
    let mut harness = window(None);
    harness.run();
    agree("welcome", &read(&harness));
}

#[test]
fn everything_that_can_be_acted_on_has_a_name() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(nonagon::steps::Step::Monitoring));
    settle(&mut harness);
    for page in Page::all() {
        harness.state_mut().push(Command::Open(page));
        settle(&mut harness);
        let nameless: Vec<String> = nodes(&harness)
            .filter(|(role, name)| is_input(*role) && name.is_empty())
            .map(|(role, _)| format!("{role:?}"))
            .collect();
        assert!(
            nameless.is_empty(),
            "{} has nameless inputs: {nameless:?}",
            page.name()
        );
    }
}

fn is_input(role: Role) -> bool {
    matches!(
        role,
        Role::Button
            | Role::CheckBox
            | Role::RadioButton
            | Role::ComboBox
            | Role::TextInput
            | Role::Slider
            | Role::SpinButton
            | Role::Link
    )
}

/// Role and name of everything on the screen, in reading order.
fn nodes(harness: &Harness<'_, App>) -> impl Iterator<Item = (Role, String)> {
    let nodes: Vec<(Role, String)> = harness
        .root()
        .children_recursive()
        .map(|node| {
            let node = node.accesskit_node();
            let labels: Vec<String> = node
                .labelled_by()
                .filter_map(|label| label.label().or_else(|| label.value()))
                .collect();
            let own = node.label().or_else(|| node.value()).unwrap_or_default();
            let name = if labels.is_empty() {
                own
            } else {
                labels.join(" ")
            };
            (node.role(), name)
        })
        .collect();
    nodes.into_iter()
}

/// What is read aloud: one line each for what has a name; the folder of this machine is left out.
fn read(harness: &Harness<'_, App>) -> String {
    let folder = harness
        .state()
        .workbench()
        .workspace_dir()
        .display()
        .to_string();
    let lines: Vec<String> = nodes(harness)
        .filter(|(_, name)| !name.is_empty())
        .map(|(role, name)| {
            format!(
                "{role:?}: {}",
                name.replace(&folder, "WORKSPACE").replace('\n', " ")
            )
        })
        .collect();
    format!("{}\n", lines.join("\n"))
}

/// Compares `found` with what was agreed under `name`.
#[track_caller]
fn agree(name: &str, found: &str) {
    let path: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/all/accessibility/{name}.txt"));
    if std::env::var_os("NONAGON_ACCEPT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
        return;
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        agreed == found,
        "the page reads otherwise than agreed in {}:\n{found}",
        path.display()
    );
}
