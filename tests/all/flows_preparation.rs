//! A recipe edited through the window: by role and label, with undo.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    data::recipe::{Operation, RecipeStep},
    steps::Step,
    ui::App,
    workbench::{Command, Page},
};

use crate::{
    flows::{press_and_settle as press, settle, with_sample},
    support::errors,
};

fn steps<'a>(harness: &'a Harness<'_, App>) -> &'a [RecipeStep] {
    let open = harness.state().workbench().project.as_ref().unwrap();
    &open.project.preparation.recipe.steps
}

fn ids(harness: &Harness<'_, App>) -> Vec<&'static str> {
    steps(harness)
        .iter()
        .map(|step| step.operation.id())
        .collect()
}

#[test]
fn a_recipe_is_edited_step_by_step_and_every_edit_can_be_undone() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    harness
        .state_mut()
        .push(Command::Open(Page::Step(Step::Preparation)));
    settle(&mut harness);
    assert!(
        steps(&harness).is_empty(),
        "nobody has written a recipe yet"
    );
    let open = harness.state().workbench().project.as_ref().unwrap();
    assert!(
        open.preview.step.is_some(),
        "the first step is shown at once"
    );

    press(&mut harness, "Add an operation…");
    press(&mut harness, "Add Logarithm");
    let added = ids(&harness);
    assert_eq!(added.last(), Some(&"log"));
    let n = added.len();

    press(&mut harness, &format!("Move up operation {n}"));
    assert_eq!(ids(&harness)[n - 2], "log");
    press(&mut harness, &format!("Duplicate operation {}", n - 1));
    assert_eq!(ids(&harness).len(), n + 1);
    press(&mut harness, &format!("Remove operation {n}"));
    assert_eq!(ids(&harness).len(), n);

    let constants = "Operation 1: Leave out every column with one value only.";
    press(&mut harness, constants);
    press(&mut harness, "Remove operation 1");
    assert_ne!(ids(&harness)[0], "drop_constant");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(ids(&harness)[0], "drop_constant");
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_parameter_of_a_step_that_is_there_is_edited_in_place() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    harness
        .state_mut()
        .push(Command::Open(Page::Step(Step::Preparation)));
    settle(&mut harness);
    let gaps = harness.get_by_label_contains("Fill the gaps of numbers with the median");
    gaps.click_accesskit();
    settle(&mut harness);
    harness
        .get_by_role_and_label(Role::CheckBox, "Mark the gaps")
        .click_accesskit();
    settle(&mut harness);
    let marks = steps(&harness)
        .iter()
        .find_map(|step| match &step.operation {
            Operation::Impute(impute) => Some(impute.missing_indicator),
            _ => None,
        });
    assert_eq!(marks, Some(false));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert!(steps(&harness).is_empty());
}
