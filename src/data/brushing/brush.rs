use super::Code;

/// Some bins of a column: the rows that are in one of them are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brush {
    /// The column.
    pub column: String,
    /// Its bins, ascending.
    pub codes: Vec<Code>,
    /// What it chooses, as people say it: `dep_delay 15 to 60`.
    pub words: String,
    /// The same as a formula over the columns of a row, which finds the same rows in other tables.
    pub condition: String,
}
