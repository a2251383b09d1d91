use egui::{ComboBox, Label, RichText, TextEdit, Ui};

use crate::{
    data::{ColumnInfo, Kind},
    steps::{
        analysis,
        problem::{ColumnRole, Params},
    },
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, chip, empty, table},
        words,
    },
    workbench::OpenProject,
};

const ROLES: [ColumnRole; 6] = [
    ColumnRole::Feature,
    ColumnRole::Target,
    ColumnRole::Time,
    ColumnRole::Entity,
    ColumnRole::Unavailable,
    ColumnRole::Ignored,
];

/// With fewer columns than this there is nothing to search.
const MANY: usize = 12;

/// What the table of roles remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wanted: String,
}

impl View {
    /// What every column is for; true when a role changed.
    pub(super) fn card(&mut self, ui: &mut Ui, params: &mut Params, open: &OpenProject) -> bool {
        widgets::card(ui, "What each column is for", |ui| {
            let Some(done) = &open.results.extraction else {
                empty(
                    ui,
                    "The columns are not known yet",
                    "Run step 2 to read the data. Then say here which columns are known only after the answer, and which carry no signal.",
                    |_| {},
                );
                return false;
            };
            let columns = &done.report.columns;
            self.head(ui, columns, params);
            let wanted = self.wanted.to_lowercase();
            let rows = columns
                .iter()
                .filter(|column| column.name.to_lowercase().contains(&wanted))
                .collect();
            let mut cells = Roles {
                titles: titles(open.results.analysis.is_some()),
                rows,
                analysis: open.results.analysis.as_ref().map(|done| &*done.report),
                params,
                changed: false,
            };
            table(ui, "roles", 460.0, &mut cells);
            cells.changed
        })
    }

    fn head(&mut self, ui: &mut Ui, columns: &[ColumnInfo], params: &Params) {
        ui.horizontal_wrapped(|ui| {
            for role in ROLES {
                let n = columns
                    .iter()
                    .filter(|column| params.role(&column.name) == role)
                    .count();
                if n > 0 {
                    chip(ui, tone(role), &format!("{n} {}", role.name()));
                }
            }
            if columns.len() > MANY {
                let edit = TextEdit::singleline(&mut self.wanted)
                    .hint_text("Find a column")
                    .desired_width(160.0);
                ui.add(edit).accessible_name("Find a column");
            }
        });
    }
}

fn tone(role: ColumnRole) -> Tone {
    match role {
        ColumnRole::Target => Tone::Accent,
        ColumnRole::Unavailable => Tone::Warn,
        ColumnRole::Feature | ColumnRole::Time | ColumnRole::Entity | ColumnRole::Ignored => {
            Tone::Neutral
        }
    }
}

fn titles(analysed: bool) -> Vec<Column> {
    let mut titles = vec![
        Column::words("Column", 190.0),
        Column::words("Kind", 80.0),
        Column::words("Role", 180.0),
    ];
    if analysed {
        titles.push(Column::figures("Missing", 90.0));
        titles.push(Column::figures("Distinct", 90.0));
        titles.push(Column::figures("Explains of the target", 150.0));
    }
    titles
}

struct Roles<'a> {
    titles: Vec<Column>,
    rows: Vec<&'a ColumnInfo>,
    analysis: Option<&'a analysis::Report>,
    params: &'a mut Params,
    changed: bool,
}

impl Cells for Roles<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(&info) = self.rows.get(row) else {
            return;
        };
        match column {
            0 => {
                let role = self.params.role(&info.name);
                let out = matches!(role, ColumnRole::Ignored | ColumnRole::Unavailable);
                let ink = if out {
                    ui.tokens().text_weak
                } else {
                    ui.tokens().text
                };
                ui.add(Label::new(
                    RichText::new(&info.name).font(text::strong()).color(ink),
                ));
            }
            1 => {
                let weak = ui.tokens().text_weak;
                ui.label(RichText::new(info.kind.name()).color(weak));
            }
            2 => self.chooser(ui, info),
            _ => {
                ui.label(self.figure(&info.name, column));
            }
        }
    }
}

impl Roles<'_> {
    fn chooser(&mut self, ui: &mut Ui, info: &ColumnInfo) {
        let now = self.params.role(&info.name);
        let mut chosen = None;
        let combo = ComboBox::from_id_salt(("role", &info.name))
            .selected_text(now.name())
            .width(150.0)
            .show_ui(ui, |ui| {
                for role in ROLES {
                    // Only points in time can order the rows.
                    let possible = role != ColumnRole::Time || info.kind == Kind::Time;
                    if possible && ui.selectable_label(role == now, role.name()).clicked() {
                        chosen = Some(role);
                    }
                }
            });
        combo
            .response
            .accessible_name(format!("Role of {}", info.name));
        if let Some(role) = chosen.filter(|role| *role != now) {
            set_role(self.params, &info.name, role);
            self.changed = true;
        }
    }

    fn figure(&self, name: &str, column: usize) -> String {
        let Some(report) = self.analysis else {
            return String::new();
        };
        if column == 5 {
            let found = report
                .relations
                .iter()
                .find(|relation| relation.column == name);
            let value = found.and_then(|relation| relation.explained.value());
            return value.map_or_else(|| "–".to_owned(), words::percent);
        }
        let Some(profile) = report
            .profile
            .columns
            .iter()
            .find(|column| column.name == name)
        else {
            return "–".to_owned();
        };
        match column {
            3 => words::percent(profile.missing as f64 / report.profile.rows.max(1) as f64),
            _ => words::count(profile.distinct),
        }
    }
}

/// Gives `column` a role and takes it out of the one it had. There is one target, one time and one
/// entity: who had that role before becomes a feature.
fn set_role(params: &mut Params, column: &str, role: ColumnRole) {
    params.unavailable.retain(|name| name != column);
    params.ignored.retain(|name| name != column);
    for single in [&mut params.time_column, &mut params.entity] {
        if single.as_deref() == Some(column) {
            *single = None;
        }
    }
    if params.target == column && role != ColumnRole::Target {
        params.target.clear();
        params.positive.clear();
    }
    match role {
        ColumnRole::Feature => {}
        ColumnRole::Target if params.target == column => {}
        ColumnRole::Target => {
            column.clone_into(&mut params.target);
            params.positive.clear();
        }
        ColumnRole::Time => params.time_column = Some(column.to_owned()),
        ColumnRole::Entity => params.entity = Some(column.to_owned()),
        ColumnRole::Unavailable => params.unavailable.push(column.to_owned()),
        ColumnRole::Ignored => params.ignored.push(column.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_the_role_it_was_given_and_no_other() {
        let mut params = Params::default();
        for first in ROLES {
            for second in ROLES {
                set_role(&mut params, "a", first);
                assert_eq!(params.role("a"), first);
                set_role(&mut params, "a", second);
                assert_eq!(params.role("a"), second);
            }
        }
        set_role(&mut params, "a", ColumnRole::Feature);
        assert_eq!(params, Params::default());
    }

    #[test]
    fn there_is_one_target() {
        let mut params = Params {
            target: "a".to_owned(),
            positive: "x".to_owned(),
            ..Params::default()
        };
        set_role(&mut params, "b", ColumnRole::Target);
        assert_eq!(params.role("a"), ColumnRole::Feature);
        assert_eq!(
            (params.target.as_str(), params.positive.as_str()),
            ("b", "")
        );
    }
}
