//! `nonagon maturity`, `nonagon history`, and the lessons of `nonagon help`.

use super::{Folder, bikes, fits, nonagon, shape, text};

#[test]
fn the_log_says_at_which_level_a_project_works_and_how_it_stood() {
    let folder = Folder::new();
    let (project, workspace) = (text(&bikes()), folder.path("workspace"));
    let of = |command: &str, more: &[&str]| {
        let base = [command, &project, "--workspace", &workspace];
        nonagon(&[&base[..], more].concat())
    };
    assert!(
        of("maturity", &["--json"])
            .refused()
            .contains("Run it first")
    );
    of("run", &["--json"]).json(0);
    let found = of("maturity", &["--json"]).json(0);
    fits(&found.clone().into(), &shape("maturity"), "maturity");
    assert_eq!((&found["set"], &found["reached"]), (&0.into(), &0.into()));
    let told = of("maturity", &[]);
    assert!(told.stdout.contains("its log proves it"), "{}", told.stdout);
    let found = of("history", &["--json"]).json(0);
    fits(&found.clone().into(), &shape("history"), "history");
    assert_eq!(found["champion"], 1);
    assert_eq!(found["steps"].as_object().unwrap().len(), 9);
    let before = of("history", &["--at", "1999-12-31", "--json"]).json(0);
    assert!(before["level"].is_null() && before["happened"].as_array().unwrap().is_empty());
    assert!(
        of("history", &["--at", "soon"])
            .refused()
            .contains("is no time")
    );
    assert!(of("history", &[]).stdout.contains("version 1 in service"));
}

#[test]
fn every_topic_is_explained() {
    let topics = nonagon(&["help", "topics"]);
    let ids: Vec<&str> = topics
        .stdout
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(ids.len() >= 20 && ids.contains(&"monitoring") && ids.contains(&"level_2"));
    for id in ids {
        let lesson = nonagon(&["help", id]);
        assert_eq!((lesson.code, lesson.stderr.as_str()), (0, ""));
        assert!(lesson.stdout.lines().count() > 8, "{id}");
        assert!(lesson.stdout.lines().all(|line| line.chars().count() <= 80));
        assert!(!lesson.stdout.contains('{'), "{}", lesson.stdout);
    }
}
