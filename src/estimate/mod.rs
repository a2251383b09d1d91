//! What can be said of a model's quality without the truth.

mod cbpe;
mod confidence;
mod estimated;
mod expected;

pub use self::{
    cbpe::{Cbpe, CbpeError},
    confidence::Confidence,
    estimated::{Estimated, EstimatedMetric},
};
