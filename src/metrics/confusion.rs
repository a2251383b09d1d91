/// Rows by true and by answered class; those of parts can be merged.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConfusionMatrix {
    n_classes: usize,
    /// By true class, then by answered class.
    counts: Vec<u64>,
}

impl ConfusionMatrix {
    /// Counts the rows of `labels` and `predicted`, whose codes are below `n_classes`; rows with
    /// another code, such as a missing one, are left out.
    pub fn of(labels: &[u32], predicted: &[u32], n_classes: usize) -> Self {
        let mut counts = vec![0; n_classes * n_classes];
        for (&label, &answer) in labels.iter().zip(predicted) {
            let (label, answer) = (label as usize, answer as usize);
            if label < n_classes && answer < n_classes {
                counts[label * n_classes + answer] += 1;
            }
        }
        Self { n_classes, counts }
    }

    /// The matrix of these counts, by true class, then by answered class.
    pub(super) fn of_counts(n_classes: usize, counts: Vec<u64>) -> Self {
        Self { n_classes, counts }
    }

    /// Number of classes.
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// Rows of the class `label` that were answered with `answer`; 0 for an unknown class.
    pub fn count(&self, label: u32, answer: u32) -> u64 {
        let (label, answer) = (label as usize, answer as usize);
        if label < self.n_classes && answer < self.n_classes {
            self.counts[label * self.n_classes + answer]
        } else {
            0
        }
    }

    /// One row per true class, with one count per answered class (scikit-learn's layout).
    pub fn rows(&self) -> Vec<Vec<u64>> {
        self.counts
            .chunks(self.n_classes.max(1))
            .map(<[u64]>::to_vec)
            .collect()
    }

    /// The classes' codes.
    pub fn classes(&self) -> impl Iterator<Item = u32> + use<> {
        0..self.n_classes as u32
    }

    /// All rows.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Rows that were answered rightly.
    pub fn correct(&self) -> u64 {
        self.classes().map(|class| self.count(class, class)).sum()
    }

    /// Rows of this class.
    pub fn labelled(&self, class: u32) -> u64 {
        self.classes().map(|answer| self.count(class, answer)).sum()
    }

    /// Rows that were answered with this class.
    pub fn answered(&self, class: u32) -> u64 {
        self.classes().map(|label| self.count(label, class)).sum()
    }

    /// Adds the rows of `other`; a class that only one of them knows is added too.
    pub fn merge(&mut self, other: &Self) {
        let n_classes = self.n_classes.max(other.n_classes);
        let codes = (0..n_classes as u32).flat_map(|l| (0..n_classes as u32).map(move |a| (l, a)));
        let counts =
            codes.map(|(label, answer)| self.count(label, answer) + other.count(label, answer));
        *self = Self {
            n_classes,
            counts: counts.collect(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_truth() {
        let confusion = ConfusionMatrix::of(&[0, 0, 1, 1, 1, u32::MAX], &[0, 1, 1, 1, 0, 0], 2);
        assert_eq!(confusion.rows(), [[1, 1], [1, 2]]);
        assert_eq!((confusion.labelled(1), confusion.answered(0)), (3, 2));
        assert_eq!((confusion.total(), confusion.correct()), (5, 3));
        assert!(ConfusionMatrix::of(&[], &[], 0).rows().is_empty());
    }

    proptest::proptest! {
        #[test]
        fn parts_merge_to_the_whole(rows in proptest::collection::vec((0..4_u32, 0..4_u32), 0..60), cut in 0..60_usize) {
            let (labels, answers): (Vec<u32>, Vec<u32>) = rows.iter().copied().unzip();
            let cut = cut.min(rows.len());
            let mut merged = ConfusionMatrix::of(&labels[..cut], &answers[..cut], 4);
            merged.merge(&ConfusionMatrix::of(&labels[cut..], &answers[cut..], 4));
            proptest::prop_assert_eq!(merged, ConfusionMatrix::of(&labels, &answers, 4));
        }
    }
}
