//! What is wrong is said, with the step and the column.

use super::*;

#[test]
fn what_is_missing_or_wrong_is_said() {
    let table = one("c", texts(&["a", "b"]));
    let message = |recipe: &Recipe| fit(recipe, &table, None).unwrap_err().to_string();
    assert!(
        message(&Recipe::default())
            .contains("“c” of kind text is not turned into numbers. Add an encoding")
    );
    assert!(
        message(&step(Operation::Scale(Scale::DEFAULT)))
            .starts_with("Scale works on numbers, not on “c”")
    );
    assert!(message(&step(Operation::OneHot(OneHot { max_levels: 0 }))).contains("Change step 1"));
    let named = Recipe {
        steps: vec![RecipeStep {
            columns: Columns::Named(vec!["d".to_owned()]),
            operation: Operation::DropConstant,
            off: false,
        }],
    };
    assert!(message(&named).contains("“d”, which is no feature"));
    let fitted = fit(&step(Operation::Ordinal), &table, None).unwrap();
    let later = one("d", texts(&["a"]));
    let missing = fitted.transform(&later, &Silent).unwrap_err().to_string();
    assert_eq!(
        missing,
        "The column “c” is missing. Add it to the rows, empty where it is not known."
    );
    let numeric = one("x", numbers(&[1.0, 2.0]));
    let fitted = fit(&step(Operation::Scale(Scale::DEFAULT)), &numeric, None).unwrap();
    for other in [texts(&["a"]), ColumnData::Times(vec![Some(0)])] {
        let other = fitted.transform(&one("x", other), &Silent);
        assert!(
            matches!(other, Err(RecipeError::OtherKind { .. })),
            "{other:?}"
        );
    }
    // Integers, booleans and gaps can stand for numbers.
    for other in [
        ColumnData::Integers(vec![Some(3)]),
        ColumnData::Booleans(vec![Some(true)]),
        texts(&[""]),
    ] {
        assert!(fitted.transform(&one("x", other), &Silent).is_ok());
    }
}

/// What is said of steps on columns x (numbers), c (text) and t (times), with x as the target.
fn said(steps: Vec<(Columns, Operation)>) -> String {
    let table = Table::from_columns(vec![
        ("x".to_owned(), numbers(&[1.0, 2.0, f64::NAN])),
        ("c".to_owned(), texts(&["a", "1", "b"])),
        (
            "t".to_owned(),
            ColumnData::Times(vec![Some(0), Some(1), None]),
        ),
    ]);
    let table = table.unwrap();
    let step = |(columns, operation)| RecipeStep::new(columns, operation);
    let recipe = Recipe {
        steps: steps.into_iter().map(step).collect(),
    };
    fit(&recipe, &table, None).unwrap_err().to_string()
}

