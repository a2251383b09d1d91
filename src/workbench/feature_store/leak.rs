use std::{cell::Cell, path::Path};

use anyhow::Context as _;

use super::FeatureStore;
use crate::{
    automation::{Materials, Pipeline, Project, Promotion, Results},
    data::Table,
    features::Rule,
    metrics::Metric,
    sources::Passwords,
    steps::{Package, Step, extraction::Features, monitoring, training},
    terms::{Figure, Part, Progress},
};

/// What a model seems to be worth if features may come from the future, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Leak {
    /// The feature service and its version.
    pub service: String,
    /// Rows of the data set.
    pub rows: u64,
    /// Rows that the naive join gives a value from the future.
    pub from_the_future: u64,
    /// Each metric on the test part: with what was known then, and with the newest value whenever
    /// it came.
    pub metrics: Vec<(Metric, Figure, Figure)>,
}

/// What one way of joining gave.
struct Learned {
    metrics: Vec<(Metric, Figure)>,
    rows: u64,
    from_the_future: u64,
}

impl FeatureStore {
    /// Trains the model of a project twice, in everything alike but in how its features are
    /// joined: as they were known when each row asks, and as the naive join by keys gives them.
    /// Nothing of it is kept.
    ///
    /// # Errors
    /// If the project reads no feature service, or a step of it fails.
    pub fn leak(
        &self,
        project: &Project,
        (folder, passwords): (&Path, &Passwords),
        progress: &dyn Progress,
    ) -> anyhow::Result<Leak> {
        let features = project.extraction.features.as_ref();
        let features = features.context(
            "This project reads no feature service. Say which one in its file, under [extraction.features].",
        )?;
        let place = (folder, passwords);
        let half = Part::new(progress, 0.0, 0.5);
        let honest = self.learn(Rule::PointInTime, project, place, &half)?;
        let half = Part::new(progress, 0.5, 1.0);
        let naive = self.learn(Rule::Newest, project, place, &half)?;
        let pairs = honest.metrics.iter().filter_map(|(metric, value)| {
            let mut others = naive.metrics.iter();
            let (_, other) = others.find(|(of, _)| of == metric)?;
            Some((*metric, value.clone(), other.clone()))
        });
        Ok(Leak {
            service: features.service.clone(),
            rows: naive.rows,
            from_the_future: naive.from_the_future,
            metrics: pairs.collect(),
        })
    }

    /// The model of the project with features joined by `rule`.
    fn learn(
        &self,
        rule: Rule,
        project: &Project,
        (folder, passwords): (&Path, &Passwords),
        progress: &dyn Progress,
    ) -> anyhow::Result<Learned> {
        let scratch = tempfile::tempdir()?;
        let counted = Cell::new((0, 0));
        let join = |table: &Table, features: &Features, progress: &dyn Progress| {
            let (table, joined, future) = self.beside_by(rule, table, features, progress)?;
            counted.set((joined.rows, future));
            Ok((table, joined))
        };
        let refuse = |_: &Package, _: &[u8]| -> Result<i64, String> {
            Err("nothing of this is registered".to_owned())
        };
        let materials = Materials::default();
        let mut results = Results::default();
        let steps = || {
            Step::ALL
                .into_iter()
                .take_while(|step| *step <= Step::Evaluation)
        };
        let n = steps().count() as f32;
        for (place, step) in steps().enumerate() {
            let pipeline = Pipeline {
                project,
                results: &results,
                materials: &materials,
                folder,
                data_dir: scratch.path(),
                passwords,
                features: &join,
                champion: None,
                register: &refuse,
                seconds: &|| 0.0,
                units: &training::Forgetful,
                points: &monitoring::ForgetfulPoints,
                promotion: Promotion::default(),
            };
            let part = Part::new(progress, place as f32 / n, (place + 1) as f32 / n);
            let finished = pipeline.run(step, &part)?;
            results.put(finished.fingerprint, finished.report);
        }
        let judged = results.evaluation.as_ref();
        let judged = judged.context("Step 6 gave nothing. Run it by itself to see why.")?;
        let (rows, from_the_future) = counted.get();
        Ok(Learned {
            metrics: judged.report.metrics.clone(),
            rows,
            from_the_future,
        })
    }
}
