//! A container as an edit may see it: without what depends on a condition, or only up to one of its items.

use std::ops::Range;

use crate::syntax::conditional::{Holds, Masked, Region};
use crate::syntax::{Node, Tree, Value};

/// A container, with the commas and comments beside which something may be put or taken away.
#[derive(Debug, Clone)]
pub struct Site {
    /// The tree that the container is part of.
    pub tree: Tree,
    /// The container.
    pub container: Node,
}

impl Site {
    /// The container with all that is in it.
    pub fn whole(tree: &Tree, container: &Node) -> Self {
        Self { tree: tree.clone(), container: container.clone() }
    }

    /// The container without what depends on a condition, so that an edit beside the rest holds under every condition.
    /// Where all of it does, those items stay that a build for WeChat has; `None` where there are none of those either, or
    /// where nobody knows whether the container itself is there.
    pub fn unconditional(tree: &Tree, container: &Node, masked: &Masked) -> Option<Self> {
        let opens_in = |region: &&Region| region.range.contains(&container.range.start);
        let (around, elsewhere): (Vec<&Region>, Vec<&Region>) =
            masked.regions.iter().partition(opens_in);
        if around.iter().any(|region| region.holds != Holds::Yes) {
            return None;
        }
        let begins_inside = |region: &&Region| container.range.contains(&region.range.start);
        let inside: Vec<&Region> = elsewhere.into_iter().filter(begins_inside).collect();
        let doubtful: Vec<&Region> =
            inside.iter().copied().filter(|region| region.holds != Holds::Yes).collect();
        // with nothing in it, a new item comes first and stands before any condition
        let is_bare = container.items().is_empty() && doubtful.is_empty();
        [inside, doubtful]
            .iter()
            .map(|out| Self::without(tree, container, out))
            .find(|site| is_bare || !site.container.items().is_empty())
    }

    fn without(tree: &Tree, container: &Node, out: &[&Region]) -> Self {
        let free = |at: usize| !out.iter().any(|region| region.range.contains(&at));
        let directive = |comment: &Range<usize>| {
            let mut ends = out.iter().flat_map(|region| [region.range.start, region.range.end]);
            ends.any(|end| end == comment.start || end == comment.end)
        };
        let tree = Tree {
            root: tree.root.clone(),
            commas: tree.commas.iter().copied().filter(|comma| free(*comma)).collect(),
            comments: tree
                .comments
                .iter()
                .filter(|comment| free(comment.start) && !directive(comment))
                .cloned()
                .collect(),
        };
        Self { tree, container: only(container, |item| free(item.start)) }
    }

    /// The same with only the items up to and with one of them, so that something can be put behind it.
    #[must_use]
    pub fn up_to(mut self, index: usize) -> Self {
        let end = self.container.items().get(index).map_or(usize::MAX, |item| item.end);
        self.container = only(&self.container, |item| item.end <= end);
        self
    }
}

