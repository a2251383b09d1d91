use crate::steps::Step;

/// What the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// The role's home, or the welcome where no project is open.
    #[default]
    Home,
    /// One of the nine steps.
    Step(Step),
    /// The published features.
    Features,
    /// Queries over the tables of the workspace.
    Sql,
    /// Prediction logs that were made elsewhere.
    Logs,
    /// The registered models.
    Models,
    /// What runs by itself, and what starts it.
    Automation,
    /// What the levels of automation would have made of the stream.
    Lab,
    /// Lessons, exercises, hand-overs, and what the log proves.
    Workshop,
    /// Theme, role, workspace.
    Settings,
}

impl Page {
    /// Every page, in the order of the navigation.
    pub fn all() -> impl Iterator<Item = Self> {
        let steps = Step::ALL.into_iter().map(Self::Step);
        [Self::Home].into_iter().chain(steps).chain([
            Self::Logs,
            Self::Sql,
            Self::Features,
            Self::Models,
            Self::Automation,
            Self::Lab,
            Self::Workshop,
            Self::Settings,
        ])
    }

    /// The page of this name, whatever its case: "home", "training".
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|page| page.name().eq_ignore_ascii_case(id))
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Step(step) => step.name(),
            Self::Features => "Feature store",
            Self::Sql => "SQL",
            Self::Logs => "Prediction logs",
            Self::Models => "Models",
            Self::Automation => "Automation",
            Self::Lab => "Levels lab",
            Self::Workshop => "Workshop",
            Self::Settings => "Settings",
        }
    }
}
