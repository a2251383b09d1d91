use std::sync::Arc;

use anyhow::Context as _;

use super::{ExploreWork, Explored, Found, NO_ROWS};
use crate::{
    data::{Aggregate, Group, GroupKey, KeyCodes, Measures, Pivot, Table, group_by, pivot},
    steps::analysis::{Selection, Target},
    terms::{Part, Progress},
    workbench::{JobKey, JobResult, Workbench, jobs_of::JobProgress},
};

/// How rows are grouped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// By what: one column or two.
    pub keys: Vec<GroupKey>,
    /// The column that is summed up, if any.
    pub column: Option<String>,
    /// The figure that is drawn.
    pub aggregate: Aggregate,
    /// Whether only the rows that are chosen at present are grouped.
    pub selected: bool,
}

/// Groups, and how they were made.
pub struct Grouped {
    /// How.
    pub grouping: Grouping,
    /// What each key's groups are called.
    pub labels: Vec<Vec<String>>,
    /// The same as formulas.
    pub conditions: Vec<Vec<String>>,
    /// The figures that every group has, in their order.
    pub aggregates: Vec<Aggregate>,
    /// The groups that have rows.
    pub groups: Vec<Group>,
    /// One figure for every pair of groups, where there are two keys.
    pub pivot: Option<Pivot>,
    /// How many rows were grouped.
    pub rows: u64,
}

impl Grouped {
    /// What the group is called: "UA, Mon".
    pub fn name(&self, codes: &[u32]) -> String {
        let labels = self.labels.iter().zip(codes);
        let labels = labels.filter_map(|(labels, &code)| labels.get(code as usize));
        labels.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The words and the formula that choose the rows of the group.
    pub fn condition(&self, codes: &[u32]) -> (String, String) {
        let words: Vec<String> = self
            .grouping
            .keys
            .iter()
            .zip(self.labels.iter().zip(codes))
            .filter_map(|(key, (labels, &code))| {
                Some(format!("{} {}", key.name(), labels.get(code as usize)?))
            })
            .collect();
        let formulas: Vec<&str> = self
            .conditions
            .iter()
            .zip(codes)
            .filter_map(|(formulas, &code)| Some(formulas.get(code as usize)?.as_str()))
            .collect();
        (words.join(", "), formulas.join(" AND "))
    }
}

impl Workbench {
    pub(super) fn start_groups(&mut self, grouping: Grouping) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let table = open.table().context(NO_ROWS)?;
        let selection = open.explore.selection.clone();
        let selection = selection.filter(|_| grouping.selected);
        let binned = open.explore.binned.clone();
        let problem = open.project.problem.clone();
        let id = open.id;
        let key = JobKey::Explore(ExploreWork::Group);
        self.jobs.start(key, "Grouping rows", move |job| {
            let target = match binned.and_then(|binned| binned.target.clone()) {
                Some(target) => Some(target),
                None => Target::of(&table, &problem)?.map(Arc::new),
            };
            let progress = JobProgress(job);
            let source = Source {
                table: &table,
                target: target.as_deref(),
                selection: selection.as_deref(),
            };
            let grouped = group(&source, grouping, &progress)?;
            Ok(JobResult::Explored(Box::new(Explored {
                project: id,
                found: Found::Groups(grouped),
            })))
        })?;
        Ok(())
    }
}

struct Source<'a> {
    table: &'a Table,
    target: Option<&'a Target>,
    selection: Option<&'a Selection>,
}

fn group(
    source: &Source<'_>,
    grouping: Grouping,
    progress: &dyn Progress,
) -> anyhow::Result<Grouped> {
    progress.report(0.0, "Reading the keys");
    let keys = grouping
        .keys
        .iter()
        .map(|key| Ok(source.only(key.codes(source.table)?)))
        .collect::<anyhow::Result<Vec<KeyCodes>>>()?;
    progress.check()?;
    let values = match &grouping.column {
        Some(column) => source.chosen(source.table.numbers(column)?),
        None => Vec::new(),
    };
    let answers = source.target.map_or_else(Vec::new, Target::numbers);
    let answers = source.chosen(answers);
    let measures = Measures {
        values: &values,
        answers: &answers,
    };
    let aggregates: Vec<Aggregate> = Aggregate::ALL
        .into_iter()
        .filter(|aggregate| match aggregate {
            Aggregate::TargetRate => !answers.is_empty(),
            other => !other.needs_column() || grouping.column.is_some(),
        })
        .collect();
    let refs: Vec<&KeyCodes> = keys.iter().collect();
    let part = Part::new(progress, 0.2, 0.6);
    let groups = group_by(&refs, measures, &aggregates, &part)?;
    let pivot = match refs.as_slice() {
        [down, across] if aggregates.contains(&grouping.aggregate) => {
            let part = Part::new(progress, 0.6, 1.0);
            Some(pivot((down, across), measures, grouping.aggregate, &part)?)
        }
        _ => None,
    };
    let rows = groups.iter().map(|group| group.rows).sum();
    let (labels, conditions) = keys
        .into_iter()
        .map(|key| (key.labels, key.conditions))
        .unzip();
    Ok(Grouped {
        grouping,
        labels,
        conditions,
        aggregates,
        groups,
        pivot,
        rows,
    })
}

impl Source<'_> {
    /// The values of the rows that are grouped.
    fn chosen<T: Copy>(&self, values: Vec<T>) -> Vec<T> {
        match self.selection {
            Some(selection) if !values.is_empty() => {
                selection.rows.iter().map(|row| values[row]).collect()
            }
            _ => values,
        }
    }

    fn only(&self, key: KeyCodes) -> KeyCodes {
        KeyCodes {
            codes: self.chosen(key.codes),
            ..key
        }
    }
}
