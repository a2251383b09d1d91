//! Projects that users break, end to end: the message says what to do, and nothing is lost.

use std::{fmt::Write as _, fs, path::Path, process::Command as Process};

use nonagon::{
    automation::PROJECT_FILE,
    data::split::SplitRule,
    steps::{Step, problem},
    store::Workspace,
    terms::Task,
    workbench::{Command, Edit, ProjectCommand, StepState, Workbench},
};

use crate::{
    steps::noise,
    support::{errors, run, settle, states, workbench},
};

/// The settings of a project on `data.csv` beside it, whose target is `y`.
const PROJECT: &str = r#"
name = "Broken"
[problem]
task = "binary"
target = "y"
positive = "1"
[[extraction.sources]]
name = "rows"
path = "data.csv"
[validation.gates]
beat_baseline = false
min_rows = 1
"#;

/// Rows that a model can be made of, with `more` columns of noise.
fn rows(n: usize, more: usize) -> String {
    let mut text = "y,x,city".to_owned();
    for j in 0..more {
        write!(text, ",c{j}").unwrap();
    }
    text.push('\n');
    for i in 0..n {
        let x = noise(i, 1);
        let y = u8::from(x + noise(i, 2) > 1.0);
        write!(text, "{y},{x:.4},{}", ["Bonn", "Trier"][i % 2]).unwrap();
        for j in 0..more {
            write!(text, ",{:.2}", noise(i, 10 + j as u64)).unwrap();
        }
        text.push('\n');
    }
    text
}

/// A workbench on a project whose table holds `content`, run as far as it goes.
#[track_caller]
fn run_all(
    dir: &Path,
    content: impl AsRef<[u8]>,
    change: impl FnOnce(&mut problem::Params),
) -> Workbench {
    let folder = dir.join("project");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("data.csv"), content).unwrap();
    fs::write(folder.join(PROJECT_FILE), PROJECT).unwrap();
    let mut workbench = workbench(&dir.join("workspace"));
    run(&mut workbench, ProjectCommand::Import(folder).into());
    let mut problem = workbench.project.as_ref().unwrap().project.problem.clone();
    change(&mut problem);
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Problem(problem))),
    );
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    workbench
}

/// The step that failed and what was said; after a restart everything before it is still there.
#[track_caller]
fn failure(dir: &Path, workbench: Workbench) -> (Step, String) {
    let failed = Step::ALL
        .into_iter()
        .find_map(|step| match workbench.step_state(step) {
            StepState::Failed(text) => Some((step, text)),
            _ => None,
        });
    let (step, text) = failed.unwrap_or_else(|| panic!("{:?}", states(&workbench)));
    assert!(
        errors(&workbench).iter().any(|told| told.contains(&text)),
        "{text}"
    );
    assert!(!text.contains("panic"), "{text}");
    let before = workbench.project.as_ref().unwrap().results.clone();
    drop(workbench);
    let mut again = self::workbench(&dir.join("workspace"));
    settle(&mut again);
    assert_eq!(errors(&again), Vec::<String>::new());
    assert_eq!(again.project.as_ref().unwrap().results, before);
    for earlier in Step::ALL.into_iter().take(step.index()) {
        assert_eq!(again.step_state(earlier), StepState::Fresh, "{earlier:?}");
    }
    (step, text)
}

#[track_caller]
fn assert_fails(
    content: impl AsRef<[u8]>,
    change: impl FnOnce(&mut problem::Params),
    step: Step,
    words: &[&str],
) {
    let dir = tempfile::tempdir().unwrap();
    let workbench = run_all(dir.path(), content, change);
    let (found, text) = failure(dir.path(), workbench);
    assert_eq!(found, step, "{text}");
    for word in words {
        assert!(text.contains(word), "“{word}” is missing in: {text}");
    }
}

fn nothing(_: &mut problem::Params) {}

#[test]
fn files_that_are_no_table() {
    let two: [(&[u8], &[&str]); 6] = [
        (b"", &["The file is empty", "Choose another"]),
        (
            b"PAR1\x15\x04\x15",
            &["not a text file", "Give it the right ending"],
        ),
        (b"a,b,a\n1,2,3\n", &["Two columns are named “a”", "Rename"]),
        (b"a,,c\n1,2,3\n", &["Column 2 has no name", "Give it one"]),
        (
            b"y,x\n1,\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\n0,\xff\n",
            &["Line 3 is not text in UTF-8", "Choose the encoding"],
        ),
        (
            b"y,x\n",
            &["columns but no rows", "Check the files in step 2"],
        ),
    ];
    for (content, words) in two {
        assert_fails(content, nothing, Step::Extraction, words);
    }
}

