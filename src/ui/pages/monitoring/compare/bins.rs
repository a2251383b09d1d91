use egui::{Align2, FontId, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::{
    drift::windows::{Bin, BinShare},
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, text_button},
        words,
    },
    workbench::{Command, Commands, MonitoringCommand, SideBySide},
};

const ROW: f32 = 24.0;
/// Most bins that are listed: categories may have thousands.
const MOST: usize = 24;

/// What each bin adds to PSI; a click looks at its rows.
pub(super) fn card(
    ui: &mut Ui,
    shown: &SideBySide,
    (chosen, waits): (Option<&Bin>, bool),
    commands: &mut Commands,
) {
    widgets::card(ui, "What each bin adds to PSI", |ui| {
        if shown.found.bins.is_empty() {
            ui.weak("One of the windows has no rows.");
            return;
        }
        let highest = |value: &dyn Fn(&BinShare) -> f64| {
            let values = shown.found.bins.iter().map(value);
            values.fold(1e-9, f64::max)
        };
        let most = Most {
            psi: highest(&|bin| bin.psi),
            share: highest(&|bin| bin.reference.max(bin.current)),
        };
        heading(ui);
        for share in shown.found.bins.iter().take(MOST) {
            if row(ui, share, &most, chosen == Some(&share.bin)) {
                let bin = (chosen != Some(&share.bin)).then(|| share.bin.clone());
                commands.push(Command::Monitoring(MonitoringCommand::Bin(bin)));
            }
        }
        let rest = shown.found.bins.get(MOST..).unwrap_or_default();
        let weak = ui.tokens().text_weak;
        let words = if rest.is_empty() {
            "Click a bin to see its rows, and which segment explains most of its change.".to_owned()
        } else {
            let psi = rest.iter().map(|share| share.psi).sum();
            format!(
                "{} rarer bins add {} together. Click a bin to see its rows, and which segment explains most of its change.",
                words::count(rest.len() as u64),
                words::number(psi)
            )
        };
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(words).font(text::label()).color(weak));
            if waits {
                ui.label(RichText::new("Looking…").font(text::label()).color(weak));
            } else if chosen.is_some() && text_button(ui, "Leave the bin").clicked() {
                commands.push(Command::Monitoring(MonitoringCommand::Bin(None)));
            }
        });
    });
}

/// The longest bars.
struct Most {
    psi: f64,
    share: f64,
}

/// Where the parts of a row stand, as shares of its width.
struct Parts {
    name: Rect,
    reference: Rect,
    current: Rect,
    psi: Rect,
}

fn parts(rect: Rect) -> Parts {
    let name = (rect.width() * 0.26).clamp(84.0, 260.0);
    let third = (rect.width() - name) / 3.0;
    let part = |i: f32| {
        let left = rect.left() + name + third * i;
        Rect::from_x_y_ranges(left..=left + third - 12.0, rect.y_range())
    };
    Parts {
        name: Rect::from_x_y_ranges(rect.left()..=rect.left() + name - 8.0, rect.y_range()),
        reference: part(0.0),
        current: part(1.0),
        psi: part(2.0),
    }
}

fn heading(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let parts = parts(rect);
    let weak = ui.tokens().text_weak;
    let titles = [
        (parts.name, "bin"),
        (parts.reference, "reference"),
        (parts.current, "current"),
        (parts.psi, "adds to PSI"),
    ];
    for (rect, title) in titles {
        let painter = ui.painter().with_clip_rect(rect.expand2(vec2(8.0, 0.0)));
        let place = rect.left_center();
        painter.text(place, Align2::LEFT_CENTER, title, text::label(), weak);
    }
}

/// One bin; true when it was clicked.
fn row(ui: &mut Ui, share: &BinShare, most: &Most, is_chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = bin_words(&share.bin);
    let label = format!(
        "{name}: {} of the reference, {} of current, adds {} to PSI",
        words::percent(share.reference),
        words::percent(share.current),
        words::number(share.psi)
    );
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_chosen, &label));
    if ui.is_rect_visible(rect) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        if is_chosen || response.hovered() || response.has_focus() {
            painter.rect_filled(rect, 4, tokens.accent_soft);
        }
        let parts = parts(rect);
        let ink = if is_chosen {
            tokens.accent
        } else {
            tokens.text
        };
        painter
            .with_clip_rect(parts.name.intersect(painter.clip_rect()))
            .text(
                parts.name.left_center() + vec2(4.0, 0.0),
                Align2::LEFT_CENTER,
                &name,
                FontId::proportional(12.5),
                ink,
            );
        let bars = [
            (
                parts.reference,
                share.reference / most.share,
                tokens.reference,
                words::percent(share.reference),
            ),
            (
                parts.current,
                share.current / most.share,
                tokens.current,
                words::percent(share.current),
            ),
            (
                parts.psi,
                share.psi / most.psi,
                tokens.accent,
                words::number(share.psi),
            ),
        ];
        for (room, length, color, value) in bars {
            let width = (room.width() - 50.0).max(10.0);
            let bar = Rect::from_min_max(
                pos2(room.left(), room.top() + 6.0),
                pos2(
                    room.left() + (width * length as f32).max(1.0),
                    room.bottom() - 6.0,
                ),
            );
            painter.rect_filled(bar, 2, color);
            let place = pos2(bar.right() + 6.0, room.center().y);
            let font = FontId::proportional(11.5);
            painter.text(place, Align2::LEFT_CENTER, value, font, tokens.text_weak);
        }
    }
    response.on_hover_text(label).clicked()
}

/// The bin as a person reads it.
pub(super) fn bin_words(bin: &Bin) -> String {
    match bin {
        Bin::Below(lowest) => format!("below {}", words::value(*lowest)),
        Bin::Above(highest) => format!("above {}", words::value(*highest)),
        Bin::Between(Some(low), high) => {
            // The first bin begins just below its lowest value.
            let low = if low.next_up().fract() == 0.0 {
                low.next_up()
            } else {
                *low
            };
            format!("{} to {}", words::value(low), words::value(*high))
        }
        Bin::Between(None, high) => format!("up to {}", words::value(*high)),
        Bin::Value(value) => words::value(*value),
        Bin::OtherValues(_) => "values that the reference does not have".to_owned(),
        Bin::Category(name) => name.clone(),
        Bin::Missing => "missing".to_owned(),
    }
}
