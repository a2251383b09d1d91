use egui::{Align2, Color32, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::{
    automation::lab::{Event, EventKind, LaneReport, Report},
    ui::{
        theme::{Tokens, UiExt as _, space, text},
        widgets::{Icon, paint_icon},
        words,
    },
};

/// Height of a lane, and room for its name.
const ROW: f32 = 34.0;
const NAME: f32 = 176.0;
const MARK: f32 = 13.0;

/// Every lane as a strip: where it was degraded, when monitoring asked, and what was done.
pub(super) fn ui(ui: &mut Ui, report: &Report, passed: usize) {
    let tokens = *ui.tokens();
    key(ui, &tokens);
    let size = vec2(ui.available_width(), ROW * report.lanes.len() as f32);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let said: Vec<String> = report.lanes.iter().map(|lane| say(lane, passed)).collect();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, said.join(" ")));
    let span = (report.end - report.start).max(1) as f64;
    let strip = Rect::from_min_max(pos2(rect.left() + NAME, rect.top()), rect.right_bottom());
    let x = |at: i64| {
        strip.left() + ((at - report.start) as f64 / span) as f32 * (strip.width() - MARK)
    };
    for (i, lane) in report.lanes.iter().enumerate() {
        let top = rect.top() + ROW * i as f32;
        let row = Rect::from_min_size(pos2(strip.left(), top), vec2(strip.width(), ROW - 6.0));
        lane_ui(ui, lane, passed, (row, &x));
    }
    if let Some(at) = response.hover_pos().filter(|at| at.x >= strip.left()) {
        let lane = ((at.y - rect.top()) / ROW) as usize;
        let part = f64::from((at.x - strip.left()) / (strip.width() - MARK));
        let time = report.start + (part * span) as i64;
        if let Some(words) = report
            .lanes
            .get(lane)
            .and_then(|lane| hint(lane, time, passed))
        {
            response.on_hover_text_at_pointer(words);
        }
    }
    ui.add_space(space::XS);
}

fn lane_ui(ui: &Ui, lane: &LaneReport, passed: usize, (row, x): (Rect, &dyn Fn(i64) -> f32)) {
    let tokens = ui.tokens();
    let painter = ui.painter();
    let left = pos2(row.left() - NAME, row.center().y);
    painter.text(
        left,
        Align2::LEFT_CENTER,
        lane.lane.name(),
        text::strong(),
        tokens.text,
    );
    painter.rect_filled(row, space::ROUND_SMALL, tokens.sunken);
    for period in lane.periods.iter().take(passed) {
        let cell = Rect::from_x_y_ranges(x(period.start)..=x(period.end), row.y_range());
        if period.is_degraded {
            painter.rect_filled(cell, 0.0, tokens.bad_soft);
        }
        if !period.alarm.is_empty() {
            let at = pos2(cell.right(), row.bottom() - 3.0);
            painter.circle_filled(at, 2.0, tokens.warn);
        }
    }
    for event in lane.events_at(passed) {
        let Some((icon, ink)) = mark(event.kind, tokens) else {
            continue;
        };
        let center = pos2(x(event.at), row.center().y - 2.0);
        let place = Rect::from_center_size(center, vec2(MARK, MARK));
        paint_icon(painter, place, icon, ink);
    }
}

/// What is drawn for an event; that a model was asked for shows as an alarm already.
fn mark(kind: EventKind, tokens: &Tokens) -> Option<(Icon, Color32)> {
    match kind {
        EventKind::Deployed => Some((Icon::Check, tokens.good)),
        EventKind::Blocked => Some((Icon::Warning, tokens.warn)),
        EventKind::RolledBack => Some((Icon::Undo, tokens.bad)),
        EventKind::Failed => Some((Icon::Cross, tokens.bad)),
        EventKind::Triggered | EventKind::Trained => None,
    }
}

fn key(ui: &mut Ui, tokens: &Tokens) {
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(18.0, 12.0), Sense::hover());
        ui.painter().rect_filled(rect, 2.0, tokens.bad_soft);
        let label = |ui: &mut Ui, word: &str| {
            let words = egui::RichText::new(word).font(text::label());
            ui.label(words.color(tokens.text_weak));
        };
        label(ui, "degraded");
        let (rect, _) = ui.allocate_exact_size(vec2(8.0, 12.0), Sense::hover());
        ui.painter().circle_filled(rect.center(), 2.5, tokens.warn);
        label(ui, "monitoring asks");
        for (kind, word) in [
            (EventKind::Deployed, "deployed"),
            (EventKind::Blocked, "stopped by gates"),
            (EventKind::RolledBack, "taken back"),
        ] {
            if let Some((icon, ink)) = mark(kind, tokens) {
                let (rect, _) = ui.allocate_exact_size(vec2(MARK, MARK), Sense::hover());
                paint_icon(ui.painter(), rect, icon, ink);
                label(ui, word);
            }
        }
    });
}

/// A lane in words, for those who cannot see it.
fn say(lane: &LaneReport, passed: usize) -> String {
    let periods = lane.periods.iter().take(passed);
    let degraded = periods.clone().filter(|period| period.is_degraded).count();
    let alarms = periods.filter(|period| !period.alarm.is_empty()).count();
    let deployed = lane.events_at(passed).iter();
    let deployed = deployed.filter(|event| event.kind == EventKind::Deployed);
    format!(
        "{}: {degraded} of {} periods degraded, {alarms} alarms, {} models deployed.",
        lane.lane.name(),
        passed.min(lane.periods.len()),
        deployed.count()
    )
}

/// The period at this time, and what happened in it.
fn hint(lane: &LaneReport, time: i64, passed: usize) -> Option<String> {
    let periods = lane.periods.iter().take(passed);
    let period = periods
        .into_iter()
        .find(|period| (period.start..period.end).contains(&time))?;
    let mut words = vec![format!(
        "{}, {}: model {}, metric {}",
        lane.lane.name(),
        words::time(period.start),
        period.model,
        words::figure(&period.metric)
    )];
    if !period.alarm.is_empty() {
        words.push(format!("Monitoring: {}.", period.alarm));
    }
    let within = |event: &&Event| period.start < event.at && event.at <= period.end;
    for event in lane.events_at(passed).iter().filter(within) {
        words.push(format!("{}: {}", words::time(event.at), event.reason));
    }
    Some(words.join("\n"))
}
