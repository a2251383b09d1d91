//! How long a frame takes on every page, and the first one: `cargo bench --bench window`.
//!
//! CPU time of layout and tessellation, without a display; nothing here fails for being slow.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use egui_kittest::Harness;
use nonagon::{
    steps::Step,
    store::Workspace,
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
        let mut times: Vec<Duration> = (0..FRAMES)
            .map(|_| {
                let watch = Instant::now();
                harness.step();
                tessellate(&harness);
                watch.elapsed()
            })
            .collect();
        times.sort_unstable();
        let (median, worst) = (times[FRAMES / 2], times[FRAMES - 1]);
        println!(
            "{:<34} {median:>10.2?}  {worst:>10.2?}  4 ms",
            format!("a frame of {}", page.name())
        );
    }
    Ok(())
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
