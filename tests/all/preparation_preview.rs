//! What a recipe does to a sample before it is run, and what is proposed from the profile.

use nonagon::{
    automation::Project,
    data::{
        ColumnData, ProfileParams, Table, load, profile,
        recipe::{
            Columns, Filter, Group, Impute, OneHot, Operation, Recipe, RecipeStep, Roles, Rows,
            Scale, Suggestion, suggest,
        },
    },
    steps::preparation::{Outline, Preview, Sample, parts, preview},
    terms::Silent,
};

use crate::support::samples;

fn table() -> Table {
    let n = 60;
    let gaps = |i: usize| (!i.is_multiple_of(7)).then_some(i as f64);
    let numbers = (0..n).map(gaps).collect();
    let texts = (0..n).map(|i| Some(["a", "b", "c"][i % 3].to_owned()));
    Table::from_columns(vec![
        ("x".to_owned(), ColumnData::Numbers(numbers)),
        ("c".to_owned(), ColumnData::Texts(texts.collect())),
    ])
    .unwrap()
}

fn step(group: Group, operation: Operation) -> RecipeStep {
    RecipeStep {
        columns: Columns::Of(group),
        operation,
        off: false,
    }
}

fn recipe() -> Recipe {
    Recipe {
        steps: vec![
            step(Group::Numbers, Operation::Impute(Impute::DEFAULT)),
            step(Group::Texts, Operation::OneHot(OneHot::DEFAULT)),
            step(Group::All, Operation::Scale(Scale::DEFAULT)),
        ],
    }
}

fn sample(table: &Table) -> Sample {
    let rows: Vec<u32> = (0..table.n_rows() as u32).collect();
    Sample {
        table: table.clone(),
        roles: Roles::of(&["x".to_owned(), "c".to_owned()]),
        target: None,
        training: rows.clone(),
        training_rows: rows.len() as u64,
        rows,
    }
}

fn shown(recipe: &Recipe, step: usize) -> Preview {
    let (preview, failed) = preview(&sample(&table()), recipe, step, &Silent).unwrap();
    assert_eq!(failed, None);
    preview.unwrap()
}

#[test]
fn the_last_step_leaves_what_a_run_gives() {
    let (table, recipe) = (table(), recipe());
    let sample = sample(&table);
    let fitted = recipe
        .fit(&table, &sample.roles, None, sample.rows(), &Silent)
        .unwrap();
    let matrix = fitted
        .training(&table, sample.rows(), &Silent)
        .unwrap()
        .matrix;
    let about = (&sample.roles, None);
    let trace = recipe
        .trace(&table, about, Rows::of(&sample.rows), 2, &Silent)
        .unwrap();
    let mut compared = 0;
    for (name, data) in trace.columns.iter().flat_map(|column| &column.after) {
        let place = matrix
            .names()
            .iter()
            .position(|other| other == name)
            .unwrap();
        let ColumnData::Numbers(values) = data else {
            panic!("{name} is no number");
        };
        let values: Vec<f64> = values.iter().map(|value| value.unwrap()).collect();
        assert_eq!(values, matrix.column(place), "{name}");
        compared += 1;
    }
    assert_eq!(compared, 4, "x and one column per text");
}

#[test]
fn figures_of_both_sides_stand_side_by_side() {
    let preview = shown(&recipe(), 0);
    let change = &preview.changes[0];
    assert_eq!(preview.changes.len(), 1);
    assert_eq!((change.before[0].gaps, change.after[0].gaps), (9, 0));
    assert_eq!(change.changed, 9);
    let edges = |outline: &Outline| match outline {
        Outline::Histogram(histogram) => histogram.edges.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        edges(&change.before[0].outline),
        edges(&change.after[0].outline)
    );
    assert_eq!(change.after[1].outline, Outline::Share(9.0 / 60.0));
    assert_eq!(change.rows[0].before, [""]);
    assert_eq!(
        change.rows[0].after.as_deref(),
        Some(&["30".to_owned(), "1".to_owned()][..])
    );
}

#[test]
fn rows_that_a_filter_leaves_out_are_counted() {
    let mut recipe = recipe();
    let keep = "x >= 30".to_owned();
    recipe.add(step(Group::All, Operation::Filter(Filter { keep })));
    let preview = shown(&recipe, 0);
    assert_eq!((preview.rows_before, preview.rows_after), (60, 26));
    let change = &preview.changes[0];
    assert_eq!(change.rows[0].after, None, "the first row is left out");
    assert_eq!(shown(&recipe, 1).rows_before, 26);
}

