//! Sources in the workbench: seen at once, passwords kept out of what is stored, changes on the
//! disk noticed, databases that go away harmless.

use std::{fmt::Write as _, fs, path::Path};

use nonagon::{
    automation::{PROJECT_FILE, Project},
    steps::{
        Step,
        extraction::{Append, Params, Sample},
    },
    workbench::{Command, Edit, Page, ProjectCommand, SourcesCommand, StepState, Workbench},
};

use crate::support::{errors, run, workbench};

/// A workbench with a project on a new file `data.csv` in `dir`.
fn on_file(dir: &Path) -> Workbench {
    fs::write(dir.join("data.csv"), "t,city\n1,a\n2,b\n").unwrap();
    let mut workbench = workbench(&dir.join("workspace"));
    run(
        &mut workbench,
        ProjectCommand::New(dir.join("data.csv")).into(),
    );
    workbench
}

fn edit(workbench: &mut Workbench, change: impl FnOnce(&mut Params)) {
    let mut params = params(workbench);
    change(&mut params);
    run(workbench, Command::Edit(Box::new(Edit::Extraction(params))));
}

fn params(workbench: &Workbench) -> Params {
    workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .extraction
        .clone()
}

fn rows(workbench: &Workbench) -> u64 {
    let results = &workbench.project.as_ref().unwrap().results;
    results.extraction.as_ref().unwrap().report.rows
}

fn extract(workbench: &mut Workbench) {
    run(workbench, Command::Run(Step::Extraction));
}

#[test]
fn the_first_rows_are_there_before_anything_is_run() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    let source = &params(&workbench).sources[0];
    let preview = workbench.sources.preview(source).unwrap().as_ref().unwrap();
    assert_eq!((preview.table.n_rows(), preview.is_whole), (2, true));
    assert_eq!(workbench.step_state(Step::Extraction), StepState::Empty);
    // A broken choice is said at the source; the project goes on.
    edit(&mut workbench, |params| {
        params.sources[0].options.separator = Some('x');
    });
    let source = &params(&workbench).sources[0];
    let why = workbench
        .sources
        .preview(source)
        .unwrap()
        .as_ref()
        .unwrap_err();
    assert!(why.contains("cannot separate fields"), "{why}");
    assert_eq!(errors(&workbench), Vec::<String>::new());
}

#[test]
fn files_that_are_added_get_names_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    let more = dir.path().join("more/data.csv");
    fs::create_dir(dir.path().join("more")).unwrap();
    fs::write(&more, "t,city\n3,c\n").unwrap();
    run(
        &mut workbench,
        Command::Sources(SourcesCommand::Add(vec![more])),
    );
    let names: Vec<String> = params(&workbench)
        .sources
        .into_iter()
        .map(|source| source.name)
        .collect();
    assert_eq!(names, ["data", "data 2"]);
    assert_eq!(workbench.page, Page::Step(Step::Extraction));
    extract(&mut workbench);
    assert_eq!(rows(&workbench), 3);
    edit(&mut workbench, |params| {
        params.query =
            "SELECT count(*) AS n FROM data JOIN \"data 2\" ON data.t < \"data 2\".t".to_owned();
    });
    assert_eq!(workbench.step_state(Step::Extraction), StepState::Stale);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_noticed_and_new_rows_are_appended() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    edit(&mut workbench, |params| {
        params.append = Some(Append::After("t".to_owned()));
    });
    extract(&mut workbench);
    assert!(workbench.sources.changed.is_empty());
    // What was read first is gone from the file by now.
    fs::write(dir.path().join("data.csv"), "t,city\n2,other\n3,c\n4,d\n").unwrap();
    run(&mut workbench, Command::Sources(SourcesCommand::Look));
    assert!(workbench.sources.changed.contains("data"));
    extract(&mut workbench);
    assert!(workbench.sources.changed.is_empty());
    assert_eq!(rows(&workbench), 4);
    let results = &workbench.project.as_ref().unwrap().results;
    let report = &results.extraction.as_ref().unwrap().report;
    assert_eq!(report.appended, Some(2));
    let changes = report.changes.as_ref().unwrap();
    assert_eq!(changes.len(), 2, "{changes:?}");
}

