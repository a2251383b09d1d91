//! `nonagon monitor`, and the pages of `drift` and `detect`.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Folder, fits, nonagon, shape};

/// A stream of numbers that looks like chance and is none.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// `days` days of 300 rows each with a calibrated probability. From day 20 on `x` has moved, and
/// with it the probability; labels are known until day 25.
fn log(from: usize, days: usize) -> String {
    let mut dice = Dice(7 + from as u64);
    let mut text = String::from("at,x,colour,p,answer,late\n");
    for day in from..from + days {
        for _ in 0..300 {
            let moved = if day >= 20 { 0.45 } else { 0.0 };
            let x = dice.next() * (1.0 - moved) + moved;
            let colour = ["red", "green", "blue"][(dice.next() * 3.0) as usize];
            let late = u8::from(dice.next() < x);
            let label = if day < 25 {
                late.to_string()
            } else {
                String::new()
            };
            let answer = u8::from(x >= 0.5);
            writeln!(
                text,
                "2024-01-{:02},{x},{colour},{x},{answer},{label}",
                day + 1
            )
            .unwrap();
        }
    }
    text
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

#[test]
fn a_log_is_followed_with_labels_that_are_not_all_known() {
    let folder = Folder::new();
    let (reference, current) = (
        folder.file("r.csv", log(0, 10)),
        folder.file("c.csv", log(10, 20)),
    );
    let page = folder.path("page.html");
    let args = [
        "monitor",
        "--reference",
        &reference,
        "--current",
        &current,
        "--timestamp",
        "at",
        "--period",
        "D",
        "--target",
        "late",
        "--prediction",
        "answer",
        "--probability",
        "p",
        "--html",
        &page,
        "--json",
    ];
    let found: Value = nonagon(&args).json(0).into();
    fits(&found, &shape("monitor"), "monitor");
    assert_eq!(found["task"], "binary");
    assert_eq!(found["chunks"].as_array().unwrap().len(), 30);
    let verdicts = |of: &Value| -> Vec<bool> {
        let chunks = of.as_array().unwrap().iter();
        chunks.map(|chunk| chunk["verdict"] == "drift").collect()
    };
    for of in [&found["columns"]["x"], &found["prediction"]] {
        let drifted = verdicts(of);
        assert!(drifted[20..].iter().all(|drift| *drift));
        assert!(drifted[..20].iter().filter(|drift| **drift).count() <= 2);
    }
    let calm = verdicts(&found["columns"]["colour"]);
    assert!(calm.iter().filter(|drift| **drift).count() <= 2);
    // Where labels are, the estimate meets what came true; where none are, there is a reason.
    let realised = &found["metrics"]["accuracy"]["values"];
    let estimated = &found["estimated"]["accuracy"];
    let mut inside = 0;
    for day in 0..25 {
        let value = number(&realised[day]);
        let (low, high) = (
            number(&estimated[day]["low"]),
            number(&estimated[day]["high"]),
        );
        inside += usize::from((low..=high).contains(&value));
    }
    assert!(inside >= 24, "{inside} of 25");
    assert!(realised[27]["not_computable"].is_string());
    assert!(number(&estimated[27]["value"]) > 0.5);
    assert_eq!(found["chunks"][27]["labelled"], 0);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.len() < 2_000_000 && !html.contains("<script") && !html.contains("NaN"));
}

#[test]
fn two_tables_are_enough() {
    let folder = Folder::new();
    let (reference, current) = (
        folder.file("r.csv", log(0, 10)),
        folder.file("c.csv", log(10, 15)),
    );
    let args = [
        "monitor",
        "--reference",
        &reference,
        "--current",
        &current,
        "--json",
    ];
    let found: Value = nonagon(&args).json(0).into();
    fits(&found, &shape("monitor"), "monitor");
    assert!(found["task"].is_null() && found["metrics"].as_object().unwrap().is_empty());
    // Twenty chunks of the reference, and as many rows in each of the others.
    assert_eq!(found["chunks"][0]["rows"], 150);
    assert_eq!(found["chunks"].as_array().unwrap().len(), 50);
    let table = nonagon(&args[..5]);
    assert_eq!(table.code, 0);
    assert!(table.stdout.contains("drifted columns"), "{}", table.stdout);
}

