//! `kaibo list` and `kaibo versions`: the inventory and the catalogue, for people and for machines.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::cli::args::{self, Format};
use crate::cli::fleet::{Watched, is_about_nothing};
use crate::cli::invocation::{Mode, Run};
use crate::cli::output::{eprint, print, print_document};
use crate::cli::report::refuse;
use crate::cli::status::ExitStatus;
use crate::cli::{human, json as document, words};
use crate::disk::fleet::{Select, Texts};
use crate::disk::read_named;
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults};
use crate::project::declaration::Declaration;
use crate::project::elsewhere::PinningText;
use crate::project::inventory::{DetectedProject, Inventory};
use crate::project::usage::UsageKind;
use crate::run::fleet::shown_root;
use crate::text::escape::visible;
use crate::text::path::{RelPath, join};

/// Runs `list`.
pub(super) fn run(args: &args::ListArgs) -> anyhow::Result<ExitStatus> {
    let run = Run::new("list", ".".into(), Mode::Check, args.format);
    let select = args.select.into();
    let fleet = Watched::new(select, Texts::Dropped);
    let told = ListOutput {
        run: &run,
        select,
        is_nowhere: Cell::new(true),
        elsewhere: RefCell::default(),
        faults: RefCell::default(),
    };
    match args.format {
        Format::Human => {
            told.print_table(fleet.below(&args.paths))?;
            eprint(&(fleet.remains(&run) + &fleet.not_read()))?;
        }
        Format::Json => {
            let projects =
                Projects { listing: &told, pieces: RefCell::new(fleet.below(&args.paths)) };
            let elsewhere = (select == Select::All).then_some(Elsewhere(&told));
            print_document(&document::list(&run, projects, elsewhere, Errors(&told)))?;
        }
    }
    Ok(match (told.is_nowhere.get(), told.faults.borrow().is_empty()) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Clean,
        (false, false) => ExitStatus::Found,
    })
}

/// What is printed while projects are found, because there may be ten thousand.
struct ListOutput<'a> {
    run: &'a Run,
    select: Select,
    is_nowhere: Cell<bool>,
    /// What pins the plugin elsewhere, as a document lists it.
    elsewhere: RefCell<Vec<Value>>,
    faults: RefCell<Vec<Fault>>,
}

impl ListOutput<'_> {
    /// Remembers what the end of the run needs to know.
    fn heed(&self, piece: Inventory) -> Vec<DetectedProject> {
        let is_nowhere = piece.projects.is_empty() && piece.faults.iter().all(is_about_nothing);
        self.is_nowhere.set(self.is_nowhere.get() && is_nowhere);
        if self.run.format == Format::Json {
            let texts = piece.projects.iter().flat_map(|listed| &listed.elsewhere);
            let texts = texts.chain(&piece.elsewhere);
            let pins = texts
                .flat_map(|text| text.pins.iter().map(|pin| document::loose_pin(&text.path, pin)));
            self.elsewhere.borrow_mut().extend(pins);
        }
        self.faults.borrow_mut().extend(piece.faults);
        piece.projects
    }

    fn print_table(&self, pieces: impl Iterator<Item = Inventory>) -> anyhow::Result<()> {
        let mut table = Table::new(self.select);
        for piece in pieces {
            human::faults(self.run, &piece.faults)?;
            eprint(&human::too_large(&piece.projects))?;
            let elsewhere: Vec<TableRow> = piece.elsewhere.iter().flat_map(loose_rows).collect();
            let listed = self.heed(piece);
            print(&table.lines(listed.iter().flat_map(rows).chain(elsewhere).collect()))?;
        }
        Ok(())
    }
}

/// The projects of a document, each made only when it is printed.
struct Projects<'a, I> {
    listing: &'a ListOutput<'a>,
    pieces: RefCell<I>,
}

impl<I: Iterator<Item = Inventory>> Serialize for Projects<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pieces = self.pieces.borrow_mut();
        let listed = pieces.by_ref().flat_map(|piece| self.listing.heed(piece));
        serializer.collect_seq(listed.map(|listed| project(&listed, self.listing.select)))
    }
}

/// What pins the plugin elsewhere, which is known when the projects are printed.
struct Elsewhere<'a>(&'a ListOutput<'a>);

impl Serialize for Elsewhere<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.elsewhere.borrow().serialize(serializer)
    }
}

/// The faults of a document, which are known when its projects are printed.
struct Errors<'a>(&'a ListOutput<'a>);

impl Serialize for Errors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut faults = self.0.faults.borrow_mut();
        faults.sort_by(Fault::by_place);
        document::errors(self.0.run, &faults).serialize(serializer)
    }
}

