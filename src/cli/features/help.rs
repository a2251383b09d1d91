//! What `nonagon features` prints with `--json`.

use serde_json::{Value, json};

const TIME: &str = "whole number: microseconds since 1970, or null";

pub(in crate::cli) fn shape() -> Value {
    let changed = json!({
        "dry_run": "true or false: whether nothing was changed",
        "changes": [{
            "kind": "text: entity, source, view, on_demand, label or service",
            "name": "text",
            "version": "whole number: the version that counts",
            "change": "text: new, new version, earlier version, back again, described anew or unchanged",
        }],
        "twins": ["text: a feature that is there already and looks like a new one"],
    });
    let value = json!({ "value": "number, text, true, false or null", "event_time": TIME });
    json!({
        "apply": changed.clone(),
        "import": changed,
        "search": {
            "found": [{
                "kind": "text",
                "name": "text: of the definition",
                "feature": "text, or null for the definition itself",
                "values": "text: the kind of the values",
                "version": "whole number",
                "entity": "text",
                "owner": "text",
                "status": "text: draft, stable or deprecated",
                "tags": ["text"],
                "description": "text",
                "newest": TIME,
                "drift": "text: stable, drift or unknown, or null where it was never measured",
            }],
        },
        "get": { "rows": [{ "<feature>": {
            "value": "number, text, true, false or null",
            "status": "text: PRESENT, NULL_VALUE, NOT_FOUND or OUTSIDE_MAX_AGE",
            "event_time": TIME,
        } }] },
        "materialize": { "views": [{
            "view": "text",
            "version": "whole number",
            "until": "whole number: microseconds since 1970",
            "entities": "whole number: entities in the source",
            "written": "whole number: rows that were written",
            "resumed": "whole number: rows that a load which was cut off had written",
            "left_out": "whole number: rows that are about nobody or have no time",
        }] },
        "push": { "rows": "whole number", "taken": "whole number: those that were newer" },
        "check": { "skewed": "true or false", "views": [{
            "view": "text",
            "at": "whole number: microseconds since 1970",
            "features": [{
                "feature": "text",
                "compared": "whole number: entities",
                "same": "whole number: those with the same value, bit by bit",
                "first": { "entity": ["text"], "step": "text: where they part", "online": value.clone(), "offline": value },
            }],
        }] },
        "pin": { "kind": "text", "name": "text", "version": "whole number" },
        "join": of_join(),
        "join --service": of_join_service(),
        "join --explain": of_explain(),
    })
}

fn of_join() -> Value {
    json!({
            "rows": "whole number: entity rows",
            "given": "whole number: those that were given a value",
            "from_the_future": "whole number: those that were given what came later, with --naive only",
            "median_age_seconds": "number, or null where no row was given a value",
            "columns": [{ "name": "text", "kind": "text" }],
    })
}

fn of_join_service() -> Value {
    json!({
            "rows": "whole number: entity rows",
            "views": [{
                "view": "text",
                "given": "whole number: rows that were given values",
                "from_the_future": "whole number: those that were given what came later, with --naive only",
                "median_age_seconds": "number, or null where no row was given a value",
            }],
            "columns": [{ "name": "text", "kind": "text" }],
    })
}

fn of_explain() -> Value {
    json!({
            "whom": "text: the keys of the row",
            "candidates": [{
                "row": "whole number: of the source, from 1 on",
                "known": "whole number: microseconds since 1970",
                "fate": "text: given, a newer one was known, too old, or not yet known",
            }],
    })
}
