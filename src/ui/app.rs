//! The workbench as an eframe application: the frame around the pages.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crossbeam_channel::Receiver;
use egui::{CentralPanel, Frame, Margin, Panel, Stroke, ThemePreference, Ui};

use super::{
    FileDialogs, Wanted,
    actions::{self, Act, Action},
    guide, lab_text, navigation, notices,
    pages::{Pages, workshop::lesson},
    palette::{Choice, Palette},
    picture::{self, Picture},
    theme::{self, UiExt as _, space},
    top_bar,
};
use crate::{
    automation::lab,
    report,
    workbench::{
        AnalysisCommand, Command, Commands, Document, ExperimentCommand, GridCommand, LabCommand,
        LogCommand, ModelCard, ModelCommand, Page, ProjectCommand, SourcesCommand, SqlCommand,
        Theme, Workbench,
    },
};

/// The window.
pub struct App {
    workbench: Workbench,
    commands: Commands,
    pages: Pages,
    palette: Option<Palette>,
    dialogs: Box<dyn FileDialogs>,
    asked: Option<(Wanted, Receiver<Option<PathBuf>>)>,
    /// The plot that a file was asked for.
    picture: Option<Arc<Picture>>,
}

impl App {
    /// A window on `workbench`; `dialogs` asks the user for files.
    pub fn new(
        ctx: &egui::Context,
        mut workbench: Workbench,
        dialogs: Box<dyn FileDialogs>,
    ) -> Self {
        theme::install(ctx);
        workbench.mind_triggers();
        Self {
            workbench,
            commands: Commands::default(),
            pages: Pages::default(),
            palette: None,
            dialogs,
            asked: None,
            picture: None,
        }
    }

    /// What the window shows.
    pub fn workbench(&self) -> &Workbench {
        &self.workbench
    }

    /// Asks for `command` as a page would.
    pub fn push(&mut self, command: Command) {
        self.commands.push(command);
    }

    fn act(&mut self, act: Act, ctx: &egui::Context) {
        match act {
            Act::Command(command) => self.commands.push(command),
            Act::Ask(wanted) => self.asked = Some((wanted, self.dialogs.ask(wanted, ctx))),
            Act::Palette => self.palette = Some(Palette::default()),
        }
    }

    /// Takes in the answer of a file dialog, if there is one.
    fn answered(&mut self) {
        let Some((wanted, answer)) = &self.asked else {
            return;
        };
        match answer.try_recv() {
            Ok(path) => {
                let wanted = *wanted;
                self.asked = None;
                if wanted == Wanted::SaveRows {
                    self.commands.grid(GridCommand::SaveTo(path));
                } else if let Some(path) = path {
                    self.take_path(wanted, path);
                }
            }
            Err(crossbeam_channel::TryRecvError::Empty) => {}
            Err(crossbeam_channel::TryRecvError::Disconnected) => self.asked = None,
        }
    }

    fn take_path(&mut self, wanted: Wanted, path: PathBuf) {
        match wanted {
            Wanted::Table => self.commands.push(ProjectCommand::New(path).into()),
            Wanted::Project => self.commands.push(ProjectCommand::Import(path).into()),
            Wanted::Result => self.commands.push(SqlCommand::Save(path).into()),
            Wanted::ExportFolder => self.commands.push(ProjectCommand::Export(path).into()),
            Wanted::ExportExperiments => {
                let export = ExperimentCommand::Export(path);
                self.commands.push(Command::Experiment(export));
            }
            Wanted::ImportExperiments => {
                let import = ExperimentCommand::Import(path);
                self.commands.push(Command::Experiment(import));
            }
            // Answered before, as it also matters that there is no answer.
            Wanted::SaveRows => {}
            Wanted::AnalysisReport => self.save_analysis(path),
            Wanted::Windows => self.save_windows(path),
            Wanted::LabReport => self.save_lab(path, lab_text::of_result),
            Wanted::LabPeriods => self.save_lab(path, |report, _| lab::periods_csv(report)),
            Wanted::LabFolder => self.commands.push(Command::Lab(LabCommand::Compare(path))),
            Wanted::LabComparison => self.save_comparison(path),
            Wanted::LogReference => self.commands.push(LogCommand::Take(0, place(&path)).into()),
            Wanted::LogCurrent => self.commands.push(LogCommand::Take(1, place(&path)).into()),
            Wanted::LogReport => self.save_log(path),
            Wanted::PlotSvg | Wanted::PlotPng => self.save_picture(path),
            Wanted::ImportModel => {
                let import = ModelCommand::Import(path);
                self.commands.push(Command::Model(import));
            }
            Wanted::ModelFile => {
                if let Some((model, version)) = self.pages.model_to_export() {
                    let export = ModelCommand::Export {
                        model,
                        version,
                        path,
                    };
                    self.commands.push(Command::Model(export));
                }
            }
            Wanted::ModelCard => self.save_model_card(path),
            Wanted::OnnxModel => {
                if let Some((model, version)) = self.pages.model_to_export() {
                    let export = ModelCommand::ExportOnnx {
                        model,
                        version,
                        path,
                    };
                    self.commands.push(Command::Model(export));
                }
            }
            Wanted::ModelFolder => {
                if let Some((model, version)) = self.pages.folder_to_export() {
                    let export = ModelCommand::Bundle {
                        model,
                        version,
                        path,
                    };
                    self.commands.push(Command::Model(export));
                }
            }
            Wanted::Source => {
                let add = SourcesCommand::Add(vec![path]);
                self.commands.push(Command::Sources(add));
            }
        }
    }

