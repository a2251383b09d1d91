pub use crate::stats::Steps;
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "isotonic",
    name: "Isotonic regression",
    summary: "The best rising step function: mends any shape but needs a thousand rows or more, turns close scores into ties, and may answer exactly 0 or 1, which log loss punishes.",
    reference: "Zadrozny and Elkan 2002; Barlow et al. 1972 (pool adjacent violators); scikit-learn: IsotonicRegression(out_of_bounds=\"clip\")",
};
