use std::sync::Arc;

use super::{Binned, Compared, Grouped, Structured, binned::Wanted, selecting};
use crate::{
    data::{RowSet, brushing::Brush},
    steps::analysis::Selection,
    workbench::OpenProject,
};

/// What is looked at in the rows of the open project.
#[derive(Default)]
pub struct ExploreState {
    /// The columns that are shown and may be brushed, in bins.
    pub binned: Option<Arc<Binned>>,
    /// What was brushed, at most one brush per column.
    pub brushes: Vec<Brush>,
    /// What was chosen by formulas.
    pub conditions: Vec<Chosen>,
    /// The rows that brushes and conditions choose together; nothing if there is none.
    pub selection: Option<Arc<Selection>>,
    /// The numbers of these rows, ascending.
    pub rows: Option<Arc<[u32]>>,
    /// The last comparison.
    pub comparison: Option<Arc<Compared>>,
    /// The last groups.
    pub groups: Option<Arc<Grouped>>,
    /// The last groups of rows that are alike, and the main directions.
    pub structure: Option<Arc<Structured>>,
    /// How often another page has asked to see rows: whoever shows them then comes to the front.
    pub focused: u64,
    /// The columns to show; the usual ones if nobody chose any.
    pub(super) columns: Option<Vec<String>>,
    /// The two columns of the scatter plot; the usual ones if nobody chose any.
    pub(super) scatter: Option<[String; 2]>,
    /// What the last job was asked for.
    pub(super) asked: Option<Wanted>,
    /// Raised by every change of what is chosen.
    pub(super) revision: u64,
}

/// Rows chosen by a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// What it chooses, in words.
    pub words: String,
    /// The formula.
    pub formula: String,
    /// Its rows, once they have been looked for.
    pub(super) rows: Option<Arc<RowSet>>,
}

impl ExploreState {
    /// Whether nothing is chosen, so that all rows are meant.
    pub fn is_whole(&self) -> bool {
        self.brushes.is_empty() && self.conditions.is_empty()
    }

    /// What is brushed in `column`.
    pub fn brushed(&self, column: &str) -> Option<&Brush> {
        self.brushes.iter().find(|brush| brush.column == column)
    }

    /// What chooses the rows, in words: the brushes, then the conditions.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let brushes = self.brushes.iter().map(|brush| brush.words.as_str());
        brushes.chain(self.conditions.iter().map(|chosen| chosen.words.as_str()))
    }

    pub(super) fn show(&mut self, columns: Vec<String>) {
        self.brushes.retain(|brush| columns.contains(&brush.column));
        self.columns = Some(columns);
        self.revision += 1;
    }

    pub(super) fn brush(&mut self, brush: Brush) {
        let place = self
            .brushes
            .iter()
            .position(|known| known.column == brush.column);
        match place {
            Some(place) if brush.codes.is_empty() => {
                self.brushes.remove(place);
            }
            Some(place) => self.brushes[place] = brush,
            None if brush.codes.is_empty() => {}
            None => self.brushes.push(brush),
        }
        self.revision += 1;
    }

    pub(super) fn condition(&mut self, words: String, formula: String) {
        let is_known = |chosen: &Chosen| chosen.formula == formula;
        if !self.conditions.iter().any(is_known) {
            self.conditions.push(Chosen {
                words,
                formula,
                rows: None,
            });
        }
        self.revision += 1;
    }

    pub(super) fn focus(&mut self, words: String, formula: String) {
        self.clear();
        self.condition(words, formula);
        self.focused += 1;
    }

    pub(super) fn remove(&mut self, index: usize) {
        let n = self.brushes.len();
        if index < n {
            self.brushes.remove(index);
        } else if index - n < self.conditions.len() {
            self.conditions.remove(index - n);
        }
        self.revision += 1;
    }

    pub(super) fn clear(&mut self) {
        self.brushes.clear();
        self.conditions.clear();
        self.revision += 1;
    }

    /// Other rows make what was chosen meaningless; other columns do not.
    pub(super) fn take_bins(&mut self, binned: Binned) {
        let before = self.binned.replace(Arc::new(binned));
        let snapshot = |binned: &Arc<Binned>| binned.wanted.snapshot.clone();
        if before.as_ref().map(snapshot) != self.binned.as_ref().map(snapshot) {
            self.brushes.clear();
            for chosen in &mut self.conditions {
                chosen.rows = None;
            }
            (self.selection, self.rows) = (None, None);
            (self.comparison, self.groups, self.structure) = (None, None, None);
        }
        if let Some(binned) = &self.binned {
            let is_shown = |brush: &Brush| binned.column(&brush.column).is_some();
            self.brushes.retain(is_shown);
        }
        self.revision += 1;
    }

    /// Takes what a job chose; gives whether nothing has changed meanwhile.
    pub(super) fn take_selection(&mut self, selected: selecting::Selected) -> bool {
        for (formula, rows) in selected.conditions {
            let same = self
                .conditions
                .iter_mut()
                .find(|chosen| chosen.formula == formula);
            if let Some(chosen) = same {
                chosen.rows = Some(rows);
            }
        }
        // An older selection is better than a still older one, but not than none.
        if !self.is_whole() {
            self.selection = Some(Arc::new(selected.selection));
            self.rows = None;
        }
        selected.revision == self.revision
    }

    pub(super) fn take_rows(&mut self, rows: selecting::Rows) {
        let current = self.selection.as_ref();
        if current.is_some_and(|selection| Arc::ptr_eq(selection, &rows.selection)) {
            self.rows = Some(rows.numbers);
        }
    }
}

impl OpenProject {
    /// Whether the columns that are shown are not those that are wanted, and nobody has been asked
    /// for them yet.
    pub fn wants_bins(&self) -> bool {
        let wanted = Wanted::of(self);
        wanted.is_some() && wanted != self.explore.asked
    }
}
