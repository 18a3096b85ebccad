//! `kaibo list` and `kaibo versions`: the inventory and the catalogue, for people and for machines.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::args::{self, Format};
use crate::cli::{ExitStatus, Mode, Outcome, Run, human, json as document, print, report, words};
use crate::disk::fleet::{self, Fleet};
use crate::disk::read_named;
use crate::model::catalogue::Catalogue;
use crate::model::declaration::Declaration;
use crate::model::fault::{Fault, Faults, What};
use crate::model::inventory::{Listed, projects};
use crate::text::escape::visible;

/// Runs `list`.
pub(super) fn run(args: &args::List) -> anyhow::Result<ExitStatus> {
    let run = Run::new("list", ".".into(), Mode::Check, args.format);
    let (listed, faults) = look_below(&args.paths);
    match args.format {
        Format::Human => {
            human::faults(&run, &faults)?;
            print(&table(&listed))?;
        }
        Format::Json => {
            print(&document::list(&run, listed.iter().map(project).collect(), &faults))?;
        }
    }
    Ok(match (listed.is_empty(), faults.is_empty()) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Clean,
        (false, false) => ExitStatus::Found,
    })
}

/// The projects below some paths, and what could not be read there; paths with neither are a fault.
pub(super) fn look_below(paths: &[PathBuf]) -> (Vec<Listed>, Vec<Fault>) {
    let (listed, mut faults) = match fleet::survey(paths) {
        Ok(Fleet { seen, configs, faults }) => (projects(&seen, &configs), faults),
        Err(fault) => (Vec::new(), vec![fault]),
    };
    if listed.is_empty() && faults.is_empty() {
        faults.push(Fault::of(".", What::NoProject));
    }
    (listed, faults)
}

fn project(listed: &Listed) -> Value {
    let declarations: Vec<Value> =
        listed.declarations.iter().map(|(file, found)| declaration(file, found)).collect();
    json!({
        "root": shown_root(&listed.root),
        "framework": listed.framework.name(),
        "declarations": declarations,
    })
}

fn declaration(file: &str, found: &Declaration) -> Value {
    json!({
        "path": file,
        "line": found.place.line,
        "column": found.place.column,
        "package": found.package.to_string(),
        "alias": found.alias,
        "provider": found.provider,
        "version": found.version,
        "state": found.state.name(),
    })
}

fn shown_root(root: &str) -> &str {
    if root.is_empty() { "." } else { root }
}

/// One line a declaration, and one for a project that has none; columns as wide as they must be.
fn table(listed: &[Listed]) -> String {
    let rows: Vec<[String; 5]> = listed.iter().flat_map(rows).collect();
    if rows.is_empty() {
        return String::new();
    }
    let head = words::LIST_HEAD.map(str::to_owned);
    let all: Vec<&[String; 5]> = std::iter::once(&head).chain(&rows).collect();
    let width =
        |column: usize| all.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..5).map(width).collect();
    let line = |row: &&[String; 5]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all.iter().map(line).collect()
}

fn rows(listed: &Listed) -> Vec<[String; 5]> {
    let framework = listed.framework.name().to_owned();
    if listed.declarations.is_empty() {
        let dash = || "-".to_owned();
        return vec![[visible(shown_root(&listed.root)), framework, dash(), dash(), dash()]];
    }
    let row = |(file, found): &(String, Declaration)| {
        [
            visible(&format!("{file}:{}", found.place.line)),
            framework.clone(),
            visible(&found.package.to_string()),
            visible(found.version.as_deref().unwrap_or("-")),
            found.state.name().to_owned(),
        ]
    };
    listed.declarations.iter().map(row).collect()
}

/// Runs `versions`.
pub(super) fn versions(args: &args::Versions) -> anyhow::Result<ExitStatus> {
    let run = Run::new("versions", ".".into(), Mode::Check, args.format);
    match (catalogue(args.catalogue.as_deref()), args.format) {
        (Ok(catalogue), Format::Human) => print(&words::catalogue(&catalogue))?,
        (Ok(catalogue), Format::Json) => print(&document::catalogue(&run, &catalogue))?,
        (Err(refused), _) => return report(&run, Outcome::Refused(refused)),
    }
    Ok(ExitStatus::Clean)
}

/// The catalogue that the user names, or the one that comes with the program.
pub(super) fn catalogue(file: Option<&Path>) -> Result<Catalogue, Faults> {
    let Some(file) = file else { return Ok(Catalogue::built_in()) };
    let name = file.display().to_string();
    let text = read_named(file).map_err(|what| Fault::of(name.clone(), what))?;
    Catalogue::parse(&name, &text)
}
