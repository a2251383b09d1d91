//! How fast the feature store is: `cargo bench --bench features`.
//!
//! The figures to reach stand beside; Feast's are those of its SQLite and file stores on the same
//! work, measured by the makers of the design.

#![expect(clippy::print_stdout, reason = "a benchmark is for reading")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use nonagon::{
    data::{ColumnData, Table},
    features::{Entities, FeatureValue, OnlineRequest, Rule, Source, join, parse_definitions},
    store::{SearchIndex, Searched, Workspace},
    terms::Silent,
    workbench::feature_store::{By, FeatureStore},
};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

fn main() -> anyhow::Result<()> {
    // cargo test runs benchmarks too, to see that they run: nothing to do then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    joins()?;
    online()?;
    search()
}

fn row(what: &str, took: Duration, wanted: &str) {
    println!(
        "{what:<58} {:>10.3} ms   {wanted}",
        took.as_secs_f64() * 1e3
    );
}

/// The middle of some times, and the one that 99 of 100 do not pass.
fn quantiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    (at(0.5), at(0.99))
}

/// Rows of `n_keys` entities at random times of a year, with `n_columns` numbers.
fn table(n: usize, n_keys: i64, n_columns: usize, seed: u64) -> anyhow::Result<Table> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let keys = (0..n).map(|_| Some(rng.gen_range(0..n_keys))).collect();
    let times = (0..n).map(|_| Some(rng.gen_range(0..365 * DAY))).collect();
    let mut columns = vec![
        ("key".to_owned(), ColumnData::Integers(keys)),
        ("at".to_owned(), ColumnData::Times(times)),
    ];
    for column in 0..n_columns {
        let values = (0..n).map(|_| Some(rng.gen_range(0.0..1.0))).collect();
        columns.push((format!("f{column}"), ColumnData::Numbers(values)));
    }
    Ok(Table::from_columns(columns)?)
}

fn joins() -> anyhow::Result<()> {
    for (n, n_columns, n_source, wanted) in [
        (100_000, 10, 100_000, "300 ms; Feast 4,900 ms"),
        (1_000_000, 20, 3_000_000, "3,000 ms"),
    ] {
        let entities = table(n, 10_000, 0, 1)?;
        let source = table(n_source, 10_000, n_columns, 2)?;
        let keys = ["key".to_owned()];
        let columns: Vec<String> = (0..n_columns).map(|column| format!("f{column}")).collect();
        let source = Source {
            name: "source",
            table: &source,
            keys: &keys,
            time: "at",
            created: None,
            columns: &columns,
            ttl: Some(30 * DAY),
        };
        let entities = Entities {
            table: &entities,
            time: "at",
        };
        let mut times = Vec::new();
        for _ in 0..5 {
            let watch = Instant::now();
            join(entities, &source, Rule::PointInTime, &Silent)?;
            times.push(watch.elapsed());
        }
        let what = format!("join of {n} rows, {n_columns} features of {n_source} rows");
        row(&what, quantiles(times).0, wanted);
    }
    Ok(())
}

fn online() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let place = folder.path().join("values.parquet");
    nonagon::data::save(&table(200_000, 100_000, 10, 3)?, None, &place, &Silent)?;
    let opened = Workspace::open(&folder.path().join("workspace"))?;
    let store = FeatureStore::open(&opened.workspace)?;
    let features: Vec<String> = (0..10).map(|column| format!("\"f{column}\"")).collect();
    let text = format!(
        "[entity.one]\nkeys = [\"key\"]\n[source.values]\ndata = \"values.parquet\"\ntime = \"at\"\n\
         [view.values]\nentity = \"one\"\nsource = \"values\"\nfeatures = [{}]\n\
         [service.all]\nfeatures = [\"values\"]\n",
        features.join(", ")
    );
    let by = By {
        who: "bench",
        at: 1,
        why: "",
    };
    store.apply(&parse_definitions(&text)?, folder.path(), by, &Silent)?;
    let watch = Instant::now();
    let done = store.materialize("values", (365 * DAY, 1), false, &Silent)?;
    let what = format!("materialise {} entities of 200,000 rows", done.entities);
    row(&what, watch.elapsed(), "");
    let watch = Instant::now();
    store.materialize("values", (365 * DAY, 1), true, &Silent)?;
    row("the same again, only what changed", watch.elapsed(), "");
    let plan = store.service("all")?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
    for (n, wanted) in [(1, "0.05 ms; Feast 0.39 ms"), (100, "1 ms; Feast 11.9 ms")] {
        let mut times = Vec::new();
        for _ in 0..2_000 {
            let requests: Vec<OnlineRequest> = (0..n)
                .map(|_| {
                    let key = rng.gen_range(0..100_000_i64);
                    BTreeMap::from([("key".to_owned(), FeatureValue::Integer(key))])
                })
                .collect();
            let watch = Instant::now();
            store.get(&plan, &requests, 365 * DAY)?;
            times.push(watch.elapsed());
        }
        let (median, most) = quantiles(times);
        row(&format!("10 features of {n} entities, p50"), median, wanted);
        row(&format!("10 features of {n} entities, p99"), most, "");
    }
    Ok(())
}

fn search() -> anyhow::Result<()> {
    let words = [
        "wind",
        "speed",
        "mean",
        "delay",
        "carrier",
        "airport",
        "hour",
        "temperature",
        "visibility",
        "count",
        "share",
        "customer",
        "order",
        "basket",
        "price",
        "distance",
        "week",
        "month",
    ];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut some = |n: usize| -> String {
        let words: Vec<&str> = (0..n)
            .map(|_| words[rng.gen_range(0..words.len())])
            .collect();
        words.join(" ")
    };
    let all: Vec<Searched> = (0..10_000)
        .map(|id| Searched {
            id,
            name: format!("{} {id}", some(3)),
            description: some(8),
            tags: some(2),
            owner: format!("person{}", id % 40),
            columns: some(3),
            expression: some(4),
        })
        .collect();
    let watch = Instant::now();
    let index = SearchIndex::new(&all)?;
    row("index 10,000 features", watch.elapsed(), "");
    for text in [
        "wind",
        "mean del",
        "tempreature airprot",
        "visibility 77",
        "nothing like it",
    ] {
        let mut times = Vec::new();
        for _ in 0..50 {
            let watch = Instant::now();
            index.find(text)?;
            times.push(watch.elapsed());
        }
        let what = format!("search 10,000 features for “{text}”");
        row(&what, quantiles(times).0, "50 ms");
    }
    Ok(())
}
