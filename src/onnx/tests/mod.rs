//! Exported graphs, computed here as their operators are defined, answer as the package does.

mod interpreter;
mod trees;

use std::collections::BTreeMap;

use prost::Message as _;

use self::interpreter::{Data, Value};
use super::{OnnxError, export, graph::ML, proto::Model};
use crate::{
    data::{
        ColumnData, Table,
        recipe::{Recipe, Roles, Rows},
    },
    learners::{self, Answers, CalibrationMethod, Calibrator, Fitted},
    steps::Package,
    terms::{Silent, Task},
};

/// Rows with gaps, infinite numbers, leap days and times before 1970.
fn table() -> Table {
    let n = 240_i64;
    let spread = |i: i64| (i * 7919) % 1009;
    let number = |i: i64| match spread(i) % 17 {
        0 => None,
        1 => Some(f64::INFINITY),
        _ => Some(spread(i) as f64 / 50.0 - 8.0),
    };
    let count = |i: i64| (i % 13 != 0).then_some(spread(i) % 9 - 2);
    let flag = |i: i64| (i % 11 != 0).then_some(spread(i) % 3 == 0);
    let text = |i: i64| match spread(i) % 29 {
        0 => None,
        1 => Some("once in a while".to_owned()),
        k => Some(["north", "south", "east"][(k % 3) as usize].to_owned()),
    };
    let time = |i: i64| {
        let half_days = (i - 80) * 43_200_000_000 * 37;
        (i % 19 != 0).then_some(half_days + spread(i) * 1_000_003)
    };
    let columns = vec![
        ("x", ColumnData::Numbers((0..n).map(number).collect())),
        ("n", ColumnData::Integers((0..n).map(count).collect())),
        ("b", ColumnData::Booleans((0..n).map(flag).collect())),
        ("label", ColumnData::Texts((0..n).map(text).collect())),
        ("t", ColumnData::Times((0..n).map(time).collect())),
    ];
    let columns = columns.into_iter();
    Table::from_columns(
        columns
            .map(|(name, data)| (name.to_owned(), data))
            .collect(),
    )
    .unwrap()
}

/// What a client would send.
fn inputs(table: &Table) -> BTreeMap<String, Value> {
    let mut inputs = BTreeMap::new();
    for name in ["x", "n", "b"] {
        let numbers = Data::Numbers(table.numbers(name).unwrap());
        inputs.insert(name.to_owned(), Value::column(numbers));
    }
    let categories = table.categories("label").unwrap();
    let text = |code: &u32| {
        let level = categories.levels.get(*code as usize);
        level.cloned().unwrap_or_default()
    };
    let texts = Data::Texts(categories.codes.iter().map(text).collect());
    inputs.insert("label".to_owned(), Value::column(texts));
    let times = table.times("t").unwrap().into_iter();
    let times = Data::Integers(times.map(|time| time.unwrap_or(i64::MIN)).collect());
    inputs.insert("t".to_owned(), Value::column(times));
    inputs
}

/// Steps as a project file has them.
fn recipe(steps: &[(&[&str], &str)]) -> Recipe {
    let step = |(columns, operation): &(&[&str], &str)| {
        let columns = toml::Value::from(columns.to_vec());
        format!("[[steps]]\ncolumns = {columns}\n{operation}\n")
    };
    let steps: Vec<String> = steps.iter().map(step).collect();
    toml::from_str(&steps.concat()).unwrap()
}

fn usual() -> Recipe {
    recipe(&[
        (&["x", "n", "b"], "operation = \"impute\""),
        (&["label"], "operation = \"one_hot\""),
        (&["t"], "operation = \"time_parts\""),
        (&["t"], "operation = \"impute\""),
        (&["x", "n", "t"], "operation = \"scale\""),
    ])
}

/// Learns from the first 160 rows of [`table`], in a number of classes or numbers where that is 0.
fn package(recipe: &Recipe, params: &str, n_classes: usize) -> Package {
    let table = table();
    let train: Vec<u32> = (0..160).collect();
    let target: Vec<f64> = (0..table.n_rows())
        .map(|i| ((i * i) % 23 + i % 5) as f64)
        .collect();
    let names = ["x", "n", "b", "label", "t"].map(str::to_owned);
    let roles = Roles::of(&names);
    let seen = Rows::of(&train);
    let learned: Vec<f64> = target[..160].to_vec();
    let recipe = recipe
        .fit(&table, &roles, Some(&target), seen, &Silent)
        .unwrap();
    let matrix = recipe.training(&table, seen, &Silent).unwrap().matrix;
    let codes: Vec<u32> = learned
        .iter()
        .map(|y| *y as u32 % n_classes.max(1) as u32)
        .collect();
    let answers = if n_classes == 0 {
        Answers::Values(&learned)
    } else {
        Answers::Classes {
            codes: &codes,
            n_classes,
        }
    };
    let params: learners::Params = toml::from_str(params).unwrap();
    let model = learners::fit(&params, &matrix, answers, None, 1, &Silent).unwrap();
    Package {
        task: match n_classes {
            0 => Task::Regression,
            2 => Task::Binary,
            _ => Task::Multiclass,
        },
        target: "y".to_owned(),
        classes: (0..n_classes).map(|code| format!("class {code}")).collect(),
        positive: u32::from(n_classes == 2),
        threshold: (n_classes == 2).then_some(0.4),
        recipe,
        model,
        calibrator: None,
        description: params.summary(),
        metrics: Vec::new(),
        features: None,
    }
}

