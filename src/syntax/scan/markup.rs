//! The parts of a script that are text with code in it: templates and elements.

use super::{Before, LevelKind, Scan, is_word};
use crate::syntax::jsonc::SyntaxFault;

impl Scan<'_> {
    pub(super) fn template(&mut self) -> Result<(), SyntaxFault> {
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
            self.push(LevelKind::Curly)?;
            self.after(Before::Operator);
        } else if self.starts("$") {
            self.at += 1;
        } else {
            self.skip_escape();
        }
        Ok(())
    }

    pub(super) fn skip_escape(&mut self) {
        self.at += 1;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    pub(super) fn children(&mut self) -> Result<(), SyntaxFault> {
        let rest = self.rest();
        let Some(next) = rest.find(['<', '{']) else {
            return self.fault("unterminated element");
        };
        self.at += next;
        if self.starts("{") {
            self.at += 1;
            self.push(LevelKind::Curly)?;
            self.after(Before::Operator);
            return Ok(());
        }
        self.at += 1;
        self.skip_blanks()?;
        if !self.starts("/") {
            return self.push(LevelKind::Tag);
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
        if self.kind() == LevelKind::Children {
            self.separate(false);
        }
        self.after(Before::Operand);
        Ok(())
    }

    pub(super) fn tag(&mut self) -> Result<(), SyntaxFault> {
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
                self.push(LevelKind::Curly)?;
                self.after(Before::Operator);
                return Ok(());
            }
            '<' if self.dot => {
                self.at += 1;
                self.push(LevelKind::Tag)?;
            }
            '<' if self.is_typed() => return self.type_arguments(),
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
                    level.kind = LevelKind::Children;
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

    fn type_arguments(&mut self) -> Result<(), SyntaxFault> {
        self.at += 1;
        self.push(LevelKind::Types)?;
        self.after(Before::Operator);
        Ok(())
    }

    /// What stands between the angle brackets of type arguments.
    pub(super) fn types(&mut self) -> Result<(), SyntaxFault> {
        if self.starts("=>") {
            self.at += 2;
            self.count()
        } else if self.starts("<") {
            self.type_arguments()
        } else if self.starts(">") {
            self.at += 1;
            self.pop();
            self.after(Before::Operator);
            Ok(())
        } else {
            self.code()
        }
    }
}
