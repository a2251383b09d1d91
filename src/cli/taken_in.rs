use std::path::Path;

use crate::{
    automation::Project,
    workbench::{Command, Edit, ProjectCommand, Workbench},
};

/// What brings the project in `path` into `workbench`: the command that opens it, and the edits
/// that make it say what the file says now.
///
/// A project that was taken in from there before is used again, so that what is up to date is not
/// done anew and no version is registered twice.
pub(super) fn commands(
    workbench: &Workbench,
    path: &Path,
) -> anyhow::Result<(Command, Vec<Command>)> {
    let (project, folder) = Project::load(path)?;
    let Some(id) = workbench.taken_in(&project.name, &folder)? else {
        return Ok((ProjectCommand::Import(path.to_owned()).into(), Vec::new()));
    };
    // Its name stays: it may have got a number here. An edit that changes nothing does nothing.
    let edits = [
        Edit::Description(project.description),
        Edit::Automation(project.automation),
        Edit::Problem(project.problem),
        Edit::Extraction(project.extraction),
        Edit::Analysis(project.analysis),
        Edit::Preparation(project.preparation),
        Edit::Training(project.training),
        Edit::Evaluation(project.evaluation),
        Edit::Validation(project.validation),
        Edit::Deployment(project.deployment),
        Edit::Monitoring(project.monitoring),
    ];
    let edits = edits.map(|edit| Command::Edit(Box::new(edit)));
    Ok((ProjectCommand::Switch(id).into(), edits.into()))
}
