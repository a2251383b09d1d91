/// The right answers of the rows that a learner is fitted on; none is missing.
#[derive(Clone, Copy, Debug)]
pub enum Answers<'a> {
    /// Classes.
    Classes {
        /// The class of each row, below `n_classes`.
        codes: &'a [u32],
        /// How many classes there are, whether they occur in these rows or not.
        n_classes: usize,
    },
    /// Numbers, all finite.
    Values(&'a [f64]),
}

impl Answers<'_> {
    /// How many rows have an answer.
    pub fn len(&self) -> usize {
        match self {
            Self::Classes { codes, .. } => codes.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The classes that occur in `codes`, ascending, and for each row the index into them.
///
/// A learner fits the classes that it sees; one that it never saw gets probability 0.
pub(super) fn compact(codes: &[u32], n_classes: usize) -> (Vec<u32>, Vec<usize>) {
    let mut occurs = vec![false; n_classes];
    for &code in codes {
        occurs[code as usize] = true;
    }
    let present: Vec<u32> = (0_u32..)
        .zip(&occurs)
        .filter_map(|(code, &o)| o.then_some(code))
        .collect();
    let mut index = vec![0; n_classes];
    for (i, &code) in present.iter().enumerate() {
        index[code as usize] = i;
    }
    let compacted = codes.iter().map(|&code| index[code as usize]).collect();
    (present, compacted)
}
