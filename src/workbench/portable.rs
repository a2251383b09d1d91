//! A version of a model as one file that another workspace takes in.
//!
//! The first line says what it is and holds the hash of everything below, so that a file that was
//! cut off or edited is found out before anything is kept.

use std::{io::Write as _, path::Path};

use anyhow::{Context as _, bail};

use super::lineage;
use crate::{
    data::fingerprint,
    steps::{Package, validation::GoldenRequests},
    store::{ModelPartRow, NewModel, Store},
};

/// What the first line of such a file starts with.
const HEAD: &str = "nonagon model 1 ";

/// The part that holds the golden requests, as JSON.
pub(super) const GOLDEN: &str = "golden";

/// Everything below the first line.
#[derive(serde::Serialize, serde::Deserialize)]
struct Body {
    name: String,
    version: i64,
    fingerprint: String,
    metrics: String,
    lineage: String,
    package: String,
    parts: Vec<(String, String)>,
}

/// Writes a version with its card and golden requests to `path`: aside first, so that what was
/// there before stays until the file is whole.
///
/// # Errors
/// If there is no such version, or the file cannot be written.
pub fn export_model(store: &Store, model: &str, version: i64, path: &Path) -> anyhow::Result<()> {
    let row = store.model_version(model, version)?;
    let parts = store.model_parts(model, version)?;
    let body = Body {
        name: row.model,
        version,
        fingerprint: row.fingerprint,
        metrics: row.metrics,
        lineage: row.lineage,
        package: String::from_utf8(store.model_package(model, version)?).context(
            "This version was packed by another version of the program. Deploy it again.",
        )?,
        parts: parts.into_iter().map(|row| (row.part, row.text)).collect(),
    };
    let body = serde_json::to_string(&body)?;
    let refused = || {
        format!(
            "The file cannot be written. Choose another place: {}",
            path.display()
        )
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let mut aside = tempfile::NamedTempFile::new_in(folder).with_context(refused)?;
    let hash = fingerprint(&[&body]);
    write!(aside, "{HEAD}{hash}\n{body}").with_context(refused)?;
    aside.as_file().sync_all().with_context(refused)?;
    aside.persist(path).with_context(refused)?;
    Ok(())
}

/// Takes in what [`export_model`] wrote, as a new version of the model of that name, and gives name
/// and version. No alias moves. The same file again is the version that it already is.
///
/// # Errors
/// If the file cannot be read, is no such file, is cut off or was edited, or its model does not
/// answer its golden requests as it did; then nothing is kept.
pub fn import_model(store: &Store, path: &Path, at: i64) -> anyhow::Result<(String, i64)> {
    let bytes = std::fs::read(path)
        .with_context(|| format!("The file cannot be read: {}", path.display()))?;
    let (body, package) = checked(bytes).with_context(|| {
        format!(
            "Nothing was taken in. Export the model again: {}",
            path.display()
        )
    })?;
    let mut lineage = lineage::pairs(&body.lineage);
    let from = ("imported as", format!("{} v{}", body.name, body.version));
    lineage.push((from.0.to_owned(), from.1));
    let version = store.register_model(&NewModel {
        name: body.name.clone(),
        project_id: 0,
        fingerprint: body.fingerprint,
        package: body.package.into_bytes(),
        metrics: serde_json::to_string(&package.metrics)?,
        lineage: serde_json::to_string(&lineage)?,
        created_at: at,
    })?;
    for (part, text) in body.parts {
        store.write_model_part(&ModelPartRow {
            model: body.name.clone(),
            version,
            part,
            text,
            at,
            by: "import".to_owned(),
        })?;
    }
    Ok((body.name, version))
}

/// The content of a file that is whole, and whose model answers as it did.
fn checked(bytes: Vec<u8>) -> anyhow::Result<(Body, Package)> {
    let text = String::from_utf8(bytes).context("This is no exported model.")?;
    let rest = text
        .strip_prefix(HEAD)
        .context("This is no exported model.")?;
    let (hash, body) = rest
        .split_once('\n')
        .context("The file is cut off after its first line.")?;
    if fingerprint(&[body]).to_string() != hash {
        bail!("The file is cut off or was edited: its content is not what its first line says.");
    }
    let body: Body = serde_json::from_str(body)
        .context("The model was exported by another version of the program.")?;
    let package: Package = serde_json::from_str(&body.package)
        .context("The model was packed by another version of the program.")?;
    let golden = body.parts.iter().find(|(part, _)| part == GOLDEN);
    if let Some((_, text)) = golden {
        let golden: GoldenRequests =
            serde_json::from_str(text).context("The golden requests cannot be read.")?;
        let differing = golden.differing(&package)?;
        if differing > 0 {
            bail!(
                "The model answers {differing} of {} golden requests otherwise than it did where it was made.",
                golden.answers.len()
            );
        }
    }
    Ok((body, package))
}
