/// The rows of one column, as they lie in memory.
#[derive(Clone, Copy, Debug)]
pub enum Sample<'a> {
    /// Numbers; one that is not finite (NaN, an infinity) counts as missing.
    Numbers(&'a [f64]),
    /// Categories by code.
    Categories {
        /// Index into `levels` of each row; any other code, [`crate::stats::MISSING`] above all,
        /// counts as missing.
        codes: &'a [u32],
        /// The names. Rows are matched by name, so two samples may have different levels.
        levels: &'a [String],
    },
}

/// What a column is measured in; decides which distances apply to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Numbers: order and difference mean something.
    Numbers,
    /// Categories: only equality means something.
    Categories,
}

impl Scale {
    /// Name in a sentence: "numbers".
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Categories => "categories",
        }
    }
}
