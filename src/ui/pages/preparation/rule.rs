use egui::{Label, RichText, Ui};

use crate::{
    data::{Kind, split::SplitRule},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Icon, Tone, form, icon},
        words,
    },
    workbench::OpenProject,
};

/// The rules by name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Random,
    Stratified,
    Group,
    Order,
    Time,
    TimeShares,
}

/// Shares of training, validation and test.
type Shares = [f64; 3];

/// How rows are given to parts; true when something changed.
pub(super) fn form(ui: &mut Ui, rule: &mut SplitRule, open: &OpenProject) -> bool {
    let mut chosen = named(rule);
    let options = [
        (Named::Random, "By lot"),
        (Named::Stratified, "By lot, the same mix in every part"),
        (Named::Group, "By lot, keeping groups together"),
        (Named::Order, "In the order of the rows"),
        (Named::TimeShares, "By time, in shares"),
        (Named::Time, "By time, at dates"),
    ]
    .map(|(named, words)| (named, words.to_owned()));
    let help = "By time is how a model meets its rows in life: it learns from the past and is asked about the future";
    let mut changed = form::choice(ui, "Rule", help, &mut chosen, &options);
    if changed {
        *rule = turned(rule, chosen, open);
    }
    changed |= parameters(ui, rule, open);
    match rule.check() {
        Err(err) => line(ui, Icon::Warning, Tone::Warn, &err.to_string()),
        Ok(()) => line(ui, Icon::Info, Tone::Neutral, &rest(rule)),
    }
    if matches!(chosen, Named::Random | Named::Stratified | Named::Group)
        && open.project.problem.time_column.is_some()
    {
        let words = "The rows have a time, but the rule ignores it: the model is judged on rows from between those it learned from, and looks better than it will be.";
        line(ui, Icon::Warning, Tone::Warn, words);
    }
    changed
}

fn named(rule: &SplitRule) -> Named {
    match rule {
        SplitRule::Random { .. } => Named::Random,
        SplitRule::Stratified { .. } => Named::Stratified,
        SplitRule::Group { .. } => Named::Group,
        SplitRule::Order { .. } => Named::Order,
        SplitRule::Time { .. } => Named::Time,
        SplitRule::TimeShares { .. } => Named::TimeShares,
    }
}

fn parameters(ui: &mut Ui, rule: &mut SplitRule, open: &OpenProject) -> bool {
    match rule {
        SplitRule::Random {
            train,
            validation,
            test,
            seed,
        } => shares(ui, [train, validation, test]) | lot(ui, seed),
        SplitRule::Stratified {
            column,
            train,
            validation,
            test,
            seed,
        } => {
            let help = "Every part gets the same mix of its values; usually the target";
            of(ui, help, column, (open, |kind| kind != Kind::Time))
                | shares(ui, [train, validation, test])
                | lot(ui, seed)
        }
        SplitRule::Group {
            column,
            alike,
            train,
            validation,
            test,
            seed,
        } => {
            let help = "Rows with the same value stay in one part; usually the entity";
            of(ui, help, column, (open, |kind| kind != Kind::Decimal))
                | same_mix(ui, alike, open)
                | shares(ui, [train, validation, test])
                | lot(ui, seed)
        }
        SplitRule::Order {
            train,
            validation,
            test,
        } => shares(ui, [train, validation, test]),
        SplitRule::TimeShares {
            column,
            train,
            validation,
            test,
        } => {
            let help = "The column with the time; rows without one are production";
            of(ui, help, column, (open, |kind| kind == Kind::Time))
                | shares(ui, [train, validation, test])
        }
        SplitRule::Time {
            column,
            train_until,
            validation_until,
            test_until,
        } => {
            let help = "The column with the time; rows without one are production";
            let date = "A day such as 2013-07-01, or a time such as 2013-07-01 12:00; the day itself is no longer part of it";
            of(ui, help, column, (open, |kind| kind == Kind::Time))
                | form::text_line(ui, "Training until", date, train_until)
                | form::text_line(ui, "Validation until", date, validation_until)
                | form::text_line(ui, "Test until", date, test_until)
        }
    }
}

fn shares(ui: &mut Ui, [train, validation, test]: [&mut f64; 3]) -> bool {
    form::number(
        ui,
        "Training share",
        "Models are fitted on it",
        train,
        0.0..=1.0,
    ) | form::number(
        ui,
        "Validation share",
        "It chooses between models",
        validation,
        0.0..=1.0,
    ) | form::number(
        ui,
        "Test share",
        "It judges the chosen model",
        test,
        0.0..=1.0,
    )
}

/// Whether the target's mix is kept alike in every part.
fn same_mix(ui: &mut Ui, alike: &mut Option<String>, open: &OpenProject) -> bool {
    let mut keeps = alike.is_some();
    let help = "Keeps the mix of the target alike in every part, as far as whole groups allow";
    let changed = form::tick(ui, "Same mix of the target", help, &mut keeps);
    if changed {
        *alike =
            Some(open.project.problem.target.clone()).filter(|target| keeps && !target.is_empty());
    }
    changed
}

