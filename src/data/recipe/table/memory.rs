use super::look_back::{Look, Timeline};
use crate::data::ColumnData;

/// Most values that a step remembers; entities that were seen last come first.
const MOST: usize = 1_000_000;

/// What lag and rolling keep of a data set, so that a row that is asked about later gets what it
/// would have got as the next row of that data set: the last values of every entity.
///
/// It answers for times after the end of the data set. For an earlier time it answers where it
/// still holds what was known then, else with a gap. At most 1,000,000 values are kept; beyond
/// that the entities that have been silent for longest are forgotten.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct Memory {
    /// The entities by name, ascending.
    pub(super) entities: Vec<String>,
    /// The first entry of each entity, and the end.
    starts: Vec<usize>,
    /// How many older entries of each entity are not kept.
    skipped: Vec<usize>,
    times: Vec<i64>,
    pub(super) values: ColumnData,
}

/// The remembered entries of one entity.
#[derive(Clone, Copy)]
pub(super) struct Remembered<'a> {
    /// The place of the first one among the values.
    pub(super) start: usize,
    /// How many older ones are not kept.
    pub(super) skipped: usize,
    pub(super) times: &'a [i64],
}

/// How much of the past a step needs.
#[derive(Clone, Copy)]
pub(super) struct Need {
    /// Entries that old before the end of the data set, in microseconds.
    pub(super) span: i64,
    /// And so many entries before them.
    pub(super) rows: usize,
}

impl Memory {
    /// Keeps of `timeline` what rows after its end need; `pick` gives the values of rows.
    pub(super) fn of(
        timeline: &Timeline,
        look: &Look,
        need: Need,
        pick: impl FnOnce(&[u32]) -> ColumnData,
    ) -> Self {
        let end = timeline.times.iter().copied().max().unwrap_or(0);
        let horizon = end.saturating_sub(look.delay).saturating_sub(need.span);
        let kept = |entity: usize| {
            let entries = timeline.entries(entity);
            let times = &timeline.times[entries.clone()];
            let recent = times.partition_point(|time| *time < horizon);
            entries.start + recent.saturating_sub(need.rows)..entries.end
        };
        let mut entities: Vec<usize> = (0..timeline.entities.len())
            .filter(|entity| !timeline.entries(*entity).is_empty())
            .collect();
        let total: usize = entities.iter().map(|entity| kept(*entity).len()).sum();
        if total > MOST {
            let last = |entity: &usize| timeline.times[timeline.entries(*entity).end - 1];
            entities.sort_by_key(|entity| std::cmp::Reverse(last(entity)));
            let mut room = MOST;
            entities.retain(|entity| {
                let fits = kept(*entity).len() <= room;
                room = if fits { room - kept(*entity).len() } else { 0 };
                fits
            });
            entities.sort_unstable();
        }
        let mut memory = Self {
            entities: Vec::with_capacity(entities.len()),
            starts: vec![0],
            skipped: Vec::with_capacity(entities.len()),
            times: Vec::new(),
            values: ColumnData::Numbers(Vec::new()),
        };
        let mut rows = Vec::new();
        for entity in entities {
            let entries = kept(entity);
            memory.entities.push(timeline.entities[entity].clone());
            memory
                .skipped
                .push(entries.start - timeline.entries(entity).start);
            memory
                .times
                .extend_from_slice(&timeline.times[entries.clone()]);
            rows.extend_from_slice(&timeline.rows[entries]);
            memory.starts.push(memory.times.len());
        }
        memory.values = pick(&rows);
        memory
    }

    /// What is known of an entity. Before anybody was seen nothing is, not even of the one entity
    /// that all rows are of.
    pub(super) fn remembered(&self, entity: u32) -> Option<Remembered<'_>> {
        let entity = entity as usize;
        self.entities.get(entity)?;
        let start = self.starts[entity];
        Some(Remembered {
            start,
            skipped: self.skipped[entity],
            times: &self.times[start..self.starts[entity + 1]],
        })
    }
}
