use egui::{Label, RichText, Ui};

use super::promises;
use crate::{
    data::{ColumnInfo, Kind},
    metrics::Metric,
    steps::problem::Params,
    terms::Task,
    ui::{
        theme::UiExt as _,
        widgets::{Icon, Tone, form, icon},
    },
    workbench::OpenProject,
};

/// With more classes than this, the positive one is typed.
const MANY: usize = 60;

/// The form; true when something changed. `classes` are those that the target is known to have.
pub(super) fn form(
    ui: &mut Ui,
    params: &mut Params,
    (open, classes): (&OpenProject, &[String]),
) -> bool {
    let columns: &[ColumnInfo] = open
        .results
        .extraction
        .as_ref()
        .map_or(&[], |done| &done.report.columns);
    let mut changed = form::text_line(
        ui,
        "Question",
        "The question in plain words, as a person would ask it",
        &mut params.question,
    );
    let tasks = Task::ALL.map(|task| (task, task.name().to_owned()));
    changed |= form::choice(ui, "Task", "The kind of answer", &mut params.task, &tasks);
    let mut target = Some(params.target.clone()).filter(|target| !target.is_empty());
    if column(
        ui,
        "Target",
        "The column that holds the answer",
        (&mut target, None),
        columns.iter(),
    ) {
        params.target = target.unwrap_or_default();
        changed = true;
    }
    if params.task == Task::Binary {
        changed |= positive(ui, params, classes);
    }
    let times = columns.iter().filter(|column| column.kind == Kind::Time);
    let help = "Says when a row happened: orders the split and the monitoring";
    let none = Some("rows have no time");
    changed |= column(
        ui,
        "Time column",
        help,
        (&mut params.time_column, none),
        times,
    );
    let help = "Says whom or what a row is about; never given to a model";
    let none = Some("no entity");
    changed |= column(
        ui,
        "Entity",
        help,
        (&mut params.entity, none),
        columns.iter(),
    );
    changed |= metric(ui, params);
    changed |= promises::form(ui, params);
    if let Err(err) = params.check() {
        warning(ui, &err.to_string());
    } else if params.task == Task::Binary && classes.len() > 2 {
        let n = classes.len();
        warning(
            ui,
            &format!("The target has {n} classes, but the task is binary."),
        );
    } else if params.task == Task::Binary
        && !classes.is_empty()
        && !classes.contains(&params.positive)
    {
        warning(ui, "Choose which class is the positive one.");
    }
    changed
}

/// What no longer fits after a change is let go: the class of another target, the costs and the
/// metric of another task. Taken back by one undo, with the change itself.
pub(super) fn keep_sound(before: &Params, params: &mut Params) {
    if params.target != before.target {
        params.positive.clear();
        let is_target = |name: &String| *name == params.target;
        params.unavailable.retain(|name| !is_target(name));
        params.ignored.retain(|name| !is_target(name));
    }
    if params.task != before.task {
        if params.task != Task::Binary {
            params.costs = Default::default();
            params.positive.clear();
        }
        params.metric = params
            .metric
            .filter(|metric| metric.tasks().contains(&params.task));
    }
}

fn positive(ui: &mut Ui, params: &mut Params, classes: &[String]) -> bool {
    let label = "Positive class";
    let help = "The class that the question asks about; probabilities and costs are about it";
    if classes.is_empty() || classes.len() > MANY {
        return form::text_line(ui, label, help, &mut params.positive);
    }
    let options: Vec<(String, String)> = classes
        .iter()
        .map(|class| (class.clone(), class.clone()))
        .collect();
    form::choice(ui, label, help, &mut params.positive, &options)
}

fn metric(ui: &mut Ui, params: &mut Params) -> bool {
    let mut plain = params.clone();
    plain.metric = None;
    let usual = format!("{} (usual)", plain.primary_metric().info().name);
    let mut options = vec![(None, usual)];
    options.extend(
        Metric::for_task(params.task).map(|metric| (Some(metric), metric.info().name.to_owned())),
    );
    let help = params.primary_metric().info().summary;
    form::choice(ui, "Metric", help, &mut params.metric, &options)
}

/// A column by name: chosen where the columns are known, typed where they are not. `none` is what
/// is shown for no column, if that is allowed.
fn column<'a>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    (value, none): (&mut Option<String>, Option<&str>),
    columns: impl Iterator<Item = &'a ColumnInfo>,
) -> bool {
    let mut options: Vec<(Option<String>, String)> = columns
        .map(|column| {
            (
                Some(column.name.clone()),
                format!("{}  ({})", column.name, column.kind.name()),
            )
        })
        .collect();
    if options.is_empty() {
        let mut text = value.clone().unwrap_or_default();
        let changed = form::text_line(ui, label, help, &mut text);
        if changed {
            *value = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        return changed;
    }
    if let Some(name) = value
        .as_ref()
        .filter(|_| !options.iter().any(|(name, _)| name == value))
    {
        options.push((value.clone(), format!("{name}  (not in the data)")));
    }
    if let Some(none) = none {
        options.insert(0, (None, none.to_owned()));
    }
    form::choice(ui, label, help, value, &options)
}

fn warning(ui: &mut Ui, words: &str) {
    let (ink, _) = Tone::Warn.colors(ui.tokens());
    ui.horizontal_top(|ui| {
        icon(ui, Icon::Warning, 14.0, ink);
        ui.add(Label::new(RichText::new(words).color(ink)).wrap());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_another_target_is_let_go() {
        let before = Params {
            target: "late".to_owned(),
            positive: "true".to_owned(),
            ignored: vec!["carrier".to_owned()],
            ..Params::default()
        };
        let mut after = Params {
            target: "carrier".to_owned(),
            ..before.clone()
        };
        keep_sound(&before, &mut after);
        assert_eq!(after.positive, "");
        assert!(after.ignored.is_empty());
        assert!(after.check().is_ok());
    }
}
