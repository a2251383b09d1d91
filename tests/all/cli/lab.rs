//! `nonagon lab`.

use super::{Folder, fits, nonagon, shape, text};
use crate::support::samples;

#[test]
fn the_levels_live_through_a_sample() {
    let folder = Folder::new();
    let project = text(&samples().join("electricity"));
    let page = folder.path("lab.html");
    let args = [
        "lab",
        &project,
        "--levels",
        "0,2,oracle",
        "--period-days",
        "28",
        "--json",
        "--html",
        &page,
    ];
    let found = nonagon(&args).json(0);
    fits(&found.clone().into(), &shape("lab"), "lab");
    let lanes = found["lanes"].as_object().unwrap();
    assert_eq!(lanes.len(), 3);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("Scoreboard") && page.contains("Oracle") && page.len() < 2_000_000);
}

#[test]
fn the_results_of_a_class_are_compared() {
    let folder = Folder::new();
    let project = text(&samples().join("electricity"));
    let base = [
        "lab",
        &project,
        "--levels",
        "2,never",
        "--period-days",
        "28",
        "--json",
    ];
    let with = |more: &[&str]| {
        let args = [&base[..], more].concat();
        let ended = nonagon(&args);
        fits(&ended.json(0).into(), &shape("lab"), "lab");
        ended.stdout
    };
    let scores = folder.path("scores.csv");
    let one = with(&["--by", "Ada", "--csv", &scores]);
    let two = with(&[
        "--by",
        "Grace",
        "--without-gate",
        "champion",
        "--incident",
        "stuck:nswprice@30+60",
    ]);
    assert!(std::fs::read_to_string(scores).unwrap().lines().count() == 3);
    let (one, two) = (folder.file("one.json", one), folder.file("two.json", two));
    let page = folder.path("class.html");
    let merged = nonagon(&["lab", "--merge", &one, &two, "--json", "--html", &page]).json(0);
    fits(&merged.clone().into(), &shape("lab --merge"), "lab --merge");
    let results = merged["results"].as_object().unwrap();
    assert_eq!(results.keys().collect::<Vec<_>>(), ["Ada", "Grace"]);
    let choices = results["Grace"]["choices"].to_string();
    assert!(choices.contains("Stuck sensor in nswprice"), "{choices}");
    assert!(std::fs::read_to_string(page).unwrap().contains("Grace"));
    let odd = folder.file("odd.json", "{\"lanes\": {\"nine\": {}}}");
    assert!(
        nonagon(&["lab", "--merge", &odd])
            .refused()
            .contains("“nine” is no lane")
    );
    let wrong = nonagon(&["lab", &project, "--incident", "nulls"]);
    assert!(wrong.refused().contains("is no incident"));
    let wrong = nonagon(&["lab", &project, "--without-gate", "latency"]);
    assert!(wrong.refused().contains("asks no gate"));
}

#[test]
fn a_lane_that_is_none_and_a_project_without_a_stream_are_refused() {
    let project = text(&samples().join("electricity"));
    let said = nonagon(&["lab", &project, "--levels", "7"]);
    assert!(said.refused().contains("no lane “7”"));
    let said = nonagon(&["lab", &project, "--period-days", "9000"]);
    assert!(said.refused().contains("Make the periods shorter"));
}