#[test]
fn a_file_that_went_away_after_everything_ran() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = run_all(dir.path(), rows(300, 0), nothing);
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let before = workbench.project.as_ref().unwrap().results.clone();
    fs::remove_file(dir.path().join("project/data.csv")).unwrap();
    run(&mut workbench, Command::Run(Step::Extraction));
    let told = errors(&workbench);
    assert!(
        told[0].contains("There is no such file. Check the path"),
        "{told:?}"
    );
    // The snapshot is still there, so every later step can run again.
    assert_eq!(workbench.project.as_ref().unwrap().results, before);
    run(&mut workbench, Command::Run(Step::Training));
    assert_eq!(errors(&workbench).len(), 1);
    let missing = dir.path().join("none.csv");
    run(&mut workbench, ProjectCommand::New(missing).into());
    run(&mut workbench, Command::Run(Step::Extraction));
    assert!(
        errors(&workbench)[1].contains("There is no such file"),
        "{:?}",
        errors(&workbench)
    );
}

#[test]
fn targets_that_cannot_be_learned() {
    let with = |value: &str| {
        rows(60, 0)
            .replace("\n0,", &format!("\n{value},"))
            .replace("\n1,", &format!("\n{value},"))
    };
    let target = |name: &'static str| move |p: &mut problem::Params| p.target = name.to_owned();
    let regression = |p: &mut problem::Params| p.task = Task::Regression;
    let prepare = Step::Preparation;
    assert_fails(
        with("1"),
        nothing,
        prepare,
        &["only one class (1)", "Choose another target in step 1"],
    );
    assert_fails(
        with(""),
        nothing,
        prepare,
        &["no value in any row", "Choose another target in step 1"],
    );
    assert_fails(
        with(""),
        regression,
        prepare,
        &["no value in any row", "Choose another target"],
    );
    assert_fails(rows(1, 0), nothing, prepare, &["only one class", "step 1"]);
    assert_fails(
        rows(1, 0),
        regression,
        prepare,
        &[
            "every feature has one value only",
            "another split in step 4",
        ],
    );
    assert_fails(
        rows(60, 0),
        target("late"),
        Step::Analysis,
        &["There is no column “late”", "Choose one of: y, x, city"],
    );
    assert_fails(
        rows(60, 0),
        target(""),
        Step::Problem,
        &["No target is set", "step 1"],
    );
    let time = |p: &mut problem::Params| p.time_column = Some("city".to_owned());
    assert_fails(
        rows(60, 0),
        time,
        prepare,
        &["“city” holds values of kind text", "a time is needed"],
    );
}

#[test]
fn a_split_by_a_time_that_is_text() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = run_all(dir.path(), rows(300, 0), nothing);
    let mut preparation = workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .preparation
        .clone();
    preparation.split = SplitRule::TimeShares {
        column: "city".to_owned(),
        train: 0.5,
        validation: 0.2,
        test: 0.2,
    };
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Preparation(preparation))),
    );
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    let (step, text) = failure(dir.path(), workbench);
    assert_eq!(step, Step::Preparation);
    assert!(
        text.contains("“city” holds values of kind text, but a time is needed"),
        "{text}"
    );
}

#[test]
fn columns_that_say_nothing_do_no_harm() {
    let mut lines = String::new();
    for (i, line) in rows(300, 0).lines().enumerate() {
        writeln!(lines, "{line}{}", if i == 0 { ",same,gaps" } else { ",7," }).unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    let workbench = run_all(dir.path(), lines, nothing);
    assert_eq!(errors(&workbench), Vec::<String>::new());
    assert_eq!(workbench.step_state(Step::Monitoring), StepState::Fresh);
    let results = &workbench.project.as_ref().unwrap().results;
    let alerts = &results.analysis.as_ref().unwrap().report.alerts;
    for column in ["same", "gaps"] {
        assert!(
            alerts.iter().any(|alert| alert.column == column),
            "{column}"
        );
    }
    let sources = &results.preparation.as_ref().unwrap().report.sources;
    assert!(
        sources
            .iter()
            .all(|name| name == &["x"] || name == &["city"]),
        "{sources:?}"
    );
}

#[test]
fn classes_never_seen_in_training() {
    let mut text = "y,x,t\n".to_owned();
    for i in 0..400 {
        // The class “c” begins with the test part.
        let y = if i >= 300 && i % 3 == 0 {
            "c"
        } else {
            ["a", "b"][usize::from(noise(i, 1) > 0.5)]
        };
        writeln!(
            text,
            "{y},{:.3},2020-{:02}-{:02}",
            noise(i, 1),
            i / 28 % 12 + 1,
            i % 28 + 1
        )
        .unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = run_all(dir.path(), text, |p| {
        p.task = Task::Multiclass;
        p.positive.clear();
        p.ignored = vec!["t".to_owned()];
    });
    let mut preparation = workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .preparation
        .clone();
    preparation.split = SplitRule::TimeShares {
        column: "t".to_owned(),
        train: 0.5,
        validation: 0.2,
        test: 0.2,
    };
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Preparation(preparation))),
    );
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    assert_eq!(workbench.step_state(Step::Monitoring), StepState::Fresh);
    let results = &workbench.project.as_ref().unwrap().results;
    assert_eq!(
        results.preparation.as_ref().unwrap().report.classes,
        ["a", "b", "c"]
    );
}

