use std::collections::BTreeSet;

use egui::{ComboBox, RichText, ScrollArea, Ui};

use crate::{
    data::{
        Kind,
        brushing::{BinnedColumn, Bins, Code},
    },
    ui::{
        plot::{BrushBars, BrushHistogram, BrushScatter},
        theme::{space, text},
        widgets::{Tone, card, chip, empty, grid, text_button},
        words,
    },
    workbench::{
        Command, Commands, OpenProject,
        explore::{Binned, ExploreCommand},
    },
};

/// Height of a small plot of numbers; a list of categories is about as high.
const SMALL: f32 = 132.0;
/// Height of the plot of rows over time.
const TIMES: f32 = 118.0;
/// Categories that are shown before somebody asks for all.
const FEW: usize = 6;
/// Least width of a small plot.
const WIDTH: f32 = 236.0;

/// What the plots remember between frames.
#[derive(Default)]
pub(super) struct View {
    /// Columns of which every category is shown.
    unfolded: BTreeSet<String>,
}

impl View {
    /// A small plot of every other column.
    pub(super) fn columns(
        &mut self,
        ui: &mut Ui,
        open: &OpenProject,
        binned: &Binned,
        commands: &mut Commands,
    ) {
        let columns: Vec<(usize, &BinnedColumn)> = binned
            .columns
            .iter()
            .map(AsRef::as_ref)
            .enumerate()
            .filter(|(_, column)| column.kind != Kind::Time)
            .collect();
        grid(ui, WIDTH, columns.len(), |ui, place| {
            let Some(&(i, column)) = columns.get(place) else {
                return;
            };
            ui.push_id(&column.name, |ui| {
                self.panel(ui, open, (column, i), commands);
            });
            ui.add_space(space::S);
        });
    }

    fn panel(
        &mut self,
        ui: &mut Ui,
        open: &OpenProject,
        (column, i): (&BinnedColumn, usize),
        commands: &mut Commands,
    ) {
        head(ui, open, column, commands);
        let Bins::Names { names, others } = &column.bins else {
            histogram(ui, open, (column, i), SMALL, commands);
            return;
        };
        let is_unfolded = self.unfolded.contains(&column.name);
        let bars = BrushBars {
            column,
            chosen: chosen(open, i),
            brushed: brushed(open, column),
            most: if is_unfolded { names.len() } else { FEW },
        };
        if let Some(codes) = bars.ui(ui) {
            brush(column, codes, commands);
        }
        let more = names.len().saturating_sub(FEW);
        if more > 0 {
            let word = if is_unfolded {
                format!("Show fewer of {}", column.name)
            } else if *others > 0 {
                format!("Show {more} more of {}", names.len() + others)
            } else {
                format!("Show {more} more")
            };
            let response = text_button(ui, &word);
            let name = format!("{word}: {}", column.name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() && !self.unfolded.remove(&column.name) {
                self.unfolded.insert(column.name.clone());
            }
        }
    }
}

/// Rows over time, as wide as the page: one plot for each column of times.
pub(super) fn times(ui: &mut Ui, open: &OpenProject, binned: &Binned, commands: &mut Commands) {
    for (i, column) in binned.columns.iter().enumerate() {
        if column.kind == Kind::Time {
            card(ui, &format!("Rows over {}", column.name), |ui| {
                histogram(ui, open, (column, i), TIMES, commands);
            });
        }
    }
}

/// The name of a column, and the rows in which it is missing: a click chooses them.
fn head(ui: &mut Ui, open: &OpenProject, column: &BinnedColumn, commands: &mut Commands) {
    ui.horizontal(|ui| {
        let name = RichText::new(&column.name).font(text::strong());
        ui.add(egui::Label::new(name).truncate());
        let missing = column.bins.missing();
        let n = column.counts[usize::from(missing)];
        let is_drawn = matches!(column.bins, Bins::Names { .. });
        if n == 0 || is_drawn {
            return;
        }
        let brushed = brushed(open, column);
        let is_on = brushed.contains(&missing);
        let word = RichText::new(format!("{} missing", words::count(n))).small();
        let response = ui.selectable_label(is_on, word);
        let name = format!("Choose rows without {}", column.name);
        response
            .widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_on, &name));
        if response.on_hover_text(name).clicked() {
            let mut codes: Vec<Code> = brushed.to_vec();
            if is_on {
                codes.retain(|code| *code != missing);
            } else {
                codes.push(missing);
            }
            brush(column, codes, commands);
        }
    });
}

