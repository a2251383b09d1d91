use egui::{Grid, Label, RichText, Ui};

use crate::{
    data::{ColumnProfile, NumberProfile, TimeProfile},
    steps::analysis::Report,
    terms::Figure,
    ui::{
        plot::{Bar, Histogram, Values, bars},
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip},
        words,
    },
};

/// With at most this many distinct values, the values themselves say more than bins.
const FEW: u64 = 12;

/// Everything that is known of one column.
pub(super) fn show(ui: &mut Ui, column: &ColumnProfile, report: &Report) {
    ui.horizontal_wrapped(|ui| {
        chip(ui, Tone::Accent, column.kind.name());
        if column.constant {
            chip(ui, Tone::Warn, "constant");
        }
        for alert in report
            .alerts
            .iter()
            .filter(|alert| alert.column == column.name)
        {
            chip(ui, Tone::Warn, alert.rule.name()).on_hover_text(&alert.text);
        }
    });
    let name = format!("Histogram of {}", column.name);
    let plot = |ui: &mut Ui, histogram: &crate::stats::Histogram, values: Values| {
        let plot = Histogram {
            name: &name,
            axis: &column.name,
            edges: &histogram.edges,
            counts: &histogram.counts,
            current: None,
            values,
            height: 240.0,
        };
        plot.ui(ui);
    };
    match (&column.numbers, &column.times) {
        (Some(numbers), _) if column.distinct > FEW => {
            plot(ui, &numbers.histogram, Values::Numbers);
        }
        (None, Some(times)) if column.distinct > FEW => plot(ui, &times.histogram, Values::Times),
        _ => top(ui, column),
    }
    figures(ui, column, report);
}

fn top(ui: &mut Ui, column: &ColumnProfile) {
    let rows = (column.count + column.missing).max(1) as f64;
    let listed: u64 = column.top.iter().map(|top| top.count).sum();
    let mut shown: Vec<Bar> = column
        .top
        .iter()
        .map(|top| {
            let share = top.count as f64 / rows;
            let label = if top.value.is_empty() {
                "(empty text)"
            } else {
                &top.value
            };
            Bar::new(label, share)
                .text(words::percent(share))
                .hint(format!("{} rows", words::count(top.count)))
        })
        .collect();
    let others = column.distinct.saturating_sub(column.top.len() as u64);
    if others > 0 {
        let share = column.count.saturating_sub(listed) as f64 / rows;
        let label = format!("{} other values", words::count(others));
        shown.push(Bar::new(label, share).text(words::percent(share)));
    }
    if column.missing > 0 {
        let share = column.missing as f64 / rows;
        shown.push(
            Bar::new("missing", share)
                .text(words::percent(share))
                .tone(Tone::Warn),
        );
    }
    caption(ui, "Most frequent values");
    bars(
        ui,
        &format!("Most frequent values of {}", column.name),
        &shown,
    );
}

