//! Labelled inputs, one below the other.
//!
//! What is typed or dragged is kept as a draft and handed over when the user is done, so that one
//! change is one step of undo and later steps do not turn stale at every key.

use std::ops::RangeInclusive;

use egui::{Align, ComboBox, DragValue, Id, Layout, Response, RichText, TextEdit, Ui, vec2};

use crate::ui::theme::{UiExt as _, text};

/// Width of the labels, so that inputs stand in one line.
const LABEL: f32 = 168.0;

/// A label with a tooltip, and whatever input belongs to it.
///
/// `add` gets the label's response: call `labelled_by` with its id on the input.
pub(in crate::ui) fn row<R>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    add: impl FnOnce(&mut Ui, &Response) -> R,
) -> R {
    ui.horizontal(|ui| {
        let height = ui.spacing().interact_size.y;
        let ink = ui.tokens().text_weak;
        let name = RichText::new(label).font(text::strong()).color(ink);
        let layout = Layout::left_to_right(Align::Center);
        let response = ui
            .allocate_ui_with_layout(vec2(LABEL, height), layout, |ui| {
                ui.set_min_width(LABEL);
                ui.add(egui::Label::new(name).truncate())
            })
            .inner;
        let response = if help.is_empty() {
            response
        } else {
            response.on_hover_text(help)
        };
        add(ui, &response)
    })
    .inner
}

/// One line of text; true once the user is done with a change.
pub(in crate::ui) fn text_line(ui: &mut Ui, label: &str, help: &str, value: &mut String) -> bool {
    row(ui, label, help, |ui, name| {
        let id = ui.scope_id().with(("draft", label));
        drafted(ui, id, value, |ui, draft| {
            let width = ui.available_width().min(560.0);
            ui.add(TextEdit::singleline(draft).id(id).desired_width(width))
                .labelled_by(name.id)
        })
    })
}

/// Several lines of text in a fixed-width font; true once the user is done with a change.
pub(in crate::ui) fn code(ui: &mut Ui, label: &str, help: &str, value: &mut String) -> bool {
    row(ui, label, help, |ui, name| {
        let id = ui.scope_id().with(("draft", label));
        drafted(ui, id, value, |ui, draft| {
            ui.add(
                TextEdit::multiline(draft)
                    .id(id)
                    .code_editor()
                    .desired_rows(4)
                    .desired_width(ui.available_width()),
            )
            .labelled_by(name.id)
        })
    })
}

/// A number that can be dragged or typed; true once the user is done with a change.
pub(in crate::ui) fn number(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut f64,
    range: RangeInclusive<f64>,
) -> bool {
    row(ui, label, help, |ui, name| {
        let id = ui.scope_id().with(("draft", label));
        let speed = ((range.end() - range.start()) / 200.0).clamp(0.001, 1.0);
        drafted(ui, id, value, |ui, draft| {
            let drag = DragValue::new(draft)
                .range(range)
                .speed(speed)
                .max_decimals(4);
            ui.add(drag).labelled_by(name.id)
        })
    })
}

/// A whole number that can be dragged or typed; true once the user is done with a change.
pub(in crate::ui) fn whole(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut u64,
    range: RangeInclusive<u64>,
) -> bool {
    row(ui, label, help, |ui, name| {
        let id = ui.scope_id().with(("draft", label));
        drafted(ui, id, value, |ui, draft| {
            ui.add(DragValue::new(draft).range(range).speed(0.2))
                .labelled_by(name.id)
        })
    })
}

/// A tick box; true when it changed.
pub(in crate::ui) fn tick(ui: &mut Ui, label: &str, help: &str, value: &mut bool) -> bool {
    row(ui, label, help, |ui, name| {
        ui.checkbox(value, "").labelled_by(name.id).changed()
    })
}

/// One of several; true when it changed.
pub(in crate::ui) fn choice<T: PartialEq + Clone>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut T,
    options: &[(T, String)],
) -> bool {
    row(ui, label, help, |ui, name| {
        let shown = options.iter().find(|(option, _)| option == value);
        let shown = shown.map_or("Choose…", |(_, text)| text.as_str());
        let mut changed = false;
        let combo = ComboBox::from_id_salt(("choice", label))
            .selected_text(shown)
            .width(ui.available_width().min(220.0))
            .truncate()
            .show_ui(ui, |ui| {
                for (option, text) in options {
                    if ui.selectable_label(option == value, text).clicked() && option != value {
                        *value = option.clone();
                        changed = true;
                    }
                }
            });
        combo.response.labelled_by(name.id);
        changed
    })
}

/// Lets `add` edit a draft of `value`; true when the draft became the value.
fn drafted<T: Clone + PartialEq + Send + Sync + 'static>(
    ui: &mut Ui,
    id: Id,
    value: &mut T,
    add: impl FnOnce(&mut Ui, &mut T) -> Response,
) -> bool {
    let key = id.with("value");
    let kept: Option<T> = ui.data(|data| data.get_temp(key));
    let mut draft = kept.clone().unwrap_or_else(|| value.clone());
    let response = add(ui, &mut draft);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(key, draft.clone()));
    }
    let done = response.lost_focus() || response.drag_stopped();
    if done || (kept.is_some() && !response.has_focus() && !response.dragged()) {
        ui.data_mut(|data| data.remove::<T>(key));
        let changed = draft != *value;
        *value = draft;
        return changed;
    }
    false
}
