//! Whether a stream has changed, one value after the other: one detector per file, all members of
//! [`Detector`].
//!
//! Given the errors of a model (1 = wrong, 0 = right) they see concept drift; given any column
//! they see that its mean, or its distribution, moves. All of them give the same indices as River
//! 0.26.1 with the same settings, on the same values.

mod adwin;
mod ddm;
mod duel;
mod eddm;
mod hddm_a;
mod hddm_w;
mod kswin;
mod mersenne_twister;
mod page_hinkley;
mod running_mean;

pub use self::{
    adwin::Adwin,
    ddm::Ddm,
    duel::{Duel, DuelParams, DuelScore, Entrant, Round},
    eddm::Eddm,
    hddm_a::HddmA,
    hddm_w::HddmW,
    kswin::Kswin,
    page_hinkley::{Direction, PageHinkley},
};
use crate::terms::{Cancelled, Info, Progress};

/// A detector with its settings.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "detector", rename_all = "snake_case")]
pub enum Detector {
    /// Adaptive windowing.
    Adwin(Adwin),
    /// Drift detection method.
    Ddm(Ddm),
    /// Early drift detection method.
    Eddm(Eddm),
    /// Hoeffding's bound on averages.
    HddmA(HddmA),
    /// McDiarmid's bound on weighted averages.
    HddmW(HddmW),
    /// Page and Hinkley's cumulative sums.
    PageHinkley(PageHinkley),
    /// Kolmogorov-Smirnov test in a sliding window.
    Kswin(Kswin),
}

/// What values a detector is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// 1 for a wrong answer and 0 for a right one.
    Errors,
    /// Anything from 0 to 1.
    Shares,
    /// Any number.
    Numbers,
}

/// What a detector says right after a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Nothing has changed.
    Stable,
    /// Something may be changing.
    Warning,
    /// Something has changed; the detector starts anew with the next value.
    Drift,
}

/// Where a stream changed; places count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Detections {
    /// The values after which the detector fired.
    pub drifts: Vec<u64>,
    /// The values after which it warned.
    pub warnings: Vec<u64>,
    /// How many values it saw: missing ones are passed over.
    pub seen: u64,
}

/// Why a stream was not watched to its end.
#[derive(Debug, thiserror::Error)]
pub enum DetectError {
    /// A setting makes no sense; the text says which.
    #[error("{0}")]
    Setting(String),
    /// A value that the detector is not made for.
    #[error(
        "{detector} is made for {wanted}, but value {index} is {value}. Give it the column of errors, or choose ADWIN, Page-Hinkley or KSWIN."
    )]
    Value {
        /// The detector's name.
        detector: &'static str,
        /// What it is made for.
        wanted: &'static str,
        /// The place of the value, from 0.
        index: usize,
        /// The value.
        value: f64,
    },
    /// Somebody stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A detector at work: takes one value and says what it makes of it.
trait Watch {
    fn update(&mut self, value: f64) -> Signal;
}

/// Between two looks at whether to go on.
const CHECK_EVERY: usize = 1 << 16;

impl Detector {
    /// Every detector with its default settings.
    pub const ALL: [Self; 7] = [
        Self::Adwin(Adwin::DEFAULT),
        Self::Ddm(Ddm::DEFAULT),
        Self::Eddm(Eddm::DEFAULT),
        Self::HddmA(HddmA::DEFAULT),
        Self::HddmW(HddmW::DEFAULT),
        Self::PageHinkley(PageHinkley::DEFAULT),
        Self::Kswin(Kswin::DEFAULT),
    ];