fn lot(ui: &mut Ui, seed: &mut u64) -> bool {
    let help = "The same seed gives the same split";
    // A project file holds whole numbers up to 2^63.
    form::whole(ui, "Seed", help, seed, 0..=i64::MAX as u64)
}

/// The column that a rule goes by.
fn of(
    ui: &mut Ui,
    help: &str,
    column: &mut String,
    (open, fits): (&OpenProject, fn(Kind) -> bool),
) -> bool {
    let Some(done) = &open.results.extraction else {
        return form::text_line(ui, "Split by", help, column);
    };
    let mut options: Vec<(String, String)> = done
        .report
        .columns
        .iter()
        .filter(|info| fits(info.kind) || info.name == *column)
        .map(|info| (info.name.clone(), info.name.clone()))
        .collect();
    if !column.is_empty() && !options.iter().any(|(name, _)| name == column) {
        options.push((column.clone(), format!("{column}  (not in the data)")));
    }
    form::choice(ui, "Split by", help, column, &options)
}

/// What the shares leave.
fn rest(rule: &SplitRule) -> String {
    match shares_of(rule) {
        Some(shares) => {
            let left = (1.0 - shares.iter().sum::<f64>()).max(0.0);
            format!(
                "The other {} of the rows stand for production.",
                words::percent(left)
            )
        }
        None => "Rows from the last date on stand for production.".to_owned(),
    }
}

fn shares_of(rule: &SplitRule) -> Option<Shares> {
    match rule {
        SplitRule::Random {
            train,
            validation,
            test,
            ..
        }
        | SplitRule::Stratified {
            train,
            validation,
            test,
            ..
        }
        | SplitRule::Group {
            train,
            validation,
            test,
            ..
        }
        | SplitRule::Order {
            train,
            validation,
            test,
        }
        | SplitRule::TimeShares {
            train,
            validation,
            test,
            ..
        } => Some([*train, *validation, *test]),
        SplitRule::Time { .. } => None,
    }
}

/// The rule by another name, with what the old one and the problem say of its parameters.
fn turned(rule: &SplitRule, to: Named, open: &OpenProject) -> SplitRule {
    let problem = &open.project.problem;
    let [train, validation, test] = shares_of(rule).unwrap_or([0.6, 0.15, 0.15]);
    let seed = match rule {
        SplitRule::Random { seed, .. }
        | SplitRule::Stratified { seed, .. }
        | SplitRule::Group { seed, .. } => *seed,
        SplitRule::Time { .. } | SplitRule::TimeShares { .. } | SplitRule::Order { .. } => 1,
    };
    let time = || match rule {
        SplitRule::Time { column, .. } | SplitRule::TimeShares { column, .. } => column.clone(),
        SplitRule::Random { .. }
        | SplitRule::Stratified { .. }
        | SplitRule::Group { .. }
        | SplitRule::Order { .. } => problem.time_column.clone().unwrap_or_default(),
    };
    match to {
        Named::Random => SplitRule::Random {
            train,
            validation,
            test,
            seed,
        },
        Named::Stratified => SplitRule::Stratified {
            column: problem.target.clone(),
            train,
            validation,
            test,
            seed,
        },
        Named::Group => SplitRule::Group {
            column: problem.entity.clone().unwrap_or_default(),
            alike: Some(problem.target.clone())
                .filter(|target| problem.task.is_classification() && !target.is_empty()),
            train,
            validation,
            test,
            seed,
        },
        Named::Order => SplitRule::Order {
            train,
            validation,
            test,
        },
        Named::TimeShares => SplitRule::TimeShares {
            column: time(),
            train,
            validation,
            test,
        },
        Named::Time => {
            let column = time();
            let [train_until, validation_until, test_until] =
                dates(open, &column, [train, validation, test]).unwrap_or_default();
            SplitRule::Time {
                column,
                train_until,
                validation_until,
                test_until,
            }
        }
    }
}

/// The days at which the shares of the time that the data covers end.
fn dates(open: &OpenProject, column: &str, shares: Shares) -> Option<[String; 3]> {
    let profile = &open.results.analysis.as_ref()?.report.profile;
    let times = profile
        .columns
        .iter()
        .find(|profile| profile.name == column)?
        .times
        .as_ref()?;
    let (first, last) = (times.first? as f64, times.last? as f64);
    let mut share = 0.0;
    Some(shares.map(|more| {
        share += more;
        words::time((first + share * (last - first)) as i64)
            .chars()
            .take(10)
            .collect()
    }))
}

fn line(ui: &mut Ui, mark: Icon, tone: Tone, words: &str) {
    let (ink, _) = tone.colors(ui.tokens());
    ui.horizontal_top(|ui| {
        icon(ui, mark, 14.0, ink);
        ui.add(Label::new(RichText::new(words).font(text::label()).color(ink)).wrap());
    });
}
