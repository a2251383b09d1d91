use rayon::prelude::*;

use super::{loss::Losses, report::WeakSegment};
use crate::{
    data::{
        Table,
        brushing::{BinnedColumn, Bins, Code},
    },
    learners::Predictions,
    stats::{RowSums, special::normal_sf},
    steps::{StepError, preparation::Slice, problem, training::metrics_of},
    terms::Progress,
};

/// A segment holds at least this share of the rows.
const LEAST_SHARE: f64 = 0.05;
/// And at most this one: what is larger is no segment.
const MOST_SHARE: f64 = 0.5;
/// And at least so many rows, so that means are nearly normal.
const LEAST_ROWS: f64 = 30.0;
/// Segments are shown from this corrected chance on.
const SIGNIFICANT: f64 = 0.05;
/// The most segments that are shown.
const SHOWN: usize = 10;
/// Of the most significant candidates so many are looked at, since most are alike.
const LOOKED_AT: usize = 80;
/// Columns that are looked at in pairs: those in which the loss differs most.
const PAIRED: usize = 24;
/// Numbers are cut into so many parts by themselves, and into so many beside another column.
const PARTS: [usize; 2] = [10, 4];
/// What two columns say must be so much worse than what each of them says.
const WORSE_THAN_EACH: f64 = 1.25;
const NONE: u8 = u8::MAX;

/// The segments of one or two columns on which the model does worse than on the other rows.
///
/// Every value, every run of tenths of a number, and every cell of two columns (values, quarters)
/// with 5 % to 50 % of the rows is tried: is its mean loss above that of the other rows, by Welch's
/// test, corrected for the number of tries (Bonferroni)? The most significant finding is told first;
/// another one only if its rows outside those that were told are weak by themselves, and two columns
/// only where they say more than each of them.
/// It can only find what columns show, and a hard segment is not a wrong model: there may be noise.
///
/// Reference: Y. Chung et al., "Slice Finder: automated data slicing for model validation", ICDE
/// (2019); S. Sagadeeva and M. Boehm, "Fast, linear-algebra-based slice finding", SIGMOD (2021).
pub(super) fn find(
    (table, test): (&Table, &Slice),
    problem: &problem::Params,
    (predictions, threshold): (&Predictions, Option<f64>),
    losses: &Losses,
    progress: &dyn Progress,
) -> Result<(Vec<WeakSegment>, u64), StepError> {
    let features = problem.features(table.columns());
    let names: Vec<&str> = features.iter().map(String::as_str).collect();
    let raw = table.select(&names)?.take(&test.rows);
    let cuts = names
        .par_iter()
        .map(|name| Ok(Cut::of(BinnedColumn::of(&raw, name)?, &losses.values)))
        .collect::<Result<Vec<Cut>, StepError>>()?;
    progress.check()?;
    let all = losses.values.iter().copied().collect::<RowSums>();
    let search = Search { cuts, all };
    let mut found = search.alone();
    found.extend(search.paired(&losses.values));
    progress.check()?;
    let tried = found.len() as u64;
    let positive = test.labels.positive(&problem.positive);
    let chosen = search.choose(found, tried, &losses.values);
    let segments = chosen.into_iter().map(|candidate| {
        let rows = search.rows(&candidate);
        let labels = test.labels.take(&rows);
        let answers = predictions.take(&rows);
        let metrics = metrics_of(problem.task, &labels, &answers, (positive, threshold));
        search.report(&candidate, tried, metrics)
    });
    Ok((segments.collect(), tried))
}

/// A column, cut into parts.
struct Cut {
    column: BinnedColumn,
    /// The bins of each part, by itself and beside another column.
    parts: [Vec<Vec<Code>>; 2],
    /// The losses in each bin.
    bins: Vec<RowSums>,
    /// The part of each bin beside another column.
    part_of: Vec<u8>,
}

