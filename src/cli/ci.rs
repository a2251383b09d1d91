//! `nonagon ci`: the files with which a CI service tests and runs a project's pipeline.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{Exit, output::Output};
use crate::automation::{PROJECT_FILE, Project};

/// `nonagon ci`
///
/// Writes a workflow of GitHub Actions and a pipeline of GitLab; both install the program, test the
/// pipeline, run it with its gates, and publish the report and the model package. Where the program
/// comes from is said by a variable of the CI service: `NONAGON_URL`, where a built program can be
/// downloaded, or `NONAGON_GIT`, a repository that cargo builds it from.
#[derive(Debug, clap::Args)]
pub struct Ci {
    /// A project file, or the folder that holds one.
    pub project: PathBuf,
    /// Write the workflow of GitHub Actions only.
    #[arg(long, conflicts_with = "gitlab")]
    pub github: bool,
    /// Write the pipeline of GitLab only.
    #[arg(long)]
    pub gitlab: bool,
    /// Print the commands as a shell script, for any other service, and write nothing.
    #[arg(long, conflicts_with_all = ["github", "gitlab"])]
    pub script: bool,
    /// The folder to write to; the git repository that the project is in, or its own folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite files that were not written by this command.
    #[arg(long)]
    pub force: bool,
}

/// How a file that this command wrote begins.
const MARK: &str = "# Written by nonagon ci";
const GITHUB: &str = ".github/workflows/nonagon.yml";
const GITLAB: &str = ".gitlab-ci.yml";
/// What the commands leave behind, to be published whatever happened.
const PUBLISHED: [&str; 4] = [
    "nonagon-test.json",
    "nonagon-run.json",
    "nonagon-report.html",
    "nonagon-model.nonagon",
];

/// Lets a shell find the program where the first stage puts it.
const FOUND: &str = "export PATH=\"$PWD/.nonagon-bin:$HOME/.cargo/bin:$PATH\"";

/// One thing that CI does: its name and its commands.
struct Stage {
    name: &'static str,
    title: &'static str,
    commands: Vec<String>,
}

pub(super) fn run(args: &Ci, output: &Output) -> Result<(), Exit> {
    let (project, folder) = Project::load(&args.project)?;
    project.automation.check().map_err(anyhow::Error::from)?;
    project.deployment.check().map_err(anyhow::Error::from)?;
    let folder = std::path::absolute(folder)?;
    let root = match &args.out {
        Some(out) => std::path::absolute(out)?,
        None => repository(&folder),
    };
    let stages = stages(&project, &inside(&root, &folder, &args.project)?);
    if args.script {
        output.line(&script(&stages));
        return Ok(());
    }
    let schedule = project.automation.triggers.schedule.trim().to_owned();
    let mut files = Vec::new();
    if !args.gitlab {
        files.push((root.join(GITHUB), github(&stages, &schedule)));
    }
    if !args.github {
        files.push((root.join(GITLAB), gitlab(&stages)));
    }
    for (path, _) in &files {
        let is_other = std::fs::read_to_string(path).is_ok_and(|text| !text.starts_with(MARK));
        if is_other && !args.force {
            return Err(Exit::Usage(anyhow::anyhow!(
                "This file was not written by nonagon ci. Move it away, or overwrite it with --force: {}",
                path.display()
            )));
        }
    }
    for (path, text) in files {
        let refused = || format!("The file cannot be written: {}", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(refused)?;
        }
        std::fs::write(&path, text).with_context(refused)?;
        output.line(&format!("Written: {}", path.display()));
    }
    Ok(())
}

/// The nearest folder above with a git repository, or the folder itself.
fn repository(folder: &Path) -> PathBuf {
    let mut above = folder.ancestors();
    let found = above.find(|folder| folder.join(".git").exists());
    found.unwrap_or(folder).to_owned()
}

/// The project as CI names it, from the root of the repository.
fn inside(root: &Path, folder: &Path, project: &Path) -> anyhow::Result<String> {
    let relative = folder.strip_prefix(root).with_context(|| {
        format!(
            "The project lies outside of the folder that CI checks out. Name one above it with --out: {}",
            folder.display()
        )
    })?;
    let name = project.file_name().filter(|_| project.is_file());
    let whole = match name.filter(|name| *name != PROJECT_FILE) {
        Some(name) => relative.join(name),
        None if relative.as_os_str().is_empty() => PathBuf::from("."),
        None => relative.to_owned(),
    };
    let text = whole.to_str().context("The project's path is no text.")?;
    Ok(text.to_owned())
}

