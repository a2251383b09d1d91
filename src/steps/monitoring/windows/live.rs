use rayon::prelude::*;

use super::Windows;
use crate::{
    data::{Kind, Table},
    drift::{Baseline, ColumnDrift, Distance, Sample},
    steps::StepError,
    terms::Progress,
};

/// The reference of every column, summed up once, for rows that come one by one.
#[derive(Clone, Debug)]
pub struct Baselines(Vec<(String, Kind, Baseline)>);

impl Windows {
    /// The reference of every column that the model reads.
    ///
    /// # Errors
    /// If a column cannot be read, or somebody stops it.
    pub fn baselines(&self, progress: &dyn Progress) -> Result<Baselines, StepError> {
        let reference = self.chunks.iter().filter(|chunk| chunk.is_reference);
        let range = self.range(&(0..reference.count()));
        let columns = self.package.inputs().par_iter().map(|info| {
            progress.check()?;
            let values = self.values(&info.name, progress)?;
            let baseline = Baseline::new(within(&values.sample(), range.clone()));
            Ok((info.name.clone(), info.kind, baseline))
        });
        Ok(Baselines(columns.collect::<Result<_, StepError>>()?))
    }
}

fn within<'a>(sample: &Sample<'a>, range: std::ops::Range<usize>) -> Sample<'a> {
    match *sample {
        Sample::Numbers(values) => Sample::Numbers(&values[range]),
        Sample::Categories { codes, levels } => Sample::Categories {
            codes: &codes[range],
            levels,
        },
    }
}

impl Baselines {
    /// Every column that `rows` have against its reference, the most drifted first. Columns that
    /// hold another kind of values there are left out: step 2 says what is wrong with them.
    pub fn compare(&self, rows: &Table) -> Vec<(String, ColumnDrift)> {
        self.compare_only(rows, &Distance::ALL)
    }

    /// The same with these scores besides the PSI only.
    pub fn compare_only(&self, rows: &Table, methods: &[Distance]) -> Vec<(String, ColumnDrift)> {
        let mut found: Vec<(String, ColumnDrift)> = self
            .0
            .iter()
            .filter_map(|(name, kind, baseline)| {
                let drift = match kind {
                    Kind::Text | Kind::Boolean => {
                        let categories = rows.categories(name).ok()?;
                        let sample = Sample::Categories {
                            codes: &categories.codes,
                            levels: &categories.levels,
                        };
                        baseline.compare(sample, methods)
                    }
                    Kind::Integer | Kind::Decimal | Kind::Time => {
                        let values = rows.numbers(name).ok()?;
                        baseline.compare(Sample::Numbers(&values), methods)
                    }
                };
                Some((name.clone(), drift))
            })
            .collect();
        let beyond = |drift: &ColumnDrift| drift.psi().map_or(0.0, |psi| psi / drift.limit);
        found.sort_by(|a, b| beyond(&b.1).total_cmp(&beyond(&a.1)));
        found
    }
}
