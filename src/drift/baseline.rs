use super::{
    AlarmBudget, BinCounts, Bins, CategorySummary, ColumnDrift, Distance, NumberSummary, Outline,
    Sample, Scale, Sides, Summary, Table, Verdict, Weights,
    distance::{self, NO_ROWS, Pair, psi},
    limit::{Groups, Law, Laws, QuantileBins},
    outline::plot_edges,
    summary::walk,
};
use crate::terms::Figure;

/// Fewer rows than this on a side say nothing, whatever the figures.
const LEAST_ROWS: u64 = 20;
/// If more of the rows to come than this share may lie outside the reference, it is too small.
const MOST_UNSEEN: f64 = 0.1;

/// The reference of one column: summarised once, compared with many chunks.
#[derive(Clone, Debug)]
pub struct Baseline {
    reference: Reference,
    budget: AlarmBudget,
    seed: u64,
    laws: Laws,
}

#[derive(Clone, Debug)]
enum Reference {
    Numbers(Box<Numbers>),
    Categories(CategorySummary),
}

/// What of the numbers of the reference every chunk needs.
#[derive(Clone, Debug)]
struct Numbers {
    summary: NumberSummary,
    std: Figure,
    bins: Bins,
    counts: BinCounts,
    unseen: f64,
    plot_edges: Vec<f64>,
    weights: Weights,
}

/// Both sides in the bins that decide.
struct Seen {
    table: Table,
    law: Option<Law>,
    /// Share of the rows to come that may lie outside the reference by chance.
    unseen: f64,
}

impl Baseline {
    /// The baseline of these rows, with the default alarm budget.
    pub fn new(reference: Sample<'_>) -> Self {
        Self::of(Summary::of(reference))
    }

    /// The baseline of a summary that was computed elsewhere, with the default alarm budget.
    pub fn of(reference: Summary) -> Self {
        let reference = match reference {
            Summary::Categories(categories) => Reference::Categories(categories),
            Summary::Numbers(summary) => {
                let bins = Bins::of(&summary);
                Reference::Numbers(Box::new(Numbers {
                    std: summary.std(),
                    counts: bins.count(&summary),
                    unseen: bins.unseen(&summary),
                    plot_edges: plot_edges(&summary, &bins),
                    weights: bins.weights(&summary),
                    bins,
                    summary,
                }))
            }
        };
        Self {
            reference,
            budget: AlarmBudget::default(),
            seed: 0,
            laws: Laws::default(),
        }
    }

    /// With another number of false alarms to expect.
    pub fn with_budget(self, budget: AlarmBudget) -> Self {
        Self { budget, ..self }
    }

    /// With another seed of the permutations.
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Drawing no law that is among these: to be shared by the columns of a table.
    pub fn with_laws(self, laws: &Laws) -> Self {
        let laws = laws.clone();
        Self { laws, ..self }
    }

    /// Compares the rows of a chunk.
    pub fn compare(&self, current: Sample<'_>, methods: &[Distance]) -> ColumnDrift {
        self.compare_summary(&Summary::of(current), methods)
    }

    /// Compares the rows of a chunk, and says how their PSI is spread by chance; no law where
    /// nothing can be compared.
    pub fn compare_with_law(
        &self,
        current: Sample<'_>,
        methods: &[Distance],
    ) -> (ColumnDrift, Option<Law>) {
        self.judged(&Summary::of(current), methods)
    }

    /// Compares the summary of a chunk.
    pub fn compare_summary(&self, current: &Summary, methods: &[Distance]) -> ColumnDrift {
        self.judged(current, methods).0
    }

    fn judged(&self, current: &Summary, methods: &[Distance]) -> (ColumnDrift, Option<Law>) {
        match (&self.reference, current) {
            (Reference::Numbers(reference), Summary::Numbers(current)) => {
                self.compare_numbers(reference, current, methods)
            }
            (Reference::Categories(reference), Summary::Categories(current)) => {
                let table = Table::of_categories(reference, current);
                let groups = Groups {
                    reference: &table.reference,
                    current: &table.current,
                    by_value: 0,
                };
                let law = groups.law(self.seed, LEAST_ROWS);
                let pair = Pair {
                    table: &table,
                    numbers: None,
                };
                let scores = methods.iter().map(|method| method.measure(pair)).collect();
                let sides = Sides { reference, current };
                let outline = table.shares().map(|_| Outline::of_categories(sides));
                let seen = Seen {
                    table,
                    law,
                    unseen: 0.0,
                };
                (self.judge(&seen, scores, outline), seen.law)
            }
            (_, current) => (self.incomparable(current, methods), None),
        }
    }

