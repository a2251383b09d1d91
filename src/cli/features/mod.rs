//! `nonagon features`: the feature store.

mod args;
mod catalog;
mod help;
mod join;
mod online;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::error::ErrorKind;

pub(super) use self::args::FeaturesCommand;
pub(super) use self::help::shape;
use super::{Exit, args::Features, output::Output};
use crate::{
    data::time_of,
    features::{DefinitionKind, Status},
    store::Workspace,
    workbench::feature_store::FeatureStore,
};

pub(super) fn run(args: &Features, output: &Output) -> Result<(), Exit> {
    match &args.command {
        FeaturesCommand::Apply(args) => catalog::apply(args, output),
        FeaturesCommand::List(args) | FeaturesCommand::Search(args) => catalog::find(args, output),
        FeaturesCommand::Show(args) => catalog::show(args, output),
        FeaturesCommand::Join(args) => join::join(args, output),
        FeaturesCommand::Materialize(args) => online::materialize(args, output),
        FeaturesCommand::Get(args) => online::get(args, output),
        FeaturesCommand::Push(args) => online::push(args, output),
        FeaturesCommand::Check(args) => online::check(args, output),
        FeaturesCommand::Pin(args) => catalog::pin(args, output),
        FeaturesCommand::Remove(args) => catalog::remove(args, output),
        FeaturesCommand::Export(args) => catalog::export(args, output),
        FeaturesCommand::Import(args) => catalog::import(args, output),
    }
}

/// The feature store of the workspace that is named, or of the user's own; it is made if it is not
/// there.
fn open(place: &args::Place, output: &Output) -> anyhow::Result<FeatureStore> {
    opened(place.workspace.as_ref(), output)
}

fn opened(dir: Option<&PathBuf>, output: &Output) -> anyhow::Result<FeatureStore> {
    let dir = match dir {
        Some(dir) => dir.clone(),
        None => Workspace::usual_dir()
            .context("This user has no data folder. Name one with --workspace DIR.")?,
    };
    let opened = Workspace::open(&dir)?;
    for notice in &opened.notices {
        output.remark(notice);
    }
    FeatureStore::open(&opened.workspace)
}

/// Microseconds since the epoch.
fn now() -> i64 {
    chrono::Utc::now().timestamp_micros()
}

fn kind(text: &str) -> Result<DefinitionKind, clap::Error> {
    DefinitionKind::of_key(text).ok_or_else(|| {
        let known = DefinitionKind::ALL.map(DefinitionKind::key).join(", ");
        clap::Error::raw(ErrorKind::InvalidValue, format!("take one of {known}"))
    })
}

fn status(text: &str) -> Result<Status, clap::Error> {
    let found = Status::ALL.into_iter().find(|status| status.name() == text);
    found.ok_or_else(|| {
        let known = Status::ALL.map(Status::name).join(", ");
        clap::Error::raw(ErrorKind::InvalidValue, format!("take one of {known}"))
    })
}

fn time(text: &str) -> Result<i64, clap::Error> {
    time_of(text).ok_or_else(|| {
        let message = "write a time as in 2013-06-30 12:00";
        clap::Error::raw(ErrorKind::InvalidValue, message)
    })
}
