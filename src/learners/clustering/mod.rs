//! Groups of rows that are alike, found without answers.

mod dbscan;
mod k_means;
mod mixture;
mod silhouette;

pub use self::silhouette::silhouette;

use ndarray::Array2;

use super::{
    LearnError,
    params::{between, within},
};
use crate::terms::{Info, Matrix, Progress};

/// A way to group rows.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Clusterer {
    /// Round groups around their means.
    #[default]
    KMeans,
    /// Stretched groups that may overlap.
    Mixture,
    /// Dense groups of any shape, and rows that belong to none.
    Dbscan,
}

impl Clusterer {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::KMeans, Self::Mixture, Self::Dbscan];

    /// Name in files.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The way with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.id() == id)
    }

    /// What pickers, tooltips and help know about it.
    pub fn info(self) -> &'static Info {
        match self {
            Self::KMeans => &k_means::INFO,
            Self::Mixture => &mixture::INFO,
            Self::Dbscan => &dbscan::INFO,
        }
    }

    /// Whether it must be told how many groups there are.
    pub fn takes_k(self) -> bool {
        self != Self::Dbscan
    }
}

/// How rows are grouped.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClusterParams {
    /// The way.
    pub way: Clusterer,
    /// How many groups, 2 to 50; DBSCAN finds their number by itself.
    pub k: u32,
    /// How far a neighbour may be, above 0, for DBSCAN. Where none is given: as far as the
    /// neighbour that makes nine in ten rows dense.
    pub reach: Option<f64>,
    /// How many rows within reach, with itself, make a row dense, 2 to 1,000; for DBSCAN.
    pub dense: u32,
    /// What draws the first guesses.
    pub seed: u64,
}

impl Default for ClusterParams {
    fn default() -> Self {
        Self {
            way: Clusterer::KMeans,
            k: 4,
            reach: None,
            dense: 10,
            seed: 1,
        }
    }
}

impl ClusterParams {
    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// If one is not; the message says which, and what it must be.
    pub fn check(&self) -> Result<(), LearnError> {
        let checked = within("k", self.k, 2..=50)
            .and_then(|()| within("dense", self.dense, 2..=1000))
            .and_then(|()| match self.reach {
                Some(reach) => between("reach", reach, 1e-9..=1e9),
                None => Ok(()),
            });
        checked.map_err(|problem| self.told(&problem))
    }
}

impl ClusterParams {
    /// Why rows could not be grouped; the words of a learner would send people to step 5.
    fn told(&self, problem: &str) -> LearnError {
        LearnError::Data(format!(
            "{} cannot group the rows: {problem}. Change how to group in step 3.",
            self.way.info().name
        ))
    }
}

/// Which group each row is in.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustering {
    /// The group of each row, from 0 on; nothing for a row that belongs to none.
    pub labels: Vec<Option<u32>>,
    /// How many groups there are.
    pub n_clusters: usize,
    /// The sum of squared distances to the group's mean, for k-means.
    pub inertia: Option<f64>,
    /// Schwarz' criterion (lower is better), for a mixture: what tells how many groups to take.
    pub bic: Option<f64>,
    /// How far a neighbour could be, for DBSCAN.
    pub reach: Option<f64>,
}

/// Groups the rows of `matrix`, whose columns should be standardised and hold no NaN.
///
/// Groups are numbered by size, the largest first. Same rows, same seed, same groups.
///
/// # Errors
/// If a parameter is out of its range, there are fewer rows than groups, the library fails, or
/// somebody stops it.
pub fn cluster(
    params: &ClusterParams,
    matrix: &Matrix,
    progress: &dyn Progress,
) -> Result<Clustering, LearnError> {
    params.check()?;
    if matrix.n_rows() < params.k as usize || matrix.n_columns() == 0 {
        return Err(LearnError::Data(format!(
            "There are {} rows and {} columns of numbers, too few for {} groups. Take fewer groups, or other rows in step 2.",
            matrix.n_rows(),
            matrix.n_columns(),
            params.k
        )));
    }
    let rows = Array2::from_shape_fn((matrix.n_rows(), matrix.n_columns()), |(i, j)| {
        matrix.column(j)[i]
    });
    let found = match params.way {
        Clusterer::KMeans => k_means::cluster(params, &rows, progress),
        Clusterer::Mixture => mixture::cluster(params, rows, progress),
        Clusterer::Dbscan => dbscan::cluster(params, rows, progress),
    };
    match found {
        Ok(found) => Ok(by_size(found)),
        Err(LearnError::Failed { reason, .. }) => Err(params.told(&reason)),
        Err(other) => Err(other),
    }
}

/// The same groups, the largest first; empty ones are left out.
fn by_size(mut found: Clustering) -> Clustering {
    let mut sizes = vec![0_u64; found.n_clusters];
    for label in found.labels.iter().flatten() {
        sizes[*label as usize] += 1;
    }
    let mut order: Vec<usize> = (0..sizes.len()).filter(|&i| sizes[i] > 0).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(sizes[i]), i));
    let mut places = vec![0; sizes.len()];
    for (place, &i) in (0_u32..).zip(&order) {
        places[i] = place;
    }
    for label in found.labels.iter_mut().flatten() {
        *label = places[*label as usize];
    }
    found.n_clusters = order.len();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    /// Two blobs of 60 and 40 rows, far apart, and one row between them.
    fn blobs() -> Matrix {
        let noise = |i: usize| ((i as f64 * 12.9898).sin() * 43_758.545_3).fract();
        let center = |i: usize| match i {
            0..60 => -5.0,
            60..100 => 5.0,
            _ => 0.0,
        };
        let column = |salt: usize| -> Vec<f64> {
            (0..101).map(|i| center(i) + noise(2 * i + salt)).collect()
        };
        let mut matrix = Matrix::with_rows(101);
        matrix.push("a", &column(1));
        matrix.push("b", &column(2));
        matrix
    }

    #[test]
    fn every_way_finds_two_blobs_and_numbers_them_by_size() {
        for way in Clusterer::ALL {
            let params = ClusterParams {
                way,
                k: 2,
                reach: Some(1.5),
                dense: 5,
                ..ClusterParams::default()
            };
            let found = cluster(&params, &blobs(), &Silent).unwrap();
            assert_eq!(Clusterer::from_id(way.id()), Some(way));
            assert_eq!(found.n_clusters, 2, "{}", way.id());
            assert!(
                found.labels[..60].iter().all(|&label| label == Some(0)),
                "{}",
                way.id()
            );
            assert!(
                found.labels[60..100].iter().all(|&label| label == Some(1)),
                "{}",
                way.id()
            );
            // Only density has a word for a row that is nowhere.
            assert_eq!(found.labels[100].is_none(), way == Clusterer::Dbscan);
            assert_eq!(found, cluster(&params, &blobs(), &Silent).unwrap());
            let score = silhouette(&blobs(), &found.labels, &Silent).unwrap();
            assert!(score.value().unwrap() > 0.8, "{score}");
        }
    }

    #[test]
    fn too_few_rows_are_refused_in_words() {
        let mut matrix = Matrix::with_rows(2);
        matrix.push("a", &[1.0, 2.0]);
        let err = cluster(&ClusterParams::default(), &matrix, &Silent).unwrap_err();
        assert!(err.to_string().contains("fewer groups"), "{err}");
        let params = ClusterParams {
            k: 1,
            ..ClusterParams::default()
        };
        assert!(cluster(&params, &blobs(), &Silent).is_err());
    }
}