/// Some parts of one column, or a part of each of two.
#[derive(Clone)]
struct Candidate {
    /// The column and its bins.
    of: Vec<(usize, Vec<Code>)>,
    sums: RowSums,
    /// Standard errors that the mean loss lies above that of the other rows.
    t: f64,
}

struct Search {
    cuts: Vec<Cut>,
    all: RowSums,
}

impl Cut {
    fn of(column: BinnedColumn, losses: &[f64]) -> Self {
        let mut bins = vec![RowSums::default(); column.bins.len()];
        for (code, loss) in column.codes.iter().zip(losses) {
            bins[usize::from(*code)].add(*loss);
        }
        let parts = PARTS.map(|n| parts(&column, n));
        let mut part_of = vec![NONE; bins.len()];
        for (part, codes) in (0..NONE).zip(&parts[1]) {
            for code in codes {
                part_of[usize::from(*code)] = part;
            }
        }
        Self {
            column,
            parts,
            bins,
            part_of,
        }
    }

    fn sums(&self, codes: &[Code]) -> RowSums {
        let mut sums = RowSums::default();
        for code in codes {
            sums.merge(self.bins[usize::from(*code)]);
        }
        sums
    }
}

/// The bins of a column in parts: neighbours together until a part has its share of the rows; names
/// and gaps by themselves.
fn parts(column: &BinnedColumn, n: usize) -> Vec<Vec<Code>> {
    let missing = column.bins.missing();
    let values = 0..missing;
    let mut parts: Vec<Vec<Code>> = Vec::new();
    match &column.bins {
        Bins::Names { names, .. } => parts.extend(values.take(names.len()).map(|code| vec![code])),
        Bins::Edges(_) => {
            let rows: u64 = values
                .clone()
                .map(|code| column.counts[usize::from(code)])
                .sum();
            let (mut part, mut walked) = (Vec::new(), 0);
            for code in values {
                part.push(code);
                walked += column.counts[usize::from(code)];
                if walked as f64 >= (parts.len() + 1) as f64 * rows as f64 / n as f64 {
                    parts.push(std::mem::take(&mut part));
                }
            }
            match parts.last_mut() {
                Some(last) => last.extend(part),
                None => parts.push(part),
            }
        }
    }
    parts.push(vec![missing]);
    parts
}

impl Search {
    /// A candidate, if it has as many rows as a segment must have.
    fn candidate(&self, of: Vec<(usize, Vec<Code>)>, sums: RowSums) -> Option<Candidate> {
        let share = sums.rows / self.all.rows;
        let enough = sums.rows >= LEAST_ROWS && (LEAST_SHARE..=MOST_SHARE).contains(&share);
        let t = enough.then(|| sums.above(self.all.without(sums)))??;
        Some(Candidate { of, sums, t })
    }

    /// Every part of every column, and for numbers every run of parts.
    fn alone(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (c, cut) in self.cuts.iter().enumerate() {
            let parts = &cut.parts[0];
            let is_number = matches!(cut.column.bins, Bins::Edges(_));
            for from in 0..parts.len() {
                // The last part is what is missing, which is next to nothing.
                let last = parts.len() - 1;
                let to = if is_number && from < last {
                    last
                } else {
                    from + 1
                };
                for to in from..to {
                    let codes = parts[from..=to].concat();
                    let sums = cut.sums(&codes);
                    found.extend(self.candidate(vec![(c, codes)], sums));
                }
            }
        }
        found
    }

