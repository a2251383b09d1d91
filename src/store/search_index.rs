use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, params};

use super::StoreError;

/// What is found by words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// Its number: what a search gives.
    pub id: i64,
    /// Its name; counts most.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Words to find it by.
    pub tags: String,
    /// Who answers for it.
    pub owner: String,
    /// The columns that it is made of.
    pub columns: String,
    /// How it is made.
    pub expression: String,
}

/// Full text search with beginnings of words and slips of the pen, by SQLite's FTS5.
///
/// It lives in memory and is made of what is searched whenever that changes: so it is never stale,
/// never damaged, and nothing of it has to be kept.
pub struct SearchIndex {
    connection: Mutex<Connection>,
    /// Every word that occurs, sorted.
    words: Vec<String>,
}

impl SearchIndex {
    /// An index of `all`.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn new(all: &[Searched]) -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "CREATE VIRTUAL TABLE found USING fts5(
                 name, description, tags, owner, columns, expression,
                 tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3');
             CREATE VIRTUAL TABLE word USING fts5vocab(found, row);",
        )?;
        let write = connection.transaction()?;
        {
            let mut insert = write.prepare(
                "INSERT INTO found (rowid, name, description, tags, owner, columns, expression)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for one in all {
                insert.execute(params![
                    one.id,
                    one.name,
                    one.description,
                    one.tags,
                    one.owner,
                    one.columns,
                    one.expression
                ])?;
            }
        }
        write.commit()?;
        let words = {
            let mut words = connection.prepare("SELECT term FROM word ORDER BY term")?;
            let words = words.query_map([], |row| row.get(0))?;
            words.collect::<Result<Vec<String>, _>>()?
        };
        Ok(Self {
            connection: Mutex::new(connection),
            words,
        })
    }

    /// The numbers of those that have every word of `text`, the best first. A word may be the
    /// beginning of one; one that begins nothing may be up to two slips away from one. Nothing in
    /// `text` is an instruction. All of them, in no order, if it holds no word.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn find(&self, text: &str) -> Result<Vec<i64>, StoreError> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.is_empty() {
            let mut all = connection.prepare_cached("SELECT rowid FROM found ORDER BY rowid")?;
            let all = all.query_map([], |row| row.get(0))?;
            return Ok(all.collect::<Result<_, _>>()?);
        }
        let Some(query) = self.query(&words) else {
            return Ok(Vec::new());
        };
        let mut found = connection.prepare_cached(
            "SELECT rowid FROM found WHERE found MATCH ?1
             ORDER BY bm25(found, 10.0, 3.0, 5.0, 2.0, 6.0, 1.0), rowid",
        )?;
        let rows = found.query_map([query], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The words as FTS5 asks for them; nothing if one of them is like no word that there is.
    fn query(&self, words: &[String]) -> Option<String> {
        let mut parts = Vec::with_capacity(words.len());
        for word in words {
            // Only letters and digits are in a word, so quotes end nothing here.
            if self.begins(word) {
                parts.push(format!("\"{word}\"*"));
                continue;
            }
            let near: Vec<String> = self.near(word).map(|near| format!("\"{near}\"")).collect();
            if near.is_empty() {
                return None;
            }
            parts.push(format!("({})", near.join(" OR ")));
        }
        Some(parts.join(" AND "))
    }

    /// Whether a word begins like this.
    fn begins(&self, word: &str) -> bool {
        let plain = unaccented(word);
        let at = self.words.partition_point(|known| *known < plain);
        self.words
            .get(at)
            .is_some_and(|known| known.starts_with(&plain))
    }

    /// The words that are a slip or two away.
    fn near<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a String> {
        let plain: Vec<char> = unaccented(word).chars().collect();
        // In a short word, two slips make any word of any other.
        let most = match plain.len() {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        };
        self.words.iter().filter(move |known| {
            let length = known.chars().count();
            length.abs_diff(plain.len()) <= most && slips(&plain, known) <= most
        })
    }
}

/// As the index keeps it: it drops accents. Letters that have no plain form stay.
fn unaccented(word: &str) -> String {
    let plain = |c: char| match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    };
    word.chars().map(plain).collect()
}

/// How many letters must be put in, left out, exchanged or swapped with their neighbour to make
/// one word of the other: the optimal string alignment distance.
fn slips(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> SearchIndex {
        let one = |id, name: &str, description: &str, tags: &str| Searched {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            tags: tags.to_owned(),
            ..Searched::default()
        };
        SearchIndex::new(&[
            one(
                1,
                "wind_speed",
                "How fast the air moves, in km/h",
                "weather hourly",
            ),
            one(2, "temperature", "Warm or cold; not the wind", "weather"),
            one(3, "Verspätung", "Minutes late", "flights"),
            one(4, "\"; DROP TABLE found; --", "A name to be afraid of", ""),
        ])
        .unwrap()
    }

    #[test]
    fn words_beginnings_and_slips_are_found() {
        let index = index();
        for (text, expected) in [
            ("wind", &[1, 2][..]),
            ("WEATH", &[2, 1][..]),
            ("wind weather", &[1, 2][..]),
            ("tempreature", &[2][..]),
            ("wnid", &[1, 2][..]),
            ("verspatung", &[3][..]),
            ("Verspätung", &[3][..]),
            ("verspätnug", &[3][..]),
            ("speed late", &[][..]),
            ("xyzzy", &[][..]),
            ("drop", &[4][..]),
            ("\"; DROP TABLE found; --", &[4][..]),
            ("name:wind OR 1", &[][..]),
            ("* NEAR(", &[][..]),
        ] {
            let mut found = index.find(text).unwrap();
            let mut expected = expected.to_vec();
            if text == "WEATH" {
                found.sort_unstable();
                expected.sort_unstable();
            }
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(index.find(" ,;").unwrap().len(), 4);
    }

    #[test]
    fn slips_are_counted() {
        let count = |a: &str, b: &str| slips(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(count("wind", "wind"), 0);
        assert_eq!(count("wnid", "wind"), 1);
        assert_eq!(count("win", "wind"), 1);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
    }
}
