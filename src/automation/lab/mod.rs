//! The levels lab: what each level of automation would have made of the same stream.
//!
//! Lanes start with the same model, see the same rows at the same time and get the same labels
//! after the same delay; they differ only in who acts, and when. Every model is made by the steps
//! of this program on the rows that were known at the time, every figure is computed from its
//! answers. Same stream, same parameters, same bits, but for the seconds of the processor.

mod answers;
mod candidate;
mod csv;
mod file;
mod game;
mod hindsight;
mod injected;
mod lane;
mod merge;
mod params;
mod replay;
mod report;
mod scoreboard;
mod state;
mod stream;

pub use self::{
    csv::{comparison_csv, periods_csv, scores_csv},
    file::{FileError, from_json, to_json},
    game::{Game, Move, Note, Standing, Trained},
    injected::Injected,
    lane::Lane,
    merge::{Comparison, Entry, LaneSpread},
    params::Params,
    replay::replay,
    report::{Event, EventKind, LaneReport, PeriodReport, Report, Score},
};
