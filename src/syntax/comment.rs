//! Items taken out by comment signs around their lines, and brought back: by us, or by somebody who did it by hand.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::syntax::insertion_point::InsertionPoint;
use crate::syntax::layout::{line_indent, line_start};
use crate::syntax::{Node, Tree};
use crate::text::edit::Edit;
use crate::text::lines::LineEnd;

/// Puts the lines of the items at ascending indices into block comments that begin with `mark`. Items are left whose
/// lines hold something else, or something that would end the comment early, or whose commas cannot be taken and put
/// back exactly.
pub fn comment_out(
    text: &str,
    point: &InsertionPoint<'_>,
    indices: &[usize],
    mark: &str,
) -> Vec<Edit> {
    let end = LineEnd::most_used([text]).unwrap_or(LineEnd::Lf).as_str();
    let mut wanted = indices.iter().copied().peekable();
    let (mut edits, mut run, mut before) = (Vec::new(), Vec::new(), None);
    let stays = point.items.iter().map(|(item, _)| Some(item)).chain([None]);
    for (index, item) in stays.enumerate() {
        let lines = item.and_then(|item| {
            wanted.next_if_eq(&index)?;
            Lines::of(text, item)
        });
        if let Some(lines) = lines {
            run.push(lines);
            continue;
        }
        if let Some(commas) = surplus_comma(point, &run, before, item.map(|item| item.start)) {
            edits.extend(commas);
            for lines in &run {
                let indent = line_indent(text, lines.item.start);
                edits.push(Edit::insert(lines.range.start, format!("{indent}/* {mark}{end}")));
                edits.push(Edit::insert(lines.range.end, format!("{indent}*/{end}")));
            }
        }
        run.clear();
        before = item.map(|item| item.end);
    }
    edits
}

/// The lines of an item that has them for itself.
struct Lines {
    item: Range<usize>,
    /// To behind the line end.
    range: Range<usize>,
}

impl Lines {
    fn of(text: &str, item: &Range<usize>) -> Option<Self> {
        let lines = line_start(text, item.start)..line_end(text, item.end);
        let block = text.get(lines.clone())?;
        if block.contains("*/") || block.contains("#ifdef") || block.contains("#endif") {
            return None;
        }
        let before = text[lines.start..item.start].trim();
        let behind = text[item.end..lines.end].trim();
        let rest = behind.strip_prefix(',').filter(|_| before.is_empty()).unwrap_or(behind);
        let is_note = rest.trim().is_empty() || rest.trim_start().starts_with("//");
        let below = text[lines.end..].find('\n').map(|newline| lines.end + newline + 1)?;
        let own = matches!(before, "" | ",") && is_note;
        own.then(|| Self { item: item.clone(), range: lines.start..below })
    }
}

/// What takes out the comma that is too many once the lines between two items that stay are comments; `None` where no
/// comma would be left to part the two, or its place would not be known when the lines come back.
fn surplus_comma(
    point: &InsertionPoint<'_>,
    run: &[Lines],
    before: Option<usize>,
    next: Option<usize>,
) -> Option<Vec<Edit>> {
    let last = run.last()?;
    let inside = point.container.range.start + 1..point.container.range.end - 1;
    let (from, to) = (before.unwrap_or(inside.start), next.unwrap_or(inside.end));
    let is_outside = |comma: &usize| {
        let lines = run.partition_point(|lines| lines.range.end <= *comma);
        run.get(lines).is_none_or(|lines| *comma < lines.range.start)
    };
    let outside: Vec<usize> =
        point.commas_between(from, to).iter().copied().filter(is_outside).collect();
    let is_last = next.is_none();
    let wanted = match before {
        Some(_) if is_last => usize::from(point.comma_between(last.item.end, to).is_some()),
        Some(_) => 1,
        None => 0,
    };
    match outside[..] {
        [first, ..] if outside.len() == wanted + 1 && before == Some(first) => {
            Some(vec![Edit::delete(first..first + 1)])
        }
        _ if outside.len() == wanted || outside.is_empty() && is_last => Some(Vec::new()),
        _ => None,
    }
}

