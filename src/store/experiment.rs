use rusqlite::params;

use super::{Store, StoreError};

/// A model that is to be kept as an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExperiment {
    /// The project.
    pub project_id: i64,
    /// The run of step 5 that gave it, by its number in the log; 0 if no run of ours did.
    pub run: i64,
    /// `model`, `trial` or `foreign`.
    pub kind: String,
    /// Everything that is known of it, as JSON.
    pub record: String,
    /// When it was made.
    pub created_at: i64,
}

/// An experiment, with what a person says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentRow {
    /// Its number.
    pub id: i64,
    /// What was kept; it never changes.
    pub experiment: NewExperiment,
    /// Words to find it by, as JSON; empty where nobody gave any.
    pub tags: String,
    /// What somebody wrote about it.
    pub note: String,
}

impl Store {
    /// Keeps experiments for good: all of them, or, after an error, none. Gives their numbers.
    pub fn add_experiments(&self, rows: &[NewExperiment]) -> Result<Vec<i64>, StoreError> {
        self.write(|write| {
            let mut insert = write.prepare_cached(
                "INSERT INTO experiment (project_id, run, kind, record, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            let numbers = rows.iter().map(|row| {
                Ok(insert.insert(params![
                    row.project_id,
                    row.run,
                    row.kind,
                    row.record,
                    row.created_at
                ])?)
            });
            numbers.collect()
        })
    }

    /// Every experiment of a project, newest first; nothing for an unknown project.
    pub fn experiments(&self, project_id: i64) -> Result<Vec<ExperimentRow>, StoreError> {
        self.read(|read| {
            let mut found = read.prepare_cached(
                "SELECT experiment.id, project_id, run, kind, record, created_at,
                        coalesce(tags, ''), coalesce(note, '')
                 FROM experiment LEFT JOIN experiment_note ON experiment_id = experiment.id
                 WHERE project_id = ?1 ORDER BY experiment.id DESC",
            )?;
            let rows = found.query_map([project_id], |row| {
                Ok(ExperimentRow {
                    id: row.get(0)?,
                    experiment: NewExperiment {
                        project_id: row.get(1)?,
                        run: row.get(2)?,
                        kind: row.get(3)?,
                        record: row.get(4)?,
                        created_at: row.get(5)?,
                    },
                    tags: row.get(6)?,
                    note: row.get(7)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Writes what a person says of an experiment, in place of what was said before.
    ///
    /// # Errors
    /// If there is no such experiment.
    pub fn annotate_experiment(
        &self,
        id: i64,
        (tags, note): (&str, &str),
        at: i64,
    ) -> Result<(), StoreError> {
        self.write(|write| {
            write.execute(
                "INSERT INTO experiment_note (experiment_id, tags, note, changed_at)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (experiment_id) DO UPDATE SET tags = excluded.tags,
                 note = excluded.note, changed_at = excluded.changed_at",
                params![id, tags, note, at],
            )?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{NewExperiment, Workspace};

    #[test]
    fn an_experiment_is_kept_for_good_and_a_note_can_change() {
        let workspace = Workspace::in_memory().unwrap();
        let store = workspace.store();
        let row = NewExperiment {
            project_id: 1,
            run: 3,
            kind: "model".to_owned(),
            record: "{}".to_owned(),
            created_at: 5,
        };
        let ids = store.add_experiments(&[row.clone(), row.clone()]).unwrap();
        assert_eq!(ids.len(), 2);
        for note in ["good", "better"] {
            store.annotate_experiment(ids[0], ("[]", note), 9).unwrap();
        }
        let found = store.experiments(1).unwrap();
        assert_eq!(found[1].note, "better");
        assert_eq!((found[0].id, &found[0].experiment), (ids[1], &row));
        assert!(store.experiments(2).unwrap().is_empty());
        assert!(store.annotate_experiment(99, ("[]", ""), 9).is_err());
        for sql in [
            "UPDATE experiment SET record = ''",
            "DELETE FROM experiment",
        ] {
            let refused = store.write(|write| Ok(write.execute(sql, [])?));
            assert!(
                refused.unwrap_err().to_string().contains("cannot be"),
                "{sql}"
            );
        }
        assert_eq!(store.experiments(1).unwrap(), found);
    }

    #[test]
    fn units_are_kept_by_project_and_key() {
        let workspace = Workspace::in_memory().unwrap();
        let store = workspace.store();
        let id = store.add_project("p", "", 0).unwrap();
        store.keep_unit(id, "a", "1").unwrap();
        store.keep_unit(id, "a", "2").unwrap();
        store.trim_units(id).unwrap();
        assert_eq!(store.unit(id, "a").unwrap().as_deref(), Some("2"));
        assert_eq!(store.unit(id, "b").unwrap(), None);
        assert!(store.keep_unit(id + 1, "a", "1").is_err());
        store.delete_project(id).unwrap();
        assert_eq!(store.unit(id, "a").unwrap(), None);
    }
}
