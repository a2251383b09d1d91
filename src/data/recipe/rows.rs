use crate::terms::Matrix;

/// The rows of a data set that are prepared together.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The rows that are wanted, each of them once; all of them are seen too.
    pub wanted: &'a [u32],
    /// The rows that lag, rolling and de-duplicating may look at, in this order. Those of a part
    /// are its own and those of the parts before it, so that training never sees the test rows
    /// whatever the split.
    pub seen: &'a [u32],
}

impl<'a> Rows<'a> {
    /// These rows, which see each other and no others.
    pub fn of(rows: &'a [u32]) -> Self {
        Self {
            wanted: rows,
            seen: rows,
        }
    }
}

/// What became of the rows that were wanted.
#[derive(Clone, Debug)]
pub struct PreparedRows {
    /// The rows that were not left out, by their number in the data set.
    pub rows: Vec<u32>,
    /// Their prepared columns.
    pub matrix: Matrix,
}