#[test]
fn classes_and_numbers_are_followed_too() {
    let folder = Folder::new();
    let mut dice = Dice(3);
    let mut text = String::from("x,kind,said,pa,pb,pc,value,guess\n");
    for _ in 0..3000 {
        let (a, b) = (dice.next() * 0.6, dice.next() * 0.4);
        let c = 1.0 - a - b;
        let draw = dice.next();
        let kind = if draw < a {
            "a"
        } else if draw < a + b {
            "b"
        } else {
            "c"
        };
        let said = if a >= b && a >= c {
            "a"
        } else if b >= c {
            "b"
        } else {
            "c"
        };
        let guess = dice.next() * 10.0;
        let value = guess + dice.next();
        writeln!(text, "{draw},{kind},{said},{a},{b},{c},{value},{guess}").unwrap();
    }
    let data = folder.file("log.csv", text);
    let of = |more: &[&str]| -> Value {
        let mut args = vec![
            "monitor",
            "--reference",
            &data,
            "--current",
            &data,
            "--chunk-number",
            "6",
            "--json",
        ];
        args.extend(more);
        nonagon(&args).json(0).into()
    };
    let classes = of(&[
        "--target",
        "kind",
        "--prediction",
        "said",
        "--probability",
        "a=pa",
        "--probability",
        "b=pb",
        "--probability",
        "c=pc",
    ]);
    fits(&classes, &shape("monitor"), "monitor");
    assert_eq!(classes["task"], "multiclass");
    assert!(number(&classes["metrics"]["f1_macro"]["values"][7]) > 0.3);
    assert!(number(&classes["confidence"][7]["mean"]) > 0.4);
    let numbers = of(&["--target", "value", "--prediction", "guess"]);
    fits(&numbers, &shape("monitor"), "monitor");
    assert_eq!(numbers["task"], "regression");
    let mae = number(&numbers["metrics"]["mae"]["values"][9]);
    assert!((0.4..0.6).contains(&mae), "{mae}");
    assert!(classes["intervals"].is_null());
    nine_of_ten_are_covered(&numbers["intervals"]);
    // The same rows again, half a unit off: nothing drifted, so the estimates meet what came true.
    for (found, metric) in [
        (&classes, "f1_macro"),
        (&classes, "accuracy"),
        (&numbers, "mae"),
        (&numbers, "rmse"),
    ] {
        for chunk in 6..12 {
            let value = number(&found["metrics"][metric]["values"][chunk]);
            let estimate = &found["estimated"][metric][chunk];
            let (low, high) = (number(&estimate["low"]), number(&estimate["high"]));
            assert!(
                (low..=high).contains(&value),
                "{metric} {chunk}: {low} {value} {high}"
            );
            assert!(high - low < 0.3, "{metric}: {low} to {high}");
        }
    }
}

/// Errors from 0 to 1: nine of ten rows are within 0.9 of their answer.
fn nine_of_ten_are_covered(intervals: &Value) {
    for chunk in 6..12 {
        let chunk = &intervals["chunks"][chunk];
        let (coverage, low) = (number(&chunk["coverage"]), number(&chunk["low"]));
        assert!(coverage >= low && low > 0.8, "{chunk}");
        assert!((1.5..2.2).contains(&number(&chunk["width"])), "{chunk}");
    }
}

/// Four hundred rows under the head of the bad logs.
fn bad(row: impl Fn(usize) -> String) -> String {
    let mut text = String::from("at,kind,gone,flat,p,late\n");
    for i in 0..400 {
        writeln!(text, "{}", row(i)).unwrap();
    }
    text
}

/// A reference, and current rows with another kind of values, gaps, times in two formats and out of
/// order, and probabilities that are none.
fn bad_logs(folder: &Folder) -> [String; 2] {
    let reference = bad(|i| format!("2024-01-{:02},{i},{i},1,0.3,{}", 1 + i % 20, i % 2));
    let current = bad(|i| {
        let at = if i % 4 == 0 {
            format!("{:02}.02.2024", 1 + i % 20)
        } else {
            format!("2024-02-{:02}", 20 - i % 20)
        };
        let p = ["0.5", "1.7", "", "-0.1"][i % 4];
        format!("{at},k{},,1,{p},1", i % 3)
    });
    [
        folder.file("r.csv", reference),
        folder.file("c.csv", current),
    ]
}

#[test]
fn bad_logs_get_reasons_and_no_crash() {
    let folder = Folder::new();
    let [reference, current] = bad_logs(&folder);
    let args = [
        "monitor",
        "--reference",
        &reference,
        "--current",
        &current,
        "--timestamp",
        "at",
        "--chunk-number",
        "4",
        "--target",
        "late",
        "--probability",
        "p",
        "--json",
    ];
    let ended = nonagon(&args);
    let found: Value = ended.json(0).into();
    fits(&found, &shape("monitor"), "monitor");
    let last = found["chunks"].as_array().unwrap().len() - 1;
    let kind = &found["columns"]["kind"][last]["psi"]["statistic"]["not_computable"];
    assert!(
        kind.as_str()
            .unwrap()
            .contains("the reference holds numbers"),
        "{kind}"
    );
    assert_eq!(
        found["columns"]["gone"][last]["missing_rate"]["statistic"],
        1.0
    );
    assert!(found["metrics"]["roc_auc"]["values"][last]["not_computable"].is_string());
    let remarks = found["remarks"].to_string();
    assert!(
        remarks.contains("100 of 400 rows of the current table have no time"),
        "{remarks}"
    );
    assert!(remarks.contains("outside 0 to 1"), "{remarks}");
}

