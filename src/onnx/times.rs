//! Parts of times, from microseconds since 1970-01-01.
//!
//! The calendar is counted in whole numbers, in years that begin in March: the day that leap years
//! add is then the last one. Reference: H. Hinnant, chrono-compatible low-level date algorithms.

use std::f64::consts::TAU;

use super::{
    graph::{Builder, Name, integer},
    raw::NO_TIME,
};
use crate::data::recipe::TimePart;

const HOUR: f64 = 3_600_000_000.0;
const MINUTE: i64 = 60_000_000;
const DAY: i64 = 86_400_000_000;

/// The parts side by side; NaN for a gap.
pub(super) fn parts(
    graph: &mut Builder,
    raw: &Name,
    parts: &[(TimePart, Option<f64>)],
) -> Option<Name> {
    let gap = graph.integer(NO_TIME);
    let (gaps, zero) = (graph.op("Equal", &[raw, &gap]), graph.integer(0));
    let micros = graph.op("Where", &[&gaps, &zero, raw]);
    let mut columns = Vec::new();
    for (part, period) in parts {
        match period {
            None => columns.push(of(graph, &micros, *part)),
            Some(period) => columns.extend(circle(graph, &micros, *part, *period)),
        }
    }
    if columns.is_empty() {
        return None;
    }
    let values = graph.side_by_side(&columns);
    let nan = graph.number(f64::NAN);
    Some(graph.op("Where", &[&gaps, &nan, &values]))
}

/// An operator and what it computes.
type Function = (&'static str, fn(f64) -> f64);

/// Sine and cosine of a part on its circle.
///
/// A tree may part rows between sines that differ in their last bit only, such as those of 2 h and
/// 10 h: so they are not computed anew but looked up, for every whole minute of a day and every
/// whole number of the other parts.
fn circle(graph: &mut Builder, micros: &Name, part: TimePart, period: f64) -> [Name; 2] {
    let value = of(graph, micros, part);
    let angle = |value: f64| TAU * value / period;
    let functions: [Function; 2] = [("Sin", f64::sin), ("Cos", f64::cos)];
    if part != TimePart::Hour {
        let place = graph.as_integers(&value);
        return functions.map(|(_, function)| {
            let list: Vec<f64> = (0..=period as u32)
                .map(|value| function(angle(f64::from(value))))
                .collect();
            at(graph, &place, &list)
        });
    }
    let mut with = Whole(graph);
    let since_midnight = with.remainder(micros, DAY);
    let minute = with.by("Div", &since_midnight, MINUTE);
    let rest = with.remainder(micros, MINUTE);
    let whole = with.by("Equal", &rest, 0);
    let (turn, period) = (graph.number(TAU), graph.number(period));
    let exact = graph.op("Mul", &[&value, &turn]);
    let exact = graph.op("Div", &[&exact, &period]);
    functions.map(|(operator, function)| {
        let list: Vec<f64> = (0..1440_u32)
            .map(|minute| {
                let micros = f64::from(minute) * MINUTE as f64;
                function(angle(micros / HOUR))
            })
            .collect();
        let listed = at(graph, &minute, &list);
        let computed = graph.op(operator, &[&exact]);
        graph.op("Where", &[&whole, &listed, &computed])
    })
}

/// The number of a list that stands at each place.
fn at(graph: &mut Builder, place: &Name, list: &[f64]) -> Name {
    let list = graph.numbers(&[list.len()], list);
    graph.op_with("Gather", &[&list, place], vec![integer("axis", 0)])
}

fn of(graph: &mut Builder, micros: &Name, part: TimePart) -> Name {
    let mut with = Whole(graph);
    let whole = match part {
        TimePart::Hour => {
            let since_midnight = with.remainder(micros, DAY);
            let (hour, value) = (graph.number(HOUR), graph.as_numbers(&since_midnight));
            return graph.op("Div", &[&value, &hour]);
        }
        TimePart::Minute => {
            let in_hour = with.remainder(micros, 3_600_000_000);
            with.by("Div", &in_hour, MINUTE)
        }
        TimePart::Weekday => {
            let day = with.floor(micros, DAY);
            with.weekday(&day)
        }
        TimePart::Weekend => {
            let day = with.floor(micros, DAY);
            let weekday = with.weekday(&day);
            with.is("GreaterOrEqual", &weekday, 5)
        }
        TimePart::Week => {
            // A week belongs to the year of its Thursday.
            let day = with.floor(micros, DAY);
            let weekday = with.weekday(&day);
            let monday = with.op("Sub", &day, &weekday);
            let thursday = with.by("Add", &monday, 3);
            let date = Date::of(&mut with, &thursday);
            let place = with.by("Sub", &date.day_of_year, 1);
            let week = with.by("Div", &place, 7);
            with.by("Add", &week, 1)
        }
        part => {
            let day = with.floor(micros, DAY);
            let date = Date::of(&mut with, &day);
            match part {
                TimePart::Day => date.day,
                TimePart::DayOfYear => date.day_of_year,
                TimePart::Year => date.year,
                TimePart::Quarter => {
                    let later = with.by("Add", &date.month, 2);
                    with.by("Div", &later, 3)
                }
                _ => date.month,
            }
        }
    };
    graph.as_numbers(&whole)
}

/// Whole numbers of 64 bits.
struct Whole<'a>(&'a mut Builder);

