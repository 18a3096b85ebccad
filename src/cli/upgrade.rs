//! `kaibo upgrade`: the pins of any number of projects, one project after the other.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cli::args;
use crate::cli::fleet::{self, Beside};
use crate::cli::invocation::{Mode, Run};
use crate::cli::list::catalogue;
use crate::cli::output::eprint;
use crate::cli::planned::Planned;
use crate::cli::report::refuse;
use crate::cli::status::ExitStatus;
use crate::cli::{human, words};
use crate::model::catalogue::{Catalogue, Release};
use crate::model::fault::Faults;
use crate::plan::template::Templates;
use crate::plan::upgrade::{
    self, Pin, UnreadablePin, Upgrade, UpgradeDirection, UpgradeScope, UpgradeTarget,
};
use crate::project::elsewhere::LoosePin;
use crate::text::path::RelPath;

/// Runs the verb.
pub(super) fn run(args: &args::UpgradeArgs) -> anyhow::Result<ExitStatus> {
    let run = Run::writing("upgrade", ".".into(), args.mode, args.format);
    let asked = catalogue(args.known.catalogue.as_deref());
    let asked = asked.and_then(|catalogue| Ok((target(args, &catalogue)?, catalogue)));
    let (target, catalogue) = match asked {
        Ok(asked) => asked,
        Err(refused) => return refuse(&run, refused),
    };
    let templates = Templates::built_in();
    let wanted = |project: &_, files: &_| upgrade::wanted(project, templates, files);
    let plan = |project: &_, files: &_, (): &_| upgrade::plan(project, templates, files, &target);
    let say = |pin: &LoosePin| {
        let to = target.version.to_string();
        let is_left = upgrade::is_left(pin, &target);
        is_left.then(|| words::left_elsewhere(pin.version.text(), &to))
    };
    let beside = Beside::Pins(&say);
    let ended = fleet::run(&run, &args.paths, &beside, |_, _| (), wanted, plan)?;
    if run.format == args::Format::Human && run.mode != Mode::Diff {
        eprint(&summary(&ended.memories, &target, &catalogue))?;
    }
    Ok(ended.status)
}

fn target(args: &args::UpgradeArgs, catalogue: &Catalogue) -> Result<UpgradeTarget, Faults> {
    let reach = if args.all { UpgradeScope::All } else { UpgradeScope::Active };
    let (version, way) = match &args.to {
        Some(version) => (version.as_str(), UpgradeDirection::Any),
        None => (catalogue.newest(), UpgradeDirection::Up),
    };
    let version = upgrade::target_version(version, catalogue, args.known.unknown())?;
    Ok(UpgradeTarget { version, way, reach })
}

/// How many pins moved, and what lies between the oldest of them and the version to be.
fn summary(projects: &[Vec<String>], target: &UpgradeTarget, catalogue: &Catalogue) -> String {
    let to = target.version.to_string();
    let from: BTreeSet<&String> = projects.iter().flatten().collect();
    let mut releases: Vec<&Release> =
        from.into_iter().flat_map(|from| catalogue.between(from, &to)).collect();
    releases.sort_by_key(|release| catalogue.versions.iter().position(|known| known == *release));
    releases.dedup();
    let pins = projects.iter().map(Vec::len).sum();
    words::moved(pins, projects.len(), &to, &releases)
}

impl Planned for Upgrade {
    /// The versions from which its pins moved.
    type Memory = Vec<String>;

    const KEYS: &'static [&'static str] = &["pins", "conditional", "unreadable", "elsewhere"];

    fn remember(self) -> Vec<String> {
        self.pins.into_iter().map(|pin| pin.from).collect()
    }

    fn leaves_something(&self) -> bool {
        !self.conditional.is_empty() || !self.unreadable.is_empty()
    }

    fn lines(&self, run: &Run) -> Vec<(RelPath, String)> {
        self.pins.iter().map(|pin| (pin.path.clone(), human::pin(run, pin))).collect()
    }

    fn warnings(&self, run: &Run) -> String {
        let conditional = self.conditional.iter().map(|pin| human::conditional_pin(run, pin));
        let unreadable = self.unreadable.iter().map(|pin| human::unreadable_pin(run, pin));
        conditional.chain(unreadable).collect()
    }

    fn lists(&self, run: &Run) -> Vec<Vec<Value>> {
        let value = |pin: &Pin| json!({ "path": run.user_path(pin.path.as_str()), "line": pin.line, "from": pin.from, "to": pin.to });
        let list = |pins: &[Pin]| pins.iter().map(value).collect();
        let place = |pin: &UnreadablePin| json!({ "path": run.user_path(pin.path.as_str()), "line": pin.line, "from": pin.from });
        let unreadable = self.unreadable.iter().map(place).collect();
        // what is elsewhere is no project's, and is listed beside them
        vec![list(&self.pins), list(&self.conditional), unreadable, Vec::new()]
    }
}
