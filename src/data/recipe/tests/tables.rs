//! Operations on whole tables.

use super::*;

fn two() -> Table {
    Table::from_columns(vec![
        ("a".to_owned(), numbers(&[6.0, 8.0, 1.0, f64::NAN])),
        ("b".to_owned(), numbers(&[2.0, 0.0, 4.0, 1.0])),
    ])
    .unwrap()
}

fn recipe(steps: Vec<(Columns, Operation)>) -> Recipe {
    let step = |(columns, operation)| RecipeStep::new(columns, operation);
    Recipe {
        steps: steps.into_iter().map(step).collect(),
    }
}

fn named(names: &[&str]) -> Columns {
    Columns::Named(names.iter().map(|name| (*name).to_owned()).collect())
}

fn formula(name: &str, formula: &str) -> (Columns, Operation) {
    let formula = FormulaColumn {
        name: name.to_owned(),
        formula: formula.to_owned(),
    };
    (Columns::default(), Operation::Formula(formula))
}

fn filter(keep: &str) -> (Columns, Operation) {
    let keep = keep.to_owned();
    (Columns::default(), Operation::Filter(Filter { keep }))
}

#[test]
fn a_formula_reads_several_columns_and_never_divides_by_zero() {
    let table = two();
    let fitted = fit(&recipe(vec![formula("ratio", "a / b")]), &table, None).unwrap();
    let matrix = apply(&fitted, &table);
    assert_eq!(matrix.names(), ["a", "b", "ratio"]);
    let mean = f64::midpoint(3.0, 0.25);
    assert_eq!(column(&matrix, "ratio"), [3.0, mean, 0.25, mean]);
    assert_eq!(fitted.sources()[2], ["a", "b"]);
    let told = &fitted.summary()[0];
    assert_eq!((told.step, told.words.as_str()), (1, "2 gaps in 1 column."));
}

#[test]
fn what_is_dropped_is_asked_for_only_where_a_formula_reads_it() {
    let drop = || (named(&["a"]), Operation::Drop);
    let table = two();
    let fitted = fit(&recipe(vec![drop()]), &table, None).unwrap();
    let asked = |fitted: &FittedRecipe| -> Vec<String> {
        fitted
            .inputs()
            .iter()
            .map(|info| info.name.clone())
            .collect()
    };
    assert_eq!(asked(&fitted), ["b"]);
    let fitted = fit(
        &recipe(vec![formula("twice", "2 * a"), drop()]),
        &table,
        None,
    )
    .unwrap();
    assert_eq!(fitted.output_names(), ["b", "twice"]);
    assert_eq!(asked(&fitted), ["a", "b"]);
    // A formula whose column is dropped costs nothing online.
    let unused = recipe(vec![
        formula("twice", "2 * a"),
        (named(&["a", "twice"]), Operation::Drop),
    ]);
    assert_eq!(asked(&fit(&unused, &table, None).unwrap()), ["b"]);
}

#[test]
fn filters_leave_rows_out_of_the_data_set_but_never_a_request() {
    let table = two();
    let fitted = fit(&recipe(vec![filter("b > 0")]), &table, None).unwrap();
    assert_eq!(fitted.summary()[0].words, "1 row left out.");
    let rows = all(&table);
    let training = fitted.training(&table, Rows::of(&rows), &Silent).unwrap();
    assert_eq!(training.rows, [0, 2, 3]);
    assert_eq!(training.matrix.column(1), [2.0, 4.0, 1.0]);
    let part = fitted.part(&table, Rows::of(&[1, 2]), &Silent).unwrap();
    assert_eq!(part.rows, [2]);
    assert_eq!(apply(&fitted, &table).n_rows(), 4);
    let within = fitted.transform_within(&table, &[1, 0], &Silent).unwrap();
    assert_eq!(within.column(1), [0.0, 2.0]);
    // What a filter reads need not be known online.
    let only = recipe(vec![filter("a > 0"), (named(&["a"]), Operation::Drop)]);
    let fitted = fit(&only, &table, None).unwrap();
    let request = one("b", numbers(&[5.0]));
    assert_eq!(apply(&fitted, &request).column(0), [5.0]);
}