/// A project in every machine format; without sources nothing is known of its uses.
pub(super) fn project(listed: &DetectedProject, select: Select) -> Value {
    let declarations = listed
        .declarations()
        .map(|(file, found)| declaration(&join(&listed.root, file.as_str()), found));
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
        "alias": Some(&found.alias).filter(|alias| !alias.is_empty()),
        "provider": found.provider,
        "version": found.version,
        "state": found.state.name(),
    })
}

/// What is known of a declaration, or of a project that has none.
type TableRow = [String; 6];

/// One line a declaration, and one for a project that has none; columns as wide as they must be, and no narrower than
/// in the lines before.
struct Table {
    widths: Vec<usize>,
    head: Option<TableRow>,
}

impl Table {
    fn new(select: Select) -> Self {
        let head = words::LIST_HEAD.map(|cell| cell.text().to_owned());
        let columns = match select {
            Select::Declarations | Select::Pins => head.len() - 1,
            Select::All => head.len(),
        };
        Self { widths: vec![0; columns], head: Some(head) }
    }

    /// The next lines; the first ones have a head.
    fn lines(&mut self, rows: Vec<TableRow>) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let rows: Vec<TableRow> = self.head.take().into_iter().chain(rows).collect();
        for (column, width) in self.widths.iter_mut().enumerate() {
            let widths = rows.iter().map(|row| columns(&row[column]));
            *width = widths.fold(*width, usize::max);
        }
        rows.iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, row: &TableRow) -> String {
        let cells = row.iter().zip(&self.widths).map(|(cell, width)| padded(cell, *width));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    }
}

/// How many columns of a terminal a text takes.
fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A cell as wide as its column.
fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", " ".repeat(width.saturating_sub(columns(cell))))
}

/// The uses are those of the whole project, so they stand in its first line.
fn rows(listed: &DetectedProject) -> Vec<TableRow> {
    let framework = listed.framework.name().to_owned();
    let uses = uses(listed);
    let dash = || "-".to_owned();
    let row = |(file, found): (&RelPath, &Declaration)| {
        let file = join(&listed.root, file.as_str());
        [
            visible(&format!("{file}:{}", found.place.line)),
            framework.clone(),
            visible(&found.package.to_string()),
            visible(found.version.as_deref().unwrap_or("-")),
            words::state(found.state).text().to_owned(),
            dash(),
        ]
    };
    let mut rows: Vec<TableRow> = listed.declarations().map(row).collect();
    if rows.is_empty() {
        let root = visible(shown_root(&listed.root));
        let state = if uses.is_empty() { dash() } else { words::UNDECLARED.text().to_owned() };
        rows.push([root, framework, dash(), dash(), state, dash()]);
    }
    if !uses.is_empty() {
        rows[0][5] = uses;
    }
    rows.extend(listed.elsewhere.iter().flat_map(loose_rows));
    rows
}

/// A line for each place that pins the plugin beside configuration.
fn loose_rows(text: &PinningText) -> impl Iterator<Item = TableRow> {
    let dash = || "-".to_owned();
    text.pins.iter().map(move |pin| {
        let place = visible(&format!("{}:{}", text.path, pin.place.line));
        let version = visible(pin.version.text().unwrap_or("-"));
        [place, dash(), dash(), version, words::ELSEWHERE.to_string(), dash()]
    })
}

/// How many uses there are of each kind; empty where there is none.
fn uses(listed: &DetectedProject) -> String {
    let mut counts: BTreeMap<&str, (&UsageKind, usize)> = BTreeMap::new();
    for (_, found) in listed.uses() {
        counts.entry(found.kind.name()).or_insert((&found.kind, 0)).1 += 1;
    }
    let counts = counts.values().map(|(kind, count)| words::usage(kind, *count));
    words::listed(&counts.collect::<Vec<_>>())
}

/// Runs `versions`.
pub(super) fn versions(args: &args::VersionsArgs) -> anyhow::Result<ExitStatus> {
    let run = Run::new("versions", ".".into(), Mode::Check, args.format);
    match (catalogue(args.catalogue.as_deref()), args.format) {
        (Ok(catalogue), Format::Human) => print(&words::catalogue(&catalogue))?,
        (Ok(catalogue), Format::Json) => print_document(&document::catalogue(&run, &catalogue))?,
        (Err(refused), _) => return refuse(&run, refused),
    }
    Ok(ExitStatus::Clean)
}

/// The catalogue that the user names, or the one that comes with the program.
pub(super) fn catalogue(file: Option<&Path>) -> Result<Catalogue, Faults> {
    let Some(file) = file else { return Ok(Catalogue::built_in().clone()) };
    let name = file.display().to_string();
    let text = read_named(file).map_err(|what| Fault::of(name.clone(), what))?;
    Catalogue::parse(&name, &text)
}