    /// Every cell of every two columns.
    fn paired(&self, losses: &[f64]) -> Vec<Candidate> {
        let mut order: Vec<usize> = (0..self.cuts.len()).collect();
        let most = |c: usize| {
            let parts = self.cuts[c].parts[1].iter();
            let sums = parts.map(|codes| self.cuts[c].sums(codes));
            let apart = sums.filter_map(|sums| sums.above(self.all.without(sums)));
            apart.fold(0.0, f64::max)
        };
        let strengths: Vec<f64> = order.iter().map(|&c| most(c)).collect();
        order.sort_by(|&a, &b| strengths[b].total_cmp(&strengths[a]).then(a.cmp(&b)));
        order.truncate(PAIRED);
        order.sort_unstable();
        let pairs: Vec<(usize, usize)> = order
            .iter()
            .enumerate()
            .flat_map(|(i, &a)| order[i + 1..].iter().map(move |&b| (a, b)))
            .collect();
        let found: Vec<Vec<Candidate>> = pairs
            .par_iter()
            .map(|&(a, b)| self.cells(a, b, losses))
            .collect();
        found.concat()
    }

    fn cells(&self, a: usize, b: usize, losses: &[f64]) -> Vec<Candidate> {
        let (left, right) = (&self.cuts[a], &self.cuts[b]);
        let width = right.parts[1].len();
        let mut cells = vec![RowSums::default(); left.parts[1].len() * width];
        let codes = left.column.codes.iter().zip(&right.column.codes);
        for ((x, y), loss) in codes.zip(losses) {
            let (x, y) = (
                left.part_of[usize::from(*x)],
                right.part_of[usize::from(*y)],
            );
            if x != NONE && y != NONE {
                cells[usize::from(x) * width + usize::from(y)].add(*loss);
            }
        }
        let mut found = Vec::new();
        for (i, sums) in cells.into_iter().enumerate() {
            let (x, y) = (&left.parts[1][i / width], &right.parts[1][i % width]);
            found.extend(self.candidate(vec![(a, x.clone()), (b, y.clone())], sums));
        }
        found
    }

    /// The most significant candidates, each of which is weak without the rows of those before it.
    fn choose(&self, mut found: Vec<Candidate>, tried: u64, losses: &[f64]) -> Vec<Candidate> {
        found.retain(|candidate| corrected(candidate.t, tried) < SIGNIFICANT);
        found.sort_by(|a, b| b.t.total_cmp(&a.t).then(a.of.cmp(&b.of)));
        found.retain(|candidate| self.says_more(candidate));
        let mut told = vec![false; losses.len()];
        let mut chosen = Vec::new();
        for candidate in found.into_iter().take(LOOKED_AT) {
            let rows = self.holds(&candidate);
            let (mut inside, mut outside) = (RowSums::default(), RowSums::default());
            for ((holds, told), loss) in rows.iter().zip(&told).zip(losses) {
                match (holds, told) {
                    (_, true) => {}
                    (true, false) => inside.add(*loss),
                    (false, false) => outside.add(*loss),
                }
            }
            let t = inside.above(outside).filter(|_| inside.rows >= LEAST_ROWS);
            if t.is_none_or(|t| corrected(t, tried) >= SIGNIFICANT) {
                continue;
            }
            for (told, holds) in told.iter_mut().zip(&rows) {
                *told |= holds;
            }
            chosen.push(candidate);
            if chosen.len() == SHOWN {
                break;
            }
        }
        chosen
    }

    /// Whether two columns say clearly more than each of them.
    fn says_more(&self, candidate: &Candidate) -> bool {
        if candidate.of.len() < 2 {
            return true;
        }
        let mean = self.all.mean();
        let excess = candidate.sums.mean() - mean;
        candidate
            .of
            .iter()
            .all(|(c, codes)| excess > WORSE_THAN_EACH * (self.cuts[*c].sums(codes).mean() - mean))
    }

    fn holds(&self, candidate: &Candidate) -> Vec<bool> {
        let n = self.all.rows as usize;
        let mut rows = vec![true; n];
        for (c, codes) in &candidate.of {
            let mut inside = [false; 256];
            for code in codes {
                inside[usize::from(*code)] = true;
            }
            for (row, code) in rows.iter_mut().zip(&self.cuts[*c].column.codes) {
                *row &= inside[usize::from(*code)];
            }
        }
        rows
    }

