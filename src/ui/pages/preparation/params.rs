//! The parameters of every operation, edited where the step stands.

use egui::Ui;

use super::looks_back;
use crate::{
    data::{
        ColumnInfo, Kind,
        recipe::{
            Bin, BinBy, BinOutput, Cast, Clip, ClipAt, Encode, Impute, ImputeWith, LogMethod,
            OnFailure, Operation, PatternAction, ScaleMethod, TargetEncoding, TextPattern,
            TextUnit, TimePart, TimeParts,
        },
    },
    ui::widgets::form,
};

/// The form of an operation; true when something changed. `columns` are those of the data.
pub(super) fn form(ui: &mut Ui, operation: &mut Operation, columns: &[ColumnInfo]) -> bool {
    match operation {
        Operation::Filter(filter) => {
            let help = "An SQL condition over one row, such as distance > 0 and carrier <> 'HA'. A row where it is not known is left out. Rows that are asked about later are never left out";
            form::text_line(ui, "Keep rows where", help, &mut filter.keep)
        }
        Operation::Rename(rename) => {
            form::text_line(ui, "New name", "Must not be taken", &mut rename.to)
        }
        Operation::Cast(cast) => self::cast(ui, cast),
        Operation::Formula(formula) => {
            let name = "The name of the new column";
            let help = "An SQL expression over the columns of one row, such as distance / 60. Whatever is no finite number is a gap";
            form::text_line(ui, "New column", name, &mut formula.name)
                | form::text_line(ui, "Formula", help, &mut formula.formula)
        }
        Operation::TextLength(length) => {
            let options = [
                (TextUnit::Characters, "characters"),
                (TextUnit::Words, "words"),
            ];
            one_of(ui, "Count", "", &mut length.count, &options)
        }
        Operation::TextPattern(pattern) => self::pattern(ui, pattern),
        Operation::Lag(lag) => looks_back::lag(ui, lag, columns),
        Operation::Rolling(rolling) => looks_back::rolling(ui, rolling, columns),
        Operation::Impute(impute) => self::impute(ui, impute),
        Operation::Encode(encode) => self::encode(ui, encode),
        Operation::Rare(rare) => {
            let below = "A value with a smaller share of the training rows is rare, 0 to 1";
            let name = "The name that rare values get; (rare) where it is empty";
            form::number(ui, "Rare is below", below, &mut rare.below, 0.0..=1.0)
                | form::text_line(ui, "Their name", name, &mut rare.name)
        }
        Operation::OneHot(one_hot) => {
            let help = "How many values get a column of their own; the others share one";
            size(
                ui,
                "Columns at most",
                help,
                &mut one_hot.max_levels,
                1..=1000,
            )
        }
        Operation::Target(target) => self::target(ui, target),
        Operation::TimeParts(parts) => time_parts(ui, parts),
        Operation::Clip(clip) => self::clip(ui, clip),
        Operation::Log(log) => {
            let options = [
                (LogMethod::Signed, "sign · ln(1 + |x|), for every number"),
                (LogMethod::Natural, "ln(x), for numbers above 0"),
            ];
            one_of(ui, "Logarithm", "", &mut log.method, &options)
        }
        Operation::Bin(bin) => self::bin(ui, bin),
        Operation::Scale(scale) => {
            let options = [
                (ScaleMethod::Standard, "mean 0, standard deviation 1"),
                (ScaleMethod::MinMax, "from 0 to 1"),
                (ScaleMethod::Robust, "median 0, quartile distance 1"),
            ];
            let help = "Learned from the training rows; columns of 0 and 1 stay as they are";
            one_of(ui, "Scale", help, &mut scale.method, &options)
        }
        Operation::Deduplicate
        | Operation::Drop
        | Operation::DropConstant
        | Operation::Ordinal
        | Operation::Frequency => false,
    }
}

fn impute(ui: &mut Ui, impute: &mut Impute) -> bool {
    let options = [
        (ImputeWith::Median, "the median"),
        (ImputeWith::Mean, "the mean"),
        (ImputeWith::MostFrequent, "the most frequent value"),
        (ImputeWith::Constant, "a value that you give"),
    ];
    let help =
        "Median and mean need numbers; all but the given value are learned from the training rows";
    let mut changed = one_of(ui, "Fill with", help, &mut impute.with, &options);
    if impute.with == ImputeWith::Constant {
        let number = "Fills gaps in numbers";
        let text = "Fills gaps in text";
        changed |= form::number(ui, "In numbers", number, &mut impute.number, -1e12..=1e12);
        changed |= form::text_line(ui, "In text", text, &mut impute.text);
    }
    let help = "Adds a column that is 1 where a value was missing, if there were gaps in training";
    changed | form::tick(ui, "Mark the gaps", help, &mut impute.missing_indicator)
}

fn encode(ui: &mut Ui, encode: &mut Encode) -> bool {
    let help = "Up to so many values: one column each; more: the mean of the target";
    size(
        ui,
        "Few values are up to",
        help,
        &mut encode.max_levels,
        1..=1000,
    ) | smoothing(ui, &mut encode.smoothing)
        | folds(ui, &mut encode.folds)
}

fn target(ui: &mut Ui, target: &mut TargetEncoding) -> bool {
    smoothing(ui, &mut target.smoothing) | folds(ui, &mut target.folds)
}

