//! Every model of the project, ever: found, ordered, described, compared.

mod board;
mod column;
mod detail;
mod diff;
mod listing;

use std::collections::BTreeSet;

use egui::{TextEdit, Ui};

use self::{board::Board, column::ColumnKey, listing::Listing};
use crate::{
    ui::{
        Wanted,
        widgets::{card_with, empty, table, text_button},
        words,
    },
    workbench::{Commands, ExperimentKind, OpenProject},
};

/// What the board remembers between frames.
pub(super) struct View {
    wanted: String,
    kind: Option<ExperimentKind>,
    columns: Vec<ColumnKey>,
    sorted: (ColumnKey, bool),
    selected: Option<i64>,
    compared: BTreeSet<i64>,
    listing: Listing,
    detail: detail::View,
    diff: diff::View,
}

impl Default for View {
    fn default() -> Self {
        Self {
            wanted: String::new(),
            kind: Some(ExperimentKind::Model),
            columns: column::usual(),
            sorted: (ColumnKey::Started, true),
            selected: None,
            compared: BTreeSet::new(),
            listing: Listing::default(),
            detail: detail::View::default(),
            diff: diff::View::default(),
        }
    }
}

impl View {
    /// Shows the board; gives the folder that it wants from the user.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        open: &OpenProject,
        commands: &mut Commands,
    ) -> Option<Wanted> {
        let list = &open.experiments.list;
        if list.is_empty() {
            let mut wanted = None;
            empty(
                ui,
                "Nothing has been trained yet",
                "Every model that this step ever gives is kept here with its parameters, its metrics on each fold, its data and its recipe; it can be made again, bit by bit. Runs that were made elsewhere can be taken in from MLflow.",
                |ui| {
                    if text_button(ui, "Import from MLflow…").clicked() {
                        wanted = Some(Wanted::ImportExperiments);
                    }
                },
            );
            return wanted;
        }
        let metric = open.project.problem.primary_metric().id();
        let ask = (self.wanted.clone(), self.kind, self.sorted.clone());
        self.listing.refresh(list, metric, ask);
        let wanted = self.board(ui, open, metric);
        let chosen = self.selected.and_then(|id| open.experiments.get(id));
        if let [a, b] = self.compared.iter().copied().collect::<Vec<_>>()[..]
            && let (Some(a), Some(b)) = (open.experiments.get(a), open.experiments.get(b))
        {
            self.diff.ui(ui, a, b);
        }
        if let Some(experiment) = chosen {
            self.detail.ui(ui, (open, experiment), commands);
        }
        wanted
    }

    fn board(&mut self, ui: &mut Ui, open: &OpenProject, metric: &str) -> Option<Wanted> {
        let mut wanted = None;
        let actions = |ui: &mut Ui| {
            let hint = "Write all of them to a folder that MLflow reads as a file store";
            if text_button(ui, "Export to MLflow…")
                .on_hover_text(hint)
                .clicked()
            {
                wanted = Some(Wanted::ExportExperiments);
            }
            let hint = "Take in the runs of an mlruns folder; parameters and metrics only";
            if text_button(ui, "Import from MLflow…")
                .on_hover_text(hint)
                .clicked()
            {
                wanted = Some(Wanted::ImportExperiments);
            }
        };
        card_with(ui, "All experiments", actions, |ui| {
            self.tools(ui, open);
            let list = &open.experiments.list;
            let mut board = Board {
                rows: self
                    .listing
                    .rows()
                    .iter()
                    .filter_map(|&i| list.get(i))
                    .collect(),
                keys: &self.columns,
                columns: column::columns(&self.columns, metric),
                metric,
                sorted: self.sorted.clone(),
                selected: self.selected,
                compared: &mut self.compared,
            };
            table(ui, "experiments", 420.0, &mut board);
            let (sorted, selected) = (board.sorted, board.selected);
            self.sorted = sorted;
            self.selected = selected;
            if self.compared.len() == 1 {
                ui.weak("Tick another one to compare the two.");
            } else if self.compared.len() > 2 {
                ui.weak("Two can be compared: take a tick away.");
            }
        });
        wanted
    }

    /// Search, kinds and columns.
    fn tools(&mut self, ui: &mut Ui, open: &OpenProject) {
        ui.horizontal(|ui| {
            let label = ui.label("Find");
            let edit = TextEdit::singleline(&mut self.wanted)
                .hint_text("learner, parameter, tag, note")
                .desired_width(220.0);
            ui.add(edit).labelled_by(label.id);
            let kinds = [
                (None, "All"),
                (Some(ExperimentKind::Model), "Models"),
                (Some(ExperimentKind::Trial), "Trials"),
                (Some(ExperimentKind::Foreign), "From elsewhere"),
            ];
            for (kind, words) in kinds {
                if ui.selectable_label(self.kind == kind, words).clicked() {
                    self.kind = kind;
                }
            }
            ui.menu_button("Columns", |ui| {
                column::choose(ui, &mut self.columns, &open.experiments.list);
            });
            let shown = words::count(self.listing.rows().len() as u64);
            let all = words::count(open.experiments.list.len() as u64);
            ui.weak(format!("{shown} of {all}"));
        });
    }
}
