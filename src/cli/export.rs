//! `nonagon export`: a registered model as a file for other programs.

use serde_json::json;

use super::{Exit, args, output::Output, registered};
use crate::onnx;

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
    let found = registered::find(&workspace, &args.model)?;
    let bytes = onnx::export(&found.package)?;
    registered::write(path, &bytes)?;
    if args.json {
        output.json(&json!({
            "model": found.model,
            "version": found.version,
            "format": "onnx",
            "bytes": bytes.len(),
            "path": path.display().to_string(),
        }));
        return Ok(());
    }
    output.line(&format!(
        "Version {} of “{}” written as ONNX ({} bytes): {}",
        found.version,
        found.model,
        bytes.len(),
        path.display()
    ));
    Ok(())
}
