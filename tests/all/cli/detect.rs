//! `nonagon detect`.

use super::{Folder, fits, nonagon, shape};

/// A stream whose error rate rises from never to always.
fn errors() -> String {
    let row = |i: usize| format!("{i},{},{}\n", u8::from(i >= 500), i as f64 / 10.0);
    let rows: String = (0..1000).map(row).collect();
    format!("row,error,value\n{rows}")
}

#[test]
fn a_break_is_found_soon_after_it() {
    let folder = Folder::new();
    let data = folder.file("log.csv", errors());
    let found = nonagon(&["detect", &data, "--column", "error", "--json"]).json(0);
    fits(&found.clone().into(), &shape("detect"), "detect");
    for (id, detector) in found["detectors"].as_object().unwrap() {
        let first = detector["drifts"][0].as_u64();
        // EDDM measures distances between errors: there were none before.
        assert!(
            id == "eddm" || first.is_some_and(|first| (500..600).contains(&first)),
            "{id}: {first:?}"
        );
    }
    let one = nonagon(&["detect", &data, "--column", "error", "--detector", "adwin"]);
    assert_eq!(one.code, 0);
    assert!(one.stdout.contains("adwin") && !one.stdout.contains("eddm"));
}

#[test]
fn all_leaves_out_what_does_not_fit_and_a_named_one_says_so() {
    let folder = Folder::new();
    let data = folder.file("log.csv", errors());
    let found = nonagon(&["detect", &data, "--column", "value", "--json"]).json(0);
    let reason = found["detectors"]["ddm"]["not_computable"]
        .as_str()
        .unwrap();
    assert!(reason.contains("made for errors"), "{reason}");
    assert!(found["detectors"]["adwin"]["drifts"].is_array());
    let named = nonagon(&["detect", &data, "--column", "value", "--detector", "ddm"]);
    assert!(named.refused().contains("value 1 is 0.1"));
    let unknown = nonagon(&["detect", &data, "--column", "error", "--detector", "oracle"]);
    assert!(unknown.refused().contains("no detector “oracle”"));
    let column = nonagon(&["detect", &data, "--column", "nothing"]);
    assert!(column.refused().contains("no column “nothing”"));
}

#[test]
fn a_duel_has_delays_and_false_alarms_and_is_made_again_by_its_seed() {
    let folder = Folder::new();
    let data = folder.file("log.csv", errors());
    let args = ["detect", &data, "--column", "error", "--duel", "--json"];
    let found = nonagon(&args).json(0);
    fits(
        &found.clone().into(),
        &shape("detect --duel"),
        "detect --duel",
    );
    let rounds = found["rounds"].as_array().unwrap();
    assert_eq!(rounds.len(), 5);
    for round in rounds {
        let entrants = round["entrants"].as_array().unwrap();
        let of = |id: &str| entrants.iter().find(|entrant| entrant["id"] == id).unwrap();
        assert_eq!(of("always")["false_alarms"], 1000.0);
        assert_eq!(of("never")["seen"], 0.0);
        assert!(of("never")["delay"]["not_computable"].is_string());
    }
    assert_eq!(found, nonagon(&args).json(0));
    let seeded = [&args[..], &["--seed", "2"]].concat();
    assert_ne!(found["rounds"], nonagon(&seeded).json(0)["rounds"]);
    let page = folder.path("duel.html");
    let written = nonagon(&[&args[..5], &["--html", &page]].concat());
    assert_eq!(written.code, 0, "{}", written.stderr);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("Fires at every row") && html.contains("delay by chance"));
    let told = nonagon(&args[..5]);
    assert!(
        told.stdout.contains("sudden: 20 % errors"),
        "{}",
        told.stdout
    );
    let both = nonagon(&[
        "detect",
        &data,
        "--column",
        "error",
        "--duel",
        "--detector",
        "ddm",
    ]);
    assert_eq!(both.code, 2);
}
