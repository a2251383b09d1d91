use egui::{RichText, ScrollArea, Ui};

use crate::{
    automation::lab::{LaneReport, Move, Params, Standing},
    metrics::Metric,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{
            Tile, Tone, card, card_with, chip, empty, grid, primary_button, text_button, tiles,
        },
        words,
    },
    workbench::{Command, Commands, LabCommand, OpenProject},
};

use super::{course, over_time, scoreboard};

/// Level 0 by hand: what can be done, what is known, and what was done.
pub(super) fn ui(
    ui: &mut Ui,
    open: &OpenProject,
    (params, is_busy): (&Params, bool),
    commands: &mut Commands,
) {
    let Some(standing) = open.game() else {
        begin(ui, params, is_busy, commands);
        return;
    };
    let periods = standing.periods;
    if standing.is_over() {
        verdict(ui, standing);
        card(ui, "Scoreboard", |ui| {
            scoreboard::ui(ui, &standing.report, periods);
        });
    } else {
        now(ui, standing);
        moves(ui, standing, is_busy, commands);
    }
    grid(ui, 420.0, 2, |ui, i| {
        if i == 0 {
            seen(ui, standing);
        } else {
            diary(ui, standing, commands);
        }
    });
    let (report, seen) = (&standing.report, standing.seen);
    if seen > 0 {
        card(ui, "Over time, as far as you have looked", |ui| {
            over_time::ui(ui, report, seen);
        });
    }
}

fn begin(ui: &mut Ui, params: &Params, is_busy: bool, commands: &mut Commands) {
    let words = format!(
        "You are the people of level 0. Nothing tells you that the model has grown old: you have to look. A look, a training, a validation and a deployment each take {} days, because somebody else has to begin with it. Level 2 lives through the same stream beside you. The calendar of the tab Replay applies.",
        words::value(params.handover_days)
    );
    empty(ui, "Play level 0 yourself", &words, |ui| {
        let can = !is_busy && params.check().is_ok();
        if primary_button(ui, can, "Begin").clicked() {
            let begin = LabCommand::Begin(Box::new(params.clone()));
            commands.push(Command::Lab(begin));
        }
    });
}

fn now(ui: &mut Ui, standing: &Standing) {
    let minutes: f64 = standing.report.lanes.first().map_or(0.0, |lane| {
        lane.periods.iter().map(|period| period.minutes).sum()
    });
    tiles(
        ui,
        &[
            Tile::new("Today", words::time(standing.now))
                .note(format!("until {}", words::time(standing.report.end))),
            Tile::new(
                "Periods",
                format!("{} of {}", standing.passed, standing.periods),
            )
            .note(format!("seen: {}", standing.seen)),
            Tile::new("In service", format!("model {}", standing.serves)),
            Tile::new("Your work", format!("{} h", words::number(minutes / 60.0))),
        ],
    );
}

fn moves(ui: &mut Ui, standing: &Standing, is_busy: bool, commands: &mut Commands) {
    let days = standing.report.params.handover_days;
    card(ui, "What do you do?", |ui| {
        ui.horizontal_wrapped(|ui| {
            for what in Move::ALL {
                let why = standing.forbids(what);
                let button = egui::Button::new(what.name()).wrap_mode(egui::TextWrapMode::Extend);
                let button = ui.add_enabled(!is_busy && why.is_none(), button);
                let cost = match what {
                    Move::Wait => "To the end of the period".to_owned(),
                    _ => format!("Takes {} days", words::value(days)),
                };
                let told = why.map_or(cost, str::to_owned);
                let button = button.on_hover_text(&told);
                if button.on_disabled_hover_text(&told).clicked() {
                    commands.push(Command::Lab(LabCommand::Play(what)));
                }
            }
            if is_busy {
                ui.spinner();
            }
        });
        if let Some(trained) = &standing.trained {
            ui.horizontal_wrapped(|ui| {
                let words = format!(
                    "Model {} waits: {} on its test rows.",
                    trained.model, trained.score
                );
                ui.label(words);
                match &trained.shut {
                    None => chip(ui, Tone::Neutral, "no gate was asked"),
                    Some(shut) if shut.is_empty() => chip(ui, Tone::Good, "every gate is open"),
                    Some(shut) => chip(ui, Tone::Bad, &format!("shut: {}", shut.join(", "))),
                };
            });
        }
    });
}

/// What the person knows of both lanes.
fn seen(ui: &mut Ui, standing: &Standing) {
    let title = if standing.is_over() {
        "The course of both lanes"
    } else {
        "Both lanes, as far as you have looked"
    };
    card(ui, title, |ui| {
        if standing.seen == 0 {
            let weak = ui.tokens().text_weak;
            let words = "You have not looked yet, so you know nothing. The model may be well, or it may have been wrong for weeks.";
            ui.label(RichText::new(words).color(weak));
            return;
        }
        course::ui(ui, &standing.report, standing.seen);
    });
}

fn diary(ui: &mut Ui, standing: &Standing, commands: &mut Commands) {
    let actions = |ui: &mut Ui| {
        let word = if standing.is_over() {
            "Play again"
        } else {
            "Give up"
        };
        if text_button(ui, word).clicked() {
            commands.push(Command::Lab(LabCommand::GiveUp));
        }
    };
    card_with(ui, "Diary", actions, |ui| {
        let weak = ui.tokens().text_weak;
        ScrollArea::vertical()
            .id_salt("diary")
            .max_height(240.0)
            .stick_to_bottom(true)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                for note in &standing.diary {
                    let when = RichText::new(words::time(note.at)).font(text::label());
                    ui.label(when.color(weak));
                    ui.label(&note.words);
                    ui.add_space(space::XS);
                }
            });
    });
}

/// Who was better, and by what.
fn verdict(ui: &mut Ui, standing: &Standing) {
    let [you, two] = standing.report.lanes.as_slice() else {
        return;
    };
    let known = Metric::from_id(&standing.report.metric);
    let name = known.map_or("metric", |metric| metric.info().name);
    let higher = known.is_none_or(Metric::higher_is_better);
    let of = |lane: &LaneReport| lane.score.metric.value();
    let said = match (of(you), of(two)) {
        (Some(yours), Some(theirs)) if (yours > theirs) == higher && yours != theirs => {
            "You were better than level 2."
        }
        (Some(yours), Some(theirs)) if yours == theirs => "You and level 2 are even.",
        (Some(_), Some(_)) => "Level 2 was better.",
        _ => "Nobody can say who was better.",
    };
    card(ui, said, |ui| {
        let days = |lane: &LaneReport| words::number(lane.score.hours_degraded / 24.0);
        ui.label(format!(
            "{name}: {} by you, {} by level 2. Days in degraded periods: {} and {}. Your work took {} hours, that of level 2 none. The result is kept in the tab Replay, to be saved and compared.",
            words::figure(&you.score.metric),
            words::figure(&two.score.metric),
            days(you),
            days(two),
            words::number(you.score.human_minutes / 60.0)
        ));
    });
}
