use std::{ops::Range, sync::Arc};

use super::{Pair, Windows};
use crate::{
    drift::windows::{ChunkedColumn, WindowBaseline, WindowComparison},
    steps::StepError,
    terms::Progress,
};

/// One column, ready to be compared in any two windows: sorted once, and the window that is
/// compared with is kept, so that moving the other one costs one pass.
#[derive(Clone, Debug)]
pub struct ColumnWindows {
    name: String,
    column: Arc<ChunkedColumn>,
    baseline: Option<(Range<usize>, Arc<WindowBaseline>)>,
}

impl ColumnWindows {
    /// Reads and sorts the column `name`, or the model's own answers.
    ///
    /// # Errors
    /// If the model does not read the column, or somebody stops it.
    pub fn new(windows: &Windows, name: &str, progress: &dyn Progress) -> Result<Self, StepError> {
        let values = windows.values(name, progress)?;
        progress.check()?;
        Ok(Self {
            name: name.to_owned(),
            column: Arc::new(ChunkedColumn::new(values.sample(), &windows.spans)),
            baseline: None,
        })
    }

    /// The column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The two windows of `pair` side by side.
    pub fn compare(&mut self, pair: &Pair) -> WindowComparison {
        let kept = self.baseline.take();
        let kept = kept.filter(|(window, _)| *window == pair.reference);
        let (window, baseline) = kept.unwrap_or_else(|| {
            let summary = self.column.summary(&pair.reference);
            let baseline = WindowBaseline::new(summary);
            (pair.reference.clone(), Arc::new(baseline))
        });
        let found = baseline.compare(&self.column.summary(&pair.current));
        self.baseline = Some((window, baseline));
        found
    }
}