/// What every service does, in this order. A stage that fails ends it.
fn stages(project: &Project, path: &str) -> Vec<Stage> {
    let path = quoted(path);
    let deployment = &project.deployment;
    let reference = quoted(&format!("{}@{}", deployment.model, deployment.alias));
    let stage = |name, title, commands: &[String]| Stage {
        name,
        title,
        commands: commands.to_vec(),
    };
    let install = [
        FOUND.to_owned(),
        "mkdir -p .nonagon-bin".to_owned(),
        "if command -v nonagon; then echo \"the program is there\"; elif [ -n \"${NONAGON_URL-}\" ]; then curl -fsSL \"$NONAGON_URL\" -o .nonagon-bin/nonagon && chmod +x .nonagon-bin/nonagon; elif [ -n \"${NONAGON_GIT-}\" ]; then cargo install --locked --git \"$NONAGON_GIT\" nonagon; else echo \"Set the variable NONAGON_URL or NONAGON_GIT.\" >&2; exit 2; fi".to_owned(),
        "nonagon --version".to_owned(),
    ];
    let found = || FOUND.to_owned();
    vec![
        stage("install", "Install", &install),
        stage(
            "test",
            "Test the pipeline",
            &[
                found(),
                format!("nonagon test {path} --workspace .nonagon --json | tee nonagon-test.json"),
            ],
        ),
        stage(
            "run",
            "Run the pipeline and ask its gates",
            &[
                found(),
                format!(
                    "nonagon run {path} --workspace .nonagon --report nonagon-report.html --json | tee nonagon-run.json"
                ),
            ],
        ),
        stage(
            "package",
            "Pack the model",
            &[
                found(),
                format!("nonagon export {reference} nonagon-model.nonagon --workspace .nonagon"),
            ],
        ),
    ]
}

/// The commands alone. Pipes must not hide that a command failed.
fn script(stages: &[Stage]) -> String {
    let mut text = format!("{MARK}: the commands of every service.\nset -euo pipefail\n");
    for stage in stages {
        write!(text, "\n# {}\n", stage.title).ok();
        for command in &stage.commands {
            writeln!(text, "{command}").ok();
        }
    }
    text
}

fn github(stages: &[Stage], schedule: &str) -> String {
    let mut text = format!(
        "{MARK}. Where the program comes from is said by the repository's variable
# NONAGON_URL (a built program to download) or NONAGON_GIT (a repository to build it from).
name: nonagon
on:
  push:
  pull_request:
  workflow_dispatch:
"
    );
    if !schedule.is_empty() && !schedule.starts_with('@') {
        write!(text, "  schedule:\n    - cron: {}\n", quoted_yaml(schedule)).ok();
    }
    text.push_str(
        "permissions:
  contents: read
concurrency:
  group: nonagon-${{ github.ref }}
  cancel-in-progress: false
jobs:
  pipeline:
    runs-on: ubuntu-latest
    env:
      NONAGON_URL: ${{ vars.NONAGON_URL }}
      NONAGON_GIT: ${{ vars.NONAGON_GIT }}
    defaults:
      run:
        shell: bash
    steps:
      - uses: actions/checkout@v4
",
    );
    for stage in stages {
        write!(text, "      - name: {}\n        run: |\n", stage.title).ok();
        for command in &stage.commands {
            writeln!(text, "          {command}").ok();
        }
    }
    text.push_str(
        "      - name: Publish the report and the model package
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: nonagon
          if-no-files-found: ignore
          path: |
",
    );
    for file in PUBLISHED {
        writeln!(text, "            {file}").ok();
    }
    text
}

fn gitlab(stages: &[Stage]) -> String {
    let mut text = format!(
        "{MARK}. Where the program comes from is said by the CI/CD variable NONAGON_URL
# (a built program to download) or NONAGON_GIT (a repository to build it from). A schedule is set
# in GitLab itself.
stages:
  - pipeline
pipeline:
  stage: pipeline
  image: rust:1-bookworm
  resource_group: nonagon
  script:
    - set -euo pipefail
"
    );
    for stage in stages {
        writeln!(text, "    # {}: {}", stage.name, stage.title).ok();
        for command in &stage.commands {
            writeln!(text, "    - {}", quoted_yaml(command)).ok();
        }
    }
    text.push_str("  artifacts:\n    when: always\n    paths:\n");
    for file in PUBLISHED {
        writeln!(text, "      - {file}").ok();
    }
    text
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text as a scalar of YAML.
fn quoted_yaml(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_shell_and_yaml() {
        assert_eq!(quoted("projects/bikes"), "projects/bikes");
        assert_eq!(quoted("my projects/it's"), r"'my projects/it'\''s'");
        let yaml: String = serde_yaml_ng::from_str(&quoted_yaml("a: 'b' # c")).unwrap();
        assert_eq!(yaml, "a: 'b' # c");
    }

    #[test]
    fn a_project_is_named_from_the_root_of_the_repository() {
        let root = Path::new("/r");
        let of = |folder: &str, project: &str| inside(root, Path::new(folder), Path::new(project));
        assert_eq!(of("/r", "/r").unwrap(), ".");
        assert_eq!(of("/r/p", "/r/p").unwrap(), "p");
        assert!(of("/elsewhere", "/elsewhere").is_err());
    }
}
