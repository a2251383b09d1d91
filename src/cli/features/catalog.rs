//! `nonagon features apply`, `list`, `search`, `show`, `pin`, `remove`, `export` and `import`.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{args, now, open, opened};
use crate::{
    cli::{Exit, output, output::Output},
    data::time_text,
    features::{Change, Defined, Definition, DefinitionKind, Registry, What, parse_definitions},
    store::OnlineView,
    workbench::feature_store::{Applied, By, Facets, FeatureStore},
};

/// Who changes the catalog from a terminal.
const WHO: &str = "command line";

pub(super) fn apply(args: &args::Apply, output: &Output) -> Result<(), Exit> {
    let defined = read(&args.file)?;
    let store = open(&args.place, output)?;
    let folder = folder_of(&args.file);
    let by = by(args.anyway.as_deref().unwrap_or_default());
    let applied = if args.dry_run {
        store.look(&defined, &folder, by.at, output)
    } else {
        store
            .apply(&defined, &folder, by, output)
            .map_err(anyhow::Error::from)
    };
    output.done();
    tell(&applied?, args.dry_run, &args.place, output);
    Ok(())
}

fn by(why: &str) -> By<'_> {
    By {
        who: WHO,
        at: now(),
        why,
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<Defined>> {
    let text = fs::read_to_string(file)
        .with_context(|| format!("The file cannot be read: {}", file.display()))?;
    Ok(parse_definitions(&text)?)
}

fn folder_of(file: &Path) -> std::path::PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}

fn said(what: What) -> &'static str {
    match what {
        What::New => "new",
        What::Back => "back again",
        What::Version => "new version",
        What::Earlier => "earlier version",
        What::About => "described anew",
        What::Nothing => "unchanged",
    }
}

