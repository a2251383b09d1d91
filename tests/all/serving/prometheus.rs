//! A strict reader of the text format of Prometheus, version 0.0.4: what it accepts, every
//! scraper does.
//!
//! Reference: <https://prometheus.io/docs/instrumenting/exposition_formats/>.

use std::collections::BTreeMap;

/// Series with one name.
pub(super) struct Family {
    pub(super) kind: String,
    pub(super) samples: Vec<Sample>,
}

pub(super) struct Sample {
    pub(super) name: String,
    pub(super) labels: Vec<(String, String)>,
    pub(super) value: f64,
}

/// Every family: HELP, then TYPE, then its samples without a gap; counters end in `_total`,
/// histograms cumulate and are whole; no series comes twice.
#[track_caller]
pub(super) fn families(text: &str) -> BTreeMap<String, Family> {
    assert!(text.ends_with('\n') && !text.contains('\r') && !text.contains("\n\n"));
    let mut found: BTreeMap<String, Family> = BTreeMap::new();
    let (mut helped, mut current) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(is_name(name) && !help.is_empty(), "{line}");
            name.clone_into(&mut helped);
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(name, helped, "the type of another family");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(kind != "counter" || name.ends_with("_total"), "{line}");
            name.clone_into(&mut current);
            let family = Family {
                kind: kind.to_owned(),
                samples: Vec::new(),
            };
            assert!(
                found.insert(name.to_owned(), family).is_none(),
                "{name} comes twice"
            );
        } else {
            let sample = sample(line);
            let family = found.get_mut(&current).unwrap();
            let rest = sample
                .name
                .strip_prefix(&current)
                .unwrap_or_else(|| panic!("{line}"));
            let allowed: &[&str] = match family.kind.as_str() {
                "histogram" => &["_bucket", "_sum", "_count"],
                _ => &[""],
            };
            assert!(allowed.contains(&rest), "{line}");
            let is_same =
                |other: &Sample| other.name == sample.name && other.labels == sample.labels;
            assert!(!family.samples.iter().any(is_same), "{line} comes twice");
            assert!(family.kind == "gauge" || sample.value >= 0.0, "{line}");
            family.samples.push(sample);
        }
    }
    for (name, family) in &found {
        assert!(!family.samples.is_empty(), "{name} has no sample");
        if family.kind == "histogram" {
            whole(name, family);
        }
    }
    found
}

/// The buckets of a histogram grow with their bounds up to +Inf, which holds all.
#[track_caller]
fn whole(name: &str, family: &Family) {
    let bound = |sample: &Sample| {
        let (_, bound) = sample.labels.iter().find(|(label, _)| label == "le")?;
        Some((bound.parse::<f64>().unwrap(), sample.value))
    };
    let buckets: Vec<(f64, f64)> = family.samples.iter().filter_map(bound).collect();
    assert!(
        buckets.len() > 2 && buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1),
        "{name}"
    );
    let (last, all) = buckets[buckets.len() - 1];
    assert!(last.is_infinite());
    let one = |end: &str| {
        let mut found = family
            .samples
            .iter()
            .filter(|sample| sample.name.ends_with(end));
        let value = found.next().unwrap().value;
        assert!(found.next().is_none());
        value
    };
    assert_eq!(one("_count"), all, "{name}");
    assert!(one("_sum") >= 0.0);
}

#[track_caller]
fn sample(line: &str) -> Sample {
    let (name, rest) = line.split_once('{').unwrap();
    assert!(is_name(name), "{line}");
    let (labels, rest) = labels(rest);
    let value = rest.strip_prefix(' ').unwrap();
    assert!(!value.contains(' '), "{line}");
    let value: f64 = value.parse().unwrap();
    assert!(value.is_finite(), "{line}");
    Sample {
        name: name.to_owned(),
        labels,
        value,
    }
}

/// Labels up to the closing brace, unescaped, and what follows it.
#[track_caller]
fn labels(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    loop {
        let (label, after) = rest.split_once("=\"").unwrap();
        assert!(["model", "version", "le"].contains(&label), "{label}");
        let mut value = String::new();
        let mut chars = after.char_indices();
        let end = loop {
            match chars.next().unwrap() {
                (at, '"') => break at + 1,
                (_, '\\') => value.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    sign @ ('"' | '\\') => sign,
                    other => panic!("\\{other} means nothing"),
                }),
                (_, sign) => value.push(sign),
            }
        };
        found.push((label.to_owned(), value));
        rest = &after[end..];
        match rest.split_at(1) {
            (",", more) => rest = more,
            ("}", more) => return (found, more),
            _ => panic!("{rest}"),
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':';
    name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit())
}
