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
fn a_lane_that_is_none_and_a_project_without_a_stream_are_refused() {
    let project = text(&samples().join("electricity"));
    let said = nonagon(&["lab", &project, "--levels", "7"]);
    assert!(said.refused().contains("no lane “7”"));
    let said = nonagon(&["lab", &project, "--period-days", "9000"]);
    assert!(said.refused().contains("Make the periods shorter"));
}
