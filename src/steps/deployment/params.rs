use crate::steps::StepError;

/// Under which name the model is known.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Name of the registered model; clients ask for it.
    pub model: String,
    /// The alias that the new version gets; clients that ask for the alias follow it.
    pub alias: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            model: "model".to_owned(),
            alias: "champion".to_owned(),
        }
    }
}

impl Params {
    /// Whether both names can stand in a URL.
    pub fn check(&self) -> Result<(), StepError> {
        for (what, name) in [("model name", &self.model), ("alias", &self.alias)] {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            if name.is_empty() || !name.chars().all(plain) {
                return Err(StepError::Invalid(format!(
                    "The {what} “{name}” must be made of letters, digits, “-”, “_” and “.”, because it stands in a URL. Change it in step 8."
                )));
            }
        }
        Ok(())
    }
}
