//! How deep and how costly a script is to parse, known before it is parsed: the parser recurses and tries twice, so a
//! hostile text would overflow its stack or keep it busy for ever.
//!
//! The text is cut into tokens as the parser cuts it. Where only a grammar could say what a slash or an angle bracket
//! means (a regular expression or a division, an element or a comparison), the text is refused: a wrong guess would
//! hide brackets from the count. People do not write such places.

mod code;
mod markup;

use crate::syntax::jsonc::SyntaxFault;
use crate::syntax::script::Dialect;

/// Tokens that may be open at once, in all levels together; the parser takes at most 3 KiB of stack for each, twice
/// where a comma ends the run but not the statement.
const OPEN_LIMIT: usize = 8192;
/// Brackets and elements inside each other.
const LEVEL_LIMIT: usize = 512;
/// Steps, about six million a second; a bundle of a megabyte takes two million, no configuration a tenth of that.
const WORK_LIMIT: u64 = 2_000_000;

/// What is known of a script before it is parsed.
#[derive(Debug)]
pub(super) struct Outline {
    /// The most tokens that are open at once.
    pub(super) open: usize,
    /// Offsets of the commas, ascending; the parser does not keep them.
    pub(super) commas: Vec<usize>,
}

/// Goes over a script once.
///
/// # Errors
/// A text that is too deep, too costly, not balanced, or unclear without a grammar.
pub(super) fn outline(text: &str, dialect: Dialect) -> Result<Outline, SyntaxFault> {
    let mut scan = Scan::new(text, dialect);
    while scan.at < text.len() {
        scan.step()?;
    }
    if scan.levels.len() > 1 {
        return scan.fault("unexpected end");
    }
    Ok(Outline { open: scan.most, commas: scan.commas })
}

/// What stands before a place, as far as it decides about what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A value follows.
    Operator,
    /// A value has ended.
    Operand,
    /// Only a grammar knows.
    Unclear,
}

/// What a level is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Tokens, in parentheses behind which a statement follows if `heads`.
    Code { heads: bool },
    /// Tokens in `[]`.
    Square,
    /// Tokens in `{}`.
    Curly,
    /// The text of a template.
    Template,
    /// Inside of `<a …>`.
    Tag,
    /// Between `<a>` and `</a>`.
    Children,
}

/// A bracket or an element that is open.
#[derive(Debug)]
struct Level {
    kind: Kind,
    /// Tokens since the last separator.
    run: usize,
    /// Runs that ended in a comma or a semicolon, and are open again if `else` follows.
    carried: usize,
    ended: usize,
    /// Angle brackets that may be open type arguments: each is tried as such, then read again as a comparison.
    angles: usize,
    /// How often the parser may read what is in the level.
    times: u64,
}

impl Level {
    fn new(kind: Kind) -> Self {
        Self { kind, run: 0, carried: 0, ended: 0, angles: 0, times: 1 }
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    dialect: Dialect,
    levels: Vec<Level>,
    before: Before,
    /// The word just before, else nothing.
    word: &'t str,
    /// Whether a property's name follows.
    dot: bool,
    new_line: bool,
    /// Tokens that are open in all levels.
    open: usize,
    most: usize,
    work: u64,
    /// How far the work is counted.
    counted: usize,
    commas: Vec<usize>,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, dialect: Dialect) -> Self {
        let mut scan = Self {
            text,
            at: 0,
            dialect,
            levels: vec![Level::new(Kind::Code { heads: false })],
            before: Before::Operator,
            word: "",
            dot: false,
            new_line: true,
            open: 0,
            most: 0,
            work: 0,
            counted: 0,
            commas: Vec::new(),
        };
        if text.trim_start_matches('\u{feff}').starts_with("#!") {
            scan.skip_line();
        }
        scan
    }

    fn fault<T>(&self, reason: &str) -> Result<T, SyntaxFault> {
        Err(SyntaxFault::of_script(self.at.min(self.text.len()), reason))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn starts(&self, with: &str) -> bool {
        self.rest().starts_with(with)
    }

    fn level(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }

    fn kind(&self) -> Kind {
        self.levels.last().map_or(Kind::Curly, |level| level.kind)
    }

    fn is_typed(&self) -> bool {
        match self.dialect {
            Dialect::Js => false,
            Dialect::Ts | Dialect::Tsx => true,
        }
    }

    fn has_elements(&self) -> bool {
        match self.dialect {
            Dialect::Ts => false,
            Dialect::Js | Dialect::Tsx => true,
        }
    }

    fn step(&mut self) -> Result<(), SyntaxFault> {
        match self.kind() {
            Kind::Template => self.template(),
            Kind::Tag => self.tag(),
            Kind::Children => self.children(),
            Kind::Code { .. } | Kind::Square | Kind::Curly => self.code(),
        }
    }

    /// Counts a token that keeps its level open.
    fn count(&mut self) -> Result<(), SyntaxFault> {
        let depth = self.levels.len();
        // what is read twice is cut into tokens twice, so the length of comments and strings counts
        let bytes = self.at.saturating_sub(self.counted) / 8;
        let mut cost = 0;
        if let Some(level) = self.level() {
            level.run += 1;
            cost = (((depth + level.angles) * (1 + bytes)) as u64).saturating_mul(level.times);
        }
        self.counted = self.at;
        self.open += 1;
        self.most = self.most.max(self.open);
        self.work = self.work.saturating_add(cost);
        if self.open > OPEN_LIMIT || self.levels.len() > LEVEL_LIMIT {
            return self.fault("the script is nested too deeply");
        }
        if self.work > WORK_LIMIT {
            return self.fault("the script takes too long to read");
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind) -> Result<(), SyntaxFault> {
        self.count()?;
        let times =
            self.level().map_or(1, |level| level.times.saturating_mul(1 + level.angles as u64));
        self.levels.push(Level { times, ..Level::new(kind) });
        Ok(())
    }

    fn pop(&mut self) -> Option<Kind> {
        if self.levels.len() < 2 {
            return None;
        }
        let level = self.levels.pop()?;
        self.open -= level.run + level.angles;
        Some(level.kind)
    }

    fn separate(&mut self, ends: bool) {
        if let Some(level) = self.levels.last_mut() {
            self.open -= level.run;
            level.carried += std::mem::take(&mut level.run);
            if ends {
                level.ended = std::mem::take(&mut level.carried);
                self.open -= std::mem::take(&mut level.angles);
            }
        }
        self.after(Before::Operator);
    }

    /// Notes what now stands before.
    fn after(&mut self, before: Before) {
        self.before = before;
        self.word = "";
        self.dot = false;
        self.new_line = false;
    }

    fn skip_line(&mut self) {
        let ends = ['\n', '\r', '\u{2028}', '\u{2029}'];
        self.at += self.rest().find(ends).unwrap_or(self.rest().len());
    }

    /// Skips blanks and comments; whether there were some.
    fn skip_blanks(&mut self) -> Result<bool, SyntaxFault> {
        let start = self.at;
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(is_blank).len();
            if blank > 0 {
                self.new_line |= rest[..blank].contains(is_line_end);
                self.at += blank;
            } else if rest.starts_with("//") {
                self.skip_line();
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(end) = comment.find("*/") else {
                    return self.fault("unterminated comment");
                };
                self.new_line |= comment[..end].contains(is_line_end);
                self.at += end + 4;
            } else {
                return Ok(self.at > start);
            }
        }
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Part of a name or a number; everything that is not ASCII and not blank is a letter to this count.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '#') || !c.is_ascii() && !is_blank(c)
}

#[cfg(test)]
mod tests;
