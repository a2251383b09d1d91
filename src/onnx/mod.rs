//! A shipped model as one ONNX graph: raw columns in, label and probabilities out.
//!
//! The only room that says `prost`. The graph is made of standard operators (ai.onnx 17 and
//! ai.onnx.ml 3) and computes in 64-bit floats from the first column to the last probability, so
//! that it answers as the program itself does but for the last bits of a sum.

mod answer;
mod calibration;
mod error;
mod export;
mod graph;
mod links;
mod lookup;
mod numbers;
mod proto;
mod raw;
mod scores;
mod times;
mod trees;

#[cfg(test)]
mod tests;

pub use self::{error::OnnxError, export::export};
