use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{ExploreWork, Explored, Found, NO_ROWS};
use crate::{
    automation::{Project, StepReport},
    data::{self, RowSet, Segment, Table, snapshot, split, split::Part},
    steps::{
        Step,
        analysis::{Comparison, Side, compare},
    },
    store::Store,
    terms::{Part as ProgressPart, Progress},
    workbench::{JobKey, JobResult, Workbench, jobs_of::JobProgress},
};

/// Which rows stand on one side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowsOf {
    /// Every row of the data set.
    #[default]
    Whole,
    /// Those of a named segment.
    Segment(String),
    /// Those that are chosen at present.
    Selection,
    /// All but those.
    Complement,
    /// Those of a time: from a day on, to another day, which is not in it.
    Window {
        /// The column with the time.
        column: String,
        /// The first day or time: "2013-07-01".
        from: String,
        /// The first day or time that is too late.
        to: String,
    },
    /// Those of a part of the split of step 4.
    Part(Part),
    /// The data set of another project, by its number and name.
    Project(i64, String),
    /// Another file.
    File(PathBuf),
}

/// A comparison, and of what.
pub struct Compared {
    /// What was compared.
    pub sides: [RowsOf; 2],
    /// What came out.
    pub comparison: Comparison,
}

impl RowsOf {
    /// What they are, in words.
    pub fn name(&self) -> String {
        match self {
            Self::Whole => "all rows".to_owned(),
            Self::Segment(name) => format!("segment {name}"),
            Self::Selection => "the selection".to_owned(),
            Self::Complement => "all but the selection".to_owned(),
            Self::Window { from, to, .. } => format!("{from} to {to}"),
            Self::Part(part) => format!("the {} part", part.name()),
            Self::Project(_, name) => format!("project {name}"),
            Self::File(path) => path.file_name().map_or_else(
                || "a file".to_owned(),
                |name| name.to_string_lossy().into_owned(),
            ),
        }
    }
}

/// Everything that leads to the rows of a side.
struct Finder {
    table: Table,
    project: Project,
    selection: Option<std::sync::Arc<crate::steps::analysis::Selection>>,
    store: Store,
    data_dir: PathBuf,
    folder: PathBuf,
}

impl Workbench {
    pub(super) fn start_comparison(&mut self, sides: [RowsOf; 2]) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let finder = Finder {
            table: open.table().context(NO_ROWS)?,
            project: open.project.clone(),
            selection: open.explore.selection.clone(),
            store: self.workspace.store().clone(),
            data_dir: self.workspace.data_dir().to_owned(),
            folder: open.folder.clone(),
        };
        let id = open.id;
        let key = JobKey::Explore(ExploreWork::Compare);
        self.jobs.start(key, "Comparing rows", move |job| {
            let progress = JobProgress(job);
            let [first, second] = &sides;
            let (a, rows_a) = finder.find(first, &ProgressPart::new(&progress, 0.0, 0.2))?;
            let (b, rows_b) = finder.find(second, &ProgressPart::new(&progress, 0.2, 0.4))?;
            let sides_of = [(&a, &rows_a), (&b, &rows_b)].map(|(table, rows)| Side {
                table,
                rows: rows.as_ref(),
            });
            let comparison = compare(
                sides_of,
                &finder.project.problem,
                &ProgressPart::new(&progress, 0.4, 1.0),
            )?;
            let compared = Compared { sides, comparison };
            Ok(JobResult::Explored(Box::new(Explored {
                project: id,
                found: Found::Comparison(compared),
            })))
        })?;
        Ok(())
    }
}

impl Finder {
    /// The table of a side, and which of its rows; all of them if nothing.
    fn find(
        &self,
        rows: &RowsOf,
        progress: &dyn Progress,
    ) -> anyhow::Result<(Table, Option<RowSet>)> {
        let table = || self.table.clone();
        Ok(match rows {
            RowsOf::Whole => (table(), None),
            RowsOf::Segment(name) => {
                let segments = &self.project.segments;
                let segment = segments.iter().find(|segment| segment.name == *name);
                let segment = segment.with_context(|| {
                    format!("There is no segment “{name}”. Choose another one.")
                })?;
                (table(), Some(segment.rows(&self.table)?))
            }
            RowsOf::Selection => (table(), Some(self.selected()?.clone())),
            RowsOf::Complement => (table(), Some(self.selected()?.not())),
            RowsOf::Window { column, from, to } => {
                let name = column.replace('"', "\"\"");
                let time = |text: &String| text.replace('\'', "''");
                let segment = Segment {
                    name: rows.name(),
                    condition: format!(
                        "\"{name}\" >= TIMESTAMP '{}' AND \"{name}\" < TIMESTAMP '{}'",
                        time(from),
                        time(to)
                    ),
                };
                (table(), Some(segment.rows(&self.table)?))
            }
            RowsOf::Part(part) => {
                let parts = split::split(&self.table, &self.project.preparation.split)?;
                let rows = RowSet::of(parts.len(), |row| parts[row] == *part);
                (table(), Some(rows))
            }
            RowsOf::Project(id, name) => (self.other(*id, name, progress)?, None),
            RowsOf::File(path) => {
                let path: &Path = &self.folder.join(path);
                (data::load(path, progress)?, None)
            }
        })
    }

    fn selected(&self) -> anyhow::Result<&RowSet> {
        let selection = self.selection.as_ref();
        let rows = selection.map(|selection| &selection.rows);
        rows.context("No rows are chosen. Choose some on the tab Explore.")
    }

    fn other(&self, id: i64, name: &str, progress: &dyn Progress) -> anyhow::Result<Table> {
        let rows = self.store.step_results(id)?;
        let extraction = rows.iter().find(|row| row.step == Step::Extraction.id());
        let report =
            extraction.and_then(|row| StepReport::from_json(Step::Extraction, &row.report).ok());
        let Some(StepReport::Extraction(report)) = report else {
            anyhow::bail!("The project “{name}” has no data set yet. Run its step 2 first.");
        };
        Ok(snapshot::read(
            &self.data_dir,
            &report.snapshot.id,
            progress,
        )?)
    }
}
