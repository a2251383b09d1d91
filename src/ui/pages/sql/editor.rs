use std::sync::Arc;

use egui::{
    CompletionPopup, Galley, Id, Key, KeyboardShortcut, Modifiers, RectAlign, RichText, Stroke,
    Suggestion, TextBuffer, TextEdit, TextFormat, TextStyle, Ui,
    text::{CCursor, CCursorRange, CharIndex, LayoutJob},
};

use crate::{
    data::sql::{self, TableInfo, TokenKind},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Tone, card_with, chip, primary_button, text_button},
    },
    workbench::{Commands, SqlCommand, SqlConsole, SqlFailure},
};

const NAME: &str = "Query";
const RUN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);

/// The text of the query on its way.
#[derive(Default)]
pub(super) struct Editor {
    text: String,
}

impl Editor {
    /// Puts `query` in place of what is there.
    pub(super) fn set(&mut self, query: String) {
        self.text = query;
    }

    /// Puts `name` where the cursor is, or at the end.
    pub(super) fn insert(&mut self, ui: &Ui, name: &str) {
        let state = TextEdit::load_state(ui.ctx(), id());
        let range = state
            .as_ref()
            .and_then(|state| state.cursor.char_range())
            .map(|range| range.as_sorted_char_range());
        let range = range.map_or_else(
            || {
                let end = self.text.chars().count();
                end..end
            },
            |range| range.start.0..range.end.0,
        );
        let byte = |place: usize| {
            let found = self.text.char_indices().nth(place);
            found.map_or(self.text.len(), |(at, _)| at)
        };
        let (start, end) = (byte(range.start), byte(range.end));
        self.text.replace_range(start..end, name);
        if let Some(mut state) = state {
            let behind = CCursor::new(CharIndex(range.start + name.chars().count()));
            state.cursor.set_char_range(Some(CCursorRange::one(behind)));
            TextEdit::store_state(ui.ctx(), id(), state);
        }
        ui.memory_mut(|memory| memory.request_focus(id()));
    }

    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        console: &SqlConsole,
        runs: bool,
        commands: &mut Commands,
    ) {
        let has_text = !self.text.trim().is_empty();
        let pressed = ui.input_mut(|input| input.consume_shortcut(&RUN));
        let mut asked = pressed && has_text;
        let actions = |ui: &mut Ui| {
            let hint = format!("Runs the query: {}", ui.ctx().format_shortcut(&RUN));
            let run = primary_button(ui, has_text && !runs, "Run query");
            asked |= run.on_hover_text(hint).clicked();
            if runs && text_button(ui, "Stop query").clicked() {
                commands.push(SqlCommand::Stop.into());
            }
        };
        card_with(ui, NAME, actions, |ui| {
            self.edit(ui, console);
            // A mistake belongs to the text that it was found in.
            if let Some(failure) = failure(console, &self.text) {
                said(ui, failure);
            }
        });
        if asked {
            commands.push(SqlCommand::Run(self.text.clone()).into());
        }
    }

    fn edit(&mut self, ui: &mut Ui, console: &SqlConsole) {
        let tables: Vec<TableInfo> = console
            .tables
            .iter()
            .map(|table| (table.name.clone(), table.columns.clone()))
            .collect();
        let wrong = failure(console, &self.text).and_then(|failure| failure.position);
        let mut layouter =
            |ui: &Ui, text: &dyn TextBuffer, width: f32| colored(ui, text.as_str(), width, wrong);
        let edit = TextEdit::multiline(&mut self.text)
            .code_editor()
            .desired_rows(7)
            .desired_width(f32::INFINITY)
            .hint_text("SELECT … FROM data")
            .layouter(&mut layouter);
        let shown = CompletionPopup::new(id())
            .word_boundary(|c| !(c.is_alphanumeric() || c == '_' || c == '"'))
            .align(RectAlign::BOTTOM_START)
            .show(ui, edit, |query| {
                let (start, end) = (query.word_range.start.0, query.word_range.end.0);
                let before = query.text.chars().nth(start.wrapping_sub(1));
                if query.word.is_empty() && before != Some('.') {
                    return Vec::new();
                }
                let found = sql::complete(query.text, end, &tables);
                found
                    .into_iter()
                    .filter(|found| found.from == start)
                    .filter(|found| !found.insert.eq_ignore_ascii_case(query.word))
                    .map(|found| {
                        Suggestion::new(found.insert)
                            .content(found.label)
                            .description(found.detail)
                    })
                    .collect()
            });
        shown
            .text_edit
            .response
            .response
            .clone()
            .accessible_name(NAME);
    }
}

fn id() -> Id {
    Id::unique("sql editor")
}

fn failure<'c>(console: &'c SqlConsole, text: &str) -> Option<&'c SqlFailure> {
    console
        .failure
        .as_ref()
        .filter(|failure| failure.query == text)
}

/// What is wrong, and where.
fn said(ui: &mut Ui, failure: &SqlFailure) {
    ui.horizontal_wrapped(|ui| {
        let place = failure.position.map_or_else(
            || "Not answered".to_owned(),
            |(line, column)| format!("Line {line}, column {column}"),
        );
        chip(ui, Tone::Bad, &place);
        let ink = ui.tokens().text;
        ui.label(
            RichText::new(&failure.message)
                .font(text::strong())
                .color(ink),
        );
    });
}

/// The text in the colours of what its words are, in lines no longer than `width`; what is wrong is
/// underlined.
fn colored(ui: &Ui, text: &str, width: f32, wrong: Option<(usize, usize)>) -> Arc<Galley> {
    let tokens = ui.tokens();
    let font = TextStyle::Monospace.resolve(ui.style());
    let wrong = wrong.map(|place| byte(text, place));
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let mut end = 0;
    let plain = TextFormat::simple(font.clone(), tokens.text);
    for (range, kind) in sql::tokens(text) {
        job.append(&text[end..range.start], 0.0, plain.clone());
        let ink = match kind {
            TokenKind::Keyword => tokens.accent,
            TokenKind::Function => tokens.series[3],
            TokenKind::Name => tokens.text,
            TokenKind::Number => tokens.series[1],
            TokenKind::Text => tokens.good,
            TokenKind::Comment | TokenKind::Sign => tokens.text_weak,
        };
        let mut format = TextFormat::simple(font.clone(), ink);
        if wrong.is_some_and(|wrong| range.contains(&wrong)) {
            format.underline = Stroke::new(2.0, tokens.bad);
            format.background = tokens.bad_soft;
        }
        job.append(&text[range.clone()], 0.0, format);
        end = range.end;
    }
    job.append(&text[end..], 0.0, plain);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// The byte of a line and a column, both from 1, in characters.
fn byte(text: &str, (line, column): (usize, usize)) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    let place = rest.char_indices().nth(column.saturating_sub(1));
    start + place.map_or(rest.len(), |(at, _)| at)
}
