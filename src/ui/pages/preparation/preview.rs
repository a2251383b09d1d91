use egui::{Grid, Label, RichText, Ui};

use super::recipe::say;
use crate::{
    data::{Kind, recipe::Recipe},
    steps::preparation::{Change, Outline, Preview, Sample, Side},
    ui::{
        plot::{Bar, Histogram, Values, bars_up_to},
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, card, chip, empty},
        words,
    },
    workbench::{Commands, OpenProject},
};

/// What the preview remembers between frames: the column that is looked at.
#[derive(Default)]
pub(super) struct View {
    column: String,
}

/// Columns that are named one by one; of more, the others are counted.
const NAMED: usize = 6;

impl View {
    /// What step number `step` of `recipe`, from 0, does to a sample of the training rows.
    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        (recipe, step): (&Recipe, usize),
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let Some(chosen) = recipe.steps.get(step) else {
            return;
        };
        if let Some(ask) = open.preview_step(recipe, step) {
            commands.push(ask);
        }
        let title = format!("Before and after: {}", chosen.operation.info().name);
        card(ui, &title, |ui| {
            let state = &open.preview;
            if chosen.off {
                let weak = ui.tokens().text_weak;
                let words = "It is switched off: the recipe goes on as if it were not there.";
                ui.add(Label::new(RichText::new(words).color(weak)).wrap());
                return;
            }
            if let Some(refused) = &state.refused {
                say(ui, Icon::Warning, Tone::Warn, refused);
                return;
            }
            if let Some(failed) = state.failed.as_ref().filter(|failed| failed.step <= step) {
                let words = format!(
                    "Operation {} does not work yet: {}",
                    failed.step + 1,
                    failed.text
                );
                say(ui, Icon::Cross, Tone::Bad, &words);
            }
            match state.step.as_ref().filter(|preview| preview.step == step) {
                Some(preview) => {
                    sample(ui, preview);
                    self.changes(ui, preview);
                }
                None if open.results.extraction.is_none() => {
                    empty(
                        ui,
                        "No rows to try it on",
                        "Run step 2. Then every operation is tried on a sample of the training rows while you edit it.",
                        |_| {},
                    );
                }
                None => {
                    let weak = ui.tokens().text_weak;
                    ui.label(RichText::new("Nothing to show yet.").color(weak));
                }
            }
        });
    }

    fn changes(&mut self, ui: &mut Ui, preview: &Preview) {
        let changes = &preview.changes;
        if changes.is_empty() {
            let weak = ui.tokens().text_weak;
            let words = if preview.rows_after < preview.rows_before {
                "It leaves rows out and changes no column."
            } else {
                "No column is touched by it."
            };
            ui.add(Label::new(RichText::new(words).color(weak)).wrap());
            return;
        }
        let found = changes.iter().find(|change| change.source == self.column);
        let most = || {
            changes
                .iter()
                .max_by_key(|change| (change.changed, std::cmp::Reverse(&change.source)))
        };
        let Some(shown) = found.or_else(most) else {
            return;
        };
        let mut chosen = None;
        if changes.len() > 1 {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::vec2(space::XS, 2.0);
                for change in changes {
                    let words = RichText::new(&change.source).font(text::label());
                    if ui
                        .selectable_label(change.source == shown.source, words)
                        .clicked()
                    {
                        chosen = Some(change.source.clone());
                    }
                }
            });
        }
        ui.add_space(space::XS);
        figures(ui, shown);
        if shown.changed == 0 {
            say(
                ui,
                Icon::Info,
                Tone::Neutral,
                "It changes no row of this column.",
            );
        }
        ui.add_space(space::S);
        plots(ui, shown);
        ui.add_space(space::S);
        rows(ui, shown);
        if let Some(chosen) = chosen {
            self.column = chosen;
        }
    }
}

/// Never silently a sample.
fn sample(ui: &mut Ui, preview: &Preview) {
    ui.horizontal_wrapped(|ui| {
        let words = if preview.sample < preview.training_rows {
            format!(
                "sample of {} of {} training rows, seed {}",
                words::count(preview.sample),
                words::count(preview.training_rows),
                Sample::SEED
            )
        } else {
            format!("all {} training rows", words::count(preview.sample))
        };
        chip(ui, Tone::Neutral, &words);
        let gone = preview.rows_before.saturating_sub(preview.rows_after);
        if gone > 0 {
            let share = words::percent(gone as f64 / preview.rows_before.max(1) as f64);
            let words = format!("{} rows left out, {share}", words::count(gone));
            chip(ui, Tone::Warn, &words);
        }
    });
}

