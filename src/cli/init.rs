//! `kaibo init`: the manifest that describes a project, whose sources tell which pages open a room.

use crate::cli::args::InitArgs;
use crate::cli::below;
use crate::cli::in_folder;
use crate::cli::invocation::Run;
use crate::cli::language;
use crate::cli::status::ExitStatus;
use crate::disk::fleet::Select;
use crate::plan::init::LiveSources;
use crate::plan::template::Templates;
use crate::plan::{Accept, init};
use crate::project::inventory::DetectedProject;
use crate::project::usage::{Usage, UsageKind};

/// Runs `init`.
pub(super) fn run(args: InitArgs) -> anyhow::Result<ExitStatus> {
    let templates = Templates::built_in();
    in_folder(Run::writing("init", args.dir, args.mode, args.format), |run| {
        let sources = live_sources(run);
        run.plan(
            &Accept::Nothing,
            |project| init::wanted(project, templates, &sources),
            |project, _| init::plan(project, templates, &sources, language::chosen()),
        )
    })
}

/// The sources of the project itself that use the plugin; what cannot be read is for other verbs to tell.
fn live_sources(run: &Run) -> LiveSources {
    let mut sources = LiveSources::default();
    for project in below::of_run(run, Select::All) {
        sources.elsewhere = sources.elsewhere.or_else(|| project.in_code());
        for (path, used) in project.uses() {
            note(&project, path, used, &mut sources);
        }
    }
    sources
}

fn note(project: &DetectedProject, path: &str, used: &Usage, sources: &mut LiveSources) {
    let Ok(path) = project.inside(path) else { return };
    match used.kind {
        UsageKind::RoomUrl(_) => sources.rooms.insert(path),
        UsageKind::RequirePlugin(_)
        | UsageKind::Subscribe(_)
        | UsageKind::Pendant(_)
        | UsageKind::Api(_) => sources.others.insert(path),
    };
}
