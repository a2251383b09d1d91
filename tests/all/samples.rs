//! The sample projects that come with the program.

use nonagon::{automation::Project, steps::Step, workbench::Command, workbench::ProjectCommand};

use crate::support::{opened, run, samples};

const SAMPLES: [&str; 3] = ["bikes", "electricity", "flights"];

#[test]
fn every_sample_says_what_it_teaches_and_whose_data_it_has() {
    for sample in SAMPLES {
        let (project, _) = Project::load(&samples().join(sample)).unwrap();
        assert!(project.description.contains("What it teaches"), "{sample}");
        assert!(project.problem.question.ends_with('?'), "{sample}");
        assert!(!project.problem.criteria.is_empty(), "{sample}");
        for source in &project.extraction.sources {
            assert!(!source.licence.is_empty(), "{sample}");
            assert!(
                std::path::Path::new(&source.location).is_relative(),
                "{sample}"
            );
        }
    }
}

#[test]
fn every_sample_passes_its_own_gates() {
    let dir = tempfile::tempdir().unwrap();
    for sample in SAMPLES {
        let mut workbench = opened(dir.path(), sample);
        run(&mut workbench, Command::RunThrough(Step::Monitoring));
        let open = workbench.project.as_ref().unwrap();
        assert!(open.failures.is_empty(), "{sample}: {:?}", open.failures);
        assert!(open.results.monitoring.is_some(), "{sample}");
    }
}

#[test]
fn a_sample_is_exported_byte_by_byte() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    let copy = dir.path().join("copy");
    run(&mut workbench, ProjectCommand::Export(copy.clone()).into());
    for file in ["project.toml", "data.parquet"] {
        let (before, after) = (samples().join("bikes").join(file), copy.join(file));
        assert!(
            std::fs::read(before).unwrap() == std::fs::read(after).unwrap(),
            "{file} differs"
        );
    }
}
