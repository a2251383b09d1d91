//! What a candidate would have answered to the requests that the champion got.

use std::sync::Arc;

use super::{
    JobKey, Workbench, answered,
    jobs_of::JobProgress,
    serve::{self, EndpointAnswer},
};
use crate::{
    serving::Differences,
    steps::{Package, Prediction},
    terms::Progress as _,
};

/// The latest logged rows that are replayed.
const ROWS: usize = 100_000;
/// Rows that are asked at once when nothing waits for time.
const AT_ONCE: usize = 1000;

/// A candidate against what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// The candidate's version.
    pub version: i64,
    /// Where it answers in another way.
    pub differences: Differences,
    /// Rows with a label, those of them that were answered right, and that the candidate answers
    /// right; only for classes.
    pub labelled: (u64, u64, u64),
    /// The same for numbers: the sum of the absolute errors of what was answered and of the
    /// candidate.
    pub errors: (f64, f64),
    /// Rows of versions that read other columns than the candidate.
    pub unreadable: u64,
    /// The reason of the first one, where there is one.
    pub why: Option<String>,
}

impl Replay {
    fn new(version: i64) -> Self {
        Self {
            version,
            differences: Differences::default(),
            labelled: (0, 0, 0),
            errors: (0.0, 0.0),
            unreadable: 0,
            why: None,
        }
    }

    fn take(
        &mut self,
        part: &super::Answered,
        rows: std::ops::Range<usize>,
        package: &Package,
    ) -> anyhow::Result<()> {
        let table = part.inputs.slice(rows.start, rows.len());
        let predictions = package.predict(&table)?;
        for (row, second) in rows.zip(&predictions) {
            let first = answer_of(part, row);
            self.differences.compare(&first, second, || {
                let id = part.ids[row].to_string();
                (id, part.at[row], part.inputs_of(row))
            });
            let Some(label) = &part.labels[row] else {
                continue;
            };
            if let (Some(a), Some(b)) = (first.value, second.value) {
                if let Ok(label) = label.parse::<f64>() {
                    self.labelled.0 += 1;
                    self.errors.0 += (a - label).abs();
                    self.errors.1 += (b - label).abs();
                }
                continue;
            }
            let is_right = |one: &Prediction| u64::from(one.class.as_ref() == Some(label));
            self.labelled.0 += 1;
            self.labelled.1 += is_right(&first);
            self.labelled.2 += is_right(second);
        }
        Ok(())
    }
}

/// What was answered to `row`.
fn answer_of(part: &super::Answered, row: usize) -> Prediction {
    let k = part.classes.len();
    let class = part.class[row].and_then(|class| part.classes.get(class as usize));
    Prediction {
        class: class.cloned(),
        value: part.value[row],
        probabilities: part.probabilities[row * k..(row + 1) * k].to_vec(),
    }
}

impl Workbench {
    /// Asks version `version` what was logged: `speed` times as fast as it came, or as fast as it
    /// goes.
    pub(super) fn replay(&mut self, version: i64, speed: Option<f64>) -> anyhow::Result<()> {
        let model = self.serving_now()?.endpoint.model().to_owned();
        let (features, clock) = (self.feature_store.clone(), Arc::clone(&self.clock));
        let dir = self.workspace.dir().to_owned();
        let label = format!("Replaying the log against version {version}");
        self.jobs.start(JobKey::Replay, label, move |job| {
            let progress = JobProgress(job);
            progress.report(0.0, "Loading the version and the log");
            let served = serve::load_served(&features, model.clone(), version, &clock)?;
            let package = served.package;
            let parts = answered(features.store(), &dir, &model, ROWS)?;
            let total: usize = parts.iter().map(|part| part.at.len()).sum();
            anyhow::ensure!(
                total > 0,
                "Nothing was logged yet. Send requests to the endpoint first."
            );
            let mut found = Replay::new(version);
            let mut done = 0;
            for part in &parts {
                let n = part.at.len();
                let mut row = 0;
                while row < n {
                    progress.check()?;
                    progress.report(done as f32 / total as f32, "Asking the candidate");
                    let next = match speed {
                        None => (row + AT_ONCE).min(n),
                        Some(speed) => due(&part.at, row, speed, &progress)?,
                    };
                    if let Err(err) = found.take(part, row..next, &package) {
                        found.unreadable += (n - row) as u64;
                        found.why.get_or_insert_with(|| format!("{err:#}"));
                        done += n - row;
                        break;
                    }
                    done += next - row;
                    row = next;
                }
            }
            Ok(EndpointAnswer::Replayed(found).into())
        })?;
        Ok(())
    }
}

/// Waits the time that lay between the row before and `row`, `speed` times as short and at most a
/// second, and gives the end of the rows that came within the same thousandth of a second.
fn due(
    at: &[i64],
    row: usize,
    speed: f64,
    progress: &JobProgress<'_>,
) -> Result<usize, crate::terms::Cancelled> {
    if let Some(before) = row.checked_sub(1) {
        let gap = (at[row] - at[before]).max(0) as f64 / 1e6 / speed.max(1e-3);
        let until = std::time::Instant::now() + std::time::Duration::from_secs_f64(gap.min(1.0));
        while let Some(left) = until.checked_duration_since(std::time::Instant::now()) {
            progress.check()?;
            if left.is_zero() {
                break;
            }
            std::thread::sleep(left.min(std::time::Duration::from_millis(20)));
        }
    }
    let tick = 1000.0 * speed.max(1e-3);
    let same = at[row..]
        .iter()
        .take(AT_ONCE)
        .take_while(|one| ((**one - at[row]).abs() as f64) < tick);
    Ok(row + same.count().max(1))
}