impl Whole<'_> {
    fn op(&mut self, operator: &str, a: &Name, b: &Name) -> Name {
        self.0.op(operator, &[a, b])
    }

    fn by(&mut self, operator: &str, a: &Name, b: i64) -> Name {
        let b = self.0.integer(b);
        self.op(operator, a, &b)
    }

    /// What is left of a division, 0 or more.
    fn remainder(&mut self, a: &Name, b: i64) -> Name {
        self.by("Mod", a, b)
    }

    /// The division that rounds down; ONNX's own rounds towards 0.
    fn floor(&mut self, a: &Name, b: i64) -> Name {
        let rest = self.remainder(a, b);
        let multiple = self.op("Sub", a, &rest);
        self.by("Div", &multiple, b)
    }

    /// 1 where the comparison holds, else 0.
    fn is(&mut self, comparison: &str, a: &Name, b: i64) -> Name {
        let holds = self.by(comparison, a, b);
        self.0.as_integers(&holds)
    }

    /// Monday 0 to Sunday 6; 1970-01-01 was a Thursday.
    fn weekday(&mut self, day: &Name) -> Name {
        let since_monday = self.by("Add", day, 3);
        self.remainder(&since_monday, 7)
    }
}

/// A day in the calendar.
struct Date {
    year: Name,
    month: Name,
    day: Name,
    day_of_year: Name,
}

impl Date {
    /// Of days since 1970-01-01.
    fn of(with: &mut Whole<'_>, day: &Name) -> Self {
        // Days since the first of March of year 0, in eras of 400 years.
        let day = with.by("Add", day, 719_468);
        let era = with.floor(&day, 146_097);
        let in_era = with.remainder(&day, 146_097);
        // Leap days before it, taken out: 365 days are left to each year.
        let (of_4, of_100, of_400) = (
            with.by("Div", &in_era, 1_460),
            with.by("Div", &in_era, 36_524),
            with.by("Div", &in_era, 146_096),
        );
        let sum = with.op("Sub", &in_era, &of_4);
        let sum = with.op("Add", &sum, &of_100);
        let sum = with.op("Sub", &sum, &of_400);
        let year_of_era = with.by("Div", &sum, 365);
        let (days, of_4, of_100) = (
            with.by("Mul", &year_of_era, 365),
            with.by("Div", &year_of_era, 4),
            with.by("Div", &year_of_era, 100),
        );
        let before = with.op("Add", &days, &of_4);
        let before = with.op("Sub", &before, &of_100);
        let since_march = with.op("Sub", &in_era, &before);
        // Months have 30.6 days on average from March on.
        let month = with.by("Mul", &since_march, 5);
        let month = with.by("Add", &month, 2);
        let month = with.by("Div", &month, 153);
        let start = with.by("Mul", &month, 153);
        let start = with.by("Add", &start, 2);
        let start = with.by("Div", &start, 5);
        let day_of_month = with.op("Sub", &since_march, &start);
        let turned = with.is("GreaterOrEqual", &month, 10);
        let back = with.by("Mul", &turned, 12);
        let month = with.by("Add", &month, 3);
        let month = with.op("Sub", &month, &back);
        let eras = with.by("Mul", &era, 400);
        let year = with.op("Add", &year_of_era, &eras);
        let year = with.op("Add", &year, &turned);
        // From the first of March, 59 days into a common year; January and February are the
        // last 306 days and more of a year that begins in March.
        let leap = leap(with, &year);
        let from_march = with.by("Add", &since_march, 60);
        let from_march = with.op("Add", &from_march, &leap);
        let from_january = with.by("Sub", &since_march, 305);
        let is_turned = with.by("Equal", &turned, 1);
        Self {
            day_of_year: with
                .0
                .op("Where", &[&is_turned, &from_january, &from_march]),
            day: with.by("Add", &day_of_month, 1),
            month,
            year,
        }
    }
}

/// 1 for a leap year, else 0.
fn leap(with: &mut Whole<'_>, year: &Name) -> Name {
    let every = |with: &mut Whole<'_>, years: i64| {
        let rest = with.remainder(year, years);
        with.is("Equal", &rest, 0)
    };
    let (of_4, of_100, of_400) = (every(with, 4), every(with, 100), every(with, 400));
    let leap = with.op("Sub", &of_4, &of_100);
    with.op("Add", &leap, &of_400)
}
