use egui::{RichText, Ui};

use crate::{
    automation::lab::{Lane, Params},
    ui::{
        theme::text,
        widgets::{form, grid},
    },
};

/// What may be chosen before a replay.
pub(super) fn ui(ui: &mut Ui, params: &mut Params, lanes: &mut Vec<Lane>) {
    grid(ui, 220.0, 3, |ui, i| match i {
        0 => which(ui, lanes),
        1 => people(ui, params),
        _ => machines(ui, params),
    });
}

fn which(ui: &mut Ui, lanes: &mut Vec<Lane>) {
    ui.label(RichText::new("Lanes").font(text::strong()));
    for lane in Lane::ALL {
        let mut is_there = lanes.contains(&lane);
        if form::tick(ui, lane.name(), about(lane), &mut is_there) {
            lanes.retain(|known| *known != lane);
            if is_there {
                lanes.push(lane);
                lanes.sort_unstable();
            }
        }
    }
}

fn people(ui: &mut Ui, params: &mut Params) {
    ui.label(RichText::new("People").font(text::strong()));
    let days = 0.0..=365.0;
    let help = "Days that it takes until the next person begins with what the one before has done";
    form::number(
        ui,
        "Days a hand-over",
        help,
        &mut params.handover_days,
        days.clone(),
    );
    let help = "At level 0, days between two looks at the monitoring";
    form::number(
        ui,
        "Days between looks",
        help,
        &mut params.look_days,
        0.01..=365.0,
    );
    let help = "Minutes of work in every hand-over";
    form::number(
        ui,
        "Minutes a hand-over",
        help,
        &mut params.handover_minutes,
        0.0..=1e4,
    );
    let help = "Days after a trigger in which no other one counts, at every level";
    form::number(ui, "Days of rest", help, &mut params.cooldown_days, days);
}

fn machines(ui: &mut Ui, params: &mut Params) {
    ui.label(RichText::new("Machines").font(text::strong()));
    let help = "How often monitoring looks, and the grain of every figure";
    form::number(
        ui,
        "Days a period",
        help,
        &mut params.period_days,
        0.01..=365.0,
    );
    let help =
        "Days that choose, and as many that judge a new model: they are too fresh to train it";
    form::number(
        ui,
        "Days that judge",
        help,
        &mut params.judging_days,
        0.01..=365.0,
    );
    let mut has_end = params.history_days.is_some();
    let help = "Forget what is older when a new model is trained";
    if form::tick(ui, "Forget old rows", help, &mut has_end) {
        params.history_days = has_end.then_some(180.0);
    }
    if let Some(days) = &mut params.history_days {
        form::number(
            ui,
            "Days of history",
            "What a new model is made from",
            days,
            1.0..=36_500.0,
        );
    }
    let help = "The gates of step 7 decide what is deployed; without them everything is";
    form::tick(ui, "Gates", help, &mut params.gates);
    if params.gates {
        gates(ui, params);
    }
    let help = "Level 2 takes back what turns out worse than the model before";
    form::tick(ui, "Roll back", help, &mut params.roll_back);
}

/// Which kinds of gates are asked.
fn gates(ui: &mut Ui, params: &mut Params) {
    let off = params.gates_off.len();
    let title = match off {
        0 => "Single gates".to_owned(),
        n => format!("Single gates · {n} switched off"),
    };
    ui.collapsing(title, |ui| {
        for gate in Params::GATES {
            let info = gate.info();
            let mut is_on = !params.gates_off.contains(&gate);
            if form::tick(ui, info.name, info.summary, &mut is_on) {
                params.gates_off.retain(|known| *known != gate);
                if !is_on {
                    params.gates_off.push(gate);
                    params.gates_off.sort_unstable();
                }
            }
        }
    });
}

fn about(lane: Lane) -> &'static str {
    match lane {
        Lane::Never => "The first model serves for ever",
        Lane::Zero => "People look now and then, and hand every step over",
        Lane::One => "Monitoring trains by itself; people validate and deploy",
        Lane::Two => "Gates decide; deployed and taken back by itself",
        Lane::Always => "A new model every period, deployed unseen",
        Lane::You => "You act by hand",
        Lane::Oracle => "The best of all models of every period, known afterwards",
    }
}
