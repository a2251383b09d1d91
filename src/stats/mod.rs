//! Slices in, numbers out: what every room above computes with.
//!
//! Everything here skips or refuses NaN by a rule that its doc comment states, sums in a fixed
//! order, and, where a whole can be computed from parts, can be merged.

mod association;
mod beta_binomial;
mod comoments;
mod deviation;
mod ecdf;
mod histogram;
mod inverse;
mod isotonic;
mod kolmogorov;
mod kolmogorov_exact;
mod missing;
mod moments;
mod order;
mod quantile;
mod rank;
mod row_sums;
pub mod special;
mod tally;
mod wilson;

pub use self::{
    association::{
        Association, Contingency, DenseRanks, correlation_ratio, cramers_v, cramers_v_raw,
        decile_codes, mutual_information, normalised_mutual_information, spearman_of_ranks,
    },
    beta_binomial::beta_binomial_range,
    comoments::{Comoments, pearson, spearman},
    deviation::median_absolute_deviation,
    ecdf::Ecdf,
    histogram::{EdgesDiffer, Histogram, even_edges},
    inverse::positive_inverse,
    isotonic::Steps,
    kolmogorov::{kolmogorov_sf, ks_one_sample_sf, ks_two_sample_sf},
    kolmogorov_exact::ks_two_sample_exact_sf,
    missing::MISSING,
    moments::Moments,
    order::{order_key, sort_floats, sorted_finite, value_of_key},
    quantile::{median, quantile_at, quantile_sorted},
    rank::{average_ranks, order},
    row_sums::RowSums,
    tally::Tally,
    wilson::{share_difference, wilson},
};
