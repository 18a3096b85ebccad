//! Items taken out by comment signs around their lines, and brought back: by us, or by somebody who did it by hand.

use std::ops::Range;

use crate::syntax::layout::{line_indent, line_start};
use crate::syntax::site::Site;
use crate::syntax::{Node, Tree};
use crate::text::edit::Edit;
use crate::text::lines::LineEnd;

/// Puts the lines of item `index` into a block comment that begins with `mark`. `None` where its lines hold something
/// else, or something that would end the comment early, or where its comma cannot be taken and put back exactly.
pub fn comment_out(text: &str, site: &Site, index: usize, mark: &str) -> Option<Vec<Edit>> {
    let items = site.container.items();
    let item = &items[index];
    let lines = line_start(text, item.start)..line_end(text, item.end);
    let block = text.get(lines.clone())?;
    if block.contains("*/") || block.contains("#ifdef") || block.contains("#endif") {
        return None;
    }
    let leads = match text[lines.start..item.start].trim() {
        "" => false,
        "," => true,
        _ => return None,
    };
    let behind = text[item.end..lines.end].trim();
    let trails = behind.starts_with(',');
    let rest = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    if !rest.is_empty() && !rest.starts_with("//") {
        return None;
    }
    let before = index.checked_sub(1).map(|before| items[before].end);
    let comma = match (before, leads || trails) {
        (None, true) if leads => return None,
        (None, _) | (_, true) => None,
        (Some(before), false) => match site.tree.comma_between(before, item.start) {
            // the comma goes too, and comes back where it can stand only in one place
            Some(comma) if comma == before => Some(Edit::delete(comma..comma + 1)),
            Some(_) | None => return None,
        },
    };
    let end = LineEnd::most_used([text]).unwrap_or(LineEnd::Lf).as_str();
    let indent = line_indent(text, item.start);
    let below = text[lines.end..].find('\n').map(|newline| lines.end + newline + 1)?;
    let open = Edit::insert(lines.start, format!("{indent}/* {mark}{end}"));
    let close = Edit::insert(below, format!("{indent}*/{end}"));
    Some(comma.into_iter().chain([open, close]).collect())
}

/// Takes away the comment signs around a member that was found in a comment, and settles the commas around it. `None`
/// where the comment holds more than the member, so that more would come back than is asked for.
pub fn uncomment(text: &str, tree: &Tree, member: &Range<usize>, mark: &str) -> Option<Vec<Edit>> {
    let covering = tree.comments.iter().filter(|it| it.end > member.start && it.start < member.end);
    let comments: Vec<&Range<usize>> = covering.collect();
    let (first, last) = (*comments.first()?, *comments.last()?);
    let is_block = text[first.clone()].starts_with("/*");
    let from = if is_block { first.start + 2 } else { line_start(text, member.start) };
    let body = Body::of(text, member, from..last.end, mark)?;
    let signs = match comments[..] {
        [block] if is_block => without_block(text, block, &body)?,
        _ if is_block => return None,
        _ => without_lines(text, &comments, &body)?,
    };
    let commas = settle_commas(tree, first, &body)?;
    Some(signs.into_iter().chain(commas).collect())
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

/// Each line of the member is a comment of its own.
fn without_lines(text: &str, comments: &[&Range<usize>], body: &Body) -> Option<Vec<Edit>> {
    let alone = |it: &&Range<usize>| {
        text[it.start..].starts_with("//")
            && text[line_start(text, it.start)..it.start].trim().is_empty()
    };
    if !comments.iter().all(alone) {
        return None;
    }
    let behind = text[body.end()..line_end(text, body.end())].trim();
    if !behind.is_empty() && !behind.starts_with("//") {
        return None;
    }
    let spaced = comments
        .iter()
        .all(|it| matches!(text[it.start + 2..].chars().next(), Some(' ' | '\r' | '\n')));
    let sign = |it: &&Range<usize>| {
        let blank = spaced && text[it.start + 2..].starts_with(' ');
        Edit::delete(it.start..it.start + 2 + usize::from(blank))
    };
    Some(comments.iter().map(sign).collect())
}

/// One comma stands between any two items; a comma that somebody left behind the last one goes.
fn settle_commas(tree: &Tree, comment: &Range<usize>, body: &Body) -> Option<Vec<Edit>> {
    let container = around(tree, comment)?;
    let items = container.items();
    let before = items.iter().map(|item| item.end).filter(|end| *end <= comment.start).max();
    let next = items.iter().map(|item| item.start).filter(|start| *start >= comment.end).min();
    let mut edits = Vec::new();
    let first = before.map(|end| (end, tree.comma_between(end, comment.start)));
    match (first, body.leading) {
        // whoever commented it out took a comma too many
        (Some((_, Some(_))) | None, Some(comma)) => edits.push(Edit::delete(comma..comma + 1)),
        (Some((end, None)), None) => edits.push(Edit::insert(end, ",")),
        (Some((_, Some(_))) | None, None) | (Some((_, None)), Some(_)) => {}
    }
    let outside = tree.comma_between(body.member.end, next.unwrap_or(container.range.end));
    match (next, body.trailing, outside) {
        (_, Some(inside), Some(_)) => edits.push(Edit::delete(inside..inside + 1)),
        (None, Some(inside), None) if !body.is_marked => {
            edits.push(Edit::delete(inside..inside + 1));
        }
        (Some(_), None, None) => edits.push(Edit::insert(body.member.end, ",")),
        (None, Some(_) | None, None) | (Some(_), Some(_), None) | (_, None, Some(_)) => {}
    }
    Some(edits)
}

/// The innermost container around a comment.
fn around<'t>(tree: &'t Tree, comment: &Range<usize>) -> Option<&'t Node> {
    let holds = |node: &&Node| {
        node.members().is_some() && node.range.start < comment.start && comment.end < node.range.end
    };
    tree.root.walk().into_iter().filter(holds).min_by_key(|node| node.range.len())
}

fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::commented;
    use crate::syntax::{jsonc, script};
    use crate::text::edit::{apply, are_disjoint};

    const MARK: &str = "off";

    /// Comments member `n` of the outermost object out, and brings it back.
    fn out(text: &str) -> Option<String> {
        let tree = jsonc::parse(text).expect(text);
        let index = tree.root.members()?.iter().position(|member| member.key == "n")?;
        let edits = comment_out(text, &Site::whole(&tree, &tree.root), index, MARK)?;
        let after = apply(text, &edits);
        assert_eq!(back(&after).as_deref(), Some(text), "{after}");
        Some(after)
    }

    fn back(text: &str) -> Option<String> {
        let tree = jsonc::parse(text).expect(text);
        let found = commented::entries(text, &tree.comments);
        let member = found.iter().find(|member| member.key == "n").expect(text).range();
        let after = apply(text, &uncomment(text, &tree, &member, MARK)?);
        jsonc::parse(&after).expect(&after);
        Some(after)
    }

    #[test]
    fn lines_go_into_a_block_and_come_back() {
        for (text, expected) in [
            (
                "{\n  \"n\": {\n    \"v\": 1\n  },\n  \"b\": 2\n}",
                "{\n  /* off\n  \"n\": {\n    \"v\": 1\n  },\n  */\n  \"b\": 2\n}",
            ),
            (
                "{\r\n\t\"a\": 0,\r\n\t\"n\": { \"v\": 1 }\r\n}\r\n",
                "{\r\n\t\"a\": 0\r\n\t/* off\r\n\t\"n\": { \"v\": 1 }\r\n\t*/\r\n}\r\n",
            ),
            (
                "{\n  \"a\": 0\n  , \"n\": { \"v\": 1 } // note\n  , \"b\": 2\n}",
                "{\n  \"a\": 0\n  /* off\n  , \"n\": { \"v\": 1 } // note\n  */\n  , \"b\": 2\n}",
            ),
            ("{\n  \"n\": { \"v\": 1 },\n}", "{\n  /* off\n  \"n\": { \"v\": 1 },\n  */\n}"),
        ] {
            assert_eq!(out(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_shares_its_lines_or_would_end_the_comment_is_left() {
        for text in [
            "{ \"n\": { \"v\": 1 } }",
            "{\n  \"n\": { \"v\": \"*/\" }\n}",
            "{\n  \"n\": { \"v\": 1 }, \"b\": 2\n}",
            "{\n  \"a\": 0 /* c */ ,\n  \"n\": { \"v\": 1 }\n}",
        ] {
            assert_eq!(out(text), None, "{text}");
        }
    }

    #[test]
    fn what_somebody_commented_out_comes_back() {
        for (text, expected) in [
            (
                "{\n  \"a\": 0\n  // ,\n  // \"n\": { \"v\": 1 }\n}",
                "{\n  \"a\": 0,\n  // ,\n  \"n\": { \"v\": 1 }\n}",
            ),
            (
                "{\n  \"a\": 0,\n  //\"n\": {\n  //  \"v\": 1\n  //},\n}",
                "{\n  \"a\": 0,\n  \"n\": {\n    \"v\": 1\n  }\n}",
            ),
            (
                "{\n  // \"n\": {\n  //   \"v\": 1\n  // }\n  \"b\": 2\n}",
                "{\n  \"n\": {\n    \"v\": 1\n  },\n  \"b\": 2\n}",
            ),
            ("{\n  /* \"n\": { \"v\": 1 } */\n}", "{\n  \"n\": { \"v\": 1 }\n}"),
            (
                "{\n  /*\n  \"n\": { \"v\": 1 },\n  */\n  \"b\": 2\n}",
                "{\n  \"n\": { \"v\": 1 },\n  \"b\": 2\n}",
            ),
        ] {
            assert_eq!(back(text).as_deref(), Some(expected), "{text}");
        }
        for more in [
            "{\n  /* see \"n\": { \"v\": 1 } */\n}",
            "{\n  /* \"n\": { \"v\": 1 }, \"m\": {} */\n}",
            "{\n  // \"n\": { \"v\": 1 }, \"m\": 1\n}",
        ] {
            assert_eq!(back(more), None, "{more}");
        }
    }

    #[test]
    fn a_neighbour_that_came_meanwhile_is_parted_by_a_comma() {
        let text = "{\n  \"a\": 0\n  /* off\n  \"n\": { \"v\": 1 }\n  */\n}";
        let touched = text.replace("  */\n", "  */\n  , \"b\": 2\n");
        assert_eq!(
            back(&touched).as_deref(),
            Some("{\n  \"a\": 0,\n  \"n\": { \"v\": 1 }\n  , \"b\": 2\n}")
        );
    }

    /// The places of a comment with a member in it: what stands before and behind it, and how it is written.
    fn commented() -> impl Strategy<Value = (String, Vec<&'static str>)> {
        let gap = || prop::sample::select(vec!["", " ", "\n  ", "\n"]);
        let plain = || {
            prop::sample::select(vec![
                "\"a\": { \"v\": \"开播\" }",
                "\"b\": 0",
                "\"a\": {\n    \"v\": 1\n  }",
            ])
        };
        let note =
            || prop::sample::select(vec!["", "/* 插件 */", "// see below\n", "/* { */ // }\n"]);
        let member = prop::sample::select(vec![
            "\"n\": { \"v\": 1 }",
            "\"n\": {\n    \"v\": \"中文\"\n  }",
            "\"n\" : {} // note\n",
        ]);
        let commas = (prop::sample::select(vec!["", ", "]), prop::sample::select(vec!["", ","]));
        let style = prop::sample::select(vec!["inline", "lines", "below", "signs", "marked"]);
        let before = prop::collection::vec((plain(), note(), gap()), 0..3);
        let behind = prop::collection::vec((plain(), note(), gap()), 0..3);
        let around = (before, behind, gap(), gap(), prop::bool::ANY, prop::bool::ANY);
        (member, commas, style, around, prop::bool::ANY).prop_map(
            |(member, (lead, trail), style, around, is_windows)| {
                let (before, behind, left, right, is_parted, ends_in_comma) = around;
                let body = match member.strip_suffix(" // note\n") {
                    Some(member) => format!("{lead}{member}{trail} // note\n"),
                    None => format!("{lead}{member}{trail}"),
                };
                let comment = match style {
                    "inline" => format!("/*{body}*/"),
                    "lines" => format!("/*\n  {body}\n  */"),
                    "below" => format!("/* {body}\n*/"),
                    "marked" => format!("\n  /* {MARK}\n  {body}\n  */\n"),
                    _ => format!("\n  // {}\n", body.trim_end().replace('\n', "\n  // ")),
                };
                let keys = ["w", "x", "y", "z"];
                let named = |all: &[(&str, &str, &str)], from: usize| {
                    let all = all.iter().enumerate().map(|(index, (member, note, gap))| {
                        let key = format!("\"{}\"", keys[from + index]);
                        let member = member.replacen("\"a\"", &key, 1).replacen("\"b\"", &key, 1);
                        format!("{gap}{note}{member}")
                    });
                    all.collect::<Vec<_>>().join(",")
                };
                let (first, last) = (named(&before, 0), named(&behind, 2));
                let comma =
                    if before.is_empty() || behind.is_empty() && !ends_in_comma { "" } else { "," };
                let (early, late) = if is_parted { (comma, "") } else { ("", comma) };
                let text = format!("{{{first}{early}{left}{comment}{right}{late}{last}\n}}");
                let text = if is_windows { text.replace('\n', "\r\n") } else { text };
                (
                    text,
                    keys[..before.len()]
                        .iter()
                        .chain(&keys[2..2 + behind.len()])
                        .copied()
                        .collect(),
                )
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn signs_and_commas_go_by_edits_that_want_no_byte_twice((text, keys) in commented()) {
            for parse in [jsonc::parse, script::expression] {
                let tree = parse(&text).expect(&text);
                let found = commented::entries(&text, &tree.comments);
                let member = found.iter().find(|member| member.key == "n").expect(&text).range();
                let Some(edits) = uncomment(&text, &tree, &member, MARK) else {
                    prop_assert!(false, "left as it is: {text}");
                    return Ok(());
                };
                prop_assert!(are_disjoint(&edits), "{edits:?} of {text}");
                let after = apply(&text, &edits);
                let tree = parse(&after);
                prop_assert!(tree.is_ok(), "{text}\nbecame\n{after}");
                let tree = tree.expect("it was looked at");
                let members = tree.root.members().expect("an object").iter();
                let mut now: Vec<&str> = members.map(|member| member.key.as_str()).collect();
                now.sort_unstable();
                prop_assert_eq!(now, ["n"].into_iter().chain(keys.clone()).collect::<Vec<_>>());
                prop_assert!(!after.contains(MARK), "{after}");
            }
        }
    }
}
