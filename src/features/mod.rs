//! Features: what was known of whom, and when.
//!
//! A *source* is a table of past values: keys say whom a row is about, a time says from when on it
//! was known. The *point-in-time join* gives entity rows (whom, and when one asks) the values that
//! were known then, never one that came later: so that a training set holds what an endpoint would
//! have seen. The *naive join* gives the newest value instead, whenever it came; it is here to show
//! what that mistake costs.

mod check;
mod definition;
mod definition_file;
mod error;
mod explain;
mod fingerprint;
mod join;
mod keys;
mod label;
mod online;
mod parity;
mod plan;
mod registry;
mod service;
mod source;
mod timeline;
mod twin;
mod value;
mod view_table;

pub use self::{
    definition::{
        About, DataSource, Definition, DefinitionKind, Entity, Feature, FeatureService,
        FeatureView, LabelView, OnDemandView, Status,
    },
    definition_file::{Defined, parse_definitions, write_definitions},
    error::FeatureError,
    explain::{Candidate, Fate, explain},
    join::{Joined, Rule, join},
    label::label,
    online::{OnlineRequest, OnlineRow, OnlineStore, OnlineValue, ValueStatus, newest, online},
    parity::{Parity, Parting, Skew, parity},
    plan::{Change, SchemaOf, What, plan},
    registry::{Item, Key, Registry, Version},
    service::{Given, Historical, ServicePlan},
    source::{Entities, Source},
    twin::{Likeness, Newest, Twin, twins},
    value::{FeatureValue, entity_key, key_values},
    view_table::ViewPlan,
};
