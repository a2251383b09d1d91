use super::{Entities, FeatureError, Joined, Source, join::given};
use crate::terms::Progress;

/// Gives each entity row what came true of it.
///
/// That is the first row of `source` at or after the time of the entity row, at most `horizon`
/// microseconds later; of several rows of one time the one that was written last.
///
/// It is the point-in-time join turned around, for what is to be learned only: what it gives lies
/// in the future of the row that asks, and must never be a feature.
///
/// # Errors
/// As [`Source::check`], or if somebody stops it.
pub fn label(
    entities: Entities<'_>,
    source: &Source<'_>,
    horizon: i64,
    progress: &dyn Progress,
) -> Result<Joined, FeatureError> {
    given(entities, source, progress, |timeline, key, time| {
        timeline.after(key, time, horizon)
    })
}
