//! What the pickers, tooltips, help and tests know about a kernel.

/// Describes a member of a closed family (a metric, a distance, a learner, a recipe operation…).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info {
    /// Name in files, on the command line and in JSON: `roc_auc`.
    pub id: &'static str,
    /// Name on the screen: "ROC-AUC".
    pub name: &'static str,
    /// One sentence: what it tells and when it misleads.
    pub summary: &'static str,
    /// The paper, book or program that defines it.
    pub reference: &'static str,
}
