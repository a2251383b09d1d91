//! Steps 2 to 4 through the window: a database dropped on it, expectations and the rows that break
//! them, a muted alert, a comparison, a published feature, the menu of a grid's column.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    data::expectation::{Expect, Expectation, Severity},
    steps::Step,
    ui::App,
    workbench::{Command, Edit, Page},
};
use rusqlite::Connection;

use crate::{
    flows::{press_and_settle as press, settle, window, with_sample, write},
    support::errors,
};

/// The bikes with step 1 to `last` done, on the page of `page`.
fn bikes(last: Step, page: Step) -> Harness<'static, App> {
    let mut harness = with_sample("Bikes");
    // Tall enough that nothing has to be scrolled to.
    harness.set_size(egui::vec2(1280.0, 2400.0));
    harness.state_mut().push(Command::RunThrough(last));
    settle(&mut harness);
    harness.state_mut().push(Command::Open(Page::Step(page)));
    settle(&mut harness);
    harness
}

#[track_caller]
fn tab(harness: &mut Harness<'_, App>, name: &str) {
    harness
        .get_by_role_and_label(Role::Tab, name)
        .click_accesskit();
    settle(harness);
}

/// Opens the list called `name` and chooses `option`.
#[track_caller]
fn choose(harness: &mut Harness<'_, App>, name: &str, option: &str) {
    harness
        .get_by_role_and_label(Role::ComboBox, name)
        .click_accesskit();
    settle(harness);
    harness
        .get_by_role_and_label(Role::Button, option)
        .click_accesskit();
    settle(harness);
}

/// A file as the system hands it over when it is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|err| err.to_string())
    }
}

fn shop(folder: &Path) -> PathBuf {
    let path = folder.join("shop.db");
    let flags = rusqlite::OpenFlags::default();
    let db = Connection::open_with_flags(&path, flags).unwrap();
    db.execute_batch("CREATE TABLE orders (id INTEGER, price REAL); INSERT INTO orders VALUES (1, 0.5), (2, 2.0); CREATE TABLE notes (text TEXT);")
        .unwrap();
    path
}

#[test]
fn a_database_that_is_dropped_opens_its_form_and_becomes_a_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    let mut harness = bikes(Step::Extraction, Step::Extraction);
    let file = Arc::new(Dropped(path.clone()));
    harness.input_mut().dropped_files.push(file);
    settle(&mut harness);
    harness.get_by_label("Add a database");
    choose(&mut harness, "Table", "orders");
    press(&mut harness, "Add this source");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let source = open.project.extraction.sources.last().unwrap();
    assert_eq!(source.name, "orders");
    assert_eq!(source.location, format!("{}::orders", path.display()));
    assert!(harness.query_by_label("Add a database").is_none());
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_database_that_is_dropped_on_the_welcome_begins_a_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    let mut harness = window(None);
    harness.run();
    let file = Arc::new(Dropped(path.clone()));
    harness.input_mut().dropped_files.push(file);
    settle(&mut harness);
    settle(&mut harness);
    harness.get_by_label("Add a database");
    choose(&mut harness, "Table", "orders");
    press(&mut harness, "Add this source");
    let open = harness.state().workbench().project.as_ref().unwrap();
    assert_eq!(open.project.name, "shop");
    let sources = &open.project.extraction.sources;
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert_eq!(sources[0].location, format!("{}::orders", path.display()));
    harness.state_mut().push(Command::Run(Step::Extraction));
    settle(&mut harness);
    let open = harness.state().workbench().project.as_ref().unwrap();
    assert_eq!(open.results.extraction.as_ref().unwrap().report.rows, 2);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_database_is_named_in_the_form_and_a_wrong_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    let mut harness = bikes(Step::Extraction, Step::Extraction);
    press(&mut harness, "Add a database…");
    write(&mut harness, "Database file", "/nowhere/shop.db");
    press(&mut harness, "Look which tables it has");
    let told = errors(harness.state().workbench());
    assert!(
        told.iter().any(|text| text.contains("/nowhere/shop.db")),
        "{told:?}"
    );
    press(&mut harness, "Cancel");
    press(&mut harness, "Add a database…");
    let line = harness.get_by_role_and_label(Role::TextInput, "Database file");
    line.focus();
    harness.step();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.step();
    write(&mut harness, "Database file", &path.display().to_string());
    press(&mut harness, "Look which tables it has");
    choose(&mut harness, "Table", "notes");
}

