use std::collections::{HashMap, HashSet, hash_map::Entry};

use super::{
    Change, Definition, DefinitionKind, FeatureError, OnlineRow, Registry, ViewPlan, What,
    fingerprint,
    value::{FeatureValue, decode},
};
use crate::stats::spearman;

/// Rank correlation from which on two features count as one.
const CORRELATED: f64 = 0.98;
/// Share of equal values, of all pairs of entity and value, from which on they do.
const OVERLAPPING: f64 = 0.95;
/// Share of the letter pairs of two names that are the same from which on they are alike.
const ALIKE: f64 = 0.7;
/// On fewer shared entities, figures say nothing.
const LEAST_SHARED: usize = 20;

/// Why a feature looks like another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Likeness {
    /// It is made in the same way of the same source.
    Expression,
    /// Its values rise and fall with those of the other: the rank correlation, and over how many
    /// entities.
    Correlation(f64, usize),
    /// Its values are those of the other: the share of equal ones, and over how many entities.
    Overlap(f64, usize),
    /// Its name or its description is about that of the other.
    Name,
}

/// A feature that is there already, and looks like a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// The new feature: view and name.
    pub new: (String, String),
    /// The feature that is there: view and name.
    pub known: (String, String),
    /// Why they look alike.
    pub why: Likeness,
}

impl Twin {
    /// In one sentence.
    pub fn sentence(&self) -> String {
        let (new, known) = (&self.new, &self.known);
        let what = match self.why {
            Likeness::Expression => "is made in the same way of the same source as".to_owned(),
            Likeness::Correlation(value, n) => {
                format!("has the ranks of (correlation {value:.3} over {n} entities)")
            }
            Likeness::Overlap(share, n) => {
                format!(
                    "has {:.0} % of the values of (over {n} entities)",
                    share * 100.0
                )
            }
            Likeness::Name => "is called about like".to_owned(),
        };
        format!("{}:{} {what} {}:{}", new.0, new.1, known.0, known.1)
    }
}

/// The values of each entity, by its key.
type Values = HashMap<Vec<u8>, Vec<FeatureValue>>;

/// The newest values of a view: what to compare features by.
pub type Newest<'a> = &'a mut dyn FnMut(&ViewPlan) -> Result<Vec<OnlineRow>, FeatureError>;

/// The features that are there and look like one of the new ones in `changes`.
///
/// `after` is the catalog with the changes. Values are compared with every view of the same keys; `newest` is
/// asked for each view at most once. The surest likeness of two features counts.
///
/// # Errors
/// If values cannot be had.
pub fn twins(
    after: &Registry,
    changes: &[Change],
    newest: Newest<'_>,
) -> Result<Vec<Twin>, FeatureError> {
    let new: Vec<&Change> = changes
        .iter()
        .filter(|change| matches!(change.what, What::New))
        .filter(|change| change.defined.definition.kind() == DefinitionKind::View)
        .collect();
    let is_new: HashSet<&str> = new
        .iter()
        .map(|change| change.defined.name.as_str())
        .collect();
    let mut values: HashMap<String, Values> = HashMap::new();
    let mut found = Vec::new();
    for change in new {
        let name = &change.defined.name;
        let plan = ViewPlan::of(after, name, &change.version)?;
        for (kind, other, item, version) in after.live() {
            if kind != DefinitionKind::View || is_new.contains(other) {
                continue;
            }
            let known = ViewPlan::of(after, other, version)?;
            let shares_keys = known.entity.keys == plan.entity.keys;
            if shares_keys {
                for plan in [&plan, &known] {
                    if let Entry::Vacant(place) = values.entry(plan.view.clone()) {
                        let rows = newest(plan)?.into_iter();
                        let rows = rows.filter_map(|row| Some((row.key, decode(&row.values)?)));
                        place.insert(rows.collect());
                    }
                }
            }
            let of = |name: &str| values.get(name);
            let both = of(name).zip(of(other)).filter(|_| shares_keys);
            let said = (
                change.defined.about.description.as_str(),
                item.about.description.as_str(),
            );
            found.extend(pairs(&plan, &known, both, said));
        }
    }
    Ok(found)
}

