use super::{
    Clip, ClipAt, Columns, Group, Impute, Log, OneHot, Operation, Rare, Recipe, RecipeStep, Scale,
    TargetEncoding, TimePart, TimeParts,
};
use crate::data::{ColumnInfo, ColumnProfile, Count, Kind, Profile};

/// A step that the figures of the data speak for.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The step.
    pub step: RecipeStep,
    /// What speaks for it, column by column.
    pub reasons: Vec<Reason>,
}

/// What speaks for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The column; empty where it is about all of them.
    pub column: String,
    /// The figure: "2.4 % missing".
    pub figure: String,
}

/// Columns of text with more values than this get one number instead of a column per value.
const MANY_VALUES: u64 = OneHot::DEFAULT.max_levels as u64;
/// Quartile distances beyond the middle half from which a value counts as extreme: twice Tukey's
/// fence for values that are far out.
const FENCES: f64 = 6.0;
/// Numbers with fewer values than this are codes or counts, of which none is extreme.
const FEW_NUMBERS: u64 = 20;
/// From this skewness on a logarithm draws a tail in.
const SKEWED: f64 = 1.0;
/// A value of text with a smaller share of the rows is rare: too few rows to learn from.
const RARE: f64 = 0.005;
/// Of more values than this nearly all are rare, and a mean of the target per value says more.
const MOST_CATEGORIES: u64 = 200;
/// Spreads that differ by this factor make a linear model look at the widest column only.
const UNEVEN: f64 = 10.0;
/// Data that covers less time cannot tell one month from another.
const HALF_A_YEAR: i64 = 180 * DAY;
const DAY: i64 = 86_400_000_000;

