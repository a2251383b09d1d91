//! Brushing and linking: rows that are chosen in one plot are shown in every other.
//!
//! Every column that is shown is cut into bins once ([`BinnedColumn`]), one byte per row. A brush
//! is then a set of bins, and the rows of all brushes together, with their counts in every bin of
//! every column, are one pass over those bytes.
//!
//! Reference: R. A. Becker and W. S. Cleveland, "Brushing scatterplots", Technometrics 29 (1987).

mod binned;
mod brush;
mod edges;
mod select;
#[cfg(test)]
mod tests;

pub use self::{
    binned::{BinnedColumn, Bins, Code},
    brush::Brush,
    select::{counts, select},
};
