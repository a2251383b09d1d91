//! When a schedule in cron's syntax is due.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

/// A schedule: minute, hour, day of the month, month, day of the week, in UTC.
///
/// A field is `*`, a number, a range `1-5`, a list `1,15`, or any of these with a step `*/10`;
/// months and days of the week may be three letters, and Sunday is 0 or 7. Where both days are
/// given, either of them will do, as cron has it [POSIX crontab; Vixie cron for steps and names].
/// `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` are short for the usual ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Both days are given, so that either will do.
    either_day: bool,
}

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The schedule “{text}” cannot be used: {why}. Write minute, hour, day, month and weekday, such as 0 2 * * * for every night at two."
)]
pub struct ScheduleError {
    text: String,
    why: String,
}

/// The years in which a day of the calendar comes up at least once: 29 February skips from 2096
/// to 2104.
const YEARS: u64 = 9;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// A field: its name, its lowest and highest number, and names for its numbers.
struct Field {
    name: &'static str,
    low: u64,
    high: u64,
    names: &'static [&'static str],
}

impl Schedule {
    /// Reads a schedule.
    ///
    /// # Errors
    /// Which field is wrong, or that no day of the calendar is ever meant.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let error = |why: String| ScheduleError {
            text: text.trim().to_owned(),
            why,
        };
        let full = match text.trim().to_lowercase().as_str() {
            "@hourly" => "0 * * * *".to_owned(),
            "@daily" | "@midnight" => "0 0 * * *".to_owned(),
            "@weekly" => "0 0 * * 0".to_owned(),
            "@monthly" => "0 0 1 * *".to_owned(),
            "@yearly" | "@annually" => "0 0 1 1 *".to_owned(),
            other => other.to_owned(),
        };
        let fields: Vec<&str> = full.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields[..] else {
            return Err(error(format!("it has {} fields, not 5", fields.len())));
        };
        let of = |text, name, (low, high), names| {
            let field = Field {
                name,
                low,
                high,
                names,
            };
            field.read(text).map_err(&error)
        };
        let weekdays = of(weekday, "weekday", (0, 7), &WEEKDAYS)?;
        let schedule = Self {
            minutes: of(minute, "minute", (0, 59), &[])?,
            hours: of(hour, "hour", (0, 23), &[])?,
            days: of(day, "day", (1, 31), &[])?,
            months: of(month, "month", (1, 12), &MONTHS)?,
            // Sunday has two numbers.
            weekdays: (weekdays | (weekdays >> 7)) & 0x7f,
            either_day: !day.starts_with('*') && !weekday.starts_with('*'),
        };
        if schedule.next(0).is_none() {
            return Err(error("no day of the calendar is ever meant".to_owned()));
        }
        Ok(schedule)
    }

    /// The first moment after `after` at which it is due, both in microseconds since the epoch;
    /// nothing beyond the end of the calendar.
    pub fn next(&self, after: i64) -> Option<i64> {
        let start = minute_of(after)?.checked_add_signed(chrono::TimeDelta::minutes(1))?;
        let mut day = start.date();
        for passed in 0..YEARS * 366 {
            if self.has_day(day) {
                let from = if passed == 0 {
                    start.time()
                } else {
                    NaiveTime::MIN
                };
                let mut times = self.times();
                if let Some(time) = times.find(|time| *time >= from) {
                    return Some(micros(day.and_time(time)));
                }
            }
            day = day.checked_add_days(Days::new(1))?;
        }
        None
    }

    /// The last moment up to and including `until` at which it was due.
    pub fn last(&self, until: i64) -> Option<i64> {
        let end = minute_of(until)?;
        let mut day = end.date();
        for passed in 0..YEARS * 366 {
            if self.has_day(day) {
                let fits = |time: &NaiveTime| passed > 0 || *time <= end.time();
                if let Some(time) = self.times().filter(fits).last() {
                    return Some(micros(day.and_time(time)));
                }
            }
            day = day.checked_sub_days(Days::new(1))?;
        }
        None
    }

    fn has_day(&self, day: NaiveDate) -> bool {
        let month = has(self.months, u64::from(day.month()));
        let by_day = has(self.days, u64::from(day.day()));
        let by_weekday = has(
            self.weekdays,
            u64::from(day.weekday().num_days_from_sunday()),
        );
        month
            && if self.either_day {
                by_day || by_weekday
            } else {
                by_day && by_weekday
            }
    }

    /// The times of a day, earliest first.
    fn times(&self) -> impl Iterator<Item = NaiveTime> {
        let (hours, minutes) = (self.hours, self.minutes);
        let hours = (0..24_u32).filter(move |hour| has(hours, u64::from(*hour)));
        hours.flat_map(move |hour| {
            let minutes = (0..60_u32).filter(move |minute| has(minutes, u64::from(*minute)));
            minutes.filter_map(move |minute| NaiveTime::from_hms_opt(hour, minute, 0))
        })
    }
}