fn smoothing(ui: &mut Ui, rows: &mut f64) -> bool {
    let help = "How many rows the mean of all rows counts for: rare values are drawn towards it";
    form::number(ui, "Smoothing in rows", help, rows, 0.0..=1e6)
}

fn folds(ui: &mut Ui, folds: &mut usize) -> bool {
    let help =
        "A training row is encoded from the other folds only, so that it never sees its own answer";
    size(ui, "Folds", help, folds, 2..=100)
}

fn time_parts(ui: &mut Ui, parts: &mut TimeParts) -> bool {
    let mut changed = false;
    let mut chosen = if parts.parts.is_empty() {
        TimePart::USUAL.to_vec()
    } else {
        parts.parts.clone()
    };
    for part in TimePart::ALL {
        let mut wanted = chosen.contains(&part);
        // None at all would mean the usual ones again.
        let last = wanted && chosen.len() == 1;
        let label = format!("Take the {}", part.name());
        if form::tick(ui, &label, "", &mut wanted) && !last {
            chosen.retain(|other| *other != part || wanted);
            if wanted {
                chosen.push(part);
            }
            parts.parts = TimePart::ALL
                .into_iter()
                .filter(|part| chosen.contains(part))
                .collect();
            changed = true;
        }
    }
    let help = "Sine and cosine, so that 23 h is near 0 h; else one number each";
    changed | form::tick(ui, "On a circle", help, &mut parts.cyclic)
}

fn clip(ui: &mut Ui, clip: &mut Clip) -> bool {
    let options = [
        (ClipAt::Quantiles, "quantiles of training"),
        (ClipAt::Fences, "quartile distances away"),
        (ClipAt::Values, "these values"),
    ];
    let mut changed = one_of(ui, "Limits are", "", &mut clip.at, &options);
    if changed {
        (clip.lower, clip.upper) = match clip.at {
            ClipAt::Quantiles => (Some(0.01), Some(0.99)),
            ClipAt::Fences => (Some(3.0), Some(3.0)),
            ClipAt::Values => (clip.lower, clip.upper),
        };
    }
    let range = match clip.at {
        ClipAt::Quantiles => 0.0..=1.0,
        ClipAt::Fences => 0.0..=1000.0,
        ClipAt::Values => -1e12..=1e12,
    };
    for (words, limit) in [
        ("Lower limit", &mut clip.lower),
        ("Upper limit", &mut clip.upper),
    ] {
        let mut wanted = limit.is_some();
        if form::tick(ui, &format!("{words} wanted"), "", &mut wanted) {
            *limit = wanted.then_some(*range.start());
            changed = true;
        }
        if let Some(value) = limit {
            changed |= form::number(ui, words, "", value, range.clone());
        }
    }
    changed
}

fn bin(ui: &mut Ui, bin: &mut Bin) -> bool {
    let by = [
        (BinBy::Quantiles, "as many rows in each"),
        (BinBy::Width, "of one width"),
    ];
    let output = [
        (BinOutput::Place, "its place, from 0"),
        (BinOutput::Text, "its name, for an encoding"),
    ];
    size(ui, "Bins", "", &mut bin.bins, 2..=1000)
        | one_of(ui, "Bins are", "", &mut bin.by, &by)
        | one_of(ui, "A number becomes", "", &mut bin.output, &output)
}

fn cast(ui: &mut Ui, cast: &mut Cast) -> bool {
    let kinds: Vec<(Kind, &str)> = Kind::ALL.map(|kind| (kind, kind.name())).to_vec();
    let failures = [
        (OnFailure::Stop, "stops and says where"),
        (OnFailure::Gap, "becomes a gap"),
    ];
    let help = "What happens when a training value cannot be read so";
    one_of(ui, "New kind", "", &mut cast.to, &kinds)
        | one_of(
            ui,
            "What does not fit",
            help,
            &mut cast.on_failure,
            &failures,
        )
}

fn pattern(ui: &mut Ui, pattern: &mut TextPattern) -> bool {
    let actions = [
        (PatternAction::Flag, "whether it matches"),
        (PatternAction::Extract, "what it finds"),
        (PatternAction::Template, "a text made of it"),
    ];
    let help = "A regular expression, such as ^N(\\d+)";
    let mut changed = form::text_line(ui, "Pattern", help, &mut pattern.pattern)
        | one_of(ui, "The column holds", "", &mut pattern.action, &actions);
    if pattern.action == PatternAction::Template {
        let help = "$1, ${2} and ${name} stand for the groups of the pattern";
        changed |= form::text_line(ui, "Template", help, &mut pattern.template);
    }
    let help = "Made from the name of the text where it is empty";
    changed | form::text_line(ui, "New column", help, &mut pattern.name)
}

/// A number of things.
pub(super) fn size(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut usize,
    range: std::ops::RangeInclusive<u64>,
) -> bool {
    let mut number = *value as u64;
    let changed = form::whole(ui, label, help, &mut number, range);
    *value = number as usize;
    changed
}

/// One of several, by words that are known.
pub(super) fn one_of<T: PartialEq + Copy>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    value: &mut T,
    options: &[(T, &str)],
) -> bool {
    let options: Vec<(T, String)> = options
        .iter()
        .map(|(option, words)| (*option, (*words).to_owned()))
        .collect();
    form::choice(ui, label, help, value, &options)
}
