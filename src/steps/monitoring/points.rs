use rayon::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{column::Column, run::Spans};
use crate::{
    data::{Fingerprint, fingerprint, fingerprint_of_numbers},
    drift::{Sample, Summary},
    steps::StepError,
};

/// Remembers what was computed of a chunk, so that a new chunk costs the chunk and not the history.
///
/// A key stands for everything that determines a point: the rows of the reference and of the chunk,
/// the cut of the reference and the settings. What has the same key has the same bits.
pub trait Points: Sync {
    /// The points with these keys, as JSON, as far as they are known.
    ///
    /// # Errors
    /// If what was kept cannot be read.
    fn get(&self, keys: &[Fingerprint]) -> Result<Vec<Option<String>>, StepError>;

    /// Keeps points, all or none of them.
    ///
    /// # Errors
    /// If they cannot be written.
    fn put(&self, points: &[(Fingerprint, String)]) -> Result<(), StepError>;

    /// Whether it is worth asking.
    fn remembers(&self) -> bool {
        true
    }
}

/// Remembers nothing: everything is computed anew.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForgetfulPoints;

impl Points for ForgetfulPoints {
    fn get(&self, keys: &[Fingerprint]) -> Result<Vec<Option<String>>, StepError> {
        Ok(vec![None; keys.len()])
    }

    fn put(&self, _points: &[(Fingerprint, String)]) -> Result<(), StepError> {
        Ok(())
    }

    fn remembers(&self) -> bool {
        false
    }
}

/// What is remembered, and the rows of every column as keys to it; no keys where nothing is.
#[derive(Clone, Copy)]
pub(super) struct Memory<'a> {
    pub(super) points: &'a dyn Points,
    pub(super) keys: &'a [ColumnKeys],
}

/// The keys of every column, if it is worth asking.
pub(super) fn keys(
    columns: &[(String, Column)],
    spans: &Spans,
    points: &dyn Points,
) -> Vec<ColumnKeys> {
    if !points.remembers() {
        return Vec::new();
    }
    let columns = columns.par_iter();
    columns
        .map(|(_, column)| ColumnKeys::of(column, spans))
        .collect()
}

/// What the rows of a column are, as keys of points.
pub(super) struct ColumnKeys {
    reference: Fingerprint,
    chunks: Vec<Fingerprint>,
}

impl ColumnKeys {
    pub(super) fn of(column: &Column, spans: &Spans) -> Self {
        Self {
            reference: rows(column.sample(spans.reference_rows())),
            chunks: spans
                .all
                .iter()
                .map(|span| rows(column.sample(span.clone())))
                .collect(),
        }
    }