/// The pairs of alike features of two views.
fn pairs(
    new: &ViewPlan,
    known: &ViewPlan,
    values: Option<(&Values, &Values)>,
    (new_said, known_said): (&str, &str),
) -> Vec<Twin> {
    let mut found = Vec::new();
    for (a, info) in new.version.schema.iter().enumerate() {
        for (b, other) in known.version.schema.iter().enumerate() {
            let features = (feature(new, &info.name), feature(known, &other.name));
            let same = features.0.zip(features.1).is_some_and(|(a, b)| {
                fingerprint::of_feature(&new.entity, &new.source, a)
                    == fingerprint::of_feature(&known.entity, &known.source, b)
            });
            let by_value = || {
                let (new, known) = values?;
                let shared = new
                    .iter()
                    .filter_map(|(key, row)| Some((row.get(a)?, known.get(key)?.get(b)?)));
                likeness(&shared.collect::<Vec<_>>())
            };
            let is_said = !new_said.is_empty() && likeness_of_names(new_said, known_said) >= ALIKE;
            let is_called = likeness_of_names(&info.name, &other.name) >= ALIKE;
            let why = if same {
                Some(Likeness::Expression)
            } else {
                by_value().or_else(|| {
                    (is_called && (is_said || values.is_some())).then_some(Likeness::Name)
                })
            };
            found.extend(why.map(|why| Twin {
                new: (new.view.clone(), info.name.clone()),
                known: (known.view.clone(), other.name.clone()),
                why,
            }));
        }
    }
    found
}

fn feature<'a>(plan: &'a ViewPlan, name: &str) -> Option<&'a super::Feature> {
    let features = match &plan.version.definition {
        Definition::View(view) => &view.features,
        _ => return None,
    };
    features.iter().find(|feature| feature.name == name)
}

/// Whether two features of the same entities have the same values.
fn likeness(shared: &[(&FeatureValue, &FeatureValue)]) -> Option<Likeness> {
    let number = |value: &FeatureValue| match value {
        FeatureValue::Number(value) => Some(*value),
        FeatureValue::Integer(value) | FeatureValue::Time(value) => Some(*value as f64),
        _ => None,
    };
    let numbers = shared
        .iter()
        .filter_map(|(a, b)| Some((number(a)?, number(b)?)));
    let (a, b): (Vec<f64>, Vec<f64>) = numbers.unzip();
    if a.len() >= LEAST_SHARED {
        let correlation = spearman(&a, &b).value()?;
        return (correlation.abs() >= CORRELATED)
            .then_some(Likeness::Correlation(correlation, a.len()));
    }
    let known = shared
        .iter()
        .filter(|(a, b)| **a != FeatureValue::Null || **b != FeatureValue::Null);
    let (mut n, mut same) = (0_usize, 0_usize);
    let mut levels = HashSet::new();
    for (a, b) in known {
        n += 1;
        same += usize::from(a.is_same(b));
        levels.insert(a.text());
    }
    // Jaccard: of all pairs of entity and value, those on both sides.
    let share = same as f64 / (2 * n - same).max(1) as f64;
    (n >= LEAST_SHARED && levels.len() > 1 && share >= OVERLAPPING)
        .then_some(Likeness::Overlap(share, n))
}

/// The share of the pairs of neighbouring letters that two names have in common (Dice).
fn likeness_of_names(a: &str, b: &str) -> f64 {
    let pairs = |name: &str| -> HashSet<(char, char)> {
        let letters: Vec<char> = name
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (a, b) = (pairs(a), pairs(b));
    let both = a.intersection(&b).count();
    2.0 * both as f64 / (a.len() + b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_say_the_same_are_alike() {
        let a: Vec<FeatureValue> = (0..50)
            .map(|i| FeatureValue::Number(f64::from(i)))
            .collect();
        let b: Vec<FeatureValue> = (0..50).map(|i| FeatureValue::Integer(i * 9 + 3)).collect();
        let c: Vec<FeatureValue> = (0..50)
            .map(|i| FeatureValue::Integer(i * 37 % 50))
            .collect();
        let zip =
            |a: &[FeatureValue], b: &[FeatureValue]| likeness(&a.iter().zip(b).collect::<Vec<_>>());
        assert_eq!(zip(&a, &b), Some(Likeness::Correlation(1.0, 50)));
        assert_eq!(zip(&a, &c), None);
        assert_eq!(zip(&a[..10], &b[..10]), None, "ten entities say nothing");
        let text = |i: i32| FeatureValue::Text(format!("t{}", i % 7));
        let words: Vec<FeatureValue> = (0..50).map(text).collect();
        let mut others = words.clone();
        assert_eq!(zip(&words, &others), Some(Likeness::Overlap(1.0, 50)));
        for other in others.iter_mut().take(5) {
            *other = FeatureValue::Null;
        }
        assert_eq!(zip(&words, &others), None, "45 of 55 pairs are not enough");
    }

    #[test]
    fn names_are_alike_by_their_letters() {
        assert!(likeness_of_names("wind_speed", "WindSpeed") > 0.99);
        assert!(likeness_of_names("wind_speed", "wind_speeds") >= ALIKE);
        assert!(likeness_of_names("temp", "dewp") < ALIKE);
        assert!(likeness_of_names("", "") < ALIKE);
    }
}
