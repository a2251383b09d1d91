use rand::seq::SliceRandom as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Part;
use crate::{data::Categories, stats::MISSING};

/// Gives whole groups of rows to parts, so that each part comes near its share of the rows and,
/// with a `mix`, of each of its values.
///
/// Groups come by lot, then the largest first; each goes to the part that lacks most of what it
/// has. A group that is larger than a part's share makes that part too large: whole groups are
/// kept, whatever the shares.
///
/// Reference: scikit-learn's `StratifiedGroupKFold`, which is greedy in the same way.
pub(super) fn by_group(
    parts: &mut [Part],
    (keys, mix): (&Categories, Option<&Categories>),
    shares: [f64; 3],
    generator: &mut Xoshiro256PlusPlus,
) {
    let groups = groups(keys);
    let classes = mix.map_or(1, |mix| mix.levels.len() + 1);
    let class = |row: u32| {
        let code = mix.map_or(0, |mix| mix.codes[row as usize]);
        (if code == MISSING {
            classes - 1
        } else {
            code as usize
        })
        .min(classes - 1)
    };
    let mut totals = vec![0.0; classes];
    for row in 0..parts.len() as u32 {
        totals[class(row)] += 1.0;
    }
    let mut order: Vec<u32> = (0..groups.len() as u32).collect();
    order.shuffle(generator);
    order.sort_by_key(|&group| std::cmp::Reverse(groups[group as usize].len()));
    let rest = (1.0 - shares.iter().sum::<f64>()).max(0.0);
    // Shares that fill the whole leave a rest of rounding errors, which is no part.
    let rest = if rest < 1e-9 { 0.0 } else { rest };
    let shares = [shares[0], shares[1], shares[2], rest];
    let mut filled = vec![vec![0.0; classes]; shares.len()];
    let mut counts: Vec<(usize, f64)> = Vec::new();
    for group in order {
        let rows = &groups[group as usize];
        count(&mut counts, rows, class);
        let mut best: Option<(f64, usize)> = None;
        for (part, &share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            // How the squared distance from the wanted counts changes, but for a term that is the
            // same for every part.
            let change: f64 = counts
                .iter()
                .map(|&(class, n)| {
                    let lacking = share * totals[class] - filled[part][class];
                    -n * lacking / (totals[class] * totals[class])
                })
                .sum();
            if best.is_none_or(|(least, _)| change < least) {
                best = Some((change, part));
            }
        }
        let part = best.map_or(0, |(_, part)| part);
        for &(class, n) in &counts {
            filled[part][class] += n;
        }
        for &row in rows {
            parts[row as usize] = Part::ALL[part];
        }
    }
}

/// The rows of each key, in the order of the keys; rows without one are groups of one row.
fn groups(keys: &Categories) -> Vec<Vec<u32>> {
    let mut groups = vec![Vec::new(); keys.levels.len()];
    let mut alone = Vec::new();
    for (row, &code) in (0_u32..).zip(&keys.codes) {
        match groups.get_mut(code as usize) {
            Some(group) if code != MISSING => group.push(row),
            _ => alone.push(vec![row]),
        }
    }
    groups.append(&mut alone);
    groups
}

/// How often each class occurs among `rows`, classes without a row left out.
fn count(counts: &mut Vec<(usize, f64)>, rows: &[u32], class: impl Fn(u32) -> usize) {
    counts.clear();
    let mut classes: Vec<usize> = rows.iter().map(|&row| class(row)).collect();
    classes.sort_unstable();
    for class in classes {
        match counts.last_mut() {
            Some((last, n)) if *last == class => *n += 1.0,
            _ => counts.push((class, 1.0)),
        }
    }
}