    /// The keys of every chunk's points of `columns` that need the whole reference, its cut and
    /// `settings`.
    pub(super) fn together(columns: &[Self], spans: &Spans, settings: &[&str]) -> Vec<Fingerprint> {
        let ends = &spans.all[..spans.n_reference()];
        let mut parts: Vec<String> = settings.iter().map(|part| (*part).to_owned()).collect();
        parts.extend(columns.iter().map(|column| column.reference.to_string()));
        parts.extend(ends.iter().map(|span| span.end.to_string()));
        let common = fingerprint(&parts.iter().map(String::as_str).collect::<Vec<_>>()).to_string();
        let chunk = |(i, span): (usize, &std::ops::Range<usize>)| {
            let mut parts = vec![common.clone()];
            // A chunk of the reference is held against the others: its place matters.
            if i < ends.len() {
                parts.push(span.start.to_string());
            }
            parts.extend(columns.iter().map(|column| column.chunks[i].to_string()));
            fingerprint(&parts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        spans.all.iter().enumerate().map(chunk).collect()
    }
}

/// Equal for equal rows: numbers in their order, categories by how often each occurs.
fn rows(sample: Sample<'_>) -> Fingerprint {
    match sample {
        Sample::Numbers(values) => fingerprint_of_numbers(values),
        Sample::Categories { .. } => {
            let Summary::Categories(counts) = Summary::of(sample) else {
                return fingerprint(&[]);
            };
            let mut parts = vec![counts.missing().to_string()];
            for (level, count) in counts.levels().iter().zip(counts.counts()) {
                parts.extend([level.clone(), count.to_string()]);
            }
            fingerprint(&parts.iter().map(String::as_str).collect::<Vec<_>>())
        }
    }
}

/// The points with these keys; one that another version wrote is computed anew.
pub(super) fn known<T: DeserializeOwned>(
    points: &dyn Points,
    keys: &[Fingerprint],
) -> Result<Vec<Option<T>>, StepError> {
    let kept = points.get(keys)?.into_iter();
    Ok(kept.map(|text| serde_json::from_str(&text?).ok()).collect())
}

/// Keeps what was computed.
pub(super) fn keep<'a, T: Serialize + 'a>(
    points: &dyn Points,
    computed: impl Iterator<Item = (&'a Fingerprint, &'a T)>,
) -> Result<(), StepError> {
    let text = |(key, point): (&Fingerprint, &T)| {
        let text = serde_json::to_string(point);
        let text = text.map_err(|err| StepError::Invalid(err.to_string()))?;
        Ok((key.clone(), text))
    };
    let texts = computed.map(text).collect::<Result<Vec<_>, StepError>>()?;
    if texts.is_empty() {
        return Ok(());
    }
    points.put(&texts)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Mutex};

    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::{
        data::Categories,
        drift::multivariate::Together,
        steps::monitoring::{ColumnTimeline, column::timelines, run::spans_of, together::together},
        terms::Silent,
    };

    /// Keeps points as a workspace does, and counts those that are new.
    #[derive(Default)]
    struct Kept {
        points: Mutex<BTreeMap<Fingerprint, String>>,
        new: Mutex<usize>,
    }

    impl Points for Kept {
        fn get(&self, keys: &[Fingerprint]) -> Result<Vec<Option<String>>, StepError> {
            let points = self.points.lock().unwrap();
            Ok(keys.iter().map(|key| points.get(key).cloned()).collect())
        }

        fn put(&self, points: &[(Fingerprint, String)]) -> Result<(), StepError> {
            *self.new.lock().unwrap() += points.len();
            self.points.lock().unwrap().extend(points.iter().cloned());
            Ok(())
        }
    }

    impl Kept {
        /// Points that were computed since this was asked.
        fn computed(&self) -> usize {
            std::mem::take(&mut *self.new.lock().unwrap())
        }
    }

    const ROWS: usize = 120;

    /// Numbers with ties, plain numbers with gaps, and categories, over so many chunks; the last
    /// ones have drifted.
    fn columns(chunks: usize) -> Vec<(String, Column)> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut sides = [Vec::new(), Vec::new()];
        let mut codes = Vec::new();
        for row in 0..chunks * ROWS {
            let moved = if row >= 9 * ROWS { 0.4 } else { 0.0 };
            let value = rng.r#gen::<f64>() + moved;
            sides[0].push((30.0 * value).round());
            let is_gap = rng.r#gen::<f64>() < 0.05;
            sides[1].push(if is_gap { f64::NAN } else { value });
            codes.push(rng.gen_range(0..4));
        }
        let levels = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let [ties, plain] = sides.map(Column::Numbers);
        let text = Column::Categories(Categories { codes, levels });
        Vec::from(
            [("ties", ties), ("plain", plain), ("text", text)]
                .map(|(name, column)| (name.to_owned(), column)),
        )
    }

    fn followed(chunks: usize, points: &dyn Points) -> (Vec<ColumnTimeline>, Vec<Together>) {
        let (columns, spans) = (columns(chunks), spans_of(5, chunks - 5, ROWS));
        let keys = keys(&columns, &spans, points);
        let memory = Memory {
            points,
            keys: &keys,
        };
        (
            timelines(&columns, &spans, (3.0, memory), &Silent).unwrap(),
            together(&columns, &spans, (3.0, memory), &Silent).unwrap(),
        )
    }

    #[test]
    fn what_is_remembered_has_the_same_bits_and_a_new_chunk_costs_the_chunk() {
        let kept = Kept::default();
        let first = followed(10, &kept);
        // Three columns, and all of them together.
        assert_eq!(kept.computed(), 4 * 10);
        assert!(first == followed(10, &ForgetfulPoints));
        let text = |found: &(Vec<ColumnTimeline>, Vec<Together>)| {
            serde_json::to_string(&(&found.0, &found.1)).unwrap()
        };
        assert!(text(&first) == text(&followed(10, &kept)));
        assert_eq!(kept.computed(), 0);
        let more = followed(11, &kept);
        assert_eq!(kept.computed(), 4);
        assert!(text(&more) == text(&followed(11, &ForgetfulPoints)));
    }

    #[test]
    fn another_setting_and_what_cannot_be_read_are_computed_anew() {
        let kept = Kept::default();
        let (columns, spans) = (columns(7), spans_of(5, 2, ROWS));
        let keys = keys(&columns, &spans, &kept);
        let memory = Memory {
            points: &kept,
            keys: &keys,
        };
        let of = |deviations| timelines(&columns, &spans, (deviations, memory), &Silent).unwrap();
        let first = of(3.0);
        assert_eq!(kept.computed(), 3 * 7);
        assert!(first != of(90.0), "the limits are higher");
        assert_eq!(kept.computed(), 3 * 7);
        for point in kept.points.lock().unwrap().values_mut() {
            "{\"of\": \"another version\"}".clone_into(point);
        }
        assert!(first == of(3.0));
        assert_eq!(kept.computed(), 3 * 7);
    }
}