    /// What pickers, tooltips and help know about it.
    pub fn info(&self) -> &'static Info {
        match self {
            Self::Adwin(_) => &adwin::INFO,
            Self::Ddm(_) => &ddm::INFO,
            Self::Eddm(_) => &eddm::INFO,
            Self::HddmA(_) => &hddm_a::INFO,
            Self::HddmW(_) => &hddm_w::INFO,
            Self::PageHinkley(_) => &page_hinkley::INFO,
            Self::Kswin(_) => &kswin::INFO,
        }
    }

    /// Name in files, on the command line and in JSON.
    pub fn id(&self) -> &'static str {
        self.info().id
    }

    /// The detector with this id, with its default settings.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|detector| detector.id() == id)
    }

    /// What values it is made for.
    pub fn domain(&self) -> Domain {
        match self {
            Self::Ddm(_) | Self::Eddm(_) => Domain::Errors,
            Self::HddmA(_) | Self::HddmW(_) => Domain::Shares,
            Self::Adwin(_) | Self::PageHinkley(_) | Self::Kswin(_) => Domain::Numbers,
        }
    }

    /// Whether the settings make sense.
    ///
    /// # Errors
    /// Which setting does not, as a sentence.
    pub fn check(&self) -> Result<(), DetectError> {
        let checked = match self {
            Self::Adwin(settings) => settings.check(),
            Self::Ddm(settings) => settings.check(),
            Self::Eddm(settings) => settings.check(),
            Self::HddmA(settings) => settings.check(),
            Self::HddmW(settings) => settings.check(),
            Self::PageHinkley(settings) => settings.check(),
            Self::Kswin(settings) => settings.check(),
        };
        checked.map_err(|what| {
            let name = self.info().name;
            DetectError::Setting(format!("{name}: {what} Change the setting."))
        })
    }

    /// Watches `stream` in its order. NaN stands for a missing value and is passed over.
    ///
    /// # Errors
    /// If a setting makes no sense, a value is none that the detector is made for, or somebody
    /// stops it.
    pub fn run(&self, stream: &[f64], progress: &dyn Progress) -> Result<Detections, DetectError> {
        self.check()?;
        self.check_values(stream)?;
        match self {
            Self::Adwin(settings) => watch(stream, progress, || settings.start()),
            Self::Ddm(settings) => watch(stream, progress, || settings.start()),
            Self::Eddm(settings) => watch(stream, progress, || settings.start()),
            Self::HddmA(settings) => watch(stream, progress, || settings.start()),
            Self::HddmW(settings) => watch(stream, progress, || settings.start()),
            Self::PageHinkley(settings) => watch(stream, progress, || settings.start()),
            Self::Kswin(settings) => watch(stream, progress, || settings.start()),
        }
    }

    fn check_values(&self, stream: &[f64]) -> Result<(), DetectError> {
        let domain = self.domain();
        let odd = stream
            .iter()
            .position(|value| !value.is_nan() && !domain.holds(*value));
        match odd {
            None => Ok(()),
            Some(index) => Err(DetectError::Value {
                detector: self.info().name,
                wanted: domain.name(),
                index,
                value: stream[index],
            }),
        }
    }
}

impl Domain {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Errors => "errors: 1 for a wrong answer, 0 for a right one",
            Self::Shares => "values from 0 to 1",
            Self::Numbers => "finite numbers",
        }
    }

    fn holds(self, value: f64) -> bool {
        match self {
            Self::Errors => value == 0.0 || value == 1.0,
            Self::Shares => (0.0..=1.0).contains(&value),
            Self::Numbers => value.is_finite(),
        }
    }
}

/// A share that is neither 0 nor 1.
fn is_share(value: f64) -> bool {
    value > 0.0 && value < 1.0
}

fn watch<W: Watch>(
    stream: &[f64],
    progress: &dyn Progress,
    start: impl Fn() -> W,
) -> Result<Detections, DetectError> {
    let mut found = Detections::default();
    let mut watcher = start();
    for (part, values) in stream.chunks(CHECK_EVERY).enumerate() {
        progress.check()?;
        let first = part * CHECK_EVERY;
        progress.report(first as f32 / stream.len() as f32, "Watching the stream");
        for (offset, &value) in values.iter().enumerate() {
            if value.is_nan() {
                continue;
            }
            found.seen += 1;
            let index = (first + offset) as u64;
            match watcher.update(value) {
                Signal::Stable => {}
                Signal::Warning => found.warnings.push(index),
                Signal::Drift => {
                    found.drifts.push(index);
                    watcher = start();
                }
            }
        }
    }
    Ok(found)
}
