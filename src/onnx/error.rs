use crate::data::recipe::Unsayable;

/// Why a model cannot be written as ONNX.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnnxError {
    /// A step of the recipe that ONNX has no operators for.
    #[error(
        "ONNX cannot do what this model does first: {0}. Take the step out in step 4 and train again, or make the column before the model is asked, in the query of step 2."
    )]
    Recipe(#[from] Unsayable),
    /// Text has no gaps in ONNX: the empty text stands for one.
    #[error(
        "In ONNX an empty text stands for a gap, but in “{0}” it is a value of its own. Turn empty texts into gaps in the query of step 2 (NULLIF), and train again."
    )]
    EmptyText(String),
    /// The model is of a kind that has no graph here.
    #[error(
        "A model of the kind “{0}” cannot be written as ONNX. Choose a linear model, naive Bayes, a tree, a forest or a boosted model in step 5, or export the model as a file of this program."
    )]
    Learner(&'static str),
    /// No column is left to read.
    #[error("The model reads no column, so there is nothing to ask it. Deploy another version.")]
    NoInputs,
}