    fn compare_numbers(
        &self,
        reference: &Numbers,
        current: &NumberSummary,
        methods: &[Distance],
    ) -> (ColumnDrift, Option<Law>) {
        let counts = reference.bins.count(current);
        let table = BinCounts::table(&reference.counts, &counts);
        let law = self.law(reference, current);
        let numbers = distance::Numbers {
            reference: &reference.summary,
            reference_std: &reference.std,
            current,
        };
        let pair = Pair {
            table: &table,
            numbers: Some(numbers),
        };
        let scores = methods.iter().map(|method| method.measure(pair)).collect();
        let outline = table.shares().map(|_| {
            let sides = Sides {
                reference: &reference.summary,
                current,
            };
            Outline::of_numbers(sides, &reference.bins, &reference.plot_edges)
        });
        let unseen = reference.unseen / reference.summary.rows().max(1) as f64;
        let seen = Seen { table, law, unseen };
        (self.judge(&seen, scores, outline), seen.law)
    }

    /// How the PSI of these chunks is spread by chance.
    fn law(&self, reference: &Numbers, current: &NumberSummary) -> Option<Law> {
        let (n, m) = (reference.summary.rows(), current.rows());
        if n == 0 || m == 0 {
            return None;
        }
        if reference.bins.is_by_value() {
            return by_value(&reference.summary, current).law(self.seed);
        }
        let quantile = QuantileBins {
            reference: &reference.summary,
            bins: &reference.bins,
            counts: &reference.counts,
            weights: &reference.weights,
        };
        if quantile.is_plain(m) {
            return quantile.plain(current);
        }
        if quantile.is_tied(m) {
            return quantile.exchanged(current, self.seed);
        }
        quantile.drawn(current, &self.laws, self.seed)
    }

    fn judge(
        &self,
        seen: &Seen,
        scores: Vec<distance::Score>,
        outline: Option<Outline>,
    ) -> ColumnDrift {
        let (reference_rows, current_rows) = seen.table.rows();
        let none = || Figure::not_computable(NO_ROWS);
        let mut drift = ColumnDrift {
            verdict: Verdict::Unknown,
            limit: psi::GREATEST,
            psi: none(),
            p_value: none(),
            smallest_shift: none(),
            reference_rows,
            current_rows,
            scores,
            outline,
        };
        let (Some(law), Some((r, c))) = (&seen.law, seen.table.shares()) else {
            return drift;
        };
        let value = psi(&r, &c);
        let limit = law.limit(self.budget.probability());
        let smallest_shift = law.smallest_shift(limit);
        let is_enough =
            reference_rows.min(current_rows) >= LEAST_ROWS && seen.unseen <= MOST_UNSEEN;
        drift.limit = limit;
        drift.psi = Figure::Value(value);
        drift.p_value = Figure::finite(law.p_value(value), "the p-value is not finite");
        drift.smallest_shift = Figure::finite(smallest_shift, "no shift can be seen");
        drift.verdict = if !is_enough {
            Verdict::Unknown
        } else if value > limit {
            Verdict::Drift
        } else {
            drift.without_drift()
        };
        drift
    }

    /// The answer where one side holds numbers and the other categories.
    fn incomparable(&self, current: &Summary, methods: &[Distance]) -> ColumnDrift {
        let (scale, reference_rows) = match &self.reference {
            Reference::Numbers(numbers) => (Scale::Numbers, numbers.summary.rows()),
            Reference::Categories(categories) => (Scale::Categories, categories.rows()),
        };
        let (ours, theirs) = (scale.name(), current.scale().name());
        let reason = format!("the reference holds {ours}, the current rows {theirs}");
        let none = || Figure::not_computable(reason.as_str());
        ColumnDrift {
            verdict: Verdict::Unknown,
            limit: psi::GREATEST,
            psi: none(),
            p_value: none(),
            smallest_shift: none(),
            reference_rows,
            current_rows: current.rows(),
            scores: methods
                .iter()
                .map(|method| method.not_computable(&reason))
                .collect(),
            outline: None,
        }
    }
}

/// Both sides value by value, and the missing rows.
struct ByValue {
    reference: Vec<u64>,
    current: Vec<u64>,
}

fn by_value(reference: &NumberSummary, current: &NumberSummary) -> ByValue {
    let mut found = ByValue {
        reference: Vec::new(),
        current: Vec::new(),
    };
    walk(reference, current, |_, r, c| {
        found.reference.push(r);
        found.current.push(c);
    });
    found.reference.push(reference.missing());
    found.current.push(current.missing());
    found
}

impl ByValue {
    fn law(&self, seed: u64) -> Option<Law> {
        let groups = Groups {
            reference: &self.reference,
            current: &self.current,
            by_value: self.reference.len() - 1,
        };
        groups.law(seed, LEAST_ROWS)
    }
}
