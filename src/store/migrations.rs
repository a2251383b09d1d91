//! The shape of the database, as a numbered list of changes.
//!
//! A change that was ever released is never edited: a later one is added. `user_version` counts
//! how many of them a database has. All tables are STRICT and have an integer primary key, so that
//! a damaged table can be read from either end.

use rusqlite::Connection;

use super::StoreError;

/// Says in a database's header that it is ours: "NONA".
pub(super) const APPLICATION_ID: i64 = 0x4E4F_4E41;

/// All changes with their numbers, oldest first.
const MIGRATIONS: [(i64, &str); 13] = [
    (1, PROJECTS),
    (2, MODELS),
    (3, PREDICTIONS),
    (4, FEATURES),
    (5, QUERIES),
    (6, EXPERIMENTS),
    (7, GATES),
    (8, LABELS),
    (9, ALERTS),
    (10, PIPELINE_RUNS),
    (11, CATALOG),
    (12, POINTS),
    (13, AUDIT),
];

/// The newest format.
pub(super) const NEWEST: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// Every table with what its rows are called in front of a user; a table comes after those it
/// refers to.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("project", "projects"),
    ("setting", "settings"),
    ("step_result", "results of steps"),
    ("run", "runs"),
    ("model_version", "versions of models"),
    ("alias_change", "changes of aliases"),
    ("prediction", "predictions"),
    ("feature", "versions of features"),
    ("query", "queries of the SQL console"),
    ("experiment", "experiments"),
    ("experiment_note", "notes on experiments"),
    ("unit", "finished units of training"),
    ("gate_verdict", "verdicts of gates"),
    ("model_part", "texts of models"),
    ("label", "labels of predictions"),
    ("alert", "alerts"),
    ("alert_decision", "decisions about alerts"),
    ("pipeline_run", "runs of the pipeline"),
    ("definition", "definitions of features"),
    ("definition_state", "changes of definitions"),
    ("feature_health", "measurements of features"),
    ("monitoring_point", "points of step 9"),
    ("audit", "entries of the audit log"),
];

