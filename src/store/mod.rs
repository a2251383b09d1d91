//! The only room that speaks SQL: what a workspace keeps, one noun per file.
//!
//! A [`Workspace`] is a folder with one SQLite database and the snapshots beside it. A [`Store`]
//! is a handle to that database; clones share it, and every method may be called from any thread.
//! A write has happened, for good, once its method returns: killing the program at any moment, or
//! pulling the plug, leaves a database that opens, with every write either whole or not there.
//!
//! Times are microseconds since the epoch and are passed in. Reports, metrics and the like are
//! text here: the rooms above know what it says.

mod alert;
mod alias;
mod audit;
mod connection;
mod definition;
mod error;
mod experiment;
mod feature;
mod feature_health;
mod gate_verdict;
mod inference_log;
mod label;
mod lock;
mod migrations;
mod model;
mod model_part;
mod online;
mod pipeline_run;
mod point;
mod prediction;
mod project;
mod query;
mod recovery;
mod reference;
mod run;
mod search_index;
mod setting;
mod step_result;
mod unit;
mod workspace;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use self::{
    alert::{AlertDecisionRow, AlertRow},
    alias::AliasChange,
    audit::{AuditRow, DEFINITION},
    definition::{DefinitionRow, DefinitionStateRow, NewDefinition},
    error::StoreError,
    experiment::{ExperimentRow, NewExperiment},
    feature::{FeatureRow, NewFeature},
    feature_health::FeatureHealthRow,
    gate_verdict::GateVerdictRow,
    inference_log::{
        Cell, CellKind, InferenceLog, InferencePart, InferenceRow, LogLimits, LoggedColumn, Schema,
        read_inferences,
    },
    label::{LabelKept, LabelRow},
    model::{ModelVersionRow, NewModel},
    model_part::ModelPartRow,
    online::{Load, OnlineDb, OnlineEntry, OnlineView},
    pipeline_run::PipelineRunRow,
    prediction::PredictionRow,
    project::ProjectRow,
    query::QueryRow,
    reference::{ModelReference, ReferenceError, Which},
    run::RunRow,
    search_index::{SearchIndex, Searched},
    step_result::StepResultRow,
    workspace::{Opened, Workspace},
};

/// A handle to the database of a workspace. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    writer: Mutex<Connection>,
    /// For reading only, so that the window never waits for a long write. A database in memory
    /// has none: there nobody waits long.
    reader: Option<Mutex<Connection>>,
    /// Held as long as any handle may still write; the last field, so it goes last.
    lock: Option<lock::Lock>,
}

impl Store {
    fn new(writer: Connection, reader: Option<Connection>, lock: Option<lock::Lock>) -> Self {
        Self(Arc::new(Shared {
            writer: Mutex::new(writer),
            reader: reader.map(Mutex::new),
            lock,
        }))
    }

    /// Does `work` in one transaction: all of it happens, or, after an error, nothing.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = guard(&self.0.writer);
        let result = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)
            .and_then(|transaction| {
                let done = work(&transaction)?;
                transaction.commit()?;
                Ok(done)
            });
        self.look_at(result)
    }

    /// Does `work` on one state of the database, whatever is written meanwhile.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut reader = guard(self.0.reader.as_ref().unwrap_or(&self.0.writer));
        let transaction = reader.transaction().map_err(StoreError::from);
        let result = transaction.and_then(|transaction| work(&transaction));
        drop(reader);
        self.look_at(result)
    }

    /// Damage that shows only now is looked for, and mended, the next time the workspace opens.
    fn look_at<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let (Err(StoreError::Damaged(_)), Some(lock)) = (&result, &self.0.lock) {
            lock.distrust();
        }
        result
    }
}

fn guard(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    // A panic elsewhere leaves the connection usable: the transaction was rolled back.
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