#[test]
fn what_cannot_be_followed_is_refused_in_words() {
    let folder = Folder::new();
    let [reference, current] = bad_logs(&folder);
    let empty = folder.file("empty.csv", "at,kind,gone,flat,p,late\n");
    for (reference, more, why) in [
        (&empty, "", "no rows"),
        (&reference, "--target nothing", "no column “nothing”"),
        (&reference, "--chunk-size 0", "at least one row"),
        (
            &reference,
            "--target kind --prediction late --problem binary",
            "classes",
        ),
    ] {
        let mut args = vec!["monitor", "--reference", reference, "--current", &current];
        args.extend(more.split_whitespace());
        let ended = nonagon(&args);
        let message = ended.refused();
        assert!(message.contains(why), "{message}");
    }
}

#[test]
fn drift_and_detect_write_pages() {
    let folder = Folder::new();
    let (reference, current) = (
        folder.file("r.csv", log(0, 5)),
        folder.file("c.csv", log(20, 5)),
    );
    let page = folder.path("drift.html");
    let ended = nonagon(&[
        "drift",
        "--reference",
        &reference,
        "--current",
        &current,
        "--html",
        &page,
    ]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("colour") && html.contains("<svg") && !html.contains("<script"));
    let page = folder.path("detect.html");
    let ended = nonagon(&["detect", &current, "--column", "x", "--html", &page]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("ADWIN") && html.contains("Not computable") && html.len() < 2_000_000);
}

/// Forty rows that an endpoint answered; labels of the first thirty have come, and one of a
/// prediction that nobody made.
fn served(workspace: &std::path::Path) {
    use nonagon::{
        store::{
            Cell, CellKind, InferenceLog, InferenceRow, LabelRow, LogLimits, Schema, Workspace,
        },
        terms::PredictionId,
    };
    let opened = Workspace::open(workspace).unwrap();
    let dir = InferenceLog::dir(workspace, "parcels");
    let log = InferenceLog::open(&dir, LogLimits::default(), 0).unwrap();
    let schema = Schema {
        version: 2,
        columns: vec![("x".to_owned(), CellKind::Number)],
        classes: vec!["no".to_owned(), "yes".to_owned()],
    };
    let id = |number| PredictionId { session: 1, number };
    let yes = |i: u64| {
        if i.is_multiple_of(2) {
            [0.75, 0.25]
        } else {
            [0.25, 0.75]
        }
    };
    let shares: Vec<[f64; 2]> = (0..40).map(yes).collect();
    let rows: Vec<InferenceRow<'_>> = (0..40_u64)
        .zip(&shares)
        .map(|(i, probabilities)| InferenceRow {
            id: id(i),
            request_id: None,
            schema: &schema,
            at: 1_700_000_000_000_000 + i.cast_signed() * 1_000_000,
            latency_us: 40,
            class: Some((i % 2) as u32),
            value: None,
            probabilities,
            cells: vec![Some(Cell::Number(i as f64))],
        })
        .collect();
    log.append(&rows).unwrap();
    let label = |number: u64| LabelRow {
        id: id(number),
        label: if number % 2 == 1 { "yes" } else { "no" }.to_owned(),
        at: 9,
    };
    let mut labels: Vec<LabelRow> = (0..30).map(label).collect();
    labels.push(label(4000));
    let store = opened.workspace.store();
    store.keep_labels("parcels", &labels).unwrap();
}

#[test]
fn what_an_endpoint_answered_is_followed_with_the_labels_that_came() {
    let folder = Folder::new();
    let workspace = folder.path("workspace");
    served(std::path::Path::new(&workspace));
    let mut text = String::from("x,prediction,probability of no,probability of yes,came\n");
    for i in 0..200 {
        let (said, no, yes) = if i % 2 == 0 {
            ("no", 0.75, 0.25)
        } else {
            ("yes", 0.25, 0.75)
        };
        let came = if i % 8 < 6 { said } else { "no" };
        writeln!(text, "{i},{said},{no},{yes},{came}").unwrap();
    }
    let reference = folder.file("r.csv", text);
    let of = |model: &str, more: &[&str]| {
        let mut args = vec!["monitor", "--reference", &reference, "--served", model];
        args.extend(["--workspace", &workspace, "--chunk-size", "20"]);
        args.extend(more);
        nonagon(&args)
    };
    let ended = of("parcels", &["--target", "came", "--json"]);
    let found: Value = ended.json(0).into();
    fits(&found, &shape("monitor"), "monitor");
    let chunks = found["chunks"].as_array().unwrap();
    let current: Vec<&Value> = chunks
        .iter()
        .filter(|c| c["is_reference"] == false)
        .collect();
    let labelled: Vec<&Value> = current.iter().map(|chunk| &chunk["labelled"]).collect();
    assert_eq!(
        labelled,
        [20, 10],
        "late labels, and no label of an unknown id"
    );
    assert_eq!(found["metrics"]["accuracy"]["values"][11], 1.0);
    assert_eq!(found["confidence"][11]["mean"], 0.75);
    assert!(
        ended.stderr.contains("The labels of 10 of 40 rows"),
        "{}",
        ended.stderr
    );
    let nobody = of("nobody", &[]);
    let message = nobody.refused();
    assert!(
        message.contains("No endpoint has answered with “nobody”"),
        "{message}"
    );
    let both = of("parcels", &["--current", &reference]);
    assert_eq!(both.code, 2);
}
