//! How long a frame takes on every page, and the first one: `cargo bench --bench window`.
//!
//! CPU time of layout and tessellation, without a display; nothing here fails for being slow.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    data::{ColumnData, SortKey, Table},
    steps::Step,
    store::Workspace,
    terms::Silent,
    ui::{App, NativeDialogs},
    workbench::{Command, Page, ProjectCommand, Workbench},
};

/// Frames timed per page.
const FRAMES: usize = 60;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    println!("{:<34} {:>10}  {:>10}  must be", "work", "median", "worst");
    let watch = Instant::now();
    let mut harness = window(folder.path())?;
    harness.step();
    tessellate(&harness);
    let first = watch.elapsed();
    println!(
        "{:<34} {:>10.1?}  {:>10}  1 s",
        "first frame, new workspace", first, ""
    );

    harness
        .state_mut()
        .push(ProjectCommand::OpenSample("flights".to_owned()).into());
    settle(&mut harness);
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Monitoring));
    settle(&mut harness);
    for page in Page::all() {
        harness.state_mut().push(Command::Open(page));
        settle(&mut harness);
        frames(&mut harness, &format!("a frame of {}", page.name()));
    }
    rows(&mut harness, folder.path())
}

/// Frames of the grid over ten million rows, as they come and in order; `NONAGON_COLUMNS` says how
/// wide the table is (31 columns take 2.5 GB).
fn rows(harness: &mut Harness<'_, App>, folder: &std::path::Path) -> anyhow::Result<()> {
    const ROWS: usize = 10_000_000;
    let columns = std::env::var("NONAGON_COLUMNS").ok();
    let columns = columns.and_then(|n| n.parse().ok()).unwrap_or(31_u64);
    let column = |j: u64| {
        // Weyl's sequence: no two rows alike, in no order.
        let value = |i: u64| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15 + 2 * j) >> 11) as f64;
        let values = (0..ROWS as u64).map(|i| (!i.is_multiple_of(97)).then(|| value(i)));
        (format!("c{j}"), ColumnData::Numbers(values.collect()))
    };
    let table = Table::from_columns((0..columns).map(column).collect())?;
    let watch = Instant::now();
    let key = |column: &str, descending| SortKey {
        column: column.to_owned(),
        descending,
    };
    nonagon::data::order(&table, &[key("c0", true)], None, &Silent)?;
    println!(
        "{:<34} {:>10.2?}  {:>10}  1 s",
        "sort 10 M decimals",
        watch.elapsed(),
        ""
    );
    let path = folder.join("rows.parquet");
    nonagon::data::save(&table, None, &path, &Silent)?;
    drop(table);
    let state = harness.state_mut();
    state.push(ProjectCommand::New(path).into());
    settle(harness);
    harness.state_mut().push(Command::Run(Step::Extraction));
    settle(harness);
    frames(harness, "a frame of 10 M rows");
    harness
        .get_by_role_and_label(Role::ColumnHeader, "Sort by c1")
        .click_accesskit();
    settle(harness);
    frames(harness, "a frame of 10 M sorted rows");
    Ok(())
}

fn frames(harness: &mut Harness<'_, App>, what: &str) {
    let mut times: Vec<Duration> = (0..FRAMES)
        .map(|_| {
            let watch = Instant::now();
            harness.step();
            tessellate(harness);
            watch.elapsed()
        })
        .collect();
    times.sort_unstable();
    let (median, worst) = (times[FRAMES / 2], times[FRAMES - 1]);
    println!("{what:<34} {median:>10.2?}  {worst:>10.2?}  4 ms");
}

fn window(folder: &std::path::Path) -> anyhow::Result<Harness<'static, App>> {
    let opened = Workspace::open(folder)?;
    let clock = Arc::new(|| 1_700_000_000_000_000);
    let mut workbench = Some(Workbench::new(
        opened,
        nonagon::samples_dir(),
        clock,
        || {},
    )?);
    Ok(Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |cc| {
            let Some(workbench) = workbench.take() else {
                unreachable!("a window is built once")
            };
            App::new(&cc.egui_ctx, workbench, Box::new(NativeDialogs))
        }))
}

fn settle(harness: &mut Harness<'_, App>) {
    harness.run_steps(3);
    while !harness.state().workbench().is_idle() {
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.run_steps(3);
}

fn tessellate(harness: &Harness<'_, App>) {
    let shapes = harness.output().shapes.clone();
    std::hint::black_box(harness.ctx.tessellate(shapes, 1.0));
}
