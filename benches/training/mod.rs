//! Training and answering on 250,000 made rows of 16 columns, beside scikit-learn 1.9.1 on the
//! same two cores (the design's section 7).

use nonagon::{
    learners::{self, Answers, Model as _, Params},
    terms::{Matrix, Silent},
};

const ROWS: usize = 250_000;
const COLUMNS: usize = 16;

/// Learner, what scikit-learn takes to train it, and its parameters.
const LEARNERS: [(&str, &str, &str); 8] = [
    ("logistic", "0.41 s", "learner = 'logistic'"),
    ("Gaussian naive Bayes", "0.22 s", "learner = 'naive_bayes'"),
    ("tree, depth 6", "1.1 s", "learner = 'tree'"),
    ("100 trees, depth 12", "21 s", "learner = 'forest'"),
    ("boosting, 100 rounds", "", "learner = 'boosting'"),
    (
        "boosting, 300 rounds",
        "",
        "learner = 'boosting'\nrounds = 300",
    ),
    ("AdaBoost, 50 stumps", "", "learner = 'adaboost'"),
    ("balanced logistic", "", "learner = 'logistic'"),
];

/// Trains each once on all rows, then asks it about one row a thousand times.
pub(crate) fn run(matrix: &Matrix, codes: &[u32]) -> anyhow::Result<()> {
    let answers = Answers::Classes {
        codes,
        n_classes: 2,
    };
    let weights: Vec<f64> = codes.iter().map(|&code| f64::from(1 + code)).collect();
    let row = matrix.take(&[7]);
    for (name, target, toml) in LEARNERS {
        let params: Params = toml::from_str(toml)?;
        let weights = name.starts_with("balanced").then_some(weights.as_slice());
        let fit = || learners::fit(&params, matrix, answers, weights, 1, &Silent);
        super::time(&format!("train {name}, 250000 x 16"), target, || Ok(fit()?))?;
        let fitted = fit()?;
        super::time(&format!("1000 times one row, {name}"), "20 ms", || {
            for _ in 0..1000 {
                std::hint::black_box(fitted.predict(std::hint::black_box(&row)));
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Columns of noise; the odds bend with two of them and grow with two others.
pub(crate) fn made() -> (Matrix, Vec<u32>) {
    let mut state = 1_u64;
    let mut noise = || {
        // SplitMix64 (Steele et al. 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut matrix = Matrix::with_rows(ROWS);
    for j in 0..COLUMNS {
        let column: Vec<f64> = (0..ROWS).map(|_| noise() * 2.0 - 1.0).collect();
        matrix.push(format!("c{j}"), &column);
    }
    let code = |i: usize| {
        let at = |j: usize| matrix.column(j)[i];
        let odds = 2.0 * at(0) - at(1) + 3.0 * at(2) * at(3) + (4.0 * at(4)).sin() - 0.5;
        u32::from(noise() < 1.0 / (1.0 + (-odds).exp()))
    };
    let codes = (0..ROWS).map(code).collect();
    (matrix, codes)
}