fn figures(ui: &mut Ui, column: &ColumnProfile, report: &Report) {
    let rows = (column.count + column.missing).max(1) as f64;
    let missing = words::percent(column.missing as f64 / rows);
    let mut lines = vec![
        Line::new("Rows with a value", words::count(column.count)),
        Line::new(
            "Missing",
            format!("{} ({missing})", words::count(column.missing)),
        ),
        Line::new("Distinct", words::count(column.distinct)),
    ];
    let relation = report
        .relations
        .iter()
        .find(|relation| relation.column == column.name);
    if let Some(relation) = relation {
        let mut line = Line::figure("Explains of the target", &relation.explained);
        if let Some(value) = relation.explained.value() {
            line.value = words::percent(value);
        }
        lines.push(line);
    }
    if let Some(numbers) = &column.numbers {
        lines.extend(moments(numbers));
    }
    if let Some(times) = &column.times {
        lines.extend(instants(times));
    }
    if let Some(texts) = &column.texts {
        let length = |length: Option<u64>| length.map_or_else(|| "–".to_owned(), words::count);
        lines.push(Line::new("Shortest, in characters", length(texts.shortest)));
        lines.push(Line::figure("Mean length", &texts.mean_length));
        lines.push(Line::new("Longest, in characters", length(texts.longest)));
    }
    caption(ui, "Figures");
    list(ui, "figures", &lines);
    let Some(numbers) = &column.numbers else {
        return;
    };
    caption(ui, "Quantiles");
    let quantile = |(share, value): &(f64, Figure)| {
        Line::figure(format!("{:.0} % are at or below", 100.0 * share), value)
    };
    let quantiles: Vec<Line> = numbers.quantiles.iter().map(quantile).collect();
    list(ui, "quantiles", &quantiles);
    caption(ui, "Extremes");
    let lines = [
        Line::new("Lowest", extremes(&numbers.lowest)),
        Line::new("Highest", extremes(&numbers.highest)),
    ];
    list(ui, "extremes", &lines);
}

fn moments(numbers: &NumberProfile) -> Vec<Line> {
    let mut lines = vec![
        Line::figure("Mean", &numbers.mean),
        Line::figure("Standard deviation", &numbers.std),
        Line::figure("Smallest", &numbers.min),
        Line::figure("Largest", &numbers.max),
        Line::figure("Skewness", &numbers.skewness),
        Line::figure("Excess kurtosis", &numbers.kurtosis),
        Line::new("Zeros", words::count(numbers.zeros)),
        Line::new("Below zero", words::count(numbers.negatives)),
    ];
    if numbers.infinite > 0 {
        lines.push(Line::new("Infinite", words::count(numbers.infinite)));
    }
    lines
}

fn instants(times: &TimeProfile) -> [Line; 3] {
    let write = |micros: Option<i64>| micros.map_or_else(|| "–".to_owned(), words::time);
    [
        Line::new("First", write(times.first)),
        Line::new("Middle", write(times.median)),
        Line::new("Last", write(times.last)),
    ]
}

fn extremes(values: &[f64]) -> String {
    let values: Vec<String> = values
        .iter()
        .take(5)
        .map(|value| words::number(*value))
        .collect();
    values.join("   ")
}

fn caption(ui: &mut Ui, words: &str) {
    ui.add_space(space::S);
    ui.label(RichText::new(words).font(text::strong()));
}

/// A figure by name, and all its digits or why there is none.
struct Line {
    name: String,
    value: String,
    hint: String,
}

impl Line {
    fn new(name: impl Into<String>, value: String) -> Self {
        Self {
            name: name.into(),
            value,
            hint: String::new(),
        }
    }

    fn figure(name: impl Into<String>, figure: &Figure) -> Self {
        let hint = match figure {
            Figure::Value(value) => value.to_string(),
            Figure::NotComputable { reason } => reason.clone(),
        };
        Self {
            hint,
            ..Self::new(name, words::figure(figure))
        }
    }
}

/// Names to the left, values to the right.
fn list(ui: &mut Ui, id: &str, lines: &[Line]) {
    let weak = ui.tokens().text_weak;
    let value_width = (ui.available_width() - 176.0).clamp(80.0, 240.0);
    Grid::new(id)
        .num_columns(2)
        .spacing([space::S, 3.0])
        .show(ui, |ui| {
            for line in lines {
                ui.scope(|ui| {
                    ui.set_min_width(160.0);
                    ui.label(RichText::new(&line.name).color(weak));
                });
                let value = RichText::new(&line.value).font(text::strong());
                let layout = egui::Layout::right_to_left(egui::Align::Center);
                let size = egui::vec2(value_width, 18.0);
                let shown = ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.add(Label::new(value).truncate())
                });
                if !line.hint.is_empty() {
                    shown.inner.on_hover_text(&line.hint);
                }
                ui.end_row();
            }
        });
}
