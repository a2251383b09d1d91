use std::{net::IpAddr, time::Duration};

use postgres::{
    Client, Config, NoTls,
    config::{Host, SslMode},
    error::SqlState,
};

use crate::sources::{Passwords, Server, SourceError, passwords};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects, with the password of the session or of the environment.
///
/// Connections are not encrypted. To this machine that is fine; to another one it has to be asked
/// for by `sslmode=disable`.
pub(super) fn connect(server: &Server, passwords: &Passwords) -> Result<Client, SourceError> {
    let mut config = config(server)?;
    if !is_allowed(&config) {
        return Err(SourceError::Unencrypted {
            place: server.url.clone(),
        });
    }
    let user = match config.get_user() {
        Some(user) => user.to_owned(),
        None => std::env::var("PGUSER")
            .or_else(|_unset| std::env::var("USER"))
            .unwrap_or_default(),
    };
    config.user(user.as_str()).application_name("nonagon");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    let known = passwords
        .get(&server.url)
        .or_else(|| of_environment(&config, &user));
    let has_password = known.is_some();
    if let Some(password) = known {
        config.password(password);
    }
    config
        .connect(NoTls)
        .map_err(|err| refusal(&err, has_password, server))
}

/// Whether everything stays on this machine.
pub(super) fn is_local(server: &Server) -> bool {
    config(server).is_ok_and(|config| has_local_hosts(&config))
}

fn config(server: &Server) -> Result<Config, SourceError> {
    server.url.parse().map_err(|err: postgres::Error| {
        let why = std::error::Error::source(&err).map_or_else(|| err.to_string(), ToString::to_string);
        SourceError::Location(format!(
            "The address of the server cannot be understood: {why}. Write it as postgres://user@host:port/database: {}",
            server.url
        ))
    })
}

fn is_allowed(config: &Config) -> bool {
    has_local_hosts(config) || config.get_ssl_mode() == SslMode::Disable
}

fn has_local_hosts(config: &Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
            name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|found| found.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn of_environment(config: &Config, user: &str) -> Option<String> {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        _ => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let database = config.get_dbname().unwrap_or(user);
    passwords::of_environment(&host, port, database, user)
}

fn refusal(err: &postgres::Error, has_password: bool, server: &Server) -> SourceError {
    let code = err.code();
    let is_password = code == Some(&SqlState::INVALID_PASSWORD)
        || code == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
    let why = match (err.as_db_error(), std::error::Error::source(err)) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(why)) => why.to_string(),
        (None, None) => err.to_string(),
    };
    // Without a password there is nothing to say to a server that asks for one.
    let (message, advice) = if is_password && has_password {
        (
            format!("The server does not let us in: {why}"),
            "Check user and password",
        )
    } else if is_password || why.contains("password") {
        (
            format!("The server wants a password: {why}"),
            "Give it in step 2, or by PGPASSWORD or ~/.pgpass",
        )
    } else if err.as_db_error().is_some() {
        (
            format!("The server refuses: {why}"),
            "Check the database's name and your rights",
        )
    } else {
        (
            format!("The server cannot be reached: {why}"),
            "Check host and port, and whether it runs",
        )
    };
    SourceError::Connection {
        message,
        advice,
        place: server.url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        Server {
            url: url.to_owned(),
        }
    }

    #[test]
    fn only_this_machine_is_talked_to_unencrypted_unless_asked_for() {
        for (url, allowed) in [
            ("postgres://me@localhost/shop", true),
            ("postgres://me@127.0.0.1:5433/shop", true),
            ("postgres://me@[::1]/shop", true),
            ("postgres://me@db.example.org/shop", false),
            ("postgres://me@localhost,db.example.org/shop", false),
            ("postgres://me@localhost/shop?hostaddr=192.0.2.1", false),
            ("postgres://me@db.example.org/shop?sslmode=disable", true),
            ("postgres://me@db.example.org/shop?sslmode=prefer", false),
        ] {
            assert_eq!(is_allowed(&config(&server(url)).unwrap()), allowed, "{url}");
        }
        let refused = connect(
            &server("postgres://me@db.example.org/shop"),
            &Passwords::default(),
        );
        let message = refused.err().unwrap().to_string();
        assert!(
            message.contains("unencrypted") && message.ends_with("example.org/shop"),
            "{message}"
        );
    }

    #[test]
    fn a_server_that_is_not_there() {
        let gone = connect(
            &server("postgres://me@127.0.0.1:1/shop"),
            &Passwords::default(),
        );
        let message = gone.err().unwrap().to_string();
        assert!(
            message.starts_with("The server cannot be reached"),
            "{message}"
        );
        assert!(
            connect(
                &server("postgres://me@localhost:x/shop"),
                &Passwords::default()
            )
            .is_err()
        );
    }
}
