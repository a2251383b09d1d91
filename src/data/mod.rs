//! Tables: the only room that says `polars`.
//!
//! Read in this order: [`Kind`], [`Table`], [`load()`], [`profile`](fn@profile), [`split`],
//! [`snapshot`], [`recipe`].

mod aggregate;
pub mod brushing;
mod categories;
mod cells;
mod column_data;
mod common_values;
mod content_hash;
mod csv;
mod csv_texts;
mod error;
mod filter;
mod find;
mod fingerprint;
mod group_by;
mod group_key;
mod iso_time;
mod kind;
mod load;
mod needle;
mod order;
mod parquet;
mod pivot;
mod profile;
pub mod recipe;
mod row_set;
mod save;
mod segment;
pub mod snapshot;
pub mod split;
pub mod sql;
mod table;
#[cfg(test)]
mod table_tests;

pub use self::{
    aggregate::{Aggregate, GroupRows},
    categories::Categories,
    cells::time_text,
    column_data::ColumnData,
    common_values::{CommonValues, common_values},
    csv_texts::{TextColumn, csv_texts},
    error::DataError,
    filter::{ColumnFilter, Rule, matching},
    find::{Found, find},
    fingerprint::{Fingerprint, fingerprint},
    group_by::{Group, Measures, group_by},
    group_key::{GroupKey, KeyCodes, KeyPart},
    iso_time::parse as time_of,
    kind::{ColumnInfo, Kind},
    load::load,
    order::{SortKey, order},
    pivot::{Pivot, pivot},
    profile::{
        ColumnProfile, Count, NumberProfile, Profile, ProfileParams, TextProfile, TimeProfile,
        profile,
    },
    row_set::RowSet,
    save::save,
    segment::Segment,
    table::Table,
};
