//! The contract of step 1: proposed from the data, and read by evaluation, gates and monitoring.

use nonagon::{
    automation::Project,
    data::{self, ColumnData, Segment, Table},
    gates::Criterion,
    metrics::Metric,
    steps::{
        deployment, evaluation, monitoring, preparation,
        problem::{self, Field, Params, Proposal},
        training, validation,
    },
    terms::{Figure, Silent, Task},
};

use crate::{
    steps::{contract, noise, numbers, table, texts, yes_or_no},
    support::samples,
};

fn proposed(table: &Table, given: &Params) -> Proposal {
    problem::propose(table, given, &Silent).unwrap()
}

fn values(proposal: &Proposal, field: Field) -> Vec<&str> {
    let of = proposal.suggestions.iter().filter(|one| one.field == field);
    of.map(|one| one.value.as_str()).collect()
}

fn sample(folder: &str) -> (Project, Table) {
    let (project, folder) = Project::load(&samples().join(folder)).unwrap();
    let file = folder.join(&project.extraction.sources[0].location);
    (project, data::load(&file, &Silent).unwrap())
}

#[test]
fn on_flights_the_contract_proposes_itself() {
    let (project, table) = sample("flights");
    let proposal = proposed(&table, &Params::default());
    assert_eq!(values(&proposal, Field::Target), ["late"]);
    assert_eq!(proposal.params.task, Task::Binary);
    assert_eq!(proposal.params.positive, "1");
    assert!(proposal.params.time_column.is_some());
    assert!(proposal.seen < proposal.rows, "sampling is told");
    // What is known after departure tells the answer too well.
    for leak in ["dep_delay", "arr_delay"] {
        assert!(
            values(&proposal, Field::Unavailable).contains(&leak),
            "{leak}: {:?}",
            values(&proposal, Field::Unavailable)
        );
    }
    let late = &project.problem.unavailable;
    for suggested in values(&proposal, Field::Unavailable) {
        assert!(
            late.iter().any(|name| name == suggested),
            "{suggested} is known in time"
        );
    }
    assert!(values(&proposal, Field::Ignored).contains(&"year"));
    assert!(
        proposal
            .suggestions
            .iter()
            .all(|one| one.why.ends_with(['.', '?']))
    );
    proposal.params.check().unwrap();
}

#[test]
fn a_target_that_is_chosen_stays() {
    let (_, table) = sample("bikes");
    let given = Params {
        target: "bikers".to_owned(),
        ..Params::default()
    };
    let proposal = proposed(&table, &given);
    assert!(values(&proposal, Field::Target).is_empty());
    assert_eq!(proposal.params.task, Task::Regression);
    assert_eq!(proposal.params.time_column.as_deref(), Some("time"));
    assert!(values(&proposal, Field::Unavailable).contains(&"registered"));
    let unknown = Params {
        target: "moon".to_owned(),
        ..Params::default()
    };
    let message = problem::propose(&table, &unknown, &Silent)
        .unwrap_err()
        .to_string();
    assert!(message.contains("no column “moon”"), "{message}");
}

#[test]
fn people_are_found_and_each_suggestion_can_be_taken_alone() {
    let n = 600;
    let table = table(vec![
        (
            "customer_id",
            ColumnData::Integers((0_i64..).take(n).map(|i| Some(i % 150)).collect()),
        ),
        (
            "gender",
            texts(n, |i| {
                Some(["f", "m"][usize::from(noise(i, 4) > 0.5)].to_owned())
            }),
        ),
        (
            "plan",
            texts(n, |i| {
                Some(["a", "b", "c"][(noise(i, 5) * 3.0) as usize].to_owned())
            }),
        ),
        ("spent", numbers(n, |i| Some(noise(i, 6)))),
        ("country", texts(n, |_| Some("DE".to_owned()))),
        (
            "churned",
            texts(n, |i| {
                Some(if noise(i, 7) > 0.8 { "yes" } else { "no" }.to_owned())
            }),
        ),
    ]);
    let proposal = proposed(&table, &Params::default());
    assert_eq!(values(&proposal, Field::Target), ["churned"]);
    assert_eq!(proposal.params.positive, "yes");
    assert_eq!(proposal.params.entity.as_deref(), Some("customer_id"));
    assert_eq!(proposal.params.protected, ["gender"]);
    assert_eq!(proposal.params.ignored, ["country"]);
    assert_eq!(proposal.params.slices, ["plan"]);
    let mut one_by_one = Params::default();
    for suggestion in &proposal.suggestions {
        let said = suggestion.field == Field::Task;
        assert!(said || !suggestion.is_in(&one_by_one), "{suggestion:?}");
        suggestion.apply(&mut one_by_one);
        assert!(suggestion.is_in(&one_by_one));
    }
    assert_eq!(one_by_one, proposal.params);
}

