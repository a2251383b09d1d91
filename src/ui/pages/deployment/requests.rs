use std::net::SocketAddr;

use egui::{CornerRadius, Frame, Label, Margin, RichText, ScrollArea, Ui};
use serde_json::Value;

use crate::{
    serving::{Language, snippet},
    steps::deployment::Report,
    ui::{
        theme::{UiExt as _, space},
        widgets::{tabs, text_button},
    },
    workbench::Serving,
};

/// What was made for which address, body and language.
#[derive(Default)]
pub(super) struct View {
    language: Language,
    seen: Option<(Option<SocketAddr>, bool, Language, Value)>,
    text: String,
}

impl View {
    /// Shows `body` as a program in the language that was chosen.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (model, body): (&str, &Value),
        serving: Option<&Serving>,
    ) {
        tabs(
            ui,
            &mut self.language,
            &Language::ALL.map(|language| (language, language.name())),
        );
        let address = serving.map(|serving| serving.endpoint.address());
        let guarded = serving.is_some_and(|serving| serving.token.is_some());
        let is_seen = self.seen.as_ref().is_some_and(|(at, by, language, seen)| {
            (*at, *by, *language) == (address, guarded, self.language) && seen == body
        });
        if !is_seen {
            self.text = snippet(self.language, &infer_url(model, address), body, guarded);
            self.seen = Some((address, guarded, self.language, body.clone()));
        }
        ui.horizontal(|ui| {
            let words = match (address, guarded) {
                (None, _) => "Start the endpoint, and its port takes the place of PORT.",
                (_, true) => "It reads the token from the variable NONAGON_TOKEN.",
                _ => "It runs as it stands.",
            };
            ui.label(RichText::new(words).color(ui.tokens().text_weak));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if text_button(ui, "Copy").clicked() {
                    ui.ctx().copy_text(self.text.clone());
                }
            });
        });
        code(ui, "snippet", &self.text);
    }
}

/// Text of a fixed width that can be selected, scrolling sideways rather than wrapped.
pub(super) fn code(ui: &mut Ui, id: &str, text: &str) {
    Frame::new()
        .fill(ui.tokens().sunken)
        .corner_radius(CornerRadius::same(space::ROUND_SMALL))
        .inner_margin(Margin::same(10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::both()
                .id_salt(("code", id))
                .max_height(360.0)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.add(
                        Label::new(RichText::new(text).monospace())
                            .extend()
                            .selectable(true),
                    );
                });
        });
}

/// The call of the Open Inference Protocol with the report's example.
pub(in crate::ui::pages) fn infer_call(report: &Report, address: Option<SocketAddr>) -> String {
    let url = infer_url(&report.model, address);
    snippet(Language::Curl, &url, &report.example, false)
}

/// Where the model is asked, or would be.
fn infer_url(model: &str, address: Option<SocketAddr>) -> String {
    let base = address.map_or_else(
        || "http://127.0.0.1:PORT".to_owned(),
        |address| format!("http://{address}"),
    );
    format!("{base}/v2/models/{model}/infer")
}
