use crate::terms::Figure;

/// Values that are summed before they are merged: few enough to stay in the first cache.
const BLOCK: usize = 2048;

/// Count, mean, spread, skewness, kurtosis and range of numbers, which can be merged.
///
/// NaN is left out; an infinity makes every figure but the range not computable. Each block of
/// values is summed around its own first value and the blocks are merged in order (Chan's formula,
/// with Pébay's for the third and fourth moment), so large offsets do not eat the digits, a
/// constant column has a variance of exactly 0, and the same slice gives the same bits.
///
/// Reference: Chan, Golub and `LeVeque` 1983; Pébay 2008, "Formulas for robust, one-pass parallel
/// computation of covariances and arbitrary-order statistical moments".
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Moments {
    /// How many values were not NaN.
    pub n: u64,
    /// Their mean, in their own unit; NaN without values. [`Moments::mean`] gives it as a figure.
    #[serde(with = "nan_as_null")]
    pub mean: f64,
    /// The smallest; NaN without values.
    #[serde(with = "nan_as_null")]
    pub min: f64,
    /// The largest; NaN without values.
    #[serde(with = "nan_as_null")]
    pub max: f64,
    /// Sums of the second, third and fourth powers of the distances to the mean.
    #[serde(with = "nan_as_null")]
    m2: f64,
    #[serde(with = "nan_as_null")]
    m3: f64,
    #[serde(with = "nan_as_null")]
    m4: f64,
}

impl Moments {
    /// The moments of no values, to which others are merged.
    pub const EMPTY: Self = Self {
        n: 0,
        mean: f64::NAN,
        min: f64::NAN,
        max: f64::NAN,
        m2: 0.0,
        m3: 0.0,
        m4: 0.0,
    };

    /// The moments of `values`; NaN is left out.
    pub fn of(values: &[f64]) -> Self {
        let mut all = Self::EMPTY;
        let mut block = Vec::with_capacity(BLOCK.min(values.len()));
        for values in values.chunks(BLOCK) {
            block.clear();
            block.extend(values.iter().copied().filter(|value| !value.is_nan()));
            all.merge(&Self::of_block(&block));
        }
        all
    }

    /// The moments of values that occur several times each; none may be NaN.
    ///
    /// The same up to rounding as if each stood there as often as it counts.
    pub fn of_counted(values: impl Iterator<Item = (f64, u64)>) -> Self {
        let mut all = Self::EMPTY;
        let mut block = Vec::with_capacity(BLOCK);
        for value in values {
            block.push(value);
            if block.len() == BLOCK {
                all.merge(&Self::of_counted_block(&block));
                block.clear();
            }
        }
        all.merge(&Self::of_counted_block(&block));
        all
    }

    fn of_counted_block(values: &[(f64, u64)]) -> Self {
        let (Some(&(first, _)), n) = (values.first(), values.iter().map(|(_, count)| count).sum())
        else {
            return Self::EMPTY;
        };
        let sum: f64 = values
            .iter()
            .map(|(value, count)| *count as f64 * (value - first))
            .sum();
        let mut moments = Self {
            n,
            mean: first + sum / n as f64,
            min: first,
            max: first,
            ..Self::EMPTY
        };
        for &(value, count) in values {
            moments.min = value.min(moments.min);
            moments.max = value.max(moments.max);
            let distance = value - moments.mean;
            let square = distance * distance * count as f64;
            moments.m2 += square;
            moments.m3 += square * distance;
            moments.m4 += square * distance * distance;
        }
        moments
    }

    /// The moments of a few values that are not NaN, in two passes.
    fn of_block(values: &[f64]) -> Self {
        let Some(&first) = values.first() else {
            return Self::EMPTY;
        };
        let n = values.len() as f64;
        let mean = first + values.iter().map(|value| value - first).sum::<f64>() / n;
        let (mut min, mut max) = (first, first);
        let (mut m2, mut m3, mut m4) = (0.0, 0.0, 0.0);
        for &value in values {
            min = value.min(min);
            max = value.max(max);
            let distance = value - mean;
            let square = distance * distance;
            m2 += square;
            m3 += square * distance;
            m4 += square * square;
        }
        Self {
            n: values.len() as u64,
            mean,
            min,
            max,
            m2,
            m3,
            m4,
        }
    }

    /// Adds the values of `other`: the result is that of both together, up to rounding.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let n = a + b;
        let delta = other.mean - self.mean;
        let step = delta / n;
        self.m4 += other.m4
            + delta * step * step * step * a * b * (a * a - a * b + b * b)
            + 6.0 * step * step * (a * a * other.m2 + b * b * self.m2)
            + 4.0 * step * (a * other.m3 - b * self.m3);
        self.m3 += other.m3
            + delta * step * step * a * b * (a - b)
            + 3.0 * step * (a * other.m2 - b * self.m2);
        self.m2 += other.m2 + delta * step * a * b;
        self.mean += step * b;
        self.n += other.n;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// The arithmetic mean; not computable without values.
    pub fn mean(&self) -> Figure {
        self.figure(self.mean, 1)
    }

    /// The variance, in the unit's square: the squared distances over `n - ddof`.
    ///
    /// `ddof` is 1 for a sample (pandas), 0 for a population (numpy). Not computable with `ddof`
    /// values or fewer.
    pub fn var(&self, ddof: u64) -> Figure {
        self.figure(self.m2 / self.n.saturating_sub(ddof) as f64, ddof + 1)
    }

    /// The standard deviation, in the values' unit: the square root of [`Moments::var`].
    pub fn std(&self, ddof: u64) -> Figure {
        self.var(ddof).map(f64::sqrt)
    }

