//! An SQL condition that the shown rows keep.

use egui::{Id, Key, RichText, TextEdit, Ui, WidgetInfo};

use super::{GridView, Rows};
use crate::{
    data::{Kind, sql::Formula},
    ui::theme::{UiExt as _, text},
    workbench::{Commands, GridCommand},
};

/// What is typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct ConditionDraft {
    text: String,
    mistake: Option<String>,
}

impl GridView {
    /// A line for a condition; Enter applies it.
    pub(super) fn condition_line(&mut self, ui: &mut Ui, rows: &Rows<'_>, commands: &mut Commands) {
        let draft = &mut self.condition;
        let edit = TextEdit::singleline(&mut draft.text)
            .id(Id::unique(("condition of", rows.input.id)))
            .hint_text("Show only rows where, for instance: distance > 500 AND carrier = 'UA'")
            .desired_width(ui.available_width());
        let response = ui.add(edit);
        response.widget_info(|| {
            WidgetInfo::labeled(egui::Role::TextInput, true, "Show only rows where")
        });
        if response.changed() {
            draft.mistake = mistake(draft.text.trim(), rows);
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && draft.mistake.is_none() {
            let condition = draft.text.trim().to_owned();
            commands.grid(GridCommand::Where(rows.input.subject(), condition));
        }
        if let Some(mistake) = &draft.mistake {
            let bad = ui.tokens().bad;
            let words = RichText::new(mistake).font(text::label()).color(bad);
            ui.add(egui::Label::new(words).wrap());
        }
    }

    /// Takes the condition away.
    pub(super) fn forget_condition(&mut self, rows: &Rows<'_>, commands: &mut Commands) {
        self.condition = ConditionDraft::default();
        commands.grid(GridCommand::Where(rows.input.subject(), String::new()));
    }
}

/// Why `condition` cannot choose rows.
fn mistake(condition: &str, rows: &Rows<'_>) -> Option<String> {
    if condition.is_empty() {
        return None;
    }
    match Formula::parse(condition, rows.table.columns()) {
        Err(err) => Some(err.to_string()),
        Ok(formula) if formula.kind() != Kind::Boolean => Some(format!(
            "This gives values of kind {}, not true or false. Compare it with something.",
            formula.kind()
        )),
        Ok(_) => None,
    }
}
