//! The foldable guide at the right: what the step is for, and what of it was really done.

use egui::{CornerRadius, Frame, Margin, RichText, ScrollArea, Ui};

use super::{
    pages::workshop::lesson,
    theme::{UiExt as _, space, text},
    widgets::{Icon, icon, icon_button},
};
use crate::{
    automation::Level,
    steps::Step,
    workbench::{Check, Command, Commands, Page, Topic, Workbench, checklist},
};

/// Shows the guide to the page that is open.
pub(super) fn guide(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Guide").font(text::section()));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Cross, "Fold the guide").clicked() {
                commands.push(Command::ToggleGuide);
            }
        });
    });
    ui.add_space(space::XS);
    let scrolled = ScrollArea::vertical().id_salt("guide").auto_shrink(false);
    scrolled.show(ui, |ui| {
        let open = workbench.project.as_ref();
        match workbench.page {
            Page::Step(step) => step_ui(ui, step, workbench),
            Page::Home => {
                lesson::manual(ui, Topic::Role(workbench.role), open);
                if let Some(open) = open {
                    let level = open.project.automation.level();
                    lesson::manual(ui, Topic::Level(level), Some(open));
                }
            }
            Page::Lab | Page::Automation => {
                for level in Level::ALL {
                    lesson::manual(ui, Topic::Level(level), open);
                }
            }
            _ => {}
        }
        paragraphs(ui, about(workbench.page));
    });
}

/// What a page is for, in a few words; the steps have pages of the manual.
fn about(page: Page) -> &'static [&'static str] {
    match page {
        Page::Step(_) => &[],
        Page::Home => &[
            "Nonagon walks a model through nine steps: from the question to a model in service that is watched.",
            "Each step keeps what it gave, and knows what it was made from. Change something early, and everything after it turns stale until you bring it up to date.",
            "Your role changes what stands here first. It never hides anything.",
        ],
        Page::Features => &[
            "A feature is a value that several models can use: with a name, whom it is about, and how it is made. Defined once, it is found by everybody.",
            "Training gets what was known at the time of each row, never what came later. An endpoint gets the newest value of the same feature from the online store, so that both sides see the same.",
            "A version never changes. Where a value may become another one, the definition gets the next version, and models go on with theirs.",
        ],
        Page::Sql => &[
            "Ask with SELECT: the data set of this project is called data; its sources and the data sets of other projects have names of their own, and can be joined.",
            "While you write, names and functions are offered: the arrow keys choose, Tab or Enter takes one, Escape closes the list. Ctrl+Enter runs the query.",
            "A query only reads. Its result can be saved as a file.",
        ],
        Page::Logs => &[
            "A prediction log is what a model in service wrote down: what it was asked, what it answered, and later what came true. Every part but the first may be missing.",
            "Choose a reference that was good, and that the model was not made from: on rows it was trained on, every model looks better than it is.",
            "“Not enough data to know” is an answer, too: a chunk of so few rows could not have shown a smaller shift.",
        ],
        Page::Models => &[
            "A registered model has versions that never change, and aliases that point to one of them. Clients ask for the alias.",
            "Rolling back moves the alias; the history keeps every move.",
        ],
        Page::Automation => &[
            "A trigger starts a run: the data are read anew, and the steps that run by themselves follow, up to the first that waits for a person.",
            "What has not changed is not computed again. One run goes on at a time, and every run says what started it.",
            "An exercise: set level 1 and the trigger New data, add a row to a source, and see where the run ends. Then try level 2.",
        ],
        Page::Lab => &[
            "Every lane begins with the same model and sees the same rows. Watch how long a lane stays degraded, and what it costs in people's time.",
            "An exercise: switch the gates off and replay. How many bad models are shipped, and would a person have noticed?",
        ],
        Page::Workshop => &[
            "Lessons are short; the lines on a coloured ground speak of the project that is open. “Show to a room” sets one in large type: the arrow keys turn the page, Escape leaves.",
            "An exercise counts as done once the log shows it. Do it on the page where it belongs and come back.",
            "A hand-over is a draft, then ready, then accepted by the role that it is meant for, or sent back with what is missing.",
            "Time travel reads the log: it shows how the project stood, and changes nothing.",
        ],
        Page::Settings => &["Everything is kept in one folder on this machine. Nothing leaves it."],
    }
}

fn paragraphs(ui: &mut Ui, texts: &[&str]) {
    for words in texts {
        ui.label(RichText::new(*words).text_style(text::body()));
        ui.add_space(space::XS);
    }
}

fn step_ui(ui: &mut Ui, step: Step, workbench: &Workbench) {
    ui.label(RichText::new(step.purpose()).text_style(text::body()));
    ui.add_space(space::M);
    let checks = checklist(workbench, step);
    if !checks.is_empty() {
        checked(ui, &checks);
        ui.add_space(space::M);
    }
    let open = workbench.project.as_ref();
    lesson::manual(ui, Topic::Step(step), open);
    if step == Step::Monitoring {
        for topic in Topic::all().filter(|topic| matches!(topic, Topic::Metric(_))) {
            lesson::manual(ui, topic, open);
        }
    }
}

/// The checklist.
fn checked(ui: &mut Ui, checks: &[Check]) {
    let tokens = ui.tokens();
    let done = checks.iter().filter(|check| check.done).count();
    ui.label(RichText::new(format!("Checklist · {done} of {}", checks.len())).font(text::strong()));
    Frame::new()
        .fill(tokens.sunken)
        .corner_radius(CornerRadius::same(space::ROUND))
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for check in checks {
                ui.horizontal(|ui| {
                    let (mark, ink, color) = if check.done {
                        (Icon::Check, tokens.good, tokens.text_weak)
                    } else {
                        (Icon::Nonagon, tokens.text_weak, tokens.text)
                    };
                    icon(ui, mark, 13.0, ink);
                    ui.add(egui::Label::new(RichText::new(&check.text).color(color)).wrap());
                });
            }
        });
}
