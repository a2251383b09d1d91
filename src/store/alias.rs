//! Names such as `production` that point to a version of a model.
//!
//! Only the changes are kept, and none of them is ever altered: an alias points to where its
//! latest change put it.

use rusqlite::{OptionalExtension as _, Transaction};

use super::{Store, StoreError};

/// A change of an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasChange {
    /// The model's name.
    pub model: String,
    /// The alias.
    pub alias: String,
    /// The version that it pointed to before, if it was there.
    pub from: Option<i64>,
    /// The version that it points to since.
    pub to: i64,
    /// Whether it was a roll back.
    pub rolled_back: bool,
    /// When.
    pub at: i64,
    /// Who or what did it.
    pub by: String,
    /// Why.
    pub why: String,
}

impl Store {
    /// The version that `alias` of `model` points to, if there is such an alias.
    pub fn alias(&self, model: &str, alias: &str) -> Result<Option<i64>, StoreError> {
        self.read(|read| current(read, model, alias))
    }

    /// Every alias of `model` with the version that it points to, in the order of the names.
    pub fn aliases(&self, model: &str) -> Result<Vec<(String, i64)>, StoreError> {
        self.read(|read| {
            let sql = "SELECT alias, to_version FROM alias_change
                       WHERE id IN (SELECT max(id) FROM alias_change WHERE model = ?1 GROUP BY alias)
                       ORDER BY alias";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([model], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Points `alias` to `version`. If it does so already, nothing changes and nothing is noted.
    ///
    /// # Errors
    /// [`StoreError::UnknownVersion`] if there is no such version.
    #[expect(
        clippy::too_many_arguments,
        reason = "what, when, who and why; a struct would only repeat the names"
    )]
    pub fn set_alias(
        &self,
        model: &str,
        alias: &str,
        version: i64,
        at: i64,
        by: &str,
        why: &str,
    ) -> Result<(), StoreError> {
        self.write(|write| {
            let sql = "SELECT 1 FROM model_version WHERE model = ?1 AND version = ?2";
            if !write.prepare_cached(sql)?.exists((model, version))? {
                return Err(StoreError::UnknownVersion {
                    model: model.to_owned(),
                    version,
                });
            }
            let from = current(write, model, alias)?;
            if from == Some(version) {
                return Ok(());
            }
            append(
                write,
                &AliasChange {
                    model: model.to_owned(),
                    alias: alias.to_owned(),
                    from,
                    to: version,
                    rolled_back: false,
                    at,
                    by: by.to_owned(),
                    why: why.to_owned(),
                },
            )
        })
    }

    /// Points `alias` to the version before, and gives that version. Rolling back again goes one
    /// further back, and does not return to the version that was left.
    ///
    /// # Errors
    /// [`StoreError::NothingBefore`] if it has pointed to no other version before.
    pub fn roll_back(
        &self,
        model: &str,
        alias: &str,
        at: i64,
        by: &str,
        why: &str,
    ) -> Result<i64, StoreError> {
        self.write(|write| {
            let mut path: Vec<i64> = Vec::new();
            for change in history(write, model)?
                .iter()
                .rev()
                .filter(|change| change.alias == alias)
            {
                if change.rolled_back {
                    path.pop();
                } else {
                    path.push(change.to);
                }
            }
            let from = path.pop();
            let Some(&to) = path.last() else {
                return Err(StoreError::NothingBefore {
                    model: model.to_owned(),
                    alias: alias.to_owned(),
                });
            };
            let change = AliasChange {
                model: model.to_owned(),
                alias: alias.to_owned(),
                from,
                to,
                rolled_back: true,
                at,
                by: by.to_owned(),
                why: why.to_owned(),
            };
            append(write, &change)?;
            Ok(to)
        })
    }

    /// Every change of the aliases of `model`, newest first; nothing for an unknown model.
    pub fn alias_history(&self, model: &str) -> Result<Vec<AliasChange>, StoreError> {
        self.read(|read| history(read, model))
    }
}

fn current(read: &Transaction<'_>, model: &str, alias: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT to_version FROM alias_change WHERE model = ?1 AND alias = ?2 ORDER BY id DESC LIMIT 1";
    let mut found = read.prepare_cached(sql)?;
    Ok(found
        .query_row((model, alias), |row| row.get(0))
        .optional()?)
}

fn append(write: &Transaction<'_>, change: &AliasChange) -> Result<(), StoreError> {
    write.execute(
        "INSERT INTO alias_change (model, alias, from_version, to_version, rolled_back, at, by, why)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            &change.model,
            &change.alias,
            change.from,
            change.to,
            change.rolled_back,
            change.at,
            &change.by,
            &change.why,
        ),
    )?;
    Ok(())
}

fn history(read: &Transaction<'_>, model: &str) -> Result<Vec<AliasChange>, StoreError> {
    let sql = "SELECT model, alias, from_version, to_version, rolled_back, at, by, why
               FROM alias_change WHERE model = ?1 ORDER BY id DESC";
    let mut found = read.prepare_cached(sql)?;
    let rows = found.query_map([model], |row| {
        Ok(AliasChange {
            model: row.get(0)?,
            alias: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            rolled_back: row.get(4)?,
            at: row.get(5)?,
            by: row.get(6)?,
            why: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
