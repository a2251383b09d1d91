use super::{Part, shares::ends};

/// Gives the rows to parts in the order of their times; a border moves down to where a time ends.
pub(super) fn by_time(parts: &mut [Part], times: &[Option<i64>], shares: [f64; 3]) {
    let known = (0_u32..)
        .zip(times)
        .filter_map(|(row, time)| Some((time.as_ref()?, row)));
    let mut order: Vec<(&i64, u32)> = known.collect();
    order.sort_unstable();
    let ends = ends(order.len(), shares).map(|end| match order.get(end) {
        Some((time, _)) => order.partition_point(|(other, _)| other < time),
        None => end,
    });
    for (place, (_, row)) in order.iter().enumerate() {
        parts[*row as usize] = Part::at(place, &ends);
    }
}

/// Gives the rows to parts in their own order.
pub(super) fn by_place(parts: &mut [Part], shares: [f64; 3]) {
    let ends = ends(parts.len(), shares);
    for (place, part) in parts.iter_mut().enumerate() {
        *part = Part::at(place, &ends);
    }
}