/// Takes away the comment signs around members that were found in comments, and settles the commas around them. Each
/// member is given by its own range and those of members around it in the comment, of which the first that fills its
/// comment is meant. `None` where a comment holds more than its member, so that more would come back than is asked for.
pub fn uncomment(
    text: &str,
    tree: &Tree,
    members: &[Vec<Range<usize>>],
    mark: &str,
) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut containers: BTreeMap<usize, (&Node, Vec<Slot>)> = BTreeMap::new();
    for candidates in members {
        let mut found = candidates.iter();
        let (slot, signs) = found.find_map(|member| commented(text, tree, member, mark))?;
        let mut around = tree.root.way_to(&slot.outer).into_iter().rev();
        let container = around.find(|node| {
            (node.members().is_some() || node.elements().is_some())
                && node.range.start < slot.outer.start
                && slot.outer.end < node.range.end
        })?;
        containers
            .entry(container.range.start)
            .or_insert_with(|| (container, Vec::new()))
            .1
            .push(slot);
        edits.extend(signs);
    }
    for (container, slots) in containers.into_values() {
        edits.extend(settle_commas(tree, container, slots));
    }
    Some(edits)
}

/// A member in a comment, and the edits that take the signs away.
fn commented(
    text: &str,
    tree: &Tree,
    member: &Range<usize>,
    mark: &str,
) -> Option<(Slot, Vec<Edit>)> {
    let from = tree.comments.partition_point(|comment| comment.end <= member.start);
    let to = tree.comments.partition_point(|comment| comment.start < member.end);
    let comments = tree.comments.get(from..to)?;
    let (first, last) = (comments.first()?, comments.last()?);
    let is_block = text[first.clone()].starts_with("/*");
    let inner = if is_block { first.start + 2 } else { first.start };
    let body = Body::of(text, member, inner..last.end, mark)?;
    let signs = match comments {
        [block] if is_block => without_block(text, block, &body)?,
        _ if is_block => return None,
        _ => without_lines(text, comments, &body)?,
    };
    Some((Slot { outer: first.start..last.end, body: Some(body) }, signs))
}

/// What stands in the comment: the member with the commas beside it.
struct Body {
    member: Range<usize>,
    /// The comma before it, in the comment.
    leading: Option<usize>,
    /// The comma behind it, in the comment.
    trailing: Option<usize>,
    /// Ours, so that what it holds is exactly what was there.
    is_marked: bool,
}

impl Body {
    /// `around` is all that stands in the comment with the member.
    fn of(text: &str, member: &Range<usize>, around: Range<usize>, mark: &str) -> Option<Self> {
        let before = text.get(around.start..member.start)?;
        let is_marked = before.trim_start().starts_with(mark);
        let before = before.trim_start().trim_start_matches(['/', '*']);
        let leading = match before.trim_start().strip_prefix(mark).unwrap_or(before).trim() {
            "" => None,
            "," => text[..member.start].rfind(','),
            _ => return None,
        };
        let behind = text.get(member.end..around.end)?;
        let comma = behind.trim_start().starts_with(',');
        let trailing = comma.then(|| member.end + behind.find(',').unwrap_or_default());
        Some(Self { member: member.clone(), leading, trailing, is_marked })
    }

    fn end(&self) -> usize {
        self.trailing.map_or(self.member.end, |comma| comma + 1)
    }
}

