//! How fast drift, estimates and detectors are, beside what they must reach:
//! `cargo bench --bench monitoring`.
//!
//! Timings on shared machines vary by up to a factor of two between identical runs; nothing here
//! fails for being slow.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

mod timing;
mod windows;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use nonagon::{
    data::{self, Fingerprint, Kind, Table},
    drift::{Baseline, Detector, Distance, Laws, Sample},
    estimate::Cbpe,
    metrics::CostMatrix,
    steps::{
        StepError,
        monitoring::{
            Chunking, Params, Points,
            log::{self, Log, Roles},
        },
    },
    terms::Silent,
};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use self::timing::time;

fn main() -> anyhow::Result<()> {
    timing::head();
    let path = nonagon::samples_dir().join("flights").join("data.parquet");
    let table = data::load(&path, &Silent)?;
    drift(&table, "0.8 s")?;
    let n = table.n_rows();
    let rows: Vec<u32> = (0..10 * n).map(|row| (row % n) as u32).collect();
    drift(&table.take(&rows), "4 s")?;
    windows::brush(&table)?;
    estimate()?;
    detectors()?;
    chunks(&table)
}

/// Every column of the first half against the second, all methods.
fn drift(table: &Table, target: &str) -> anyhow::Result<()> {
    let columns: Vec<_> = table
        .columns()
        .iter()
        .filter(|column| column.kind != Kind::Time)
        .take(24)
        .collect();
    let half = table.n_rows() / 2;
    let label = format!(
        "drift of {} columns, {} rows",
        columns.len(),
        table.n_rows()
    );
    time(&label, target, || {
        let laws = Laws::default();
        let compare = |sample: [Sample<'_>; 2]| {
            let baseline = Baseline::new(sample[0]).with_laws(&laws);
            baseline.compare(sample[1], &Distance::ALL)
        };
        columns
            .par_iter()
            .map(|column| {
                if column.kind.is_number() {
                    let values = table.numbers(&column.name)?;
                    let (r, c) = values.split_at(half);
                    return Ok(compare([Sample::Numbers(r), Sample::Numbers(c)]));
                }
                let categories = table.categories(&column.name)?;
                let levels = &categories.levels;
                let (r, c) = categories.codes.split_at(half);
                let side = |codes| Sample::Categories { codes, levels };
                Ok(compare([side(r), side(c)]))
            })
            .collect::<anyhow::Result<Vec<_>>>()
    })
}

/// Every metric of a million rows, in a hundred chunks.
fn estimate() -> anyhow::Result<()> {
    const ROWS: usize = 1_000_000;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let scores: Vec<f64> = (0..ROWS).map(|_| rng.r#gen()).collect();
    let hits: Vec<bool> = scores
        .iter()
        .map(|share| rng.r#gen::<f64>() < *share)
        .collect();
    let decided: Vec<bool> = scores.iter().map(|share| *share >= 0.5).collect();
    let costs = CostMatrix::default();
    time("CBPE, 1 M rows, all metrics", "1 s", || {
        let cbpe = Cbpe::fit(&scores[..ROWS / 5], &hits[..ROWS / 5])?;
        let chunks = scores
            .par_chunks(ROWS / 100)
            .zip(decided.par_chunks(ROWS / 100));
        let found: Vec<_> = chunks
            .map(|(scores, decided)| cbpe.estimate(scores, decided, &costs))
            .collect();
        Ok(found)
    })
}

/// A million errors whose rate rises in the middle; ten times River's speed is asked for.
fn detectors() -> anyhow::Result<()> {
    const ROWS: usize = 1_000_000;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let rate = |row: usize| if row < ROWS / 2 { 0.2 } else { 0.3 };
    let errors: Vec<f64> = (0..ROWS)
        .map(|row| f64::from(u8::from(rng.r#gen::<f64>() < rate(row))))
        .collect();
    for detector in Detector::ALL {
        let target = match detector {
            Detector::Adwin(_) => "0.038 s",
            Detector::Ddm(_) | Detector::Kswin(_) => "0.071 s",
            Detector::HddmA(_) => "0.5 s",
            _ => "",
        };
        let label = format!("{}, 1 M rows", detector.info().name);
        time(&label, target, || Ok(detector.run(&errors, &Silent)?))?;
    }
    Ok(())
}

/// Points as a workspace keeps them, without its disk.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<Fingerprint, String>>);

impl Points for Kept {
    fn get(&self, keys: &[Fingerprint]) -> Result<Vec<Option<String>>, StepError> {
        let points = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(keys.iter().map(|key| points.get(key).cloned()).collect())
    }

    fn put(&self, points: &[(Fingerprint, String)]) -> Result<(), StepError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(points.iter().cloned());
        Ok(())
    }
}

/// A year of flights week by week, and the last week again when all others are known.
fn chunks(table: &Table) -> anyhow::Result<()> {
    let n = table.n_rows();
    let names = [
        "carrier",
        "origin",
        "dest",
        "distance",
        "temp",
        "wind_speed",
        "visib",
        "pressure",
    ];
    let table = table.select(&names)?;
    let reference = table.slice(0, n / 2);
    let week = n / 53;
    let roles = Roles::default();
    let params = Params {
        chunking: Some(Chunking::Size(week)),
        ..Params::default()
    };
    let follow = |rows: usize, points: &dyn Points| {
        let current = table.slice(n / 2, rows);
        let log = Log {
            name: "flights",
            reference: &reference,
            current: &current,
            roles: &roles,
        };
        Ok(log::remembered(&log, &params, points, &Silent)?)
    };
    let rows = 26 * week;
    time("52 weeks of 8 columns, nothing known", "", || {
        follow(rows, &Kept::default())
    })?;
    time("the same and one week more, nothing known", "", || {
        follow(rows + week, &Kept::default())
    })?;
    let before = Kept::default();
    follow(rows, &before)?;
    time("the same, all but the last week known", "", || {
        let known = before.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = Kept(Mutex::new(known.clone()));
        drop(known);
        follow(rows + week, &kept)
    })
}
