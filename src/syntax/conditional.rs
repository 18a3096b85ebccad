//! uni-app's conditional compilation: the text as one platform sees it, at equal length, and which regions depend on a platform.

use std::ops::Range;

use crate::text::ranges;

/// Platforms of a build for WeChat: its own name, and the name of all mini-programs.
const WECHAT: [&str; 2] = ["MP-WEIXIN", "MP"];

/// Whether a condition holds in a build for WeChat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// That depends on something else, such as the version of Vue.
    Unknown,
}

/// What stands between an opening directive and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// From the opening directive to behind the closing one.
    pub range: Range<usize>,
    /// Whether it is part of a build for WeChat.
    pub holds: Holds,
}

/// A text with the branches of other platforms blanked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// As long as the text, so that every range stays valid.
    pub text: String,
    /// All regions, by their ends.
    pub regions: Vec<Region>,
    /// What the regions cover, in order.
    covered: Vec<Range<usize>>,
    /// What those of them cover of which nobody knows whether they hold, in order.
    doubtful: Vec<Range<usize>>,
}

impl Masked {
    /// Whether the bytes at `at` depend on a condition.
    pub fn is_conditional(&self, at: usize) -> bool {
        ranges::cover(&self.covered, at)
    }

    /// Whether something that is not known here decides whether the bytes at `at` are there.
    pub fn is_doubtful(&self, at: usize) -> bool {
        ranges::cover(&self.doubtful, at)
    }

    /// The text as a build sees it for which no condition holds, at equal length.
    pub fn without_all(&self) -> String {
        without(&self.text, &self.covered)
    }

    /// What the regions of one kind cover together, in order.
    pub fn ranges(&self, holds: Holds) -> Vec<Range<usize>> {
        covered_by(self.regions.iter().filter(|region| region.holds == holds))
    }
}

/// Blanks out what a build for WeChat does not see; an end without a beginning is no directive.
pub fn mask(text: &str) -> Masked {
    let mut open: Vec<(usize, Holds)> = Vec::new();
    let mut regions = Vec::new();
    for directive in directives(text) {
        match directive.kind {
            DirectiveKind::If(holds) => open.push((directive.range.start, holds)),
            DirectiveKind::End => {
                if let Some((start, holds)) = open.pop() {
                    regions.push(Region { range: start..directive.range.end, holds });
                }
            }
        }
    }
    let off = covered_by(regions.iter().filter(|region| region.holds == Holds::No));
    let doubtful = covered_by(regions.iter().filter(|region| region.holds == Holds::Unknown));
    Masked { text: without(text, &off), covered: covered_by(&regions), doubtful, regions }
}

/// A text with some ranges blanked out, which are in order.
fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    for range in ranges {
        masked.push_str(&text[masked.len()..range.start]);
        masked.push_str(&blank(&text[range.clone()]));
    }
    masked.push_str(&text[masked.len()..]);
    masked
}

/// What some regions cover together, in order.
fn covered_by<'r>(regions: impl IntoIterator<Item = &'r Region>) -> Vec<Range<usize>> {
    ranges::union(regions.into_iter().map(|region| region.range.clone()))
}

/// Blanks of the same length in bytes; line ends stay, so that places stay too.
pub fn blank(text: &str) -> String {
    let blank = |b: u8| if matches!(b, b'\n' | b'\r') { char::from(b) } else { ' ' };
    text.bytes().map(blank).collect()
}

enum DirectiveKind {
    If(Holds),
    End,
}

struct Directive {
    range: Range<usize>,
    kind: DirectiveKind,
}

/// The directives stand in comments, each on a line of its own or not; none stands in another.
fn directives(text: &str) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = text[at..].find('#').map(|sign| at + sign) {
        at = sign + 1;
        if let Some(directive) = directive(text, sign) {
            at = directive.range.end.max(at);
            found.push(directive);
        }
    }
    found
}

fn directive(text: &str, at: usize) -> Option<Directive> {
    let (open, close) = ["//", "/*", "<!--"]
        .into_iter()
        .zip(["\n", "*/", "-->"])
        .find(|(open, _)| text[..at].trim_end_matches([' ', '\t']).ends_with(open))?;
    let word = text[at + 1..].trim_start_matches([' ', '\t']);
    let behind = ["ifdef", "ifndef", "endif"].iter().find_map(|known| word.strip_prefix(known))?;
    // asked before the end of the comment is, which may be far
    let is_word =
        behind.is_empty() || behind.starts_with(close) || behind.starts_with(char::is_whitespace);
    if !is_word {
        return None;
    }
    let start = text[..at].trim_end_matches([' ', '\t']).len() - open.len();
    let rest = &text[at + 1..];
    let length = rest.find(close).unwrap_or(rest.len());
    let words = rest[..length].trim();
    let end = at + 1 + length + if close == "\n" { 0 } else { close.len() };
    let kind = match words.split_whitespace().next()? {
        "ifdef" => DirectiveKind::If(holds(words.strip_prefix("ifdef")?)),
        "ifndef" => DirectiveKind::If(match holds(words.strip_prefix("ifndef")?) {
            Holds::Yes => Holds::No,
            Holds::No => Holds::Yes,
            Holds::Unknown => Holds::Unknown,
        }),
        "endif" => DirectiveKind::End,
        _ => return None,
    };
    Some(Directive { range: start..end.min(text.len()), kind })
}