#[test]
fn duplicates_are_left_out_across_parts() {
    let table = Table::from_columns(vec![
        ("k".to_owned(), texts(&["x", "y", "x", "", "", "y"])),
        ("n".to_owned(), numbers(&[1.0, 2.0, 1.0, 4.0, 5.0, 2.0])),
    ])
    .unwrap();
    let encode = (named(&["k"]), Operation::Ordinal);
    let whole = recipe(vec![
        (Columns::default(), Operation::Deduplicate),
        encode.clone(),
    ]);
    let train = Rows::of(&[4, 5]);
    let features = ["k".to_owned(), "n".to_owned()];
    let fitted = whole
        .fit(&table, &Roles::of(&features), None, train, &Silent)
        .unwrap();
    let test = Rows {
        wanted: &[0, 1, 2, 3],
        seen: &[4, 5, 0, 1, 2, 3],
    };
    // Row 1 is row 5, which has been learned from; row 2 is row 0.
    assert_eq!(fitted.part(&table, test, &Silent).unwrap().rows, [0, 3]);
    let by_key = recipe(vec![(named(&["k"]), Operation::Deduplicate), encode]);
    let fitted = fit(&by_key, &table, None).unwrap();
    let kept = fitted
        .training(&table, Rows::of(&all(&table)), &Silent)
        .unwrap();
    assert_eq!(kept.rows, [0, 1, 3]);
}

#[test]
fn a_new_name_and_a_new_kind_hold_from_then_on() {
    let table = one("c", texts(&["1", " 2.5", "", "4"]));
    let steps = vec![
        (
            named(&["c"]),
            Operation::Rename(Rename {
                to: "price".to_owned(),
            }),
        ),
        (named(&["price"]), Operation::Cast(Cast::DEFAULT)),
        (
            Columns::Of(Group::Numbers),
            Operation::Impute(Impute::DEFAULT),
        ),
    ];
    let fitted = fit(&recipe(steps), &table, None).unwrap();
    assert_eq!(fitted.output_names(), ["price", "price (missing)"]);
    assert_eq!(fitted.sources(), [["c"], ["c"]]);
    assert_eq!(fitted.inputs(), table.columns());
    let later = one("c", texts(&["nothing", "7"]));
    assert_eq!(apply(&fitted, &later).column(0), [2.5, 7.0]);
}

#[test]
fn every_cast() {
    use crate::data::Kind;

    let table = Table::from_columns(vec![
        (
            "t".to_owned(),
            texts(&["yes", "0", "1.0", "2013-01-31 05:15"]),
        ),
        ("x".to_owned(), numbers(&[1.0, 0.0, 2.5, f64::NAN])),
    ])
    .unwrap();
    let cast = |name: &str, to| {
        let cast = Cast {
            to,
            on_failure: OnFailure::Gap,
        };
        let encode = (named(&[name]), Operation::Ordinal);
        let times = TimeParts {
            parts: vec![TimePart::Hour],
            cyclic: false,
        };
        let then = match to {
            Kind::Text => vec![encode],
            Kind::Time => vec![(named(&[name]), Operation::TimeParts(times))],
            _ => Vec::new(),
        };
        let steps = [vec![(named(&[name]), Operation::Cast(cast))], then].concat();
        let table = table.select(&[name]).unwrap();
        let fitted = fit(&recipe(steps), &table, None).unwrap();
        let values = apply(&fitted, &table).column(0).to_vec();
        (values, fitted.summary()[0].words.clone())
    };
    let lost = |n: usize| {
        let values = if n == 1 { "value" } else { "values" };
        format!("{n} {values} lost in 1 column.")
    };
    assert_eq!(
        cast("t", Kind::Decimal),
        (vec![0.5, 0.0, 1.0, 0.5], lost(2))
    );
    assert_eq!(cast("t", Kind::Integer), (vec![0.0; 4], lost(3)));
    assert_eq!(
        cast("t", Kind::Boolean),
        (vec![1.0, 0.0, 0.5, 0.5], lost(2))
    );
    assert_eq!(cast("t", Kind::Time), (vec![5.25; 4], lost(3)));
    assert_eq!(
        cast("x", Kind::Integer),
        (vec![1.0, 0.0, 0.5, 0.5], lost(1))
    );
    assert_eq!(
        cast("x", Kind::Boolean),
        (vec![1.0, 0.0, 0.5, 0.5], lost(1))
    );
    assert_eq!(cast("x", Kind::Text), (vec![1.0, 0.0, 2.0, 1.0], lost(0)));
}

