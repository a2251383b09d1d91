//! The window: draws a [`Workbench`](crate::workbench::Workbench) and pushes commands. The only
//! room that knows egui.

mod actions;
mod app;
mod badge;
mod file_dialog;
mod fonts;
mod grid;
mod guide;
mod lab_text;
mod launch;
mod navigation;
mod notices;
mod pages;
mod palette;
mod picture;
mod plot;
mod step_mark;
mod theme;
mod top_bar;
mod widgets;
mod words;

pub use self::{
    app::App,
    file_dialog::{FileDialogs, NativeDialogs, Wanted},
    launch::{Launch, NoWindow, run},
};
