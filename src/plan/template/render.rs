//! One Tera instance for each language of templates, which escapes for the inside of that language's strings.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::OnceLock;

use serde_json::Value;
use tera::{Context, Delimiters, Error, ErrorKind, Kwargs, State, Tera, TeraResult};

use crate::model::fault::{Fault, TextFault};
use crate::model::manifest::ScriptLanguage;
use crate::text::edit::Place;
use crate::text::escape;

/// Square brackets, because WXML's own bindings are written with braces.
const DELIMITERS: Delimiters = Delimiters {
    block_start: Cow::Borrowed("[%"),
    block_end: Cow::Borrowed("%]"),
    variable_start: Cow::Borrowed("[="),
    variable_end: Cow::Borrowed("=]"),
    comment_start: Cow::Borrowed("[#"),
    comment_end: Cow::Borrowed("#]"),
};

/// The languages of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TemplateSyntax {
    Json,
    Js,
    Ts,
    Wxml,
    Wxss,
}

impl TemplateSyntax {
    pub(super) fn of(file: &str) -> Option<Self> {
        match file.rsplit_once('.')?.1 {
            "json" | "jsonc" => Some(Self::Json),
            "js" => Some(Self::Js),
            "ts" => Some(Self::Ts),
            "wxml" => Some(Self::Wxml),
            "wxss" => Some(Self::Wxss),
            _ => None,
        }
    }

    /// Whether programs whose scripts are in `language` have files of this syntax.
    pub(super) fn goes_with(self, language: ScriptLanguage) -> bool {
        match self {
            Self::Json | Self::Wxml | Self::Wxss => true,
            Self::Js => language == ScriptLanguage::Js,
            Self::Ts => language == ScriptLanguage::Ts,
        }
    }

    fn escape(self) -> fn(&str, &mut dyn Write) -> std::io::Result<()> {
        match self {
            Self::Json => |text, out| out.write_all(escape::json(text).as_bytes()),
            Self::Js | Self::Ts => |text, out| out.write_all(escape::script(text).as_bytes()),
            Self::Wxml => |text, out| out.write_all(escape::wxml(text).as_bytes()),
            Self::Wxss => |text, out| out.write_all(escape::wxss(text).as_bytes()),
        }
    }

    /// A value printed whole, with its quotes.
    fn literal(self, value: &tera::Value) -> TeraResult<tera::Value> {
        let value = serde_json::to_value(value).map_err(Error::message)?;
        Ok(match self {
            Self::Js | Self::Ts => tera::Value::safe_string(&escape::script_literal(&value)),
            Self::Json => tera::Value::safe_string(&value.to_string()),
            Self::Wxml | Self::Wxss => tera::Value::normal_string(&value.to_string()),
        })
    }
}

/// A template as its author wrote it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Where it lies, as faults name it.
    pub(super) file: String,
    pub(super) text: Cow<'static, str>,
}

/// Templates by name.
pub(super) type Sources = BTreeMap<String, Source>;

/// All templates of one language, parsed together when the first of them is rendered.
pub(super) struct Renderer {
    syntax: TemplateSyntax,
    pub(super) sources: Sources,
    tera: OnceLock<Result<Tera, Fault>>,
}

/// An error as Tera prints it: for unknown filters and includes, it has no other form with a place.
struct LocatedSource<'e> {
    reason: &'e str,
    name: &'e str,
    place: Place,
}

impl<'e> LocatedSource<'e> {
    fn of(printed: &'e str) -> Option<Self> {
        let mut lines = printed.lines();
        let reason = lines.next()?.strip_prefix("error: ")?;
        let mut at = lines.next()?.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
        let (column, line, name) = (at.next()?.parse().ok()?, at.next()?.parse().ok()?, at.next()?);
        Some(Self { reason, name, place: Place { line, column } })
    }
}

impl Renderer {
    pub(super) fn new(syntax: TemplateSyntax, sources: Sources) -> Self {
        Self { syntax, sources, tera: OnceLock::new() }
    }

    fn parse(&self) -> TeraResult<Tera> {
        let syntax = self.syntax;
        let mut tera = Tera::new();
        tera.set_delimiters(DELIMITERS)?;
        tera.autoescape_on([""]);
        tera.set_escape_fn(syntax.escape());
        tera.register_filter("literal", move |value: tera::Value, _: Kwargs, _: &State| {
            syntax.literal(&value)
        });
        tera.add_raw_templates(self.sources.iter().map(|(name, source)| (name, &source.text)))?;
        Ok(tera)
    }

    /// What Tera says, at the place where it says it; an error without a place is one of the template `name`.
    fn fault(&self, name: &str, error: &Error) -> Fault {
        if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
            // Tera names its own closing delimiters whatever ours are
            let reason = report.message().replace("}}", "=]").replace("%}", "%]");
            let (file, text) = self.shown(report.filename());
            let range = report.span().range.clone();
            return Fault::at(file, text, range, TextFault::BrokenTemplate { reason });
        }
        let printed = error.to_string();
        let (name, place, reason) = match LocatedSource::of(&printed) {
            Some(it) => (it.name, Some(it.place), it.reason),
            None => (name, None, &*printed),
        };
        let kind = TextFault::BrokenTemplate { reason: reason.to_owned() };
        Fault { place, ..Fault::of(self.shown(name).0, kind) }
    }

    /// The file and the text of a template.
    fn shown<'n>(&'n self, name: &'n str) -> (&'n str, &'n str) {
        self.sources.get(name).map_or((name, ""), |source| (&source.file, &source.text))
    }

    /// The text of a template with some values.
    ///
    /// # Errors
    /// A template of this language that cannot be parsed, or one that asks for what is not there.
    pub(super) fn render(&self, name: &str, values: &Value) -> Result<String, Fault> {
        let parsed =
            self.tera.get_or_init(|| self.parse().map_err(|error| self.fault(name, &error)));
        let tera = parsed.as_ref().map_err(Clone::clone)?;
        #[cfg(test)]
        super::tests::RENDERED.with_borrow_mut(|rendered| rendered.push(name.to_owned()));
        let rendered =
            Context::from_serialize(values).and_then(|values| tera.render(name, &values));
        rendered.map_err(|error| self.fault(name, &error))
    }
}
