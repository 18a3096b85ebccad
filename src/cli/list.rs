//! `kaibo list` and `kaibo versions`: the inventory and the catalogue, for people and for machines.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::args::{self, Format};
use crate::cli::fleet::look_below;
use crate::cli::{ExitStatus, Mode, Outcome, Run, human, json as document, print, report, words};
use crate::disk::fleet::{Select, Texts};
use crate::disk::read_named;
use crate::model::catalogue::Catalogue;
use crate::model::declaration::Declaration;
use crate::model::fault::{Fault, Faults};
use crate::model::inventory::{Inventory, Listed};
use crate::text::escape::visible;

/// Runs `list`.
pub(super) fn run(args: &args::List) -> anyhow::Result<ExitStatus> {
    let run = Run::new("list", ".".into(), Mode::Check, args.format);
    let select = args.select.into();
    let Inventory { projects: listed, faults } = look_below(&args.paths, select, Texts::Dropped);
    match args.format {
        Format::Human => {
            human::faults(&run, &faults)?;
            print(&table(&listed))?;
        }
        Format::Json => {
            print(&document::list(
                &run,
                listed.iter().map(|listed| project(listed, select)).collect(),
                &faults,
            ))?;
        }
    }
    Ok(match (listed.is_empty(), faults.is_empty()) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Clean,
        (false, false) => ExitStatus::Found,
    })
}

/// A project in every machine format; without sources nothing is known of its uses.
pub(super) fn project(listed: &Listed, select: Select) -> Value {
    let declarations = listed.declarations().map(|(file, found)| declaration(file, found));
    let mut value = json!({
        "root": shown_root(&listed.root),
        "framework": listed.framework.name(),
        "declarations": declarations.collect::<Vec<_>>(),
    });
    if select == Select::All {
        let uses = listed.uses().map(
            |(file, found)| json!({ "path": file, "line": found.place.line, "kind": found.kind.name() }),
        );
        value["uses"] = uses.collect();
    }
    value
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
    if listed.declarations().next().is_none() {
        let dash = || "-".to_owned();
        return vec![[visible(shown_root(&listed.root)), framework, dash(), dash(), dash()]];
    }
    let row = |(file, found): (&str, &Declaration)| {
        [
            visible(&format!("{file}:{}", found.place.line)),
            framework.clone(),
            visible(&found.package.to_string()),
            visible(found.version.as_deref().unwrap_or("-")),
            found.state.name().to_owned(),
        ]
    };
    listed.declarations().map(row).collect()
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