#[test]
fn rows_that_break_an_expectation_are_shown_in_a_grid() {
    let mut harness = bikes(Step::Extraction, Step::Extraction);
    let open = harness.state().workbench().project.as_ref().unwrap();
    let mut params = open.project.extraction.clone();
    params.expectations.push(Expectation {
        severity: Severity::Warn,
        expect: Expect::Range {
            column: "hr".to_owned(),
            least: Some(1.0),
            most: None,
        },
    });
    harness
        .state_mut()
        .push(Command::Edit(Box::new(Edit::Extraction(params))));
    settle(&mut harness);
    harness.get_by_label("not checked");
    harness.state_mut().push(Command::Run(Step::Extraction));
    settle(&mut harness);
    harness.get_by_label("broken");
    press(&mut harness, "Rows that break expectation 1");
    harness.get_by_label_contains("rows break: “hr”");
    // Its own grid, and that of all rows below.
    let grids = harness.query_all_by_role_and_label(Role::Button, "Column hr");
    assert!(grids.count() >= 1);
    press(&mut harness, "Rows that break expectation 1");
    assert!(
        harness
            .query_by_label_contains("rows break: “hr”")
            .is_none()
    );
}

#[test]
fn an_alert_is_muted_with_a_reason_and_heard_again() {
    let mut harness = bikes(Step::Analysis, Step::Analysis);
    let muted = |harness: &Harness<'_, App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        open.project.analysis.muted.len()
    };
    let before = muted(&harness);
    let first = harness
        .query_all_by_role_and_label(Role::Button, "Mute…")
        .next()
        .unwrap();
    first.click_accesskit();
    settle(&mut harness);
    write(
        &mut harness,
        "Why it is no reason to worry",
        "known since 2011",
    );
    press(&mut harness, "Mute");
    assert_eq!(muted(&harness), before + 1);
    harness
        .get_by_role_and_label(Role::CheckBox, &format!("Show {} muted", before + 1))
        .click_accesskit();
    settle(&mut harness);
    harness.get_by_label("known since 2011");
    press(&mut harness, "Unmute");
    assert_eq!(muted(&harness), before);
}

#[test]
fn two_parts_are_compared_and_a_column_is_looked_at() {
    let mut harness = bikes(Step::Preparation, Step::Analysis);
    tab(&mut harness, "Compare");
    harness.get_by_label("Nothing has been compared yet");
    choose(&mut harness, "Current", "The production part");
    press(&mut harness, "Compare");
    harness.get_by_label("Columns, the most different first");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let compared = open.explore.comparison.as_ref().unwrap();
    let name = compared.comparison.columns[1].name.clone();
    harness
        .get_by_role_and_label(Role::Button, &format!("Show {name}"))
        .click_accesskit();
    settle(&mut harness);
    harness.get_by_label(&format!("{name} on both sides"));
}

#[test]
fn a_column_is_published_as_a_feature() {
    let mut harness = bikes(Step::Preparation, Step::Preparation);
    tab(&mut harness, "Prepared columns");
    choose(&mut harness, "Published column", "temp (raw)");
    write(
        &mut harness,
        "Meaning",
        "air temperature, share of 41 degrees",
    );
    press(&mut harness, "Publish this column");
    let features = &harness.state().workbench().features;
    assert_eq!(features.iter().filter(|f| f.name == "temp").count(), 1);
    press(&mut harness, "Open the feature store");
    press(&mut harness, "Show temp version 1");
    harness.get_by_label("air temperature, share of 41 degrees");
}

