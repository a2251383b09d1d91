use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use super::location::{is_server, split};

/// The passwords of this session, by the URL of the server without them. Clones share them.
///
/// They are never written anywhere, and not shown by `Debug`.
#[derive(Clone, Default)]
pub struct Passwords(Arc<Mutex<BTreeMap<String, String>>>);

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// Takes the password out of `location`, if there is one, and keeps it for this session; gives
    /// the location without it.
    pub fn keep(&self, location: &str) -> String {
        let (clean, password) = without_password(location);
        if let Some(password) = password {
            let server = split(&clean).map_or(clean.as_str(), |(server, _)| server);
            self.set(server, password);
        }
        clean
    }

    /// Keeps `password` for the server `url`.
    pub fn set(&self, url: &str, password: String) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(url.to_owned(), password);
    }

    /// Whether a password for the server `url` was given in this session.
    pub fn knows(&self, url: &str) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.contains_key(url)
    }

    pub(super) fn get(&self, url: &str) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(url).cloned()
    }
}

/// `location` without the password in its URL, and the password.
///
/// It stands between the user's name and the @, or in a parameter `password`.
pub fn without_password(location: &str) -> (String, Option<String>) {
    let location = location.trim();
    if !is_server(location) {
        return (location.to_owned(), None);
    }
    let start = location.find("://").map_or(0, |at| at + 3);
    let (mut clean, mut password) = (location.to_owned(), None);
    let end = location[start..]
        .find(['/', '?'])
        .map_or(location.len(), |n| start + n);
    // A password may hold an @ or a slash that nobody encoded: then the last @ before the path ends it.
    let at = location[start..end]
        .rfind('@')
        .or_else(|| location[start..].find('@'));
    if let Some(at) = at.map(|n| start + n)
        && let Some((user, secret)) = location[start..at].split_once(':')
    {
        password = Some(decoded(secret));
        clean = format!("{}{user}{}", &location[..start], &location[at..]);
    }
    if let Some((rest, parameters)) = clean.clone().split_once('?') {
        let (parameters, what) = match parameters.split_once("::") {
            Some((parameters, what)) => (parameters, format!("::{what}")),
            None => (parameters, String::new()),
        };
        let mut kept = Vec::new();
        for parameter in parameters.split('&') {
            match parameter.strip_prefix("password=") {
                Some(secret) => password = Some(decoded(secret)),
                None => kept.push(parameter),
            }
        }
        let mark = if kept.is_empty() { "" } else { "?" };
        clean = format!("{rest}{mark}{}{what}", kept.join("&"));
    }
    (clean, password)
}

/// Text in which %40 stands for @ and the like.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = text
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        plain.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// The password that the environment holds, as PostgreSQL's own programs find it: `PGPASSWORD`, then
/// the file `PGPASSFILE` or `~/.pgpass`.
pub(super) fn of_environment(host: &str, port: u16, database: &str, user: &str) -> Option<String> {
    if let Ok(password) = std::env::var("PGPASSWORD") {
        return Some(password);
    }
    let file = std::env::var_os("PGPASSFILE")
        .map(PathBuf::from)
        .or_else(|| {
            let home = directories::BaseDirs::new()?;
            Some(home.home_dir().join(".pgpass"))
        })?;
    let text = std::fs::read_to_string(file).ok()?;
    in_file(&text, [host, &port.to_string(), database, user])
}

/// The password of the first line whose four fields fit; `*` fits everything.
fn in_file(text: &str, wanted: [&str; 4]) -> Option<String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let fields = fields(line);
            let fits = fields.len() == 5
                && fields
                    .iter()
                    .zip(wanted)
                    .all(|(field, wanted)| field == "*" || field == wanted);
            fits.then(|| fields[4].clone())
        })
}

/// The fields of a line: a backslash stands before a colon or backslash that belongs to a field.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => chars.next().unwrap_or('\\'),
            c => c,
        };
        if let Some(field) = fields.last_mut() {
            field.push(c);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_lose_their_password() {
        for (url, clean, password) in [
            (
                "postgres://me:s%40c@db:5433/shop::t",
                "postgres://me@db:5433/shop::t",
                Some("s@c"),
            ),
            (
                "postgres://me:a@b@db/shop",
                "postgres://me@db/shop",
                Some("a@b"),
            ),
            ("postgres://me@db/shop", "postgres://me@db/shop", None),
            (
                "postgres://me:a/b@db/shop::t",
                "postgres://me@db/shop::t",
                Some("a/b"),
            ),
            (
                "postgres://me@db/shop?password=x&sslmode=disable::t",
                "postgres://me@db/shop?sslmode=disable::t",
                Some("x"),
            ),
            (
                "postgres:///shop?password=x::t",
                "postgres:///shop::t",
                Some("x"),
            ),
            ("shop.db::t", "shop.db::t", None),
        ] {
            let found = without_password(url);
            assert_eq!(
                found,
                (clean.to_owned(), password.map(str::to_owned)),
                "{url}"
            );
        }
    }

    #[test]
    fn a_session_knows_what_it_was_told() {
        let passwords = Passwords::default();
        assert_eq!(
            passwords.keep("postgres://me:x@db/shop::t"),
            "postgres://me@db/shop::t"
        );
        assert_eq!(passwords.get("postgres://me@db/shop").as_deref(), Some("x"));
        assert!(!format!("{passwords:?}").contains('x'));
    }

    #[test]
    fn password_files() {
        let text = "# hosts\ndb:5432:shop:me:one\n*:*:*:me:t\\:w\\\\o\n";
        let find = |host, user| in_file(text, [host, "5432", "shop", user]);
        assert_eq!(find("db", "me").as_deref(), Some("one"));
        assert_eq!(find("other", "me").as_deref(), Some("t:w\\o"));
        assert_eq!(find("db", "you"), None);
    }
}
