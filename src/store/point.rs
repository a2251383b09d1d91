use rusqlite::OptionalExtension as _;

use super::{Store, StoreError, project};

/// Points of a project that are kept; a point is about five kilobytes.
const KEPT: i64 = 50_000;

impl Store {
    /// What was computed of chunks in step 9, as far as it was kept; one answer per key.
    pub fn points(
        &self,
        project_id: i64,
        keys: &[String],
    ) -> Result<Vec<Option<String>>, StoreError> {
        self.read(|read| {
            let sql = "SELECT point FROM monitoring_point WHERE project_id = ?1 AND key = ?2";
            let mut found = read.prepare_cached(sql)?;
            let one = |key: &String| {
                let point = found.query_row((project_id, key), |row| row.get(0));
                Ok(point.optional()?)
            };
            keys.iter().map(one).collect()
        })
    }

    /// Keeps points, as JSON, all of them or none, and forgets all but the latest of the project.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if the project was deleted.
    pub fn keep_points(
        &self,
        project_id: i64,
        points: &[(String, String)],
    ) -> Result<(), StoreError> {
        self.write(|write| {
            project::require(write, project_id)?;
            let mut keep = write.prepare_cached(
                "INSERT INTO monitoring_point (project_id, key, point) VALUES (?1, ?2, ?3)
                 ON CONFLICT (project_id, key) DO UPDATE SET point = excluded.point",
            )?;
            for (key, point) in points {
                keep.execute((project_id, key, point))?;
            }
            write.execute(
                "DELETE FROM monitoring_point WHERE project_id = ?1 AND id <= (
                     SELECT id FROM monitoring_point WHERE project_id = ?1
                     ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                (project_id, KEPT),
            )?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::store::Workspace;

    #[test]
    fn points_are_kept_by_project_and_key() {
        let workspace = Workspace::in_memory().unwrap();
        let store = workspace.store();
        let id = store.add_project("p", "", 0).unwrap();
        let point = |key: &str, point: &str| (key.to_owned(), point.to_owned());
        let keys = ["a", "b", "c"].map(str::to_owned);
        store
            .keep_points(id, &[point("a", "1"), point("b", "2")])
            .unwrap();
        store.keep_points(id, &[point("a", "3")]).unwrap();
        let found = store.points(id, &keys).unwrap();
        assert_eq!(found, [Some("3".to_owned()), Some("2".to_owned()), None]);
        assert!(store.keep_points(id + 1, &[point("a", "1")]).is_err());
        store.delete_project(id).unwrap();
        assert_eq!(store.points(id, &keys).unwrap(), [None, None, None]);
    }
}
