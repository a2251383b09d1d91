//! The whole text, part by part.

use std::io;

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use super::{
    Start, TOO_LONG,
    blocks::{Block, Blocks},
    column::Piece,
    part::{self, Part, Plan, Problem, Wanted, What},
    value::joined,
    whole::{Outcome, Whole},
};
use crate::{
    data::{DataError, Detected, Kind, encoding, text_file::TextFile},
    terms::Progress,
};

/// Everything that was read, or what is wrong with the text, with its line counted from 0.
type Read<T> = Result<Result<T, Problem>, DataError>;

/// Reads all rows.
///
/// Most columns are had in one pass. Where the kind becomes text only after values were taken for
/// numbers or times, a second pass reads the texts of these columns.
pub(super) fn scan(
    file: &TextFile<'_>,
    start: &Start,
    progress: &dyn Progress,
) -> Read<(DataFrame, Detected)> {
    let mut plan = start.plan.clone();
    let all = match pass(file, start, &mut plan, progress)? {
        Ok(all) => all,
        Err(problem) => return Ok(Err(problem)),
    };
    let (mut columns, late) = columns(&start.found.names, all.wholes);
    if !late.is_empty() {
        let mut plan = Plan {
            columns: vec![Wanted::Nothing; plan.columns.len()],
            ..plan
        };
        for &(column, kind) in &late {
            plan.columns[column] = Wanted::Exactly(kind);
        }
        let again = match pass(file, start, &mut plan, progress)? {
            Ok(again) => again,
            Err(problem) => return Ok(Err(problem)),
        };
        let (texts, _) = self::columns(&start.found.names, again.wholes);
        for ((column, _), text) in late.iter().zip(texts) {
            columns.insert(*column, text);
        }
    }
    let mut detected = start.detected();
    if all.filled > 0 {
        detected.remarks.push(super::filled_remark(all.filled));
    }
    let frame = DataFrame::new(all.rows, columns).map_err(|err| DataError::engine(&err))?;
    Ok(Ok((frame, detected)))
}

/// What a pass over the text gave.
struct Pass {
    rows: usize,
    filled: usize,
    wholes: Vec<Whole>,
}

/// Reads the columns that `plan` wants; what is learned of their kinds goes into the plan.
fn pass(
    file: &TextFile<'_>,
    start: &Start,
    plan: &mut Plan,
    progress: &dyn Progress,
) -> Read<Pass> {
    let text = encoding::utf_8(file.open()?, start.encoding);
    let mut blocks = Blocks::new(text, plan.rules);
    let n_blocks = 2 * rayon::current_num_threads();
    let (mut skip, mut lines, mut bytes) = (start.found.start, 0, 0_u64);
    let mut all = Pass {
        rows: 0,
        filled: 0,
        wholes: wholes(plan),
    };
    let mut batch = take(&mut blocks, n_blocks).map_err(|err| file.read_error(err))?;
    while !batch.is_empty() {
        progress.check()?;
        progress.report(0.9 * file.share(bytes), &file.what());
        bytes += batch
            .iter()
            .map(|block| block.bytes.len() as u64)
            .sum::<u64>();
        let first = std::mem::take(&mut skip);
        let (next, parts) = rayon::join(
            || take(&mut blocks, n_blocks),
            || parse(&batch, first, plan),
        );
        let mut pieces = Vec::with_capacity(parts.len());
        for part in parts {
            let part = match part {
                Ok(part) => part,
                Err(problem) => {
                    return Ok(Err(Problem {
                        lines: lines + problem.lines,
                        ..problem
                    }));
                }
            };
            lines += part.lines;
            all.rows += part.rows;
            all.filled += part.filled;
            learn(plan, &part.pieces);
            pieces.push(part.pieces);
        }
        grow(&mut all.wholes, &pieces);
        batch = next.map_err(|err| file.read_error(err))?;
    }
    Ok(Ok(all))
}

fn take(blocks: &mut Blocks<'_>, n: usize) -> io::Result<Vec<Block>> {
    let mut taken = Vec::with_capacity(n);
    while taken.len() < n
        && let Some(block) = blocks.next()?
    {
        taken.push(block);
    }
    Ok(taken)
}

/// Parses the blocks side by side; the first `skip` bytes of the first one are the header.
fn parse(batch: &[Block], skip: usize, plan: &Plan) -> Vec<Result<Part, Problem>> {
    let parts = batch.par_iter().enumerate().map(|(i, block)| {
        let skip = if i == 0 {
            skip.min(block.bytes.len())
        } else {
            0
        };
        let before = part::count(&block.bytes[..skip], plan.rules.end);
        let later = |problem: Problem| Problem {
            lines: problem.lines + before,
            ..problem
        };
        if block.is_cut {
            return Err(Problem {
                lines: before,
                what: What::Row(TOO_LONG.to_owned()),
            });
        }
        let mut part = part::parse(&block.bytes[skip..], plan).map_err(later)?;
        part.lines += before;
        Ok(part)
    });
    parts.collect()
}

/// Takes the kinds that were found into the plan, so that later parts start with them.
fn learn(plan: &mut Plan, pieces: &[Piece]) {
    for (wanted, piece) in plan.columns.iter_mut().zip(pieces) {
        if let (Wanted::Guess(known), Some(found)) = (&mut *wanted, piece.kind()) {
            *known = Some(known.map_or(found, |known| joined(known, found)));
        }
    }
}

/// The columns, and those, by place and kind, that can only be had from the text itself; they are
/// left out.
pub(super) fn columns(names: &[String], wholes: Vec<Whole>) -> (Vec<Column>, Vec<(usize, Kind)>) {
    let (mut columns, mut late) = (Vec::with_capacity(names.len()), Vec::new());
    for (i, (name, whole)) in names.iter().zip(wholes).enumerate() {
        match whole.finish(name) {
            Outcome::Column(column) => columns.push(column),
            Outcome::Late(kind) => late.push((i, kind)),
            Outcome::Unwanted => {}
        }
    }
    (columns, late)
}

/// Columns that take what `plan` wants.
pub(super) fn wholes(plan: &Plan) -> Vec<Whole> {
    plan.columns
        .iter()
        .map(|&wanted| Whole::new(wanted))
        .collect()
}

/// Takes the pieces of some parts, in their order, into the columns.
pub(super) fn grow(wholes: &mut [Whole], parts: &[Vec<Piece>]) {
    wholes.par_iter_mut().enumerate().for_each(|(i, whole)| {
        for piece in parts.iter().filter_map(|pieces| pieces.get(i)) {
            whole.take(piece);
        }
    });
}