fn of(name: &str) -> Columns {
    Columns::Named(vec![name.to_owned()])
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

fn rename(to: &str) -> Operation {
    Operation::Rename(Rename { to: to.to_owned() })
}

fn pattern(pattern: &str, template: &str) -> Operation {
    Operation::TextPattern(TextPattern {
        pattern: pattern.to_owned(),
        action: PatternAction::Template,
        template: template.to_owned(),
        name: String::new(),
    })
}

#[test]
fn formulas_and_filters_say_what_is_wrong_with_them() {
    let scale = || (of("x"), Operation::Scale(Scale::DEFAULT));
    let cases = [
        (
            vec![formula("y", "x + z")],
            "Step 1 of the recipe (Formula):",
            "“z”",
        ),
        (
            vec![formula("y", "x +")],
            "Step 1 of the recipe (Formula):",
            "",
        ),
        (
            vec![formula("x", "1 + x")],
            "Step 1 of the recipe (Formula) makes a column “x”",
            "another name",
        ),
        (
            vec![formula("", "x")],
            "The column of a formula needs a name",
            "step 1",
        ),
        (
            vec![filter("x + 1")],
            "A filter needs a condition",
            "step 1",
        ),
        (
            vec![scale(), filter("x > 100")],
            "Step 2 of the recipe (Filter rows) leaves rows out, but step 1 (Scale)",
            "Move step 2 before step 1.",
        ),
        (
            vec![filter("x > 100")],
            "Step 1 of the recipe (Filter rows) leaves no row",
            "",
        ),
        (
            vec![scale(), formula("y", "x")],
            "Step 2 of the recipe (Formula) reads “x” as the data has it, but step 1 (Scale)",
            "Move step 2 before step 1.",
        ),
    ];
    hold(cases);
}

#[test]
fn new_columns_say_what_is_wrong_with_them() {
    let cases = [
        (
            vec![(of("c"), rename("x"))],
            "Step 1 of the recipe (Rename) makes a column “x”",
            "",
        ),
        (
            vec![(of("z"), rename("y"))],
            "Step 1 of the recipe (Rename) names the column “z”",
            "Choose one of: x, c, t.",
        ),
        (
            vec![(Columns::default(), rename("y"))],
            "A new name is for one column, but 3 are chosen",
            "step 1",
        ),
        (
            vec![(of("c"), Operation::Cast(Cast::DEFAULT))],
            "Step 1 of the recipe cannot read 2 values of “c” as decimal; the first is “a”",
            "",
        ),
        (
            vec![(of("x"), Operation::Lag(Lag::DEFAULT))],
            "Step 1 of the recipe (Lag) goes by the time, but no time column is set",
            "step 1",
        ),
        (
            vec![(of("c"), pattern("(a", "$1"))],
            "The text pattern “(a” is no regular expression",
            "unclosed group",
        ),
        (
            vec![(of("c"), pattern("(a)", "$2"))],
            "The template names the group “2”",
            "step 1",
        ),
        (
            vec![(of("x"), pattern("(a)", "$1"))],
            "Text pattern works on text, not on “x”",
            "step 1",
        ),
        (
            vec![(of("c"), Operation::Drop), (of("c"), Operation::Ordinal)],
            "The recipe names the column “c”, which is no feature",
            "step 2",
        ),
    ];
    hold(cases);
}

/// Steps, how their message starts, and what it holds.
type Case<'a> = (Vec<(Columns, Operation)>, &'a str, &'a str);

fn hold<const N: usize>(cases: [Case<'_>; N]) {
    for (steps, starts, holds) in cases {
        let message = said(steps);
        assert!(
            message.starts_with(starts) && message.contains(holds),
            "{message}"
        );
    }
}

#[test]
fn column_operations_say_what_is_wrong_with_them() {
    let clip = |at, lower, upper| Operation::Clip(Clip { at, lower, upper });
    let bin = |bins, output| {
        Operation::Bin(Bin {
            bins,
            output,
            ..Bin::DEFAULT
        })
    };
    let rolling = |over| {
        Operation::Rolling(Rolling {
            over,
            time: Some("c".to_owned()),
            ..Rolling::DEFAULT
        })
    };
    let one_hot = || (of("c"), Operation::OneHot(OneHot::DEFAULT));
    let cases = [
        (
            vec![(of("x"), clip(ClipAt::Values, None, None))],
            "Clipping needs a lower or an upper limit",
        ),
        (
            vec![(of("x"), clip(ClipAt::Quantiles, Some(1.5), None))],
            "Quantiles to clip at",
        ),
        (
            vec![(of("x"), clip(ClipAt::Values, Some(2.0), Some(1.0)))],
            "The lower limit",
        ),
        (
            vec![(of("x"), clip(ClipAt::Values, Some(f64::NAN), None))],
            "The limits of clipping",
        ),
        (
            vec![(of("x"), bin(1, BinOutput::Place))],
            "Numbers are cut into 2 to 1000 bins",
        ),
        (
            vec![one_hot(), (of("c"), bin(2, BinOutput::Text))],
            "Cut into bins works on one column of numbers",
        ),
        (
            vec![(of("c"), Operation::Log(Log::DEFAULT))],
            "Logarithm works on numbers, not on “c”",
        ),
        (
            vec![(of("x"), Operation::Rare(Rare::DEFAULT))],
            "Merge rare values works on text, not on “x”",
        ),
        (
            vec![(of("x"), rolling(Over::Rows(0)))],
            "A rolling window has 1 to 100,000 rows",
        ),
        (
            vec![(of("x"), rolling(Over::Span(Span::ZERO)))],
            "A rolling window is longer than no time",
        ),
        (
            vec![(of("x"), rolling(Over::Rows(2)))],
            "Rolling statistic works on rows in the order of a time, not on “c”",
        ),
    ];
    for (steps, starts) in cases {
        let message = said(steps);
        assert!(
            message.starts_with(starts) && message.contains("Change step"),
            "{message}"
        );
    }
}
