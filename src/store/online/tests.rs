use proptest::prelude::*;

use super::*;

fn entry(key: u8, event_time: i64, value: u8) -> OnlineEntry {
    OnlineEntry {
        key: vec![key],
        event_time,
        created: i64::MIN,
        values: vec![value],
    }
}

fn load(until: i64) -> Load<'static> {
    Load {
        view: "weather",
        version: 1,
        until,
        print: "the same rows",
        at: until,
    }
}

fn replace(db: &OnlineDb, until: i64, entries: &[OnlineEntry]) -> usize {
    db.replace(&load(until), entries, |_| Ok::<(), StoreError>(()))
        .unwrap()
}

fn all(db: &OnlineDb) -> Vec<OnlineEntry> {
    let keys = db.keys("weather", 1, (0, 1000)).unwrap();
    let rows = db.read("weather", 1, &keys).unwrap();
    rows.into_iter().flatten().collect()
}

#[test]
fn a_load_shows_all_of_it_or_nothing_and_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let db = OnlineDb::open(dir.path()).unwrap();
    let entries: Vec<OnlineEntry> = (0..50_000_u32)
        .map(|key| OnlineEntry {
            key: key.to_be_bytes().to_vec(),
            ..entry(0, 7, 1)
        })
        .collect();
    replace(&db, 1, &[entry(9, 1, 9)]);
    let stopped = db.replace(&load(2), &entries, |written| {
        if written >= 40_000 {
            return Err(StoreError::Busy);
        }
        Ok(())
    });
    assert!(matches!(stopped, Err(StoreError::Busy)));
    assert_eq!(all(&db), [entry(9, 1, 9)], "nothing of it is seen yet");
    drop(db);
    let db = OnlineDb::open(dir.path()).unwrap();
    assert_eq!(db.views().unwrap()[0].unfinished, Some(40_000));
    let resumed = replace(&db, 2, &entries);
    assert_eq!(resumed, 40_000, "nothing is written twice");
    let view = db.views().unwrap().remove(0);
    assert_eq!(
        (view.rows, view.until, view.unfinished),
        (50_000, Some(2), None)
    );
    assert_eq!(
        db.all_rows("weather", 1),
        (2, 50_000),
        "the old rows are gone"
    );
    assert_eq!(db.read("weather", 1, &[vec![9]]).unwrap(), [None]);
}

#[test]
fn a_load_of_other_rows_begins_anew() {
    let db = OnlineDb::in_memory().unwrap();
    let many: Vec<OnlineEntry> = (0..100).map(|key| entry(key, 1, 1)).collect();
    let stop = |written| {
        if written > 0 {
            Err(StoreError::Busy)
        } else {
            Ok(())
        }
    };
    db.replace(&load(1), &many, stop).unwrap_err();
    let other = Load {
        print: "other rows",
        ..load(1)
    };
    let resumed = db
        .replace(&other, &many[..10], |_| Ok::<(), StoreError>(()))
        .unwrap();
    assert_eq!((resumed, all(&db).len()), (0, 10));
    assert_eq!(db.all_rows("weather", 1).1, 10);
}

#[test]
fn what_was_pushed_stays_while_it_is_newer() {
    let db = OnlineDb::in_memory().unwrap();
    replace(&db, 10, &[entry(1, 5, 1), entry(2, 5, 1)]);
    let pushed = db
        .push(
            ("weather", 1),
            &[entry(1, 8, 2), entry(2, 4, 2), entry(3, 8, 2)],
            11,
        )
        .unwrap();
    assert_eq!(pushed, 2, "what is older than what is kept is not taken");
    replace(&db, 20, &[entry(1, 6, 3), entry(3, 9, 3)]);
    assert_eq!(all(&db), [entry(1, 8, 2), entry(3, 9, 3)]);
    let updated = db
        .update(&load(30), &[entry(1, 7, 4), entry(3, 9, 5)], |_| {
            Ok::<(), StoreError>(())
        })
        .unwrap();
    assert_eq!(
        updated, 1,
        "a corrected value counts, an older row does not"
    );
    assert_eq!(all(&db), [entry(1, 8, 2), entry(3, 9, 5)]);
}

#[test]
fn a_damaged_store_is_put_aside() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("online.db"), vec![7_u8; 8192]).unwrap();
    let db = OnlineDb::open(dir.path()).unwrap();
    assert_eq!(db.views().unwrap(), []);
    assert!(dir.path().join("online.damaged.db").is_file());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_update_gives_what_a_load_gives(
        loads in proptest::collection::vec(
            proptest::collection::btree_map(0_u8..6, (0_i64..9, 0_u8..3), 0..6),
            1..5,
        ),
    ) {
        let (whole, parts) = (OnlineDb::in_memory().unwrap(), OnlineDb::in_memory().unwrap());
        let mut known = std::collections::BTreeMap::new();
        for (until, rows) in (1..).zip(loads) {
            // Sources only grow: an entity that is known stays known.
            known.extend(rows);
            let entries: Vec<OnlineEntry> = known
                .iter()
                .map(|(key, (time, value))| entry(*key, *time, *value))
                .collect();
            replace(&whole, until, &entries);
            parts.update(&load(until), &entries, |_| Ok::<(), StoreError>(())).unwrap();
            prop_assert_eq!(all(&whole), all(&parts));
            prop_assert_eq!(&all(&whole), &entries);
        }
    }
}
