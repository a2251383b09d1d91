//! The SQL console as a user meets it: through the window, and through the workbench alone.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use nonagon::{
    steps::Step,
    workbench::{Command, Page, SqlCommand, SqlOrigin, Workbench},
};

use crate::{
    flows::{settle, step_until, window, with_sample},
    support::errors,
};

#[test]
fn a_user_asks_the_data_set() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    harness
        .get_by_role_and_label(Role::Button, "SQL")
        .click_accesskit();
    settle(&mut harness);
    assert_eq!(harness.state().workbench().page, Page::Sql);
    let editor = harness.get_by_role_and_label(Role::MultilineTextInput, "Query");
    editor.focus();
    editor.type_text("SELECT season, COUNT(*) FROM data GROUP BY season ORDER BY 1");
    settle(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    step_until(&mut harness, "a result", |h| {
        h.state().workbench().sql.answer.is_some()
    });
    settle(&mut harness);
    let console = &harness.state().workbench().sql;
    assert_eq!(console.failure, None);
    let answer = console.answer.as_ref().unwrap();
    assert_eq!(answer.table.n_rows(), 4);
    assert_eq!(console.history.len(), 1);
    assert_eq!(console.history[0].rows, Some(4));
    assert!(
        harness
            .query_by_label_contains("4 rows, 2 columns")
            .is_some()
    );
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_mistake_shows_its_place_and_the_last_result_stays() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    harness.state_mut().push(Command::Open(Page::Sql));
    let good = "SELECT 1 AS one";
    harness
        .state_mut()
        .push(SqlCommand::Run(good.to_owned()).into());
    settle(&mut harness);
    let editor = harness.get_by_role_and_label(Role::MultilineTextInput, "Query");
    editor.focus();
    editor.type_text("SELECT seeson FROM data");
    settle(&mut harness);
    harness
        .get_by_role_and_label(Role::Button, "Run query")
        .click_accesskit();
    settle(&mut harness);
    assert!(harness.query_by_label("Line 1, column 8").is_some());
    assert!(
        harness
            .query_by_label_contains("Did you mean “season”?")
            .is_some()
    );
    let console = &harness.state().workbench().sql;
    assert_eq!(console.answer.as_ref().unwrap().query, good);
    assert_eq!(console.history[0].rows, None);
}

#[test]
fn names_are_offered_and_taken() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    harness.state_mut().push(Command::Open(Page::Sql));
    settle(&mut harness);
    let editor = harness.get_by_role_and_label(Role::MultilineTextInput, "Query");
    editor.focus();
    editor.type_text("SELECT seas");
    harness.run_steps(4);
    harness.key_press(Key::Tab);
    harness.run_steps(4);
    let editor = harness.get_by_role_and_label(Role::MultilineTextInput, "Query");
    let text = egui_kittest::kittest::NodeT::accesskit_node(&editor).value();
    assert_eq!(text.as_deref(), Some("SELECT season"));
}

#[test]
fn history_is_kept_and_cleared() {
    let mut harness = window(None);
    harness.run();
    for query in ["SELECT 1 AS a", "SELECT 2 AS a", "SELECT 1 AS a"] {
        harness
            .state_mut()
            .push(SqlCommand::Run(query.to_owned()).into());
        settle(&mut harness);
    }
    let texts = |workbench: &Workbench| -> Vec<String> {
        let rows = workbench.sql.history.iter();
        rows.map(|row| row.text.clone()).collect()
    };
    assert_eq!(
        texts(harness.state().workbench()),
        ["SELECT 1 AS a", "SELECT 2 AS a"]
    );
    harness.state_mut().push(SqlCommand::ClearHistory.into());
    settle(&mut harness);
    harness.state_mut().push(SqlCommand::Look.into());
    settle(&mut harness);
    assert!(texts(harness.state().workbench()).is_empty());
}

#[test]
fn sources_and_other_projects_are_tables() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    let source = harness.state().workbench().project.as_ref().unwrap();
    let source = source.project.extraction.sources[0].name.clone();
    let query =
        format!("SELECT COUNT(*) AS n FROM \"{source}\" UNION ALL SELECT COUNT(*) FROM data");
    harness.state_mut().push(SqlCommand::Run(query).into());
    settle(&mut harness);
    let console = &harness.state().workbench().sql;
    assert_eq!(console.failure, None);
    let table = &console.answer.as_ref().unwrap().table;
    assert_eq!(table.cell(0, 0), table.cell(1, 0));
    harness
        .state_mut()
        .push(nonagon::workbench::ProjectCommand::Close.into());
    settle(&mut harness);
    harness.state_mut().push(SqlCommand::Look.into());
    settle(&mut harness);
    let tables = &harness.state().workbench().sql.tables;
    assert_eq!(tables.len(), 1);
    assert!(matches!(tables[0].origin, SqlOrigin::Project(_)));
    assert!(!tables[0].columns.is_empty());
}

#[test]
fn a_query_over_the_sources_becomes_the_data_set() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    harness.state_mut().push(SqlCommand::Look.into());
    settle(&mut harness);
    let project = |h: &egui_kittest::Harness<'_, nonagon::ui::App>| {
        h.state()
            .workbench()
            .project
            .as_ref()
            .unwrap()
            .project
            .clone()
    };
    let source = project(&harness).extraction.sources[0].name.clone();
    let over_data = "SELECT * FROM data LIMIT 10".to_owned();
    harness.state_mut().push(SqlCommand::Run(over_data).into());
    settle(&mut harness);
    harness.state_mut().push(SqlCommand::UseAsDataSet.into());
    settle(&mut harness);
    assert!(errors(harness.state().workbench())[0].contains("names “data”"));
    assert_eq!(project(&harness).extraction.query, "");
    let query = format!("SELECT * FROM \"{source}\" LIMIT 500");
    harness
        .state_mut()
        .push(SqlCommand::Run(query.clone()).into());
    settle(&mut harness);
    harness.state_mut().push(SqlCommand::UseAsDataSet.into());
    settle(&mut harness);
    assert_eq!(project(&harness).extraction.query, query);
    harness.state_mut().push(Command::Run(Step::Extraction));
    settle(&mut harness);
    let results = &harness
        .state()
        .workbench()
        .project
        .as_ref()
        .unwrap()
        .results;
    assert_eq!(results.extraction.as_ref().unwrap().report.rows, 500);
}

#[test]
fn a_result_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let mut harness = window(None);
    harness.run();
    harness
        .state_mut()
        .push(SqlCommand::Run("SELECT 1 AS a, 'x' AS b".to_owned()).into());
    settle(&mut harness);
    harness
        .state_mut()
        .push(SqlCommand::Save(path.clone()).into());
    settle(&mut harness);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "a,b\n1,x\n");
}
