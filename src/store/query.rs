use super::{Store, StoreError};

/// A query that ran in the SQL console.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryRow {
    /// Its text.
    pub text: String,
    /// When it was started.
    pub at: i64,
    /// How many rows it gave; nothing if it failed.
    pub rows: Option<u64>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Store {
    /// Keeps a query in place of an earlier one of the same text.
    pub fn add_query(&self, row: &QueryRow) -> Result<(), StoreError> {
        self.write(|write| {
            write.execute("DELETE FROM query WHERE text = ?1", [&row.text])?;
            let rows = row.rows.map(|rows| i64::try_from(rows).unwrap_or(i64::MAX));
            write.execute(
                "INSERT INTO query (text, at, rows, seconds) VALUES (?1, ?2, ?3, ?4)",
                (&row.text, row.at, rows, row.seconds),
            )?;
            Ok(())
        })
    }

    /// The latest `n` queries, newest first.
    pub fn queries(&self, n: usize) -> Result<Vec<QueryRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT text, at, rows, seconds FROM query ORDER BY id DESC LIMIT ?1";
            let mut found = read.prepare_cached(sql)?;
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            let rows = found.query_map([n], |row| {
                let rows: Option<i64> = row.get(2)?;
                Ok(QueryRow {
                    text: row.get(0)?,
                    at: row.get(1)?,
                    rows: rows.map(i64::unsigned_abs),
                    seconds: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Forgets every query.
    pub fn clear_queries(&self) -> Result<(), StoreError> {
        self.write(|write| {
            write.execute("DELETE FROM query", [])?;
            Ok(())
        })
    }
}
