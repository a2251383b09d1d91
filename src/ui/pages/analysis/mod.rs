//! What the rows look like, and what to be careful about.

mod alerts;
mod columns;
mod compare;
mod detail;
mod explore;
mod groups;
mod limits;
mod missing;
mod outliers;
mod over_time;
mod relations;
mod structure;
mod tabs;
mod target;

use egui::{Layout, Ui, vec2};

use self::{alerts::Asked, tabs::Tab};
use crate::{
    steps::analysis::{Alert, Report, Rule},
    ui::{
        theme::space,
        widgets::{Tile, Tone, card, empty, grid, text_button, tiles},
        words,
    },
    workbench::{Commands, OpenProject, Workbench},
};

/// Width that the table of all columns can use.
const TABLE: f32 = 1130.0;
/// Least width of the card that shows one column beside it.
const DETAIL: f32 = 400.0;
/// From this width on, the table and one of its columns stand side by side.
const WIDE: f32 = 1060.0;

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    tab: Tab,
    /// The last time that another page asked to see rows.
    focused: u64,
    columns: columns::View,
    explore: explore::View,
    compare: compare::View,
    groups: groups::View,
    alerts: alerts::View,
    relations: relations::View,
    missing: missing::View,
    outliers: outliers::View,
    over_time: over_time::View,
    structure: structure::View,
    wants_report: bool,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let asked = open.explore.focused;
        if std::mem::replace(&mut self.focused, asked) < asked {
            self.tab = Tab::Explore;
        }
        self.tab.choose(ui);
        match self.tab {
            Tab::Explore => {
                if self.explore.ui(ui, (workbench, open), commands) {
                    self.compare.selection(commands);
                    self.tab = Tab::Compare;
                }
            }
            Tab::Compare => self.compare.ui(ui, (workbench, open), commands),
            Tab::Groups => self.groups.ui(ui, open, commands),
            Tab::Clusters => self.structure.clusters(ui, open, commands),
            Tab::Projection => self.structure.projection(ui, open, commands),
            _ => self.found(ui, (workbench, open), commands),
        }
    }

    /// What the step found, or that it has not run.
    fn found(
        &mut self,
        ui: &mut Ui,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let Some(done) = &open.results.analysis else {
            card(ui, "Profile", |ui| {
                empty(
                    ui,
                    "Nothing has been looked at yet",
                    "Run this step to see every column by itself, how much it tells about the target and about the others, what is missing together, the oddest rows, and what to be careful about: gaps, constants, identifiers, and columns that tell the answer suspiciously well.",
                    |_| {},
                );
            });
            limits::card(ui, open, commands);
            return;
        };
        let report = &*done.report;
        match self.tab {
            Tab::Columns => self.profile(ui, report, &open.project.problem.target),
            Tab::Relations => self.relations.ui(ui, report, open, commands),
            Tab::Missing => self.missing.ui(ui, report),
            Tab::Outliers => {
                let about = (workbench, open);
                self.outliers.ui(ui, &done.report, about, commands);
            }
            Tab::OverTime => self.over_time.ui(ui, report, open, commands),
            _ => self.overview(ui, report, open, commands),
        }
    }

    /// Whether the user asked for the report as a file since the last call.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_report)
    }

    /// What matters first.
    fn overview(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        figures(ui, report, open);
        ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
            let hint = "What step 3 found as one file that any browser shows";
            let button = text_button(ui, "Save as HTML…").on_hover_text(hint);
            self.wants_report |= button.clicked();
        });
        let with_shares = usize::from(!report.target.is_empty());
        let mut asked = None;
        grid(ui, 420.0, 2, |ui, i| {
            if i == 0 {
                card(ui, "Alerts", |ui| {
                    asked = self.alerts.list(ui, report, open, commands);
                });
                return;
            }
            if with_shares > 0 {
                let target = &open.project.problem.target;
                card(ui, &format!("Classes of {target}"), |ui| {
                    target::shares(ui, report, open);
                });
            }
            card(ui, "What tells about the target", |ui| {
                target::relations(ui, report, open);
            });
        });
        match asked {
            Some(Asked::Column(column)) => {
                self.columns.choose(Some(column));
                self.tab = Tab::Columns;
            }
            Some(Asked::Tab(tab)) => self.tab = tab,
            None => {}
        }
        limits::card(ui, open, commands);
    }

    /// All columns, and the chosen one beside or below them.
    fn profile(&mut self, ui: &mut Ui, report: &Report, target: &str) {
        let first = || {
            report
                .profile
                .columns
                .first()
                .map(|column| column.name.as_str())
        };
        let there = |name: &&str| {
            report
                .profile
                .columns
                .iter()
                .any(|column| column.name == *name)
        };
        let chosen = self
            .columns
            .chosen()
            .filter(there)
            .or_else(|| Some(target).filter(there));
        let chosen = chosen.or_else(first).unwrap_or_default().to_owned();
        let column = report
            .profile
            .columns
            .iter()
            .find(|column| column.name == chosen);
        let one = |ui: &mut Ui| {
            if let Some(column) = column {
                card(ui, &format!("Column {}", column.name), |ui| {
                    detail::show(ui, column, report);
                });
            }
        };
        let title = "Every column";
        if ui.available_width() < WIDE {
            card(ui, title, |ui| {
                self.columns.table(ui, report, (&chosen, 560.0));
            });
            one(ui);
            return;
        }
        // On a wide screen what the table does not need goes to the large plot.
        let detail = DETAIL.max(ui.available_width() - TABLE - space::M);
        let width = ui.available_width() - detail - space::M;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let layout = Layout::top_down(egui::Align::Min);
            ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                card(ui, title, |ui| {
                    self.columns.table(ui, report, (&chosen, 880.0));
                });
            });
            ui.allocate_ui_with_layout(vec2(detail, 0.0), layout, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                one(ui);
            });
        });
    }
}

