use super::GateError;

/// How strict the gates beside the success criteria are.
///
/// In a project file: `[validation.gates]` with any of the fields.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GateSettings {
    /// Whether the model must be better than the best baseline.
    pub beat_baseline: bool,
    /// By how much at least, in the primary metric's unit; 0 means by anything.
    pub min_gain: f64,
    /// Whether the model must not be worse than the one in service, where there is one.
    pub match_champion: bool,
    /// How much worse it may still be, in the primary metric's unit.
    pub tolerance: f64,
    /// Test rows below which no figure is trusted.
    pub min_rows: u64,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            beat_baseline: true,
            min_gain: 0.0,
            match_champion: true,
            tolerance: 0.0,
            min_rows: 100,
        }
    }
}

impl GateSettings {
    /// Whether the limits make sense.
    ///
    /// # Errors
    /// If a gain or a tolerance is negative or not finite.
    pub fn check(&self) -> Result<(), GateError> {
        for (name, value) in [
            ("gain over the baseline", self.min_gain),
            ("tolerance towards the champion", self.tolerance),
        ] {
            if !value.is_finite() || value < 0.0 {
                return Err(GateError(format!(
                    "The {name} is a number from 0 on, not {value}. Change it in step 7."
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_limits_are_refused() {
        assert_eq!(GateSettings::default().check(), Ok(()));
        for settings in [
            GateSettings {
                min_gain: -0.1,
                ..GateSettings::default()
            },
            GateSettings {
                tolerance: f64::NAN,
                ..GateSettings::default()
            },
        ] {
            assert!(settings.check().unwrap_err().to_string().contains("step 7"));
        }
    }

    #[test]
    fn a_project_file_names_what_differs() {
        let settings: GateSettings = toml::from_str("min_rows = 500").unwrap();
        assert_eq!(
            settings,
            GateSettings {
                min_rows: 500,
                ..GateSettings::default()
            }
        );
        assert!(toml::from_str::<GateSettings>("min_row = 500").is_err());
        let text = toml::to_string(&settings).unwrap();
        assert_eq!(toml::from_str::<GateSettings>(&text).unwrap(), settings);
    }
}
