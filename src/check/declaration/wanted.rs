//! What the rules want to know of the files around the configuration.

use crate::check::declaration::documents::{self, program};
use crate::check::declaration::hosted::hosts;
use crate::check::declaration::{component, concerns_plugins, named, native, pages};
use crate::check::facts::Facts;

/// The paths of which the rules want to know what stands there, and of which nothing is known yet; asked again with
/// what was found, until it names none.
pub fn wanted(facts: &Facts<'_>) -> Vec<String> {
    let config = native(facts).filter(|config| concerns_plugins(facts, *config));
    let Some(config) = config else { return Vec::new() };
    let mut wanted = pages::wanted(facts, config);
    wanted.extend(program(facts).map(named::wanted).unwrap_or_default());
    wanted.extend(component::wanted(facts));
    wanted.extend(documents::wanted(facts));
    if !(named::missing_file(facts).is_empty() && component::missing_component(facts).is_empty()) {
        wanted.extend(hosts(config));
    }
    wanted.retain(|path| !facts.standing.contains_key(path));
    wanted.sort();
    wanted.dedup();
    wanted
}
