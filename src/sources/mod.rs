//! Where rows come from: files, SQLite databases and PostgreSQL servers behind one [`Location`].
//!
//! The only room that says `postgres`, and beside the store the only one that says `rusqlite`.
//! Nothing is ever changed in a source. Passwords are kept apart from locations, in [`Passwords`],
//! for as long as the program runs.

mod error;
mod location;
mod passwords;
mod postgres;
mod query_text;
mod read;
mod sqlite;
mod stamp;

pub use self::{
    error::SourceError,
    location::{Location, Server, What, is_database},
    passwords::{Passwords, without_password},
    read::{Taken, preview, read, tables},
    stamp::{Stamp, content, stamp},
};
