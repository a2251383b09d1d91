use egui::{ComboBox, Label, RichText, Ui};

use crate::{
    steps::analysis::{ColumnSeries, Period, Report, Series},
    ui::{
        plot::OverTime,
        theme::{UiExt as _, text},
        widgets::{card, empty, form},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    chosen: String,
    /// What is drawn of a column, made once.
    drawn: Option<((usize, String), Drawn)>,
}

struct Drawn {
    labels: Vec<String>,
    rows: Vec<(String, Vec<Option<f64>>)>,
    values: Vec<(String, Vec<Option<f64>>)>,
    missing: Vec<(String, Vec<Option<f64>>)>,
}

impl View {
    /// One column period by period.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let Some(series) = &report.series else {
            card(ui, "Over time", |ui| {
                empty(
                    ui,
                    "The data has no times",
                    "With a time column, every other column can be followed period by period: how many rows, the mean of a number, the share of each category, and what is missing. Set the time column in step 1, or give a column the kind “time” in step 2.",
                    |_| {},
                );
            });
            return;
        };
        let there = |name: &str| series.columns.iter().any(|column| column.column == name);
        if !there(&self.chosen) {
            let target = &open.project.problem.target;
            let first = series.columns.first().map(|column| column.column.clone());
            self.chosen = Some(target.clone())
                .filter(|name| there(name))
                .or(first)
                .unwrap_or_default();
        }
        let Some(column) = series
            .columns
            .iter()
            .find(|column| column.column == self.chosen)
        else {
            return;
        };
        let key = (std::ptr::from_ref(series) as usize, self.chosen.clone());
        if self.drawn.as_ref().is_none_or(|(of, _)| *of != key) {
            self.drawn = Some((key, Drawn::of(series, column)));
        }
        card(ui, "Over time", |ui| {
            self.choice(ui, series, open, commands);
            if let Some((_, drawn)) = &self.drawn {
                drawn.ui(ui, column, series);
            }
        });
    }

    fn choice(
        &mut self,
        ui: &mut Ui,
        series: &Series,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        ui.horizontal_wrapped(|ui| {
            let combo = ComboBox::from_id_salt("followed")
                .selected_text(&self.chosen)
                .width(220.0)
                .show_ui(ui, |ui| {
                    for column in &series.columns {
                        let name = column.column.clone();
                        ui.selectable_value(&mut self.chosen, name.clone(), name);
                    }
                });
            combo.response.accessible_name("Column to follow");
            let weak = ui.tokens().text_weak;
            let words = format!("by {} of {}", series.period.name(), series.time);
            ui.label(RichText::new(words).color(weak));
        });
        let mut params = open.project.analysis.clone();
        let mut options = vec![(None, "as fine as 120 allow".to_owned())];
        options.extend(Period::ALL.map(|period| (Some(period), period.name().to_owned())));
        let help = "How long a period is; a change counts when the step runs again";
        if form::choice(ui, "Period", help, &mut params.period, &options) {
            commands.edit(Edit::Analysis(params));
        }
    }
}

impl Drawn {
    fn of(series: &Series, column: &ColumnSeries) -> Self {
        let share = |counts: &[u64]| -> Vec<Option<f64>> {
            let pairs = counts.iter().zip(&series.rows);
            pairs
                .map(|(count, rows)| (*rows > 0).then(|| *count as f64 / *rows as f64))
                .collect()
        };
        let values = match &column.means {
            Some(means) => vec![(column.column.clone(), means.clone())],
            None => column
                .levels
                .iter()
                .map(|(level, counts)| (level.clone(), share(counts)))
                .collect(),
        };
        Self {
            labels: series
                .starts
                .iter()
                .map(|start| series.period.label(*start))
                .collect(),
            rows: vec![(
                "rows".to_owned(),
                series.rows.iter().map(|rows| Some(*rows as f64)).collect(),
            )],
            values,
            missing: vec![("missing".to_owned(), share(&column.missing))],
        }
    }

    fn ui(&self, ui: &mut Ui, column: &ColumnSeries, series: &Series) {
        let is_number = column.means.is_some();
        let name = if is_number {
            format!("Mean of {}", column.column)
        } else {
            format!("Share of each {}", column.column)
        };
        let plot = |ui: &mut Ui, name: &str, lines, shares, height| {
            let plot = OverTime {
                name,
                labels: &self.labels,
                series: lines,
                shares,
                from_zero: false,
                height,
            };
            plot.ui(ui);
        };
        plot(ui, &name, &self.values, !is_number, 300.0);
        plot(
            ui,
            &format!("Missing share of {}", column.column),
            &self.missing,
            true,
            130.0,
        );
        plot(ui, "Rows", &self.rows, false, 130.0);
        if series.undated > 0 {
            let words = format!(
                "{} rows have no time and are in no period.",
                words::count(series.undated)
            );
            let weak = ui.tokens().text_weak;
            ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
        }
    }
}
