use egui::{RichText, Slider, Ui};

use crate::{
    automation::lab::Report,
    ui::{
        theme::{space, text},
        widgets::text_button,
        words,
    },
};

/// Periods that pass in a second while it plays.
const SPEEDS: [(f64, &str); 4] = [
    (2.0, "slow"),
    (8.0, "usual"),
    (24.0, "fast"),
    (72.0, "very fast"),
];

/// Which moment of a replay is shown.
pub(super) struct Clock {
    /// Periods that have passed; all where it has not been moved.
    passed: Option<f64>,
    is_playing: bool,
    speed: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            passed: None,
            is_playing: false,
            speed: SPEEDS[1].0,
        }
    }
}

impl Clock {
    /// Shows the end of what was replayed.
    pub(super) fn show_end(&mut self) {
        (self.passed, self.is_playing) = (None, false);
    }

    /// Periods that have passed, of so many.
    pub(super) fn passed(&self, periods: usize) -> usize {
        let passed = self.passed.map_or(periods, |passed| passed as usize);
        passed.min(periods)
    }

    /// Plays, pauses, rewinds, and goes to any moment.
    pub(super) fn ui(&mut self, ui: &mut Ui, report: &Report) {
        let periods = report.lanes.first().map_or(0, |lane| lane.periods.len());
        let last = periods as f64;
        let mut passed = self.passed.unwrap_or(last).min(last);
        if self.is_playing {
            let second = f64::from(ui.input(|input| input.stable_dt));
            passed = (passed + second * self.speed).min(last);
            self.is_playing = passed < last;
            self.passed = Some(passed);
            if self.is_playing {
                ui.ctx().request_repaint();
            }
        }
        ui.horizontal_wrapped(|ui| {
            self.buttons(ui, passed, last);
            ui.add_space(space::S);
            for (speed, name) in SPEEDS {
                let is_chosen = self.speed == speed;
                let told = format!("{speed} periods a second");
                if ui
                    .selectable_label(is_chosen, name)
                    .on_hover_text(told)
                    .clicked()
                {
                    self.speed = speed;
                }
            }
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().slider_width = (ui.available_width() - 340.0).max(120.0);
            let mut at = self.passed(periods);
            let slider = Slider::new(&mut at, 0..=periods).show_value(false);
            let label = ui.label(RichText::new("Moment").font(text::label()));
            if ui.add(slider).labelled_by(label.id).changed() {
                (self.passed, self.is_playing) = (Some(at as f64), false);
            }
            let place = at.min(periods.saturating_sub(1));
            let lane = report.lanes.first();
            if let Some(period) = lane.and_then(|lane| lane.periods.get(place)) {
                let time = if at < periods {
                    period.start
                } else {
                    period.end
                };
                ui.label(format!("{} · period {at} of {periods}", words::time(time)));
            }
        });
        ui.add_space(space::S);
    }

    fn buttons(&mut self, ui: &mut Ui, passed: f64, last: f64) {
        let word = if self.is_playing { "Pause" } else { "Play" };
        if text_button(ui, word).clicked() {
            self.is_playing = !self.is_playing;
            if self.is_playing && passed >= last {
                self.passed = Some(0.0);
            }
        }
        for (word, to) in [
            ("Rewind", 0.0),
            ("Step back", passed.floor() - 1.0),
            ("Step on", passed.floor() + 1.0),
            ("To the end", last),
        ] {
            if text_button(ui, word).clicked() {
                (self.passed, self.is_playing) = (Some(to.clamp(0.0, last)), false);
            }
        }
    }
}
