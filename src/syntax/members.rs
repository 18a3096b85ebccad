//! Three JSON objects into one, member by member: members that stand beside each other do not depend on each other, as
//! lines of code do.

use crate::syntax::edit::{self, Item};
use crate::syntax::insertion_point::InsertionPoint;
use crate::syntax::jsonc;
use crate::syntax::layout::Fresh;
use crate::syntax::{Node, Tree};
use crate::text::edit::apply;

/// Makes in `ours` the changes from `base` to `theirs`; `None` where a text is no object or both sides changed a member.
pub fn three_way(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let (base_tree, theirs_tree) = (object(base)?, object(theirs)?);
    let before = base_tree.root.members()?.iter();
    let after = theirs_tree.root.members()?.iter();
    // from the last to the first, because each new one goes in front
    let mut keys: Vec<&str> = before.chain(after).map(|member| member.key.as_str()).collect();
    keys.reverse();
    let mut merged = ours.to_owned();
    for key in keys {
        let new = theirs_tree.root.get(key);
        let was = written(base, base_tree.root.get(key));
        let is = written(theirs, new);
        let tree = object(&merged)?;
        let mine = written(&merged, tree.root.get(key));
        if was == is || mine == is {
            continue;
        }
        if mine != was {
            return None;
        }
        merged = with(&merged, &tree, key, new)?;
    }
    Some(merged)
}

/// The tree of an object in which each key stands once.
fn object(text: &str) -> Option<Tree> {
    let tree = jsonc::parse(text).ok()?;
    let members = tree.root.members()?;
    members.iter().all(|member| tree.root.duplicate(&member.key).is_none()).then_some(tree)
}

fn written<'t>(text: &'t str, node: Option<&Node>) -> Option<&'t str> {
    node.map(|node| &text[node.range.clone()])
}

/// The text with the member as it is in `new`, or without it; `None` for a new one that is no string.
fn with(text: &str, tree: &Tree, key: &str, new: Option<&Node>) -> Option<String> {
    let object = &tree.root;
    let position = object.members()?.iter().position(|member| member.key == key);
    let edits = match (position, new) {
        (None, None) => Vec::new(),
        (Some(index), None) => edit::remove(text, tree, object, index),
        (Some(_), Some(new)) => edit::set(text, tree, object, key, new.text()?),
        (None, Some(new)) => {
            let item = Item::member(key, Fresh::Text(new.text()?.to_owned()));
            edit::insert_in_front(text, &InsertionPoint::whole(tree, object), &item)
        }
    };
    Some(apply(text, &edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "{\n  \"title\": \"a\"\n}\n";
    const OURS: &str = "{\n  \"title\": \"mine\",\n  \"more\": [1]\n}\n";

    #[test]
    fn what_theirs_adds_changes_and_takes_out_is_done_in_ours() {
        let theirs =
            "{\n  \"renderer\": \"webview\",\n  \"style\": \"b\",\n  \"title\": \"a\"\n}\n";
        let merged = three_way(BASE, OURS, theirs).expect("they fit");
        let expected = "{\n  \"renderer\": \"webview\",\n  \"style\": \"b\",\n  \"title\": \"mine\",\n  \"more\": [1]\n}\n";
        assert_eq!(merged, expected);
        assert_eq!(three_way(theirs, &merged, BASE).as_deref(), Some(OURS), "and back");
        let changed = theirs.replace("webview", "skyline");
        let both = three_way(theirs, &merged, &changed);
        assert_eq!(both, Some(expected.replace("webview", "skyline")));
        assert_eq!(three_way(BASE, theirs, theirs).as_deref(), Some(theirs), "both did the same");
    }

    #[test]
    fn what_does_not_fit_is_not_merged() {
        let other = "{\n  \"title\": \"other\"\n}\n";
        assert_eq!(three_way(BASE, OURS, other), None, "both changed it");
        assert_eq!(three_way(BASE, OURS, "{}"), None, "one changed what the other took out");
        assert_eq!(three_way(BASE, "{}", other), None, "and the other way round");
        assert_eq!(three_way(BASE, OURS, "{ \"title\": \"a\", \"x\": 1 }"), None, "no string");
        assert_eq!(three_way(BASE, "{ \"title\": \"b\", \"title\": \"a\" }", other), None, "twice");
        assert_eq!(three_way("a", "b", "c"), None, "no JSON");
        assert_eq!(three_way("[]", "[1]", "[2]"), None, "no object");
    }
}
