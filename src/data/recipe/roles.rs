/// What a recipe may use the columns of a data set for.
///
/// A column that stands in none of the lists may be read by formulas and the like, but does not
/// go to a model by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The columns that models may use.
    pub features: Vec<String>,
    /// The column that says when a row happened: lag and rolling go by it.
    pub time: Option<String>,
    /// The column that says whom a row is about: lag and rolling stay within one.
    pub entity: Option<String>,
    /// Columns that are not known yet when a row is asked about: the target and its companions.
    /// Only lag and rolling, which look at earlier rows, and what leaves rows out may read them.
    pub hidden: Vec<String>,
}

impl Roles {
    /// Features alone: no time, no entity, nothing hidden.
    pub fn of(features: &[String]) -> Self {
        Self {
            features: features.to_vec(),
            ..Self::default()
        }
    }
}
