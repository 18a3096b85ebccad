//! A container as an edit sees it: without what depends on a condition, or only up to one of its items.

use std::borrow::Cow;
use std::ops::Range;

use crate::syntax::conditional::{Holds, Masked, Region};
use crate::syntax::{Node, Tree};
use crate::text::ranges::{cover, union};

/// A container, with the items, commas and comments beside which something is put or taken away.
#[derive(Debug, Clone)]
pub struct InsertionPoint<'t> {
    /// The tree that the container is part of.
    pub tree: &'t Tree,
    /// The container, with everything in it.
    pub container: &'t Node,
    /// The items that count, with their values.
    pub items: Vec<(Range<usize>, &'t Node)>,
    commas: Cow<'t, [usize]>,
    comments: Cow<'t, [Range<usize>]>,
    /// What depends on a condition, and is passed over.
    skipped: Vec<Range<usize>>,
}

impl<'t> InsertionPoint<'t> {
    /// The container with everything in it.
    pub fn whole(tree: &'t Tree, container: &'t Node) -> Self {
        let (container, commas, comments) = (container.literal(), &tree.commas, &tree.comments);
        let inside = commas.partition_point(|comma| *comma < container.range.start)
            ..commas.partition_point(|comma| *comma < container.range.end);
        Self {
            tree,
            container,
            items: container.listed(),
            commas: Cow::Borrowed(&commas[inside]),
            comments: Cow::Borrowed(comments_in(comments, &container.range)),
            skipped: Vec::new(),
        }
    }

    /// The container without what depends on a condition, so that an edit beside the rest holds under every condition.
    /// Where all of it does, the items of a build for WeChat stay; `None` where there are none of those either, or
    /// where nobody knows whether the container itself is there.
    pub fn unconditional(
        tree: &'t Tree,
        container: &'t Node,
        conditions: &Conditions,
    ) -> Option<Self> {
        if cover(&conditions.doubtful, container.range.start) {
            return None;
        }
        let whole = Self::whole(tree, container);
        let inside = conditions.inside(&container.range);
        let doubtful: Vec<&Region> =
            inside.iter().filter(|region| region.holds != Holds::Yes).collect();
        // with nothing in it, a new item comes first and stands before any condition
        let is_bare = whole.items.is_empty() && doubtful.is_empty();
        [inside.iter().collect(), doubtful]
            .iter()
            .map(|out| whole.without(out))
            .find(|point| is_bare || !point.items.is_empty())
    }

    fn without(&self, out: &[&Region]) -> Self {
        if out.is_empty() {
            return self.clone();
        }
        let skipped = union(out.iter().map(|region| region.range.clone()));
        let mut ends: Vec<usize> =
            out.iter().flat_map(|region| [region.range.start, region.range.end]).collect();
        ends.sort_unstable();
        let is_end = |at: usize| ends.binary_search(&at).is_ok();
        let (mut items, mut commas, mut comments) =
            (self.items.clone(), self.commas.to_vec(), self.comments.to_vec());
        items.retain(|(item, _)| !cover(&skipped, item.start));
        commas.retain(|comma| !cover(&skipped, *comma));
        comments.retain(|comment| {
            !cover(&skipped, comment.start) && !is_end(comment.start) && !is_end(comment.end)
        });
        let (commas, comments) = (Cow::Owned(commas), Cow::Owned(comments));
        Self { items, commas, comments, skipped, ..self.clone() }
    }

    /// The same with only the items up to and with one of them, so that something can be put behind it.
    #[must_use]
    pub fn up_to(mut self, index: usize) -> Self {
        self.items.truncate(index + 1);
        self
    }

    /// Index of an item.
    pub fn index_of(&self, item: &Range<usize>) -> Option<usize> {
        let index = self.items.partition_point(|(it, _)| it.start < item.start);
        self.items.get(index).filter(|(it, _)| it == item).map(|_| index)
    }

    /// The commas between two offsets.
    pub(super) fn commas_between(&self, from: usize, to: usize) -> &[usize] {
        let first = self.commas.partition_point(|comma| *comma < from);
        let end = self.commas.partition_point(|comma| *comma < to);
        &self.commas[first..end.max(first)]
    }

    /// The first comma between two offsets.
    pub(super) fn comma_between(&self, from: usize, to: usize) -> Option<usize> {
        self.commas_between(from, to).first().copied()
    }

    /// The comments between two offsets.
    pub(super) fn comments_between(&self, from: usize, to: usize) -> &[Range<usize>] {
        comments_in(&self.comments, &(from..to))
    }

    /// Whether a comment, or what depends on a condition, stands between two offsets.
    pub(super) fn has_more_between(&self, from: usize, to: usize) -> bool {
        let next = self.skipped.partition_point(|range| range.start < from);
        let skips = self.skipped.get(next).is_some_and(|range| range.start < to);
        skips || !self.comments_between(from, to).is_empty()
    }

    /// Where the bracket, comma, item, comment or condition before byte `at` ends.
    pub(super) fn token_end_before(&self, at: usize) -> usize {
        let comma = self.commas.partition_point(|comma| *comma < at).checked_sub(1);
        let comment = self.comments.partition_point(|comment| comment.end <= at).checked_sub(1);
        let item = self.items.partition_point(|(item, _)| item.end <= at).checked_sub(1);
        let skipped = self.skipped.partition_point(|range| range.end <= at).checked_sub(1);
        let ends = [
            comma.map(|index| self.commas[index] + 1),
            comment.map(|index| self.comments[index].end),
            item.map(|index| self.items[index].0.end),
            skipped.map(|index| self.skipped[index].end),
        ];
        ends.into_iter().flatten().fold(self.container.range.start + 1, usize::max)
    }

