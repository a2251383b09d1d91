use crate::steps::Step;

/// Whose work comes first. A role changes order and emphasis, and never hides anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Queries and analyses.
    DataAnalyst,
    /// Retrieves and cleans data.
    DataEngineer,
    /// Trains models.
    #[default]
    DataScientist,
    /// Builds intelligent applications.
    MlDeveloper,
    /// Deploys models.
    MlEngineer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::DataAnalyst,
        Self::DataEngineer,
        Self::DataScientist,
        Self::MlDeveloper,
        Self::MlEngineer,
    ];

    /// Id in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::DataAnalyst => "data_analyst",
            Self::DataEngineer => "data_engineer",
            Self::DataScientist => "data_scientist",
            Self::MlDeveloper => "ml_developer",
            Self::MlEngineer => "ml_engineer",
        }
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::DataAnalyst => "Data analyst",
            Self::DataEngineer => "Data engineer",
            Self::DataScientist => "Data scientist",
            Self::MlDeveloper => "ML developer",
            Self::MlEngineer => "ML engineer",
        }
    }

    /// What the role does.
    pub fn job(self) -> &'static str {
        match self {
            Self::DataAnalyst => "queries and analyses data",
            Self::DataEngineer => "retrieves and cleans data",
            Self::DataScientist => "trains models",
            Self::MlDeveloper => "builds intelligent applications",
            Self::MlEngineer => "deploys models and keeps them healthy",
        }
    }

    /// The steps that are this role's own work, first things first.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Self::DataAnalyst => &[Step::Problem, Step::Analysis, Step::Monitoring],
            Self::DataEngineer => &[Step::Extraction, Step::Preparation],
            Self::DataScientist => &[Step::Analysis, Step::Training, Step::Evaluation],
            Self::MlDeveloper => &[Step::Problem, Step::Deployment],
            Self::MlEngineer => &[Step::Validation, Step::Deployment, Step::Monitoring],
        }
    }

    /// The roles that usually do `step`.
    pub fn of_step(step: Step) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |role| role.steps().contains(&step))
    }
}
