//! The declaration made to agree in the configuration files of any framework, by edits that look like their author's.

use crate::model::fault::{Fault, Faults, TextFault};
use crate::model::lock::WasEmpty;
use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER, PluginVersion, is_placeholder};
use crate::plan::Reason;
use crate::plan::editor::{ConfigEditor, InsertionPoints, Located, entry, key_path, of_state};
use crate::plan::validate::refuse_violations;
use crate::project::app_json::spot::Spot;
use crate::project::config_file::ConfigFile;
use crate::project::declaration::{Declaration, Owner, State};
use crate::project::framework::{KeyPath, Row};
use crate::syntax::edit::{self, Item};
use crate::syntax::expected::Expected;
use crate::syntax::layout::Fresh;
use crate::syntax::{Node, Value};
use crate::text::edit::Edit;
use crate::text::path::RelPath;

/// What came of declaring the plugin.
#[derive(Debug, Clone)]
pub enum Declared {
    /// The files declare it as asked.
    Done,
    /// They were left alone.
    Refused {
        /// The file that is in the way.
        path: RelPath,
        /// Why.
        reason: Reason,
        /// What taking our side would make of them, where there is such a side.
        theirs: Option<ConfigEditor>,
    },
}

/// What stands in the way of one step.
enum Obstacle {
    Conflict(usize, Reason),
    Faults(Faults),
}

impl From<Fault> for Obstacle {
    fn from(fault: Fault) -> Self {
        Self::Faults(fault.into())
    }
}

impl ConfigEditor {
    /// Makes the plugin entry agree: corrected in place, moved from another package, or written anew.
    ///
    /// # Errors
    /// A file that cannot be read, or that is at fault where it is to be edited.
    pub fn declare(
        &mut self,
        package: &Package,
        version: &PluginVersion,
    ) -> Result<Declared, Faults> {
        let mut editor = self.clone();
        match editor.try_declare(package, version) {
            Ok(()) => {
                *self = editor;
                Ok(Declared::Done)
            }
            Err(Obstacle::Conflict(file, reason)) => {
                let theirs = if matches!(reason, Reason::OtherProvider { .. }) {
                    Some(self.clone().corrected(version)?)
                } else {
                    None
                };
                Ok(Declared::Refused { path: self.files[file].path.clone(), reason, theirs })
            }
            Err(Obstacle::Faults(faults)) => Err(faults),
        }
    }

    fn try_declare(&mut self, package: &Package, version: &PluginVersion) -> Result<(), Obstacle> {
        let found = self.declarations();
        if let Some(other) = others(&found).next() {
            let provider = other.declaration.provider.clone().unwrap_or_default();
            return Err(Obstacle::Conflict(
                other.file,
                Reason::OtherProvider { provider, line: other.line() },
            ));
        }
        let active = of_state(&found, State::Active);
        if active.is_empty() {
            return self.declare_first(&found, package, version);
        }
        for one in &active {
            if one.declaration.version.as_deref().is_some_and(is_placeholder) {
                let reason = Reason::Computed { line: Some(one.line()) };
                return Err(Obstacle::Conflict(one.file, reason));
            }
            self.refuse_faults(one.file, &one.declaration.package)?;
        }
        let here: Vec<&&Located> =
            active.iter().filter(|found| found.declaration.package == *package).collect();
        match here[..] {
            [] => self.move_here(active[0], package)?,
            [_] => {}
            [_, second, ..] => {
                return Err(Obstacle::Conflict(
                    second.file,
                    Reason::DeclaredTwice { line: second.line() },
                ));
            }
        }
        self.declare_only_in(package)?;
        self.correct(package, version)
    }

    /// Nothing counts yet: what is misplaced is moved, or an entry is written anew; comments stay what they are.
    fn declare_first(
        &mut self,
        found: &[Located],
        package: &Package,
        version: &PluginVersion,
    ) -> Result<(), Obstacle> {
        if let Some((first, reason)) = undecided(found).next() {
            let Declaration { package: its, version: pinned, provider, .. } = &first.declaration;
            let agrees = its == package
                && pinned.as_deref() == Some(version.to_string().as_str())
                && provider.as_deref() == Some(PROVIDER);
            return if agrees { Ok(()) } else { Err(Obstacle::Conflict(first.file, reason)) };
        }
        if let Some(misplaced) = of_state(found, State::Misplaced).first() {
            self.move_here(misplaced, package)?;
            return self.correct(package, version);
        }
        self.insert(package, ALIAS, &fresh_entry(version))
    }

