//! Any two windows of a stream side by side: rows are put in order once, and then every window
//! gives its summary in one pass.

mod bin;
mod chunked_column;
mod comparison;

pub use self::{
    bin::{Bin, BinShare, bin_shares},
    chunked_column::ChunkedColumn,
    comparison::{Curves, WindowBaseline, WindowComparison},
};
