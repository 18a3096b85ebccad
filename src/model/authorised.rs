//! Which plugins the platform lets programs use, as it answered `list` of /wxa/plugin.

use serde::Deserialize;

use crate::model::fault::{Fault, TextFault};
use crate::text::edit::Place;

/// The answers in a file: one, or one for each program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorised(Vec<Answer>);

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Answer {
    /// Whose it is; the platform itself does not say.
    #[serde(default)]
    appid: Option<String>,
    plugin_list: Vec<AnsweredPlugin>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct AnsweredPlugin {
    appid: String,
    status: i64,
}

/// What the platform says of a plugin in a program (official documentation of /wxa/plugin).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorisation {
    /// It may be used.
    Approved,
    /// Somebody asked for it, and nobody answered.
    Applied,
    /// It was refused.
    Refused,
    /// Nobody answered in time.
    TimedOut,
    /// Nobody asked for it.
    Absent,
    /// A number that the documentation does not have.
    Unknown,
}

impl Authorised {
    /// Reads answers, one behind the other.
    ///
    /// # Errors
    /// Text that is no answer.
    pub fn parse(file: &str, text: &str) -> Result<Self, Fault> {
        let refused = |reason: String, place: Place| {
            let fault = Fault::of(file, TextFault::NotPluginList { reason });
            Fault { place: Some(place), ..fault }
        };
        let text = text.trim_start_matches('\u{feff}');
        let answers = serde_json::Deserializer::from_str(text).into_iter::<Answer>();
        let answers: Vec<Answer> = answers.collect::<Result<_, _>>().map_err(|error| {
            let place = Place { line: error.line().max(1), column: error.column().max(1) };
            refused(error.to_string(), place)
        })?;
        if answers.is_empty() {
            return Err(refused(
                "there is no answer in it".to_owned(),
                Place { line: 1, column: 1 },
            ));
        }
        Ok(Self(answers))
    }

    /// What is said of a plugin in the program of an appid; `None` where there is no answer for that. A single answer that
    /// names no program is for any.
    pub fn of(&self, program: Option<&str>, plugin: &str) -> Option<Authorisation> {
        let is_of = |answer: &&Answer| match &answer.appid {
            Some(appid) => Some(appid.as_str()) == program,
            None => self.0.len() == 1,
        };
        let answer = self.0.iter().rev().find(is_of)?;
        let found = answer.plugin_list.iter().find(|listed| listed.appid == plugin);
        Some(match found.map(|listed| listed.status) {
            None => Authorisation::Absent,
            Some(1) => Authorisation::Applied,
            Some(2) => Authorisation::Approved,
            Some(3) => Authorisation::Refused,
            Some(4) => Authorisation::TimedOut,
            Some(_) => Authorisation::Unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: &str = "wx2b03c6e691cd7370";

    fn answer(status: i64) -> String {
        format!(
            "{{ \"errcode\": 0, \"plugin_list\": [{{ \"appid\": \"{LIVE}\", \"status\": {status} }}] }}"
        )
    }

    #[test]
    fn one_answer_is_for_any_program() {
        let of = |status| {
            let known = Authorised::parse("a.json", &answer(status)).expect("an answer");
            (known.of(Some("wx1"), LIVE), known.of(None, "wx2"))
        };
        assert_eq!(of(2), (Some(Authorisation::Approved), Some(Authorisation::Absent)));
        assert_eq!(of(1).0, Some(Authorisation::Applied));
        assert_eq!(of(3).0, Some(Authorisation::Refused));
        assert_eq!(of(4).0, Some(Authorisation::TimedOut));
        assert_eq!(of(9).0, Some(Authorisation::Unknown));
    }

    #[test]
    fn of_many_answers_that_of_the_program_counts() {
        let line = |appid: &str, status| {
            answer(status).replacen('{', &format!("{{ \"appid\": \"{appid}\","), 1)
        };
        let text = format!("{}\n{}\n", line("wx1", 2), line("wx2", 3));
        let known = Authorised::parse("a.jsonl", &text).expect("answers");
        assert_eq!(known.of(Some("wx1"), LIVE), Some(Authorisation::Approved));
        assert_eq!(known.of(Some("wx2"), LIVE), Some(Authorisation::Refused));
        assert_eq!(known.of(Some("wx3"), LIVE), None);
        assert_eq!(known.of(None, LIVE), None);
    }

    #[test]
    fn what_is_no_answer_is_a_fault_with_its_place() {
        let place = |text: &str| Authorised::parse("a", text).expect_err(text).place;
        assert_eq!(place(""), Some(Place { line: 1, column: 1 }));
        assert_eq!(place("[1]").map(|place| place.line), Some(1));
        assert_eq!(place("{\n\"errcode\": 40001 }").map(|place| place.line), Some(2));
    }
}
