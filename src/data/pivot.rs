use super::{Aggregate, DataError, Group, KeyCodes, Measures, group_by};
use crate::terms::{Figure, Part, Progress};

/// One figure for every pair of groups of two keys: a table with the groups of the first key
/// downwards and those of the second across. Groups without a row in any cell are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// The groups of the first key that have rows, as indices into its labels.
    pub down: Vec<u32>,
    /// The groups of the second key that have rows.
    pub across: Vec<u32>,
    /// Row after row; `None` where no row has both.
    pub cells: Vec<Option<Figure>>,
    /// The figure of each group of the first key: of all its rows, not of its cells.
    pub down_totals: Vec<Figure>,
    /// The figure of each group of the second key.
    pub across_totals: Vec<Figure>,
    /// The figure of all rows.
    pub total: Figure,
}

impl Pivot {
    /// The cell in line `i` and column `j`.
    pub fn cell(&self, i: usize, j: usize) -> Option<&Figure> {
        self.cells.get(i * self.across.len() + j)?.as_ref()
    }
}

/// `aggregate` for every pair of groups of `down` and `across`. Totals are those of
/// [`group_by()`] with one key: the mean of all rows is not the mean of the cells.
///
/// # Errors
/// As [`group_by()`].
pub fn pivot(
    (down, across): (&KeyCodes, &KeyCodes),
    measures: Measures<'_>,
    aggregate: Aggregate,
    progress: &dyn Progress,
) -> Result<Pivot, DataError> {
    let group = |keys: &[&KeyCodes], part: f32| {
        let progress = Part::new(progress, 0.25 * part, 0.25 * (part + 1.0));
        group_by(keys, measures, &[aggregate], &progress)
    };
    let by_down = group(&[down], 0.0)?;
    let by_across = group(&[across], 1.0)?;
    let all = group(&[], 2.0)?;
    let pairs = group(&[down, across], 3.0)?;
    let place = |groups: &[Group], n: usize| {
        let mut places = vec![0; n];
        for (place, group) in groups.iter().enumerate() {
            places[group.codes[0] as usize] = place;
        }
        places
    };
    let lines = place(&by_down, down.labels.len());
    let columns = place(&by_across, across.labels.len());
    let mut cells = vec![None; by_down.len() * by_across.len()];
    for pair in pairs {
        let line = lines[pair.codes[0] as usize];
        let column = columns[pair.codes[1] as usize];
        cells[line * by_across.len() + column] = pair.figures.into_iter().next();
    }
    let codes = |groups: &[Group]| groups.iter().map(|group| group.codes[0]).collect();
    let figures = |groups: Vec<Group>| groups.into_iter().flat_map(|group| group.figures);
    Ok(Pivot {
        down: codes(&by_down),
        across: codes(&by_across),
        cells,
        down_totals: figures(by_down).collect(),
        across_totals: figures(by_across).collect(),
        total: figures(all)
            .next()
            .unwrap_or_else(|| Figure::not_computable("no rows")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    fn key(codes: Vec<u32>, n: u32) -> KeyCodes {
        let labels: Vec<String> = (0..n).map(|i| format!("g{i}")).collect();
        KeyCodes {
            codes,
            conditions: labels.clone(),
            labels,
        }
    }

    proptest::proptest! {
        #[test]
        fn totals_are_those_of_group_by(
            rows in proptest::collection::vec((0..5_u32, 0..4_u32, -9.0..9.0_f64), 1..80),
            which in 0..Aggregate::ALL.len(),
        ) {
            let down = key(rows.iter().map(|row| row.0).collect(), 5);
            let across = key(rows.iter().map(|row| row.1).collect(), 4);
            let values: Vec<f64> = rows.iter().map(|row| row.2).collect();
            let measures = Measures { values: &values, answers: &values };
            let aggregate = Aggregate::ALL[which];
            let pivot = pivot((&down, &across), measures, aggregate, &Silent).unwrap();
            let by = |key: &KeyCodes| -> Vec<Figure> {
                let groups = group_by(&[key], measures, &[aggregate], &Silent).unwrap();
                groups.into_iter().flat_map(|group| group.figures).collect()
            };
            proptest::prop_assert_eq!(&pivot.down_totals, &by(&down));
            proptest::prop_assert_eq!(&pivot.across_totals, &by(&across));
            if aggregate == Aggregate::Count {
                let sum: f64 = pivot.cells.iter().flatten().filter_map(Figure::value).sum();
                proptest::prop_assert_eq!(pivot.total.value(), Some(sum));
                for (i, total) in pivot.down_totals.iter().enumerate() {
                    let line: f64 = (0..pivot.across.len()).filter_map(|j| pivot.cell(i, j)?.value()).sum();
                    proptest::prop_assert_eq!(total.value(), Some(line));
                }
            }
        }
    }
}
