use egui::{Button, Label, RichText, TextEdit, Ui};

use crate::{
    data::Segment,
    steps::analysis::TargetMean,
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Tile, Tone, card, text_button, tiles},
        words,
    },
    workbench::{
        Command, Commands, Edit, OpenProject,
        explore::{Binned, ExploreCommand},
    },
};

/// A longer text of a chip is cut off.
const CHIP: f32 = 320.0;

/// What the card remembers between frames.
#[derive(Default)]
pub(super) struct View {
    name: String,
    formula: String,
}

impl View {
    /// What is chosen, how many rows these are, and what they are like; true if they are to be
    /// compared with the others.
    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        open: &OpenProject,
        binned: &Binned,
        commands: &mut Commands,
    ) -> bool {
        let compares = card(ui, "Selection", |ui| {
            let compares = Self::chips(ui, open, commands);
            self.inputs(ui, open, commands);
            compares
        });
        figures(ui, open, binned);
        compares
    }

    fn chips(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) -> bool {
        let explore = &open.explore;
        let weak = ui.tokens().text_weak;
        if explore.is_whole() {
            ui.label(
                RichText::new("All rows. Choose some in any plot below, or by a condition.")
                    .color(weak),
            );
            return false;
        }
        let mut compares = false;
        ui.horizontal_wrapped(|ui| {
            for (i, words) in explore.words().enumerate() {
                if i > 0 {
                    ui.label(RichText::new("and").font(text::label()).color(weak));
                }
                let tokens = ui.tokens();
                let text = RichText::new(shortened(words))
                    .font(text::label())
                    .color(tokens.accent);
                let chip = Button::new(text)
                    .fill(tokens.accent_soft)
                    .right_text(RichText::new("×").color(tokens.accent))
                    .corner_radius(12);
                let response = ui.add(chip);
                let name = format!("Remove {words}");
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.on_hover_text(name).clicked() {
                    commands.push(Command::Explore(ExploreCommand::Remove(i)));
                }
            }
            if text_button(ui, "Clear").clicked() {
                commands.push(Command::Explore(ExploreCommand::Clear));
            }
            compares = text_button(ui, "Compare with the rest").clicked();
        });
        compares
    }

    /// Choosing by a condition or a segment, and naming what is chosen.
    fn inputs(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        ui.horizontal_wrapped(|ui| {
            let field = TextEdit::singleline(&mut self.formula)
                .hint_text("Only rows where …, such as hour >= 18")
                .desired_width(250.0);
            let response = ui.add(field).accessible_name("Only rows where");
            let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            let is_there = !self.formula.trim().is_empty();
            let added = ui.add_enabled(is_there, Button::new("Add condition"));
            if (added.clicked() || entered) && is_there {
                let formula = std::mem::take(&mut self.formula);
                commands.push(Command::Explore(ExploreCommand::Condition {
                    words: formula.trim().to_owned(),
                    formula,
                }));
            }
            let segments = &open.project.segments;
            let combo = egui::ComboBox::from_id_salt("segment")
                .selected_text("Choose a segment")
                .width(150.0)
                .show_ui(ui, |ui| {
                    if segments.is_empty() {
                        ui.label("No segment has been named yet");
                    }
                    for segment in segments {
                        if ui.selectable_label(false, &segment.name).clicked() {
                            commands.push(Command::Explore(chosen(segment)));
                        }
                    }
                });
            combo.response.accessible_name("Choose a segment");
            self.save(ui, open, commands);
        });
    }

    fn save(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let selection = open.explore.selection.as_ref();
        let Some(selection) = selection.filter(|_| !open.explore.is_whole()) else {
            return;
        };
        let field = TextEdit::singleline(&mut self.name)
            .hint_text("Name of a new segment")
            .desired_width(160.0);
        ui.add(field).accessible_name("Name of a new segment");
        let name = self.name.trim();
        let segments = &open.project.segments;
        let is_taken = segments.iter().any(|segment| segment.name == name);
        let can = !name.is_empty() && !is_taken;
        let button = ui.add_enabled(can, Button::new("Save as segment"));
        let button = button.on_disabled_hover_text(if is_taken {
            "There is a segment of this name. Take another one."
        } else {
            "Name it first"
        });
        if button.clicked() {
            let mut segments = segments.clone();
            segments.push(Segment {
                name: name.to_owned(),
                condition: selection.formula.clone(),
            });
            commands.edit(Edit::Segments(segments));
            self.name.clear();
        }
    }
}

/// The command that chooses the rows of `segment`.
pub(super) fn chosen(segment: &Segment) -> ExploreCommand {
    ExploreCommand::Condition {
        words: segment.name.clone(),
        formula: segment.condition.clone(),
    }
}

fn shortened(words: &str) -> String {
    let most = (CHIP / 6.5) as usize;
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let start: String = words.chars().take(most - 1).collect();
    format!("{start}…")
}

fn figures(ui: &mut Ui, open: &OpenProject, binned: &Binned) {
    let n = binned.n_rows as u64;
    let selection = open.explore.selection.as_deref();
    let count = selection.map_or(n, |selection| selection.count);
    let share = words::percent(count as f64 / n.max(1) as f64);
    let mut shown = vec![
        Tile::new("Rows chosen", words::count(count)).note(format!("of {}", words::count(n))),
        Tile::new("Share of all rows", share),
    ];
    if let (Some(target), Some(whole)) = (&binned.target, &binned.whole) {
        let is_share = target.is_share();
        let chosen = selection.and_then(|selection| selection.target.as_ref());
        let name = &target.name;
        if let Some(chosen) = chosen {
            let apart = apart(chosen, whole);
            let tone = if apart { Tone::Accent } else { Tone::Neutral };
            let tile = Tile::new(
                format!("{name}, chosen rows"),
                value(&chosen.mean, is_share),
            )
            .note(interval(chosen, is_share))
            .tone(tone);
            shown.push(tile);
        }
        let tile = Tile::new(format!("{name}, all rows"), value(&whole.mean, is_share))
            .note(interval(whole, is_share));
        shown.push(tile);
    }
    tiles(ui, &shown);
    if selection.is_some_and(|selection| selection.count == 0) {
        let weak = ui.tokens().text_weak;
        let words = "No row meets all of these conditions at once. Remove one of them.";
        ui.add(Label::new(RichText::new(words).color(weak)));
    }
}

/// Whether the mean of all rows lies outside the interval of the chosen ones.
fn apart(chosen: &TargetMean, whole: &TargetMean) -> bool {
    match (chosen.low.value(), chosen.high.value(), whole.mean.value()) {
        (Some(low), Some(high), Some(mean)) => !(low..=high).contains(&mean),
        _ => false,
    }
}

/// A mean answer: a percentage for a class.
pub(in super::super) fn value(figure: &Figure, is_share: bool) -> String {
    match figure.value() {
        Some(value) if is_share => words::percent(value),
        _ => words::figure(figure),
    }
}

/// "95 %: 22.1 % to 23.4 %".
pub(in super::super) fn interval(mean: &TargetMean, is_share: bool) -> String {
    match (&mean.low, &mean.high) {
        (Figure::Value(_), Figure::Value(_)) => format!(
            "95 %: {} to {}",
            value(&mean.low, is_share),
            value(&mean.high, is_share)
        ),
        _ => mean.mean.reason().unwrap_or("too few rows").to_owned(),
    }
}
