//! Recipes in project files and as JSON.

use super::*;

#[test]
fn a_recipe_stands_in_a_project_file() {
    let text = "[[steps]]\ncolumns = \"numbers\"\noperation = \"impute\"\nwith = \"mean\"\n\n[[steps]]\ncolumns = [\"a\", \"b\"]\noperation = \"one_hot\"\nmax_levels = 3\n\n[[steps]]\ncolumns = \"all\"\noperation = \"drop_constant\"\n";
    let recipe: Recipe = toml::from_str(text).unwrap();
    assert_eq!(
        recipe.steps[1].operation,
        Operation::OneHot(OneHot { max_levels: 3 })
    );
    assert_eq!(
        recipe.steps[1].columns,
        Columns::Named(vec!["a".to_owned(), "b".to_owned()])
    );
    let all = Recipe {
        steps: Operation::ALL
            .into_iter()
            .flat_map(|operation| step(operation).steps)
            .collect(),
    };
    for recipe in [recipe, all] {
        let written = toml::to_string(&recipe).unwrap();
        assert_eq!(
            toml::from_str::<Recipe>(&written).unwrap(),
            recipe,
            "{written}"
        );
    }
    let misspelt = text.replace("max_levels", "max_level");
    assert!(
        toml::from_str::<Recipe>(&misspelt)
            .unwrap_err()
            .to_string()
            .contains("max_level")
    );
}

#[test]
fn a_file_says_which_steps_are_off_and_only_that() {
    let before = "[[steps]]\noperation = \"ordinal\"\n";
    let mut recipe: Recipe = toml::from_str(before).unwrap();
    assert!(!recipe.steps[0].off);
    assert!(!toml::to_string(&recipe).unwrap().contains("off"));
    recipe.steps[0].off = true;
    let written = toml::to_string(&recipe).unwrap();
    assert!(written.contains("off = true"), "{written}");
    assert_eq!(toml::from_str::<Recipe>(&written).unwrap(), recipe);
}

#[test]
fn every_operation_is_found_by_its_id() {
    for operation in Operation::ALL {
        let info = operation.info();
        assert_eq!(Operation::from_id(info.id), Some(operation.clone()));
        let written = toml::to_string(&step(operation)).unwrap();
        assert!(
            written.contains(&format!("operation = \"{}\"", info.id)),
            "{written}"
        );
        assert!(!info.summary.is_empty() && !info.reference.is_empty());
    }
}
