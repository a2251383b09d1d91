use super::Labels;
use crate::{
    data::Table,
    stats,
    steps::{StepError, problem},
};

/// Microseconds of a day.
const DAY: f64 = 86_400e6;

/// For each row of the data set the newest answer that was known when the row was asked about:
/// missing where there was none.
///
/// In the order of the time column a row sees the answers of strictly earlier rows that are at
/// least as old as the label delay of step 1; rows of one time do not see one another. A row
/// without a time sees nothing and is not seen. Without a time column the order of the rows stands
/// for time, and each row sees the one before it.
///
/// # Errors
/// If the time column cannot be read.
pub(super) fn known(
    table: &Table,
    labels: &Labels,
    problem: &problem::Params,
) -> Result<Labels, StepError> {
    let times = match &problem.time_column {
        Some(column) => table.times(column)?,
        None => (0_i64..).take(table.n_rows()).map(Some).collect(),
    };
    let delay = match (&problem.time_column, problem.label_delay_days) {
        (Some(_), Some(days)) => (days * DAY) as i64,
        _ => 0,
    };
    Ok(at_each(labels, &newest(&times, labels, delay)))
}

/// For each row the row whose answer was known last.
fn newest(times: &[Option<i64>], labels: &Labels, delay: i64) -> Vec<Option<u32>> {
    let mut order: Vec<(i64, u32)> = times
        .iter()
        .zip(0_u32..)
        .filter_map(|(time, row)| time.map(|time| (time, row)))
        .collect();
    order.sort_unstable();
    let mut found = vec![None; times.len()];
    let mut answered = order
        .iter()
        .filter(|(_, row)| labels.is_known(*row as usize))
        .peekable();
    let mut last = None;
    for &(now, row) in &order {
        let is_known = |time: i64| {
            if delay == 0 {
                time < now
            } else {
                time <= now.saturating_sub(delay)
            }
        };
        while let Some(&(_, other)) = answered.next_if(|(time, _)| is_known(*time)) {
            last = Some(other);
        }
        found[row as usize] = last;
    }
    found
}

fn at_each(labels: &Labels, rows: &[Option<u32>]) -> Labels {
    match labels {
        Labels::Classes { codes, classes } => Labels::Classes {
            codes: rows
                .iter()
                .map(|row| row.map_or(stats::MISSING, |row| codes[row as usize]))
                .collect(),
            classes: classes.clone(),
        },
        Labels::Values(values) => Labels::Values(
            rows.iter()
                .map(|row| row.map_or(f64::NAN, |row| values[row as usize]))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        Labels::Values(vec![10.0, 11.0, f64::NAN, 13.0, 14.0])
    }

    #[test]
    fn a_row_sees_the_newest_answer_before_its_time() {
        let times = [Some(5), Some(1), Some(2), Some(2), None];
        let found = newest(&times, &labels(), 0);
        assert_eq!(found, [Some(3), None, Some(1), Some(1), None]);
    }

    #[test]
    fn an_answer_is_not_known_before_the_delay_is_over() {
        let times = [Some(0), Some(10), Some(20), Some(30), Some(40)];
        assert_eq!(
            newest(&times, &labels(), 15),
            [None, None, Some(0), Some(1), Some(1)]
        );
        // Exactly as old as the delay is old enough.
        assert_eq!(newest(&times, &labels(), 10)[1], Some(0));
    }
}
