use egui::{RichText, Ui};

use super::note;
use crate::{
    steps::analysis::{Cluster, Clusters, Structure},
    terms::Figure,
    ui::{
        plot::{Bar, bars},
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, card, grid, text_button, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// Above this silhouette groups stand clearly apart, below the other hardly at all (Kaufman and
/// Rousseeuw 1990).
const CLEAR: f64 = 0.5;
const HARDLY: f64 = 0.25;

/// The groups that were found.
pub(super) fn ui(ui: &mut Ui, open: &OpenProject, structure: &Structure, commands: &mut Commands) {
    let found = &structure.clusters;
    figures(ui, structure);
    grid(ui, 420.0, 2, |ui, i| match i {
        0 => card(ui, "How large the groups are", |ui| sizes(ui, open, found)),
        _ => card(ui, "What other numbers of groups give", |ui| {
            other_numbers(ui, found);
        }),
    });
    grid(ui, 420.0, found.groups.len(), |ui, i| {
        let title = format!("What marks cluster {}", i + 1);
        card(ui, &title, |ui| {
            ui.push_id(i, |ui| marks(ui, open, (i, &found.groups[i]), commands));
        });
    });
}

fn figures(ui: &mut Ui, structure: &Structure) {
    let found = &structure.clusters;
    let all: u64 = found.groups.iter().map(|group| group.rows).sum::<u64>() + found.alone;
    let apart = Tile::new("Silhouette", words::figure(&found.silhouette));
    let apart = match found.silhouette.value() {
        Some(score) if score >= CLEAR => apart.note("groups stand clearly apart").tone(Tone::Good),
        Some(score) if score >= HARDLY => apart.note("groups touch one another"),
        Some(_) => apart.note("hardly any groups at all").tone(Tone::Warn),
        None => apart.note(found.silhouette.reason().unwrap_or_default()),
    };
    let mut shown = vec![
        Tile::new("Groups", found.groups.len().to_string()).note(structure.params.way.info().name),
        Tile::new("Rows grouped", words::count(all - found.alone)),
        apart,
    ];
    if let Some(reach) = found.reach {
        let alone = found.alone as f64 / all.max(1) as f64;
        shown.push(
            Tile::new("Rows of no group", words::count(found.alone)).note(words::percent(alone)),
        );
        shown.push(Tile::new("Reach", words::number(reach)).note("standard deviations"));
    }
    tiles(ui, &shown);
    note(
        ui,
        &format!(
            "The silhouette was measured on {} evenly spread rows; it favours round groups.",
            words::count(found.measured_on)
        ),
    );
    ui.add_space(space::S);
}

fn sizes(ui: &mut Ui, open: &OpenProject, found: &Clusters) {
    let shown: Vec<Bar> = found
        .groups
        .iter()
        .enumerate()
        .map(|(i, group)| {
            Bar::new(format!("Cluster {}", i + 1), group.share)
                .text(words::percent(group.share))
                .hint(format!("{} rows", words::count(group.rows)))
        })
        .collect();
    bars(ui, "Share of the rows in each group", &shown);
    if found
        .groups
        .iter()
        .all(|group| group.target.value().is_none())
    {
        return;
    }
    let problem = &open.project.problem;
    let is_share = problem.task.is_classification();
    let title = if is_share {
        format!("Share of {} = {}", problem.target, problem.positive)
    } else {
        format!("Mean of {}", problem.target)
    };
    ui.add_space(space::S);
    heading(ui, &title);
    let write = |figure: &Figure| match figure.value() {
        Some(share) if is_share => words::percent(share),
        _ => words::figure(figure),
    };
    let shown: Vec<Bar> = found
        .groups
        .iter()
        .enumerate()
        .map(|(i, group)| {
            Bar::figure(format!("Cluster {} ", i + 1), &group.target).text(write(&group.target))
        })
        .collect();
    bars(ui, &title, &shown);
}

fn other_numbers(ui: &mut Ui, found: &Clusters) {
    if found.by_k.is_empty() {
        ui.weak("This way finds the number of groups by itself.");
        return;
    }
    let best = found
        .by_k
        .iter()
        .filter_map(|tried| tried.silhouette.value())
        .fold(f64::NEG_INFINITY, f64::max);
    let silhouettes: Vec<Bar> = found
        .by_k
        .iter()
        .map(|tried| {
            let bar = Bar::figure(format!("{} groups", tried.k), &tried.silhouette);
            let is_best = tried.silhouette.value() == Some(best);
            bar.tone(if is_best { Tone::Good } else { Tone::Neutral })
        })
        .collect();
    heading(ui, "Silhouette");
    bars(ui, "Silhouette by number of groups", &silhouettes);
    ui.weak("higher is better");
    let criteria: Vec<(u32, f64)> = found
        .by_k
        .iter()
        .filter_map(|tried| Some((tried.k, tried.bic?)))
        .collect();
    let least = criteria
        .iter()
        .map(|(_, bic)| *bic)
        .fold(f64::INFINITY, f64::min);
    if criteria.is_empty() {
        return;
    }
    let shown: Vec<Bar> = criteria
        .iter()
        .map(|&(k, bic)| {
            let bar = Bar::new(format!("{k} curves"), bic - least);
            bar.text(words::number(bic - least)).tone(if bic == least {
                Tone::Good
            } else {
                Tone::Neutral
            })
        })
        .collect();
    ui.add_space(space::S);
    heading(ui, "BIC above the lowest");
    bars(ui, "BIC by number of groups", &shown);
    ui.weak("lower is better");
}

fn heading(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(text::strong()));
}

/// In what a group differs from the whole, and the condition that says so.
fn marks(ui: &mut Ui, open: &OpenProject, (i, group): (usize, &Cluster), commands: &mut Commands) {
    let shown: Vec<Bar> = group
        .marks
        .iter()
        .map(|mark| {
            let text = format!("{:+.1} sd", mark.deviations);
            let hint = format!(
                "mean {}, of all rows {}",
                words::value(mark.mean),
                words::value(mark.overall)
            );
            Bar::new(&mark.column, mark.deviations)
                .text(text)
                .hint(hint)
        })
        .collect();
    let name = format!("How cluster {} differs, in standard deviations", i + 1);
    bars(ui, &name, &shown);
    let Some(told) = &group.segment else {
        note(ui, "No simple condition says the same.");
        return;
    };
    ui.add_space(space::XS);
    let weak = ui.tokens().text_weak;
    let condition = RichText::new(&told.segment.condition)
        .monospace()
        .color(weak);
    ui.add(egui::Label::new(condition).wrap());
    note(
        ui,
        &format!(
            "holds {} of the group; {} of what it holds is of the group",
            words::percent(told.found),
            words::percent(told.right)
        ),
    );
    let segments = &open.project.segments;
    if segments
        .iter()
        .any(|known| known.condition == told.segment.condition)
    {
        note(ui, "Saved as a segment.");
    } else if text_button(ui, &format!("Save cluster {} as a segment", i + 1)).clicked() {
        let mut all = segments.clone();
        let mut segment = told.segment.clone();
        let mut number = 2;
        while all.iter().any(|known| known.name == segment.name) {
            segment.name = format!("{} ({number})", told.segment.name);
            number += 1;
        }
        all.push(segment);
        commands.edit(Edit::Segments(all));
    }
}
