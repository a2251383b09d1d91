use egui::{
    Align, Align2, Color32, Grid, Layout, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::{
    data::split::Part,
    steps::preparation::PartReport,
    ui::{
        plot::{Bar, bars, bars_up_to},
        theme::{Tokens, UiExt as _, space, text},
        words,
    },
    workbench::OpenProject,
};

const HEIGHT: f32 = 44.0;

/// The parts as one bar, as long as they have rows, and what they hold below.
pub(super) fn bar(ui: &mut Ui, parts: &[PartReport]) {
    let total = parts.iter().map(|part| part.rows).sum::<u64>().max(1);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let said: Vec<String> = parts
        .iter()
        .map(|part| {
            format!(
                "{} {}",
                part.part.name(),
                words::percent(share(part, total))
            )
        })
        .collect();
    let said = format!("Parts of the split: {}", said.join(", "));
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &said));
    let mut left = rect.left();
    for part in parts.iter().filter(|part| part.rows > 0) {
        let width = (share(part, total) as f32 * rect.width()).max(2.0);
        let whole = Rect::from_min_size(pos2(left, rect.top()), vec2(width, HEIGHT));
        left += width;
        segment(ui, whole, part, total);
        let at = response
            .hover_pos()
            .is_some_and(|pos| whole.x_range().contains(pos.x));
        if at {
            response.clone().on_hover_text_at_pointer(hint(part, total));
        }
    }
    ui.add_space(space::S);
    list(ui, parts, total);
}

fn share(part: &PartReport, total: u64) -> f64 {
    part.rows as f64 / total as f64
}

/// Test and production have the colours of what is compared later: the reference, and what is
/// compared with it.
fn color(part: Part, tokens: &Tokens) -> Color32 {
    match part {
        Part::Train => tokens.series[0],
        Part::Validation => tokens.series[2],
        Part::Test => tokens.reference,
        Part::Production => tokens.current,
    }
}

fn segment(ui: &Ui, rect: Rect, part: &PartReport, total: u64) {
    let tokens = ui.tokens();
    let painter = ui.painter().with_clip_rect(rect);
    let shape = rect.shrink2(vec2(1.0, 0.0));
    painter.rect_filled(shape, 4, color(part.part, tokens));
    let name = painter.layout_no_wrap(part.part.name().to_owned(), text::strong(), tokens.surface);
    if name.size().x + 12.0 > rect.width() {
        return;
    }
    painter.galley(
        pos2(rect.left() + 8.0, rect.top() + 5.0),
        name,
        tokens.surface,
    );
    let words = words::percent(share(part, total));
    let below = pos2(rect.left() + 8.0, rect.bottom() - 5.0);
    painter.text(
        below,
        Align2::LEFT_BOTTOM,
        words,
        text::label(),
        tokens.surface,
    );
}

fn hint(part: &PartReport, total: u64) -> String {
    let rows = format!(
        "{} rows, {}",
        words::count(part.rows),
        words::percent(share(part, total))
    );
    format!("{}: {rows}\n{}", part.part.name(), period(part))
}

fn period(part: &PartReport) -> String {
    match &part.period {
        Some((first, last)) => format!("{first} to {last}"),
        None => "no time".to_owned(),
    }
}

fn list(ui: &mut Ui, parts: &[PartReport], total: u64) {
    let tokens = ui.tokens();
    let right = |ui: &mut Ui, words: RichText| {
        let layout = Layout::right_to_left(Align::Center);
        ui.with_layout(layout, |ui| ui.label(words));
    };
    let title = |words: &str| {
        RichText::new(words)
            .font(text::label())
            .color(tokens.text_weak)
    };
    Grid::new("parts")
        .num_columns(5)
        .spacing([space::L, space::XS])
        .show(ui, |ui| {
            ui.label(title("Part"));
            for words in ["Rows", "Share", "With an answer"] {
                right(ui, title(words));
            }
            ui.label(title("Period"));
            ui.end_row();
            for part in parts {
                ui.horizontal(|ui| {
                    let (swatch, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                    ui.painter()
                        .rect_filled(swatch, 3, color(part.part, tokens));
                    ui.label(RichText::new(part.part.name()).font(text::strong()))
                        .on_hover_text(purpose(part.part));
                });
                right(ui, words::count(part.rows).into());
                right(ui, words::percent(share(part, total)).into());
                right(ui, words::count(part.labelled).into());
                ui.label(period(part));
                ui.end_row();
            }
        });
}

fn purpose(part: Part) -> &'static str {
    match part {
        Part::Train => "Models and the recipe are fitted on it",
        Part::Validation => "It chooses between models and thresholds",
        Part::Test => "It judges the chosen model, and monitoring compares with it",
        Part::Production => "It stands for what comes after deployment",
    }
}

/// Whether the parts have the same mix: where they have not, the future will differ, too.
pub(super) fn target(ui: &mut Ui, parts: &[PartReport], open: &OpenProject) {
    let problem = &open.project.problem;
    let classes = problem.task.is_classification();
    let rows: Vec<Bar> = parts
        .iter()
        .map(|part| {
            let bar = Bar::figure(part.part.name(), &part.target_mean);
            match part.target_mean.value() {
                Some(share) if classes => bar.text(words::percent(share)),
                _ => bar,
            }
        })
        .collect();
    let what = if classes {
        format!(
            "Share of “{}” among the rows with an answer",
            problem.positive
        )
    } else {
        format!("Mean of “{}” over the rows with an answer", problem.target)
    };
    if classes {
        let most = rows.iter().map(|bar| bar.value).fold(0.0, f64::max);
        bars_up_to(ui, &what, &rows, (most * 1.25).min(1.0));
    } else {
        bars(ui, &what, &rows);
    }
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(what).font(text::label()).color(weak));
}