/// Numbers of projects are never given twice: settings and models go on naming a deleted one.
const PROJECTS: &str = "
    CREATE TABLE project (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        name       TEXT NOT NULL,
        definition TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        opened_at  INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE setting (
        id    INTEGER PRIMARY KEY,
        key   TEXT NOT NULL UNIQUE,
        value TEXT NOT NULL
    ) STRICT;

    CREATE TABLE step_result (
        id          INTEGER PRIMARY KEY,
        project_id  INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        step        TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        report      TEXT NOT NULL,
        seconds     REAL NOT NULL,
        finished_at INTEGER NOT NULL,
        UNIQUE (project_id, step)
    ) STRICT;

    CREATE TABLE run (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id  INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        step        TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        started_at  INTEGER NOT NULL,
        seconds     REAL NOT NULL,
        outcome     TEXT NOT NULL,
        message     TEXT NOT NULL,
        cause       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX run_of_project ON run (project_id);
";

/// A model outlives its project, so `project_id` refers to nothing. Where an alias points is its
/// latest change, kept nowhere else, so the two can never disagree.
const MODELS: &str = "
    CREATE TABLE model_version (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        model       TEXT NOT NULL,
        version     INTEGER NOT NULL CHECK (version > 0),
        project_id  INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        metrics     TEXT NOT NULL,
        lineage     TEXT NOT NULL,
        created_at  INTEGER NOT NULL,
        package     BLOB NOT NULL,
        UNIQUE (model, version),
        UNIQUE (model, fingerprint, lineage)
    ) STRICT;
    CREATE TRIGGER model_version_stays BEFORE UPDATE ON model_version
        BEGIN SELECT raise(ABORT, 'a version of a model cannot be changed'); END;
    CREATE TRIGGER model_version_is_kept BEFORE DELETE ON model_version
        BEGIN SELECT raise(ABORT, 'a version of a model cannot be removed'); END;

    CREATE TABLE alias_change (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        model        TEXT NOT NULL,
        alias        TEXT NOT NULL,
        from_version INTEGER,
        to_version   INTEGER NOT NULL,
        rolled_back  INTEGER NOT NULL CHECK (rolled_back IN (0, 1)),
        at           INTEGER NOT NULL,
        by           TEXT NOT NULL,
        why          TEXT NOT NULL,
        FOREIGN KEY (model, to_version) REFERENCES model_version (model, version)
    ) STRICT;
    CREATE INDEX alias_change_of_alias ON alias_change (model, alias, id);
    CREATE TRIGGER alias_change_stays BEFORE UPDATE ON alias_change
        BEGIN SELECT raise(ABORT, 'the history of an alias cannot be changed'); END;
    CREATE TRIGGER alias_change_is_kept BEFORE DELETE ON alias_change
        BEGIN SELECT raise(ABORT, 'the history of an alias cannot be removed'); END;
    CREATE TRIGGER alias_change_is_appended BEFORE INSERT ON alias_change
        WHEN EXISTS (SELECT 1 FROM alias_change WHERE id = NEW.id)
        BEGIN SELECT raise(ABORT, 'the history of an alias cannot be changed'); END;
";

/// A client may send the same id twice, so it is no key.
const PREDICTIONS: &str = "
    CREATE TABLE prediction (
        id            INTEGER PRIMARY KEY,
        prediction_id TEXT NOT NULL,
        model         TEXT NOT NULL,
        version       INTEGER NOT NULL,
        at            INTEGER NOT NULL,
        inputs        TEXT NOT NULL,
        outputs       TEXT NOT NULL,
        latency_us    INTEGER NOT NULL,
        FOREIGN KEY (model, version) REFERENCES model_version (model, version)
    ) STRICT;
    CREATE INDEX prediction_of_model ON prediction (model, id);
";

/// A feature outlives its project, so `project_id` refers to nothing.
const FEATURES: &str = "
    CREATE TABLE feature (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        name         TEXT NOT NULL,
        version      INTEGER NOT NULL CHECK (version > 0),
        entity       TEXT NOT NULL,
        kind         TEXT NOT NULL,
        expression   TEXT NOT NULL,
        project_id   INTEGER NOT NULL,
        project      TEXT NOT NULL,
        snapshot     TEXT NOT NULL,
        description  TEXT NOT NULL,
        tags         TEXT NOT NULL,
        distribution TEXT NOT NULL,
        created_at   INTEGER NOT NULL,
        UNIQUE (name, version)
    ) STRICT;
    CREATE TRIGGER feature_stays BEFORE UPDATE ON feature
        BEGIN SELECT raise(ABORT, 'a version of a feature cannot be changed'); END;
    CREATE TRIGGER feature_is_kept BEFORE DELETE ON feature
        BEGIN SELECT raise(ABORT, 'a version of a feature cannot be removed'); END;
";

/// A query has no project: it may join the data sets of several.
const QUERIES: &str = "
    CREATE TABLE query (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        text    TEXT NOT NULL UNIQUE,
        at      INTEGER NOT NULL,
        rows    INTEGER,
        seconds REAL NOT NULL
    ) STRICT;
";

/// An experiment outlives its project, so `project_id` refers to nothing. What a person says of it
/// can be changed and stands beside it. A unit is what is already done of a training run.
const EXPERIMENTS: &str = "
    CREATE TABLE experiment (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL,
        run        INTEGER NOT NULL,
        kind       TEXT NOT NULL,
        record     TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX experiment_of_project ON experiment (project_id, id);
    CREATE TRIGGER experiment_stays BEFORE UPDATE ON experiment
        BEGIN SELECT raise(ABORT, 'an experiment cannot be changed'); END;
    CREATE TRIGGER experiment_is_kept BEFORE DELETE ON experiment
        BEGIN SELECT raise(ABORT, 'an experiment cannot be removed'); END;

    CREATE TABLE experiment_note (
        id            INTEGER PRIMARY KEY,
        experiment_id INTEGER NOT NULL UNIQUE REFERENCES experiment (id),
        tags          TEXT NOT NULL,
        note          TEXT NOT NULL,
        changed_at    INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE unit (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        key        TEXT NOT NULL,
        result     TEXT NOT NULL,
        UNIQUE (project_id, key)
    ) STRICT;
";

/// A verdict outlives its project as the models do that it let through, so `project_id` refers to
/// nothing.
const GATES: &str = "
    CREATE TABLE gate_verdict (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id  INTEGER NOT NULL,
        subject     TEXT NOT NULL,
        kind        TEXT NOT NULL,
        gate        TEXT NOT NULL,
        verdict     TEXT NOT NULL,
        value       REAL,
        threshold   REAL,
        explanation TEXT NOT NULL,
        ruling      TEXT,
        by          TEXT NOT NULL,
        at          INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX gate_verdict_of_gate ON gate_verdict (project_id, subject, gate, id);
    CREATE TRIGGER gate_verdict_stays BEFORE UPDATE ON gate_verdict
        BEGIN SELECT raise(ABORT, 'the history of the gates cannot be changed'); END;
    CREATE TRIGGER gate_verdict_is_kept BEFORE DELETE ON gate_verdict
        BEGIN SELECT raise(ABORT, 'the history of the gates cannot be removed'); END;

    CREATE TABLE model_part (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        model   TEXT NOT NULL,
        version INTEGER NOT NULL,
        part    TEXT NOT NULL,
        text    TEXT NOT NULL,
        at      INTEGER NOT NULL,
        by      TEXT NOT NULL,
        FOREIGN KEY (model, version) REFERENCES model_version (model, version)
    ) STRICT;
    CREATE INDEX model_part_of_version ON model_part (model, version, part, id);
    CREATE TRIGGER model_part_stays BEFORE UPDATE ON model_part
        BEGIN SELECT raise(ABORT, 'what was written of a model cannot be changed'); END;
    CREATE TRIGGER model_part_is_kept BEFORE DELETE ON model_part
        BEGIN SELECT raise(ABORT, 'what was written of a model cannot be removed'); END;
";

/// Predictions are in files beside the database, so labels refer to nothing in it.
const LABELS: &str = "
    CREATE TABLE label (
        id      INTEGER PRIMARY KEY,
        model   TEXT NOT NULL,
        session INTEGER NOT NULL,
        number  INTEGER NOT NULL,
        label   TEXT NOT NULL,
        at      INTEGER NOT NULL,
        UNIQUE (model, session, number)
    ) STRICT;
";

/// Alerts go with their project.
const ALERTS: &str = "
    CREATE TABLE alert (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        model      TEXT NOT NULL,
        chunk      TEXT NOT NULL,
        concern    TEXT NOT NULL,
        subject    TEXT NOT NULL,
        value      REAL NOT NULL,
        threshold  REAL NOT NULL,
        rows       INTEGER NOT NULL,
        rule       TEXT NOT NULL,
        text       TEXT NOT NULL,
        at         INTEGER NOT NULL,
        UNIQUE (project_id, model, chunk, concern, subject)
    ) STRICT;

    CREATE TABLE alert_decision (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        alert_id   INTEGER REFERENCES alert (id) ON DELETE CASCADE,
        concern    TEXT NOT NULL,
        subject    TEXT NOT NULL,
        kind       TEXT NOT NULL,
        by         TEXT NOT NULL,
        why        TEXT NOT NULL,
        until      INTEGER,
        at         INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX alert_decision_of_project ON alert_decision (project_id, id);
";

/// At most one run of a project goes on, whoever begins it. Runs go with their project.
const PIPELINE_RUNS: &str = "
    CREATE TABLE pipeline_run (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        state      TEXT NOT NULL,
        record     TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pipeline_run_of_project ON pipeline_run (project_id, id);
    CREATE UNIQUE INDEX pipeline_run_that_goes_on ON pipeline_run (project_id)
        WHERE state = 'running';
";

/// Definitions belong to the whole workspace, so they refer to no project. What counts now is the
/// newest state of each: nothing is overwritten, and any earlier moment can be looked at.
const CATALOG: &str = "
    CREATE TABLE definition (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        kind    TEXT NOT NULL,
        name    TEXT NOT NULL,
        version INTEGER NOT NULL,
        body    TEXT NOT NULL,
        UNIQUE (kind, name, version)
    ) STRICT;
    CREATE TRIGGER definition_stays BEFORE UPDATE ON definition
        BEGIN SELECT raise(ABORT, 'a version of a definition cannot be changed'); END;

    CREATE TABLE definition_state (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        kind    TEXT NOT NULL,
        name    TEXT NOT NULL,
        current INTEGER,
        about   TEXT NOT NULL,
        at      INTEGER NOT NULL,
        by      TEXT NOT NULL,
        why     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX definition_state_of ON definition_state (kind, name, id);
    CREATE TRIGGER definition_state_stays BEFORE UPDATE ON definition_state
        BEGIN SELECT raise(ABORT, 'the history of the catalog cannot be changed'); END;

    CREATE TABLE feature_health (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        view    TEXT NOT NULL,
        version INTEGER NOT NULL,
        feature TEXT NOT NULL,
        at      INTEGER NOT NULL,
        body    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX feature_health_of ON feature_health (view, version, feature, id);
";

/// What was computed of chunks in step 9 goes with its project.
const POINTS: &str = "
    CREATE TABLE monitoring_point (
        id         INTEGER PRIMARY KEY,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        key        TEXT NOT NULL,
        point      TEXT NOT NULL,
        UNIQUE (project_id, key)
    ) STRICT;
";

/// The log outlives its project, so `project_id` refers to nothing. A run goes with its project, and
/// cannot be changed before.
const AUDIT: &str = "
    CREATE TABLE audit (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL,
        at         INTEGER NOT NULL,
        by         TEXT NOT NULL,
        kind       TEXT NOT NULL,
        subject    TEXT NOT NULL,
        detail     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX audit_of_project ON audit (project_id, id);
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
        BEGIN SELECT raise(ABORT, 'the audit log cannot be changed'); END;
    CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
        BEGIN SELECT raise(ABORT, 'the audit log cannot be removed'); END;
    CREATE TRIGGER audit_is_appended BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
        BEGIN SELECT raise(ABORT, 'the audit log cannot be changed'); END;
    CREATE TRIGGER run_stays BEFORE UPDATE ON run
        BEGIN SELECT raise(ABORT, 'a run in the log cannot be changed'); END;
    CREATE TRIGGER run_is_kept BEFORE DELETE ON run
        WHEN EXISTS (SELECT 1 FROM project WHERE id = OLD.project_id)
        BEGIN SELECT raise(ABORT, 'a run in the log cannot be removed'); END;
    -- What the projects say now is the first that the log knows of those that are there already.
    INSERT INTO audit (project_id, at, by, kind, subject, detail)
        SELECT id, changed_at, 'the program', 'definition', name, definition FROM project;
";

/// How many changes a database has.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Makes every change that `connection` does not have yet, up to `last`; each of them happens
/// whole or not at all.
pub(super) fn apply(connection: &mut Connection, last: i64) -> Result<(), StoreError> {
    let have = version(connection)?;
    for (number, change) in MIGRATIONS {
        if number > have && number <= last {
            let transaction = connection.transaction()?;
            transaction.execute_batch(change)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.commit()?;
        }
    }
    Ok(())
}
