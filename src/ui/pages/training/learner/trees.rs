use egui::Ui;

use super::{Labels, small};
use crate::{
    learners::{Criterion, TreeParams},
    ui::widgets::form,
};

pub(super) fn tree(ui: &mut Ui, labels: Labels, params: &mut TreeParams) -> bool {
    let help = "Questions on the longest way to a leaf: more fits finer, and learns by heart";
    let label = labels.of("Depth at most");
    let mut changed = small(ui, &label, help, (&mut params.max_depth, 1..=30));
    let help = "Rows that a leaf must keep: more makes its answer steadier";
    let label = labels.of("Rows in a leaf");
    changed |= small(ui, &label, help, (&mut params.min_leaf, 1..=1_000_000));
    let options = Criterion::ALL.map(|one| (one, one.name().to_owned()));
    let help = "What a split of classes must make purer; of no effect for numbers";
    let label = labels.of("Purity by");
    changed | form::choice(ui, &label, help, &mut params.criterion, &options)
}