/// The container with only some of its items.
fn only(container: &Node, keep: impl Fn(&Range<usize>) -> bool) -> Node {
    let value = match &container.value {
        Value::Object(members) => {
            Value::Object(members.iter().filter(|item| keep(&item.range())).cloned().collect())
        }
        Value::Array(nodes) => {
            Value::Array(nodes.iter().filter(|item| keep(&item.outer)).cloned().collect())
        }
        other @ (Value::String(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Other(_)) => other.clone(),
    };
    Node { value, ..container.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conditional::mask;
    use crate::syntax::edit::{Item, insert, remove};
    use crate::syntax::jsonc;
    use crate::syntax::layout::Fresh;
    use crate::text::edit::apply;

    /// Puts `"n": "1"` into the outermost object, and takes it out again.
    fn inserted(text: &str) -> Option<String> {
        let masked = mask(text);
        let tree = jsonc::parse(&masked.text).expect(text);
        let site = Site::unconditional(&tree, &tree.root, &masked)?;
        let item = Item::member("n", Fresh::Text("1".into()));
        let after = apply(text, &insert(text, &site.tree, &site.container, &item));
        let masked = mask(&after);
        let tree = jsonc::parse(&masked.text).expect(&after);
        let site = Site::unconditional(&tree, &tree.root, &masked).expect(&after);
        let members = site.container.members().expect("an object");
        let index = members.iter().position(|member| member.key == "n").expect(&after);
        let back = apply(&after, &remove(&after, &site.tree, &site.container, index));
        assert_eq!(back, text, "removing is the inverse");
        Some(after)
    }

    #[test]
    fn an_item_stands_behind_the_last_that_depends_on_nothing() {
        for (text, expected) in [
            (
                "{\n  \"a\": \"0\",\n  // #ifdef H5\n  \"b\": \"0\"\n  // #endif\n}",
                "{\n  \"a\": \"0\",\n  \"n\": \"1\",\n  // #ifdef H5\n  \"b\": \"0\"\n  // #endif\n}",
            ),
            (
                "{\n  \"a\": \"0\"\n  // #ifdef MP-WEIXIN\n  ,\"b\": \"0\"\n  // #endif\n}",
                "{\n  \"a\": \"0\",\n  \"n\": \"1\"\n  // #ifdef MP-WEIXIN\n  ,\"b\": \"0\"\n  // #endif\n}",
            ),
            (
                "{\n  // #ifdef MP-WEIXIN\n  \"b\": \"0\",\n  // #endif\n  \"a\": \"0\"\n}",
                "{\n  // #ifdef MP-WEIXIN\n  \"b\": \"0\",\n  // #endif\n  \"a\": \"0\",\n  \"n\": \"1\"\n}",
            ),
            (
                "{ \"a\": \"0\" /* #ifdef MP-WEIXIN */, \"b\": \"0\" /* #endif */ }",
                "{ \"a\": \"0\", \"n\": \"1\" /* #ifdef MP-WEIXIN */, \"b\": \"0\" /* #endif */ }",
            ),
        ] {
            assert_eq!(inserted(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn where_all_depends_on_a_condition_only_a_branch_of_wechats_will_do() {
        let on = "{\n  // #ifdef MP-WEIXIN\n  \"b\": \"0\"\n  // #endif\n}";
        let masked = mask(on);
        let tree = jsonc::parse(&masked.text).expect(on);
        let site = Site::unconditional(&tree, &tree.root, &masked).expect("a branch that is on");
        assert_eq!(site.container.items().len(), 1);
        for off in ["H5", "VUE3"] {
            let text = on.replace("MP-WEIXIN", off);
            let masked = mask(&text);
            let tree = jsonc::parse(&masked.text).expect(&text);
            assert!(Site::unconditional(&tree, &tree.root, &masked).is_none(), "{off}");
        }
    }

    #[test]
    fn an_empty_container_is_filled_before_a_condition_that_begins_in_it() {
        for text in [
            "{\n  // #ifdef MP-WEIXIN\n\n}\n// #endif\n",
            "{\n  // #ifdef MP-WEIXIN\n  // #endif\n}",
        ] {
            let after = text.replacen("{\n", "{\n  \"n\": \"1\"\n", 1);
            assert_eq!(inserted(text), Some(after));
        }
        let off = "{\n  // #ifdef H5\n  \"b\": \"0\"\n  // #endif\n}";
        assert_eq!(inserted(off), None);
    }

    #[test]
    fn a_container_that_nobody_knows_to_be_there_is_no_site() {
        for (condition, known) in [("MP-WEIXIN", true), ("VUE3", false)] {
            let text = format!("{{\n// #ifdef {condition}\n\"a\": {{ \"x\": 1 }}\n// #endif\n}}");
            let masked = mask(&text);
            let tree = jsonc::parse(&masked.text).expect(&text);
            let container = tree.root.get("a").expect("a");
            assert_eq!(Site::unconditional(&tree, container, &masked).is_some(), known);
        }
    }

    #[test]
    fn something_can_be_put_behind_any_item() {
        let text = "{ \"a\": \"0\", \"b\": \"0\" }";
        let tree = jsonc::parse(text).expect(text);
        let site = Site::whole(&tree, &tree.root).up_to(0);
        let item = Item::member("n", Fresh::Text("1".into()));
        let after = apply(text, &insert(text, &site.tree, &site.container, &item));
        assert_eq!(after, "{ \"a\": \"0\", \"n\": \"1\", \"b\": \"0\" }");
    }
}
