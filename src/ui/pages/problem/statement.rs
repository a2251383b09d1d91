use egui::{Label, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{self, Icon, Tone, chip, empty, icon},
    },
    workbench::OpenProject,
};

/// The contract as a sentence, and what a careful reader would ask next.
pub(super) fn card(ui: &mut Ui, open: &OpenProject) {
    widgets::card(ui, "The contract in words", |ui| {
        let Some(done) = &open.results.problem else {
            empty(
                ui,
                "No contract yet",
                "Say what is to be predicted and run this step. The contract will stand here as one sentence, with the questions that it leaves open.",
                |_| {},
            );
            return;
        };
        let report = &done.report;
        let question = &open.project.problem.question;
        if !question.is_empty() {
            ui.add(Label::new(RichText::new(question).font(text::section())).wrap());
        }
        ui.add(Label::new(&report.statement).wrap());
        for criterion in &report.criteria {
            line(ui, Icon::Check, Tone::Accent, criterion);
        }
        ui.add_space(space::S);
        if report.open_questions.is_empty() {
            chip(ui, Tone::Good, "no question is open");
            return;
        }
        let weak = ui.tokens().text_weak;
        ui.label(
            RichText::new("Open questions")
                .font(text::label())
                .color(weak),
        );
        for question in &report.open_questions {
            line(ui, Icon::Info, Tone::Warn, question);
        }
    });
}

fn line(ui: &mut Ui, mark: Icon, tone: Tone, words: &str) {
    let (ink, _) = tone.colors(ui.tokens());
    ui.horizontal_top(|ui| {
        icon(ui, mark, 14.0, ink);
        ui.add(Label::new(words).wrap());
    });
}
