use egui::Ui;

use super::{Labels, small};
use crate::{
    learners::{AdaBoostParams, BoostingParams, Criterion, ForestParams, TreeParams},
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

pub(super) fn forest(ui: &mut Ui, labels: Labels, params: &mut ForestParams) -> bool {
    let help = "How many trees: more are steadier, never worse, and slower";
    let label = labels.of("Trees");
    let mut changed = small(ui, &label, help, (&mut params.trees, 1..=2000));
    let help = "Questions on the longest way to a leaf";
    let label = labels.of("Forest depth at most");
    changed |= small(ui, &label, help, (&mut params.max_depth, 1..=30));
    let help = "Rows that a leaf must keep: more makes the forest smaller and smoother";
    let label = labels.of("Rows in a forest leaf");
    changed |= small(ui, &label, help, (&mut params.min_leaf, 1..=1_000_000));
    let help = "Share of the columns that each split looks at; 0 is the usual: the root of their number for classes, all for numbers";
    let label = labels.of("Share of columns");
    changed |= form::number(ui, &label, help, &mut params.column_share, 0.0..=1.0);
    let help = "Each tree draws its rows with replacement; else it takes all of them";
    let label = labels.of("Draw rows");
    changed |= form::tick(ui, &label, help, &mut params.bootstrap);
    let options = Criterion::ALL.map(|one| (one, one.name().to_owned()));
    let help = "What a split of classes must make purer; of no effect for numbers";
    let label = labels.of("Forest purity by");
    changed | form::choice(ui, &label, help, &mut params.criterion, &options)
}

pub(super) fn boosting(ui: &mut Ui, labels: Labels, params: &mut BoostingParams) -> bool {
    let help = "Each adds a tree: more fits finer, and in the end learns by heart";
    let label = labels.of("Rounds");
    let mut changed = small(ui, &label, help, (&mut params.rounds, 1..=5000));
    let help = "Share of each tree that is added: less needs more rounds and errs less";
    let label = labels.of("Learning rate");
    changed |= form::number(ui, &label, help, &mut params.learning_rate, 0.001..=1.0);
    let help = "Leaves of a tree: more follows interactions of more columns";
    let label = labels.of("Leaves at most");
    changed |= small(ui, &label, help, (&mut params.max_leaves, 2..=1024));
    let help = "Questions on the longest way to a leaf";
    let label = labels.of("Boosting depth at most");
    changed |= small(ui, &label, help, (&mut params.max_depth, 1..=30));
    let help = "Rows that a leaf must keep";
    let label = labels.of("Rows in a boosting leaf");
    changed |= small(ui, &label, help, (&mut params.min_leaf, 1..=1_000_000));
    let help = "How strongly the answers of the leaves are held back";
    let label = labels.of("Leaf penalty");
    changed |= form::number(ui, &label, help, &mut params.l2, 0.0..=1000.0);
    let help = "Keeps a tenth of the training rows back and ends when it no longer gains there";
    let label = labels.of("Stop early");
    changed |= form::tick(ui, &label, help, &mut params.early_stopping);
    if params.early_stopping {
        let help = "Rounds without a gain after which it ends";
        let label = labels.of("Patience");
        changed |= small(ui, &label, help, (&mut params.patience, 1..=1000));
    }
    changed
}

pub(super) fn adaboost(ui: &mut Ui, labels: Labels, params: &mut AdaBoostParams) -> bool {
    let help = "Trees at most; it ends where a tree errs nowhere, or as often as chance";
    let label = labels.of("Voting trees");
    let mut changed = small(ui, &label, help, (&mut params.trees, 1..=2000));
    let help = "Questions on the longest way to a leaf; 1 asks a single question";
    let label = labels.of("AdaBoost depth");
    changed |= small(ui, &label, help, (&mut params.max_depth, 1..=10));
    let help = "Share of each tree's say: less needs more trees";
    let label = labels.of("AdaBoost rate");
    changed | form::number(ui, &label, help, &mut params.learning_rate, 0.001..=10.0)
}
