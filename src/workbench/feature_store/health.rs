use std::collections::BTreeMap;

use super::FeatureStore;
use crate::{
    data::{ColumnProfile, Kind, ProfileParams, Table, profile},
    drift::{Baseline, Sample, Summary, Verdict},
    features::ViewPlan,
    store::FeatureHealthRow,
    terms::{Part, Progress},
};

/// Rows that a baseline is made of at most, evenly spread over time: enough for every verdict, and
/// small enough to keep.
const MOST_ROWS: usize = 20_000;
/// Into how many parts of equal length the time before the first measurement is cut, so that there
/// is something to see from the first day on.
const PARTS: i64 = 12;

/// A feature over some stretch of time.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct HealthPoint {
    /// Where the stretch begins, in microseconds since 1970-01-01.
    pub from: i64,
    /// The time of its newest row.
    pub newest: i64,
    /// When it was measured.
    pub at: i64,
    /// Its rows.
    pub rows: u64,
    /// Rows with a gap.
    pub missing: u64,
    /// How far its values are from the baseline, as a PSI; nothing where too few rows say nothing.
    pub psi: Option<f64>,
    /// The PSI from which on it counts as drift.
    pub limit: Option<f64>,
    /// What to think of it.
    pub verdict: Verdict,
}

/// What is known of a feature over time.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureHealth {
    /// What its values looked like when it was first measured: this stays.
    pub profile: ColumnProfile,
    /// Every measurement, oldest first.
    pub points: Vec<HealthPoint>,
}

impl FeatureHealth {
    /// The newest measurement.
    pub fn newest(&self) -> Option<&HealthPoint> {
        self.points.last()
    }
}

/// What one row of the store says.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Baseline {
        summary: Summary,
        profile: Box<ColumnProfile>,
    },
    Point(HealthPoint),
}

/// The measurements of all features by view, version and name.
pub(super) type AllHealth = BTreeMap<(String, i64, String), FeatureHealth>;

impl FeatureStore {
    /// Every measurement of every feature.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn health(&self) -> anyhow::Result<AllHealth> {
        let mut all = AllHealth::new();
        for row in self.store.feature_health()? {
            let key = (row.view, row.version, row.feature);
            match serde_json::from_str(&row.body) {
                Ok(Body::Baseline { profile, .. }) => {
                    let health = FeatureHealth {
                        profile: *profile,
                        points: Vec::new(),
                    };
                    all.entry(key).or_insert(health);
                }
                Ok(Body::Point(point)) => {
                    if let Some(health) = all.get_mut(&key) {
                        health.points.push(point);
                    }
                }
                // Another version of the program wrote it.
                Err(_) => {}
            }
        }
        Ok(all)
    }

    /// Measures every feature of a view over the rows that came since the last time, against the
    /// baseline of its version, which is frozen the first time.
    pub(super) fn measure(
        &self,
        plan: &ViewPlan,
        table: &Table,
        (until, at): (i64, i64),
        progress: &dyn Progress,
    ) -> anyhow::Result<()> {
        let times = table.times(&plan.source.time)?;
        let mut order: Vec<(i64, u32)> = times
            .iter()
            .zip(0_u32..)
            .filter_map(|(time, row)| time.filter(|time| *time <= until).map(|time| (time, row)))
            .collect();
        order.sort_unstable();
        let before = self.baselines(plan)?;
        let since = before.values().filter_map(|(_, newest)| *newest).max();
        let n = plan.version.schema.len().max(1) as f32;
        let mut rows = Vec::new();
        for (place, info) in plan.version.schema.iter().enumerate() {
            let part = Part::new(progress, place as f32 / n, (place + 1) as f32 / n);
            part.check()?;
            let column = Column::of(table, &info.name, info.kind)?;
            let mut add = |body: &Body| -> anyhow::Result<()> {
                rows.push(FeatureHealthRow {
                    view: plan.view.clone(),
                    version: plan.version.number,
                    feature: info.name.clone(),
                    at,
                    body: serde_json::to_string(body)?,
                });
                Ok(())
            };
            let (baseline, parts) = if let Some((summary, _)) = before.get(&info.name) {
                let new = order.partition_point(|(time, _)| Some(*time) <= since);
                (Baseline::of(summary.clone()), vec![&order[new..]])
            } else {
                let summary = column.summary(&thinned(&order));
                let rows: Vec<u32> = order.iter().map(|(_, row)| *row).collect();
                let known = table.take(&rows).select(&[&info.name])?;
                let profile = profile(&known, &ProfileParams::default(), &part)?;
                let Some(profile) = profile.columns.into_iter().next() else {
                    continue;
                };
                add(&Body::Baseline {
                    summary: summary.clone(),
                    profile: Box::new(profile),
                })?;
                (Baseline::of(summary), cut(&order))
            };
            for part in parts {
                if let Some(point) = point(&baseline, &column, part, at) {
                    add(&Body::Point(point))?;
                }
            }
        }
        Ok(self.store.add_feature_health(&rows)?)
    }

    /// The baseline of each feature of a version, and how far it was measured.
    fn baselines(
        &self,
        plan: &ViewPlan,
    ) -> anyhow::Result<BTreeMap<String, (Summary, Option<i64>)>> {
        let mut found: BTreeMap<String, (Summary, Option<i64>)> = BTreeMap::new();
        for row in self.store.feature_health()? {
            if row.view != plan.view || row.version != plan.version.number {
                continue;
            }
            match serde_json::from_str(&row.body) {
                Ok(Body::Baseline { summary, .. }) => {
                    found.entry(row.feature).or_insert((summary, None));
                }
                Ok(Body::Point(point)) => {
                    if let Some((_, newest)) = found.get_mut(&row.feature) {
                        *newest =
                            Some(newest.map_or(point.newest, |known| known.max(point.newest)));
                    }
                }
                Err(_) => {}
            }
        }
        Ok(found)
    }
}