/// A moment as a person reads it: "2026-03-01 02:00 UTC".
pub fn moment(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros).map_or_else(
        || "a time beyond the calendar".to_owned(),
        |time| format!("{} UTC", time.format("%Y-%m-%d %H:%M")),
    )
}

impl Field {
    fn read(&self, text: &str) -> Result<u64, String> {
        let mut set = 0;
        for part in text.split(',') {
            set |= self.part(part)?;
        }
        Ok(set)
    }

    fn part(&self, part: &str) -> Result<u64, String> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => {
                let wrong = |_| format!("“{step}” is no step in the field {}", self.name);
                (range, step.parse::<u64>().map_err(wrong)?)
            }
            None => (part, 1),
        };
        if step == 0 {
            return Err(format!("the step in the field {} is 0", self.name));
        }
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.low, self.high),
            Some((from, to)) => (self.number(from)?, self.number(to)?),
            // "5/10" means from 5 on.
            None if part.contains('/') => (self.number(range)?, self.high),
            None => {
                let one = self.number(range)?;
                (one, one)
            }
        };
        if from > to {
            return Err(format!(
                "the range {range} in the field {} runs backwards",
                self.name
            ));
        }
        Ok((from..=to)
            .step_by(usize::try_from(step).unwrap_or(usize::MAX))
            .fold(0, |set, number| set | 1 << number))
    }

    fn number(&self, text: &str) -> Result<u64, String> {
        let named = self.names.iter().position(|name| *name == text);
        let number = match named {
            Some(place) => Some(place as u64 + self.low),
            None => text.parse().ok(),
        };
        let fits = |number: &u64| (self.low..=self.high).contains(number);
        number.filter(fits).ok_or_else(|| {
            format!(
                "“{text}” is no {}; it goes from {} to {}",
                self.name, self.low, self.high
            )
        })
    }
}

fn has(set: u64, number: u64) -> bool {
    set >> number & 1 == 1
}

/// The minute that `micros` lies in.
fn minute_of(micros: i64) -> Option<NaiveDateTime> {
    let time = DateTime::from_timestamp_micros(micros)?.naive_utc();
    time.with_second(0)?.with_nanosecond(0)
}