fn without_block(text: &str, block: &Range<usize>, body: &Body) -> Option<Vec<Edit>> {
    let start = body.leading.unwrap_or(body.member.start);
    let line = line_start(text, start);
    let own = line_start(text, block.start);
    let open = if line > block.start && text[own..block.start].trim().is_empty() {
        Edit::delete(own..line)
    } else if line > block.start {
        // the line goes on with something else before the comment, and ends where it ends
        Edit::delete(block.start..line_end(text, block.start))
    } else {
        Edit::delete(block.start..start)
    };
    let inner = text.get(body.end()..block.end.checked_sub(2)?)?;
    let (rest, below) = inner.split_once('\n').map_or((inner, None), |(a, b)| (a, Some(b)));
    let is_note = rest.trim_start().starts_with("//") && below.is_some();
    if !(rest.trim().is_empty() || is_note) || !below.unwrap_or_default().trim().is_empty() {
        return None;
    }
    let close = match below {
        None => body.end()..block.end,
        Some(below) => {
            let start = block.end - 2 - below.len();
            let end = line_end(text, block.end);
            if text[block.end..end].trim().is_empty() {
                start..text.len().min(end + text[end..].find('\n').map_or(0, |newline| newline + 1))
            } else if is_note {
                start..block.end
            } else {
                body.end()..block.end
            }
        }
    };
    Some(vec![open, Edit::delete(close)])
}

/// Each line of the member is a comment of its own; the first may stand behind something else.
fn without_lines(text: &str, comments: &[Range<usize>], body: &Body) -> Option<Vec<Edit>> {
    let is_line = |it: &Range<usize>| text[it.start..].starts_with("//");
    let is_alone = |it: &Range<usize>| text[line_start(text, it.start)..it.start].trim().is_empty();
    if !comments.iter().all(is_line) || !comments.iter().skip(1).all(is_alone) {
        return None;
    }
    let behind = text[body.end()..line_end(text, body.end())].trim();
    if !behind.is_empty() && !behind.starts_with("//") {
        return None;
    }
    let spaced = comments
        .iter()
        .all(|it| matches!(text[it.start + 2..].chars().next(), Some(' ' | '\r' | '\n')));
    let sign = |it: &Range<usize>| {
        let blank = spaced && text[it.start + 2..].starts_with(' ');
        Edit::delete(it.start..it.start + 2 + usize::from(blank))
    };
    Some(comments.iter().map(sign).collect())
}

/// An item of a container: one that is there, or one that comes back.
struct Slot {
    /// The item, or all of the comment that it is in.
    outer: Range<usize>,
    body: Option<Body>,
}

impl Slot {
    fn end(&self) -> usize {
        self.body.as_ref().map_or(self.outer.end, |body| body.member.end)
    }

    fn leading(&self) -> Option<usize> {
        self.body.as_ref()?.leading
    }

    fn trailing(&self) -> Option<usize> {
        self.body.as_ref()?.trailing
    }
}

/// One comma stands between any two items; a comma that somebody left behind the last one goes.
fn settle_commas(tree: &Tree, container: &Node, back: Vec<Slot>) -> Vec<Edit> {
    let there = container.items().into_iter().map(|outer| Slot { outer, body: None });
    let mut slots: Vec<Slot> = there.chain(back).collect();
    slots.sort_by_key(|slot| slot.outer.start);
    let mut surplus: Vec<usize> = slots.first().and_then(Slot::leading).into_iter().collect();
    let mut missing = Vec::new();
    for pair in slots.windows(2) {
        let [one, next] = pair else { continue };
        let outside = tree.comma_between(one.outer.end, next.outer.start);
        // of several commas, the one goes that whoever commented it out took too many
        let mut commas = [outside, one.trailing(), next.leading()].into_iter().flatten();
        if commas.next().is_none() {
            missing.push(one.end());
        }
        surplus.extend(commas.filter(|comma| outside != Some(*comma)));
    }
    if let Some(last) = slots.last() {
        let outside = tree.comma_between(last.outer.end, container.range.end);
        let is_marked = last.body.as_ref().is_some_and(|body| body.is_marked);
        surplus.extend(last.trailing().filter(|_| outside.is_some() || !is_marked));
    }
    let missing = missing.into_iter().map(|at| Edit::insert(at, ","));
    surplus.into_iter().map(|at| Edit::delete(at..at + 1)).chain(missing).collect()
}

fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

#[cfg(test)]
mod tests;
