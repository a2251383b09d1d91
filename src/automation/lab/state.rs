use super::{Event, EventKind, Lane, PeriodReport, stream::Stream};

/// A new model on its way into service.
#[derive(Clone)]
pub(super) struct Pending {
    pub(super) train_at: i64,
    pub(super) ship_at: i64,
    pub(super) model: Option<usize>,
}

/// A lane in the middle of the replay.
#[derive(Clone)]
pub(super) struct State {
    pub(super) lane: Lane,
    /// From when on which model serves.
    pub(super) serving: Vec<(i64, usize)>,
    pub(super) pending: Option<Pending>,
    pub(super) triggered: Option<i64>,
    pub(super) next_look: i64,
    /// Why monitoring asked since somebody last looked.
    pub(super) unseen: Option<String>,
    /// A fresh model that is being watched, since when, and the one before.
    pub(super) watched: Option<(i64, usize)>,
    pub(super) events: Vec<Event>,
    pub(super) periods: Vec<PeriodReport>,
    /// Of people's work since the last period.
    pub(super) minutes: f64,
    pub(super) seconds: f64,
    /// Which event deployed or stopped a model, and the model that served then.
    pub(super) decided: Vec<(usize, usize)>,
}

impl State {
    pub(super) fn new(lane: Lane, stream: &Stream<'_>) -> Self {
        Self {
            lane,
            serving: vec![(stream.start, 0)],
            pending: None,
            triggered: None,
            next_look: stream.start,
            unseen: None,
            watched: None,
            events: Vec::new(),
            periods: Vec::new(),
            minutes: 0.0,
            seconds: 0.0,
            decided: Vec::new(),
        }
    }

    pub(super) fn serves(&self) -> (i64, usize) {
        self.serving.last().copied().unwrap_or((i64::MIN, 0))
    }

    pub(super) fn event(
        &mut self,
        at: i64,
        kind: EventKind,
        model: usize,
        reason: impl Into<String>,
    ) {
        self.events.push(Event {
            at,
            kind,
            model,
            reason: reason.into(),
            better: None,
        });
    }

    pub(super) fn deploy(&mut self, at: i64, model: usize, reason: &str) {
        let (_, before) = self.serves();
        self.serving.push((at, model));
        self.decided.push((self.events.len(), before));
        self.watched = Some((at, before));
        self.event(at, EventKind::Deployed, model, reason);
    }

    /// Gates did not let `model` pass.
    pub(super) fn block(&mut self, at: i64, model: usize, reason: String) {
        let (_, before) = self.serves();
        self.decided.push((self.events.len(), before));
        self.event(at, EventKind::Blocked, model, reason);
    }
}
