use super::{Signal, Watch, is_share};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "hddm_w",
    name: "HDDM-W",
    summary: "Like HDDM-A, with weights that forget: newer values count more. For values from 0 to 1, such as errors. Sees slow changes sooner and fires a little more often by chance.",
    reference: "Frías-Blanco et al. 2015, \"Online and non-parametric drift detection methods based on Hoeffding's bounds\"; River 0.26.1",
};

/// McDiarmid's bound on weighted averages: recent values against the place where the weighted mean
/// was lowest.
///
/// Measures: the exponentially weighted mean since the cut less the one up to the cut.
/// Formula: fires if the difference is above `sqrt(w ln(1 / confidence) / 2)` with `w` the sum of
/// the squared weights of both sides; the cut is where mean plus bound was lowest. The two-sided
/// test looks for a fall from the highest place as well.
/// Empty or constant: never fires. NaN: passed over.
/// Misleads: a large `lambda` remembers few values and fires on noise. Prefer HDDM-A then.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HddmW {
    /// How likely a false drift may be at one value.
    pub drift: f64,
    /// How likely a false warning may be at one value.
    pub warning: f64,
    /// Weight of the newest value, 0 to 1.
    pub lambda: f64,
    /// Whether a fall counts as well as a rise.
    pub two_sided: bool,
}

impl HddmW {
    pub(super) const DEFAULT: Self = Self {
        drift: 0.001,
        warning: 0.005,
        lambda: 0.05,
        two_sided: false,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if !is_share(self.lambda) {
            return Err("lambda must be above 0 and below 1.".to_owned());
        }
        if is_share(self.drift) && is_share(self.warning) && self.drift <= self.warning {
            Ok(())
        } else {
            Err("0 < drift <= warning < 1 must hold.".to_owned())
        }
    }

    pub(super) fn start(self) -> Averages {
        let side = |cut: f64| Side {
            before: None,
            after: None,
            cut,
        };
        Averages {
            settings: self,
            whole: None,
            rise: side(f64::INFINITY),
            fall: side(f64::NEG_INFINITY),
        }
    }
}

impl Default for HddmW {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The weighted mean, and its two sides of each cut.
pub(super) struct Averages {
    settings: HddmW,
    whole: Option<Weighted>,
    rise: Side,
    fall: Side,
}

/// A cut of the stream: the values before it and those after it.
struct Side {
    before: Option<Weighted>,
    after: Option<Weighted>,
    /// Mean and bound together where they were lowest, or highest for a fall.
    cut: f64,
}

/// An exponentially weighted mean.
#[derive(Clone, Copy)]
struct Weighted {
    mean: f64,
    /// Sum of the squared weights.
    squares: f64,
}

impl Weighted {
    /// With one more value; the first one has all the weight.
    fn with(sample: Option<Self>, value: f64, lambda: f64) -> Self {
        let squares = |before: f64| lambda * lambda + (1.0 - lambda).powi(2) * before;
        match sample {
            None => Self {
                mean: value,
                squares: squares(1.0),
            },
            Some(Self {
                mean,
                squares: before,
            }) => Self {
                mean: lambda * value + (1.0 - lambda) * mean,
                squares: squares(before),
            },
        }
    }
}

impl Watch for Averages {
    fn update(&mut self, value: f64) -> Signal {
        let HddmW {
            drift,
            warning,
            lambda,
            two_sided,
        } = self.settings;
        let whole = Weighted::with(self.whole, value, lambda);
        self.whole = Some(whole);
        let around = bound(whole.squares, drift);
        let cut = whole.mean + around;
        self.rise
            .update(whole, value, lambda, (cut < self.rise.cut).then_some(cut));
        let cut = whole.mean - around;
        self.fall
            .update(whole, value, lambda, (cut > self.fall.cut).then_some(cut));
        let rise = |confidence| rises(self.rise.before, self.rise.after, confidence);
        let fall = |confidence| two_sided && rises(self.fall.after, self.fall.before, confidence);
        if rise(drift) || fall(drift) {
            Signal::Drift
        } else if rise(warning) || fall(warning) {
            Signal::Warning
        } else {
            Signal::Stable
        }
    }
}

impl Side {
    fn update(&mut self, whole: Weighted, value: f64, lambda: f64, cut: Option<f64>) {
        if let Some(cut) = cut {
            *self = Self {
                before: Some(whole),
                after: None,
                cut,
            };
        } else {
            self.after = Some(Weighted::with(self.after, value, lambda));
        }
    }
}

/// Whether `to` lies above `from` by more than chance.
fn rises(from: Option<Weighted>, to: Option<Weighted>, confidence: f64) -> bool {
    let (Some(from), Some(to)) = (from, to) else {
        return false;
    };
    to.mean - from.mean > bound(from.squares + to.squares, confidence)
}

fn bound(squares: f64, confidence: f64) -> f64 {
    (squares * (1.0 / confidence).ln() / 2.0).sqrt()
}
