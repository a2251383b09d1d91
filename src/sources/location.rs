use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::SourceError;

/// Where a table is.
///
/// As text: a path; `file.db::table` or `file.db::SELECT …`; or
/// `postgres://user@host:port/database::table`, also with a query behind the two colons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file that holds one table.
    File(PathBuf),
    /// A table of an SQLite database, or a query over it.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What of it.
        what: What,
    },
    /// A table on a PostgreSQL server, or a query there.
    Postgres {
        /// The server and its database.
        server: Server,
        /// What of it.
        what: What,
    },
}

/// What of a database is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A whole table or view; with a schema before a point on a server.
    Table(String),
    /// What a SELECT gives.
    Query(String),
}

/// A database on a server. The password is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The URL without a password, as it was given.
    pub url: String,
}

impl Location {
    /// Reads the text of a location; a relative path starts from `folder`.
    ///
    /// # Errors
    /// If a database is named but nothing in it.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, SourceError> {
        let text = text.trim();
        let is_server = is_server(text);
        let Some((place, what)) = split(text) else {
            if is_server {
                return Err(SourceError::Location(format!(
                    "Name a table or a query behind two colons, as in postgres://user@host/database::table: {}",
                    super::without_password(text).0
                )));
            }
            if text.is_empty() {
                return Err(SourceError::Location(
                    "There is no path. Choose a file, or name a database.".to_owned(),
                ));
            }
            return Ok(Self::File(folder.join(text)));
        };
        let what = what.trim();
        if what.is_empty() {
            return Err(SourceError::Location(format!(
                "Name a table or a query behind the two colons: {}",
                super::without_password(text).0
            )));
        }
        let what = if is_query(what) {
            What::Query(what.trim_end_matches(';').to_owned())
        } else {
            What::Table(what.to_owned())
        };
        if is_server {
            let server = Server {
                url: super::without_password(place).0,
            };
            return Ok(Self::Postgres { server, what });
        }
        Ok(Self::Sqlite {
            path: folder.join(place),
            what,
        })
    }

    /// The file that has to be there, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Sqlite { path, .. } => Some(path),
            Self::Postgres { .. } => None,
        }
    }

    /// "file", "SQLite" or "PostgreSQL".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Sqlite { path, what } => write!(f, "{}::{what}", path.display()),
            Self::Postgres { server, what } => write!(f, "{}::{what}", server.url),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Table(text) | Self::Query(text)) = self;
        f.write_str(text)
    }
}

/// Whether `text` names a server.
pub(super) fn is_server(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// The database and what of it. A query may hold two colons, too; an address in brackets holds
/// them before the database is named.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let skipped = if is_server(text) {
        let host = text.find("://")? + 3;
        host + text[host..].find('/')?
    } else {
        0
    };
    let at = skipped + text[skipped..].find("::")?;
    Some((&text[..at], &text[at + 2..]))
}

fn is_query(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_word = |word: &str| first.eq_ignore_ascii_case(word);
    (is_word("select") || is_word("with") || is_word("values")) && text.len() > first.len()
}

/// Whether the ending of `path` is that of an SQLite database.
pub fn is_database(path: &Path) -> bool {
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    matches!(ending.as_str(), "db" | "sqlite" | "sqlite3")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Location {
        Location::parse(text, Path::new("/data")).unwrap()
    }

    #[test]
    fn texts_name_places() {
        assert_eq!(parse("a.csv"), Location::File("/data/a.csv".into()));
        assert_eq!(parse("/b/a.csv"), Location::File("/b/a.csv".into()));
        let what = What::Table("orders".to_owned());
        assert_eq!(
            parse("shop.db::orders"),
            Location::Sqlite {
                path: "/data/shop.db".into(),
                what: what.clone()
            }
        );
        let query = What::Query("select a::text from b".to_owned());
        let server = |url: &str| Server {
            url: url.to_owned(),
        };
        assert_eq!(
            parse("postgres://me:secret@[::1]:5433/shop::select a::text from b;"),
            Location::Postgres {
                server: server("postgres://me@[::1]:5433/shop"),
                what: query
            }
        );
        assert_eq!(
            parse("postgresql://me@db/shop::orders"),
            Location::Postgres {
                server: server("postgresql://me@db/shop"),
                what
            }
        );
    }

    #[test]
    fn a_place_without_a_table_is_refused_and_no_password_is_told() {
        let refused = |text: &str| {
            Location::parse(text, Path::new(""))
                .unwrap_err()
                .to_string()
        };
        assert!(refused("shop.db::").contains("behind the two colons"));
        assert!(refused("").contains("no path"));
        let message = refused("postgres://me:secret@db/shop");
        assert!(message.contains("postgres://me@db/shop") && !message.contains("secret"));
    }
}
