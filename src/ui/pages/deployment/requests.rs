use std::net::SocketAddr;

use egui::{CornerRadius, Frame, Label, Margin, RichText, Ui};
use serde_json::{Map, Value, json};

use crate::{
    automation::Done,
    data::Fingerprint,
    steps::deployment::Report,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{grid, text_button},
    },
    workbench::Serving,
};

/// The commands that can be copied, made once per version and address.
#[derive(Default)]
pub(super) struct View {
    seen: Option<(Fingerprint, Option<SocketAddr>)>,
    protocol: String,
    mlflow: String,
}

impl View {
    /// Shows one command per protocol.
    pub(super) fn ui(&mut self, ui: &mut Ui, done: &Done<Report>, serving: Option<&Serving>) {
        let address = serving.map(|serving| serving.endpoint.address());
        let key = (done.fingerprint.clone(), address);
        if self.seen.as_ref() != Some(&key) {
            let report = &done.report;
            self.protocol = infer_call(report, address);
            let url = format!("{}/invocations", base(address));
            self.mlflow = curl(&url, &records(&report.example));
            self.seen = Some(key);
        }
        let words = if serving.is_some() {
            "Ready to be pasted into a terminal; the request is the first test row."
        } else {
            "Start the endpoint, and its port takes the place of PORT. The request is the first test row."
        };
        ui.label(RichText::new(words).color(ui.tokens().text_weak));
        grid(ui, 420.0, 2, |ui, i| match i {
            0 => command(ui, "Open Inference Protocol", &self.protocol),
            _ => command(ui, "MLflow scoring", &self.mlflow),
        });
    }
}

fn command(ui: &mut Ui, title: &str, command: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(text::strong()));
        if text_button(ui, &format!("Copy for {title}")).clicked() {
            ui.ctx().copy_text(command.to_owned());
        }
    });
    Frame::new()
        .fill(ui.tokens().sunken)
        .corner_radius(CornerRadius::same(space::ROUND_SMALL))
        .inner_margin(Margin::same(10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            // A column of the grid would justify the text.
            ui.vertical(|ui| {
                ui.add(
                    Label::new(RichText::new(command).monospace())
                        .wrap()
                        .selectable(true),
                );
            });
        });
}

/// The call of the Open Inference Protocol with the report's example.
pub(in crate::ui::pages) fn infer_call(report: &Report, address: Option<SocketAddr>) -> String {
    let url = format!("{}/v2/models/{}/infer", base(address), report.model);
    curl(&url, &report.example)
}

/// Where the endpoint answers, or would.
fn base(address: Option<SocketAddr>) -> String {
    address.map_or_else(
        || "http://127.0.0.1:PORT".to_owned(),
        |address| format!("http://{address}"),
    )
}

/// A command for any POSIX shell.
fn curl(url: &str, body: &Value) -> String {
    let body = body.to_string().replace('\'', r"'\''");
    format!("curl -s {url} \\\n  -H 'Content-Type: application/json' \\\n  -d \\\n  '{body}'")
}

/// An Open Inference Protocol request as the scoring protocol of `MLflow` writes it.
fn records(example: &Value) -> Value {
    let inputs = example["inputs"].as_array().map_or(&[][..], Vec::as_slice);
    let record: Map<String, Value> = inputs
        .iter()
        .filter_map(|input| Some((input["name"].as_str()?.to_owned(), input["data"][0].clone())))
        .collect();
    json!({ "dataframe_records": [record] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_protocols_carry_the_same_row() {
        let example = json!({ "inputs": [
            { "name": "who's", "shape": [1], "datatype": "BYTES", "data": ["a"] },
            { "name": "n", "shape": [1], "datatype": "INT64", "data": [3] },
        ]});
        assert_eq!(
            records(&example),
            json!({ "dataframe_records": [{ "who's": "a", "n": 3 }] })
        );
        assert!(curl("http://x", &records(&example)).contains(r"who'\''s"));
    }
}
