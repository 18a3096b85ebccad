//! Comments put on and taken off.

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
    let edits = comment_out(text, &InsertionPoint::whole(&tree, &tree.root), &[index], MARK);
    let after = (!edits.is_empty()).then(|| apply(text, &edits))?;
    assert_eq!(back(&after).as_deref(), Some(text), "{after}");
    Some(after)
}

fn back(text: &str) -> Option<String> {
    let tree = jsonc::parse(text).expect(text);
    let found = commented::entries(text, &tree.comments);
    let member = found.iter().find(|member| member.key == "n").expect(text).range();
    let after = apply(text, &uncomment(text, &tree, &[vec![member]], MARK)?);
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
            "{\n  \"a\": 0 // , \"n\": {\n  //   \"v\": 1 }\n}",
            "{\n  \"a\": 0 , \"n\": {\n    \"v\": 1 }\n}",
        ),
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
    let note = || prop::sample::select(vec!["", "/* 插件 */", "// see below\n", "/* { */ // }\n"]);
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
            (text, keys[..before.len()].iter().chain(&keys[2..2 + behind.len()]).copied().collect())
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
            let Some(edits) = uncomment(&text, &tree, &[vec![member]], MARK) else {
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
