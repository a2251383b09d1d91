use egui::{Label, RichText, TextEdit, Ui};

use crate::{
    sources::without_password,
    steps::extraction::{Params, Source},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{form, primary_button, text_button},
    },
    workbench::{Command, Commands, SourcesCommand, Workbench},
};

/// A database to be added, as far as it was filled in.
#[derive(Default)]
pub(super) struct Form {
    is_open: bool,
    is_server: bool,
    path: String,
    host: String,
    port: String,
    database: String,
    user: String,
    password: String,
    accepts_plain: bool,
    what: String,
    /// The database whose tables were shown last.
    seen: Option<String>,
}

impl Form {
    /// Whether it is shown.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows or hides it.
    pub(super) fn toggle(&mut self) {
        self.is_open = !self.is_open;
    }

    /// Opens itself when the tables of another database file came: somebody dropped it.
    pub(super) fn follow(&mut self, workbench: &Workbench) {
        let Some((place, _)) = &workbench.sources.tables else {
            return;
        };
        if self.seen.as_ref() != Some(place) {
            self.seen = Some(place.clone());
            if !place.contains("://") {
                self.path.clone_from(place);
                self.is_server = false;
            }
            self.is_open = true;
        }
    }

    /// Shows it; true when a source was added.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        params: &mut Params,
        workbench: &Workbench,
        commands: &mut Commands,
    ) -> bool {
        let kinds = [
            (false, "SQLite file".to_owned()),
            (true, "PostgreSQL server".to_owned()),
        ];
        form::choice(
            ui,
            "Database",
            "What kind of database it is",
            &mut self.is_server,
            &kinds,
        );
        if self.is_server {
            self.server(ui);
        } else {
            let help = "Where the database file is, from the root or from the project's folder";
            line(ui, "Database file", help, &mut self.path);
        }
        let is_named = if self.is_server {
            !self.database.is_empty()
        } else {
            !self.path.is_empty()
        };
        ui.add_enabled_ui(is_named, |ui| {
            if text_button(ui, "Look which tables it has").clicked() {
                self.seen = Some(without_password(&self.place()).0);
                commands.push(Command::Sources(SourcesCommand::Tables(self.place())));
            }
        });
        self.tables(ui, workbench);
        let help = "A table, with its schema before a point where needed, or a SELECT";
        line(ui, "Table or query", help, &mut self.what);
        ui.add_space(space::S);
        let mut added = false;
        ui.horizontal(|ui| {
            let is_ready = is_named && !self.what.trim().is_empty();
            if primary_button(ui, is_ready, "Add this source").clicked() {
                params.sources.push(self.source(params));
                self.is_open = false;
                self.password.clear();
                added = true;
            }
            if text_button(ui, "Cancel").clicked() {
                self.is_open = false;
            }
        });
        added
    }

    fn server(&mut self, ui: &mut Ui) {
        line(
            ui,
            "Host",
            "This machine where nothing is named",
            &mut self.host,
        );
        line(ui, "Port", "5432 where nothing is named", &mut self.port);
        line(
            ui,
            "Database name",
            "The database on the server",
            &mut self.database,
        );
        line(ui, "User", "Your name on the server", &mut self.user);
        form::row(
            ui,
            "Password",
            "Kept until the program ends, and never written anywhere. Empty: PGPASSWORD or ~/.pgpass",
            |ui, label| {
                ui.add(
                    TextEdit::singleline(&mut self.password)
                        .password(true)
                        .desired_width(280.0),
                )
                .labelled_by(label.id);
            },
        );
        if !is_local(&self.host) {
            form::tick(
                ui,
                "Unencrypted is fine",
                "Connections to servers are not encrypted yet. Better go through a tunnel to this machine.",
                &mut self.accepts_plain,
            );
        }
    }

    /// The tables that were found, to be chosen.
    fn tables(&mut self, ui: &mut Ui, workbench: &Workbench) {
        let Some((place, tables)) = &workbench.sources.tables else {
            return;
        };
        if *place != without_password(&self.place()).0 {
            return;
        }
        if tables.is_empty() {
            let weak = ui.tokens().text_weak;
            let words = "The database has no tables.";
            ui.add(Label::new(
                RichText::new(words).font(text::label()).color(weak),
            ));
            return;
        }
        let choices: Vec<(String, String)> = tables
            .iter()
            .map(|table| (table.clone(), table.clone()))
            .collect();
        form::choice(ui, "Table", "What is to be read", &mut self.what, &choices);
    }

    /// The database as a location without what is read of it.
    fn place(&self) -> String {
        if !self.is_server {
            return self.path.trim().to_owned();
        }
        let or = |text: &str, usual: &str| {
            if text.trim().is_empty() {
                usual.to_owned()
            } else {
                text.trim().to_owned()
            }
        };
        let mut user = self.user.trim().to_owned();
        if !self.password.is_empty() {
            user = format!("{user}:{}", encoded(&self.password));
        }
        if !user.is_empty() {
            user.push('@');
        }
        let plain = if self.accepts_plain && !is_local(&self.host) {
            "?sslmode=disable"
        } else {
            ""
        };
        let (host, port) = (or(&self.host, "localhost"), or(&self.port, "5432"));
        format!(
            "postgres://{user}{host}:{port}/{}{plain}",
            self.database.trim()
        )
    }

    fn source(&self, params: &Params) -> Source {
        let what = self.what.trim();
        let is_name = what
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ' '));
        let wanted = if is_name && what.split_whitespace().count() == 1 {
            what
        } else {
            "query"
        };
        let mut name = wanted.to_owned();
        let mut number = 2;
        while params.sources.iter().any(|source| source.name == name) {
            name = format!("{wanted} {number}");
            number += 1;
        }
        Source {
            name,
            location: format!("{}::{what}", self.place()),
            ..Source::default()
        }
    }
}

fn line(ui: &mut Ui, label: &str, help: &str, value: &mut String) {
    form::row(ui, label, help, |ui, name| {
        let width = ui.available_width().min(560.0);
        ui.add(TextEdit::singleline(value).desired_width(width))
            .labelled_by(name.id);
    });
}

fn is_local(host: &str) -> bool {
    matches!(host.trim(), "" | "localhost" | "127.0.0.1" | "[::1]")
}

/// A password as a part of a URL.
fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02x}")
        }
    });
    bytes.collect()
}
