//! What can be said of a model's quality without the truth.

mod cbpe;
mod cbpe_classes;
mod confidence;
mod dle;
mod estimated;
mod expected;

pub use self::{
    cbpe::{Cbpe, CbpeError},
    cbpe_classes::CbpeClasses,
    confidence::Confidence,
    dle::{Dle, Losses},
    estimated::{Estimated, EstimatedMetric},
};
