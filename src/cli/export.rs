//! `nonagon export`: a registered model as a file for other programs, or for another workspace.

use std::path::Path;

use serde_json::json;

use super::{Exit, args, output::Output, registered};
use crate::{
    store::ModelReference,
    workbench::{export_model, onnx_file},
};

/// What a file can be, by its ending.
#[derive(Clone, Copy)]
enum Format {
    Onnx,
    Nonagon,
}

impl Format {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("onnx") => Ok(Self::Onnx),
            Some("nonagon") => Ok(Self::Nonagon),
            _ => anyhow::bail!(
                "A model is written as ONNX for other programs, or whole for another workspace. Let the file end in .onnx or .nonagon: {}",
                path.display()
            ),
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Onnx => "onnx",
            Self::Nonagon => "nonagon",
        }
    }
}

pub(super) fn run(args: &args::Export, output: &Output) -> Result<(), Exit> {
    let path = &args.to;
    let format = Format::of(path)?;
    let workspace = registered::workspace(args.workspace.as_ref(), output)?;
    let reference: ModelReference = args.model.parse()?;
    let (model, version) = (&reference.model, reference.resolve(workspace.store())?);
    let bytes = match format {
        Format::Onnx => onnx_file(workspace.store(), model, version, path)? as u64,
        Format::Nonagon => {
            export_model(workspace.store(), model, version, path)?;
            std::fs::metadata(path)?.len()
        }
    };
    if args.json {
        output.json(&json!({
            "model": model,
            "version": version,
            "format": format.id(),
            "bytes": bytes,
            "path": path.display().to_string(),
        }));
        return Ok(());
    }
    let words = match format {
        Format::Onnx => "as ONNX",
        Format::Nonagon => "whole, for another workspace to take in",
    };
    output.line(&format!(
        "Version {version} of “{model}” written {words} ({bytes} bytes): {}",
        path.display()
    ));
    Ok(())
}
