use std::f64::consts::TAU;

use chrono::{DateTime, Datelike as _};

use super::state::{Flow, Names, State};
use crate::terms::Info;

/// Takes times apart, so that a model can learn what happens every morning or every Monday.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeParts {
    /// Which parts; hour, weekday and month where none is named.
    pub parts: Vec<TimePart>,
    /// As a point on a circle (sine and cosine), so that 23 h is near 0 h; else as a number.
    pub cyclic: bool,
}

/// A part of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimePart {
    /// Hours since midnight with their fraction, 0 to below 24.
    Hour,
    /// Day of the week, Monday 0 to Sunday 6.
    Weekday,
    /// Day of the month, 1 to 31.
    Day,
    /// Month, January 1 to December 12.
    Month,
}

impl TimeParts {
    /// Hour, weekday and month on circles, as no part is named.
    pub const DEFAULT: Self = Self {
        parts: Vec::new(),
        cyclic: true,
    };

    pub(super) const INFO: Info = Info {
        id: "time_parts",
        name: "Time parts",
        summary: "Hour, weekday and month of a time, as points on a circle. It drops the year on purpose: a model cannot learn from a year that never comes back.",
        reference: "M. Kuhn, K. Johnson, Feature Engineering and Selection (2019), section 5.6",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        let mut seen = Vec::new();
        for part in &self.parts {
            if seen.contains(part) {
                return Err(format!("The time part “{}” is named twice.", part.name()));
            }
            seen.push(*part);
        }
        Ok(())
    }

    pub(super) fn fit(&self, state: &State, names: &mut Names) -> Option<Self> {
        let Flow::Times(_) = &state.flow else {
            return None;
        };
        let raw = names.main.pop().unwrap_or_else(|| names.raw.clone());
        for part in self.chosen() {
            let name = part.name();
            if self.cyclic {
                names.main.push(format!("{raw} ({name}, sine)"));
                names.main.push(format!("{raw} ({name}, cosine)"));
            } else {
                names.main.push(format!("{raw} ({name})"));
            }
        }
        Some(self.clone())
    }

    pub(super) fn apply(&self, state: &mut State) {
        let Flow::Times(times) = &state.flow else {
            return;
        };
        let mut values = Vec::with_capacity(2 * self.chosen().len() * times.len());
        for part in self.chosen() {
            let of = |time: &Option<i64>| time.and_then(|micros| part.of(micros));
            if self.cyclic {
                let angle = |time| of(time).map_or(f64::NAN, |value| TAU * value / part.period());
                values.extend(times.iter().map(|time| angle(time).sin()));
                values.extend(times.iter().map(|time| angle(time).cos()));
            } else {
                values.extend(times.iter().map(|time| of(time).unwrap_or(f64::NAN)));
            }
        }
        state.flow = Flow::Numbers(values);
    }

    fn chosen(&self) -> &[TimePart] {
        if self.parts.is_empty() {
            &TimePart::USUAL
        } else {
            &self.parts
        }
    }
}

impl Default for TimeParts {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TimePart {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Weekday, Self::Day, Self::Month];

    /// What is taken where no part is named.
    pub const USUAL: [Self; 3] = [Self::Hour, Self::Weekday, Self::Month];

    /// Name on the screen and in the names of columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// After how much it comes back.
    fn period(self) -> f64 {
        match self {
            Self::Hour => 24.0,
            Self::Weekday => 7.0,
            Self::Day => 31.0,
            Self::Month => 12.0,
        }
    }

    /// Nothing for times beyond the calendar.
    fn of(self, micros: i64) -> Option<f64> {
        const DAY: i64 = 86_400_000_000;
        const HOUR: f64 = 3_600_000_000.0;
        if self == Self::Hour {
            return Some(micros.rem_euclid(DAY) as f64 / HOUR);
        }
        let day = DateTime::from_timestamp_micros(micros)?.date_naive();
        Some(f64::from(match self {
            Self::Weekday => day.weekday().num_days_from_monday(),
            Self::Day => day.day(),
            Self::Month | Self::Hour => day.month(),
        }))
    }
}
