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