#[test]
fn nothing_to_predict_is_told() {
    let table = table(vec![("only", texts(30, |i| Some(format!("name {i}"))))]);
    let message = problem::propose(&table, &Params::default(), &Silent)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("No column looks like an answer"),
        "{message}"
    );
}

/// Everything up to step 9 of a table in time, with `problem`.
struct Followed {
    evaluation: evaluation::Report,
    validation: validation::Report,
    monitoring: monitoring::Report,
}

fn timed(n: usize) -> Table {
    let whole = yes_or_no(n);
    let mut columns: Vec<(String, ColumnData)> = ["x", "z"]
        .iter()
        .map(|name| {
            let values = whole.numbers(name).unwrap();
            let gaps = values
                .into_iter()
                .map(|value| Some(value).filter(|value| !value.is_nan()));
            ((*name).to_owned(), ColumnData::Numbers(gaps.collect()))
        })
        .collect();
    for name in ["city", "y"] {
        let categories = whole.categories(name).unwrap();
        let levels = categories.levels;
        let texts = categories
            .codes
            .iter()
            .map(|&code| levels.get(code as usize).cloned());
        columns.push((name.to_owned(), ColumnData::Texts(texts.collect())));
    }
    let hours = (0_i64..).take(n).map(|hour| Some(hour * 3_600_000_000));
    columns.push(("time".to_owned(), ColumnData::Times(hours.collect())));
    Table::from_columns(columns).unwrap()
}

fn follow(problem: &Params) -> Followed {
    follow_with(problem, &[])
}

fn follow_with(problem: &Params, segments: &[Segment]) -> Followed {
    let table = timed(4000);
    let params = preparation::Params {
        split: data::split::SplitRule::TimeShares {
            column: "time".to_owned(),
            train: 0.4,
            validation: 0.1,
            test: 0.25,
        },
        ..preparation::Params::default()
    };
    let (prepared, _) = preparation::run(&table, problem, &params, &Silent).unwrap();
    let input = training::Input {
        table: &table,
        prepared: &prepared,
        preparation: &params,
        identity: &data::fingerprint(&[]),
    };
    let aids: (&dyn Fn() -> f64, &dyn training::Units) = (&|| 0.0, &training::Forgetful);
    let training = training::run(&input, problem, &Default::default(), aids, &Silent).unwrap();
    let evaluation = evaluation::run(
        (&table, &prepared, segments),
        &training,
        problem,
        &Default::default(),
        &Silent,
    )
    .unwrap();
    let model = training.model(&evaluation.model).unwrap();
    let package = deployment::package(&prepared, model, &evaluation, problem);
    let latency = problem.latency_budget_ms.map(|_| {
        let ticks = std::cell::Cell::new(0.0);
        // A stopwatch by which every answer takes two milliseconds.
        let seconds = || ticks.replace(ticks.get() + 0.002);
        validation::latency(&package, &table.take(&prepared.test.rows), &seconds)
    });
    let input = validation::Input {
        table: &table,
        prepared: &prepared,
        package: &package,
        evaluation: &evaluation,
        champion: None,
        latency: latency.as_ref(),
        around: validation::Surroundings::default(),
    };
    let validation = validation::run(&input, (problem, &Default::default()), &Silent).unwrap();
    let input = monitoring::Input {
        model: "model v1".to_owned(),
        package: &package,
        table: &table,
        reference: &prepared.reference,
        production: &prepared.production,
        labels: &prepared.labels,
        segments,
        points: &monitoring::ForgetfulPoints,
    };
    let monitoring = monitoring::run(&input, problem, &Default::default(), &Silent).unwrap();
    Followed {
        evaluation,
        validation,
        monitoring,
    }
}