fn tell(applied: &Applied, dry: bool, place: &args::Place, output: &Output) {
    if place.json {
        let changes = applied.changes.iter().map(|change| {
            json!({
                "kind": change.defined.definition.kind().key(),
                "name": change.defined.name,
                "version": change.version.number,
                "change": said(change.what),
            })
        });
        let twins = applied
            .twins
            .iter()
            .map(|twin| Value::from(twin.sentence()));
        output.json(&json!({
            "dry_run": dry,
            "changes": changes.collect::<Vec<_>>(),
            "twins": twins.collect::<Vec<_>>(),
        }));
        return;
    }
    let mut rows = vec![
        ["kind", "name", "version", "change"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let row = |change: &Change| {
        vec![
            change.defined.definition.kind().name().to_owned(),
            change.defined.name.clone(),
            change.version.number.to_string(),
            said(change.what).to_owned(),
        ]
    };
    rows.extend(applied.changes.iter().map(row));
    for line in output::table(&rows) {
        output.line(&line);
    }
    for twin in &applied.twins {
        output.remark(&twin.sentence());
    }
    if dry {
        output.remark("Nothing was changed: this was a dry run.");
    }
}

pub(super) fn find(args: &args::Find, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let catalog = store.catalog()?;
    let facets = Facets {
        kind: args.kind,
        entity: args.entity.clone(),
        owner: args.owner.clone(),
        status: args.status,
        drifted: args.drifted,
        fresh_within: args.fresh.map(crate::data::recipe::Span::micros),
    };
    let found = catalog.search(&args.words.join(" "), &facets, now())?;
    let found: Vec<_> = found.iter().map(|place| &catalog.items[*place]).collect();
    if args.place.json {
        let items = found.iter().map(|item| {
            json!({
                "kind": item.kind.key(),
                "name": item.name,
                "feature": item.feature,
                "values": item.values,
                "version": item.version,
                "entity": item.entity,
                "owner": item.about.owner,
                "status": item.about.status.name(),
                "tags": item.about.tags,
                "description": item.about.description,
                "newest": item.newest,
                "drift": item.drift.map(crate::drift::Verdict::name),
            })
        });
        output.json(&json!({ "found": items.collect::<Vec<_>>() }));
        return Ok(());
    }
    if found.is_empty() {
        output.line(
            "Nothing is like that. Take fewer words, or see everything with: nonagon features list",
        );
        return Ok(());
    }
    let titles = [
        "name", "kind", "version", "entity", "values", "status", "owner", "newest", "drift",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(found.iter().map(|item| {
        vec![
            item.label(),
            item.kind.name().to_owned(),
            item.version.to_string(),
            item.entity.clone(),
            item.values.clone(),
            item.about.status.name().to_owned(),
            item.about.owner.clone(),
            item.newest.map(time_text).unwrap_or_default(),
            item.drift
                .map(|drift| drift.name().to_owned())
                .unwrap_or_default(),
        ]
    }));
    for line in output::table(&rows) {
        output.line(&line);
    }
    Ok(())
}

/// The kinds under which a name is known.
fn kind_of(registry: &Registry, name: &str) -> anyhow::Result<DefinitionKind> {
    let name = name.split('@').next().unwrap_or_default();
    let kinds: Vec<DefinitionKind> = DefinitionKind::ALL
        .into_iter()
        .filter(|kind| registry.get(*kind, name).is_some())
        .collect();
    match kinds.as_slice() {
        [] => Ok(registry.kind_of(&DefinitionKind::ALL, name)?),
        [one] => Ok(*one),
        // What people look for under a name is rarely its source or its entity.
        several => Ok(several
            .iter()
            .copied()
            .find(|kind| *kind > DefinitionKind::Source)
            .unwrap_or(DefinitionKind::Entity)),
    }
}

pub(super) fn show(args: &args::Show, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let registry = store.registry()?;
    let kind = args
        .kind
        .map_or_else(|| kind_of(&registry, &args.name), Ok)?;
    let (name, version) = registry.named(kind, &args.name)?;
    let item = registry.items.get(&(kind, name.to_owned()));
    let about = item.map(|item| item.about.clone()).unwrap_or_default();
    let users = registry.used_by(kind, name);
    let served = store.served()?;
    let served = served.get(&(name.to_owned(), version.number));
    if args.place.json {
        let users = users.iter().map(
            |(kind, name, version)| json!({ "kind": kind.key(), "name": name, "version": version }),
        );
        output.json(&json!({
            "kind": kind.key(),
            "name": name,
            "version": version.number,
            "versions": item.map_or(0, |item| item.versions.len()),
            "about": about,
            "definition": version.definition,
            "schema": version.schema,
            "used_by": users.collect::<Vec<_>>(),
            "health": health(&store, name, version.number)?,
            "online": served.map(online_json),
        }));
        return Ok(());
    }
    let n = item.map_or(0, |item| item.versions.len());
    output.line(&format!(
        "{} “{name}”, version {} of {n}",
        kind.name(),
        version.number
    ));
    for (what, value) in [
        ("description", about.description),
        ("owner", about.owner),
        ("tags", about.tags.join(", ")),
        ("status", about.status.name().to_owned()),
        ("made by", made_by(&version.definition)?),
        ("used by", words(&users)),
        ("online", served.map(online_words).unwrap_or_default()),
    ] {
        if !value.is_empty() {
            output.line(&format!("  {what:<12} {value}"));
        }
    }
    for line in features_table(&store, name, version)? {
        output.line(&line);
    }
    Ok(())
}

fn words(users: &[(DefinitionKind, String, i64)]) -> String {
    let users = users
        .iter()
        .map(|(kind, name, version)| format!("{} {name}@{version}", kind.name()));
    users.collect::<Vec<_>>().join(", ")
}

fn online_json(view: &OnlineView) -> Value {
    json!({
        "entities": view.rows,
        "until": view.until,
        "materialized_at": view.at,
        "unfinished": view.unfinished,
    })
}

fn online_words(view: &OnlineView) -> String {
    let until = view
        .until
        .map(|until| format!(", up to {}", time_text(until)));
    format!("{} entities{}", view.rows, until.unwrap_or_default())
}

fn made_by(definition: &Definition) -> anyhow::Result<String> {
    let value = serde_json::to_value(definition)?;
    let parts = value.as_object().into_iter().flatten();
    let parts = parts.filter(|(key, _)| *key != "kind" && *key != "features");
    let parts = parts.map(|(key, value)| match value.as_str() {
        Some(text) => format!("{key} = {text}"),
        None => format!("{key} = {value}"),
    });
    Ok(parts.collect::<Vec<_>>().join(", "))
}

fn health(store: &FeatureStore, name: &str, version: i64) -> anyhow::Result<Value> {
    let all = store.health()?;
    let of = all
        .iter()
        .filter(|((view, number, _), _)| view == name && *number == version);
    let of: BTreeMap<&str, Value> = of
        .map(|((_, _, feature), health)| (feature.as_str(), json!(health.points)))
        .collect();
    Ok(json!(of))
}

fn features_table(
    store: &FeatureStore,
    name: &str,
    version: &crate::features::Version,
) -> anyhow::Result<Vec<String>> {
    if version.schema.is_empty() {
        return Ok(Vec::new());
    }
    let all = store.health()?;
    let titles = [
        "feature", "values", "formula", "newest", "missing", "PSI", "drift",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for info in &version.schema {
        let key = (name.to_owned(), version.number, info.name.clone());
        let point = all.get(&key).and_then(|health| health.newest());
        let formula = version.definition.features().iter();
        let mut formula = formula.filter(|feature| feature.name == info.name);
        let formula = formula.next().and_then(|feature| feature.formula.clone());
        rows.push(vec![
            info.name.clone(),
            info.kind.name().to_owned(),
            formula.unwrap_or_default(),
            point
                .map(|point| time_text(point.newest))
                .unwrap_or_default(),
            point
                .map(|point| {
                    let share = point.missing as f64 / point.rows.max(1) as f64;
                    format!("{:.1} %", share * 100.0)
                })
                .unwrap_or_default(),
            point
                .and_then(|point| point.psi)
                .map(|psi| format!("{psi:.3}"))
                .unwrap_or_default(),
            point
                .map(|point| point.verdict.name().to_owned())
                .unwrap_or_default(),
        ]);
    }
    Ok(output::table(&rows))
}

pub(super) fn pin(args: &args::Pin, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let version = store.pin(args.kind, &args.name, by(&args.why))?;
    let name = args.name.split('@').next().unwrap_or_default();
    if args.place.json {
        output.json(&json!({ "kind": args.kind.key(), "name": name, "version": version }));
    } else {
        output.line(&format!(
            "Version {version} of the {} “{name}” counts now",
            args.kind.name()
        ));
    }
    Ok(())
}

pub(super) fn remove(args: &args::Pin, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let users = store.readers_of(args.kind, &args.name)?;
    store.remove((args.kind, &args.name), &users, by(&args.why))?;
    if args.place.json {
        output.json(&json!({ "kind": args.kind.key(), "name": args.name, "version": null }));
    } else {
        output.line(&format!(
            "The {} “{}” is out of the catalog; its versions are still known by their numbers",
            args.kind.name(),
            args.name
        ));
    }
    Ok(())
}

pub(super) fn export(args: &args::Export, output: &Output) -> Result<(), Exit> {
    let text = opened(args.workspace.as_ref(), output)?.export()?;
    match &args.file {
        Some(file) => {
            crate::report::write_page(&text, file)?;
            output.line(&format!("Written to {}", file.display()));
        }
        None => output.line(text.trim_end()),
    }
    Ok(())
}

pub(super) fn import(args: &args::Import, output: &Output) -> Result<(), Exit> {
    let mut defined = read(&args.file)?;
    let store = open(&args.place, output)?;
    let folder = folder_of(&args.file);
    let registry = store.registry()?;
    let looked = store.look(&defined, &folder, now(), output);
    output.done();
    let looked = looked?;
    // A conflict is what both sides know and say differently.
    let conflicts: Vec<&Change> = looked
        .changes
        .iter()
        .filter(|change| {
            let kind = change.defined.definition.kind();
            matches!(change.what, What::Version | What::Earlier | What::About)
                && registry.get(kind, &change.defined.name).is_some()
                && defined
                    .iter()
                    .any(|one| one.name == change.defined.name && one.definition.kind() == kind)
        })
        .collect();
    match args.take.as_deref() {
        None if !conflicts.is_empty() => {
            let lines = conflicts.iter().map(|change| {
                let kind = change.defined.definition.kind();
                let ours = registry
                    .get(kind, &change.defined.name)
                    .and_then(|item| item.current());
                let ours = ours.and_then(|ours| serde_json::to_string(&ours.definition).ok());
                let theirs = serde_json::to_string(&change.defined.definition).unwrap_or_default();
                let name = format!("{} “{}”", kind.name(), change.defined.name);
                match ours.filter(|ours| *ours != theirs) {
                    Some(ours) => format!("  {name}\n    ours:   {ours}\n    theirs: {theirs}"),
                    None => format!("  {name}: what is said of it"),
                }
            });
            let lines = lines.collect::<Vec<_>>().join("\n");
            return Err(anyhow::anyhow!(
                "Nothing was changed: the file and this catalog differ. Say which side counts with --take theirs or --take ours.\n{lines}"
            )
            .into());
        }
        Some("ours") => {
            let is_ours = |one: &Defined| {
                conflicts.iter().any(|change| {
                    change.defined.name == one.name
                        && change.defined.definition.kind() == one.definition.kind()
                })
            };
            defined.retain(|one| !is_ours(one));
        }
        _ => {}
    }
    let why = format!("imported from {}", args.file.display());
    let applied = store.apply(&defined, &folder, by(&why), output);
    output.done();
    tell(
        &applied.map_err(anyhow::Error::from)?,
        false,
        &args.place,
        output,
    );
    Ok(())
}