fn micros(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        micros(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap())
    }

    #[track_caller]
    fn next(schedule: &str, after: &str) -> String {
        let schedule = Schedule::parse(schedule).unwrap();
        let due = schedule.next(at(after)).unwrap();
        // Going back from where it is due leads there again.
        assert_eq!(schedule.last(due), Some(due));
        assert!(schedule.last(due - 1).is_none_or(|before| before < due));
        moment(due)
    }

    #[test]
    fn a_schedule_is_due_when_cron_says() {
        let cases = [
            ("* * * * *", "2026-01-01 00:00:00", "2026-01-01 00:01 UTC"),
            ("* * * * *", "2026-01-01 00:00:59", "2026-01-01 00:01 UTC"),
            ("0 2 * * *", "2026-01-01 02:00:00", "2026-01-02 02:00 UTC"),
            ("0 2 * * *", "2026-01-01 01:59:59", "2026-01-01 02:00 UTC"),
            (
                "*/15 * * * *",
                "2026-01-01 10:46:00",
                "2026-01-01 11:00 UTC",
            ),
            (
                "5/20 * * * *",
                "2026-01-01 10:06:00",
                "2026-01-01 10:25 UTC",
            ),
            // A Thursday.
            (
                "30 9 * * mon-fri",
                "2026-01-02 09:30:00",
                "2026-01-05 09:30 UTC",
            ),
            ("0 0 * * 7", "2026-01-01 00:00:00", "2026-01-04 00:00 UTC"),
            ("0 0 * * sun", "2026-01-01 00:00:00", "2026-01-04 00:00 UTC"),
            (
                "0 12 1,15 * *",
                "2026-01-01 12:00:00",
                "2026-01-15 12:00 UTC",
            ),
            ("0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00 UTC"),
            ("0 0 29 2 *", "2096-03-01 00:00:00", "2104-02-29 00:00 UTC"),
            ("0 0 1 JAN *", "2026-01-01 00:00:00", "2027-01-01 00:00 UTC"),
            ("@monthly", "2026-12-01 00:00:00", "2027-01-01 00:00 UTC"),
            ("@hourly", "2026-12-31 23:00:00", "2027-01-01 00:00 UTC"),
            // The 13th, or any Friday: 2 January 2026 is one.
            (
                "0 0 13 * fri",
                "2026-01-01 00:00:00",
                "2026-01-02 00:00 UTC",
            ),
            (
                "0 0 13 * fri",
                "2026-01-09 00:00:00",
                "2026-01-13 00:00 UTC",
            ),
            // With a star on one side the other decides.
            (
                "0 0 */2 * fri",
                "2026-01-02 00:00:00",
                "2026-01-09 00:00 UTC",
            ),
        ];
        for (schedule, after, due) in cases {
            assert_eq!(next(schedule, after), due, "{schedule} after {after}");
        }
    }

    #[test]
    fn every_minute_of_a_year_agrees_with_a_plain_count() {
        let text = "7-50/13 1,22 10-20/5 feb-oct/2 1";
        let schedule = Schedule::parse(text).unwrap();
        let (mut now, end) = (at("2028-01-01 00:00:00"), at("2029-01-01 00:00:00"));
        let mut found = Vec::new();
        while let Some(due) = schedule.next(now).filter(|due| *due < end) {
            found.push(due);
            now = due;
        }
        let is_due = |micros: &i64| {
            let time = DateTime::from_timestamp_micros(*micros).unwrap();
            let days = [10, 15, 20].contains(&time.day());
            [7, 20, 33, 46].contains(&time.minute())
                && [1, 22].contains(&time.hour())
                && [2, 4, 6, 8, 10].contains(&time.month())
                && (days || time.weekday() == chrono::Weekday::Mon)
        };
        let minutes = (at("2028-01-01 00:00:00")..end).step_by(60_000_000);
        assert_eq!(found, minutes.filter(is_due).collect::<Vec<_>>());
        assert!(found.len() > 200);
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        for (text, why) in [
            ("", "0 fields"),
            ("0 2 * *", "4 fields"),
            ("60 * * * *", "no minute"),
            ("* 24 * * *", "no hour"),
            ("* * 0 * *", "no day"),
            ("* * * 13 *", "no month"),
            ("* * * * 8", "no weekday"),
            ("*/0 * * * *", "step"),
            ("*/x * * * *", "no step"),
            ("5-1 * * * *", "backwards"),
            ("1,,2 * * * *", "no minute"),
            ("-1 * * * *", "no minute"),
            ("0 0 30 2 *", "no day of the calendar"),
            ("0 0 31 4,6 *", "no day of the calendar"),
            ("@never", "1 fields"),
        ] {
            let err = Schedule::parse(text).unwrap_err().to_string();
            assert!(err.contains(why), "{text}: {err}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trouble() {
        let schedule = Schedule::parse("0 0 1 1 *").unwrap();
        for micros in [i64::MIN, i64::MAX] {
            assert_eq!(schedule.next(micros), None);
            assert_eq!(schedule.last(micros), None);
        }
        assert!(schedule.next(-1).is_some_and(|due| due == 0));
    }
}