/// Steps that suit the columns by what the profile says of them, in a recipe's order.
///
/// The figures decide only which steps are proposed: what a step learns, it learns
/// from the training rows when it is run.
///
/// `has_target` says whether there is a target that text can be encoded by.
pub fn suggest(profile: &Profile, features: &[ColumnInfo], has_target: bool) -> Vec<Suggestion> {
    let found = Found {
        rows: profile.rows,
        columns: features
            .iter()
            .filter_map(|info| {
                let column = profile
                    .columns
                    .iter()
                    .find(|column| column.name == info.name)?;
                Some((info.kind, column))
            })
            .collect(),
    };
    [
        found.constants(),
        found.times(),
        found.extremes(),
        found.gaps(Kind::is_number, Impute::DEFAULT),
        found.gaps(|kind| kind == Kind::Boolean, Impute::MOST_FREQUENT),
        found.gaps(|kind| kind == Kind::Time, Impute::DEFAULT),
        found.long_tails(),
        found.rare(),
        found.few_values(),
        found.many_values(has_target),
        found.scale(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Suggestion {
    /// The first step of `recipe` that already does this to all of the columns.
    pub fn is_in(&self, recipe: &Recipe, features: &[ColumnInfo]) -> Option<usize> {
        let own = purpose(&self.step.operation);
        let columns = || features.iter().filter(|info| self.step.columns.holds(info));
        recipe.steps.iter().position(|step| {
            let is_alike = !step.off && purpose(&step.operation) == own;
            is_alike && columns().all(|info| step.columns.holds(info))
        })
    }

    /// Where in `recipe` it belongs: before the first step that works on what it gives.
    pub fn place(&self, recipe: &Recipe) -> usize {
        let own = purpose(&self.step.operation);
        let later = recipe
            .steps
            .iter()
            .position(|step| purpose(&step.operation) > own);
        later.unwrap_or(recipe.steps.len())
    }
}

/// What a step is for; in the order in which a recipe does it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Table,
    Constants,
    Times,
    Extremes,
    Gaps,
    Tails,
    Rare,
    Encode,
    Scale,
}

fn purpose(operation: &Operation) -> Purpose {
    match operation {
        operation if operation.is_of_table() => Purpose::Table,
        Operation::DropConstant => Purpose::Constants,
        Operation::Clip(_) => Purpose::Extremes,
        Operation::Log(_) => Purpose::Tails,
        Operation::Rare(_) => Purpose::Rare,
        Operation::TimeParts(_) => Purpose::Times,
        Operation::Impute(_) => Purpose::Gaps,
        Operation::Encode(_)
        | Operation::OneHot(_)
        | Operation::Ordinal
        | Operation::Target(_)
        | Operation::Frequency => Purpose::Encode,
        // Bins are a scale of their own.
        _ => Purpose::Scale,
    }
}

/// The features with what is known of them.
struct Found<'a> {
    rows: u64,
    columns: Vec<(Kind, &'a ColumnProfile)>,
}

impl Found<'_> {
    fn constants(&self) -> Option<Suggestion> {
        self.each(Operation::DropConstant, |_, column| {
            let value = column
                .top
                .first()
                .map_or("nothing", |count| count.value.as_str());
            column.constant.then(|| format!("one value only: {value}"))
        })
    }

    fn gaps(&self, fits: impl Fn(Kind) -> bool, impute: Impute) -> Option<Suggestion> {
        self.each(Operation::Impute(impute), |kind, column| {
            let share = column.missing as f64 / self.rows.max(1) as f64;
            let more = if share > 0.5 {
                ": the mark says more than the value"
            } else {
                ""
            };
            let is_it = fits(kind) && column.missing > 0 && !column.constant;
            is_it.then(|| format!("{} missing{more}", percent(share)))
        })
    }

    /// Values far beyond the middle half, in columns without a long tail: there the tail is the
    /// matter, not its end.
    fn extremes(&self) -> Option<Suggestion> {
        let clip = Clip {
            at: ClipAt::Fences,
            lower: Some(FENCES),
            upper: Some(FENCES),
        };
        self.each(Operation::Clip(clip), |_, column| {
            let numbers = column.numbers.as_ref().filter(|_| tail(column).is_none())?;
            let at = |share: f64| {
                let found = numbers.quantiles.iter().find(|(at, _)| *at == share)?;
                found.1.value()
            };
            let (first, third) = (at(0.25)?, at(0.75)?);
            let (low, high) = (numbers.min.value()?, numbers.max.value()?);
            let width = third - first;
            if width <= 0.0 || column.distinct <= FEW_NUMBERS {
                return None;
            }
            let (below, above) = ((first - low) / width, (high - third) / width);
            let (end, value, far) = if above >= below {
                ("largest", high, above)
            } else {
                ("smallest", low, below)
            };
            let is_far = far > FENCES;
            is_far.then(|| {
                format!(
                    "{end} value {} lies {far:.1} quartile distances out",
                    figure(value)
                )
            })
        })
    }

    fn long_tails(&self) -> Option<Suggestion> {
        self.each(Operation::Log(Log::DEFAULT), |_, column| {
            Some(format!("skew {:.1}", tail(column)?))
        })
    }

    /// A profile lists the most frequent values only: of the others their share is known.
    fn rare(&self) -> Option<Suggestion> {
        let rare = Rare {
            below: RARE,
            ..Rare::DEFAULT
        };
        let limit = RARE * self.rows as f64;
        self.each(Operation::Rare(rare), |kind, column| {
            let is_rare = |count: &&Count| (count.count as f64) < limit;
            let listed = column.top.iter().filter(is_rare).count() as u64;
            let unlisted = column.distinct.saturating_sub(column.top.len() as u64);
            let known: u64 = column.top.iter().map(|count| count.count).sum();
            let rest = column.count.saturating_sub(known);
            if kind != Kind::Text || column.distinct > MOST_CATEGORIES {
                return None;
            }
            let of = count(column.distinct);
            if listed > 0 && listed + unlisted > 1 {
                let n = count(listed + unlisted);
                return Some(format!("{n} of {of} values below {}", percent(RARE)));
            }
            let share = percent(rest as f64 / self.rows.max(1) as f64);
            let are_rare = unlisted > 1 && (rest as f64) < limit * unlisted as f64;
            are_rare.then(|| format!("{unlisted} of {of} values share {share} of the rows"))
        })
    }

    fn few_values(&self) -> Option<Suggestion> {
        self.each(Operation::OneHot(OneHot::DEFAULT), |kind, column| {
            let few = kind == Kind::Text && !column.constant && column.distinct <= MANY_VALUES;
            few.then(|| format!("{} values", column.distinct))
        })
    }

    fn many_values(&self, has_target: bool) -> Option<Suggestion> {
        let operation = if has_target {
            Operation::Target(TargetEncoding::DEFAULT)
        } else {
            Operation::Frequency
        };
        self.each(operation, |kind, column| {
            let many = kind == Kind::Text && column.distinct > MANY_VALUES;
            many.then(|| {
                format!(
                    "{} values, too many for a column each",
                    count(column.distinct)
                )
            })
        })
    }

    /// All columns of time get the same parts: those that the data can tell apart.
    fn times(&self) -> Option<Suggestion> {
        let of = |kind: Kind, column: &ColumnProfile| {
            let times = column
                .times
                .as_ref()
                .filter(|_| kind == Kind::Time && !column.constant)?;
            Some((times.first?, times.median?, times.last?))
        };
        let times = || {
            self.columns
                .iter()
                .filter_map(|(kind, column)| of(*kind, column))
        };
        let mut parts = vec![TimePart::Weekday];
        if times().any(|(a, b, c)| [a, b, c].into_iter().any(|time| time.rem_euclid(DAY) != 0)) {
            parts.insert(0, TimePart::Hour);
        }
        if times().any(|(first, _, last)| last - first >= HALF_A_YEAR) {
            parts.push(TimePart::Month);
        }
        let operation = Operation::TimeParts(TimeParts {
            parts,
            cyclic: true,
        });
        self.each(operation, |kind, column| {
            let (first, _, last) = of(kind, column)?;
            let day = |time| {
                crate::data::time_text(time)
                    .chars()
                    .take(10)
                    .collect::<String>()
            };
            Some(format!("a time from {} to {}", day(first), day(last)))
        })
    }

    fn scale(&self) -> Option<Suggestion> {
        let spread = |column: &ColumnProfile| {
            let std = column.numbers.as_ref()?.std.value()?;
            (std > 0.0).then_some(std)
        };
        let spreads = || {
            let columns = self.columns.iter();
            columns.filter_map(|(_, column)| Some((spread(column)?, column.name.as_str())))
        };
        let by_spread = |a: &(f64, &str), b: &(f64, &str)| a.0.total_cmp(&b.0);
        let (narrow, wide) = (spreads().min_by(by_spread)?, spreads().max_by(by_spread)?);
        if wide.0 < UNEVEN * narrow.0 {
            return None;
        }
        let reason = |(spread, name): (f64, &str)| Reason {
            column: name.to_owned(),
            figure: format!("standard deviation {}", figure(spread)),
        };
        Some(Suggestion {
            step: RecipeStep {
                columns: Columns::Of(Group::All),
                operation: Operation::Scale(Scale::DEFAULT),
                off: false,
            },
            reasons: vec![reason(wide), reason(narrow)],
        })
    }

    /// One step for all columns that `figure` says something of.
    fn each(
        &self,
        operation: Operation,
        figure: impl Fn(Kind, &ColumnProfile) -> Option<String>,
    ) -> Option<Suggestion> {
        let reason = |(kind, column): &(Kind, &ColumnProfile)| {
            let figure = figure(*kind, column)?;
            Some(Reason {
                column: column.name.clone(),
                figure,
            })
        };
        let reasons: Vec<Reason> = self.columns.iter().filter_map(reason).collect();
        let names = reasons.iter().map(|reason| reason.column.clone()).collect();
        let step = RecipeStep {
            columns: Columns::Named(names),
            operation,
            off: false,
        };
        (!reasons.is_empty()).then_some(Suggestion { step, reasons })
    }
}

/// The skewness of a column of amounts or counts with a long tail to the right.
fn tail(column: &ColumnProfile) -> Option<f64> {
    let numbers = column.numbers.as_ref()?;
    let skew = numbers.skewness.value()?;
    let is_amount = numbers.negatives == 0 && column.distinct > FEW_NUMBERS;
    (is_amount && skew >= SKEWED).then_some(skew)
}

/// "2.4 %"; never "0.0 %" for what is there.
fn percent(share: f64) -> String {
    if share < 0.001 {
        "less than 0.1 %".to_owned()
    } else {
        format!("{:.1} %", 100.0 * share)
    }
}

/// "4,043".
fn count(n: u64) -> String {
    let digits = n.to_string();
    let bytes = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<String> = bytes
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    groups.join(",")
}

/// Three significant digits.
fn figure(value: f64) -> String {
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
    format!("{value:.decimals$}")
}
