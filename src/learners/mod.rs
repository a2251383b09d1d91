//! Learners: what they need, how they are fitted, and what they answer.
//!
//! The only room that says `linfa` and `ndarray`. One learner is one file with its parameters, its
//! fit and its fitted model. A fitted model is flat numbers of our own: it is written to JSON and
//! read back bit by bit, and answers one row as it answers a million.
//!
//! What is linfa's: logistic regression with many weights, the solving of least squares, the moments
//! of naive Bayes, support vector machines, k-means, Gaussian mixtures and DBSCAN. What is our own,
//! and why, stands in the learner's file; it goes through linfa's `Fit` and `Predict` all the same
//! where other linfa parts could use it, and tests hold it against linfa or scikit-learn.

mod adaboost;
mod answers;
mod aside;
mod bernoulli_bayes;
mod blocks;
mod boosting;
mod calibration;
mod clustering;
mod elastic_net;
mod ensemble;
mod error;
mod fit;
mod fitted;
mod forest;
mod form;
mod glm;
mod last;
mod learner;
mod linear;
mod logistic;
mod majority;
mod mean;
mod multinomial_bayes;
mod naive_bayes;
mod neighbors;
mod newton;
mod params;
mod pca;
mod predictions;
mod prior;
mod quasi_newton;
mod sampled;
mod shapley;
mod solve;
mod space;
mod svm;
mod tree;

pub use self::{
    adaboost::{AdaBoost, AdaBoostParams},
    answers::Answers,
    bernoulli_bayes::{BernoulliBayes, BernoulliBayesParams},
    boosting::{Boosting, BoostingParams},
    calibration::{CalibrationMethod, Calibrator, Sigmoid, Steps},
    clustering::{ClusterParams, Clusterer, Clustering, cluster, silhouette},
    elastic_net::ElasticNetParams,
    ensemble::{Trees, TreesNode},
    error::LearnError,
    fit::fit,
    fitted::{Fitted, Model},
    forest::{Forest, ForestParams},
    form::{FlatNode, FlatTree, Form, Link, Normals, Scores, Sum},
    glm::{Glm, GlmParams},
    last::{Last, LastParams},
    learner::Learner,
    linear::{Linear, LinearParams},
    logistic::{Logistic, LogisticParams},
    majority::{Majority, MajorityParams},
    mean::{Mean, MeanParams},
    multinomial_bayes::{MultinomialBayes, MultinomialBayesParams},
    naive_bayes::{NaiveBayes, NaiveBayesParams},
    neighbors::{Neighbors, NeighborsParams, Vote},
    params::Params,
    pca::{PCA, Pca},
    predictions::Predictions,
    prior::{Prior, PriorParams},
    sampled::Sampled,
    shapley::{Scale, Shapley, ShapleyOutput, shapley},
    space::{Dimension, Span},
    svm::{Kernel, Svm, SvmParams},
    tree::{Criterion, Tree, TreeParams},
};
