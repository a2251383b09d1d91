//! What holds for whatever recipe and table.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_are_the_same_alone_and_together_and_after_a_file((train, target) in any_table(2..30), (later, _) in any_table(1..20)) {
        let mut recipe = Recipe::standard(train.columns());
        for step in &mut recipe.steps {
            if let Operation::Encode(encode) = &mut step.operation {
                encode.max_levels = 3;
            }
        }
        let Ok(fitted) = fit(&recipe, &train, Some(&target)) else {
            return Ok(());
        };
        let json = serde_json::to_string(&fitted).unwrap();
        let read: FittedRecipe = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &fitted);
        let batch = apply(&fitted, &later);
        prop_assert!(batch.values().iter().all(|value| value.is_finite()));
        prop_assert_eq!(batch.names(), fitted.output_names());
        prop_assert_eq!(fitted.sources().len(), batch.n_columns());
        for row in 0..later.n_rows() {
            prop_assert_eq!(bits(&apply(&read, &later.slice(row, 1)), 0), bits(&batch, row));
        }
        let training = training(&fitted, &train);
        prop_assert!(training.values().iter().all(|value| value.is_finite()));
    }
}
