//! What can only be tested from inside, with SQL of one's own.

use super::*;
use crate::store::migrations::NEWEST;

fn model(name: &str) -> NewModel {
    NewModel {
        name: name.to_owned(),
        project_id: 1,
        fingerprint: "f".to_owned(),
        package: vec![1, 2, 3],
        metrics: "[]".to_owned(),
        lineage: "[]".to_owned(),
        created_at: 1,
    }
}

/// Runs SQL behind the back of the methods; the error, if it is refused.
fn sql(store: &Store, text: &str) -> Result<(), String> {
    guard(&store.0.writer)
        .execute_batch(text)
        .map_err(|err| err.to_string())
}

#[test]
fn every_older_format_opens_and_keeps_its_rows() {
    for have in 1..=NEWEST {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nonagon.db");
        let mut old = connection::writer(&path).unwrap();
        migrations::apply(&mut old, have).unwrap();
        assert_eq!(migrations::version(&old).unwrap(), have);
        old.execute_batch("INSERT INTO project VALUES (7, 'flights', 'text', 1, 2, 3)")
            .unwrap();
        drop(old);

        let Opened { workspace, notices } = Workspace::open(dir.path()).unwrap();
        assert!(notices.is_empty(), "{notices:?}");
        let store = workspace.store();
        assert_eq!(
            migrations::version(&guard(&store.0.writer)).unwrap(),
            NEWEST
        );
        let kept = store.project(7).unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.definition.as_str(), kept.opened_at),
            ("flights", "text", 3)
        );
        assert_eq!(store.register_model(&model("flights")).unwrap(), 1);
        assert!(store.predictions("flights", 1).unwrap().is_empty());
    }
}

#[test]
fn a_damaged_older_format_is_saved_into_the_newest() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nonagon.db");
    let mut old = connection::writer(&path).unwrap();
    migrations::apply(&mut old, 1).unwrap();
    old.execute_batch("INSERT INTO project VALUES (7, 'flights', 'text', 1, 2, 3)")
        .unwrap();
    // An index that does not fit its table.
    old.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)
        .unwrap();
    old.execute_batch(
        "PRAGMA writable_schema = 1;
         UPDATE sqlite_schema SET rootpage = 999 WHERE name = 'run_of_project';",
    )
    .unwrap();
    drop(old);
    let opened = Workspace::open(dir.path()).unwrap();
    assert!(
        opened.notices[0].contains("1 projects"),
        "{:?}",
        opened.notices
    );
    assert_eq!(opened.workspace.store().project(7).unwrap().name, "flights");
    assert!(opened.workspace.store().model_names().unwrap().is_empty());
}

#[test]
fn a_migration_that_fails_leaves_the_format_before_it() {
    let mut connection = connection::in_memory().unwrap();
    migrations::apply(&mut connection, 1).unwrap();
    // The second one makes this table too.
    connection
        .execute_batch("CREATE TABLE alias_change (id INTEGER PRIMARY KEY)")
        .unwrap();
    assert!(migrations::apply(&mut connection, NEWEST).is_err());
    assert_eq!(migrations::version(&connection).unwrap(), 1);
    assert!(
        !connection.table_exists(None, "model_version").unwrap(),
        "half a migration stayed"
    );
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Workspace::open(dir.path()).unwrap();
    opened.workspace.store().set_setting("a", "1").unwrap();
    sql(opened.workspace.store(), "PRAGMA user_version = 1000").unwrap();
    drop(opened);
    let before = std::fs::read(dir.path().join("nonagon.db")).unwrap();
    let err = Workspace::open(dir.path()).err().unwrap();
    assert!(
        matches!(err, StoreError::Newer { found: 1000, .. }),
        "{err}"
    );
    assert!(err.to_string().contains("newer"), "{err}");
    assert_eq!(
        std::fs::read(dir.path().join("nonagon.db")).unwrap(),
        before
    );
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nonagon.db");
    connection::writer(&path)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a)")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(
        Workspace::open(dir.path()),
        Err(StoreError::Foreign { .. })
    ));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn the_database_is_set_up_to_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Workspace::open(dir.path()).unwrap();
    let writer = guard(&opened.workspace.store().0.writer);
    let number = |pragma| {
        writer
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let journal: String = writer
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(
        (
            journal.as_str(),
            number("synchronous"),
            number("foreign_keys")
        ),
        ("wal", 2, 1)
    );
    assert_eq!(number("application_id"), migrations::APPLICATION_ID);
    let loose: i64 = writer
        .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' AND NOT strict", [], |row| row.get(0))
        .unwrap();
    assert_eq!(loose, 0, "every table is STRICT");
    let tables: i64 = writer
        .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(
        usize::try_from(tables).unwrap(),
        migrations::TABLES.len(),
        "a table is missing in TABLES"
    );
}

