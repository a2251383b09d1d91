use rayon::prelude::*;

use crate::terms::{Cancelled, Figure, Matrix, Progress};

/// How clearly the groups stand apart: the mean over rows of (b - a) / max(a, b), where a is the
/// mean distance to the other rows of the own group and b that to the nearest other group.
///
/// From -1 to 1; 0 where groups touch. A row that is alone in its group counts 0; rows of no group
/// are left out. Reads every pair of rows: give a sample of a few thousand. Misleads where groups
/// are long or bent: then it favours round ones. Reference: Rousseeuw 1987.
///
/// # Errors
/// If somebody stops it.
pub fn silhouette(
    matrix: &Matrix,
    labels: &[Option<u32>],
    progress: &dyn Progress,
) -> Result<Figure, Cancelled> {
    let n_groups = labels
        .iter()
        .flatten()
        .max()
        .map_or(0, |most| *most as usize + 1);
    let mut sizes = vec![0_usize; n_groups];
    for label in labels.iter().flatten() {
        sizes[*label as usize] += 1;
    }
    if sizes.iter().filter(|size| **size > 0).count() < 2 {
        return Ok(Figure::not_computable("there is only one group"));
    }
    let d = matrix.n_columns();
    let rows: Vec<f64> = (0..matrix.n_rows())
        .flat_map(|i| (0..d).map(move |j| matrix.column(j)[i]))
        .collect();
    let row = |i: usize| &rows[i * d..(i + 1) * d];
    let grouped: Vec<(usize, usize)> = labels
        .iter()
        .enumerate()
        .filter_map(|(i, label)| label.map(|label| (i, label as usize)))
        .collect();
    let one = |&(i, own): &(usize, usize)| {
        progress.check()?;
        if sizes[own] < 2 {
            return Ok(0.0);
        }
        let mut sums = vec![0.0; n_groups];
        for &(j, group) in &grouped {
            let squares: f64 = row(i)
                .iter()
                .zip(row(j))
                .map(|(a, b)| (a - b) * (a - b))
                .sum();
            sums[group] += squares.sqrt();
        }
        let inside = sums[own] / (sizes[own] - 1) as f64;
        let outside = (0..n_groups)
            .filter(|&group| group != own && sizes[group] > 0)
            .map(|group| sums[group] / sizes[group] as f64)
            .fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        Ok(if larger > 0.0 {
            (outside - inside) / larger
        } else {
            0.0
        })
    };
    let scores: Vec<f64> = grouped
        .par_iter()
        .map(one)
        .collect::<Result<_, Cancelled>>()?;
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    Ok(Figure::finite(mean, "no row is in a group"))
}
