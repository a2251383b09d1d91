//! Step 9 in the window: any two windows side by side, bins and their rows, methods, alerts.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
};

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    drift::{Distance, Sides},
    steps::{Step, monitoring::AlertRules},
    ui::App,
    workbench::{
        AlertCommand, AlertEntry, AlertSettings, AlertState, Command, EndpointCommand,
        MonitoringCommand, Page, SideBySide,
    },
};

use crate::{
    flows::{press_and_settle as press, settle, step_until, with_sample, write},
    support::errors,
};

fn monitored() -> Harness<'static, App> {
    let mut harness = with_sample("Bikes");
    harness.set_size(egui::vec2(1280.0, 2600.0));
    does(&mut harness, Command::RunThrough(Step::Monitoring));
    does(&mut harness, Command::Open(Page::Step(Step::Monitoring)));
    harness
}

#[track_caller]
fn does(harness: &mut Harness<'_, App>, command: Command) {
    harness.state_mut().push(command);
    settle(harness);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[track_caller]
fn tab(harness: &mut Harness<'_, App>, name: &str) {
    harness
        .get_by_role_and_label(Role::Tab, name)
        .click_accesskit();
    settle(harness);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

fn shown(harness: &Harness<'_, App>) -> SideBySide {
    let open = harness.state().workbench().project.as_ref().unwrap();
    let shown = open.watched().unwrap().shown.as_deref();
    shown.unwrap().clone()
}

fn alerts(harness: &Harness<'_, App>) -> Vec<AlertEntry> {
    let open = harness.state().workbench().project.as_ref().unwrap();
    open.inbox().alerts.clone()
}

#[test]
fn any_two_windows_are_compared_as_their_rows_are_and_a_bin_gives_its_rows() {
    let mut harness = monitored();
    tab(&mut harness, "Compare windows");
    press(&mut harness, "All of production");
    let found = shown(&harness);
    let open = harness.state().workbench().project.as_ref().unwrap();
    let report = &open.results.monitoring.as_ref().unwrap().report;
    let rows = |window: &std::ops::Range<usize>| -> u64 {
        let chunks = report.chunks[window.clone()].iter();
        chunks.map(|chunk| chunk.rows).sum()
    };
    assert_eq!(found.pair.current.end, report.chunks.len());
    assert_eq!(found.found.drift.current_rows, rows(&found.pair.current));
    assert_eq!(
        found.found.drift.reference_rows,
        rows(&found.pair.reference)
    );

    // A window of one chunk against the whole reference is what the report says of that chunk.
    let column = report
        .columns
        .iter()
        .find(|column| {
            column.chunks[0]
                .scores
                .iter()
                .any(|score| score.method == Distance::Ks && score.statistic.value().is_some())
        })
        .unwrap()
        .clone();
    let reference = report
        .chunks
        .iter()
        .filter(|chunk| chunk.is_reference)
        .count();
    for chunk in [0, report.chunks.len() - 2] {
        let pair = Sides {
            reference: 0..reference,
            current: chunk..chunk + 1,
        };
        let compare = MonitoringCommand::Compare(column.name.clone(), pair);
        does(&mut harness, Command::Monitoring(compare));
        let (found, told) = (shown(&harness).found.drift, &column.chunks[chunk]);
        assert_eq!(found.psi, told.psi);
        assert_eq!(found.scores, told.scores);
        assert_eq!(found.outline, told.outline);
    }

    let found = shown(&harness);
    let bin = found
        .found
        .bins
        .iter()
        .max_by(|a, b| a.current.total_cmp(&b.current))
        .unwrap()
        .clone();
    does(
        &mut harness,
        Command::Monitoring(MonitoringCommand::Bin(Some(bin.bin.clone()))),
    );
    let open = harness.state().workbench().project.as_ref().unwrap();
    let rows = open.watched().unwrap().bin.clone().unwrap();
    let values = open.table().unwrap().numbers(&found.column).unwrap();
    assert!(
        rows.rows
            .iter()
            .all(|row| bin.bin.holds_number(values[*row as usize]))
    );
    let expected = bin.current * found.found.drift.current_rows as f64;
    assert_eq!(rows.rows.len(), expected.round() as usize);
    for segment in &rows.segments {
        assert!(segment.explains > segment.size, "{segment:?}");
    }
}

#[test]
fn windows_of_the_page_are_chosen_by_buttons_and_swapped() {
    let mut harness = monitored();
    tab(&mut harness, "Compare windows");
    let before = shown(&harness).pair;
    press(&mut harness, "Swap");
    let after = shown(&harness).pair;
    assert_eq!(
        (after.reference, after.current),
        (before.current, before.reference)
    );
    press(&mut harness, "Whole reference");
    press(&mut harness, "Newest chunk");
    press(&mut harness, "Against the window before");
    let pair = shown(&harness).pair;
    assert_eq!(pair.reference.end, pair.current.start);
    assert_eq!(pair.reference.len(), pair.current.len());
}

#[test]
fn methods_presets_and_importance_stand_side_by_side() {
    let mut harness = monitored();
    tab(&mut harness, "Methods");
    harness.get_by_label("What each method says of each column");
    press(&mut harness, "Judge by every preset");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let verdicts = open.watched().unwrap().presets.clone().unwrap();
    let report = &open.results.monitoring.as_ref().unwrap().report;
    assert_eq!(verdicts.columns.len(), report.columns.len());
    assert!(
        verdicts
            .columns
            .iter()
            .all(|(_, outcomes)| outcomes.len() == 4)
    );
    press(&mut harness, "Measure importance");
    harness.get_by_label("Drift of each column over its importance");
}

#[test]
fn an_alert_is_looked_into_acknowledged_and_its_subject_muted() {
    let mut harness = monitored();
    tab(&mut harness, "Alerts");
    let count = alerts(&harness).len();
    assert!(count > 1, "the sample drifts");
    press(&mut harness, "Acknowledge…");
    write(&mut harness, "Who decides", "Ada");
    write(&mut harness, "Reason", "winter came");
    press(&mut harness, "Acknowledge this alert");
    let first = &alerts(&harness)[0];
    assert_eq!(first.state, AlertState::Acknowledged);
    assert_eq!(
        (first.history[0].by.as_str(), first.history[0].why.as_str()),
        ("Ada", "winter came")
    );
    // Another run of the same report raises nothing twice.
    does(&mut harness, Command::Run(Step::Monitoring));
    assert_eq!(alerts(&harness).len(), count);
    let id = alerts(&harness)[1].row.id;
    let mute = AlertCommand::Mute {
        alert: id,
        days: Some(7),
        by: "Ada".to_owned(),
        why: "known".to_owned(),
    };
    does(&mut harness, Command::Alert(mute));
    let subject = alerts(&harness)[1].row.subject.clone();
    let muted = alerts(&harness);
    let mut about = muted.iter().filter(|entry| entry.row.subject == subject);
    assert!(about.all(|entry| entry.state != AlertState::Open));
    press(&mut harness, "Open its windows");
    harness.get_by_role_and_label(Role::Tab, "Compare windows");
}

#[test]
fn nothing_is_sent_before_an_address_is_set_and_new_alerts_are_sent_after() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let hook = format!("http://{}/alerts", listener.local_addr().unwrap());
    let named = std::thread::Builder::new().name("hook".to_owned());
    let taken = named
        .spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = n.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            serde_json::from_slice::<serde_json::Value>(&body).unwrap()
        })
        .unwrap();
    let mut harness = monitored();
    let before = alerts(&harness);
    let posted = |entries: &[AlertEntry]| {
        let all = entries.iter().flat_map(|entry| entry.history.clone());
        all.filter(|done| done.kind == "posted").count()
    };
    assert_eq!(posted(&before), 0);
    let refused = AlertSettings {
        hook: "example.org".to_owned(),
        ..AlertSettings::default()
    };
    harness
        .state_mut()
        .push(Command::Alert(AlertCommand::Settings(refused)));
    settle(&mut harness);
    assert_eq!(errors(harness.state().workbench()).len(), 1);
    harness.state_mut().push(Command::Dismiss(0));
    settle(&mut harness);
    // Without a cool-down there are more alerts than before, and those are new.
    let settings = AlertSettings {
        rules: AlertRules {
            cool_down: 0,
            ..AlertRules::default()
        },
        hook,
    };
    does(
        &mut harness,
        Command::Alert(AlertCommand::Settings(settings)),
    );
    let after = alerts(&harness);
    assert!(after.len() > before.len());
    let body = taken.join().unwrap();
    let sent = body["alerts"].as_array().unwrap();
    assert_eq!(sent.len(), after.len() - before.len());
    assert_eq!(posted(&after), sent.len());
    assert_eq!(body["project"], "Bikes");
    for key in ["value", "limit", "rows", "rule", "subject", "chunk"] {
        assert!(sent.iter().all(|alert| !alert[key].is_null()), "{key}");
    }
}

