use super::GateError;

/// What of a figure must be beyond its limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecideBy {
    /// The value itself: always decides, sometimes by luck.
    #[default]
    Value,
    /// Its whole 95 % interval: a limit within it is not known to be reached.
    Interval,
}

/// How strict the gates beside the success criteria are; what is not given is not asked for.
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
    /// Whether the value or its whole interval must be beyond the limit.
    pub decide_by: DecideBy,
    /// Whether the data set must still hold the model's columns.
    pub schema: bool,
    /// Whether the split must be free of leaks. Not asked for unless told: where columns have few
    /// values, rows repeat by chance, and the same row in two parts is no leak.
    pub integrity: bool,
    /// Whether a fresh process must answer the same.
    pub infrastructure: bool,
    /// Whether a person must sign the model off.
    pub sign_off: bool,
    /// The largest expected calibration error, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_ece: Option<f64>,
    /// The largest gap between training and test part, in the primary metric's unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_overfit: Option<f64>,
    /// The least agreement with the champion, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_agreement: Option<f64>,
    /// The least selection rate of a protected group over that of the largest, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_selection_ratio: Option<f64>,
    /// The largest gap in true positive rate between groups, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_true_positive_gap: Option<f64>,
    /// The largest gap in false positive rate between groups, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_false_positive_gap: Option<f64>,
    /// The largest packed model, in megabytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_megabytes: Option<f64>,
    /// The oldest data, in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<f64>,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            beat_baseline: true,
            min_gain: 0.0,
            match_champion: true,
            tolerance: 0.0,
            min_rows: 100,
            decide_by: DecideBy::Value,
            schema: true,
            integrity: false,
            infrastructure: true,
            sign_off: false,
            max_ece: None,
            max_overfit: None,
            min_agreement: None,
            min_selection_ratio: None,
            max_true_positive_gap: None,
            max_false_positive_gap: None,
            max_megabytes: None,
            max_age_days: None,
        }
    }
}

impl GateSettings {
    /// Whether the limits make sense.
    ///
    /// # Errors
    /// If a gain, a tolerance or another limit is outside its range.
    pub fn check(&self) -> Result<(), GateError> {
        let any = f64::INFINITY;
        for (name, value, most) in [
            ("gain over the baseline", Some(self.min_gain), any),
            ("tolerance towards the champion", Some(self.tolerance), any),
            ("calibration error", self.max_ece, 1.0),
            ("gap between training and test part", self.max_overfit, any),
            ("agreement with the champion", self.min_agreement, 1.0),
            ("selection ratio", self.min_selection_ratio, 1.0),
            ("true positive gap", self.max_true_positive_gap, 1.0),
            ("false positive gap", self.max_false_positive_gap, 1.0),
            ("size of the packed model in MB", self.max_megabytes, any),
            ("age of the data in days", self.max_age_days, any),
        ] {
            let Some(value) = value else { continue };
            if !value.is_finite() || value < 0.0 || value > most {
                let upto = if most == any {
                    "on".to_owned()
                } else {
                    format!("to {most}")
                };
                return Err(GateError(format!(
                    "The {name} is a number from 0 {upto}, not {value}. Change it in step 7."
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
            GateSettings {
                max_ece: Some(1.5),
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
