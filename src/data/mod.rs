//! Tables: the only room that says `polars`.
//!
//! Read in this order: [`Kind`], [`Table`], [`load()`], [`profile`](fn@profile), [`split`],
//! [`snapshot`], [`recipe`].

mod aggregate;
mod beside;
pub mod brushing;
mod categories;
mod cells;
mod column_builder;
mod column_data;
mod common_values;
mod content_hash;
mod csv;
mod detected;
mod duplicates;
mod encoding;
mod error;
pub mod expectation;
mod filter;
mod find;
mod fingerprint;
mod format;
mod group_by;
mod group_key;
mod ipc;
mod iso_time;
mod json;
mod kind;
mod load;
mod needle;
mod order;
mod parquet;
mod pivot;
mod profile;
mod read_options;
pub mod recipe;
mod retype;
mod row_hash;
mod row_set;
mod save;
mod segment;
pub mod snapshot;
pub mod split;
pub mod sql;
mod table;
#[cfg(test)]
mod table_tests;
mod text_file;
mod xlsx;

pub use self::{
    aggregate::{Aggregate, GroupRows},
    categories::Categories,
    cells::time_text,
    column_builder::{ColumnBuilder, Value},
    column_data::ColumnData,
    common_values::{CommonValues, common_values},
    csv::{TextColumn, csv_texts},
    detected::{Detected, Dialect},
    duplicates::duplicate_rows,
    error::DataError,
    filter::{ColumnFilter, Rule, matching},
    find::{Found, find},
    fingerprint::{Fingerprint, fingerprint, fingerprint_of_numbers},
    format::Format,
    group_by::{Group, Measures, group_by},
    group_key::{GroupKey, KeyCodes, KeyPart},
    iso_time::parse as time_of,
    kind::{ColumnInfo, Kind},
    load::{Preview, load, preview, read},
    order::{SortKey, order},
    pivot::{Pivot, pivot},
    profile::{
        ColumnProfile, Count, NumberProfile, Profile, ProfileParams, TextProfile, TimeProfile,
        profile,
    },
    read_options::{Quote, Ragged, ReadOptions},
    retype::retyped,
    row_hash::row_hashes,
    row_set::RowSet,
    save::save,
    segment::Segment,
    table::Table,
};