#[test]
fn the_menu_of_a_column_sorts_pins_and_hides() {
    let mut harness = bikes(Step::Extraction, Step::Extraction);
    press(&mut harness, "Column hr");
    press(&mut harness, "Sort, largest first");
    harness.get_by_label("Sort by hr: largest first");
    press(&mut harness, "Column hr");
    press(&mut harness, "Pin to the left");
    press(&mut harness, "Column hr");
    harness.get_by_label("Do not pin");
    press(&mut harness, "Hide");
    assert!(
        harness
            .query_by_label("Sort by hr: largest first")
            .is_none()
    );
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn an_operation_is_switched_off_and_on() {
    let mut harness = bikes(Step::Extraction, Step::Preparation);
    press(&mut harness, "Switch off operation 1");
    let off = |harness: &Harness<'_, App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        open.project.preparation.recipe.steps[0].off
    };
    assert!(off(&harness));
    harness.get_by_label_contains("It is switched off");
    press(&mut harness, "Switch on operation 1");
    assert!(!off(&harness));
}

/// What is chosen to be looked at, in words.
fn chosen(harness: &Harness<'_, App>) -> Vec<String> {
    let open = harness.state().workbench().project.as_ref().unwrap();
    open.explore.words().map(str::to_owned).collect()
}

#[test]
fn the_rows_of_an_alert_are_shown_where_rows_are_looked_at() {
    let mut harness = bikes(Step::Extraction, Step::Analysis);
    let open = harness.state().workbench().project.as_ref().unwrap();
    let mut params = open.project.analysis.clone();
    params.zeros = 0.1;
    params.correlation = 0.9;
    harness
        .state_mut()
        .push(Command::Edit(Box::new(Edit::Analysis(params))));
    harness.state_mut().push(Command::Run(Step::Analysis));
    settle(&mut harness);
    let rows = harness.query_all_by_role_and_label(Role::Button, "Show rows");
    rows.last().unwrap().click_accesskit();
    settle(&mut harness);
    let words = chosen(&harness);
    assert_eq!(words.len(), 1);
    assert!(words[0].ends_with(" is 0"), "{words:?}");
    harness.get_by_role_and_label(Role::Button, &format!("Remove {}", words[0]));
    harness.get_by_label("Chosen rows");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let count = open.explore.selection.as_ref().unwrap().count;
    assert!(count > 0 && count < 8645, "{count}");
    // The tab that the user then opens stays.
    tab(&mut harness, "Overview");
    harness
        .query_all_by_role_and_label(Role::Button, "Open Relations")
        .next()
        .unwrap()
        .click_accesskit();
    settle(&mut harness);
    harness.get_by_label("How much every two columns have to do with each other");
}

#[test]
fn the_rows_of_a_weak_segment_are_shown_in_step_3() {
    let mut harness = bikes(Step::Evaluation, Step::Analysis);
    harness.get_by_label("Alerts");
    harness
        .state_mut()
        .push(Command::Open(Page::Step(Step::Evaluation)));
    settle(&mut harness);
    tab(&mut harness, "Segments and fairness");
    let rows = harness
        .query_all_by_role_and_label(Role::Button, "Show rows")
        .next();
    rows.unwrap().click_accesskit();
    settle(&mut harness);
    assert_eq!(harness.state().workbench().page, Page::Step(Step::Analysis));
    assert_eq!(chosen(&harness).len(), 1);
    harness.get_by_label("Chosen rows");
}

#[test]
fn odd_rows_are_shown_in_a_grid_that_sorts() {
    let mut harness = bikes(Step::Analysis, Step::Analysis);
    tab(&mut harness, "Outliers");
    harness.get_by_label("The same rows with all their values");
    press(&mut harness, "Column hr");
    press(&mut harness, "Sort, largest first");
    harness.get_by_label("Sort by hr: largest first");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let odd = &open.results.analysis.as_ref().unwrap().report.outliers.rows;
    let words = format!("{} rows", odd.len());
    harness.get_by_label_contains(&words);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}
