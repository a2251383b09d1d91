//! The feature store: the catalog of definitions, the values behind them, offline and online.
//!
//! The rules live in [`crate::features`], what is kept in [`crate::store`]; here they meet.

mod apply;
mod ask;
mod catalog;
mod desk;
mod health;
mod leak;
mod load;
mod materialize;
mod serve;
mod train;

use std::sync::Arc;

pub use self::{
    apply::{Applied, By, NotApplied},
    ask::{Explained, JoinSides},
    catalog::{CatalogItem, Facets, Found},
    desk::{AskedOnline, Catalog, CatalogAnswer, CatalogCommand, CatalogState},
    health::{FeatureHealth, HealthPoint},
    leak::Leak,
    materialize::Materialized,
};
use crate::{
    features::{OnlineRow, OnlineStore},
    sources::Passwords,
    store::{OnlineDb, OnlineEntry, Store, Workspace},
};

/// A handle to the feature store of a workspace. Clones share it.
#[derive(Clone)]
pub struct FeatureStore {
    store: Store,
    online: Arc<OnlineDb>,
    passwords: Arc<Passwords>,
}

impl FeatureStore {
    /// The one of `workspace`.
    ///
    /// # Errors
    /// If its online store cannot be opened.
    pub fn open(workspace: &Workspace) -> anyhow::Result<Self> {
        Ok(Self {
            store: workspace.store().clone(),
            online: Arc::new(OnlineDb::open(workspace.dir())?),
            passwords: Arc::default(),
        })
    }

    /// The database of its workspace.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The online store.
    pub fn online(&self) -> &OnlineDb {
        &self.online
    }
}

impl OnlineStore for FeatureStore {
    fn read(
        &self,
        view: &str,
        version: i64,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<OnlineRow>>, String> {
        let found = self.online.read(view, version, keys);
        let found = found.map_err(|err| err.to_string())?;
        Ok(found.into_iter().map(|row| row.map(row_of)).collect())
    }
}

fn row_of(entry: OnlineEntry) -> OnlineRow {
    OnlineRow {
        key: entry.key,
        event_time: entry.event_time,
        created: entry.created,
        values: entry.values,
    }
}

fn entry_of(row: OnlineRow) -> OnlineEntry {
    OnlineEntry {
        key: row.key,
        event_time: row.event_time,
        created: row.created,
        values: row.values,
    }
}
