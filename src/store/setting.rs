use rusqlite::{OptionalExtension as _, Transaction};

use super::{Store, StoreError};

impl Store {
    /// What was last written under `key`, if anything was.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|read| {
            let mut found = read.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
            Ok(found.query_row([key], |row| row.get(0)).optional()?)
        })
    }

    /// Writes `value` under `key`, in place of what was there.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.write(|write| set(write, key, value))
    }
}

/// Writes a setting within a larger change.
pub(super) fn set(write: &Transaction<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )?;
    Ok(())
}
