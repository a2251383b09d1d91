//! `nonagon export`: a registered model as a file for other programs, or for another workspace.

use std::path::Path;

use serde_json::json;

use super::{Exit, args, output::Output, registered};
use crate::{
    store::ModelReference,
    workbench::{export_model, onnx_file, write_bundle},
};

/// What a file can be, by its ending.
#[derive(Clone, Copy)]
enum Format {
    Onnx,
    Nonagon,
    Folder,
}

impl Format {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("onnx") => Ok(Self::Onnx),
            Some("nonagon") => Ok(Self::Nonagon),
            None => Ok(Self::Folder),
            _ => anyhow::bail!(
                "A model is written as ONNX for other programs, or whole for another workspace. Let the file end in .onnx or .nonagon; a name without an ending becomes a folder that can be served elsewhere: {}",
                path.display()
            ),
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Onnx => "onnx",
            Self::Nonagon => "nonagon",
            Self::Folder => "folder",
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
        Format::Folder => {
            let program = std::env::current_exe()?;
            write_bundle(workspace.store(), (model, version), &program, path)?;
            let files = std::fs::read_dir(path)?;
            let sizes = files.map(|file| Ok(file?.metadata()?.len()));
            sizes.sum::<std::io::Result<u64>>()?
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
        Format::Folder => "as a folder that `nonagon serve` serves, with what containers want",
    };
    output.line(&format!(
        "Version {version} of “{model}” written {words} ({bytes} bytes): {}",
        path.display()
    ));
    Ok(())
}
