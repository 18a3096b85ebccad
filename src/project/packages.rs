//! The packages that an object of configuration lists, under the spelling that the platform reads.

use crate::syntax::Node;
use crate::text::path::RelPath;

/// Both spellings are legal; with both present the platform drops the second (compiler, executed).
pub const SPELLINGS: [&str; 2] = ["subpackages", "subPackages"];

/// What an object lists as subpackages, the malformed among them.
pub fn listed(listing: &Node) -> &[Node] {
    let listed = SPELLINGS.into_iter().find_map(|key| listing.get(key)).and_then(Node::elements);
    listed.unwrap_or_default()
}

/// The subpackages of an object, by root; what is malformed is left out.
pub fn subpackages(listing: &Node) -> Vec<(RelPath, &Node)> {
    listed(listing).iter().filter_map(|node| Some((root_of(node)?, node))).collect()
}

/// The root of a subpackage's object. The platform ignores `/` at the end of a root.
pub fn root_of(node: &Node) -> Option<RelPath> {
    RelPath::parse(node.get("root")?.text()?.trim_end_matches('/')).ok()
}
