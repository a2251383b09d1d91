//! Numbers and times as people read them.

use chrono::DateTime;

use crate::terms::Figure;

/// "336,776".
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "8.3 %".
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Three significant digits, without a long tail of zeros: "0.713", "12.4", "1,204", "3.1e-6".
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "–".to_owned()
    } else if size == 0.0 {
        "0".to_owned()
    } else if !(1e-4..1e9).contains(&size) {
        format!("{value:.2e}")
    } else if size >= 1000.0 {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{}", count(size.round() as u64))
    } else {
        let decimals = (2 - size.log10().floor() as i32).clamp(0, 6) as usize;
        format!("{value:.decimals$}")
    }
}

/// A value as it stands in the data: whole numbers stay whole ("7", "−1,204"), others are shortened.
pub(super) fn value(value: f64) -> String {
    if value.fract() != 0.0 || value.abs() >= 1e9 {
        return number(value);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", count(value.abs() as u64))
}

/// The value in three significant digits, or a dash.
pub(super) fn figure(figure: &Figure) -> String {
    figure.value().map_or_else(|| "–".to_owned(), number)
}

/// "5.7 MB".
pub(super) fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if n < 1000 {
        return format!("{n} bytes");
    }
    let mut value = n as f64 / 1000.0;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS.get(unit).copied().unwrap_or("TB"))
}

/// The same words with a capital letter in front.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// "2013-06-30 14:05" for microseconds since the epoch.
pub(super) fn time(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros).map_or_else(
        || "–".to_owned(),
        |time| time.format("%Y-%m-%d %H:%M").to_string(),
    )
}

/// "14:05:09" for microseconds since the epoch, where the day is known.
pub(super) fn clock(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros).map_or_else(
        || "–".to_owned(),
        |time| time.format("%H:%M:%S").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_grouped() {
        assert_eq!(count(336_776), "336,776");
        assert_eq!(count(999), "999");
        assert_eq!(clock(1_700_000_000_000_000), "22:13:20");
        assert_eq!(number(0.712_74), "0.713");
        assert_eq!(number(12.345), "12.3");
        assert_eq!(number(-1234.4), "−1,234");
        assert_eq!(number(0.000_003_1), "3.10e-6");
        assert_eq!(value(-5.0), "−5");
        assert_eq!(value(1401.0), "1,401");
        assert_eq!(value(0.34), "0.340");
        assert_eq!(bytes(5_979_295), "6.0 MB");
    }
}
