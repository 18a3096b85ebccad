//! `kaibo new`: from flags, a manifest or answers to a program on disk.

use std::path::Path;

use crate::cli::args::{self, Format};
use crate::cli::{ExitStatus, Mode, Outcome, Run, ask, print, report, words};
use crate::disk::{self, Recovered, Root};
use crate::model::fault::{Fault, Faults, What};
use crate::model::manifest::{App, Manifest};
use crate::model::plugin::NEWEST;
use crate::plan::create::{self, Setting};
use crate::plan::{Accept, Plan};

/// Runs the verb.
pub(super) fn run(args: &args::New) -> anyhow::Result<ExitStatus> {
    let run =
        Run { verb: "new", dir: args.dir.clone(), mode: args.mode.into(), format: args.format };
    if let Err(faults) = refuse_full(&args.dir) {
        return report(&run, Outcome::Refused(faults));
    }
    let manifest = match args.manifest.as_ref().map(|file| read_manifest(file, &settings(args))) {
        Some(Ok(text)) => text,
        // its faults name the user's file, not one of the new project
        Some(Err(faults)) => {
            return report(&Run { dir: ".".into(), ..run }, Outcome::Refused(faults));
        }
        None => compose_manifest(args)?,
    };
    let outcome = match create(&run, &manifest) {
        Ok((plan, recovered)) => Outcome::Planned { plan, recovered },
        Err(faults) => Outcome::Refused(faults),
    };
    let written = matches!(&outcome, Outcome::Planned { plan, .. } if plan.conflicts.is_empty());
    let status = report(&run, outcome)?;
    if written && run.mode == Mode::Write && run.format == Format::Human {
        let lines = words::next_steps(&run.dir.display().to_string());
        let lines = lines.iter().enumerate().map(|(i, line)| format!("{}. {line}\n", i + 1));
        print(&format!("next:\n{}", lines.collect::<String>()))?;
    }
    Ok(status)
}

/// Asked before any question is: a folder with something in it, unless an interrupted run put it there.
fn refuse_full(dir: &Path) -> Result<(), Faults> {
    if !disk::exists(dir) {
        return Ok(());
    }
    let root = Root::open(dir, disk::Hold::Shared)?;
    let may_go_on = root.is_empty()? || root.has_stage()?;
    if may_go_on { Ok(()) } else { Err(Fault::of(".", What::NotEmpty).into()) }
}

fn settings(args: &args::New) -> Vec<Setting> {
    let flags = [
        (["plugin", "version"], &args.plugin_version),
        (["plugin", "package"], &args.package),
        (["app", "appid"], &args.appid),
        (["app", "name"], &args.name),
        (["app", "language"], &args.language),
    ];
    flags.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect()
}

/// The user's manifest, whose faults are told under its own name.
fn read_manifest(file: &Path, settings: &[Setting]) -> Result<String, Faults> {
    let text = disk::read_named(file)?;
    let text = create::with_settings(&text, settings)?;
    match Manifest::parse(&text) {
        Ok(_) => Ok(text),
        Err(Faults(faults)) => {
            let name = file.display().to_string();
            Err(Faults(
                faults.into_iter().map(|fault| Fault { file: name.clone(), ..fault }).collect(),
            ))
        }
    }
}

/// The standard manifest, with what the flags say, what was answered, or the default.
fn compose_manifest(args: &args::New) -> anyhow::Result<String> {
    let asking = !args.yes && args.format == Format::Human && ask::somebody_is_there();
    let choose = |flag: &Option<String>,
                  default: String,
                  question: &dyn Fn(&str) -> anyhow::Result<String>| {
        match flag {
            Some(value) => Ok(value.clone()),
            None if asking => question(&default),
            None => Ok(default),
        }
    };
    let standard = App::default();
    let folder = args.dir.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = choose(&args.name, folder.unwrap_or(standard.name), &ask::name)?;
    let appid = choose(&args.appid, standard.appid, &ask::appid)?;
    let version = choose(&args.plugin_version, NEWEST.to_owned(), &ask::version)?;
    let package = choose(&args.package, "main".to_owned(), &ask::package)?;
    let language = choose(&args.language, standard.language.name().to_owned(), &|_| {
        ask::language(standard.language)
    })?;
    Ok(create::manifest_text(&create::Choices { name, appid, version, package, language }))
}

fn create(run: &Run, manifest: &str) -> Result<(Plan, Recovered), Faults> {
    let plan = create::plan(manifest)?;
    if run.mode != Mode::Write || !plan.conflicts.is_empty() {
        return Ok((plan, Recovered::Nothing));
    }
    let root = Root::create(&run.dir)?;
    match write(&root, &plan) {
        Ok(recovered) => Ok((plan, recovered)),
        Err(faults) => {
            root.remove_if_empty();
            Err(faults)
        }
    }
}

fn write(root: &Root, plan: &Plan) -> Result<Recovered, Faults> {
    let recovered = root.recover(&Accept::Nothing)?;
    if root.is_empty()? {
        root.apply(plan)?;
        return Ok(recovered);
    }
    let project = root.load(|_| Ok(create::wanted(plan)))?;
    if recovered == Recovered::Finished && create::is_done(plan, &project) {
        return Ok(recovered);
    }
    Err(Fault::of(".", What::NotEmpty).into())
}