/// The graph answers every row as the package does, those it was not fitted on too.
#[track_caller]
fn agrees(package: &Package) {
    let table = table();
    let file = export(package).unwrap();
    let found = interpreter::run(&file, inputs(&table));
    let expected = package.predict(&table).unwrap();
    if !package.task.is_classification() {
        let values = found["prediction"].numbers();
        for (value, expected) in values.iter().zip(&expected) {
            let expected = expected.value.unwrap();
            let far = (value - expected).abs() / expected.abs().max(1.0);
            assert!(far < 1e-9, "{value} instead of {expected}");
        }
        return;
    }
    let Data::Texts(labels) = &found["predicted_label"].data else {
        panic!("labels are texts")
    };
    let shares = found["probabilities"]
        .numbers()
        .chunks_exact(package.classes.len());
    assert_eq!(labels.len(), expected.len());
    for ((label, shares), expected) in labels.iter().zip(shares).zip(&expected) {
        assert_eq!(Some(label), expected.class.as_ref());
        for (share, expected) in shares.iter().zip(&expected.probabilities) {
            assert!(
                (share - expected).abs() < 1e-9,
                "{share} instead of {expected}"
            );
        }
    }
}

#[test]
fn every_learner_of_numbers_answers_the_same() {
    for learner in ["mean", "linear", "elastic_net", "glm", "tree"] {
        agrees(&package(&usual(), &format!("learner = \"{learner}\""), 0));
    }
    for ensemble in [
        "learner = \"forest\"\ntrees = 5",
        "learner = \"boosting\"\nrounds = 5",
    ] {
        agrees(&package(&usual(), ensemble, 0));
    }
}

#[test]
fn every_learner_of_classes_answers_the_same() {
    let learners = [
        "prior",
        "majority",
        "logistic",
        "naive_bayes",
        "bernoulli_bayes",
        "tree",
    ];
    for learner in learners {
        for n_classes in [2, 3] {
            let package = package(&usual(), &format!("learner = \"{learner}\""), n_classes);
            agrees(&package);
        }
    }
    for ensemble in [
        "learner = \"forest\"\ntrees = 5",
        "learner = \"boosting\"\nrounds = 5",
        "learner = \"adaboost\"\ntrees = 5",
    ] {
        for n_classes in [2, 3] {
            agrees(&package(&usual(), ensemble, n_classes));
        }
    }
}

#[test]
fn a_class_that_training_never_saw_has_probability_0() {
    let mut package = package(&usual(), "learner = \"logistic\"", 2);
    // As if codes 0 and 1 of three had occurred.
    let json = serde_json::to_string(&package.model).unwrap();
    let json = json.replace("\"n_classes\":2", "\"n_classes\":3");
    package.model = serde_json::from_str::<Fitted>(&json).unwrap();
    package.classes.push("class 2".to_owned());
    package.task = Task::Multiclass;
    package.threshold = None;
    agrees(&package);
}

#[test]
fn calibrated_probabilities_are_the_same() {
    for n_classes in [2, 3] {
        let mut package = package(&usual(), "learner = \"naive_bayes\"", n_classes);
        let scores = package.scores(&table(), &Silent).unwrap();
        let codes: Vec<u32> = (0..scores.n_rows() as u32)
            .map(|i| (i * i % 23 + i % 5) % n_classes as u32)
            .collect();
        for method in CalibrationMethod::ALL {
            package.calibrator = Some(Calibrator::fit(method, &scores, &codes).unwrap());
            agrees(&package);
        }
    }
}

