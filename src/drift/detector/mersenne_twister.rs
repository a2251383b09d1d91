//! The random numbers of Python, so that a seed draws here what it draws there.

/// Mersenne Twister MT19937, seeded as Python's `random.Random(seed)`.
///
/// Not for cryptography. Reference: Matsumoto and Nishimura 1998, "Mersenne twister".
pub(super) struct MersenneTwister {
    state: Vec<u32>,
    next: usize,
}

const N: usize = 624;
const M: usize = 397;

impl MersenneTwister {
    /// Seeds by an array of one number, which is what Python does with a small integer.
    pub(super) fn seeded(seed: u32) -> Self {
        let mut state = vec![19_650_218_u32; N];
        for i in 1..N {
            let before = state[i - 1];
            state[i] = 1_812_433_253_u32
                .wrapping_mul(before ^ (before >> 30))
                .wrapping_add(i as u32);
        }
        let mut i = 1;
        let mut step = |state: &mut Vec<u32>, factor: u32, add: &dyn Fn(usize) -> u32| {
            let before = state[i - 1];
            let mixed = (before ^ (before >> 30)).wrapping_mul(factor);
            state[i] = (state[i] ^ mixed).wrapping_add(add(i));
            i += 1;
            if i == N {
                state[0] = state[N - 1];
                i = 1;
            }
        };
        for _ in 0..N {
            step(&mut state, 1_664_525, &|_| seed);
        }
        for _ in 1..N {
            step(&mut state, 1_566_083_941, &|i| (i as u32).wrapping_neg());
        }
        state[0] = 0x8000_0000;
        Self { state, next: N }
    }

    /// `n` different numbers below `below`, in the order in which Python's `sample` draws them.
    ///
    /// Python keeps a pool for small populations and a set for large ones; both are needed to draw
    /// the same.
    pub(super) fn sample(&mut self, below: usize, n: usize) -> Vec<usize> {
        let mut most_in_pool = 21;
        if n > 5 {
            most_in_pool += 4_usize.pow(((3 * n) as f64).log(4.0).ceil() as u32);
        }
        if below <= most_in_pool {
            let mut pool: Vec<usize> = (0..below).collect();
            return (0..n)
                .map(|i| {
                    let place = self.below(below - i);
                    let drawn = pool[place];
                    pool[place] = pool[below - i - 1];
                    drawn
                })
                .collect();
        }
        let mut drawn = Vec::with_capacity(n);
        while drawn.len() < n {
            let number = self.below(below);
            if !drawn.contains(&number) {
                drawn.push(number);
            }
        }
        drawn
    }

    /// A number below `bound`, by drawing as many bits as it has until one fits.
    fn below(&mut self, bound: usize) -> usize {
        let bits = usize::BITS - bound.leading_zeros();
        loop {
            let number = (self.next_u32() >> (32 - bits)) as usize;
            if number < bound {
                return number;
            }
        }
    }

    fn next_u32(&mut self) -> u32 {
        if self.next == N {
            self.twist();
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn twist(&mut self) {
        for i in 0..N {
            let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + M) % N] ^ (y >> 1) ^ odd;
        }
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Python 3.11 gives: `r = random.Random(42); [r.getrandbits(32) for _ in range(3)]`, and
    /// then, from a new one, `r.sample(range(70), 5)`.
    #[test]
    fn draws_what_python_draws() {
        let mut lot = MersenneTwister::seeded(42);
        let first: Vec<u32> = (0..3).map(|_| lot.next_u32()).collect();
        assert_eq!(first, PYTHON_BITS);
        let mut lot = MersenneTwister::seeded(42);
        assert_eq!(lot.sample(70, 5), PYTHON_SMALL);
        let mut lot = MersenneTwister::seeded(42);
        assert_eq!(lot.sample(5000, 6), PYTHON_LARGE);
    }

    const PYTHON_BITS: [u32; 3] = [2_746_317_213, 478_163_327, 107_420_369];
    const PYTHON_SMALL: [usize; 5] = [14, 3, 35, 31, 28];
    const PYTHON_LARGE: [usize; 6] = [912, 204, 2_253, 2_006, 1_828, 1_143];
}
