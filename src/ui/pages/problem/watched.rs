use egui::{ComboBox, Label, RichText, Ui};

use crate::{
    data::ColumnInfo,
    steps::problem::Params,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, icon_button},
    },
    workbench::OpenProject,
};

/// What is judged and followed part by part; true when something changed.
pub(super) fn lists(ui: &mut Ui, params: &mut Params, open: &OpenProject) -> bool {
    let columns: &[ColumnInfo] = open
        .results
        .extraction
        .as_ref()
        .map_or(&[], |done| &done.report.columns);
    let target = params.target.clone();
    let help = "Each value of such a column is judged by itself in step 6, can be asked for by a criterion, and is followed in step 9.";
    let mut changed = list(
        ui,
        ("Slices", "slice", help),
        &mut params.slices,
        (columns, &target),
    );
    ui.add_space(space::S);
    let help = "Groups of people who must not be treated worse. They are watched whether a model may use the column or not.";
    changed |= list(
        ui,
        ("Protected attributes", "protected attribute", help),
        &mut params.protected,
        (columns, &target),
    );
    changed
}

fn list(
    ui: &mut Ui,
    (title, one, help): (&str, &str, &str),
    names: &mut Vec<String>,
    (columns, target): (&[ColumnInfo], &str),
) -> bool {
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(title).font(text::strong()));
    ui.add(Label::new(RichText::new(help).font(text::label()).color(weak)).wrap());
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        for (i, name) in names.iter().enumerate() {
            ui.label(name);
            if icon_button(ui, Icon::Cross, &format!("Remove the {one} {name}")).clicked() {
                removed = Some(i);
            }
        }
        let mut added = None;
        let combo = ComboBox::from_id_salt(("watched", title))
            .selected_text("Add a column")
            .width(150.0)
            .show_ui(ui, |ui| {
                for column in columns {
                    let is_new = column.name != target && !names.contains(&column.name);
                    if is_new && ui.selectable_label(false, &column.name).clicked() {
                        added = Some(column.name.clone());
                    }
                }
            });
        combo.response.accessible_name(format!("Add a {one}"));
        names.extend(added.clone());
        added.is_some()
    })
    .inner
        | removed.map(|i| names.remove(i)).is_some()
}