    /// Sets version and provider of the entry, one after the other, because both may have to be inserted.
    fn correct(&mut self, package: &Package, version: &PluginVersion) -> Result<(), Obstacle> {
        for (key, wanted) in [("version", version.to_string().as_str()), ("provider", PROVIDER)] {
            let found = self.declarations();
            let active = of_state(&found, State::Active);
            let here = active.iter().find(|found| found.declaration.package == *package);
            if let Some(found) = here {
                self.set(found, key, wanted)?;
            }
        }
        Ok(())
    }

    /// With the entries of other providers corrected: what taking our side means.
    fn corrected(mut self, version: &PluginVersion) -> Result<Self, Faults> {
        for (key, wanted) in [("version", version.to_string().as_str()), ("provider", PROVIDER)] {
            // the entry is ours once its provider is, so that is set last
            if let Some(other) = others(&self.declarations()).next() {
                match self.set(other, key, wanted) {
                    // what is computed stays
                    Ok(()) | Err(Obstacle::Conflict(..)) => {}
                    Err(Obstacle::Faults(faults)) => return Err(faults),
                }
            }
        }
        Ok(self)
    }

    /// Writes a text under a key of an entry; what a script computes is never replaced.
    fn set(&mut self, found: &Located, key: &str, wanted: &str) -> Result<(), Obstacle> {
        let file = &self.files[found.file];
        let (known, pin) = match key {
            "version" => (&found.declaration.version, found.declaration.pin.clone()),
            _ => (&found.declaration.provider, None),
        };
        if known.as_deref() == Some(wanted) {
            return Ok(());
        }
        if let Some(pin) = pin {
            return Ok(self.edit(found.file, &[Edit::replace(pin, wanted)])?);
        }
        let reason = Reason::Computed { line: Some(found.line()) };
        let computed = || Obstacle::Conflict(found.file, reason.clone());
        let at = entry(file, &found.declaration).ok_or_else(computed)?;
        let value = at.member.value.literal();
        let is_written =
            |node: &Node| !matches!(node.value, Value::Known(_)) && !node.is_computed();
        if value.is_computed() || !value.get(key).is_none_or(is_written) {
            return Err(computed());
        }
        if value.members().is_none() {
            let (path, key) = (file.path.as_str(), found.declaration.alias.clone());
            let what = TextFault::WrongType { key, expected: &[Expected::Object] };
            let fault = Fault::at(path, file.text(), value.range.clone(), what);
            return Err(Obstacle::Faults(fault.into()));
        }
        let edits = edit::set(file.text(), &at.literal.tree, value, key, wanted);
        Ok(self.edit(found.file, &edits)?)
    }

    /// Moves an entry with its own alias, comments and further keys into a package.
    fn move_here(&mut self, found: &Located, package: &Package) -> Result<(), Obstacle> {
        let Declaration { alias, .. } = &found.declaration;
        let file = &self.files[found.file];
        let Some(entry) = entry(file, &found.declaration) else { return Ok(()) };
        let moved = Fresh::moved(file.text(), entry.member);
        let alias = alias.clone();
        if !self.take_out(&[found]) {
            return Err(Obstacle::Conflict(found.file, Reason::ConditionalPlace));
        }
        self.insert(package, &alias, &moved)
    }

    /// The platform refuses one provider in two packages, so what is declared elsewhere goes.
    fn declare_only_in(&mut self, package: &Package) -> Result<(), Obstacle> {
        loop {
            let found = self.declarations();
            let mut extra = of_state(&found, State::Active);
            extra.retain(|found| found.declaration.package != *package);
            let Some(file) = extra.first().map(|found| found.file) else { return Ok(()) };
            extra.retain(|found| found.file == file);
            if !self.take_out(&extra) {
                return Err(Obstacle::Conflict(file, Reason::ConditionalPlace));
            }
        }
    }

    /// Puts an entry into a package that is there.
    fn insert(&mut self, package: &Package, alias: &str, value: &Fresh) -> Result<(), Obstacle> {
        let (file, in_file) = self.home(package)?;
        self.refuse_faults(file, package)?;
        let config = &self.files[file];
        let edits = insertion(config, &in_file, alias, value)
            .map_err(|reason| Obstacle::Conflict(file, reason))?;
        if let Some(was_empty) = was_empty(config, &in_file) {
            self.remember(was_empty);
        }
        Ok(self.edit(file, &edits)?)
    }

