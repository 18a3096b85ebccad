//! A configuration file of any framework: its text, parsed once when first asked, and the declarations in it.

use std::sync::{Arc, OnceLock};

use crate::model::fault::{Fault, SystemFault};
use crate::model::manifest::Package;
use crate::model::plugin::{ALIAS, PROVIDER};
use crate::project::declaration::{self, Declaration, ImportedPin, State};
use crate::project::framework::{Evidence, KeyPath, Row, Syntax, walk_path};
use crate::project::literal::{Certainty, Literal, literals};
use crate::project::modules::{Modules, normal};
use crate::project::mpx::Role;
use crate::project::packages::subpackages;
use crate::syntax::Node;
use crate::syntax::jsonc::SyntaxFault;
use crate::text::edit::{Edit, apply};
use crate::text::path::{RelPath, join};

/// A configuration file of a project. It never changes: an edit makes another one. Copies share the text and what was
/// read of it.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    /// Its path from the project's root.
    pub path: RelPath,
    /// How it is read.
    pub row: &'static Row,
    /// What it is to its program.
    pub role: Role,
    /// Why it is taken for a program's.
    evidence: Evidence,
    /// What it imports.
    modules: Arc<Modules>,
    text: Arc<str>,
    parsed: Arc<OnceLock<Result<Vec<Literal>, SyntaxFault>>>,
    declarations: Arc<OnceLock<Vec<Declaration>>>,
}

impl PartialEq for ConfigFile {
    /// What is read of a text follows from it.
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.row, &self.role, &self.text)
            == (&other.path, other.row, &other.role, &other.text)
    }
}

impl ConfigFile {
    /// A file that is known to be configuration of the program.
    pub fn new(row: &'static Row, path: RelPath, text: impl Into<Arc<str>>) -> Self {
        let (modules, parsed, declarations) = Default::default();
        let role = if row.is_without_plugins() { Role::Pages } else { Role::Program };
        let evidence = Evidence::Keys;
        Self { path, row, role, evidence, modules, text: text.into(), parsed, declarations }
    }

    /// A file with what speaks for it beside its keys.
    #[must_use]
    pub fn with_evidence(self, evidence: Evidence) -> Self {
        Self { evidence, ..self }
    }