#[test]
fn texts_are_measured_and_searched() {
    let table = one("t", texts(&["N12 ä", "x", "", "N7"]));
    let pattern = |action, template: &str| {
        Operation::TextPattern(TextPattern {
            pattern: r"^([A-Z])(?P<n>\d+)".to_owned(),
            action,
            template: template.to_owned(),
            name: String::new(),
        })
    };
    let of = || named(&["t"]);
    let steps = vec![
        (of(), Operation::TextLength(TextLength::DEFAULT)),
        (
            of(),
            Operation::TextLength(TextLength {
                count: TextUnit::Words,
            }),
        ),
        (of(), pattern(PatternAction::Flag, "")),
        (of(), pattern(PatternAction::Extract, "")),
        (of(), pattern(PatternAction::Template, "${n}$1!")),
        (
            Columns::Of(Group::Texts),
            Operation::OneHot(OneHot::DEFAULT),
        ),
    ];
    let matrix = apply(&fit(&recipe(steps), &table, None).unwrap(), &table);
    assert_eq!(
        column(&matrix, "t (characters)"),
        [5.0, 1.0, 8.0 / 3.0, 2.0]
    );
    assert_eq!(column(&matrix, "t (words)")[0], 2.0);
    assert_eq!(column(&matrix, "t (matches)")[..2], [1.0, 0.0]);
    assert_eq!(column(&matrix, "t (extract) = N"), [1.0, 0.0, 0.0, 1.0]);
    assert_eq!(column(&matrix, "t (template) = 12N!"), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(column(&matrix, "t (template) = 7N!"), [0.0, 0.0, 0.0, 1.0]);
}

#[test]
fn steps_are_about_what_there_was_when_they_came() {
    let table = two();
    let scale = || {
        (
            Columns::Of(Group::Numbers),
            Operation::Scale(Scale::DEFAULT),
        )
    };
    // The formula reads nothing that scaling has worked on, and is not scaled itself.
    let late = recipe(vec![
        (named(&["a"]), Operation::Scale(Scale::DEFAULT)),
        formula("twice", "2 * b"),
    ]);
    let fitted = fit(&late, &table, None).unwrap();
    assert_eq!(
        column(&apply(&fitted, &table), "twice"),
        [4.0, 0.0, 8.0, 2.0]
    );
    let early = recipe(vec![formula("twice", "2 * b"), scale()]);
    let fitted = fit(&early, &table, None).unwrap();
    assert!(column(&apply(&fitted, &table), "twice").contains(&-1.183_215_956_619_923_2));
}

#[test]
fn steps_are_edited_in_place() {
    let mut recipe = Recipe::default();
    let step = |(columns, operation)| RecipeStep::new(columns, operation);
    let scale = step((Columns::default(), Operation::Scale(Scale::DEFAULT)));
    assert_eq!(recipe.add(scale.clone()), 0);
    assert_eq!(recipe.add(step(filter("a > 0"))), 0);
    assert_eq!(recipe.add(step(formula("c", "a"))), 1);
    assert_eq!(recipe.add(scale.clone()), 3);
    recipe.replace(3, step(filter("b > 0")));
    recipe.replace(9, scale.clone());
    recipe.move_step(3, 0);
    recipe.move_step(0, 9);
    let ids = |recipe: &Recipe| -> Vec<&str> {
        recipe
            .steps
            .iter()
            .map(|step| step.operation.id())
            .collect()
    };
    assert_eq!(ids(&recipe), ["filter", "filter", "formula", "scale"]);
    assert_eq!(recipe.remove(3), Some(scale));
    assert_eq!(recipe.remove(3), None);
    let names = recipe.features_at(3, two().columns(), &Roles::of(&["a".to_owned()]));
    let names: Vec<String> = names.unwrap().into_iter().map(|info| info.name).collect();
    assert_eq!(names, ["a", "c"]);
}
