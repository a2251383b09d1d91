use rayon::prelude::*;

use crate::{
    learners::{LearnError, tree::Binned},
    terms::{Matrix, Progress},
};

/// Bins of a column: what a byte holds.
pub(in crate::learners) const LIMIT: usize = 256;

/// Every column as bin numbers of one byte: an eighth of the matrix.
pub(in crate::learners) struct Bins {
    n_rows: usize,
    /// Column after column, the bin of each row.
    codes: Vec<u8>,
    /// Of each column, the value up to which a row belongs to each bin but the last.
    thresholds: Vec<Vec<f64>>,
}

impl Bins {
    /// Bins every column of `matrix`, which holds no NaN: about as many rows in each bin, one bin
    /// per value where there are up to 256 of them.
    pub(in crate::learners) fn of(
        matrix: &Matrix,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        progress.report(0.0, "Binning columns");
        let n_rows = matrix.n_rows();
        let mut codes = vec![0_u8; n_rows * matrix.n_columns()];
        let thresholds = codes
            .par_chunks_mut(n_rows.max(1))
            .enumerate()
            .map(|(j, codes)| {
                progress.check()?;
                let binned = Binned::of(matrix.column(j), LIMIT);
                for (to, &from) in codes.iter_mut().zip(&binned.codes) {
                    *to = from as u8;
                }
                let bins = 1..binned.n_bins() as u16;
                Ok(bins.map(|bin| binned.threshold(bin - 1, bin)).collect())
            })
            .collect::<Result<Vec<Vec<f64>>, LearnError>>()?;
        Ok(Self {
            n_rows,
            codes,
            thresholds,
        })
    }

    pub(in crate::learners) fn n_columns(&self) -> usize {
        self.thresholds.len()
    }

    /// The bin of each row in column `j`.
    pub(in crate::learners) fn column(&self, j: usize) -> &[u8] {
        &self.codes[j * self.n_rows..(j + 1) * self.n_rows]
    }

    /// How many bins column `j` has.
    pub(in crate::learners) fn n_bins(&self, j: usize) -> usize {
        self.thresholds[j].len() + 1
    }

    /// The value up to which a row of column `j` lies in `bin` or below.
    pub(in crate::learners) fn threshold(&self, j: usize, bin: u8) -> f64 {
        self.thresholds[j][usize::from(bin)]
    }
}