#[test]
fn what_an_endpoint_answers_is_seen_while_the_page_is() {
    const ROWS: usize = 200;
    let mut harness = monitored();
    let start = EndpointCommand::Start {
        model: "bikes".to_owned(),
        alias: "champion".to_owned(),
        port: 0,
        token: None,
    };
    does(&mut harness, Command::Endpoint(start));
    tab(&mut harness, "Endpoint");
    let workbench = harness.state().workbench();
    let address = workbench.serving.as_ref().unwrap().endpoint.address();
    let open = workbench.project.as_ref().unwrap();
    let report = std::sync::Arc::clone(&open.results.monitoring.as_ref().unwrap().report);
    let table = open.table().unwrap();
    let record = |row: usize| -> serde_json::Value {
        let cells = report.columns.iter().map(|column| {
            let name = &column.name;
            let value = if let Ok(values) = table.numbers(name) {
                serde_json::json!(values[row])
            } else {
                let categories = table.categories(name).unwrap();
                serde_json::json!(categories.levels[categories.codes[row] as usize])
            };
            (name.clone(), value)
        });
        serde_json::Value::Object(cells.collect())
    };
    let records: Vec<serde_json::Value> = (0..ROWS).map(record).collect();
    let body = serde_json::json!({ "dataframe_records": records }).to_string();
    let answer = ureq::post(format!("http://{address}/invocations"))
        .header("content-type", "application/json")
        .send(&body)
        .unwrap();
    assert_eq!(answer.status(), 200);
    let live = |harness: &Harness<'_, App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        open.watched().and_then(|state| state.live.clone())
    };
    step_until(&mut harness, "the rows of the endpoint", |h| {
        live(h).is_some_and(|live| live.rows == ROWS as u64 && live.is_settled)
    });
    // Nothing new: the page rests, although it goes on looking once a second.
    settle(&mut harness);
    let found = live(&harness).unwrap();
    assert_eq!(found.columns.len(), report.columns.len());
    assert_eq!(found.columns[0].1.current_rows, ROWS as u64);
    harness.get_by_label("The endpoint now");
    // The rows stand beside what the endpoint used for them.
    assert_eq!(
        found.periods.iter().map(|period| period.rows).sum::<u64>(),
        ROWS as u64
    );
    for name in [
        "Requests a second",
        "Memory, MB",
        "Drift of every column in every chunk",
    ] {
        harness.get_by_role_and_label(Role::Image, name);
    }
    does(&mut harness, Command::Endpoint(EndpointCommand::Stop));
    assert!(harness.query_by_label("The endpoint now").is_none());
    harness.get_by_label("No endpoint to look at");
}