/// Evenly spread rows, at most as many as a baseline keeps.
fn thinned(order: &[(i64, u32)]) -> Vec<u32> {
    let n = order.len().min(MOST_ROWS);
    let rows = (0..n).filter_map(|place| order.get(place * order.len() / n.max(1)));
    rows.map(|(_, row)| *row).collect()
}

/// The rows in stretches of equal length.
fn cut(order: &[(i64, u32)]) -> Vec<&[(i64, u32)]> {
    let (Some((first, _)), Some((last, _))) = (order.first(), order.last()) else {
        return Vec::new();
    };
    let length = i128::from(*last) - i128::from(*first);
    let end = |part: i64| {
        let to = i128::from(*first) + length * i128::from(part) / i128::from(PARTS);
        order.partition_point(|(time, _)| i128::from(*time) < to)
    };
    let ends = (1..=PARTS).map(|part| {
        if part == PARTS {
            order.len()
        } else {
            end(part)
        }
    });
    let mut from = 0;
    ends.map(|to| {
        let part = &order[from..to.max(from)];
        from = to.max(from);
        part
    })
    .collect()
}

fn point(
    baseline: &Baseline,
    column: &Column,
    rows: &[(i64, u32)],
    at: i64,
) -> Option<HealthPoint> {
    let ((from, _), (newest, _)) = (rows.first()?, rows.last()?);
    let rows: Vec<u32> = rows.iter().map(|(_, row)| *row).collect();
    let summary = column.summary(&rows);
    let missing = match &summary {
        Summary::Numbers(numbers) => numbers.missing(),
        Summary::Categories(categories) => categories.missing(),
    };
    let drift = baseline.compare_summary(&summary, &[]);
    let psi = drift.psi();
    Some(HealthPoint {
        from: *from,
        newest: *newest,
        at,
        rows: rows.len() as u64,
        missing,
        psi,
        limit: psi.is_some().then_some(drift.limit),
        verdict: drift.verdict,
    })
}

/// The values of a feature in the shape that drift is measured in.
enum Column {
    Numbers(Vec<f64>),
    Categories(crate::data::Categories),
}

impl Column {
    fn of(table: &Table, name: &str, kind: Kind) -> anyhow::Result<Self> {
        Ok(match kind {
            Kind::Text | Kind::Boolean => Self::Categories(table.categories(name)?),
            Kind::Decimal | Kind::Integer | Kind::Time => Self::Numbers(table.numbers(name)?),
        })
    }

    fn summary(&self, rows: &[u32]) -> Summary {
        match self {
            Self::Numbers(values) => {
                let values: Vec<f64> = rows.iter().map(|row| values[*row as usize]).collect();
                Summary::of(Sample::Numbers(&values))
            }
            Self::Categories(categories) => {
                let codes: Vec<u32> = rows
                    .iter()
                    .map(|row| categories.codes[*row as usize])
                    .collect();
                Summary::of(Sample::Categories {
                    codes: &codes,
                    levels: &categories.levels,
                })
            }
        }
    }
}
