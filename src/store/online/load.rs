use rusqlite::{OptionalExtension as _, TransactionBehavior, params};

use super::{OnlineDb, OnlineEntry, count_rows, sql_count, view_id};
use crate::store::StoreError;

/// Rows of one transaction: what a kill costs at most, and how long a push waits.
const BATCH: usize = 20_000;

/// A load of a version of a view.
#[derive(Clone, Debug)]
pub struct Load<'a> {
    /// The view.
    pub view: &'a str,
    /// Its version.
    pub version: i64,
    /// Up to which time its sources were read.
    pub until: i64,
    /// Stands for the rows: a load that was cut off goes on only if they are the same.
    pub print: &'a str,
    /// When it is done.
    pub at: i64,
}

impl OnlineDb {
    /// Puts `entries`, the newest row of every entity sorted by key, in the place of what is kept.
    ///
    /// Whoever reads sees the rows of before until all of the new ones are there, and then only
    /// these. A load that was cut off, by a kill or by `go_on`, goes on where it was. Rows that
    /// were pushed stay where they are newer. Gives how many rows were there from the load before.
    ///
    /// # Errors
    /// If the disk does not take them; `go_on` is asked before each batch, with the number of rows
    /// that are written, and its error stops the load.
    pub fn replace<E: From<StoreError>>(
        &self,
        load: &Load<'_>,
        entries: &[OnlineEntry],
        mut go_on: impl FnMut(usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        let (id, generation, resumed) = self.begin(load)?;
        let resumed = resumed.min(entries.len());
        let mut written = resumed;
        for batch in entries[resumed..].chunks(BATCH) {
            go_on(written)?;
            written += batch.len();
            self.append((id, generation), batch, written)?;
        }
        go_on(written)?;
        self.flip((id, generation), load)?;
        self.sweep((id, generation))?;
        Ok(resumed)
    }

    /// Brings what is kept up to `entries` by writing only what is new or another; entities that
    /// are not among them stay. Gives how many rows were written. The result is that of
    /// [`Self::replace`], but for entities that the sources no longer know.
    ///
    /// # Errors
    /// As [`Self::replace`].
    pub fn update<E: From<StoreError>>(
        &self,
        load: &Load<'_>,
        entries: &[OnlineEntry],
        mut go_on: impl FnMut(usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut written = 0;
        for (place, batch) in entries.chunks(BATCH).enumerate() {
            go_on(place * BATCH)?;
            written += self.update_batch(load, batch)?;
        }
        self.update_ends(load)?;
        Ok(written)
    }

    fn update_batch(&self, load: &Load<'_>, batch: &[OnlineEntry]) -> Result<usize, StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = view_id(&write, (load.view, load.version), load.at)?;
        let mut written = 0;
        {
            let mut statement = write.prepare_cached(
                "INSERT INTO entry (view_id, generation, key, event_time, created, pushed, features)
                 VALUES (?1, (SELECT generation FROM view WHERE id = ?1), ?2, ?3, ?4, 0, ?5)
                 ON CONFLICT DO UPDATE SET event_time = excluded.event_time,
                     created = excluded.created, pushed = 0, features = excluded.features
                 WHERE (excluded.event_time, excluded.created) > (event_time, created)
                     OR (NOT pushed AND (excluded.event_time, excluded.created, excluded.features)
                         IS NOT (event_time, created, features))",
            )?;
            for entry in batch {
                written += statement.execute(params![
                    id,
                    entry.key,
                    entry.event_time,
                    entry.created,
                    entry.values
                ])?;
            }
        }
        write.commit()?;
        Ok(written)
    }

    fn update_ends(&self, load: &Load<'_>) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = view_id(&write, (load.view, load.version), load.at)?;
        write.execute(
            "UPDATE view SET until = ?2, at = ?3 WHERE id = ?1",
            params![id, load.until, load.at],
        )?;
        count_rows(&write, id)?;
        write.commit()?;
        Ok(())
    }

    /// The view, the generation that is written, and how many of its rows are there.
    fn begin(&self, load: &Load<'_>) -> Result<(i64, i64, usize), StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = view_id(&write, (load.view, load.version), load.at)?;
        let print = load.print;
        let before: Option<(i64, String, i64)> = write
            .query_row(
                "SELECT generation, print, written FROM loading WHERE view_id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let begun = match before {
            Some((generation, same, written)) if same == *print => {
                (id, generation, usize::try_from(written).unwrap_or(0))
            }
            before => {
                if let Some((generation, ..)) = before {
                    write.execute(
                        "DELETE FROM entry WHERE view_id = ?1 AND generation = ?2",
                        [id, generation],
                    )?;
                }
                let newest: i64 =
                    write.query_row("SELECT generation FROM view WHERE id = ?1", [id], |row| {
                        row.get(0)
                    })?;
                write.execute(
                    "INSERT OR REPLACE INTO loading (view_id, generation, print, written)
                     VALUES (?1, ?2, ?3, 0)",
                    params![id, newest + 1, print],
                )?;
                (id, newest + 1, 0)
            }
        };
        write.commit()?;
        Ok(begun)
    }

    fn append(
        &self,
        (id, generation): (i64, i64),
        batch: &[OnlineEntry],
        written: usize,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut statement = write.prepare_cached(
                "INSERT INTO entry (view_id, generation, key, event_time, created, pushed, features)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)",
            )?;
            for entry in batch {
                statement.execute(params![
                    id,
                    generation,
                    entry.key,
                    entry.event_time,
                    entry.created,
                    entry.values
                ])?;
            }
        }
        write.execute(
            "UPDATE loading SET written = ?2 WHERE view_id = ?1",
            params![id, sql_count(written)],
        )?;
        write.commit()?;
        Ok(())
    }

    /// From here on the new generation is read, with what was pushed and is newer.
    fn flip(&self, (id, generation): (i64, i64), load: &Load<'_>) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        write.execute(
            "INSERT INTO entry (view_id, generation, key, event_time, created, pushed, features)
             SELECT view_id, ?2, key, event_time, created, 1, features FROM entry
             WHERE view_id = ?1 AND generation = (SELECT generation FROM view WHERE id = ?1) AND pushed
             ON CONFLICT DO UPDATE SET event_time = excluded.event_time,
                 created = excluded.created, pushed = 1, features = excluded.features
             WHERE (excluded.event_time, excluded.created) > (event_time, created)",
            [id, generation],
        )?;
        write.execute(
            "UPDATE view SET generation = ?2, until = ?3, at = ?4 WHERE id = ?1",
            params![id, generation, load.until, load.at],
        )?;
        write.execute("DELETE FROM loading WHERE view_id = ?1", [id])?;
        count_rows(&write, id)?;
        write.commit()?;
        Ok(())
    }

    /// Removes what nobody reads any more, in pieces, so that no push waits long.
    fn sweep(&self, (id, generation): (i64, i64)) -> Result<(), StoreError> {
        loop {
            let writer = self.writer();
            let gone = writer.execute(
                "DELETE FROM entry WHERE view_id = ?1 AND generation <> ?2 AND key IN
                     (SELECT key FROM entry WHERE view_id = ?1 AND generation <> ?2 LIMIT ?3)",
                params![id, generation, sql_count(BATCH)],
            )?;
            if gone == 0 {
                return Ok(());
            }
        }
    }

    /// The generation that is read, for tests of what is left behind.
    #[cfg(test)]
    pub(super) fn all_rows(&self, view: &str, version: i64) -> (i64, i64) {
        let reader = self.reader();
        let (id, generation) = super::find(&reader, view, version).unwrap().unwrap();
        let count = "SELECT count(*) FROM entry WHERE view_id = ?1";
        (
            generation,
            reader.query_row(count, [id], |row| row.get(0)).unwrap(),
        )
    }
}
