//! Where two versions answer the same rows in different ways.

use std::{collections::VecDeque, sync::Arc};

use serde_json::Value;

use crate::steps::Prediction;

/// Differing rows that are remembered.
const MOST_ROWS: usize = 200;

/// What two versions answered to the same rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// Rows that both answered.
    pub rows: u64,
    /// Rows with another class, or with a number that differs in any bit.
    pub differing: u64,
    /// Rows that only the first one answered: the second one failed.
    pub failed: u64,
    /// Rows that were not compared, because the second one could not keep up.
    pub skipped: u64,
    /// The sum of the gaps of the compared rows.
    gaps: f64,
    /// The last rows that differ, oldest first, at most 200.
    pub last: VecDeque<Arc<Difference>>,
}

/// One row with two answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The id of the prediction that the client got.
    pub id: String,
    /// When it was answered, in microseconds since the epoch.
    pub at: i64,
    /// The raw columns, as a JSON object.
    pub inputs: Value,
    /// What the first one answered.
    pub first: Prediction,
    /// What the second one answered.
    pub second: Prediction,
}

impl Differences {
    /// Takes in the answers to one row. `about` makes the rest of the difference, where there is
    /// one.
    pub fn compare(
        &mut self,
        first: &Prediction,
        second: &Prediction,
        about: impl FnOnce() -> (String, i64, Value),
    ) {
        self.rows += 1;
        self.gaps += gap(first, second);
        let bits = |one: &Prediction| one.value.map(f64::to_bits);
        if first.class == second.class && bits(first) == bits(second) {
            return;
        }
        self.differing += 1;
        let (id, at, inputs) = about();
        if self.last.len() == MOST_ROWS {
            self.last.pop_front();
        }
        self.last.push_back(Arc::new(Difference {
            id,
            at,
            inputs,
            first: first.clone(),
            second: second.clone(),
        }));
    }

    /// The mean gap of the compared rows, nothing without any: the largest change of a class's
    /// probability, or how far two numbers lie apart.
    pub fn mean_gap(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.gaps / self.rows as f64)
    }
}

fn gap(first: &Prediction, second: &Prediction) -> f64 {
    if let (Some(first), Some(second)) = (first.value, second.value) {
        return (first - second).abs();
    }
    let shares = first.probabilities.iter().zip(&second.probabilities);
    shares.fold(0.0, |most, (first, second)| {
        f64::max(most, (first - second).abs())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn class(class: &str, share: f64) -> Prediction {
        Prediction {
            class: Some(class.to_owned()),
            value: None,
            probabilities: vec![share, 1.0 - share],
        }
    }

    #[test]
    fn only_another_answer_is_a_difference_but_every_gap_counts() {
        let mut found = Differences::default();
        assert_eq!(found.mean_gap(), None);
        let about = || ("a".to_owned(), 1, json!({ "x": 1 }));
        found.compare(&class("no", 0.75), &class("no", 0.5), || panic!("the same"));
        found.compare(&class("no", 0.5), &class("yes", 0.25), about);
        assert_eq!((found.rows, found.differing), (2, 1));
        assert_eq!(found.mean_gap(), Some(0.25));
        let number = |value| Prediction {
            class: None,
            value: Some(value),
            probabilities: Vec::new(),
        };
        for i in 0..300 {
            found.compare(&number(1.0), &number(2.0), || {
                (i.to_string(), i, Value::Null)
            });
        }
        assert_eq!(found.last.len(), 200);
        assert_eq!(found.last.back().unwrap().id, "299");
        assert_eq!(found.differing, 301);
    }
}