fn figures(ui: &mut Ui, report: &Report, open: &OpenProject) {
    let (problem, params) = (&open.project.problem, &open.project.analysis);
    let profile = &report.profile;
    let missing: u64 = profile.columns.iter().map(|column| column.missing).sum();
    let cells = profile.rows * profile.columns.len() as u64;
    let with_gaps = profile
        .columns
        .iter()
        .filter(|column| column.missing > 0)
        .count();
    let is_heard = |alert: &&Alert| params.muted(alert).is_none();
    let heard = report.alerts.iter().filter(is_heard).count();
    let suspects = report
        .alerts
        .iter()
        .filter(is_heard)
        .filter(|alert| alert.rule == Rule::Leakage && alerts::is_open(alert, problem))
        .count();
    let raised = Tile::new("Alerts raised", heard.to_string());
    let raised = match (heard, suspects) {
        (0, _) => raised.note("nothing stands out").tone(Tone::Good),
        (_, 0) => raised.note("no leak is open").tone(Tone::Warn),
        (_, n) => raised
            .note(format!("{n} suspected of leakage, open"))
            .tone(Tone::Bad),
    };
    let doubled = profile.duplicates as f64 / profile.rows.max(1) as f64;
    let unlabelled = report.unlabelled as f64 / profile.rows.max(1) as f64;
    tiles(
        ui,
        &[
            Tile::new("Rows", words::count(profile.rows)),
            Tile::new("Columns", profile.columns.len().to_string()),
            Tile::new(
                "Missing cells",
                words::percent(missing as f64 / cells.max(1) as f64),
            )
            .note(format!("in {with_gaps} columns")),
            Tile::new("Duplicate rows", words::count(profile.duplicates))
                .note(words::percent(doubled)),
            Tile::new("Rows without an answer", words::count(report.unlabelled))
                .note(words::percent(unlabelled)),
            raised,
        ],
    );
}