/// Platforms are joined by `||`; anything else that may stand there says nothing about the platform.
fn holds(condition: &str) -> Holds {
    let names: Vec<&str> = condition.split("||").map(str::trim).collect();
    if names.iter().any(|name| WECHAT.contains(name)) {
        return Holds::Yes;
    }
    let platform = |name: &&str| {
        let known = ["MP-", "APP", "H5", "WEB", "QUICKAPP", "UNI-APP-X"];
        known.iter().any(|prefix| name.to_uppercase().starts_with(prefix)) && !name.contains("&&")
    };
    if names.iter().all(platform) { Holds::No } else { Holds::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_platforms_are_blanked_out_at_equal_length() {
        let text = "{\n// #ifdef H5\n\"a\": \"中\",\n// #endif\n/* #ifdef MP-WEIXIN || H5 */ \"b\": 2 /* #endif */\n}";
        let masked = mask(text);
        assert_eq!(masked.text.len(), text.len());
        assert!(!masked.text.contains("\"a\"") && masked.text.contains("\"b\": 2"));
        assert_eq!(masked.text.matches('\n').count(), text.matches('\n').count());
        assert!(masked.is_conditional(text.find("\"b\"").unwrap()));
        assert!(!masked.is_conditional(text.len() - 1));
    }

    #[test]
    fn conditions_hold_or_not_or_nobody_knows() {
        for (condition, expected) in [
            ("MP-WEIXIN", Holds::Yes),
            ("MP", Holds::Yes),
            ("H5 || MP-WEIXIN", Holds::Yes),
            ("APP-PLUS", Holds::No),
            ("MP-ALIPAY||H5", Holds::No),
            ("VUE3", Holds::Unknown),
            ("MP-WEIXIN && VUE3", Holds::Unknown),
        ] {
            assert_eq!(holds(condition), expected, "{condition}");
        }
        assert_eq!(mask("// #ifndef MP-WEIXIN\nx\n// #endif").regions[0].holds, Holds::No);
    }

    #[test]
    fn what_nobody_knows_keeps_its_text() {
        for text in [
            "a\n// #ifdef VUE3\nb\n// #endif\nc",
            "a\n// #ifndef VUE3\nb\n// #endif\nc",
            "a\n/* #ifdef MP-WEIXIN && VUE3 */ b /* #endif */\nc",
            "a\n// #ifdef LIVE\nb\n// #endif\nc",
            "a\n// #ifdef H5 || LIVE\nb\n// #endif\nc",
        ] {
            let masked = mask(text);
            assert_eq!(masked.text, text);
            assert_eq!(masked.regions[0].holds, Holds::Unknown, "{text}");
            assert!(masked.is_conditional(text.find("\nb").or(text.find(" b")).unwrap() + 1));
        }
    }

    #[test]
    fn a_region_begins_at_its_opening_and_ends_behind_its_closing_sign() {
        let text = "x /* #ifdef H5 */ y /* #endif */ z";
        let masked = mask(text);
        assert_eq!(masked.text, format!("x {} z", " ".repeat(text.len() - 4)));
        assert_eq!(masked.regions[0].range, 2..text.len() - 2);
        let lines = "x\n// #ifdef H5\ny\n// #endif\nz";
        assert_eq!(mask(lines).text, format!("x\n{}\n \n{}\nz", " ".repeat(12), " ".repeat(9)));
        let markup = "<!-- #ifdef H5 -->y<!--  #endif  -->z";
        assert_eq!(mask(markup).text.trim_start(), "z");
    }

    #[test]
    fn a_number_sign_that_opens_no_directive_is_text() {
        for text in ["#", "\"#fff\", // # x\n##", "# ifdef H5 #endif", "/* #if H5 */ x /* #end */"]
        {
            let masked = mask(text);
            assert_eq!((masked.text.as_str(), masked.regions), (text, Vec::new()));
        }
        assert_eq!(mask("# /*#ifdef H5*/#/*#endif*/#").text.trim(), "#                         #");
    }

    #[test]
    fn many_directives_in_one_comment_are_read_in_time() {
        let text = "/*#ifdef H5".repeat(200_000);
        assert_eq!(mask(&text).text, text);
        assert!(mask(&(text + "*//*#endif*/")).text.trim().is_empty());
    }

    #[test]
    fn nested_and_unclosed_directives_are_read_without_harm() {
        let nested = mask("// #ifdef H5\n// #ifdef VUE3\nx\n// #endif\ny\n// #endif\nz");
        assert_eq!(nested.text.trim(), "z");
        assert_eq!(mask("// #ifdef H5\nx").text, "// #ifdef H5\nx");
        assert_eq!(mask("// #endif").regions, []);
    }
}
