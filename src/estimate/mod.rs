//! What can be said of a model's quality without the truth.

mod confidence;

pub use self::confidence::Confidence;
