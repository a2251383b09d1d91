use std::sync::Arc;

use egui::Ui;
use egui_plot::PlotPoint;

use super::note;
use crate::{
    steps::analysis::Structure,
    ui::{
        plot::{Bar, GroupScatter, bars, bars_up_to},
        widgets::{card, form, grid},
        words,
    },
    workbench::explore::Structured,
};

/// Columns that are shown of a direction.
const COLUMNS: usize = 12;
/// Groups that have a colour of their own.
const COLOURS: usize = 6;

/// What the colours tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum By {
    #[default]
    Target,
    Cluster,
}

/// Points in lots, of which findings and by what.
struct Lots {
    of: Arc<Structured>,
    by: By,
    named: Vec<(String, Vec<PlotPoint>)>,
}

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    by: By,
    lots: Option<Lots>,
}

impl View {
    /// The rows on their plane, and what the plane is made of.
    pub(super) fn ui(&mut self, ui: &mut Ui, found: &Arc<Structured>) {
        let structure = &found.structure;
        let shares = &structure.projection.shares;
        card(ui, "Rows on the plane on which they differ most", |ui| {
            self.choose(ui, structure);
            let title = |i: usize| {
                let share = shares.get(i).copied().unwrap_or(0.0);
                format!(
                    "direction {} ({} of the variance)",
                    i + 1,
                    words::percent(share)
                )
            };
            let (x, y) = (title(0), title(1));
            let plot = GroupScatter {
                name: "Rows by their first two directions",
                axes: (&x, &y),
                lots: self.lots(found),
                rows: structure.projection.rows,
                height: 420.0,
            };
            plot.ui(ui);
        });
        grid(ui, 400.0, 3, |ui, i| match i {
            0 => card(ui, "Variance by direction", |ui| variance(ui, shares)),
            i => {
                let title = format!("What direction {i} is made of");
                card(ui, &title, |ui| loadings(ui, structure, i - 1));
            }
        });
    }

    fn choose(&mut self, ui: &mut Ui, structure: &Structure) {
        if structure.projection.target_names.is_empty() {
            self.by = By::Cluster;
            return;
        }
        let options = [
            (By::Target, "the target".to_owned()),
            (By::Cluster, "the groups found".to_owned()),
        ];
        form::choice(ui, "Colour by", "", &mut self.by, &options);
    }

    /// The points by what the colours tell; made once.
    fn lots(&mut self, found: &Arc<Structured>) -> &[(String, Vec<PlotPoint>)] {
        let by = self.by;
        let known = self.lots.take();
        let known = known.filter(|lots| lots.by == by && Arc::ptr_eq(&lots.of, found));
        let lots = known.unwrap_or_else(|| Lots {
            of: Arc::clone(found),
            by,
            named: lots(&found.structure, by),
        });
        &self.lots.insert(lots).named
    }
}

fn lots(structure: &Structure, by: By) -> Vec<(String, Vec<PlotPoint>)> {
    let projection = &structure.projection;
    let (mut names, codes) = match by {
        By::Target => (projection.target_names.clone(), &projection.target),
        By::Cluster => {
            let groups = structure.clusters.groups.len();
            let names = (0..groups.min(COLOURS)).map(|i| format!("cluster {}", i + 1));
            (names.collect(), &projection.clusters)
        }
    };
    let others = names.len();
    names.push(
        if by == By::Target {
            "no answer"
        } else {
            "smaller or no group"
        }
        .to_owned(),
    );
    let mut lots: Vec<(String, Vec<PlotPoint>)> =
        names.into_iter().map(|name| (name, Vec::new())).collect();
    for (&[x, y], code) in projection.points.iter().zip(codes) {
        let lot = code.map_or(others, |code| (code as usize).min(others));
        lots[lot].1.push(PlotPoint::new(x, y));
    }
    lots.retain(|(_, points)| !points.is_empty());
    lots
}

fn variance(ui: &mut Ui, shares: &[f64]) {
    let mut sum = 0.0;
    let shown: Vec<Bar> = shares
        .iter()
        .take(COLUMNS)
        .enumerate()
        .map(|(i, share)| {
            sum += share;
            Bar::new(format!("Direction {}", i + 1), *share)
                .text(words::percent(*share))
                .hint(format!(
                    "{} together with those before",
                    words::percent(sum)
                ))
        })
        .collect();
    bars_up_to(
        ui,
        "Share of the variance along each direction",
        &shown,
        1.0,
    );
    let two: f64 = shares.iter().take(2).sum();
    note(
        ui,
        &format!(
            "The plane shows {} of how rows differ; two rows that are close on it may be far apart in what it leaves out.",
            words::percent(two)
        ),
    );
}

fn loadings(ui: &mut Ui, structure: &Structure, direction: usize) {
    let Some(weights) = structure.projection.loadings.get(direction) else {
        ui.weak("There is only one column.");
        return;
    };
    let mut columns: Vec<(&String, f64)> = structure
        .columns
        .iter()
        .zip(weights.iter().copied())
        .collect();
    columns.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let shown: Vec<Bar> = columns
        .iter()
        .take(COLUMNS)
        .map(|(column, weight)| Bar::new(column.as_str(), *weight).text(format!("{weight:+.2}")))
        .collect();
    let name = format!("Weight of each column in direction {}", direction + 1);
    bars(ui, &name, &shown);
}
