//! Tokens of a script, and what each says about the next.

use super::{Before, LevelKind, Scan, is_blank, is_line_end, is_word};
use crate::syntax::jsonc::SyntaxFault;

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
/// A regular expression that is shorter than this is short.
const SHORT: usize = 64;
/// Words that end type arguments which turn out to be comparisons.
const STATEMENTS: [&str; 8] = ["var", "return", "if", "for", "while", "switch", "throw", "try"];

impl<'t> Scan<'t> {
    pub(super) fn take_word(&mut self) -> &'t str {
        let rest = self.rest();
        let word = &rest[..rest.len() - rest.trim_start_matches(is_word).len()];
        self.at += word.len();
        word
    }

    pub(super) fn code(&mut self) -> Result<(), SyntaxFault> {
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
                self.push(LevelKind::Template)
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
            '\\' => self.escaped_word(),
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
        let is_head = self.kind() == LevelKind::Code { heads: true };
        self.after(match word {
            _ if dot => Before::Operand,
            "of" if is_head && self.before == Before::Operand => Before::Operator,
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
            '(' => LevelKind::Code { heads },
            '[' => LevelKind::Square,
            _ => LevelKind::Curly,
        })?;
        self.after(Before::Operator);
        Ok(())
    }

    fn closing(&mut self, bracket: char) -> Result<(), SyntaxFault> {
        let after = match (bracket, self.pop()) {
            (')', Some(LevelKind::Code { heads: true })) => Before::Operator,
            (')', Some(LevelKind::Code { heads: false })) | (']', Some(LevelKind::Square)) => {
                Before::Operand
            }
            ('}', Some(LevelKind::Curly)) => Before::Unclear,
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
            Before::Operand | Before::Unclear if self.is_same_either_way() => {
                self.regular_expression()
            }
            Before::Operand | Before::Unclear => {
                self.fault("a slash that may be a division or begin a regular expression")
            }
        }
    }

    /// Whether the tokens behind a slash are the same to the count, be it a division or not: up to the next slash nothing
    /// hides or opens anything, and behind that one nothing depends on what was before.
    fn is_same_either_way(&self) -> bool {
        let line = &self.rest()[1..];
        let Some((body, behind)) = line.split_once('/') else { return false };
        let is_plain = |c: char| is_word(c) || matches!(c, '^' | '.' | '|' | '+' | '*' | '?' | ' ');
        let behind = behind.trim_start_matches(is_word).trim_start_matches(is_blank);
        // what is taken for an expression is not counted, so it must be short
        (1..SHORT).contains(&body.len())
            && body.chars().all(is_plain)
            && behind.starts_with(['.', ',', ';', ')', ']', '}', '?', '&', '|', '='])
    }

    /// A name with an escape in it, which is no keyword.
    fn escaped_word(&mut self) -> Result<(), SyntaxFault> {
        let escape = &self.rest()[1..];
        let length = match escape.strip_prefix("u{") {
            Some(code) => code.find('}').map(|end| end + 3),
            None => (escape.starts_with('u') && escape.is_char_boundary(5)).then_some(5),
        };
        let Some(length) = length else { return self.fault("unexpected token") };
        self.at += 1 + length;
        self.take_word();
        self.count()?;
        self.after(Before::Unclear);
        Ok(())
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
            Before::Unclear if self.word == "async" => self.comparison(),
            Before::Operator if self.is_typed() => match self.generic() {
                Some(true) => self.comparison(),
                Some(false) => self.element(),
                None => self.fault(unclear),
            },
            Before::Operator => self.element(),
            Before::Operand | Before::Unclear => self.fault(unclear),
        }
    }

    pub(super) fn element(&mut self) -> Result<(), SyntaxFault> {
        self.at += 1;
        self.push(LevelKind::Tag)?;
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

    /// Whether type parameters and no element begin here, where the first words say so, as they do to the parser.
    fn generic(&self) -> Option<bool> {
        let rest = self.rest()[1..].trim_start_matches(is_blank);
        let rest = match rest.strip_prefix("const") {
            Some(behind) if behind.starts_with(is_blank) => behind.trim_start_matches(is_blank),
            Some(_) | None => rest,
        };
        let behind = rest.trim_start_matches(is_word);
        let next = behind.trim_start_matches(is_blank);
        if behind.len() == rest.len() {
            return Some(false);
        }
        match next.strip_prefix("extends").map(|bound| (bound, bound.trim_start_matches(is_blank)))
        {
            Some((bound, word)) if bound.len() > word.len() => {
                (!word.starts_with(['=', '>', '/'])).then_some(true)
            }
            Some((bound, _)) => (bound.starts_with(is_word)).then_some(false),
            None => Some(next.starts_with([',', '='])),
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
