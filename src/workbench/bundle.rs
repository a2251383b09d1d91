//! A version of a model as one folder that can be served elsewhere: model, recipe, settings, the
//! program, and what containers, clusters and systemd want to know.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::{export_model, import_model, log_limits, set_log_limits};
use crate::{
    steps::{Package, deployment::sample_request},
    store::{LogLimits, Store},
};

/// The name of the file with the settings.
const SETTINGS: &str = "serve.toml";
/// The name of the file with the model.
const MODEL: &str = "model.nonagon";

/// What stands in `serve.toml`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BundleSettings {
    /// The alias under which the model is served.
    pub alias: String,
    /// The port.
    pub port: u16,
    /// Raw columns that the log leaves out.
    pub log_without: Vec<String>,
    /// How many MB of answers are kept.
    pub log_mb: u64,
    /// For how many days answers are kept; 0 for as long as there is room.
    pub log_days: u32,
}

impl Default for BundleSettings {
    fn default() -> Self {
        let limits = LogLimits::default();
        Self {
            alias: "champion".to_owned(),
            port: 8080,
            log_without: limits.without,
            log_mb: limits.bytes >> 20,
            log_days: limits.days,
        }
    }
}

impl BundleSettings {
    fn limits(&self) -> LogLimits {
        LogLimits {
            without: self.log_without.clone(),
            bytes: self.log_mb << 20,
            days: self.log_days,
        }
    }
}

/// Writes version `version` of `model` with `program` to the folder `dir`, which must not be there
/// yet: aside first, so that the folder is whole or not there at all.
///
/// # Errors
/// If the folder is there, there is no such version, or something cannot be written.
pub fn write_bundle(
    store: &Store,
    (model, version): (&str, i64),
    program: &Path,
    dir: &Path,
) -> anyhow::Result<()> {
    ensure!(
        !dir.exists(),
        "There is something in this place already. Name a folder that does not exist yet: {}",
        dir.display()
    );
    let bytes = store.model_package(model, version)?;
    let package: Package = serde_json::from_slice(&bytes)
        .context("This version was packed by another version of the program. Deploy it again.")?;
    let parent = dir
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let refused = || {
        format!(
            "The folder cannot be written. Choose another place: {}",
            dir.display()
        )
    };
    let aside = tempfile::tempdir_in(parent).with_context(refused)?;
    let limits = log_limits(store, model)?;
    let settings = BundleSettings {
        log_without: limits.without,
        log_mb: limits.bytes >> 20,
        log_days: limits.days,
        ..BundleSettings::default()
    };
    export_model(store, model, version, &aside.path().join(MODEL))?;
    std::fs::copy(program, aside.path().join("nonagon")).with_context(refused)?;
    for (name, text) in texts((model, version), &package, &settings)? {
        std::fs::write(aside.path().join(name), text).with_context(refused)?;
    }
    open_to_all(aside.path()).with_context(refused)?;
    std::fs::rename(aside.keep(), dir).with_context(refused)?;
    Ok(())
}

/// A folder made aside is for its owner alone; a service of another user must read this one.
fn open_to_all(dir: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))?;
        let model = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(dir.join(MODEL), model)?;
    }
    Ok(())
}

/// Every file that is text, with its name.
fn texts(
    (model, version): (&str, i64),
    package: &Package,
    settings: &BundleSettings,
) -> anyhow::Result<Vec<(String, String)>> {
    let resource = resource(model);
    let fill = |template: &str| {
        template
            .replace("{{MODEL}}", model)
            .replace("{{RESOURCE}}", &resource)
            .replace("{{VERSION}}", &version.to_string())
            .replace("{{PORT}}", &settings.port.to_string())
            .replace("{{DESCRIPTION}}", &package.description)
    };
    let named = |name: &str, text: String| (name.to_owned(), text);
    Ok(vec![
        named(SETTINGS, toml::to_string(settings)?),
        named(
            "recipe.json",
            serde_json::to_string_pretty(&package.recipe)?,
        ),
        named(
            "request.json",
            serde_json::to_string_pretty(&sample_request(package.inputs()))?,
        ),
        named(
            "Dockerfile",
            fill(include_str!("../../assets/bundle/Dockerfile")),
        ),
        named(
            "kserve.yaml",
            fill(include_str!("../../assets/bundle/kserve.yaml")),
        ),
        named(
            &format!("{resource}.service"),
            fill(include_str!("../../assets/bundle/nonagon.service")),
        ),
        named(
            "README.md",
            fill(include_str!("../../assets/bundle/README.md")),
        ),
    ])
}

/// The model's name as Kubernetes and systemd allow one: small letters, digits and “-”.
fn resource(model: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = model.chars().map(plain).collect();
    let name = name.trim_matches('-');
    if name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.to_owned()
    } else {
        format!("model-{name}")
    }
}

/// Whether `path` is a folder that [`write_bundle`] wrote.
pub fn is_bundle(path: &Path) -> bool {
    path.join(SETTINGS).is_file() && path.join(MODEL).is_file()
}

/// Takes the model of the folder `dir` into `store` and lets its alias point to it; what was taken
/// in before stays as it is. Gives the model's name and the settings.
///
/// # Errors
/// If a file cannot be read, or the model was damaged on the way.
pub fn take_in_bundle(
    store: &Store,
    dir: &Path,
    at: i64,
) -> anyhow::Result<(String, BundleSettings)> {
    let file: PathBuf = dir.join(SETTINGS);
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("The settings cannot be read: {}", file.display()))?;
    let settings: BundleSettings = toml::from_str(&text)
        .with_context(|| format!("The settings are not valid: {}", file.display()))?;
    let (model, version) = import_model(store, &dir.join(MODEL), at)?;
    if store.alias(&model, &settings.alias)? != Some(version) {
        let why = "it came with the folder that is served";
        store.set_alias(&model, &settings.alias, version, at, "serve", why)?;
    }
    let limits = settings.limits();
    if log_limits(store, &model)? != limits {
        set_log_limits(store, &model, &limits)?;
    }
    Ok((model, settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_one_that_clusters_allow() {
        for (model, wanted) in [
            ("flights", "flights"),
            ("My_Model.v2", "my-model-v2"),
            ("7up", "model-7up"),
            ("_x_", "x"),
        ] {
            assert_eq!(resource(model), wanted);
        }
    }
}
