//! The feature store: one catalog for every project, served as it was learned from.

mod ask;
mod catalog;
mod define;
mod detail;
mod join;
mod published;

use egui::{ScrollArea, Ui};

use crate::{
    ui::{theme::space, widgets::tabs},
    workbench::{Command, Commands, JobKey, Workbench, feature_store::CatalogCommand},
};

/// The parts of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Catalog,
    Define,
    Ask,
    Join,
    Published,
}

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The part that was chosen; where none was, the one with something in it.
    tab: Option<Tab>,
    catalog: catalog::View,
    define: define::View,
    ask: ask::View,
    join: join::View,
    published: published::View,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        ui.heading("Feature store");
        let options = [
            (Tab::Catalog, "Catalog"),
            (Tab::Define, "Define"),
            (Tab::Ask, "Ask"),
            (Tab::Join, "Join"),
            (Tab::Published, "Published columns"),
        ];
        let defined = workbench.catalog.catalog.as_ref();
        let is_empty = defined.is_none_or(|catalog| catalog.lines.items.is_empty());
        let usual = if is_empty && !workbench.features.is_empty() {
            Tab::Published
        } else {
            Tab::Catalog
        };
        let mut tab = self.tab.unwrap_or(usual);
        if tabs(ui, &mut tab, &options) {
            self.tab = Some(tab);
        }
        if workbench.catalog.catalog.is_none() && !workbench.runs(&JobKey::Catalog) {
            commands.push(Command::Catalog(CatalogCommand::Read));
        }
        ScrollArea::vertical()
            .id_salt(("features", tab as u8))
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| match tab {
                Tab::Catalog => {
                    if self.catalog.ui(ui, workbench, commands) {
                        self.tab = Some(Tab::Define);
                    }
                }
                Tab::Define => self.define.ui(ui, workbench, commands),
                Tab::Ask => self.ask.ui(ui, workbench, commands),
                Tab::Join => self.join.ui(ui, workbench, commands),
                Tab::Published => self.published.ui(ui, workbench),
            });
    }
}