fn histogram(
    ui: &mut Ui,
    open: &OpenProject,
    (column, i): (&BinnedColumn, usize),
    height: f32,
    commands: &mut Commands,
) {
    let plot = BrushHistogram {
        column,
        chosen: chosen(open, i),
        brushed: brushed(open, column),
        height,
    };
    if let Some(codes) = plot.ui(ui) {
        brush(column, codes, commands);
    }
}

/// The chosen rows in each bin of the column at place `i`.
fn chosen(open: &OpenProject, i: usize) -> Option<&[u64]> {
    let selection = open.explore.selection.as_ref()?;
    selection.counts.get(i).map(Vec::as_slice)
}

fn brushed<'a>(open: &'a OpenProject, column: &BinnedColumn) -> &'a [Code] {
    let brush = open.explore.brushed(&column.name);
    brush.map_or(&[], |brush| &brush.codes)
}

fn brush(column: &BinnedColumn, codes: Vec<Code>, commands: &mut Commands) {
    let brush = column.brush(codes);
    commands.push(Command::Explore(ExploreCommand::Brush(brush)));
}

/// Which columns can be shown; gives those that are to be shown from now on.
pub(super) fn columns_menu(
    ui: &mut Ui,
    open: &OpenProject,
    binned: &Binned,
) -> Option<Vec<String>> {
    let table = open.table()?;
    let mut wanted = None;
    ui.menu_button("Choose columns", |ui| {
        let height = 420.0;
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            for column in table.columns() {
                let mut is_shown = binned.column(&column.name).is_some();
                if ui.checkbox(&mut is_shown, &column.name).changed() {
                    let shown = binned.columns.iter().map(|column| column.name.clone());
                    let others = shown.filter(|name| *name != column.name);
                    let added = is_shown.then(|| column.name.clone());
                    wanted = Some(others.chain(added).collect());
                }
            }
        });
    });
    wanted
}

/// One column over another, and which.
pub(super) fn scatter(ui: &mut Ui, open: &OpenProject, binned: &Binned, commands: &mut Commands) {
    let with_edges = |column: &&BinnedColumn| matches!(column.bins, Bins::Edges(_));
    let all = binned.columns.iter().map(AsRef::as_ref);
    let columns: Vec<&BinnedColumn> = all.filter(with_edges).collect();
    let Some(scatter) = &binned.scatter else {
        empty(
            ui,
            "Two columns of numbers are needed",
            "Show at least two columns of numbers or times to draw one over the other.",
            |_| {},
        );
        return;
    };
    ui.horizontal_wrapped(|ui| {
        for (place, word) in [(1, "Upright"), (0, "Along")] {
            let label = ui.label(word);
            let combo = ComboBox::from_id_salt(word)
                .selected_text(&scatter.columns[place])
                .width(130.0)
                .show_ui(ui, |ui| {
                    for column in &columns {
                        let is_on = column.name == scatter.columns[place];
                        if ui.selectable_label(is_on, &column.name).clicked() && !is_on {
                            let mut pair = scatter.columns.clone();
                            pair[place].clone_from(&column.name);
                            commands.push(Command::Explore(ExploreCommand::Scatter(pair)));
                        }
                    }
                });
            combo.response.labelled_by(label.id);
        }
        if scatter.rows.len() < binned.n_rows {
            let badge = format!(
                "sample: {} of {} rows",
                words::count(scatter.rows.len() as u64),
                words::count(binned.n_rows as u64)
            );
            chip(ui, Tone::Neutral, &badge).on_hover_text(
                "Every so manieth row is drawn, if both values are there. What you choose is chosen among all rows.",
            );
        }
    });
    let [Some(x), Some(y)] = [0, 1].map(|place: usize| binned.column(&scatter.columns[place]))
    else {
        ui.weak("Show both columns above to choose rows here.");
        return;
    };
    let plot = BrushScatter {
        scatter,
        columns: [x, y],
        chosen: open.explore.selection.as_ref().map(|found| &found.rows),
        brushed: [brushed(open, x), brushed(open, y)],
        height: 300.0,
    };
    if let Some([along, upright]) = plot.ui(ui) {
        brush(x, along, commands);
        brush(y, upright, commands);
    }
}