#[test]
fn passwords_are_kept_out_of_everything_that_is_stored() {
    let dir = tempfile::tempdir().unwrap();
    let url = "postgres://me:very-secret@127.0.0.1:1/shop::orders";
    let mut workbench = on_file(dir.path());
    edit(&mut workbench, |params| {
        params.sources[0].location = url.to_owned();
    });
    assert_eq!(
        params(&workbench).sources[0].location,
        "postgres://me@127.0.0.1:1/shop::orders"
    );
    extract(&mut workbench);
    let told = errors(&workbench).join("\n");
    assert!(told.contains("cannot be reached"), "{told}");
    assert!(!told.contains("very-secret"), "{told}");
    // Nor is it stored when it stands in a project file that is taken in.
    let text =
        format!("name = \"Shop\"\n[[extraction.sources]]\nname = \"orders\"\npath = \"{url}\"\n");
    fs::create_dir(dir.path().join("project")).unwrap();
    fs::write(dir.path().join("project").join(PROJECT_FILE), text).unwrap();
    run(
        &mut workbench,
        ProjectCommand::Import(dir.path().join("project")).into(),
    );
    assert!(
        !params(&workbench).sources[0]
            .location
            .contains("very-secret")
    );
    drop(workbench);
    for entry in walk(&dir.path().join("workspace")) {
        let bytes = fs::read(&entry).unwrap();
        let secret = b"very-secret";
        let found = bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!found, "the password is in {}", entry.display());
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_source_that_goes_away_leaves_the_last_good_state() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    extract(&mut workbench);
    let before = workbench.project.as_ref().unwrap().results.clone();
    edit(&mut workbench, |params| {
        params.sources[0].location = "postgres://me@127.0.0.1:1/shop::orders".to_owned();
    });
    extract(&mut workbench);
    assert_eq!(workbench.project.as_ref().unwrap().results, before);
    assert!(matches!(
        workbench.step_state(Step::Extraction),
        StepState::Failed(_)
    ));
}

#[test]
fn a_sample_is_in_the_report() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    edit(&mut workbench, |params| {
        params.sample = Some(Sample { rows: 1, seed: 3 });
    });
    extract(&mut workbench);
    let results = &workbench.project.as_ref().unwrap().results;
    let sampled = results.extraction.as_ref().unwrap().report.sampled.unwrap();
    assert_eq!((rows(&workbench), sampled.of, sampled.seed), (1, 2, 3));
}

#[test]
fn an_exported_project_names_its_files_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    let to = dir.path().join("exported");
    run(&mut workbench, ProjectCommand::Export(to.clone()).into());
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let (project, folder) = Project::load(&to).unwrap();
    assert_eq!(project.extraction.sources[0].location, "data.csv");
    assert!(folder.join("data.csv").is_file());
}

#[test]
fn first_rows_are_seen_without_reading_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = on_file(dir.path());
    // Longer than what the dialect is found from, and broken at its end.
    let mut text = "t,city\n".to_owned();
    for row in 0..200_000 {
        writeln!(text, "{row},city {}", row % 7).unwrap();
    }
    let lines = text.lines().count();
    text.push_str("1,2,3\n");
    fs::write(dir.path().join("data.csv"), text).unwrap();
    run(&mut workbench, Command::Sources(SourcesCommand::Look));
    let seen = |workbench: &Workbench| {
        let source = &params(workbench).sources[0];
        let preview = workbench.sources.preview(source).unwrap();
        let preview = preview.as_ref().unwrap();
        (preview.table.n_rows(), preview.is_whole)
    };
    assert_eq!(seen(&workbench), (50, false));
    workbench.run(Command::Run(Step::Extraction));
    assert!(!workbench.is_idle(), "the rest is being read");
    assert_eq!(seen(&workbench), (50, false), "and the first rows stay");
    crate::support::settle(&mut workbench);
    let StepState::Failed(why) = workbench.step_state(Step::Extraction) else {
        panic!("the last line has a field too many");
    };
    assert!(why.contains(&format!("line {}", lines + 1)), "{why}");
    assert_eq!(seen(&workbench), (50, false));
}
