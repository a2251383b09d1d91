//! `nonagon export`: a registered model as a file for other programs.

use serde_json::json;

use super::{Exit, args, output::Output, registered};
use crate::{store::ModelReference, workbench::onnx_file};

pub(super) fn run(args: &args::Export, output: &Output) -> Result<(), Exit> {
    let path = &args.to;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("onnx") {
        return Err(anyhow::anyhow!(
            "A model is written as ONNX. Let the file end in .onnx: {}",
            path.display()
        )
        .into());
    }
    let workspace = registered::workspace(args.workspace.as_ref(), output)?;
    let reference: ModelReference = args.model.parse()?;
    let (model, version) = (&reference.model, reference.resolve(workspace.store())?);
    let bytes = onnx_file(workspace.store(), model, version, path)?;
    if args.json {
        output.json(&json!({
            "model": model,
            "version": version,
            "format": "onnx",
            "bytes": bytes,
            "path": path.display().to_string(),
        }));
        return Ok(());
    }
    output.line(&format!(
        "Version {} of “{}” written as ONNX ({} bytes): {}",
        version,
        model,
        bytes,
        path.display()
    ));
    Ok(())
}