fn figures(ui: &mut Ui, change: &Change) {
    let weak = ui.tokens().text_weak;
    let title = |words: &str| RichText::new(words).font(text::label()).color(weak);
    let (before, after) = (change.before.first(), change.after.first());
    let is_number = |side: Option<&Side>| side.is_some_and(|side| side.mean.value().is_some());
    Grid::new("figures")
        .num_columns(3)
        .min_col_width(70.0)
        .spacing([space::L, 2.0])
        .show(ui, |ui| {
            ui.label("");
            ui.label(title("Before"));
            ui.label(title("After"));
            ui.end_row();
            let name = |sides: &[Side]| match sides {
                [] => "–".to_owned(),
                [one] => one.name.clone(),
                many => format!("{} columns", many.len()),
            };
            line(ui, "Column", [name(&change.before), name(&change.after)]);
            let count = |side: Option<&Side>, of: fn(&Side) -> u64| {
                side.map_or_else(|| "–".to_owned(), |side| words::count(of(side)))
            };
            let of = |of: fn(&Side) -> u64| [count(before, of), count(after, of)];
            line(ui, "Gaps", of(|side| side.gaps));
            line(ui, "Distinct", of(|side| side.distinct));
            if is_number(before) || is_number(after) {
                let figure = |side: Option<&Side>, of: fn(&Side) -> String| {
                    side.map_or_else(|| "–".to_owned(), of)
                };
                let of = |of: fn(&Side) -> String| [figure(before, of), figure(after, of)];
                line(ui, "Mean", of(|side| words::figure(&side.mean)));
                line(ui, "Std. deviation", of(|side| words::figure(&side.std)));
            }
            line(
                ui,
                "Changed rows",
                [String::new(), words::count(change.changed)],
            );
        });
    let added: Vec<&str> = change.after.iter().map(|side| side.name.as_str()).collect();
    if added.len() > 1 {
        let more = added.len().saturating_sub(NAMED);
        let named = added
            .iter()
            .take(NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let words = if more > 0 {
            format!("{named} and {more} more")
        } else {
            named
        };
        let words = RichText::new(format!("Becomes {words}"))
            .font(text::label())
            .color(weak);
        ui.add(Label::new(words).wrap())
            .on_hover_text(added.join("\n"));
    }
}

fn line(ui: &mut Ui, name: &str, [before, after]: [String; 2]) {
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(name).font(text::label()).color(weak));
    ui.add(Label::new(before).truncate());
    ui.add(Label::new(after).truncate());
    ui.end_row();
}

/// Before above after, with the same bins where their ranges are alike.
fn plots(ui: &mut Ui, change: &Change) {
    let both = [("Before", &change.before), ("After", &change.after)];
    let n = if change.changed == 0 { 1 } else { 2 };
    for (when, sides) in both.into_iter().take(n) {
        let weak = ui.tokens().text_weak;
        if sides.is_empty() {
            let words = if when == "Before" {
                "Before: it was not there"
            } else {
                "After: left out"
            };
            ui.label(RichText::new(words).font(text::label()).color(weak));
            continue;
        }
        ui.label(RichText::new(when).font(text::label()).color(weak));
        let flags: Vec<Bar> = sides
            .iter()
            .filter_map(|side| match side.outline {
                Outline::Share(share) => {
                    Some(Bar::new(&side.name, share).text(words::percent(share)))
                }
                _ => None,
            })
            .collect();
        for side in sides.iter().take(NAMED) {
            outline(ui, when, side);
        }
        if !flags.is_empty() {
            let name = format!("{when}: share of 1 in {}", change.source);
            let shown = &flags[..flags.len().min(2 * NAMED)];
            let most = shown.iter().map(|bar| bar.value).fold(0.01, f64::max);
            bars_up_to(ui, &name, shown, most);
        }
    }
}

fn outline(ui: &mut Ui, when: &str, side: &Side) {
    let name = format!("{when}: {}", side.name);
    match &side.outline {
        Outline::Share(_) => {}
        Outline::Histogram(histogram) => {
            let values = if side.kind == Kind::Time {
                Values::Times
            } else {
                Values::Numbers
            };
            Histogram {
                name: &name,
                axis: &side.name,
                edges: &histogram.edges,
                counts: &histogram.counts,
                values,
                height: 128.0,
                ..Histogram::default()
            }
            .ui(ui);
        }
        Outline::Top(top) => {
            let bars: Vec<Bar> = top
                .iter()
                .map(|count| {
                    let bar = Bar::new(&count.value, count.count as f64);
                    bar.text(words::count(count.count))
                })
                .collect();
            let most = bars.iter().map(|bar| bar.value).fold(1.0, f64::max);
            bars_up_to(ui, &name, &bars, most);
        }
    }
}

fn rows(ui: &mut Ui, change: &Change) {
    let tokens = ui.tokens();
    let title = |words: &str| {
        RichText::new(words)
            .font(text::label())
            .color(tokens.text_weak)
    };
    let width = ((ui.available_width() - space::L) / 2.0).max(80.0);
    Grid::new("rows")
        .num_columns(2)
        .striped(true)
        .min_col_width(width)
        .max_col_width(width)
        .spacing([space::S, 3.0])
        .show(ui, |ui| {
            ui.label(title("Row before"));
            ui.label(title("Row after"));
            ui.end_row();
            for row in &change.rows {
                cell(ui, &row.before.join(" · "), false);
                match &row.after {
                    None => cell(ui, "left out", false),
                    Some(after) => cell(ui, &told(change, after), row.changed),
                }
                ui.end_row();
            }
        });
}

/// The cells of a row; of many columns of 0 and 1 only those that are 1.
fn told(change: &Change, cells: &[String]) -> String {
    if cells.len() <= 3 {
        return cells.join(" · ");
    }
    let ones = change
        .after
        .iter()
        .zip(cells)
        .filter(|(_, cell)| *cell != "0");
    let word = |(side, cell): (&Side, &String)| match side.outline {
        Outline::Share(_) => side.name.clone(),
        _ => cell.clone(),
    };
    let told: Vec<String> = ones.map(word).collect();
    if told.is_empty() {
        "0 everywhere".to_owned()
    } else {
        told.join(" · ")
    }
}

fn cell(ui: &mut Ui, words: &str, strong: bool) {
    let weak = ui.tokens().text_weak;
    let text = match words {
        "" => RichText::new("gap").italics().color(weak),
        words if strong => RichText::new(words).font(text::strong()),
        words => RichText::new(words),
    };
    ui.add(Label::new(text).truncate());
}