#[test]
fn the_first_step_that_fails_is_told_and_those_before_are_shown() {
    let mut recipe = recipe();
    recipe
        .steps
        .insert(1, step(Group::Texts, Operation::Scale(Scale::DEFAULT)));
    let at = |step| preview(&sample(&table()), &recipe, step, &Silent).unwrap();
    let (good, failed) = at(0);
    assert!(good.is_some());
    assert_eq!(failed.map(|failed| failed.step), Some(1));
    assert_eq!(at(2).0, None);
    recipe.steps.truncate(1);
    let (good, failed) = preview(&sample(&table()), &recipe, 0, &Silent).unwrap();
    assert!(good.is_some());
    let failed = failed.unwrap();
    assert_eq!(failed.step, 1, "in the end text is no number");
    assert!(failed.text.contains("encoding"), "{}", failed.text);
}

/// A sample project with its table.
fn project(folder: &str) -> (Project, Table) {
    let (project, folder) = Project::load(&samples().join(folder)).unwrap();
    let path = folder.join(&project.extraction.sources[0].location);
    (project, load(&path, &Silent).unwrap())
}

/// Every proposal added to an empty recipe.
fn all(suggestions: &[Suggestion]) -> Recipe {
    let mut recipe = Recipe::default();
    for suggestion in suggestions {
        let place = suggestion.place(&recipe);
        recipe.steps.insert(place, suggestion.step.clone());
    }
    recipe
}

#[test]
fn proposals_for_flights_come_with_their_figures() {
    let (project, table) = project("flights");
    let profile = profile(&table, &ProfileParams::default(), &Silent).unwrap();
    let suggestions = suggest(&profile, table.columns(), true);
    let figure = |id: &str, column: &str| {
        let of_id = suggestions.iter().filter(|s| s.step.operation.id() == id);
        let mut reasons = of_id.flat_map(|suggestion| &suggestion.reasons);
        let reason = reasons.find(|reason| reason.column == column);
        reason.map_or_else(
            || panic!("no {id} for {column}"),
            |reason| reason.figure.clone(),
        )
    };
    assert_eq!(figure("impute", "dep_time"), "2.5 % missing");
    assert!(figure("target", "tailnum").starts_with("4,043 values"));
    assert_eq!(figure("log", "distance"), "skew 1.1");
    assert_eq!(
        figure("rare", "carrier"),
        "6 of 16 values share 1.7 % of the rows"
    );
    assert_eq!(
        figure("time_parts", "time_hour"),
        "a time from 2013-01-01 to 2014-01-01"
    );
    assert_eq!(figure("drop_constant", "year"), "one value only: 2013");
    let features = project.problem.features(table.columns());
    let infos: Vec<_> = table
        .columns()
        .iter()
        .filter(|c| features.contains(&c.name))
        .cloned()
        .collect();
    let recipe = all(&suggest(&profile, &infos, true));
    let sample = Sample::take(&table, &project.problem, &project.preparation.split).unwrap();
    assert_eq!(sample.rows.len(), Sample::ROWS);
    for step in 0..recipe.steps.len() {
        let (preview, failed) = preview(&sample, &recipe, step, &Silent).unwrap();
        assert_eq!(
            (preview.is_some(), failed),
            (true, None),
            "{:?}",
            recipe.steps[step]
        );
    }
}

#[test]
fn what_the_standard_recipe_does_already_is_known() {
    let (project, table) = project("bikes");
    let profile = profile(&table, &ProfileParams::default(), &Silent).unwrap();
    let names = project.problem.features(table.columns());
    let features: Vec<_> = table
        .columns()
        .iter()
        .filter(|c| names.contains(&c.name))
        .cloned()
        .collect();
    let standard = Recipe::standard(&features);
    for suggestion in suggest(&profile, &features, true) {
        let known = [
            "impute",
            "one_hot",
            "target",
            "scale",
            "time_parts",
            "drop_constant",
        ];
        let is_known = known.contains(&suggestion.step.operation.id());
        assert_eq!(
            suggestion.is_in(&standard, &features).is_some(),
            is_known,
            "{suggestion:?}"
        );
    }
}

#[test]
fn parts_are_counted_before_a_run() {
    let (project, table) = project("bikes");
    let parts = parts(&table, &project.problem, &project.preparation.split).unwrap();
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    assert_eq!(rows, table.n_rows() as u64);
    assert!(parts.iter().all(|part| part.target_mean.value().is_some()));
}
