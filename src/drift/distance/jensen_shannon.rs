use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "js",
    name: "Jensen-Shannon",
    summary: "Distance between the shares, 0 to 0.833 (natural logarithm); safe with empty bins, but small samples look further apart than they are.",
    reference: "Lin 1991; Endres and Schindelin 2003; scipy.spatial.distance.jensenshannon",
};

/// In what information is measured: the only thing in which tools differ here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogBase {
    /// Natural logarithm, as scipy and Evidently: 0 to 0.833.
    #[default]
    E,
    /// Bits, as `NannyML`: 0 to 1.
    Two,
}

/// Jensen-Shannon distance between the shares of two samples in the same bins.
///
/// Measures: the root of the mean divergence of both sides from their middle; a metric. 0 to
/// `sqrt(ln 2)`, or to 1 in bits.
/// Formula: `sqrt(sum of r ln(r / q) + c ln(c / q), halved)` with `q = (r + c) / 2`. Symmetric.
/// Empty: 0 without bins. One bin: 0. NaN: missing values are a bin.
/// Misleads: of two small samples of one distribution it is well above 0, the more bins the more.
/// Prefer then: PSI with its limit for the number of rows.
/// Reference: Lin 1991, "Divergence measures based on the Shannon entropy"; Endres and Schindelin
/// 2003, "A new metric for probability distributions"; scipy `jensenshannon`.
pub fn jensen_shannon(reference: &[f64], current: &[f64], base: LogBase) -> f64 {
    let part = |share: f64, middle: f64| {
        if share > 0.0 {
            share * (share / middle).ln()
        } else {
            0.0
        }
    };
    let both = |(&r, &c): (&f64, &f64)| {
        let middle = f64::midpoint(r, c);
        part(r, middle) + part(c, middle)
    };
    let divergence: f64 = reference.iter().zip(current).map(both).sum::<f64>() / 2.0;
    let unit = match base {
        LogBase::E => 1.0,
        LogBase::Two => std::f64::consts::LN_2,
    };
    (divergence / unit).max(0.0).sqrt()
}
