//! `kaibo new`: from flags, a manifest or answers to a program on disk.

use std::path::Path;

use crate::cli::args::{self, Format};
use crate::cli::ask::{self, ask};
use crate::cli::invocation::{Mode, Outcome, Run};
use crate::cli::language::{self, Both};
use crate::cli::list::catalogue;
use crate::cli::output::print;
use crate::cli::report::{refuse, report};
use crate::cli::status::ExitStatus;
use crate::cli::words::{self, Words};
use crate::disk;
use crate::disk::named::{Here, Named};
use crate::model::catalogue::{Catalogue, VersionStatus};
use crate::model::fault::{Fault, Faults};
use crate::model::manifest::{self, App};
use crate::plan::Note;
use crate::plan::create::{self, Choices, Setting};
use crate::plan::template::Templates;
use crate::run::new::{create, refuse_full};
use crate::text::path::RelPath;

/// Runs the verb.
pub(super) fn run(args: &args::NewArgs) -> anyhow::Result<ExitStatus> {
    let run = Run {
        manifest: args.manifest.clone(),
        ..Run::writing("new", args.dir.clone(), args.mode, args.format)
    };
    let named = match Here::find().and_then(|here| here.named_to_be(&args.dir)) {
        Ok(named) => named,
        Err(fault) => {
            let fault = fault.renamed(".");
            return report(&run, Outcome::Refused(fault.into()));
        }
    };
    let run = Run { dir: named.path(), ..run };
    if let Err(faults) = refuse_full(&run.dir) {
        return report(&run, Outcome::Refused(faults));
    }
    let catalogue = match catalogue(args.known.catalogue.as_deref()) {
        Ok(catalogue) => catalogue,
        Err(refused) => return refuse(&run, refused),
    };
    if let Some(version) = &args.plugin_version
        && let Some(what) = catalogue.refusal(version, args.known.unknown())
    {
        let fault = Fault::of_argument("--plugin-version", version, what);
        return refuse(&run, fault.into());
    }
    let templates = Templates::built_in();
    let manifest = match &args.manifest {
        Some(file) => read_manifest(file, &settings(args)),
        None => compose_manifest(args, templates, &named, &catalogue)?,
    };
    match manifest.and_then(|text| create(&run.opening(), &text, templates)) {
        Ok((mut plan, asides)) => {
            plan.notes.retain(|note| !is_expected(note, args, &catalogue));
            let rooms = plan.changes.keys().find(|path| path.as_str().contains("-rooms."));
            let next = words::next_steps(&run.shown("."), rooms.map(RelPath::as_str));
            let written = run.mode == Mode::Write && plan.conflicts.is_empty();
            let status = report(&run, Outcome::Planned { plan, asides })?;
            if written && run.format == Format::Human {
                let lines = next.iter().enumerate().map(|(i, line)| format!("{}. {line}\n", i + 1));
                print(&format!("{}\n{}", words::NEXT, lines.collect::<String>()))?;
            }
            Ok(status)
        }
        Err(faults) => report(&run, Outcome::Refused(faults)),
    }
}

/// Whether a note says of a version what the user said by a flag.
fn is_expected(note: &Note, args: &args::NewArgs, catalogue: &Catalogue) -> bool {
    match note {
        Note::UnknownVersion { version, .. } => {
            args.plugin_version.as_ref() == Some(version)
                || catalogue.standing(version) != VersionStatus::Unknown
        }
        Note::NotStrictJson { .. }
        | Note::UnhealthyDeclaration { .. }
        | Note::StaysDisabled
        | Note::CommentedOut { .. }
        | Note::StaysCommentedOut { .. }
        | Note::StaysUndecided { .. }
        | Note::DeclaredElsewhere { .. }
        | Note::Superseded { .. }
        | Note::BelowMinimum { .. }
        | Note::Proposed
        | Note::StaysDeleted { .. }
        | Note::PageMoved { .. }
        | Note::DeletedButListed { .. } => false,
    }
}

fn settings(args: &args::NewArgs) -> Vec<Setting> {
    let flags = [
        (["plugin", "version"], &args.plugin_version),
        (["plugin", "package"], &args.package),
        (["app", "appid"], &args.appid),
        (["app", "name"], &args.name),
        (["app", "language"], &args.language),
    ];
    flags.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect()
}

fn read_manifest(file: &Path, settings: &[Setting]) -> Result<String, Faults> {
    let text = disk::read_named(file).map_err(|what| Fault::of(manifest::FILE, what))?;
    create::with_settings(&text, settings)
}

/// The standard manifest, with what the flags say, what was answered, or the default.
fn compose_manifest(
    args: &args::NewArgs,
    templates: &Templates,
    named: &Named,
    catalogue: &Catalogue,
) -> anyhow::Result<Result<String, Faults>> {
    let standard = App::default();
    let folder = named.absolute.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut choices = Choices {
        name: args.name.clone().or(folder).unwrap_or(standard.name),
        appid: args.appid.clone().unwrap_or(standard.appid),
        version: args.plugin_version.clone().unwrap_or_else(|| catalogue.newest().to_owned()),
        package: args.package.clone().unwrap_or_else(|| "main".to_owned()),
        language: args.language.clone().unwrap_or_else(|| standard.language.name().to_owned()),
        lang: language::chosen(),
    };
    if !args.yes && args.format == Format::Human && ask::somebody_is_there() {
        let refusal = |choices: &Choices| refusal(choices, args, templates, catalogue);
        for (flag, question, field) in questions(args) {
            if flag.is_none() {
                let with = |answer: &str| {
                    let mut asked = choices.clone();
                    answer.clone_into(field(&mut asked));
                    asked
                };
                let default = field(&mut choices.clone()).clone();
                let answer = ask(question, &default, |answer| refusal(&with(answer)))?;
                *field(&mut choices) = answer;
            }
        }
    }
    Ok(create::manifest_text(templates, &choices).map_err(Faults::from))
}

/// What is asked where no flag says it, and where the answer goes.
type Asked<'a> = (&'a Option<String>, Both, fn(&mut Choices) -> &mut String);

fn questions(args: &args::NewArgs) -> [Asked<'_>; 5] {
    [
        (&args.name, words::ASK_NAME, |it| &mut it.name),
        (&args.appid, words::ASK_APPID, |it| &mut it.appid),
        (&args.plugin_version, words::ASK_VERSION, |it| &mut it.version),
        (&args.package, words::ASK_PACKAGE, |it| &mut it.package),
        (&args.language, words::ASK_LANGUAGE, |it| &mut it.language),
    ]
}

/// What the run would say against some choices, so that it is said while they can be changed.
fn refusal(
    choices: &Choices,
    args: &args::NewArgs,
    templates: &Templates,
    catalogue: &Catalogue,
) -> Option<String> {
    let said = |words: Words| format!("{}; {}", words.message, words.help);
    if let Some(what) = catalogue.refusal(&choices.version, args.known.unknown()) {
        return Some(said(words::fault(&what.into())));
    }
    let text = create::manifest_text(templates, choices).map_err(Faults::from);
    match text.and_then(|text| create::plan(&text, templates)) {
        Ok(plan) => plan.conflicts.values().next().map(|reason| said(words::conflict(reason))),
        Err(Faults(faults)) => faults.first().map(|fault| said(words::fault(&fault.kind))),
    }
}