    /// The file, unless it is a namesake of another purpose.
    ///
    /// # Errors
    /// Text that cannot be read.
    pub fn recognised(self) -> Result<Option<Self>, Fault> {
        match self.evidence {
            Evidence::Neighbours => return self.readable().map(|()| Some(self)),
            Evidence::Words => {
                self.readable()?;
                if self.is_computed() {
                    return Ok(Some(self));
                }
            }
            Evidence::Keys => {}
        }
        if !self.row.signs.iter().any(|sign| self.text.contains(sign)) {
            return Ok(None);
        }
        match self.readable() {
            Ok(()) => Ok(Some(self).filter(Self::is_shown)),
            // scripts and components of such names are many, and most are none of our business
            Err(fault)
                if self.row.syntax.is_common()
                    && fault.kind != SystemFault::NoThread.into()
                    && ![ALIAS, PROVIDER].iter().any(|sign| self.text.contains(sign)) =>
            {
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// The same file with another text.
    #[must_use]
    pub fn with_text(&self, text: impl Into<Arc<str>>) -> Self {
        let (role, evidence, modules) = (self.role.clone(), self.evidence, self.modules.clone());
        Self { role, evidence, modules, ..Self::new(self.row, self.path.clone(), text) }
    }

    /// The same file after edits of its text.
    #[must_use]
    pub fn edited(&self, edits: &[Edit]) -> Self {
        self.with_text(apply(&self.text, edits))
    }

    /// The same file at another path.
    #[must_use]
    pub fn at(self, path: RelPath) -> Self {
        Self { path, ..self }
    }

    /// The same file as another part of its program.
    #[must_use]
    pub fn with_role(self, role: Role) -> Self {
        if self.role == role {
            return self;
        }
        Self { role, declarations: Arc::default(), ..self }
    }

    /// The same file with what it imports; `read` gives the text at a path from its folder, where one may be read.
    #[must_use]
    pub fn following(self, read: &mut dyn FnMut(&str) -> Option<String>) -> Self {
        if !["import", "require"].iter().any(|word| self.text.contains(word)) {
            return self;
        }
        let modules = Arc::new(Modules::follow(self.literals(), read));
        self.importing(modules)
    }

    /// The same file with what another reading of it imports.
    #[must_use]
    pub fn importing_like(self, other: &Self) -> Self {
        self.importing(other.modules.clone())
    }

    fn importing(self, modules: Arc<Modules>) -> Self {
        Self { modules, declarations: Arc::default(), ..self }
    }

    /// The file from the project's root in which a declaration has its version, where that is another one of the project.
    pub fn file_of(&self, pin: &ImportedPin) -> Option<RelPath> {
        self.beside(&pin.path)
    }

    /// A path from its folder as one from the project's root.
    pub fn beside(&self, path: &str) -> Option<RelPath> {
        let folder = self.path.parent().map(|folder| folder.to_string()).unwrap_or_default();
        RelPath::parse(&normal(&join(&folder, path))).ok()
    }

    /// The same file read by another row.
    #[must_use]
    pub fn with_row(self, row: &'static Row) -> Self {
        if self.row == row {
            return self;
        }
        let (parsed, declarations) = Default::default();
        Self { row, parsed, declarations, ..self }
    }

    /// Lets go of what was parsed once the declarations are known: a fleet has many files, and most are not asked again.
    #[must_use]
    pub fn released(mut self) -> Self {
        self.declarations();
        self.parsed = Arc::default();
        self
    }

    /// Whether it can be read.
    ///
    /// # Errors
    /// The first place where its text is not of its language.
    pub fn readable(&self) -> Result<(), Fault> {
        match self.parsed() {
            Ok(_) => Ok(()),
            Err(fault) => Err(Fault::unreadable(self.path.as_str(), &self.text, fault.clone())),
        }
    }

    /// What is wrong with its syntax.
    pub fn syntax_fault(&self) -> Option<&SyntaxFault> {
        self.parsed().as_ref().err()
    }

    /// The literals in it; none where it cannot be read, of which [`ConfigFile::readable`] says why.
    pub fn literals(&self) -> &[Literal] {
        self.parsed().as_deref().unwrap_or_default()
    }

    fn parsed(&self) -> &Result<Vec<Literal>, SyntaxFault> {
        self.parsed.get_or_init(|| literals(self.row, self.path.name(), &self.text))
    }

    /// Whether keys of the configuration may be hidden in a computation.
    fn is_computed(&self) -> bool {
        let members = self.root().and_then(Node::members);
        members.is_none_or(|members| members.iter().any(|member| member.key.is_empty()))
    }

    fn is_shown(&self) -> bool {
        self.literals().iter().any(|literal| self.row.is_shown_by(&literal.tree.root))
    }

    /// The literal that is the configuration, where one certainly is.
    pub fn literal(&self) -> Option<&Literal> {
        let certain = || self.literals().iter().filter(|it| it.certainty == Certainty::Itself);
        let shown = certain().find(|literal| self.row.is_shown_by(&literal.tree.root));
        shown.or_else(|| certain().next())
    }

    /// The outermost value of that literal.
    pub fn root(&self) -> Option<&Node> {
        self.literal().map(|literal| &literal.tree.root)
    }

    /// What its text is as JSON, where it is read as that and can be.
    pub fn json(&self) -> Option<&Node> {
        self.root().filter(|_| self.row.syntax == Syntax::Json)
    }

    /// The object that lists pages and subpackages, where this file has them.
    pub fn listing(&self) -> Option<&Node> {
        walk_path(self.root()?, self.row.subpackages?)
    }

    /// The declarations in it as its program takes them, in order of place.
    pub fn declarations(&self) -> &[Declaration] {
        self.declarations.get_or_init(|| {
            let (literals, modules) = (self.literals(), &self.modules);
            let own = declaration::declarations(self.row, &self.text, literals, modules);
            own.into_iter().map(|found| self.role.adopt(found)).collect()
        })
    }

    /// The live plugin's declarations in it in a state.
    pub fn live(&self, state: State) -> Vec<&Declaration> {
        self.declarations().iter().filter(|found| found.is_live(state)).collect()
    }

    /// Where the plugins of a package stand: the object that is surely there, and the keys below it.
    pub fn way_to_plugins(&self, package: &Package) -> Option<(&Node, KeyPath)> {
        match package {
            Package::Main => Some((self.root()?, self.row.main?)),
            Package::Sub(wanted) => {
                let subpackages = subpackages(self.listing()?).into_iter();
                let (_, node) = subpackages.into_iter().find(|(root, _)| root == wanted)?;
                Some((node, &["plugins"]))
            }
        }
    }
}
