//! How long work says how far it is, and asks whether to go on.

/// Told by long work how far it is; may ask it to stop.
pub trait Progress: Sync {
    /// `fraction` of the work, 0 to 1, is done, and now comes `what` ("Reading flights.csv").
    fn report(&self, fraction: f32, what: &str);

    /// Stop here, with `?`, if somebody asked for it. Cheap: call it in every long loop.
    fn check(&self) -> Result<(), Cancelled>;
}

/// The error of work that was asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Cancelled;

/// Tells nobody and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _fraction: f32, _what: &str) {}

    fn check(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// Passes the progress of a part on as the share `from..to` of the whole.
pub struct Part<'a> {
    whole: &'a dyn Progress,
    from: f32,
    to: f32,
}

impl<'a> Part<'a> {
    /// The part of `whole` that starts at `from` and ends at `to`, both 0 to 1.
    pub fn new(whole: &'a dyn Progress, from: f32, to: f32) -> Self {
        Self { whole, from, to }
    }
}

impl Progress for Part<'_> {
    fn report(&self, fraction: f32, what: &str) {
        let fraction = self.from + (self.to - self.from) * fraction.clamp(0.0, 1.0);
        self.whole.report(fraction, what);
    }

    fn check(&self) -> Result<(), Cancelled> {
        self.whole.check()
    }
}
