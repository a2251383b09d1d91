//! Tests of a project's pipeline, as CI runs them: not whether the model is good enough, which the
//! gates say, but whether the pipeline works.

use serde_json::{Value, json};

use super::{OpenProject, ServeAt, Workbench, card, portable, serve_registered};
use crate::{
    data::snapshot,
    learners::Predictions,
    serving,
    steps::{
        Package, StepError, deployment::Report as Deployed, preparation::Prepared,
        validation::GoldenRequests,
    },
    store::{ModelReference, Which},
    terms::{Matrix, Progress},
};

/// One test with what was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PipelineTest {
    /// Which one, for scripts.
    pub id: &'static str,
    /// What must hold.
    pub name: &'static str,
    /// Whether it does.
    pub passed: bool,
    /// The figures, or what is wrong.
    pub found: String,
}

/// What a test found, or what is wrong.
type Found = Result<String, String>;

/// Most a row of probabilities may differ from 1 by rounding.
const ROUNDING: f64 = 1e-9;

impl Workbench {
    /// Tests the pipeline of the open project, whose steps up to 8 have run. The endpoint is tried
    /// on a free port of the loopback address.
    ///
    /// # Errors
    /// If a step has not run, its rows cannot be prepared again, or somebody stops it.
    pub fn test_pipeline(&self, progress: &dyn Progress) -> anyhow::Result<Vec<PipelineTest>> {
        let open = self.require_project()?;
        let data_dir = self.workspace.data_dir();
        let of = (&open.project, &open.results);
        let prepared = open.materials.prepared_for(data_dir, of, progress)?;
        let mut tests = Vec::new();
        let mut add = |id, name, found: Found| {
            let passed = found.is_ok();
            let found = found.unwrap_or_else(|wrong| wrong);
            tests.push(PipelineTest {
                id,
                name,
                passed,
                found,
            });
        };
        add(
            "features",
            "The features are those that were planned",
            features(open, &prepared),
        );
        add(
            "finite_features",
            "No prepared value is missing or infinite",
            finite_features(&prepared),
        );
        add("training", "Training converges", converges(open));
        let deployed = open.results.deployment.as_ref();
        let Some(deployed) = deployed.map(|done| done.report.as_ref()) else {
            let why = "Nothing was deployed, so there is nothing to look at.";
            for (id, name) in [ANSWERS, ARTIFACTS, ENDPOINT] {
                add(id, name, Err(why.to_owned()));
            }
            return Ok(tests);
        };
        let bytes = self
            .workspace
            .store()
            .model_package(&deployed.model, deployed.version)?;
        let package = serde_json::from_slice::<Package>(&bytes);
        let package = match package {
            Ok(package) => package,
            Err(err) => {
                let why = format!("The registered package cannot be read: {err}");
                for (id, name) in [ANSWERS, ARTIFACTS, ENDPOINT] {
                    add(id, name, Err(why.clone()));
                }
                return Ok(tests);
            }
        };
        let answered = self.finite_answers((&package, &prepared), progress);
        add(ANSWERS.0, ANSWERS.1, told(answered)?);
        add(
            ARTIFACTS.0,
            ARTIFACTS.1,
            self.artifacts(open, deployed, &package),
        );
        let asked = self
            .contract(deployed)
            .unwrap_or_else(|err| Err(format!("{err:#}")));
        add(ENDPOINT.0, ENDPOINT.1, asked);
        Ok(tests)
    }

    /// What the registered version answers to the rows that judge it.
    fn finite_answers(
        &self,
        (package, prepared): (&Package, &Prepared),
        progress: &dyn Progress,
    ) -> Result<Found, StepError> {
        let Some(table) = self.project.as_ref().and_then(OpenProject::table) else {
            return Ok(Err("The snapshot cannot be read.".to_owned()));
        };
        let scores = package.scores_within(&table, &prepared.test.rows, progress)?;
        let n = scores.n_rows();
        Ok(match scores {
            Predictions::Values(values) => {
                match values.iter().filter(|value| !value.is_finite()).count() {
                    0 => Ok(format!("{n} rows get a number")),
                    bad => Err(format!("{bad} of {n} rows get no finite number")),
                }
            }
            Predictions::Probabilities { n_classes, values } => {
                let is_bad = |row: &&[f64]| {
                    let within = row.iter().all(|share| (0.0..=1.0).contains(share));
                    !within || (row.iter().sum::<f64>() - 1.0).abs() > ROUNDING
                };
                match values.chunks_exact(n_classes).filter(is_bad).count() {
                    0 => Ok(format!("{n} rows get probabilities that sum to 1")),
                    bad => Err(format!("{bad} of {n} rows get no probabilities")),
                }
            }
        })
    }

    fn artifacts(&self, open: &OpenProject, deployed: &Deployed, package: &Package) -> Found {
        let extraction = open.results.extraction.as_ref();
        let extraction = extraction.ok_or("Nothing was extracted.")?;
        let id = &extraction.report.snapshot.id;
        let file = snapshot::file(self.workspace.data_dir(), id);
        if !file.is_file() {
            return Err(format!("The snapshot is gone: {}", file.display()));
        }
        let store = self.workspace.store();
        let parts = store.model_parts(&deployed.model, deployed.version);
        let parts = parts.map_err(|err| err.to_string())?;
        let part = |wanted: &str| {
            let found = parts.iter().find(|part| part.part == wanted);
            found.ok_or_else(|| format!("The version has no part “{wanted}”."))
        };
        part(card::FACTS)?;
        let golden = &part(portable::GOLDEN)?.text;
        let golden: GoldenRequests = serde_json::from_str(golden).map_err(|err| err.to_string())?;
        let differing = golden.differing(package).map_err(|err| err.to_string())?;
        let n = golden.answers.len();
        if differing > 0 {
            return Err(format!(
                "{differing} of {n} golden requests are answered otherwise than when the version was made"
            ));
        }
        Ok(format!(
            "snapshot, version {}, card, and {n} golden requests that are answered the same",
            deployed.version
        ))
    }