    /// Writes the card of a version to `path`: Markdown, or a web page by the ending.
    fn save_model_card(&mut self, path: PathBuf) {
        let Some((model, number)) = self.pages.model_to_export() else {
            return;
        };
        let models = &self.workbench.registry.models;
        let entry = models.iter().find(|entry| entry.name == model);
        let version = entry.and_then(|entry| {
            let mut versions = entry.versions.iter();
            versions.find(|version| version.number == number)
        });
        let Some(version) = version else { return };
        let card = ModelCard::new((&model, number), &version.card, &version.texts);
        let write = move |path: &Path| {
            let is_page = path.extension().is_some_and(|end| end == "html");
            let text = if is_page {
                report::model_card_page(&card)
            } else {
                card.markdown()
            };
            report::write_page(&text, path)
        };
        let document = Document {
            write: Arc::new(write),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    /// Writes what step 3 found to `path`; the page is made in the job.
    fn save_analysis(&mut self, path: PathBuf) {
        let Some(open) = &self.workbench.project else {
            return;
        };
        let Some(done) = &open.results.analysis else {
            return;
        };
        let (name, found) = (open.project.name.clone(), Arc::clone(&done.report));
        let (problem, params) = (open.project.problem.clone(), open.project.analysis.clone());
        let write = move |path: &Path| {
            report::write_page(
                &report::analysis_page(&name, &found, &problem, &params),
                path,
            )
        };
        let document = Document {
            write: Arc::new(write),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    /// Writes the windows that step 9 shows side by side to `path`.
    fn save_windows(&mut self, path: PathBuf) {
        let open = self.workbench.project.as_ref();
        let Some(open) = open else { return };
        let shown = open.watched().and_then(|state| state.shown.clone());
        let (Some(shown), Some(done)) = (shown, &open.results.monitoring) else {
            return;
        };
        let of = |window| done.report.window_words(window);
        let names = [of(&shown.pair.reference), of(&shown.pair.current)];
        let write = move |path: &Path| {
            let [reference, current] = &names;
            report::write_windows(&shown, [reference, current], path)
        };
        let document = Document {
            write: Arc::new(write),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    fn save_log(&mut self, path: PathBuf) {
        let shown = self.workbench.logs.shown();
        let Some((_, found)) = shown.and_then(|entry| entry.found.clone()) else {
            return;
        };
        let write = move |path: &Path| report::write_page(&report::monitoring_page(&found), path);
        let document = Document {
            write: Arc::new(write),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    /// Draws the plot that was asked for into `path`, in a job.
    fn save_picture(&mut self, path: PathBuf) {
        let Some(picture) = self.picture.take() else {
            return;
        };
        let document = Document {
            write: Arc::new(move |path: &Path| picture.write(path)),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    /// Asks where the plot of this frame is to be saved, if one is.
    fn asked_picture(&mut self, ctx: &egui::Context) {
        if let Some(asked) = picture::take(ctx) {
            self.picture = Some(asked.picture);
            let wanted = match asked.kind {
                picture::Kind::Svg => Wanted::PlotSvg,
                picture::Kind::Png => Wanted::PlotPng,
            };
            self.act(Act::Ask(wanted), ctx);
        }
    }

    /// Where the figures of the page come from, for plots that are saved.
    fn source_line(&self) -> String {
        let page = self.workbench.page;
        let of = match &self.workbench.project {
            Some(open) if page != Page::Logs => open.project.name.as_str(),
            _ => "",
        };
        let parts = [
            of,
            page.name(),
            concat!("Nonagon ", env!("CARGO_PKG_VERSION")),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("Source: {}", parts.join(" · "))
    }

    /// Writes what the levels lab found to `path`, as `text` says it.
    fn save_lab(&mut self, path: PathBuf, text: lab_text::LabText) {
        let open = self.workbench.project.as_ref();
        let Some((found, _)) = open.and_then(|open| open.lab()) else {
            return;
        };
        let mut found = lab::Report::clone(found);
        self.pages.lab_by().clone_into(&mut found.by);
        let write = move |path: &Path| report::write_page(&text(&found, path), path);
        let document = Document {
            write: Arc::new(write),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    fn save_comparison(&mut self, path: PathBuf) {
        let Some(found) = self.workbench.comparison.clone() else {
            return;
        };
        let write =
            move |path: &Path| report::write_page(&lab_text::of_comparison(&found, path), path);
        let document = Document {
            write: Arc::new(write),
        };
        let save = AnalysisCommand::Save(document, path);
        self.commands.push(Command::Analysis(save));
    }

    /// Files that were dropped on the window: a project is taken in; tables become sources of the
    /// project that is shown, or start one.
    fn dropped(&mut self, ctx: &egui::Context) {
        let files = ctx.input(|input| input.raw.dropped_files.clone());
        let paths = files.iter().map(|file| file.path().to_owned());
        let (projects, tables): (Vec<PathBuf>, Vec<PathBuf>) =
            paths.partition(|path| path.is_dir() || has_ending(path, "toml"));
        for path in projects {
            self.take_path(Wanted::Project, path);
        }
        if self.workbench.page == Page::Logs && !tables.is_empty() {
            self.commands.push(LogCommand::Drop(tables).into());
            return;
        }
        let shows_project = matches!(self.workbench.page, Page::Step(_));
        if shows_project && self.workbench.project.is_some() && !tables.is_empty() {
            let add = SourcesCommand::Add(tables);
            self.commands.push(Command::Sources(add));
        } else {
            for path in tables {
                self.take_path(Wanted::Table, path);
            }
        }
    }

    fn shortcuts(&mut self, ctx: &egui::Context, actions: &[Action]) {
        let pressed: Vec<Act> = actions
            .iter()
            .filter(|action| {
                let keys = action.shortcut;
                keys.is_some_and(|keys| ctx.input_mut(|input| input.consume_shortcut(&keys)))
            })
            .map(|action| action.act.clone())
            .collect();
        for act in pressed {
            self.act(act, ctx);
        }
    }

    fn panels(&mut self, ui: &mut Ui, actions: &[Action]) -> Option<Act> {
        let tokens = ui.tokens();
        let bar = Frame::new()
            .fill(tokens.surface)
            .inner_margin(Margin::symmetric(12, 12));
        let Self {
            workbench,
            commands,
            pages,
            ..
        } = self;
        if let Some(topic) = workbench.workshop.presents {
            let room = Frame::new()
                .fill(tokens.surface)
                .inner_margin(Margin::same(space::CARD));
            CentralPanel::default()
                .frame(room)
                .show(ui, |ui| lesson::present(ui, topic, workbench, commands));
            return None;
        }
        Panel::left("navigation")
            .exact_size(204.0)
            .resizable(false)
            .frame(bar)
            .show(ui, |ui| {
                navigation::navigation(ui, workbench, commands);
            });
        let flat = Frame::new()
            .fill(tokens.surface)
            .inner_margin(Margin::symmetric(16, 0));
        let asked = Panel::top("top")
            .exact_size(48.0)
            .frame(flat)
            .show(ui, |ui| top_bar::top_bar(ui, workbench, actions, commands));
        if workbench.guide_open {
            Panel::right("guide")
                .exact_size(248.0)
                .resizable(false)
                .frame(bar)
                .show(ui, |ui| {
                    guide::guide(ui, workbench, commands);
                });
        }
        let page = Frame::new()
            .fill(tokens.page)
            .stroke(Stroke::NONE)
            .inner_margin(Margin {
                left: space::L as i8,
                right: space::M as i8 - 4,
                top: space::M as i8,
                bottom: 0,
            });
        let central = CentralPanel::default()
            .frame(page)
            .show(ui, |ui| pages.ui(ui, workbench, commands));
        asked.inner.or_else(|| central.inner.map(Act::Ask))
    }
}

/// A path as the text that stands for it in a log.
fn place(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.workbench.poll();
        self.answered();
        for command in self.commands.drain() {
            self.workbench.run(command);
        }
        if self.workbench.grid_wants_file() {
            self.act(Act::Ask(Wanted::SaveRows), ctx);
        }
        let wanted = match self.workbench.theme {
            Theme::System => ThemePreference::System,
            Theme::Light => ThemePreference::Light,
            Theme::Dark => ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != wanted {
            ctx.set_theme(wanted);
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        // Only `logic` changes the workbench, so the list holds for the whole frame.
        let actions = actions::all(&self.workbench);
        self.dropped(&ctx);
        self.shortcuts(&ctx, &actions);
        picture::source(&ctx, self.source_line());
        if let Some(act) = self.panels(ui, &actions) {
            self.act(act, &ctx);
        }
        self.asked_picture(&ctx);
        notices::notices(&ctx, &self.workbench, &mut self.commands);
        if let Some(palette) = &mut self.palette {
            match palette.ui(&ctx, &actions) {
                Choice::Open => {}
                Choice::Closed => self.palette = None,
                Choice::Do(act) => {
                    self.palette = None;
                    self.act(act, &ctx);
                }
            }
        }
        if let Some(soon) = self.workbench.next_look() {
            ctx.request_repaint_after(soon);
        }
        if !self.commands.is_empty() {
            // `logic` runs before `ui`, so what was asked for now is done in the next frame.
            ctx.request_repaint();
        }
    }
}
