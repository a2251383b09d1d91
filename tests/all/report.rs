//! The report as a file: whole, self-contained, escaped.

use nonagon::{
    report,
    steps::Step,
    workbench::{Command, Edit, Workbench},
};

use crate::support::{opened, run};

/// The page of the open project.
fn page(workbench: &Workbench) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.html");
    report::write(workbench.project.as_ref().unwrap(), &path).unwrap();
    let entries = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(entries, 1, "nothing but the report is left behind");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_finished_project_has_every_section_and_needs_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    for sample in ["bikes", "electricity"] {
        let mut workbench = opened(dir.path(), sample);
        run(&mut workbench, Command::RunThrough(Step::Monitoring));
        let page = page(&workbench);
        for step in Step::ALL {
            assert!(
                page.contains(&format!("<section id=\"{}\">", step.id())),
                "{step:?}"
            );
        }
        assert!(!page.contains("This step has no result yet."));
        assert!(page.contains(env!("CARGO_PKG_VERSION")) && page.ends_with("</html>"));
        for outside in ["<script", "src=", "@import", "url(", "href=\"http", "<link"] {
            assert!(
                !page.contains(outside),
                "{outside} in the report of {sample}"
            );
        }
        assert!(page.len() < 2_000_000, "{} bytes", page.len());
        assert!(
            !page.contains("NaN"),
            "a figure that does not exist is a dash with its reason"
        );
    }
}

#[test]
fn a_project_without_results_has_a_report_that_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let page = page(&opened(dir.path(), "bikes"));
    assert_eq!(page.matches("This step has no result yet.").count(), 8);
}

#[test]
fn text_of_the_project_is_escaped() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    let hostile = "\"><script>alert(1)</script>";
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Name(hostile.to_owned()))),
    );
    let mut problem = workbench.project.as_ref().unwrap().project.problem.clone();
    problem.question = hostile.to_owned();
    problem.ignored.push(hostile.to_owned());
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Problem(problem))),
    );
    let page = page(&workbench);
    assert!(!page.contains("<script"));
    assert!(page.matches("&lt;script&gt;").count() >= 3);
}

#[test]
fn a_report_that_cannot_be_written_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = opened(dir.path(), "bikes");
    let open = workbench.project.as_ref().unwrap();
    let missing = dir.path().join("no such folder/report.html");
    let message = report::write(open, &missing).unwrap_err().to_string();
    assert!(message.contains("Choose another place"), "{message}");
    let taken = dir.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    assert!(report::write(open, &taken).is_err());
    assert!(taken.is_dir());
}