    /// Whether a comment that goes to the end of its line ends at byte `at`.
    pub(super) fn ends_line_comment(&self, text: &str, at: usize) -> bool {
        let index = self.comments.partition_point(|comment| comment.end < at);
        let comment = self.comments.get(index).filter(|comment| comment.end == at);
        let skips = self.skipped.binary_search_by_key(&at, |range| range.end).is_ok();
        comment.is_some_and(|comment| text[comment.clone()].starts_with("//"))
            || skips && !["*/", "-->"].iter().any(|close| text[..at].ends_with(close))
    }

    /// Whether a comment that is part of no item, or a condition, stands in the container.
    pub fn has_more(&self) -> bool {
        let inside = self.items.iter().map(|(item, _)| self.comments_between(item.start, item.end));
        let inside: usize = inside.map(<[_]>::len).sum();
        self.comments.len() > inside || !self.skipped.is_empty()
    }
}

/// The conditions of a text, in an order in which those that concern a container are found without a look at all.
#[derive(Debug, Clone)]
pub struct Conditions {
    regions: Vec<Region>,
    /// What a build for WeChat has not for certain.
    doubtful: Vec<Range<usize>>,
}

impl Conditions {
    /// The conditions of a text.
    pub fn of(masked: &Masked) -> Self {
        let mut regions = masked.regions.clone();
        regions.sort_by_key(|region| region.range.start);
        let doubtful = regions.iter().filter(|region| region.holds != Holds::Yes);
        Self { doubtful: union(doubtful.map(|region| region.range.clone())), regions }
    }

    /// Those that begin in a range.
    pub fn inside(&self, range: &Range<usize>) -> &[Region] {
        let first = self.regions.partition_point(|region| region.range.start <= range.start);
        let end = self.regions.partition_point(|region| region.range.start < range.end);
        &self.regions[first..end.max(first)]
    }
}

fn comments_in<'c>(comments: &'c [Range<usize>], range: &Range<usize>) -> &'c [Range<usize>] {
    let first = comments.partition_point(|comment| comment.start < range.start);
    let end = comments.partition_point(|comment| comment.end <= range.end);
    &comments[first..end.max(first)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::conditional::mask;
    use crate::syntax::edit::{Item, insert_all, remove_all};
    use crate::syntax::jsonc;
    use crate::syntax::layout::Fresh;
    use crate::text::edit::{Edit, apply};

    /// Puts `"n": "1"` into the outermost object, and takes it out again.
    fn inserted(text: &str) -> Option<String> {
        let masked = mask(text);
        let tree = jsonc::parse(&masked.text).expect(text);
        let point = InsertionPoint::unconditional(&tree, &tree.root, &Conditions::of(&masked))?;
        let item = Item::member("n", Fresh::Text("1".into()));
        let after = apply(text, &insert_all(text, &point, &[item]));
        let masked = mask(&after);
        let tree = jsonc::parse(&masked.text).expect(&after);
        let point = InsertionPoint::unconditional(&tree, &tree.root, &Conditions::of(&masked));
        let point = point.expect(&after);
        let member = tree.root.member("n").expect(&after).range();
        let index = point.index_of(&member).expect(&after);
        let gone = remove_all(&after, &point, &[index]).into_iter();
        let gone: Vec<_> = gone.map(|(_, range)| Edit::delete(range)).collect();
        let back = apply(&after, &gone);
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
        let point = InsertionPoint::unconditional(&tree, &tree.root, &Conditions::of(&masked));
        assert_eq!(point.expect("a branch that is on").items.len(), 1);
        for off in ["H5", "VUE3"] {
            let text = on.replace("MP-WEIXIN", off);
            let masked = mask(&text);
            let tree = jsonc::parse(&masked.text).expect(&text);
            let point = InsertionPoint::unconditional(&tree, &tree.root, &Conditions::of(&masked));
            assert!(point.is_none(), "{off}");
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
    fn nothing_is_inserted_into_a_container_that_may_not_be_there() {
        for (condition, known) in [("MP-WEIXIN", true), ("VUE3", false)] {
            let text = format!("{{\n// #ifdef {condition}\n\"a\": {{ \"x\": 1 }}\n// #endif\n}}");
            let masked = mask(&text);
            let tree = jsonc::parse(&masked.text).expect(&text);
            let container = tree.root.get("a").expect("a");
            let point = InsertionPoint::unconditional(&tree, container, &Conditions::of(&masked));
            assert_eq!(point.is_some(), known);
        }
    }

    #[test]
    fn something_can_be_put_behind_any_item() {
        let text = "{ \"a\": \"0\", \"b\": \"0\" }";
        let tree = jsonc::parse(text).expect(text);
        let point = InsertionPoint::whole(&tree, &tree.root).up_to(0);
        let item = Item::member("n", Fresh::Text("1".into()));
        let after = apply(text, &insert_all(text, &point, &[item]));
        assert_eq!(after, "{ \"a\": \"0\", \"n\": \"1\", \"b\": \"0\" }");
    }
}
