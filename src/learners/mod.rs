//! Learners: what they need, how they are fitted, and what they answer.
//!
//! The only room that says `linfa` and `ndarray`. One learner is one file with its parameters, its
//! fit and its fitted model. A fitted model is flat numbers of our own: it is written to JSON and
//! read back bit by bit, and answers one row as it answers a million.
//!
//! What is linfa's: logistic regression with many weights, the solving of least squares, and the
//! moments of naive Bayes. What is our own, and why, stands in the learner's file; it goes through
//! linfa's `Fit` and `Predict` all the same where other linfa parts could use it.

mod answers;
mod blocks;
mod error;
mod fit;
mod fitted;
mod learner;
mod linear;
mod logistic;
mod mean;
mod naive_bayes;
mod newton;
mod params;
mod predictions;
mod prior;
mod quasi_newton;
mod solve;
mod tree;

pub use self::{
    answers::Answers,
    error::LearnError,
    fit::fit,
    fitted::{Fitted, Model},
    learner::Learner,
    linear::{Linear, LinearParams},
    logistic::{Logistic, LogisticParams},
    mean::{Mean, MeanParams},
    naive_bayes::{NaiveBayes, NaiveBayesParams},
    params::Params,
    predictions::Predictions,
    prior::{Prior, PriorParams},
    tree::{Criterion, Tree, TreeParams},
};
