//! The words that every room shares: what a figure, a task, a matrix and progress are.

mod figure;
mod incident;
mod info;
mod matrix;
mod prediction_id;
mod progress;
mod task;

pub use self::{
    figure::Figure,
    incident::{Incident, IncidentKind},
    info::Info,
    matrix::Matrix,
    prediction_id::{NotAnId, PredictionId},
    progress::{Cancelled, Part, Progress, Silent},
    task::Task,
};
