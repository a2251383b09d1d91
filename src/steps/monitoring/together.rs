use std::ops::Range;

use rayon::prelude::*;

use super::{
    column::Column,
    ground::{Encoding, evenly, ground, ground_of_some},
    points::{self, ColumnKeys, Memory},
    run::Spans,
};
use crate::{
    drift::multivariate::{
        Directions, Limits, Multivariate, Together, reconstruction_errors, separation,
    },
    learners::{self, Answers, BoostingParams, Model as _, Params as Learner, Pca},
    steps::StepError,
    terms::{Cancelled, Figure, Matrix, Progress, Silent},
};

/// Rows of a side that a domain classifier sees at most, evenly taken.
const MOST_ROWS: usize = 1000;
/// With fewer rows on a side there are too few in a fold.
const LEAST_ROWS: usize = 25;
/// Of more columns nothing is made together: what it takes grows with their square, for each row.
const MOST_COLUMNS: usize = 300;
const FOLDS: usize = 5;
const SEED: u64 = 1;

/// All columns of every chunk against the reference, by every way there is.
pub(super) fn together(
    columns: &[(String, Column)],
    spans: &Spans,
    (deviations, memory): (f64, Memory<'_>),
    progress: &dyn Progress,
) -> Result<Vec<Together>, StepError> {
    if columns.len() > MOST_COLUMNS {
        return Ok(too_many(spans));
    }
    let matrix = ground(columns, spans, Encoding::Standard);
    let values = reconstruction(&matrix, spans, progress)?;
    drop(matrix);
    let limits = Limits::around(&values[..spans.n_reference()], deviations);
    let reconstruction = Together {
        method: Multivariate::PcaReconstruction,
        values,
        limits,
    };
    let domain = Together {
        method: Multivariate::DomainClassifier,
        values: remembered_domain(columns, spans, memory, progress)?,
        limits: Limits::of_domain_classifier(),
    };
    Ok(vec![reconstruction, domain])
}

fn too_many(spans: &Spans) -> Vec<Together> {
    let none = || {
        let why = "there are more than 300 columns, which would take too long together";
        vec![Figure::not_computable(why); spans.all.len()]
    };
    let reconstruction = Together {
        method: Multivariate::PcaReconstruction,
        limits: Limits::around(&none(), 0.0),
        values: none(),
    };
    let domain = Together {
        method: Multivariate::DomainClassifier,
        values: none(),
        limits: Limits::of_domain_classifier(),
    };
    vec![reconstruction, domain]
}

/// The mean reconstruction error of each chunk.
fn reconstruction(
    ground: &Matrix,
    spans: &Spans,
    progress: &dyn Progress,
) -> Result<Vec<Figure>, StepError> {
    let none = |reason: &str| vec![Figure::not_computable(reason); spans.all.len()];
    if ground.n_columns() < 2 {
        return Ok(none("needs two columns that can be compared"));
    }
    let reference: Vec<u32> = spans.reference_rows().map(|row| row as u32).collect();
    if reference.len() < 2 {
        return Ok(none("needs two rows in the reference"));
    }
    let pca = Pca::fit(&ground.take(&reference), progress)?;
    let directions = Directions {
        components: &pca.components,
        shares: &pca.shares(),
    };
    let errors = reconstruction_errors(ground, directions.main());
    let mean = |span: &Range<usize>| {
        let errors = &errors[span.clone()];
        Figure::finite(
            errors.iter().sum::<f64>() / errors.len() as f64,
            "the chunk has no rows",
        )
    };
    Ok(spans.all.iter().map(mean).collect())
}

/// How well each chunk is told from the reference, those that are new kept for later.
fn remembered_domain(
    columns: &[(String, Column)],
    spans: &Spans,
    Memory { points, keys }: Memory<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Figure>, StepError> {
    let all: Vec<usize> = (0..spans.all.len()).collect();
    if keys.is_empty() {
        return domain(columns, (spans, &all), progress);
    }
    // Whoever changes what a point is gives it another name.
    let keys = ColumnKeys::together(keys, spans, &["domain 1"]);
    let mut known: Vec<Option<Figure>> = points::known(points, &keys)?;
    let new: Vec<usize> = all.into_iter().filter(|i| known[*i].is_none()).collect();
    if !new.is_empty() {
        let found = domain(columns, (spans, &new), progress)?;
        let computed = new.iter().map(|i| &keys[*i]).zip(&found);
        points::keep(points, computed)?;
        for (i, figure) in new.into_iter().zip(found) {
            known[i] = Some(figure);
        }
    }
    Ok(known.into_iter().flatten().collect())
}

/// How well each of the chunks `wanted` is told from the reference; a chunk of the reference from its other rows.
fn domain(
    columns: &[(String, Column)],
    (spans, wanted): (&Spans, &[usize]),
    progress: &dyn Progress,
) -> Result<Vec<Figure>, StepError> {
    // Rows that some classifier sees: few of many, so that it costs the chunks and not the rows.
    let pool = evenly(spans.reference_rows().map(|row| row as u32), 2 * MOST_ROWS);
    let wanted: Vec<&Range<usize>> = wanted.iter().map(|i| &spans.all[*i]).collect();
    let chunks: Vec<Vec<u32>> = wanted
        .iter()
        .map(|span| evenly((*span).clone().map(|row| row as u32), MOST_ROWS))
        .collect();
    let kept: Vec<u32> = pool
        .iter()
        .chain(chunks.iter().flatten())
        .copied()
        .collect();
    let matrix = ground_of_some(columns, (spans, &kept), Encoding::Ranks);
    let mut start = pool.len() as u32;
    let mut places = Vec::with_capacity(chunks.len());
    for rows in &chunks {
        places.push(start..start + rows.len() as u32);
        start += rows.len() as u32;
    }
    let chunk = |(span, current): (&Range<usize>, &Range<u32>)| {
        progress.check()?;
        let others = (0_u32..)
            .zip(&pool)
            .filter(|(_, row)| !span.contains(&(**row as usize)));
        let reference = evenly(others.map(|(place, _)| place), MOST_ROWS);
        let current: Vec<u32> = current.clone().collect();
        if matrix.n_columns() == 0 {
            return Ok(Figure::not_computable("no column can be compared"));
        }
        if current.len().min(reference.len()) < LEAST_ROWS {
            return Ok(Figure::not_computable(format!(
                "needs at least {LEAST_ROWS} rows on each side"
            )));
        }
        Ok(told_apart(&matrix, &reference, &current))
    };
    let values = wanted.into_par_iter().zip(&places).map(chunk);
    values
        .collect::<Result<Vec<_>, Cancelled>>()
        .map_err(StepError::from)
}

fn told_apart(ground: &Matrix, reference: &[u32], current: &[u32]) -> Figure {
    match out_of_fold(ground, reference, current) {
        Ok(scores) => {
            let is_current: Vec<bool> = (0..scores.len()).map(|i| i >= reference.len()).collect();
            separation(&scores, &is_current)
        }
        Err(err) => Figure::not_computable(err.to_string()),
    }
}

/// The probability of each row, the reference's first, to be one of `current`, by trees that have
/// not seen it: five folds, each with every fifth row of both sides.
pub(super) fn out_of_fold(
    ground: &Matrix,
    reference: &[u32],
    current: &[u32],
) -> Result<Vec<f64>, learners::LearnError> {
    let rows = ground.take(&[reference, current].concat());
    let is_current = |i: usize| u32::from(i >= reference.len());
    let fold = |i: usize| {
        if i < reference.len() {
            i % FOLDS
        } else {
            (i - reference.len()) % FOLDS
        }
    };
    let learner = Learner::Boosting(BoostingParams {
        rounds: 20,
        learning_rate: 0.2,
        max_leaves: 8,
        ..BoostingParams::default()
    });
    let mut scores = vec![0.0; rows.n_rows()];
    for held in 0..FOLDS {
        let part = |inside: bool| -> Vec<u32> {
            let all = 0..rows.n_rows();
            all.filter(|&i| (fold(i) == held) == inside)
                .map(|i| i as u32)
                .collect()
        };
        let (fitted_on, judged) = (part(false), part(true));
        let codes: Vec<u32> = fitted_on.iter().map(|&i| is_current(i as usize)).collect();
        let answers = Answers::Classes {
            codes: &codes,
            n_classes: 2,
        };
        let model = learners::fit(
            &learner,
            &rows.take(&fitted_on),
            answers,
            None,
            SEED,
            &Silent,
        )?;
        let found = model.predict(&rows.take(&judged)).class_scores(1);
        for (&i, score) in judged.iter().zip(found) {
            scores[i as usize] = score;
        }
    }
    Ok(scores)
}