#[test]
fn ten_thousand_columns_go_through_all_nine_steps() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = run_all(dir.path(), rows(100, 9_997), nothing);
    assert_eq!(errors(&workbench), Vec::<String>::new());
    assert_eq!(workbench.step_state(Step::Monitoring), StepState::Fresh);
}

#[test]
fn a_workspace_that_cannot_be_made() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let message = Workspace::open(&file.join("workspace"))
        .err()
        .unwrap()
        .to_string();
    assert!(
        message.contains("cannot be written") && message.contains("--workspace"),
        "{message}"
    );
}

const SMALL_DISK: &str = "NONAGON_TEST_SMALL_DISK";

/// Not a test: it runs in a name space in which the folder is a disk of its own.
#[test]
#[ignore = "a part of the test below, which starts it as a process of its own"]
fn on_a_small_disk() {
    let Some(dir) = std::env::var_os(SMALL_DISK) else {
        return;
    };
    let (disk, aside) = (Path::new(&dir).join("disk"), Path::new(&dir).join("aside"));
    let mount = |options: &str| {
        let done = Process::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&disk)
            .status();
        assert!(done.unwrap().success());
    };
    mount("size=3m");
    fs::create_dir_all(&aside).unwrap();
    let folder = aside.join("project");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("data.csv"), rows(300, 0)).unwrap();
    fs::write(folder.join(PROJECT_FILE), PROJECT).unwrap();
    let mut workbench = workbench(&disk);
    run(
        &mut workbench,
        ProjectCommand::Import(folder.clone()).into(),
    );
    run(&mut workbench, Command::RunThrough(Step::Preparation));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let before = workbench.project.as_ref().unwrap().results.clone();
    // Now a table that does not fit.
    fs::write(folder.join("data.csv"), rows(30_000, 40)).unwrap();
    run(&mut workbench, Command::Run(Step::Extraction));
    let told = errors(&workbench);
    assert!(
        told[0].contains("The disk is full") && told[0].contains("make room"),
        "{told:?}"
    );
    assert_eq!(workbench.project.as_ref().unwrap().results, before);
    // Not even the database has room.
    assert!(fs::write(disk.join("filler"), vec![1; 4 << 20]).is_err());
    run(&mut workbench, Command::Run(Step::Training));
    let told = errors(&workbench);
    assert!(
        told.last().unwrap().contains("The disk is full"),
        "{told:?}"
    );
    drop(workbench);
    fs::remove_file(disk.join("filler")).unwrap();
    let mut again = self::workbench(&disk);
    settle(&mut again);
    assert_eq!(again.project.as_ref().unwrap().results, before);
    run(&mut again, Command::Run(Step::Training));
    assert_eq!(errors(&again), Vec::<String>::new());
    drop(again);
    let locked = Process::new("mount")
        .args(["-o", "remount,ro"])
        .arg(&disk)
        .status();
    assert!(locked.unwrap().success());
    let message = Workspace::open(&disk).err().unwrap().to_string();
    assert!(
        message.contains("choose another") && message.contains("--workspace"),
        "{message}"
    );
    std::io::Write::write_all(&mut std::io::stdout(), b"full and then read-only\n").unwrap();
}

/// Needs a system that lets everybody have name spaces of their own; elsewhere there is nothing
/// to see, and the store's own tests have to do.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_read_only_one_lose_nothing() {
    let mine = || {
        let mut process = Process::new("unshare");
        process.arg("-Urm");
        process
    };
    let dir = tempfile::tempdir().unwrap();
    let disk = dir.path().join("disk");
    fs::create_dir_all(&disk).unwrap();
    let probe = mine()
        .args(["mount", "-t", "tmpfs", "tmpfs"])
        .arg(&disk)
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        return;
    }
    let name = concat!(module_path!(), "::on_a_small_disk");
    let out = mine()
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            name.split_once("::").unwrap().1,
            "--ignored",
            "--nocapture",
        ])
        .env(SMALL_DISK, dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
    assert!(
        out.status.success() && text.contains("full and then read-only"),
        "{text}"
    );
}
