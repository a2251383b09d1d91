use egui::{ComboBox, Ui};

use super::step;
use crate::{
    data::{
        ColumnInfo,
        recipe::{Columns, Group},
    },
    ui::{
        theme::space,
        widgets::{Icon, form, icon_button},
    },
};

/// A group of columns, or those that are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Of(Group),
    Named,
}

/// Which columns a step works on; true when that changed. `features` are those at hand there.
pub(super) fn columns(ui: &mut Ui, columns: &mut Columns, features: &[ColumnInfo]) -> bool {
    let mut way = match columns {
        Columns::Of(group) => Way::Of(*group),
        Columns::Named(_) => Way::Named,
    };
    let is_there = |group: &Group| features.iter().any(|info| Columns::Of(*group).holds(info));
    let groups = Group::ALL
        .into_iter()
        .filter(|group| is_there(group) || way == Way::Of(*group));
    let mut options: Vec<(Way, String)> = groups
        .map(|group| (Way::Of(group), step::of_group(group).to_owned()))
        .collect();
    options.push((Way::Named, "these columns".to_owned()));
    let help = "A group is taken by what the columns hold when the recipe is run";
    let mut changed = form::choice(ui, "Columns", help, &mut way, &options);
    if changed {
        *columns = match way {
            Way::Of(group) => Columns::Of(group),
            Way::Named => Columns::Named(held(columns, features)),
        };
    }
    if let Columns::Named(names) = columns {
        changed |= named(ui, names, features);
    }
    changed
}

/// The names of the columns that are held now.
fn held(columns: &Columns, features: &[ColumnInfo]) -> Vec<String> {
    let held = features.iter().filter(|info| columns.holds(info));
    held.map(|info| info.name.clone()).collect()
}

fn named(ui: &mut Ui, names: &mut Vec<String>, features: &[ColumnInfo]) -> bool {
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for (i, name) in names.iter().enumerate() {
            ui.label(name);
            if icon_button(ui, Icon::Cross, &format!("Leave {name} out of the step")).clicked() {
                removed = Some(i);
            }
        }
    });
    let mut added = None;
    let others = || features.iter().filter(|info| !names.contains(&info.name));
    if others().next().is_some() {
        form::row(ui, "Another column", "", |ui, label| {
            let combo = ComboBox::from_id_salt("another column")
                .selected_text("Choose…")
                .width(180.0)
                .show_ui(ui, |ui| {
                    for info in others() {
                        let words = format!("{}  ({})", info.name, info.kind);
                        if ui.selectable_label(false, words).clicked() {
                            added = Some(info.name.clone());
                        }
                    }
                });
            combo.response.labelled_by(label.id);
        });
    }
    let changed = removed.is_some() || added.is_some();
    if let Some(i) = removed {
        names.remove(i);
    }
    names.extend(added);
    changed
}
