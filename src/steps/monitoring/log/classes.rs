use crate::{
    data::{Categories, Table},
    stats::MISSING,
    steps::StepError,
};

/// The classes of a log: those of its labels and of its answers, of both sides.
#[derive(Default)]
pub(super) struct Classes {
    pub(super) names: Vec<String>,
}

impl Classes {
    /// Every class that occurs in `columns`, or is `named`: numbers by size, then texts.
    pub(super) fn of<'a>(
        columns: impl Iterator<Item = &'a Categories>,
        named: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut names: Vec<String> = columns
            .flat_map(|column| column.levels.iter().cloned())
            .chain(named.map(plain))
            .collect();
        let rank = |name: &String| name.parse::<f64>().unwrap_or(f64::INFINITY);
        names.sort_by(|a, b| rank(a).total_cmp(&rank(b)).then_with(|| a.cmp(b)));
        names.dedup();
        Self { names }
    }

    /// The code of a class.
    pub(super) fn code(&self, name: &str) -> Option<u32> {
        let name = plain(name);
        let place = self.names.iter().position(|class| *class == name);
        place.map(|place| place as u32)
    }

    /// The column's rows by these classes.
    pub(super) fn codes(&self, column: &Categories) -> Vec<u32> {
        let codes: Vec<u32> = column
            .levels
            .iter()
            .map(|level| self.code(level).unwrap_or(MISSING))
            .collect();
        let rows = column.codes.iter();
        rows.map(|code| codes.get(*code as usize).copied().unwrap_or(MISSING))
            .collect()
    }
}

/// The column as classes, whole numbers without a point: a column of 0 and 1 with gaps is often
/// written as 0.0 and 1.0.
pub(super) fn classes(table: &Table, name: &str) -> Result<Categories, StepError> {
    let mut found = table.categories(name)?;
    for level in &mut found.levels {
        *level = plain(level);
    }
    Ok(found)
}

fn plain(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        _ => text.to_owned(),
    }
}
