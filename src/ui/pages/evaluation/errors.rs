use std::sync::Arc;

use egui::{RichText, Ui};

use crate::{
    steps::evaluation::{ErrorKind, ErrorRow, Report, explain::Neighbour},
    ui::{
        grid::{GridInput, GridView},
        theme::UiExt as _,
        widgets::{Cells, Column, card, empty, table, tabs, text_button},
        words,
    },
    workbench::{Command, Commands, EvaluationCommand, GridId, OpenProject, Workbench},
};

/// What the tab remembers.
#[derive(Default)]
pub(super) struct View {
    kind: Option<ErrorKind>,
    grid: GridView,
    /// The rows that are shown: which report, which kind.
    rows: Option<(Shown, Arc<[u32]>)>,
    near_grid: GridView,
    /// The rows of the answer that is shown.
    near_rows: Option<NearRows>,
}

/// Near rows as they were found, and as the grid shows them.
type NearRows = (Arc<[Neighbour]>, Arc<[u32]>);

/// Which report, and which kind of mistake.
type Shown = (Arc<Report>, Option<ErrorKind>);

impl View {
    /// The rows that the model is most wrong about; gives the one that is to be explained.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Arc<Report>,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) -> Option<u32> {
        if report.errors.is_empty() {
            card(ui, "The worst rows", |ui| {
                let words = "Every test row was answered rightly. That is rare: look whether a feature knows the answer (step 3, what tells about the target).";
                empty(ui, "There is no mistake to look at", words, |_| {});
            });
            return None;
        }
        let mut explained = None;
        card(ui, "The worst rows", |ui| {
            let weak = ui.tokens().text_weak;
            ui.label(
                RichText::new("What surprises a model most is often a wrong label, a broken row, or a case that the training rows do not have. Read them one by one.")
                    .color(weak),
            );
            self.kinds(ui, report);
            let shown: Vec<&ErrorRow> = shown(report, self.kind).collect();
            let mut cells = Rows {
                columns: vec![
                    Column::figures("Row", 82.0),
                    Column::words("", 180.0),
                    Column::words("Mistake", 92.0),
                    Column::words("Truth", 92.0),
                    Column::words("Answer", 92.0),
                    Column::figures("Its probability", 110.0),
                    Column::figures("Loss", 76.0),
                ],
                shown: &shown,
                explained: &mut explained,
                commands,
            };
            table(ui, "worst rows", 320.0, &mut cells);
        });
        self.near(ui, (workbench, open), commands);
        if let (Some(table), Some(done)) = (open.table(), &open.results.extraction) {
            let rows = Arc::clone(self.rows(report));
            let input = GridInput {
                id: GridId("worst rows"),
                table: &table,
                key: &done.report.snapshot.id,
                rows: Some(&rows),
                height: 360.0,
                grids: &workbench.grids,
            };
            card(ui, "The same rows with all their values", |ui| {
                self.grid.ui(ui, &input, commands);
            });
        }
        explained
    }

    /// The training rows that are most like the row that was asked for.
    fn near(
        &mut self,
        ui: &mut Ui,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let Some((row, found)) = open.judged().and_then(|state| state.neighbours.as_ref()) else {
            return;
        };
        let title = format!(
            "Training rows most like row {}",
            words::count(u64::from(*row) + 1)
        );
        card(ui, &title, |ui| {
            ui.label(
                RichText::new("Far away: the model had to guess. Near, with the other answer: no model of these columns could know.")
                    .color(ui.tokens().text_weak),
            );
            let parts: Vec<String> = found
                .iter()
                .map(|near| format!("{} at {}", near.label, words::number(near.distance)))
                .collect();
            ui.label(format!("Answers and distances: {}", parts.join(" · ")));
            let (Some(table), Some(done)) = (open.table(), &open.results.extraction) else {
                return;
            };
            let known = self
                .near_rows
                .take()
                .filter(|(of, _)| Arc::ptr_eq(of, found));
            let (_, rows) = self.near_rows.insert(known.unwrap_or_else(|| {
                let near = found.iter().map(|near| near.row);
                (
                    Arc::clone(found),
                    std::iter::once(*row).chain(near).collect(),
                )
            }));
            let input = GridInput {
                id: GridId("near rows"),
                table: &table,
                key: &done.report.snapshot.id,
                rows: Some(rows),
                height: 300.0,
                grids: &workbench.grids,
            };
            self.near_grid.ui(ui, &input, commands);
        });
    }

    fn kinds(&mut self, ui: &mut Ui, report: &Report) {
        let occurs = |kind: &ErrorKind| report.errors.iter().any(|row| row.kind == *kind);
        let kinds: Vec<ErrorKind> = ErrorKind::ALL.into_iter().filter(occurs).collect();
        if kinds.len() < 2 {
            self.kind = None;
            return;
        }
        let mut options = vec![(None, "All mistakes")];
        options.extend(kinds.iter().map(|kind| (Some(*kind), kind.name())));
        tabs(ui, &mut self.kind, &options);
    }

    /// The numbers of the rows that are shown.
    fn rows(&mut self, report: &Arc<Report>) -> &Arc<[u32]> {
        let known = self.rows.take();
        let known = known.filter(|((of, kind), _)| Arc::ptr_eq(of, report) && *kind == self.kind);
        let rows = known.unwrap_or_else(|| {
            let rows = shown(report, self.kind).map(|row| row.row).collect();
            ((Arc::clone(report), self.kind), rows)
        });
        &self.rows.insert(rows).1
    }
}

fn shown(report: &Report, kind: Option<ErrorKind>) -> impl Iterator<Item = &ErrorRow> {
    let rows = report.errors.iter();
    rows.filter(move |row| kind.is_none_or(|kind| row.kind == kind))
}

struct Rows<'a> {
    columns: Vec<Column>,
    shown: &'a [&'a ErrorRow],
    explained: &'a mut Option<u32>,
    commands: &'a mut Commands,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.shown.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(error) = self.shown.get(row) else {
            return;
        };
        match column {
            0 => ui.label(words::count(u64::from(error.row) + 1)),
            1 => {
                ui.push_id(error.row, |ui| self.actions(ui, error.row))
                    .response
            }
            2 => ui.label(error.kind.name()),
            3 => ui.label(&error.truth),
            4 => ui.label(&error.answer),
            5 => ui.label(
                error
                    .probability
                    .map_or_else(|| "–".to_owned(), words::percent),
            ),
            _ => ui.label(words::number(error.loss)),
        };
    }
}

impl Rows<'_> {
    fn actions(&mut self, ui: &mut Ui, row: u32) {
        let hint = "What each column does to this answer";
        if text_button(ui, "Explain").on_hover_text(hint).clicked() {
            *self.explained = Some(row);
        }
        let hint = "The training rows that are most like this one";
        if text_button(ui, "Near rows").on_hover_text(hint).clicked() {
            let command = EvaluationCommand::Neighbours(row);
            self.commands.push(Command::Evaluation(command));
        }
    }
}