    /// The file that declares the plugins of a package, and the package as that file has it.
    fn home(&self, package: &Package) -> Result<(usize, Package), Obstacle> {
        let declares = |row: &Row, package: &Package| match package {
            Package::Main => row.main.is_some(),
            Package::Sub(_) => row.subpackages.is_some(),
        };
        let homes = self.files.iter().enumerate().filter_map(|(file, config)| {
            let in_file = config.role.in_file(package).filter(|it| declares(config.row, it))?;
            Some((file, in_file))
        });
        // the file that is the subpackage comes before one that may list it
        let home = homes.min_by_key(|(_, in_file)| *in_file != Package::Main);
        home.ok_or_else(|| Obstacle::Conflict(0, Reason::NoPlace { package: package.to_string() }))
    }

    fn refuse_faults(&self, file: usize, package: &Package) -> Result<(), Obstacle> {
        let config = &self.files[file];
        let Some(package) = config.role.in_file(package) else { return Ok(()) };
        refuse_violations(config, &[Spot::Plugins(package)].into()).map_err(Obstacle::Faults)
    }
}

/// The live plugin's entries of which nobody knows here whether they are there, or what they say; and why none is edited.
pub(super) fn undecided(found: &[Located]) -> impl Iterator<Item = (&Located, Reason)> {
    let of = |found, state| of_state(found, state).into_iter();
    let conditional = of(found, State::Conditional)
        .map(|found| (found, Reason::Conditional { line: found.line() }));
    let computed = of(found, State::Unreadable)
        .map(|found| (found, Reason::Computed { line: Some(found.line()) }));
    conditional.chain(computed)
}

/// Entries that count and are another provider's.
pub(super) fn others(found: &[Located]) -> impl Iterator<Item = &Located> {
    let other = |found: &&Located| {
        found.declaration.state == State::Active && found.declaration.owner == Owner::Other
    };
    found.iter().filter(other)
}

/// An entry as kaibo writes it.
pub fn fresh_entry(version: &PluginVersion) -> Fresh {
    Fresh::Object(vec![
        ("version".to_owned(), Fresh::Text(version.to_string())),
        ("provider".to_owned(), Fresh::Text(PROVIDER.to_owned())),
    ])
}

/// The edits that put an entry into a package, with the objects around it that are not there yet.
pub(super) fn insertion(
    file: &ConfigFile,
    package: &Package,
    alias: &str,
    value: &Fresh,
) -> Result<Vec<Edit>, Reason> {
    let literal = file.literal().ok_or(Reason::Computed { line: None })?;
    let no_place = || Reason::NoPlace { package: package.to_string() };
    let (node, keys) = innermost(file, package).ok_or_else(no_place)?;
    let members = node.members().ok_or(Reason::Computed { line: None })?;
    if keys.first().is_some_and(|key| node.may_replace(key)) {
        // what is spread into the object may hold the key, which ours would take the place of
        return Err(Reason::Computed { line: None });
    }
    if keys.is_empty() && members.iter().any(|member| member.key == alias) {
        return Err(Reason::AliasTaken { alias: alias.to_owned() });
    }
    let item = nested(keys, alias, value);
    let point = InsertionPoints::of(literal).at(node).ok_or(Reason::ConditionalPlace)?;
    Ok(edit::insert_all(file.text(), &point, &[item]))
}

/// The innermost object on the way to a package's plugins that is there, and the keys that are not.
fn innermost<'r>(file: &'r ConfigFile, package: &Package) -> Option<(&'r Node, KeyPath)> {
    let (mut node, mut keys) = file.way_to_plugins(package)?;
    while let [key, deeper @ ..] = keys
        && let Some(next) = node.get(key)
    {
        (node, keys) = (next.literal(), deeper);
    }
    Some((node, keys))
}

/// The object that an entry is to fill, where it is empty and taking the entry out would not leave it as it is.
pub(super) fn was_empty(file: &ConfigFile, package: &Package) -> Option<WasEmpty> {
    let (node, keys) = innermost(file, package)?;
    let inside = file.text().get(node.range.start + 1..node.range.end - 1)?;
    let is_plugins = keys.is_empty();
    if !node.items().is_empty() || !inside.trim().is_empty() || (inside.is_empty() && !is_plugins) {
        return None;
    }
    let keys = key_path(file.root()?, node)?;
    Some(WasEmpty { path: file.path.to_string(), keys, inside: inside.to_owned() })
}

/// An entry with the objects that hold it.
fn nested(keys: KeyPath, alias: &str, value: &Fresh) -> Item {
    let mut member = (alias.to_owned(), value.clone());
    for key in keys.iter().rev() {
        member = ((*key).to_owned(), Fresh::Object(vec![member]));
    }
    Item::member(&member.0, member.1)
}
