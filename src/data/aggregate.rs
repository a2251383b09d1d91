use crate::{
    stats::{self, Moments},
    terms::{Figure, Info},
};

/// What is said of the rows of a group in one figure.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Number of rows.
    #[default]
    Count,
    /// Share of all rows, 0 to 1.
    Share,
    /// Mean of a column, in its unit.
    Mean,
    /// Middle value of a column, in its unit.
    Median,
    /// Sum of a column, in its unit.
    Sum,
    /// Lowest value of a column.
    Min,
    /// Highest value of a column.
    Max,
    /// Standard deviation of a column, in its unit; divided by n - 1.
    Std,
    /// Share of the rows in which a column is missing, 0 to 1.
    MissingShare,
    /// Mean of the answers: the share of the class that counts, 0 to 1, or the mean of a number.
    TargetRate,
}

/// The rows of one group.
#[derive(Clone, Copy, Debug)]
pub struct GroupRows<'a> {
    /// How many rows there are in the group.
    pub rows: u64,
    /// How many there are in all groups.
    pub of: u64,
    /// The column that is summed up, NaN where missing; empty if none was chosen.
    pub values: &'a [f64],
    /// The answers as numbers, NaN where missing; empty if there are none.
    pub answers: &'a [f64],
}

impl Aggregate {
    /// Every aggregate.
    pub const ALL: [Self; 10] = [
        Self::Count,
        Self::Share,
        Self::Mean,
        Self::Median,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Std,
        Self::MissingShare,
        Self::TargetRate,
    ];

    /// Name in files.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The aggregate with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aggregate| aggregate.id() == id)
    }

    /// Whether it is of a column of numbers.
    pub fn needs_column(self) -> bool {
        !matches!(self, Self::Count | Self::Share | Self::TargetRate)
    }

    /// Whether it is a share from 0 to 1, whatever the column.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Share | Self::MissingShare)
    }

    /// What pickers and help say.
    pub fn info(self) -> Info {
        let (id, name, summary) = match self {
            Self::Count => ("count", "rows", "How many rows are in the group."),
            Self::Share => (
                "share",
                "share of all rows",
                "Which share of all rows is in the group.",
            ),
            Self::Mean => (
                "mean",
                "mean",
                "The mean of a column; a few far values move it, the median they do not.",
            ),
            Self::Median => (
                "median",
                "median",
                "The middle value of a column: half of the rows lie below.",
            ),
            Self::Sum => (
                "sum",
                "sum",
                "The sum of a column; larger groups have larger sums.",
            ),
            Self::Min => (
                "min",
                "lowest",
                "The lowest value of a column; it falls with the size of the group.",
            ),
            Self::Max => (
                "max",
                "highest",
                "The highest value of a column; it rises with the size of the group.",
            ),
            Self::Std => (
                "std",
                "standard deviation",
                "How far the values of a column lie around their mean.",
            ),
            Self::MissingShare => (
                "missing_share",
                "share missing",
                "In which share of the rows a column is missing.",
            ),
            Self::TargetRate => (
                "target_rate",
                "target rate",
                "The mean of the answers; of a small group it may be far from the truth by chance.",
            ),
        };
        Info {
            id,
            name,
            summary,
            reference: "SQL:2016, aggregate functions",
        }
    }

    /// The figure of a group. Missing values are left out; without a value there is no figure.
    pub fn of(self, group: GroupRows<'_>) -> Figure {
        let share = |n: u64, of: u64| {
            if of == 0 {
                Figure::not_computable("no rows")
            } else {
                Figure::Value(n as f64 / of as f64)
            }
        };
        let moments = || Moments::of(group.values);
        let present = || group.values.iter().copied().filter(|value| !value.is_nan());
        match self {
            Self::Count => Figure::Value(group.rows as f64),
            Self::Share => share(group.rows, group.of),
            Self::TargetRate if group.answers.is_empty() => {
                Figure::not_computable("no answers are known")
            }
            Self::TargetRate => Moments::of(group.answers).mean(),
            _ if group.values.is_empty() => Figure::not_computable("no column was chosen"),
            Self::Mean => moments().mean(),
            Self::Median => {
                let mut values: Vec<f64> = present().collect();
                stats::median(&mut values)
            }
            Self::Sum => Figure::finite(present().sum(), "the sum is not finite"),
            Self::Min => Figure::finite(moments().min, "no values"),
            Self::Max => Figure::finite(moments().max, "no values"),
            Self::Std => moments().std(1),
            Self::MissingShare => share(group.rows - present().count() as u64, group.rows),
        }
    }
}
