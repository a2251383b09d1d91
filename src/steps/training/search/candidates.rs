use rand::{Rng as _, seq::SliceRandom as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::Value;

use crate::{
    learners::{self, Dimension},
    steps::StepError,
};

/// Values of each parameter on a grid.
const GRID_POINTS: u32 = 5;
/// Draws after which a space counts as used up: a space of few values soon gives only repeats.
const DRAWS: usize = 50;
/// A grid has at most so many points; a larger one is coarser.
const GRID_MOST: usize = 10_000;

/// Every point of a grid over `space`, in an order by lot.
pub(super) fn grid(
    start: &learners::Params,
    space: &[Dimension],
    generator: &mut Xoshiro256PlusPlus,
) -> Result<Vec<learners::Params>, StepError> {
    let axes = |points: u32| -> Vec<Vec<Value>> {
        let spread = space.iter().map(|dimension| dimension.span.spread(points));
        spread.collect()
    };
    let size = |axes: &[Vec<Value>]| axes.iter().map(Vec::len).product::<usize>();
    let mut points = GRID_POINTS;
    while points > 2 && size(&axes(points)) > GRID_MOST {
        points -= 1;
    }
    let axes = axes(points);
    let mut all = Vec::new();
    for place in 0..size(&axes).min(GRID_MOST) {
        let (mut params, mut rest) = (start.clone(), place);
        for (dimension, axis) in space.iter().zip(&axes) {
            params = params.with(dimension.name, axis[rest % axis.len()].clone())?;
            rest /= axis.len();
        }
        all.push(params);
    }
    all.shuffle(generator);
    Ok(all)
}

/// A point of `space` by lot that is not among `seen`; nothing if there seems to be none.
pub(super) fn drawn(
    start: &learners::Params,
    space: &[Dimension],
    seen: &[learners::Params],
    generator: &mut Xoshiro256PlusPlus,
) -> Result<Option<learners::Params>, StepError> {
    for _ in 0..DRAWS {
        let mut params = start.clone();
        for dimension in space {
            params = params.with(
                dimension.name,
                dimension.span.at(generator.gen_range(0.0..1.0)),
            )?;
        }
        if !seen.contains(&params) {
            return Ok(Some(params));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;
    use crate::learners::Learner;

    #[test]
    fn a_grid_has_every_combination_once() {
        let start = Learner::Tree.default_params();
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
        let all = grid(&start, Learner::Tree.space(), &mut generator).unwrap();
        assert_eq!(all.len(), 5 * 5 * 2);
        for (i, params) in all.iter().enumerate() {
            assert!(!all[..i].contains(params));
        }
        let mut again = Xoshiro256PlusPlus::seed_from_u64(1);
        assert_eq!(
            grid(&start, Learner::Tree.space(), &mut again).unwrap(),
            all
        );
    }

    #[test]
    fn a_small_space_is_used_up() {
        let start = Learner::Tree.default_params();
        let space: Vec<Dimension> = Learner::Tree
            .space()
            .iter()
            .copied()
            .filter(|one| one.name == "criterion")
            .collect();
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut seen = Vec::new();
        while let Some(params) = drawn(&start, &space, &seen, &mut generator).unwrap() {
            seen.push(params);
        }
        assert_eq!(seen.len(), 2);
    }
}