#[test]
fn every_operation_does_the_same() {
    let numbers = recipe(&[
        (&["n"], "operation = \"rename\"\nto = \"count\""),
        (&["b"], "operation = \"cast\"\nto = \"integer\""),
        (
            &["x"],
            "operation = \"cast\"\nto = \"boolean\"\non_failure = \"gap\"",
        ),
        (&["count"], "operation = \"cast\"\nto = \"time\""),
        (
            &["x", "b"],
            "operation = \"impute\"\nwith = \"constant\"\nnumber = 3.5",
        ),
        (
            &["count"],
            "operation = \"time_parts\"\nparts = [\"hour\", \"year\"]",
        ),
        (&["label"], "operation = \"rare\"\nbelow = 0.1"),
        (
            &["label"],
            "operation = \"impute\"\nwith = \"most_frequent\"",
        ),
        (&["label"], "operation = \"ordinal\""),
        (
            &["t"],
            "operation = \"time_parts\"\ncyclic = false\nparts = [\"hour\", \"weekday\", \"day\", \"month\", \"minute\", \"week\", \"day_of_year\", \"quarter\", \"weekend\", \"year\"]",
        ),
        (&["t"], "operation = \"impute\"\nwith = \"mean\""),
        (
            &["t", "label"],
            "operation = \"scale\"\nmethod = \"min_max\"",
        ),
    ]);
    let bent = recipe(&[
        (&["x"], "operation = \"log\""),
        (&["x"], "operation = \"clip\"\nlower = 0.1\nupper = 0.8"),
        (&["n"], "operation = \"log\"\nmethod = \"natural\""),
        (&["b"], "operation = \"drop_constant\""),
        (&["label"], "operation = \"target\""),
        (
            &["t"],
            "operation = \"time_parts\"\nparts = [\"week\", \"day_of_year\", \"hour\"]",
        ),
        (&["t"], "operation = \"bin\"\nbins = 3"),
        (&["x"], "operation = \"scale\"\nmethod = \"robust\""),
    ]);
    let binned = recipe(&[
        (&["x"], "operation = \"impute\""),
        (&["x"], "operation = \"bin\"\noutput = \"text\"\nbins = 4"),
        (&["x"], "operation = \"one_hot\""),
        (&["n"], "operation = \"bin\"\nbins = 5\nby = \"width\""),
        (&["label"], "operation = \"one_hot\"\nmax_levels = 2"),
        (&["t"], "operation = \"time_parts\"\nparts = [\"minute\"]"),
    ]);
    for recipe in [numbers, bent, binned] {
        agrees(&package(&recipe, "learner = \"linear\"", 0));
        agrees(&package(&recipe, "learner = \"logistic\"", 2));
    }
}

#[test]
fn a_file_is_well_formed_and_always_the_same() {
    let package = package(&usual(), "learner = \"tree\"", 2);
    let file = export(&package).unwrap();
    assert!(file == export(&package).unwrap(), "other bytes");
    let model = Model::decode(file.as_slice()).unwrap();
    let sets: Vec<(&str, Option<i64>)> = model
        .opset_import
        .iter()
        .map(|set| (set.domain.as_str(), set.version))
        .collect();
    assert_eq!(sets, [("", Some(17)), (ML, Some(3))]);
    let graph = model.graph.unwrap();
    let names: Vec<&str> = graph
        .input
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(names, ["x", "n", "b", "label", "t"]);
    // A column is called label, so the label is not.
    let names: Vec<&str> = graph.output.iter().map(|out| out.name.as_str()).collect();
    assert_eq!(names, ["predicted_label", "probabilities"]);
    let mut known: Vec<&String> = graph.input.iter().map(|input| &input.name).collect();
    known.extend(graph.initializer.iter().map(|tensor| &tensor.name));
    for node in &graph.node {
        for input in &node.input {
            assert!(known.contains(&input), "{input} is read before it is made");
        }
        assert!(
            !known.contains(&&node.output[0]),
            "{} twice",
            node.output[0]
        );
        known.push(&node.output[0]);
    }
}

#[test]
fn what_cannot_be_said_says_so() {
    let with = |operation: &str| {
        recipe(&[
            (&["label"], operation),
            (&["x", "n", "b"], "operation = \"impute\""),
            (&["label"], "operation = \"one_hot\""),
            (&["t"], "operation = \"time_parts\""),
        ])
    };
    let length = with("operation = \"text_length\"");
    let error = export(&package(&length, "learner = \"linear\"", 0)).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("step 1") && text.contains("Text length"),
        "{text}"
    );
    let plain = with("operation = \"rare\"");
    let error = export(&package(&plain, "learner = \"svm\"", 2)).unwrap_err();
    assert!(matches!(error, OnnxError::Learner(_)), "{error}");
    let empty = with("operation = \"impute\"\nwith = \"constant\"\ntext = \"\"");
    let error = export(&package(&empty, "learner = \"linear\"", 0)).unwrap_err();
    assert_eq!(error, OnnxError::EmptyText("label".to_owned()));
}
