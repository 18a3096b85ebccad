//! Whose plugin a use names: an alias is free, so that only the project's declarations tell.

use std::collections::BTreeSet;

use super::kind::Usage;
use super::whose::Whose;
use crate::model::plugin::ALIAS;
use crate::project::declaration::{Declaration, Owner};

/// The aliases of the live plugin in a project.
#[derive(Debug)]
pub struct Aliases<'a>(BTreeSet<&'a str>);

impl<'a> Aliases<'a> {
    /// Those of its declarations in any state: one that does not count tells as well whom a source means, and that it is
    /// missed.
    pub fn of(declarations: impl Iterator<Item = &'a Declaration>) -> Self {
        // of one whose provider is not known only the usual alias tells
        let is_told = |one: &&Declaration| one.provider.is_some() || one.alias == ALIAS;
        let live = declarations.filter(|one| one.owner == Owner::Live).filter(is_told);
        Self(live.map(|one| one.alias.as_str()).collect())
    }

    /// The live plugin's among the uses that were read in a source of the project.
    pub fn live(&self, mut uses: Vec<Usage>) -> Vec<Usage> {
        uses.retain(|found| match &found.whose {
            Whose::Live => true,
            Whose::Alias(alias) => self.0.contains(alias.as_str()),
        });
        uses
    }
}
