//! How deep and how costly a script is to parse, known before it is parsed: the parser recurses and tries twice, so a
//! hostile text would overflow its stack or keep it busy for ever.
//!
//! The text is cut into tokens as the parser cuts it. Where only a grammar could say what a slash or an angle bracket
//! means (a regular expression or a division, an element or a comparison), the text is refused: a wrong guess would
//! hide brackets from the count. People do not write such places.

use crate::text::literal::jsonc::SyntaxFault;
use crate::text::literal::script::Dialect;

/// Tokens that may be open at once, in all levels together; the parser takes at most 3 KiB of stack for each, twice
/// where a comma ends the run but not the statement.
const OPEN_LIMIT: usize = 8192;
/// Brackets and elements inside each other.
const LEVEL_LIMIT: usize = 512;
/// Steps, about six million a second; a bundle of a megabyte takes two million, no configuration a tenth of that.
const WORK_LIMIT: u64 = 2_000_000;

/// Words behind which a value follows.
const PREFIXES: [&str; 11] = [
    "return",
    "typeof",
    "case",
    "do",
    "else",
    "in",
    "instanceof",
    "void",
    "delete",
    "throw",
    "default",
];
/// Words behind which a value follows, or which are a value, or a name.
const UNCLEAR: [&str; 8] = ["await", "yield", "of", "new", "extends", "async", "let", "as"];
/// Words whose parentheses have a statement behind them.
const HEADS: [&str; 4] = ["if", "while", "for", "with"];
/// Words that end type arguments which turn out to be comparisons.
const STATEMENTS: [&str; 8] = ["var", "return", "if", "for", "while", "switch", "throw", "try"];

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
        Err(SyntaxFault { at: self.at.min(self.text.len()), reason: reason.to_owned() })
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

    fn template(&mut self) -> Result<(), SyntaxFault> {
        let rest = self.rest();
        let Some(next) = rest.find(['`', '\\', '$']) else {
            return self.fault("unterminated string");
        };
        self.at += next;
        if self.starts("`") {
            self.at += 1;
            self.pop();
            self.after(Before::Operand);
        } else if self.starts("${") {
            self.at += 2;
            self.push(Kind::Curly)?;
            self.after(Before::Operator);
        } else if self.starts("$") {
            self.at += 1;
        } else {
            self.skip_escape();
        }
        Ok(())
    }

    fn skip_escape(&mut self) {
        self.at += 1;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn children(&mut self) -> Result<(), SyntaxFault> {
        let rest = self.rest();
        let Some(next) = rest.find(['<', '{']) else {
            return self.fault("unterminated element");
        };
        self.at += next;
        if self.starts("{") {
            self.at += 1;
            self.push(Kind::Curly)?;
            self.after(Before::Operator);
            return Ok(());
        }
        self.at += 1;
        self.skip_blanks()?;
        if !self.starts("/") {
            return self.push(Kind::Tag);
        }
        self.at += 1;
        loop {
            self.skip_blanks()?;
            let name =
                self.rest().trim_start_matches(|c| is_word(c) || matches!(c, '.' | ':' | '-'));
            self.at = self.text.len() - name.len();
            self.skip_blanks()?;
            if self.starts(">") {
                self.at += 1;
                return self.close_element();
            }
            if !self.rest().starts_with(|c| is_word(c) || matches!(c, '.' | ':' | '-')) {
                return self.fault("unexpected token");
            }
        }
    }

    fn close_element(&mut self) -> Result<(), SyntaxFault> {
        if self.pop().is_none() {
            return self.fault("unexpected token");
        }
        if self.kind() == Kind::Children {
            self.separate(false);
        }
        self.after(Before::Operand);
        Ok(())
    }

    fn tag(&mut self) -> Result<(), SyntaxFault> {
        if self.skip_blanks()? {
            return Ok(());
        }
        let Some(next) = self.rest().chars().next() else { return Ok(()) };
        match next {
            '"' | '\'' => {
                let Some(end) = self.rest()[1..].find(next) else {
                    return self.fault("unterminated string");
                };
                self.at += end + 2;
                self.count()?;
            }
            '{' => {
                self.at += 1;
                self.push(Kind::Curly)?;
                self.after(Before::Operator);
                return Ok(());
            }
            '<' if self.dot => {
                self.at += 1;
                self.push(Kind::Tag)?;
            }
            '/' => {
                self.at += 1;
                self.skip_blanks()?;
                if !self.starts(">") {
                    return self.fault("unexpected token");
                }
                self.at += 1;
                return self.close_element();
            }
            '>' => {
                self.at += 1;
                if let Some(level) = self.level() {
                    level.kind = Kind::Children;
                }
            }
            '=' | '.' | ':' | '-' => {
                self.at += 1;
                self.count()?;
            }
            c if is_word(c) => {
                self.take_word();
                self.count()?;
            }
            _ => return self.fault("unexpected token"),
        }
        self.after(Before::Operator);
        self.dot = next == '=';
        Ok(())
    }

    fn take_word(&mut self) -> &'t str {
        let rest = self.rest();
        let word = &rest[..rest.len() - rest.trim_start_matches(is_word).len()];
        self.at += word.len();
        word
    }

    fn code(&mut self) -> Result<(), SyntaxFault> {
        if self.skip_blanks()? {
            return Ok(());
        }
        if self.starts("<!--") || self.new_line && self.starts("-->") {
            return self.fault("an HTML comment in a script");
        }
        let Some(next) = self.rest().chars().next() else { return Ok(()) };
        match next {
            '"' | '\'' => self.string(next),
            '`' => {
                self.at += 1;
                self.push(Kind::Template)
            }
            c if is_word(c) => self.word(),
            '(' | '[' | '{' => self.opening(next),
            ')' | ']' | '}' => self.closing(next),
            ',' | ';' => {
                self.commas.extend((next == ',').then_some(self.at));
                self.at += 1;
                self.separate(next == ';');
                Ok(())
            }
            '/' => self.slash(),
            '<' => self.angle(),
            '\\' => self.fault("an escape outside of a string"),
            _ => self.punctuator(next),
        }
    }

    fn string(&mut self, quote: char) -> Result<(), SyntaxFault> {
        self.at += 1;
        loop {
            let Some(next) = self.rest().find([quote, '\\', '\n', '\r']) else {
                return self.fault("unterminated string");
            };
            self.at += next;
            if self.starts("\\\r\n") {
                self.at += 3;
            } else if self.starts("\\") {
                self.skip_escape();
            } else if self.rest().starts_with(quote) {
                self.at += 1;
                self.count()?;
                self.after(Before::Operand);
                return Ok(());
            } else {
                return self.fault("unterminated string");
            }
        }
    }

    fn word(&mut self) -> Result<(), SyntaxFault> {
        let (dot, new_line, previous) = (self.dot, self.new_line, self.word);
        let word = self.take_word();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            // `1.` and `1.5` are one token; what stands behind the dot is no property
            while self.starts(".") && !self.starts("...") {
                self.at += 1;
                self.take_word();
            }
        }
        if !dot {
            self.statement(word, previous, new_line);
        }
        self.count()?;
        self.after(match word {
            _ if dot => Before::Operand,
            word if PREFIXES.contains(&word) => Before::Operator,
            word if UNCLEAR.contains(&word) => Before::Unclear,
            _ => Before::Operand,
        });
        self.word = match word {
            _ if dot => "",
            // `for await (…)` has a statement behind it, `await (…)` has not
            "await" if previous == "for" => previous,
            word => word,
        };
        Ok(())
    }

    /// What a word that begins or continues a statement says about the run that it stands in.
    fn statement(&mut self, word: &str, previous: &str, new_line: bool) {
        let starts = new_line && matches!(word, "const" | "export") && previous != "as";
        let Some(level) = self.levels.last_mut() else { return };
        if STATEMENTS.contains(&word) {
            self.open -= std::mem::take(&mut level.angles);
        }
        if word == "else" {
            let again = std::mem::take(&mut level.ended) + std::mem::take(&mut level.carried);
            level.run += again;
            self.open += again;
        } else if starts {
            self.open -= std::mem::take(&mut level.run);
            level.carried = 0;
        }
    }

    fn opening(&mut self, bracket: char) -> Result<(), SyntaxFault> {
        let heads = HEADS.contains(&self.word);
        self.at += 1;
        self.push(match bracket {
            '(' => Kind::Code { heads },
            '[' => Kind::Square,
            _ => Kind::Curly,
        })?;
        self.after(Before::Operator);
        Ok(())
    }

    fn closing(&mut self, bracket: char) -> Result<(), SyntaxFault> {
        let after = match (bracket, self.pop()) {
            (')', Some(Kind::Code { heads: true })) => Before::Operator,
            (')', Some(Kind::Code { heads: false })) | (']', Some(Kind::Square)) => Before::Operand,
            ('}', Some(Kind::Curly)) => Before::Unclear,
            _ => return self.fault("unexpected bracket"),
        };
        self.at += 1;
        self.after(after);
        Ok(())
    }

    fn slash(&mut self) -> Result<(), SyntaxFault> {
        match self.before {
            Before::Operator => self.regular_expression(),
            Before::Operand if !self.new_line => self.punctuator('/'),
            Before::Operand | Before::Unclear => {
                self.fault("a slash that may be a division or begin a regular expression")
            }
        }
    }

    fn regular_expression(&mut self) -> Result<(), SyntaxFault> {
        self.at += 1;
        let mut in_class = false;
        loop {
            let Some(next) = self.rest().chars().next().filter(|c| !is_line_end(*c)) else {
                return self.fault("unterminated regular expression");
            };
            match next {
                '\\' => {
                    self.at += 1;
                    if self.rest().starts_with(is_line_end) {
                        return self.fault("unterminated regular expression");
                    }
                }
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => break,
                _ => {}
            }
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
        self.at += 1;
        self.take_word();
        self.count()?;
        self.after(Before::Operand);
        Ok(())
    }

    fn angle(&mut self) -> Result<(), SyntaxFault> {
        let unclear = "an angle bracket that may be a comparison or begin an element";
        if self.starts("<=") || self.starts("<<=") || !self.has_elements() {
            return self.comparison();
        }
        let next = self.rest()[1..].trim_start_matches(is_blank);
        if self.before != Before::Operator && next.starts_with(|c: char| c.is_ascii_digit()) {
            return self.comparison();
        }
        match self.before {
            Before::Operand if !self.new_line => self.comparison(),
            Before::Operator if self.is_typed() => match self.generic() {
                Some(true) => self.comparison(),
                Some(false) => self.element(),
                None => self.fault(unclear),
            },
            Before::Operator => self.element(),
            Before::Operand | Before::Unclear => self.fault(unclear),
        }
    }

    fn element(&mut self) -> Result<(), SyntaxFault> {
        self.at += 1;
        self.push(Kind::Tag)?;
        self.after(Before::Operator);
        Ok(())
    }

    fn comparison(&mut self) -> Result<(), SyntaxFault> {
        let typed = self.is_typed();
        loop {
            self.at += 1;
            self.count()?;
            if let Some(level) = self.levels.last_mut().filter(|_| typed) {
                level.angles += 1;
                self.open += 1;
            }
            if !self.starts("<") {
                break;
            }
        }
        if self.starts("=") {
            self.at += 1;
        }
        self.after(if self.has_elements() && typed { Before::Unclear } else { Before::Operator });
        Ok(())
    }

    /// Whether type parameters and no element begin here, where the first words say so.
    fn generic(&self) -> Option<bool> {
        let rest = self.rest()[1..].trim_start_matches(is_blank);
        let behind = rest.trim_start_matches(is_word);
        let (name, next) =
            (&rest[..rest.len() - behind.len()], behind.trim_start_matches(is_blank));
        if name.is_empty() {
            return Some(false);
        }
        if name == "const" || next.starts_with(['=', '/']) && !next.starts_with("/>") {
            return None;
        }
        if let Some(behind) = next.strip_prefix('>') {
            let call = behind.trim_start_matches(is_blank).starts_with(['(', '/']);
            return if call { None } else { Some(false) };
        }
        match next.strip_prefix("extends").map(|bound| (bound, bound.trim_start_matches(is_blank)))
        {
            Some((bound, word)) if bound.len() > word.len() => {
                word.starts_with(|c| is_word(c) || c == '{').then_some(true)
            }
            Some((bound, _)) => (bound.starts_with(is_word)).then_some(false),
            None => Some(next.starts_with(',')),
        }
    }

    fn punctuator(&mut self, next: char) -> Result<(), SyntaxFault> {
        let (before, joined) = (self.before, !self.new_line && self.before == Before::Operand);
        let twice = self.starts("++") || self.starts("--");
        let dots = self.starts("...");
        let optional =
            self.starts("?.") && !self.rest()[2..].starts_with(|c: char| c.is_ascii_digit());
        let arrow = self.starts("=>");
        self.at += match next {
            _ if dots => 3,
            _ if twice || optional || arrow => 2,
            _ => next.len_utf8(),
        };
        self.count()?;
        let angles = self.levels.last_mut().filter(|level| next == '>' && level.angles > 0);
        if let Some(level) = angles {
            level.angles -= 1;
            self.open -= 1;
        }
        let postfix = twice || next == '!' && self.is_typed() && !self.starts("=");
        self.after(match before {
            Before::Operand if postfix && joined => Before::Operand,
            Before::Unclear if postfix => Before::Unclear,
            Before::Operator | Before::Operand | Before::Unclear => match next {
                '>' if self.is_typed() => Before::Unclear,
                _ => Before::Operator,
            },
        });
        self.dot = optional || next == '.' && !dots;
        Ok(())
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
mod tests {
    use oxc_allocator::Allocator;
    use oxc_parser::{Kind as Token, Parser, config::TokensParserConfig};
    use oxc_span::SourceType;
    use proptest::prelude::*;

    use super::*;

    /// Offsets of the brackets that open, as the count sees them.
    fn counted(text: &str, dialect: Dialect) -> Result<Vec<usize>, SyntaxFault> {
        let mut scan = Scan::new(text, dialect);
        let mut found = Vec::new();
        while scan.at < text.len() {
            let (levels, outer) = (scan.levels.len(), scan.kind());
            scan.step()?;
            let opened = scan.levels.len() > levels && outer != Kind::Template;
            if opened && text[..scan.at].ends_with(['(', '[', '{']) {
                found.push(scan.at - 1);
            }
        }
        Ok(found)
    }

    /// The same as the parser sees them, if it accepts the text.
    fn parsed(text: &str, source_type: SourceType) -> Option<Vec<usize>> {
        let allocator = Allocator::default();
        let parser = || Parser::new(&allocator, text, source_type);
        if !parser().parse().diagnostics.is_empty() {
            return None;
        }
        let parsed = parser().with_config(TokensParserConfig).parse();
        let brackets = [Token::LParen, Token::LBrack, Token::LCurly];
        let tokens = parsed.tokens.iter().filter(|token| brackets.contains(&token.kind()));
        let found = tokens.map(|token| token.start() as usize).collect();
        Some(found)
    }

    fn agree(text: &str) {
        for (dialect, source_type) in [
            (Dialect::Js, SourceType::unambiguous().with_jsx(true)),
            (Dialect::Ts, SourceType::ts()),
            (Dialect::Tsx, SourceType::tsx()),
        ] {
            if let (Ok(counted), Some(parsed)) = (counted(text, dialect), parsed(text, source_type))
            {
                assert_eq!(counted, parsed, "{dialect:?} {text}");
            }
        }
    }

    #[test]
    fn brackets_are_hidden_where_the_parser_hides_them() {
        for text in [
            "a = '(' + \"[\" + `{${ {} }(`; // (\n/* [ */ b()",
            "if (a) /(/.test(b)",
            "a = b / c; d = /[/(]/g; e(f) / g / h(i)",
            "return_ = x => /[{]/",
            "a = <b c='(' d={e} f=<g/>>( [ {h} <i>(</i> </b>",
            "a = <>{b}(</>; c = d < e, f(g > h)",
            "a++ / b(c) / d; e = ++f\ng()",
            "for (const a of b) /(/.test(c)\nwhile (d) /)/.exec(e)",
            "a.if(b) / c[d] / e; a.return / f() / g",
            "function f() { return <a>{'('}</a> }",
            "const f = <T,>(a: T) => a; const g = h as Array<() => void>",
            "a = b! / c(d) / e; f<{a: (b: c) => d}>(g)",
            "class A { b = /[(]/; c() { return /{/ } }",
            "1..toString(); 1.5.a(); [1, ...b]; a?.(b); c ? .5 : d()",
        ] {
            let seen = counted(text, Dialect::Js).is_ok() || counted(text, Dialect::Tsx).is_ok();
            assert!(seen, "{text}");
            agree(text);
        }
    }

    #[test]
    fn what_only_a_grammar_can_tell_is_refused() {
        for text in ["{} /(/", "a\n/(/", "a <!-- (", "a\n--> (", "\\u0061 /(/", "let x: T\n/(/"] {
            assert!(outline(text, Dialect::Ts).is_err(), "{text}");
        }
        assert!(outline("import 'a'\n<b>(</b>", Dialect::Js).is_err());
    }

    #[test]
    fn what_the_parser_tries_twice_is_refused_in_time() {
        let text = format!("x={}1{}", "(a=b<".repeat(40), ")".repeat(40));
        assert!(outline(&text, Dialect::Ts).is_err());
        assert!(outline(&text, Dialect::Js).is_ok());
        let few = format!("x={}1{}", "(a=b<".repeat(4), ")".repeat(4));
        assert!(outline(&few, Dialect::Ts).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8192, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn brackets_are_those_of_the_parser(pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "b", "(", ")", "[", "]", "{", "}", "()", "{}", "[]", "/", "/(/", "/[(]/", "'('", "`(`", "`${", "}`",
            "<", ">", "<a>", "</a>", "<a/>", "<a ", "(", "\n", " ", ",", ";", "=", "=>", "+", "++", "--", "!", "if",
            "return ", "typeof ", "await ", "of ", "x.", "?.", "? ", ":", "1", "as T", "//", "/*", "*/", "<T>", "<T,>",
            "if(a)", "function f()", "class A", "type T=", "let x:", "1.", "yield ", "async ", "new ", "case ", "else ",
        ]), 0..12)) {
            agree(&pieces.concat());
        }
    }
}
