use egui::{Label, RichText, Ui};

use super::subject::Subject;
use crate::{
    data::Fingerprint,
    steps::monitoring::Report,
    ui::{
        plot::{SmallMultiples, comparison_key},
        theme::{UiExt as _, text},
        widgets::{card, form},
    },
};

/// Panels that are drawn at most; the newest chunks come first to the eye.
const MOST: usize = 60;

/// Which chunks have a panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    /// Those of production.
    #[default]
    Production,
    /// Those of the reference, too.
    All,
}

/// What the panels were made from.
type Key = (Fingerprint, Subject, Shown);

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    shown: Shown,
    made: Option<(Key, SmallMultiples)>,
}

impl View {
    /// Shows a column in every chunk at once; a click chooses the chunk.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (report, of): (&Report, &Fingerprint),
        (subject, chunk): (&mut Subject, &mut Option<usize>),
    ) {
        card(ui, "Every chunk side by side", |ui| {
            subject.choose(ui, report);
            let options = [
                (Shown::Production, "of production".to_owned()),
                (Shown::All, "of production and of the reference".to_owned()),
            ];
            let help = "Chunks of the reference show how much a column moves while all is well";
            form::choice(ui, "Chunks to show", help, &mut self.shown, &options);
            let key = (of.clone(), *subject, self.shown);
            let column = subject.timeline(report);
            if self.made.as_ref().is_none_or(|(made, _)| *made != key) {
                let is_shown = |i: &usize| {
                    let chunk = report.chunks.get(*i);
                    chunk.is_some_and(|chunk| self.shown == Shown::All || !chunk.is_reference)
                };
                let places: Vec<usize> = (0..report.chunks.len()).filter(is_shown).collect();
                let newest = places.len().saturating_sub(MOST);
                let panels = SmallMultiples::of(&column.chunks, &places[newest..]);
                self.made = Some((key, panels));
            }
            comparison_key(ui);
            let weak = ui.tokens().text_weak;
            let words = "The reference is the same wide, pale bars in every panel. All panels have the same bins and the same axes, so that bars can be compared across them; the mark before a chunk is its verdict.";
            ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
            if let Some((_, panels)) = &self.made {
                let name = format!("{} in every chunk", column.name);
                let about = (&report.chunks[..], &column.chunks[..]);
                let clicked = panels.ui(ui, &name, about, *chunk);
                *chunk = clicked.or(*chunk);
            }
        });
    }
}