#[test]
fn slices_are_judged_gated_and_followed_without_retyping() {
    let problem = Params {
        time_column: Some("time".to_owned()),
        slices: vec!["city".to_owned()],
        protected: vec!["z".to_owned(), "city".to_owned()],
        criteria: vec![
            Criterion::at_least(Metric::RocAuc, 0.6).on("city"),
            Criterion::at_least(Metric::RocAuc, 0.6).on("city = Bonn"),
            Criterion::at_least(Metric::RocAuc, 0.6).on("z is missing"),
            Criterion::at_least(Metric::RocAuc, 0.6).on("nobody"),
            Criterion::at_least(Metric::RocAuc, 0.6).on("high"),
        ],
        ..contract()
    };
    let high = Segment {
        name: "high".to_owned(),
        condition: "z > 50".to_owned(),
    };
    let found = follow_with(&problem, &[high]);
    let names: Vec<&str> = found
        .evaluation
        .slices
        .iter()
        .map(|slice| slice.name.as_str())
        .collect();
    assert_eq!(names.len(), 1 + 4 + 5, "{names:?}");
    for of in ["city", "z"] {
        let slices = found.evaluation.slices.iter();
        let rows: u64 = slices
            .filter(|slice| slice.of == of)
            .map(|slice| slice.rows)
            .sum();
        assert_eq!(rows, found.evaluation.rows);
    }
    let gates: Vec<(bool, bool)> = found.validation.gates[..5]
        .iter()
        .map(|gate| (gate.is_open(), gate.value.value().is_some()))
        .collect();
    assert_eq!(
        gates,
        [
            (true, true),
            (true, true),
            (true, true),
            (false, false),
            (true, true)
        ],
        "{:?}",
        found.validation.gates
    );
    assert_eq!(found.monitoring.slices.len(), 10);
    let rows = |of: &str, chunk: usize| -> u64 {
        let slices = found
            .monitoring
            .slices
            .iter()
            .filter(|slice| slice.of == of);
        slices.map(|slice| slice.labelled[chunk]).sum()
    };
    for (i, chunk) in found.monitoring.chunks.iter().enumerate() {
        assert_eq!(
            (rows("city", i), rows("z", i)),
            (chunk.labelled, chunk.labelled)
        );
    }
}

#[test]
fn answers_younger_than_the_label_delay_are_not_known() {
    let problem = |delay| Params {
        time_column: Some("time".to_owned()),
        label_delay_days: delay,
        ..contract()
    };
    let (at_once, late) = (follow(&problem(None)), follow(&problem(Some(10.0))));
    assert_eq!(at_once.monitoring.too_young, 0);
    let labelled = |report: &monitoring::Report| {
        report
            .chunks
            .iter()
            .map(|chunk| chunk.labelled)
            .sum::<u64>()
    };
    assert_eq!(
        labelled(&late.monitoring) + late.monitoring.too_young,
        labelled(&at_once.monitoring)
    );
    // Ten days of hours, without the rows that have no answer at all.
    assert!(
        (200..=240).contains(&late.monitoring.too_young),
        "{}",
        late.monitoring.too_young
    );
    let newest = |found: &Followed| found.monitoring.metrics[0].values.last().cloned();
    assert!(newest(&at_once).unwrap().value().is_some());
    assert!(newest(&late).unwrap().value().is_none());
}

#[test]
fn a_latency_budget_is_a_gate() {
    let with = |budget| Params {
        time_column: Some("time".to_owned()),
        latency_budget_ms: Some(budget),
        ..contract()
    };
    for (budget, passed) in [(1.0, false), (3.0, true)] {
        let gates = follow(&with(budget)).validation.gates;
        let latency = |gate: &&nonagon::gates::GateResult| gate.gate.id() == "latency";
        let gate = gates.iter().find(latency).unwrap();
        assert_eq!(
            (gate.gate.id(), gate.is_open()),
            ("latency", passed),
            "{gate:?}"
        );
        assert!(matches!(gate.value, Figure::Value(value) if (value - 2.0).abs() < 1e-6));
    }
}
