use std::f64::consts::PI;

use rand::Rng;

/// A draw of a whole number from `lowest` to `highest` whose probabilities rise to `mode`, where
/// they are `top`, and then fall.
///
/// By inversion from the most likely number outwards, which takes about as many steps as the
/// standard deviation. `up` and `down` give the probability of the next number, or the one before,
/// as a multiple of that of the number.
pub(super) fn from_mode(
    rng: &mut impl Rng,
    (mode, top): (u64, f64),
    [lowest, highest]: [u64; 2],
    up: impl Fn(f64) -> f64,
    down: impl Fn(f64) -> f64,
) -> u64 {
    let mut left = rng.r#gen::<f64>() - top;
    let (mut above, mut below) = (mode, mode);
    let (mut up_chance, mut down_chance) = (top, top);
    while left > 0.0 && (above < highest || below > lowest) {
        if above < highest {
            up_chance *= up(above as f64);
            above += 1;
            left -= up_chance;
            if left <= 0.0 {
                return above;
            }
        }
        if below > lowest {
            down_chance *= down(below as f64);
            below -= 1;
            left -= down_chance;
            if left <= 0.0 {
                return below;
            }
        }
        if up_chance + down_chance < 1e-18 {
            break;
        }
    }
    mode
}

/// Logarithm of the gamma function of an `x` above 0, by Stirling's series where that is exact
/// enough: it is needed often.
pub(super) fn ln_gamma(x: f64) -> f64 {
    const EXACT_FROM: f64 = 10.0;
    let (mut shifted, mut product) = (x, 1.0);
    while shifted < EXACT_FROM {
        product *= shifted;
        shifted += 1.0;
    }
    let square = shifted * shifted;
    let rest = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * square)) / square) / shifted;
    (shifted - 0.5) * shifted.ln() - shifted + 0.5 * (2.0 * PI).ln() + rest - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function_is_the_factorial() {
        let mut factorial = 1.0_f64;
        for n in 1..30 {
            let ours = ln_gamma(f64::from(n));
            assert!((ours - factorial.ln()).abs() < 1e-10, "{n}: {ours}");
            factorial *= f64::from(n);
        }
        assert!((ln_gamma(0.5) - PI.sqrt().ln()).abs() < 1e-10);
    }
}
