//! mpx: which block of a component the WeChat build reads, which files it names, and what they are to the program.

pub mod blocks;
pub mod files;

use crate::model::manifest::Package;
use crate::project::declaration::{Declaration, State};
use crate::text::path::RelPath;

/// What a file of configuration is to its program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Role {
    /// The program's own: all that stands in it counts.
    #[default]
    Program,
    /// The subpackage with this root, whose plugins are those of the file.
    Subpackage(RelPath),
    /// Pages of the program; nobody reads its plugins.
    Pages,
    /// Nothing, because its JSON stands in another file.
    Emptied,
}

impl Role {
    /// A package of the program as the file has it; `None` where its plugins cannot stand there.
    pub fn in_file(&self, package: &Package) -> Option<Package> {
        match self {
            Self::Program => Some(package.clone()),
            Self::Subpackage(root) => {
                (*package == Package::Sub(root.clone())).then_some(Package::Main)
            }
            Self::Pages | Self::Emptied => None,
        }
    }

    /// What the program puts before the paths of the file's pages.
    pub fn root(&self) -> Option<&RelPath> {
        match self {
            Self::Subpackage(root) => Some(root),
            Self::Program | Self::Pages | Self::Emptied => None,
        }
    }

    /// What a declaration in the file is to the whole program.
    #[must_use]
    pub fn adopt(&self, declaration: Declaration) -> Declaration {
        let package = match self {
            Self::Program | Self::Pages | Self::Emptied => declaration.package.clone(),
            Self::Subpackage(root) => Package::Sub(root.clone()),
        };
        let is_read = self.in_file(&package).as_ref() == Some(&declaration.package);
        let state = if declaration.state == State::Active && !is_read {
            State::Misplaced
        } else {
            declaration.state
        };
        Declaration { package, state, ..declaration }
    }
}
