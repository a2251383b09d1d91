use super::{Lane, LaneReport, PeriodReport, answers::Answers, replay::Replay, state::State};
use crate::{metrics::Rope, steps::StepError, terms::Figure};

/// Periods after a model began to serve, or was stopped, in which hindsight judges it.
const HINDSIGHT: usize = 4;

impl Replay<'_> {
    /// Whether the first of two models does better in these periods (true) or worse (false) by more
    /// than what does not matter.
    pub(super) fn apart(
        &mut self,
        (a, b): (usize, usize),
        periods: &[usize],
    ) -> Result<Option<bool>, StepError> {
        let mut both = [Answers::default(), Answers::default()];
        for &p in periods {
            for (answers, model) in both.iter_mut().zip([a, b]) {
                answers.extend(self.answers_of(model, p)?);
            }
        }
        let figures = both.map(|answers| answers.metric(self.stream, self.metric).value());
        let [Some(a), Some(b)] = figures else {
            return Ok(None);
        };
        let gain = if self.metric.higher_is_better() {
            a - b
        } else {
            b - a
        };
        let width = Rope::Usual.width(self.metric, [a, b]);
        Ok((gain.abs() > width).then_some(gain > 0.0))
    }

    /// The periods right after `at`.
    fn after(&self, at: i64) -> Vec<usize> {
        let periods = self.stream.periods.iter().enumerate();
        let after = periods.filter(|(_, period)| period.start >= at);
        after.map(|(p, _)| p).take(HINDSIGHT).collect()
    }

    /// Says of every model that was deployed or stopped how it would have done.
    pub(super) fn hindsight(&mut self, state: &mut State) -> Result<(), StepError> {
        for &(event, before) in &state.decided {
            let (at, model) = (state.events[event].at, state.events[event].model);
            state.events[event].better = self.apart((model, before), &self.after(at))?;
        }
        Ok(())
    }

    /// In every period the best model that was there when it began.
    pub(super) fn oracle(&mut self) -> Result<LaneReport, StepError> {
        let mut serving: Vec<(i64, usize)> = Vec::new();
        for (p, period) in self.stream.periods.iter().enumerate() {
            let there: Vec<usize> = self
                .memory
                .models
                .iter()
                .filter(|model| model.at <= period.start)
                .map(|model| model.id)
                .collect();
            let mut best: Option<(f64, usize)> = None;
            for model in there {
                let figure = self.answers_of(model, p)?.clone();
                let Some(value) = figure.metric(self.stream, self.metric).value() else {
                    continue;
                };
                let value = if self.metric.higher_is_better() {
                    value
                } else {
                    -value
                };
                if best.is_none_or(|(most, _)| value > most) {
                    best = Some((value, model));
                }
            }
            let last = serving.last().map_or(0, |(_, model)| *model);
            serving.push((period.start, best.map_or(last, |(_, model)| model)));
        }
        let mut state = State::new(Lane::Oracle, self.stream);
        state.serving = serving;
        for (p, period) in self.stream.periods.iter().enumerate() {
            let answers = self.given(&state.serving, p)?;
            let metric = answers.metric(self.stream, self.metric);
            state.periods.push(PeriodReport {
                start: period.start,
                end: period.end,
                rows: answers.len(),
                model: state.serving[p].1,
                is_degraded: self.is_worse(&metric, self.memory.limit),
                metric,
                value: answers.value(self.stream),
                drift: Figure::not_computable("the oracle does not monitor"),
                confidence: answers.confidence(),
                alarm: String::new(),
                minutes: 0.0,
            });
        }
        self.finish(state)
    }
}
