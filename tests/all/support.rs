//! What several tests need: a workbench on a temporary workspace, with a clock of its own.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use nonagon::{
    steps::Step,
    store::Workspace,
    workbench::{Clock, Command, ProjectCommand, Severity, StepState, Workbench},
};

/// How long a test waits for a job before it gives up; nothing is asserted about the time.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// The samples that come with the program.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("projects")
}

/// A clock that starts at a fixed day and moves by a second whenever it is read.
pub(crate) fn clock() -> Clock {
    let now = AtomicI64::new(1_700_000_000_000_000);
    Arc::new(move || now.fetch_add(1_000_000, Ordering::Relaxed))
}

/// A workbench on the workspace in `dir`.
pub(crate) fn workbench(dir: &Path) -> Workbench {
    let opened = Workspace::open(dir).unwrap();
    Workbench::new(opened, samples(), clock(), || {}).unwrap()
}

/// Lets the jobs of `workbench` go on until nothing runs.
#[track_caller]
pub(crate) fn settle(workbench: &mut Workbench) {
    let start = Instant::now();
    workbench.poll();
    while !workbench.is_idle() {
        assert!(
            start.elapsed() < PATIENCE,
            "jobs still run: {:?}",
            labels(workbench)
        );
        std::thread::sleep(Duration::from_millis(2));
        workbench.poll();
    }
}

fn labels(workbench: &Workbench) -> Vec<String> {
    workbench
        .running()
        .iter()
        .map(|run| run.label.clone())
        .collect()
}

/// Does `command` and waits until nothing runs.
#[track_caller]
pub(crate) fn run(workbench: &mut Workbench, command: Command) {
    workbench.run(command);
    settle(workbench);
}

/// A workbench with the sample `folder` open.
#[track_caller]
pub(crate) fn opened(dir: &Path, folder: &str) -> Workbench {
    let mut workbench = workbench(dir);
    run(
        &mut workbench,
        ProjectCommand::OpenSample(folder.to_owned()).into(),
    );
    assert!(workbench.project.is_some(), "{:?}", workbench.notices);
    workbench
}

/// How every step stands.
pub(crate) fn states(workbench: &Workbench) -> [StepState; 9] {
    Step::ALL.map(|step| workbench.step_state(step))
}

/// The errors that the user was told.
pub(crate) fn errors(workbench: &Workbench) -> Vec<String> {
    let errors = workbench
        .notices
        .iter()
        .filter(|notice| notice.severity == Severity::Error);
    errors.map(|notice| notice.text.clone()).collect()
}
