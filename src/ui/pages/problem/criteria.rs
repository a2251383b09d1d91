use egui::{Label, RichText, Ui};

use crate::{
    data::Segment,
    gates::Criterion,
    metrics::Metric,
    steps::problem::Params,
    ui::{
        theme::{UiExt as _, space},
        widgets::{Icon, Tone, chip, form, icon, icon_button, primary_button},
    },
};

/// Where there is no end, a limit may still be typed up to here.
const FAR: f64 = 1e9;

/// What a criterion may ask for.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Demand {
    #[default]
    AtLeast,
    AtMost,
    Gain,
}

/// The criterion that is being written.
#[derive(Default)]
pub(super) struct Draft {
    metric: Option<Metric>,
    demand: Demand,
    limit: f64,
    slice: Option<String>,
}

/// What a model must reach; true when something changed.
pub(super) fn list(
    ui: &mut Ui,
    params: &mut Params,
    (draft, segments): (&mut Draft, &[Segment]),
) -> bool {
    let weak = ui.tokens().text_weak;
    if params.criteria.is_empty() {
        let words = "None yet. What must a model reach, on rows it never saw, to be worth shipping? Each criterion becomes a gate in step 7.";
        ui.add(Label::new(RichText::new(words).color(weak)).wrap());
    }
    let mut removed = None;
    for (i, criterion) in params.criteria.iter().enumerate() {
        ui.horizontal(|ui| {
            icon(ui, Icon::Check, 14.0, ui.tokens().accent);
            ui.add(Label::new(criterion.to_string()).wrap());
            if !criterion.metric.tasks().contains(&params.task) {
                chip(ui, Tone::Warn, "does not fit the task");
            }
            if icon_button(ui, Icon::Cross, &format!("Remove criterion {}", i + 1)).clicked() {
                removed = Some(i);
            }
        });
    }
    if let Some(i) = removed {
        params.criteria.remove(i);
        return true;
    }
    ui.add_space(space::XS);
    ui.separator();
    let added = draft.form(ui, params, segments);
    let changed = added.is_some();
    params.criteria.extend(added);
    changed
}

impl Draft {
    /// The form of one more criterion; the criterion, once it is asked for.
    fn form(&mut self, ui: &mut Ui, params: &Params, segments: &[Segment]) -> Option<Criterion> {
        let fits = |metric: &Metric| metric.tasks().contains(&params.task);
        let mut metric = self
            .metric
            .filter(fits)
            .unwrap_or_else(|| params.primary_metric());
        let metrics: Vec<(Metric, String)> = Metric::for_task(params.task)
            .map(|metric| (metric, metric.info().name.to_owned()))
            .collect();
        if form::choice(
            ui,
            "Measured by",
            metric.info().summary,
            &mut metric,
            &metrics,
        ) || self.metric != Some(metric)
        {
            self.demand = if metric.higher_is_better() {
                Demand::AtLeast
            } else {
                Demand::AtMost
            };
        }
        self.metric = Some(metric);
        let demands = [
            (Demand::AtLeast, "at least"),
            (Demand::AtMost, "at most"),
            (Demand::Gain, "better than the baseline by"),
        ]
        .map(|(demand, words)| (demand, words.to_owned()));
        let help = "The baseline answers without looking at the columns; a model that does not beat it is not worth shipping";
        form::choice(ui, "Must be", help, &mut self.demand, &demands);
        let (lowest, highest) = metric.range();
        let lowest = if self.demand == Demand::Gain {
            0.0
        } else {
            lowest
        };
        let range = lowest.max(-FAR)..=highest.min(FAR);
        self.limit = self.limit.clamp(*range.start(), *range.end());
        form::number(
            ui,
            "Limit",
            "In the unit of the metric",
            &mut self.limit,
            range,
        );
        let mut slices = vec![(None, "all test rows".to_owned())];
        slices.extend(
            params
                .watched()
                .into_iter()
                .map(|name| (Some(name.to_owned()), format!("each part of {name}"))),
        );
        slices.extend(segments.iter().map(|segment| {
            (
                Some(segment.name.clone()),
                format!("the segment {}", segment.name),
            )
        }));
        let is_there = |(slice, _): &(Option<String>, String)| *slice == self.slice;
        if !slices.iter().any(is_there) {
            self.slice = None;
        }
        let help =
            "On which rows; name slices in the card about slices to judge them by themselves";
        form::choice(ui, "On", help, &mut self.slice, &slices);
        let criterion = self.criterion(metric);
        let twice = params.criteria.contains(&criterion);
        let ready = criterion.check().is_ok() && !twice;
        let add = ui
            .horizontal(|ui| primary_button(ui, ready, "Add this criterion"))
            .inner;
        let add = if twice {
            add.on_disabled_hover_text("It is in the list already")
        } else {
            add
        };
        add.clicked().then_some(criterion)
    }

    fn criterion(&self, metric: Metric) -> Criterion {
        let criterion = match self.demand {
            Demand::AtLeast => Criterion::at_least(metric, self.limit),
            Demand::AtMost => Criterion::at_most(metric, self.limit),
            Demand::Gain => Criterion {
                at_least: None,
                min_gain: Some(self.limit),
                ..Criterion::at_least(metric, self.limit)
            },
        };
        Criterion {
            slice: self.slice.clone(),
            ..criterion
        }
    }
}
