//! How figures, texts and tables look on the page.

use chrono::DateTime;
use maud::{Markup, html};

use crate::terms::Figure;

/// A whole number with thin groups of three: "336,776".
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "5.7 MB".
pub(super) fn bytes(n: u64) -> String {
    let n = n as f64;
    match n {
        _ if n < 1e3 => format!("{n:.0} B"),
        _ if n < 1e6 => format!("{:.1} kB", n / 1e3),
        _ if n < 1e9 => format!("{:.1} MB", n / 1e6),
        _ => format!("{:.2} GB", n / 1e9),
    }
}

/// A number with about four digits that matter; nothing for what is not finite.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "–".to_owned()
    } else if size < 1e-12 {
        "0".to_owned()
    } else if !(1e-4..1e15).contains(&size) {
        format!("{value:.2e}")
    } else if size >= 1e4 {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{}", count(size.round() as u64))
    } else {
        let decimals = match size {
            _ if size >= 1000.0 => 1,
            _ if size >= 100.0 => 2,
            _ if size >= 1.0 => 3,
            _ => 4,
        };
        // Whole numbers are often counts; others keep their digits, so that columns line up.
        let decimals = if value.fract() == 0.0 { 0 } else { decimals };
        format!("{value:.decimals$}").replace('-', "−")
    }
}

/// "23.7 %".
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// "0.42 s" or "2 min 3 s".
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{seconds:.2} s");
    }
    let whole = seconds.round() as u64;
    format!("{} min {} s", whole / 60, whole % 60)
}

/// Microseconds since 1970 as "2013-07-01 12:00"; nothing outside the calendar.
pub(super) fn time(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros).map_or_else(
        || "–".to_owned(),
        |time| time.format("%Y-%m-%d %H:%M").to_string(),
    )
}

/// A figure, or a dash with the reason.
pub(super) fn figure(figure: &Figure) -> Markup {
    match figure {
        Figure::Value(value) => html! { (number(*value)) },
        Figure::NotComputable { reason } => {
            html! { span.none title=(reason) { "– " small { (reason) } } }
        }
    }
}

/// A figure where there is no room for a reason: it stays in the tooltip.
pub(super) fn short_figure(figure: &Figure) -> Markup {
    match figure {
        Figure::Value(value) => html! { (number(*value)) },
        Figure::NotComputable { reason } => html! { span.none title=(reason) { "–" } },
    }
}

/// Pairs of a name and what it is.
pub(super) fn pairs(pairs: &[(&str, Markup)]) -> Markup {
    html! {
        dl {
            @for (name, value) in pairs {
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}

/// Good or bad in a word and a sign, never by colour alone.
pub(super) fn mark(good: bool, word: &str) -> Markup {
    html! {
        @if good { span.mark.good { "✔ " (word) } } @else { span.mark.bad { "✘ " (word) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_matter() {
        let shown = [
            0.0,
            0.712_34,
            12.5,
            -3.0,
            123.456,
            1234.56,
            336_776.0,
            -45_000.4,
            0.000_012,
            f64::NAN,
        ];
        let expected = [
            "0",
            "0.7123",
            "12.500",
            "−3",
            "123.46",
            "1234.6",
            "336,776",
            "−45,000",
            "1.20e-5",
            "–",
        ];
        assert_eq!(shown.map(number), expected);
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn a_missing_figure_tells_its_reason_escaped() {
        let shown = figure(&Figure::not_computable("<b> & co")).into_string();
        assert!(shown.contains("&lt;b&gt; &amp; co"), "{shown}");
        assert!(!shown.contains("<b>"), "{shown}");
    }
}
