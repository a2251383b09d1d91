//! The grid of rows, driven by role and label.

use egui::{Key, Modifiers, OutputCommand, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    steps::Step,
    ui::App,
    workbench::{Command, GridId, GridState, Page},
};

use crate::flows::{settle, with_sample};

/// The page of step 2 with its rows.
fn with_rows() -> Harness<'static, App> {
    let mut harness = with_sample("Bikes");
    let state = harness.state_mut();
    state.push(Command::Open(Page::Step(Step::Extraction)));
    state.push(Command::Run(Step::Extraction));
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Grid, "Rows").focus();
    settle(&mut harness);
    harness
}

fn state<'a>(harness: &'a Harness<'_, App>) -> &'a GridState {
    let workbench = harness.state().workbench();
    let open = workbench.project.as_ref().unwrap();
    let key = &open.results.extraction.as_ref().unwrap().report.snapshot.id;
    workbench.grids.state(GridId("rows"), key, None).unwrap()
}

/// What was put into the clipboard by the keys.
fn copied(harness: &mut Harness<'_, App>) -> String {
    harness.event(egui::Event::Copy);
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let mut texts = commands.iter().filter_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    texts.next_back().unwrap_or_default()
}

#[test]
fn a_click_on_a_title_sorts_and_three_take_the_order_away() {
    let mut harness = with_rows();
    let click = |harness: &mut Harness<'_, App>| {
        let mut titles = harness.get_all_by_role(Role::ColumnHeader);
        titles.next().unwrap().click_accesskit();
        drop(titles);
        settle(harness);
    };
    click(&mut harness);
    assert!(!state(&harness).sort()[0].descending);
    let column = state(&harness).sort()[0].column.clone();
    harness.get_by_label(&format!("sorted by {column}, smallest first"));
    click(&mut harness);
    assert!(state(&harness).sort()[0].descending);
    assert_eq!(state(&harness).rows().unwrap().len(), 8645);
    click(&mut harness);
    assert!(state(&harness).sort().is_empty());
}

#[test]
fn keys_go_to_the_last_row_and_copy_what_is_selected() {
    let mut harness = with_rows();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::End);
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Row, "Row 8,645");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Home);
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Row, "Row 1");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    settle(&mut harness);
    let text = copied(&mut harness);
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines.iter().all(|line| line.len() == 2), "{text}");
}

#[test]
fn what_is_looked_for_is_counted_and_shown() {
    let mut harness = with_rows();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    settle(&mut harness);
    let field = harness.get_by_role_and_label(Role::TextInput, "Find in the rows");
    field.type_text("2011-12-31");
    settle(&mut harness);
    let found = state(&harness).found().unwrap().clone();
    assert!(found.n_cells() > 0);
    harness.get_by_label(&format!("1 of {} matches", found.n_cells()));
    harness
        .get_by_role_and_label(Role::Button, "Previous match")
        .click_accesskit();
    settle(&mut harness);
    let n = found.n_cells();
    harness.get_by_label(&format!("{n} of {n} matches"));
}

#[test]
fn a_condition_keeps_rows_and_a_wrong_one_says_why() {
    let mut harness = with_rows();
    let write = |harness: &mut Harness<'_, App>, text: &str| {
        let field = harness.get_by_role_and_label(Role::TextInput, "Show only rows where");
        field.focus();
        field.type_text(text);
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        settle(harness);
    };
    write(&mut harness, "bikers > 400");
    let kept = state(&harness).rows().unwrap().len();
    assert!(0 < kept && kept < 8645);
    harness.get_by_label("where bikers > 400");
    harness
        .get_by_role_and_label(Role::Button, "Remove the condition")
        .click_accesskit();
    settle(&mut harness);
    assert!(state(&harness).rows().is_none());
    write(&mut harness, "bikes > 400");
    assert!(state(&harness).condition().is_empty());
    harness.get_by_label_contains("bikes");
}