#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Workspace::open(dir.path()).unwrap();
    let store = opened.workspace.store();
    store.set_setting("a", "before").unwrap();
    {
        let writer = guard(&store.0.writer);
        let pages: i64 = writer
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        let _: i64 = writer
            .pragma_update_and_check(None, "max_page_count", pages + 2, |row| row.get(0))
            .unwrap();
    }
    let err = store.set_setting("a", &"x".repeat(100_000)).unwrap_err();
    assert!(matches!(err, StoreError::DiskFull), "{err}");
    assert_eq!(store.setting("a").unwrap().unwrap(), "before");
    store.set_setting("a", "after").unwrap();
    assert_eq!(store.setting("a").unwrap().unwrap(), "after");
}

#[test]
fn a_database_that_may_not_be_written_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Workspace::open(dir.path()).unwrap();
    let store = opened.workspace.store();
    guard(&store.0.writer)
        .pragma_update(None, "query_only", true)
        .unwrap();
    assert!(matches!(
        store.set_setting("a", "1"),
        Err(StoreError::ReadOnly)
    ));
}

#[test]
fn versions_and_the_history_of_aliases_cannot_be_changed() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    store.register_model(&model("flights")).unwrap();
    store
        .set_alias("flights", "production", 1, 5, "a person", "first")
        .unwrap();
    for text in [
        "UPDATE alias_change SET by = 'nobody'",
        "DELETE FROM alias_change",
        "INSERT OR REPLACE INTO alias_change VALUES (1, 'flights', 'production', NULL, 1, 0, 0, 'x', 'y')",
        "REPLACE INTO alias_change SELECT * FROM alias_change",
        "UPDATE model_version SET package = x'00'",
        "DELETE FROM model_version",
    ] {
        let refused = sql(store, text).expect_err(text);
        assert!(refused.contains("cannot be"), "{text}: {refused}");
    }
    let history = store.alias_history("flights").unwrap();
    assert_eq!(
        (history.len(), history[0].by.as_str(), history[0].at),
        (1, "a person", 5)
    );
    assert_eq!(store.model_package("flights", 1).unwrap(), [1, 2, 3]);
}

#[test]
fn foreign_keys_hold() {
    let workspace = Workspace::in_memory().unwrap();
    for text in [
        "INSERT INTO run VALUES (1, 99, 's', 'f', 0, 0.0, 'done', '', 'person')",
        "INSERT INTO step_result VALUES (1, 99, 's', 'f', '{}', 0.0, 0)",
        "INSERT INTO prediction VALUES (1, 'p', 'flights', 1, 0, '', '', 0)",
        "INSERT INTO alias_change VALUES (1, 'flights', 'a', NULL, 1, 0, 0, 'x', 'y')",
    ] {
        let refused = sql(workspace.store(), text).expect_err(text);
        assert!(refused.contains("FOREIGN KEY"), "{text}: {refused}");
    }
}

#[test]
fn damage_that_shows_late_has_everything_looked_at_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Workspace::open(dir.path()).unwrap();
    let store = opened.workspace.store();
    let result: Result<(), StoreError> =
        store.read(|_| Err(StoreError::Damaged("page 7".to_owned())));
    assert!(result.is_err());
    drop(opened);
    assert!(!lock::Lock::take(dir.path()).unwrap().clean);
    assert!(
        lock::Lock::take(dir.path()).unwrap().clean,
        "a good end is noted"
    );
}

#[test]
fn the_audit_log_is_only_appended_to() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let id = store.add_project("one", "level = 0", 1).unwrap();
    store.save_definition(id, "one", "level = 1", 2).unwrap();
    let row = AuditRow {
        id: 0,
        project_id: id,
        at: 3,
        by: "Data engineer".to_owned(),
        kind: "hand-over".to_owned(),
        subject: "rows".to_owned(),
        detail: String::new(),
    };
    store.log_audit(&row).unwrap();
    store
        .log_run(&RunRow {
            id: 0,
            project_id: id,
            step: "training".to_owned(),
            fingerprint: "f".to_owned(),
            started_at: 4,
            seconds: 1.0,
            outcome: "done".to_owned(),
            message: String::new(),
            cause: "person".to_owned(),
        })
        .unwrap();
    let kept = store.audit(id).unwrap();
    let told: Vec<(&str, &str, i64)> = kept
        .iter()
        .map(|row| (row.kind.as_str(), row.detail.as_str(), row.at))
        .collect();
    let definition = DEFINITION;
    assert_eq!(
        told,
        [
            (definition, "level = 0", 1),
            (definition, "level = 1", 2),
            ("hand-over", "", 3)
        ]
    );
    for sql in [
        "UPDATE audit SET at = 9",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (id, project_id, at, by, kind, subject, detail) VALUES (1, 1, 1, '', '', '', '')",
        "UPDATE run SET cause = 'nobody'",
        "DELETE FROM run",
    ] {
        let err = store
            .write(|write| Ok(write.execute_batch(sql)?))
            .unwrap_err();
        let told = err.to_string();
        assert!(told.contains("cannot be"), "{sql}: {told}");
    }
    assert_eq!(store.audit(id).unwrap(), kept);
    // The log outlives its project; the runs go with it.
    store.delete_project(id).unwrap();
    assert_eq!(store.audit(id).unwrap(), kept);
    assert!(store.runs(id).unwrap().is_empty());
}
