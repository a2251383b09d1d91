//! The inbox of alerts: what was raised, why, and what was done about it.

mod decide;
mod list;
mod rules;
mod why;

use egui::Ui;

use crate::{
    steps::monitoring::Report,
    ui::widgets::{Tile, Tone, card, form, grid, tiles},
    ui::words,
    workbench::{AlertEntry, AlertState, Commands, Inbox, OpenProject, Role},
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// Whose alerts; everybody's where there is no role.
    role: Option<Role>,
    shown: Shown,
    /// The number of the alert that is looked at.
    selected: Option<i64>,
    decide: decide::View,
}

/// Which alerts are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    /// Those that nobody has seen to.
    #[default]
    Open,
    /// All of them.
    All,
}

/// The windows of an alert that are to be opened.
pub(super) struct Opens {
    /// The column or metric.
    pub subject: String,
    /// The chunk's place in the report.
    pub chunk: usize,
}

impl View {
    /// Shows the tab; gives the windows that are to be opened.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (report, open): (&Report, &OpenProject),
        commands: &mut Commands,
    ) -> Option<Opens> {
        let inbox = open.inbox();
        figures(ui, report, inbox);
        let mut opens = None;
        grid(ui, 440.0, 2, |ui, i| {
            if i == 0 {
                card(ui, "Inbox", |ui| self.inbox(ui, inbox));
            } else {
                opens = self.closely(ui, (report, inbox), commands);
            }
        });
        card(ui, "Rules", |ui| {
            rules::form(ui, report, &inbox.settings, commands);
        });
        opens
    }

    /// Looks at the alert of this number; gives its windows where the report still has them.
    pub(super) fn choose_alert(
        &mut self,
        report: &Report,
        inbox: &Inbox,
        alert: i64,
    ) -> Option<Opens> {
        self.selected = Some(alert);
        self.decide.leave();
        let mut alerts = inbox.alerts.iter();
        let entry = alerts.find(|entry| entry.row.id == alert)?;
        why::place(report, entry)
    }

    fn inbox(&mut self, ui: &mut Ui, inbox: &Inbox) {
        self.choose(ui);
        let entries: Vec<&AlertEntry> = self.listed(inbox).collect();
        if let Some(clicked) = list::show(ui, &entries, self.selected) {
            self.selected = Some(clicked);
            self.decide.leave();
        }
    }

    /// The alert that is chosen, or the newest one.
    fn closely(
        &mut self,
        ui: &mut Ui,
        (report, inbox): (&Report, &Inbox),
        commands: &mut Commands,
    ) -> Option<Opens> {
        let mut alerts = inbox.alerts.iter();
        let selected = alerts.find(|entry| Some(entry.row.id) == self.selected);
        let Some(entry) = selected.or_else(|| self.listed(inbox).next()) else {
            card(ui, "Why?", |ui| {
                ui.weak("No alert is chosen.");
            });
            return None;
        };
        // What is decided now is about this one, whatever is raised meanwhile.
        self.selected = Some(entry.row.id);
        let opens = card(ui, "Why?", |ui| why::show(ui, report, entry));
        card(ui, "What was done", |ui| {
            self.decide.ui(ui, entry, commands);
        });
        opens.then(|| why::place(report, entry)).flatten()
    }

    fn choose(&mut self, ui: &mut Ui) {
        let mut roles = vec![(None, "everyone".to_owned())];
        roles.extend(Role::ALL.map(|role| (Some(role), role.name().to_owned())));
        let help = "Drift of the data is the business of those who bring them, performance and answers of those who made the model or run it";
        form::choice(ui, "For", help, &mut self.role, &roles);
        let shown = [
            (Shown::Open, "those that nobody has seen to".to_owned()),
            (Shown::All, "all of them".to_owned()),
        ];
        let help = "Acknowledged and muted ones are kept, with who decided and why";
        form::choice(ui, "Alerts", help, &mut self.shown, &shown);
    }

    fn listed<'a>(&self, inbox: &'a Inbox) -> impl Iterator<Item = &'a AlertEntry> + use<'a> {
        let (role, shown) = (self.role, self.shown);
        inbox.alerts.iter().filter(move |entry| {
            role.is_none_or(|role| entry.is_for(role))
                && (shown == Shown::All || entry.state == AlertState::Open)
        })
    }
}

fn figures(ui: &mut Ui, report: &Report, inbox: &Inbox) {
    let open = inbox.open().count();
    let of = |state: AlertState| {
        let entries = inbox.alerts.iter();
        words::count(entries.filter(|entry| entry.state == state).count() as u64)
    };
    let raised = inbox.settings.rules.raise(report);
    let tone = if open > 0 { Tone::Bad } else { Tone::Good };
    tiles(
        ui,
        &[
            Tile::new("Nobody has seen to", words::count(open as u64)).tone(tone),
            Tile::new("Acknowledged", of(AlertState::Acknowledged)),
            Tile::new("Muted", of(AlertState::Muted)),
            Tile::new(
                "Kept back by the rules",
                words::count(raised.quiet.len() as u64),
            )
            .note(format!("of {} in this report", report.alerts.len())),
        ],
    );
}
