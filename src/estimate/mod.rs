//! What can be said of a model's quality without the truth.

mod cbpe;
mod cbpe_classes;
mod change;
mod confidence;
mod conformal;
mod dle;
mod estimated;
mod expected;
mod undo;

pub use self::{
    cbpe::{Cbpe, CbpeError},
    cbpe_classes::CbpeClasses,
    change::{Change, Ranged},
    confidence::Confidence,
    conformal::Conformal,
    dle::{Dle, Losses},
    estimated::{Estimated, EstimatedMetric},
    undo::Undone,
};