    /// Asks an endpoint of its own what is in the contract, and what is not.
    fn contract(&self, deployed: &Deployed) -> anyhow::Result<Found> {
        let reference = ModelReference {
            model: deployed.model.clone(),
            which: Which::Version(deployed.version),
        };
        let at = ServeAt {
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            port: 0,
            token: None,
        };
        let clock = std::sync::Arc::clone(&self.clock);
        let serving = serve_registered(&self.workspace, &reference, at, clock)?;
        let base = format!("http://{}/v2/models", serving.endpoint.address());
        let url = format!("{base}/{}/infer", deployed.model);
        let good = serving::ask(&url, None, &deployed.example)?;
        let answers = good.body["outputs"][0]["data"]
            .as_array()
            .map_or(0, Vec::len);
        if good.status != 200 || answers != 1 {
            return Ok(Err(format!(
                "The example request gets {} with {answers} answers: {}",
                good.status, good.body
            )));
        }
        let empty = serving::ask(&url, None, &json!({ "inputs": [] }))?;
        let unknown = serving::ask(
            &format!("{base}/no-such-model/infer"),
            None,
            &deployed.example,
        )?;
        for (what, reply, status) in [
            ("A request without inputs", &empty, 400),
            ("A request for an unknown model", &unknown, 404),
        ] {
            if reply.status != status || !reply.body["error"].is_string() {
                return Ok(Err(format!(
                    "{what} gets {} instead of {status} with an error: {}",
                    reply.status, reply.body
                )));
            }
        }
        Ok(Ok(format!(
            "the example is answered in {:.1} ms, wrong requests get 400 and 404",
            good.took.as_secs_f64() * 1e3
        )))
    }
}

const ANSWERS: (&str, &str) = ("finite_answers", "No answer is missing or infinite");
const ARTIFACTS: (&str, &str) = ("artifacts", "Everything that a release needs is there");
const ENDPOINT: (&str, &str) = ("endpoint", "The endpoint keeps its contract");

/// A step that fails in a test is what the test found; being stopped is not.
fn told(found: Result<Found, StepError>) -> Result<Found, StepError> {
    match found {
        Err(StepError::Cancelled) => Err(StepError::Cancelled),
        Err(err) => Ok(Err(err.to_string())),
        found => found,
    }
}

fn features(open: &OpenProject, prepared: &Prepared) -> Found {
    let problem = &open.project.problem;
    let report = open.results.preparation.as_ref();
    let report = &report.ok_or("Nothing was prepared.")?.report;
    let names = prepared.recipe.output_names();
    if names.is_empty() || names != report.outputs {
        return Err(format!(
            "The recipe gives {} columns, and {} were planned",
            names.len(),
            report.outputs.len()
        ));
    }
    let forbidden = problem.unavailable.iter().chain(&problem.ignored);
    let forbidden: Vec<&String> = forbidden.chain([&problem.target]).collect();
    let raw = prepared.recipe.sources();
    let leaked = raw.iter().flatten().find(|name| forbidden.contains(name));
    if let Some(name) = leaked {
        return Err(format!("The column “{name}” must not be used, and is"));
    }
    for slice in [&prepared.train, &prepared.validation, &prepared.test] {
        if slice.matrix.names() != names {
            return Err("The parts of the split have other columns than the recipe".to_owned());
        }
    }
    Ok(format!(
        "{} columns from {} raw ones",
        names.len(),
        report.features.len()
    ))
}

fn finite_features(prepared: &Prepared) -> Found {
    let parts = [&prepared.train, &prepared.validation, &prepared.test];
    let bad = |matrix: &Matrix| {
        let values = matrix.values().iter();
        values.filter(|value| !value.is_finite()).count()
    };
    let n: usize = parts.iter().map(|slice| slice.matrix.values().len()).sum();
    match parts.iter().map(|slice| bad(&slice.matrix)).sum::<usize>() {
        0 => Ok(format!("{n} values")),
        bad => Err(format!("{bad} of {n} values are missing or infinite")),
    }
}

/// Whether the best model has learned more of its training rows than the best one that looks at no
/// column: one that has not is one whose training went astray.
fn converges(open: &OpenProject) -> Found {
    let report = open.results.training.as_ref();
    let report = &report.ok_or("Nothing was trained.")?.report;
    let metric = report.metric;
    let name = metric.info().name;
    let best = report.best().filter(|model| !model.is_baseline());
    let best = best.ok_or("No model could be judged beside the baselines.")?;
    let baseline = report.baseline().ok_or("There is no baseline.")?;
    let [ours, theirs] = [best, baseline].map(|model| model.train(metric).value());
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return Err(format!("{name} cannot be computed on the training rows"));
    };
    let learned = if metric.higher_is_better() {
        ours > theirs
    } else {
        ours < theirs
    };
    let words = format!(
        "{}: {name} {ours:.4} on the training rows, {theirs:.4} without any column",
        best.name()
    );
    if learned { Ok(words) } else { Err(words) }
}

/// The tests as JSON.
pub fn pipeline_tests_json(tests: &[PipelineTest]) -> Value {
    json!({
        "passed": tests.iter().all(|test| test.passed),
        "tests": tests,
    })
}
