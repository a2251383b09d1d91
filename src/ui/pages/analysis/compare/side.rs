use std::path::PathBuf;

use egui::{ComboBox, TextEdit, Ui};

use crate::{
    data::{Kind, split::Part},
    ui::{widgets::form, words},
    workbench::{OpenProject, Workbench, explore::RowsOf},
};

/// Which rows stand on one side.
pub(super) fn choice(
    ui: &mut Ui,
    word: &str,
    rows: &mut RowsOf,
    (workbench, open): (&Workbench, &OpenProject),
) {
    form::row(ui, word, "", |ui, label| {
        let combo = ComboBox::from_id_salt("rows")
            .selected_text(short(rows))
            .width(230.0)
            .show_ui(ui, |ui| {
                for option in options(workbench, open, rows) {
                    let is_on = option == *rows;
                    if ui.selectable_label(is_on, short(&option)).clicked() {
                        *rows = option;
                    }
                }
            });
        combo.response.labelled_by(label.id);
        match rows {
            RowsOf::Window { column, from, to } => window(ui, word, (column, from, to)),
            RowsOf::File(path) => file(ui, word, path),
            _ => {}
        }
    });
}

/// Whether enough is known to find the rows.
pub(super) fn is_ready(rows: &RowsOf, open: &OpenProject) -> bool {
    match rows {
        RowsOf::Selection | RowsOf::Complement => open.explore.selection.is_some(),
        RowsOf::Window { from, to, .. } => !from.is_empty() && !to.is_empty(),
        RowsOf::File(path) => !path.as_os_str().is_empty(),
        RowsOf::Whole | RowsOf::Segment(_) | RowsOf::Part(_) | RowsOf::Project(..) => true,
    }
}

fn short(rows: &RowsOf) -> String {
    match rows {
        RowsOf::Window { .. } => "A time".to_owned(),
        RowsOf::File(_) => "Another file".to_owned(),
        other => words::sentence(&other.name()),
    }
}

/// Everything that can stand on a side; what was typed for the present one is kept.
fn options(workbench: &Workbench, open: &OpenProject, rows: &RowsOf) -> Vec<RowsOf> {
    let mut options = vec![RowsOf::Whole];
    if open.explore.selection.is_some() {
        options.extend([RowsOf::Selection, RowsOf::Complement]);
    }
    let segments = open.project.segments.iter();
    options.extend(segments.map(|segment| RowsOf::Segment(segment.name.clone())));
    match (rows, time_column(open)) {
        (RowsOf::Window { .. }, _) => options.push(rows.clone()),
        (_, Some(column)) => options.push(RowsOf::Window {
            column,
            from: String::new(),
            to: String::new(),
        }),
        _ => {}
    }
    options.extend(Part::ALL.map(RowsOf::Part));
    let others = workbench
        .projects
        .iter()
        .filter(|entry| entry.id != open.id);
    options.extend(others.map(|entry| RowsOf::Project(entry.id, entry.name.clone())));
    options.push(match rows {
        RowsOf::File(path) => RowsOf::File(path.clone()),
        _ => RowsOf::File(PathBuf::new()),
    });
    options
}

/// The column that says when a row happened, or the first with times.
fn time_column(open: &OpenProject) -> Option<String> {
    let named = open.project.problem.time_column.clone();
    named.or_else(|| {
        let table = open.table()?;
        let mut columns = table.columns().iter();
        let time = columns.find(|column| column.kind == Kind::Time)?;
        Some(time.name.clone())
    })
}

fn window(ui: &mut Ui, word: &str, (column, from, to): (&str, &mut String, &mut String)) {
    ui.label(format!("{column} from"));
    let field = TextEdit::singleline(from)
        .hint_text("2013-01-01")
        .desired_width(100.0);
    ui.add(field).accessible_name(format!("{word}: from"));
    ui.label("to before");
    let field = TextEdit::singleline(to)
        .hint_text("2013-02-01")
        .desired_width(100.0);
    ui.add(field).accessible_name(format!("{word}: to before"));
}

fn file(ui: &mut Ui, word: &str, path: &mut PathBuf) {
    let mut text = path.display().to_string();
    let field = TextEdit::singleline(&mut text)
        .hint_text("Path of a table")
        .desired_width(320.0);
    let response = ui.add(field).accessible_name(format!("{word}: file"));
    if response.changed() {
        *path = PathBuf::from(text);
    }
}
