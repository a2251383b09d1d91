use super::Gate;
use crate::terms::Figure;

/// Whether a gate is open, and why.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct GateResult {
    /// What kind of gate it is.
    pub gate: Gate,
    /// What must hold: "ROC-AUC at least 0.6".
    pub title: String,
    /// Whether it holds.
    pub passed: bool,
    /// Why, with the figures, as a sentence.
    pub explanation: String,
    /// What was reached, in the metric's unit.
    pub value: Figure,
    /// What had to be reached, in the same unit.
    pub limit: Figure,
}

/// `value` with four digits, or with as many as it takes to tell it from `limit`.
pub(super) fn shown(value: f64, limit: f64) -> String {
    let with = |digits: usize| format!("{value:.digits$}");
    let differs = |text: &String| text.parse::<f64>().is_ok_and(|shown| shown != limit);
    if value == limit {
        return with(4);
    }
    (4..16)
        .map(with)
        .find(differs)
        .unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_shown_as_one() {
        assert_eq!(shown(0.599_996, 0.6), "0.599996");
        assert_eq!(shown(0.7, 0.6), "0.7000");
        assert_eq!(shown(0.6, 0.6), "0.6000");
    }
}