    /// How lopsided the values are: 0 if even, above 0 with a long tail to the right; no unit.
    ///
    /// The adjusted Fisher-Pearson coefficient G1 (pandas, Excel). A few outliers decide it. Not
    /// computable below three values or if all are the same.
    pub fn skewness(&self) -> Figure {
        let n = self.n as f64;
        self.shape(3, || {
            let biased = n.sqrt() * self.m3 / self.m2.powf(1.5);
            biased * (n * (n - 1.0)).sqrt() / (n - 2.0)
        })
    }

    /// How heavy the tails are: 0 for a normal distribution, above 0 if heavier; no unit.
    ///
    /// The adjusted excess kurtosis G2 (pandas, Excel). A few outliers decide it. Not computable
    /// below four values or if all are the same.
    pub fn kurtosis(&self) -> Figure {
        let n = self.n as f64;
        self.shape(4, || {
            let biased = n * self.m4 / (self.m2 * self.m2) - 3.0;
            (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * biased + 6.0)
        })
    }

    fn shape(&self, least: u64, value: impl FnOnce() -> f64) -> Figure {
        if self.n >= least && self.m2 == 0.0 {
            return Figure::not_computable("every value is the same");
        }
        self.figure(value(), least)
    }

    fn figure(&self, value: f64, least: u64) -> Figure {
        match self.n {
            0 => Figure::not_computable("no values"),
            n if n < least => Figure::not_computable(format!("needs at least {least} values")),
            _ => Figure::finite(value, "a value is infinite or too large"),
        }
    }
}

impl Default for Moments {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// Two empty ones are equal, although their mean is NaN.
impl PartialEq for Moments {
    fn eq(&self, other: &Self) -> bool {
        let bits = |m: &Self| [m.mean, m.min, m.max, m.m2, m.m3, m.m4].map(f64::to_bits);
        self.n == other.n && (self.n == 0 || bits(self) == bits(other))
    }
}

/// JSON has no NaN.
mod nan_as_null {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub(super) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        value.is_finite().then_some(*value).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: &Figure, b: &Figure) -> bool {
        match (a.value(), b.value()) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-7 * (1.0 + b.abs()),
            (a, b) => a == b,
        }
    }

    #[test]
    fn figures_are_pandas_s() {
        let moments = Moments::of(&[1.0, 2.0, 2.0, f64::NAN, 3.0, 10.0]);
        assert_eq!(
            (moments.n, moments.mean, moments.min, moments.max),
            (5, 3.6, 1.0, 10.0)
        );
        for (ours, pandas) in [
            (moments.std(1), 3.646_916_505_762_094),
            (moments.std(0), 3.261_901_286_060_018),
            (moments.skewness(), 2.028_699_102_080_332_7),
            (moments.kurtosis(), 4.272_146_531_742_891),
        ] {
            assert!(close(&ours, &Figure::Value(pandas)), "{ours:?} {pandas}");
        }
    }

    #[test]
    fn a_constant_has_no_spread_however_large() {
        let moments = Moments::of(&vec![1e9 + 0.1; 10_000]);
        assert_eq!(moments.var(1), Figure::Value(0.0));
        assert_eq!(moments.mean, 1e9 + 0.1);
        assert_eq!(moments.skewness().reason(), Some("every value is the same"));
    }

    proptest::proptest! {
        #[test]
        fn counted_values_are_as_good_as_all(counted in proptest::collection::vec((-9..9_i8, 1..5_u64), 0..40)) {
            let counted = counted.into_iter().map(|(value, count)| (f64::from(value), count));
            let all: Vec<f64> = counted.clone().flat_map(|(value, count)| vec![value; count as usize]).collect();
            let (ours, all) = (Moments::of_counted(counted), Moments::of(&all));
            proptest::prop_assert_eq!(ours.n, all.n);
            for (ours, all) in [(ours.mean(), all.mean()), (ours.std(1), all.std(1)), (ours.kurtosis(), all.kurtosis())] {
                proptest::prop_assert!(close(&ours, &all) || all.value().is_none(), "{:?} {:?}", ours, all);
            }
        }
    }

    #[test]
    fn too_few_values_have_no_figures() {
        assert_eq!(Moments::of(&[f64::NAN]).mean().reason(), Some("no values"));
        assert!(Moments::of(&[]).mean.is_nan());
        assert!(Moments::of(&[1.0]).std(1).value().is_none());
        assert_eq!(Moments::of(&[1.0]).std(0), Figure::Value(0.0));
        assert!(Moments::of(&[1.0, 2.0]).skewness().value().is_none());
        assert!(Moments::of(&[1.0, f64::INFINITY]).mean().value().is_none());
    }

    #[test]
    fn json_keeps_them() {
        for values in [&[][..], &[1.0, 4.0, 5.5]] {
            let moments = Moments::of(values);
            let json = serde_json::to_string(&moments).unwrap();
            assert_eq!(serde_json::from_str::<Moments>(&json).unwrap(), moments);
        }
    }

    proptest::proptest! {
        #[test]
        fn parts_merge_to_the_whole(values in proptest::collection::vec(-1e3..1e3_f64, 0..80), cut in 0..80_usize) {
            let cut = cut.min(values.len());
            let mut merged = Moments::of(&values[..cut]);
            merged.merge(&Moments::of(&values[cut..]));
            let whole = Moments::of(&values);
            proptest::prop_assert_eq!(merged.n, whole.n);
            for (merged, whole) in [
                (merged.mean(), whole.mean()),
                (merged.std(1), whole.std(1)),
                (merged.skewness(), whole.skewness()),
                (merged.kurtosis(), whole.kurtosis()),
            ] {
                proptest::prop_assert!(close(&merged, &whole), "{merged:?} {whole:?}");
            }
        }
    }
}