    fn rows(&self, candidate: &Candidate) -> Vec<u32> {
        let rows = (0_u32..).zip(self.holds(candidate));
        rows.filter_map(|(row, holds)| holds.then_some(row))
            .collect()
    }

    fn report(
        &self,
        candidate: &Candidate,
        tried: u64,
        metrics: Vec<(crate::metrics::Metric, crate::terms::Figure)>,
    ) -> WeakSegment {
        let brushes = candidate.of.iter().map(|(c, codes)| {
            let brush = self.cuts[*c].column.brush(codes.iter().copied());
            (brush.words, brush.condition)
        });
        let (words, conditions): (Vec<String>, Vec<String>) = brushes.unzip();
        let rest = self.all.without(candidate.sums);
        WeakSegment {
            words: words.join(" and "),
            condition: conditions.join(" AND "),
            rows: candidate.sums.rows as u64,
            loss: candidate.sums.mean(),
            other_loss: rest.mean(),
            p: corrected(candidate.t, tried),
            metrics,
        }
    }
}

/// The chance of a segment this bad among so many were none worse than the others.
fn corrected(t: f64, tried: u64) -> f64 {
    (normal_sf(t) * tried as f64).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::ColumnData,
        steps::preparation::Labels,
        terms::{Matrix, Silent, Task},
    };

    /// 4000 rows of a number and a text; the model errs by 1, and by 3 where both say so.
    fn found(planted: impl Fn(usize) -> bool) -> (Vec<WeakSegment>, u64) {
        let n = 4000;
        let noise = |i: usize| ((i * 7919) % 1000) as f64 / 1000.0;
        let size = |i: usize| ((i * 31) % 100) as f64;
        let town = |i: usize| ["a", "b", "c", "d"][(i * 17) % 4];
        let table = Table::from_columns(vec![
            (
                "size".to_owned(),
                ColumnData::Numbers((0..n).map(|i| Some(size(i))).collect()),
            ),
            (
                "town".to_owned(),
                ColumnData::Texts((0..n).map(|i| Some(town(i).to_owned())).collect()),
            ),
            (
                "y".to_owned(),
                ColumnData::Numbers((0..n).map(|i| Some(noise(i))).collect()),
            ),
        ])
        .unwrap();
        let truth: Vec<f64> = (0..n)
            .map(|i| noise(i) * if planted(i) { 3.0 } else { 1.0 })
            .collect();
        let predictions = Predictions::Values(vec![0.0; n]);
        let test = Slice {
            rows: (0..n as u32).collect(),
            matrix: Matrix::with_rows(n),
            labels: Labels::Values(truth),
            known: Labels::Values(vec![f64::NAN; n]),
        };
        let problem = problem::Params {
            task: Task::Regression,
            target: "y".to_owned(),
            ..problem::Params::default()
        };
        let losses = Losses::of(&test.labels, &predictions);
        find(
            (&table, &test),
            &problem,
            (&predictions, None),
            &losses,
            &Silent,
        )
        .unwrap()
    }

    #[test]
    fn what_was_planted_is_found_and_nothing_else() {
        let (segments, tried) = found(|i| (i * 31) % 100 < 20);
        assert_eq!(segments.len(), 1, "{segments:?}");
        assert_eq!(segments[0].rows, 800);
        assert!(
            segments[0].condition.starts_with("\"size\" < 20"),
            "{}",
            segments[0].condition
        );
        assert!(tried > 50 && segments[0].p < 1e-6);
        assert!(segments[0].loss > 2.0 * segments[0].other_loss);
    }

    #[test]
    fn two_columns_are_told_where_one_says_less() {
        let (segments, _) = found(|i| (i * 31) % 100 < 25 && (i * 17) % 4 == 2);
        assert_eq!(segments.len(), 1, "{segments:?}");
        assert!(
            segments[0].words.contains(" and town c"),
            "{}",
            segments[0].words
        );
    }

    #[test]
    fn noise_has_no_weak_segment() {
        assert_eq!(found(|_| false).0, []);
    }
}
