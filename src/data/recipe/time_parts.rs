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
    /// Minute of the hour, 0 to 59.
    Minute,
    /// Week of the year as ISO 8601 counts, 1 to 53.
    Week,
    /// Day of the year, 1 to 366.
    DayOfYear,
    /// Quarter of the year, 1 to 4.
    Quarter,
    /// 1 on Saturday and Sunday, else 0. It does not come back at one pace: always a number.
    Weekend,
    /// The year. It never comes back: always a number, and a model that learned from it has seen
    /// no later one.
    Year,
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
        summary: "Hour, weekday, month and other parts of a time, as points on a circle. The year is left out unless you ask for it: a model cannot learn from a year that never comes back.",
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
            if self.circle(*part).is_some() {
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
            if let Some(period) = self.circle(*part) {
                let angle = |time| of(time).map_or(f64::NAN, |value| TAU * value / period);
                values.extend(times.iter().map(|time| angle(time).sin()));
                values.extend(times.iter().map(|time| angle(time).cos()));
            } else {
                values.extend(times.iter().map(|time| of(time).unwrap_or(f64::NAN)));
            }
        }
        state.flow = Flow::Numbers(values);
    }

    /// The period of a part that becomes a point on a circle.
    pub(super) fn circle(&self, part: TimePart) -> Option<f64> {
        part.period().filter(|_| self.cyclic)
    }

    pub(super) fn chosen(&self) -> &[TimePart] {
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
    pub const ALL: [Self; 10] = [
        Self::Hour,
        Self::Weekday,
        Self::Day,
        Self::Month,
        Self::Minute,
        Self::Week,
        Self::DayOfYear,
        Self::Quarter,
        Self::Weekend,
        Self::Year,
    ];

    /// What is taken where no part is named.
    pub const USUAL: [Self; 3] = [Self::Hour, Self::Weekday, Self::Month];

    /// Name on the screen and in the names of columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Day => "day",
            Self::Month => "month",
            Self::Minute => "minute",
            Self::Week => "week",
            Self::DayOfYear => "day of the year",
            Self::Quarter => "quarter",
            Self::Weekend => "weekend",
            Self::Year => "year",
        }
    }

    /// After how much it comes back.
    fn period(self) -> Option<f64> {
        Some(match self {
            Self::Hour => 24.0,
            Self::Weekday => 7.0,
            Self::Day => 31.0,
            Self::Month => 12.0,
            Self::Minute => 60.0,
            Self::Week => 53.0,
            Self::DayOfYear => 366.0,
            Self::Quarter => 4.0,
            Self::Weekend | Self::Year => return None,
        })
    }

    /// Nothing for times beyond the calendar.
    fn of(self, micros: i64) -> Option<f64> {
        const DAY: i64 = 86_400_000_000;
        const HOUR: f64 = 3_600_000_000.0;
        let since_midnight = micros.rem_euclid(DAY);
        if self == Self::Hour {
            return Some(since_midnight as f64 / HOUR);
        }
        if self == Self::Minute {
            return Some((since_midnight / 60_000_000 % 60) as f64);
        }
        let day = DateTime::from_timestamp_micros(micros)?.date_naive();
        let weekday = day.weekday().num_days_from_monday();
        Some(f64::from(match self {
            Self::Weekday => weekday,
            Self::Weekend => u32::from(weekday >= 5),
            Self::Day => day.day(),
            Self::DayOfYear => day.ordinal(),
            Self::Week => day.iso_week().week(),
            Self::Quarter => day.month0() / 3 + 1,
            Self::Year => return Some(f64::from(day.year())),
            Self::Month | Self::Hour | Self::Minute => day.month(),
        }))
    }
}
