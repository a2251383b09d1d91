//! What goes wrong in production, on purpose: so that monitoring has something true to show.

use serde_json::{Map, Value, json};

use crate::terms::{Incident, IncidentKind};

/// Incidents with what they remember from row to row.
#[derive(Default)]
pub(super) struct Incidents {
    going_on: Vec<(Incident, Option<Value>)>,
}

/// What a target may be: the classes in order, or the mean of the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    Classes(Vec<String>),
    Mean(f64),
}

impl Incidents {
    /// Lets `wanted` go on; what went on before remembers what it knew.
    pub(super) fn set(&mut self, wanted: &[Incident]) {
        let known = std::mem::take(&mut self.going_on);
        let memory = |incident: &Incident| {
            let found = known.iter().find(|(before, _)| before == incident);
            found.and_then(|(_, memory)| memory.clone())
        };
        self.going_on = wanted
            .iter()
            .map(|incident| (incident.clone(), memory(incident)))
            .collect();
    }

    /// Spoils the inputs of one row.
    pub(super) fn spoil(&mut self, row: &mut Map<String, Value>) {
        for (incident, memory) in &mut self.going_on {
            let [first, rest @ ..] = incident.columns.as_slice() else {
                continue;
            };
            if incident.kind == IncidentKind::Swapped {
                swap(row, first, rest);
                continue;
            }
            let Some(cell) = row.get_mut(first) else {
                continue;
            };
            match incident.kind {
                IncidentKind::Unit => scale(cell),
                IncidentKind::Nulls => *cell = Value::Null,
                IncidentKind::Renamed => {
                    if let Value::String(text) = cell {
                        text.push_str(" (new)");
                    }
                }
                IncidentKind::Stuck => {
                    *cell = memory.get_or_insert_with(|| cell.clone()).clone();
                }
                _ => {}
            }
        }
    }

    /// Spoils the label of row `row`.
    pub(super) fn spoil_label(&self, row: usize, label: String, target: &Target) -> String {
        let goes_on = |kind| self.going_on.iter().any(|(one, _)| one.kind == kind);
        let flips = goes_on(IncidentKind::LabelFlip) && row.is_multiple_of(3);
        // Flipped twice is what it was.
        if goes_on(IncidentKind::ConceptFlip) == flips {
            return label;
        }
        match target {
            Target::Classes(classes) => {
                let place = classes.iter().position(|class| *class == label);
                let next = place.map(|place| (place + 1) % classes.len());
                next.map_or(label, |next| classes[next].clone())
            }
            Target::Mean(mean) => label
                .parse::<f64>()
                .map_or(label, |value| (2.0 * mean - value).to_string()),
        }
    }
}

/// A whole number stays one where it can.
fn scale(cell: &mut Value) {
    if let Some(whole) = cell.as_i64().and_then(|whole| whole.checked_mul(1000)) {
        *cell = json!(whole);
    } else if let Some(number) = cell.as_f64() {
        *cell = json!(number * 1e3);
    }
}

fn swap(row: &mut Map<String, Value>, first: &str, rest: &[String]) {
    let Some(second) = rest.first() else { return };
    if let (Some(a), Some(b)) = (row.get(first).cloned(), row.get(second).cloned()) {
        row.insert(first.to_owned(), b);
        row.insert(second.clone(), a);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(x: f64, n: i64, colour: &str) -> Map<String, Value> {
        let row = json!({ "x": x, "n": n, "colour": colour });
        row.as_object().unwrap().clone()
    }

    fn spoiled(kind: IncidentKind, columns: &[&str], rows: &[Map<String, Value>]) -> Vec<Value> {
        let mut incidents = Incidents::default();
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        incidents.set(&[Incident { kind, columns }]);
        let spoil = |row: &Map<String, Value>| {
            let mut row = row.clone();
            incidents.spoil(&mut row);
            Value::Object(row)
        };
        rows.iter().map(spoil).collect()
    }

    #[test]
    fn each_incident_does_what_its_name_says() {
        let rows = [row(1.5, 2, "red"), row(2.5, 3, "blue")];
        let of = |kind, columns: &[&str]| spoiled(kind, columns, &rows);
        let unit = of(IncidentKind::Unit, &["x"]);
        assert_eq!(unit[0], json!({ "x": 1500.0, "n": 2, "colour": "red" }));
        assert_eq!(of(IncidentKind::Unit, &["n"])[1]["n"], json!(3000));
        assert_eq!(
            of(IncidentKind::Nulls, &["colour"])[1]["colour"],
            Value::Null
        );
        assert_eq!(
            of(IncidentKind::Renamed, &["colour"])[0]["colour"],
            "red (new)"
        );
        let swapped = of(IncidentKind::Swapped, &["x", "n"]);
        assert_eq!(swapped[0], json!({ "x": 2, "n": 1.5, "colour": "red" }));
        let stuck = of(IncidentKind::Stuck, &["x"]);
        assert_eq!((&stuck[0]["x"], &stuck[1]["x"]), (&json!(1.5), &json!(1.5)));
        for kind in IncidentKind::ALL {
            let untouched = rows.clone().map(Value::Object).to_vec();
            assert_eq!(
                of(kind, &["no such column", "nor this"]),
                untouched,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn labels_flip_by_a_third_or_altogether() {
        let classes = Target::Classes(vec!["no".to_owned(), "yes".to_owned()]);
        let flipped = |kinds: &[IncidentKind], target: &Target, label: &str| -> Vec<String> {
            let mut incidents = Incidents::default();
            let of = |kind: &IncidentKind| Incident {
                kind: *kind,
                columns: Vec::new(),
            };
            incidents.set(&kinds.iter().map(of).collect::<Vec<_>>());
            (0..3)
                .map(|row| incidents.spoil_label(row, label.to_owned(), target))
                .collect()
        };
        let (labels, concept) = (IncidentKind::LabelFlip, IncidentKind::ConceptFlip);
        assert_eq!(flipped(&[labels], &classes, "no"), ["yes", "no", "no"]);
        assert_eq!(flipped(&[concept], &classes, "no"), ["yes", "yes", "yes"]);
        assert_eq!(
            flipped(&[labels, concept], &classes, "no"),
            ["no", "yes", "yes"]
        );
        assert_eq!(
            flipped(&[concept], &Target::Mean(10.0), "4"),
            ["16", "16", "16"]
        );
        assert_eq!(flipped(&[concept], &classes, "perhaps")[0], "perhaps");
    }
}
