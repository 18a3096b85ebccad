//! Rules about links to rooms.

use super::{first_line, suffix, uses};
use crate::check::facts::{Facts, NamedSource};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::plugin::{CUSTOM_PARAMS_LIMIT, PROVIDER, ROOM_PAGE};
use crate::project::usage::{Parameter, Piece, PieceKind, RoomUrl, Usage, UsageKind, encoded};
use crate::text::edit::Edit;

/// The plugin has one public page (official component page).
pub(in crate::check) const ROOM_URL_PATH: Rule = Rule {
    id: "room-url-path",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: room_url_path,
};

/// The room page needs `room_id` (official component page).
pub(in crate::check) const MISSING_ROOM_ID: Rule = Rule {
    id: "missing-room-id",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: missing_room_id,
};

/// `custom_params` is `encodeURIComponent(JSON.stringify(…))` (official component page).
pub(in crate::check) const CUSTOM_PARAMS_NOT_ENCODED: Rule = Rule {
    id: "custom-params-not-encoded",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: custom_params_not_encoded,
};

/// The platform cuts what is longer than 600 characters (official component page).
pub(in crate::check) const CUSTOM_PARAMS_TOO_LONG: Rule = Rule {
    id: "custom-params-too-long",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: custom_params_too_long,
};

/// The room hands over no other parameter (answers in the official community).
pub(in crate::check) const UNKNOWN_ROOM_PARAMETER: Rule = Rule {
    id: "unknown-room-parameter",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: unknown_room_parameter,
};

/// `room_id` is a number (official component page).
pub(in crate::check) const ROOM_ID_PLACEHOLDER: Rule = Rule {
    id: "room-id-placeholder",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: room_id_placeholder,
};

/// What the room page reads (official component page and "other-abilities"; the last one until 1.0.4).
const PARAMETERS: [&str; 6] = [
    "room_id",
    "custom_params",
    "type",
    "close_picture_in_picture_mode",
    "open_share_ticket",
    "close_share_ticket",
];

/// A link with its file.
struct Link<'a> {
    source: &'a NamedSource<'a>,
    found: &'a Usage,
    url: &'a RoomUrl,
}

fn links<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = Link<'a>> {
    uses(facts).filter_map(|(source, found)| match &found.kind {
        UsageKind::RoomUrl(url) => Some(Link { source, found, url }),
        UsageKind::RequirePlugin(_)
        | UsageKind::Subscribe(_)
        | UsageKind::Pendant(_)
        | UsageKind::Api(_) => None,
    })
}

impl Link<'_> {
    fn at(&self, range: std::ops::Range<usize>) -> Finding {
        Finding::at(&self.source.path, range)
    }

    /// Whether bytes of the file are these, and belong to the link itself.
    fn is_written(&self, range: &std::ops::Range<usize>, text: &str) -> bool {
        self.source.text.get(range.clone()) == Some(text) && self.holds(range)
    }

    fn holds(&self, range: &std::ops::Range<usize>) -> bool {
        self.found.range.start <= range.start && range.end <= self.found.range.end
    }
}

fn room_url_path(facts: &Facts<'_>) -> Vec<Finding> {
    let wrong = links(facts).filter_map(|link| {
        let address = link.url.address.as_deref()?;
        // what is put together of a wrong text is reported where that text stands
        if address.trim() == ROOM_PAGE || !link.holds(&link.url.address_range) {
            return None;
        }
        let range = link.url.address_range.clone();
        let (case, severity) = fault(address);
        let finding = link.at(range.clone()).in_case(case).naming([address, ROOM_PAGE]);
        let is_ours = address.contains(PROVIDER);
        let edits = if is_ours && link.is_written(&range, address) {
            vec![Edit::replace(range, ROOM_PAGE)]
        } else {
            Vec::new()
        };
        Some(finding.with_severity(severity).with_fix(edits))
    });
    wrong.collect()
}

/// What is wrong with an address, and how sure it is that it opens no room.
fn fault(address: &str) -> (&'static str, Severity) {
    let page = ROOM_PAGE.rsplit_once('/').map_or(ROOM_PAGE, |(_, page)| page);
    match address {
        _ if address.starts_with('/') => ("leading-slash", Severity::Error),
        _ if address.starts_with("plugin://") => ("scheme", Severity::Warning),
        _ if !address.contains(PROVIDER) => ("appid", Severity::Warning),
        _ if !address.ends_with(page) => ("page", Severity::Error),
        _ => ("", Severity::Error),
    }
}

fn missing_room_id(facts: &Facts<'_>) -> Vec<Finding> {
    let missing = links(facts).filter_map(|link| {
        let at = || super::at(link.source, link.found);
        match link.url.parameter("room_id") {
            Some(parameter) if parameter.value.is_empty() && link.url.complete => {
                Some(at().in_case("empty"))
            }
            Some(_) => None,
            None => match link.url.parameters.iter().find(|one| plain(&one.name) == "roomid") {
                Some(wrong) => Some(renamed(&link, wrong, "room_id").in_case("misspelt")),
                None => link.url.complete.then(at),
            },
        }
    });
    missing.collect()
}

/// A finding at a parameter that is meant as another.
fn renamed(link: &Link<'_>, wrong: &Parameter, right: &str) -> Finding {
    let finding = link.at(wrong.range.clone()).naming([wrong.name.as_str(), right]);
    let is_written = link.is_written(&wrong.range, &wrong.name);
    let edits = is_written.then(|| Edit::replace(wrong.range.clone(), right));
    finding.with_fix(edits.into_iter().collect())
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn room_id_placeholder(facts: &Facts<'_>) -> Vec<Finding> {
    // what stands in data may be filled in by whoever reads it
    let in_code = links(facts).filter(|link| suffix(&link.source.path) != "json");
    let wrong = in_code.filter_map(|link| {
        let value = &link.url.parameter("room_id")?.value;
        let (case, severity) = match (placeholder(value)?, link.url.complete) {
            (Placeholder::Marked, false) => ("", Severity::Warning),
            // a word may be replaced before the link is opened
            (Placeholder::Word, false) => return None,
            (Placeholder::Marked | Placeholder::Word, true) => ("", Severity::Error),
            (Placeholder::Unfilled, _) => ("unfilled", Severity::Error),
        };
        let text: String = value.iter().filter_map(Piece::text).collect();
        let range = value.first()?.range.start..value.last()?.range.end;
        let range = if link.holds(&range) { range } else { link.found.range.clone() };
        let finding = link.at(first_line(link.source.text, range)).in_case(case);
        Some(finding.with_severity(severity).naming([text]))
    });
    wrong.collect()
}

/// What stands where the number of a room should.
enum Placeholder {
    /// What documentation and templates have in its place: `[直播房间id]`, `<id>`.
    Marked,
    /// A word.
    Word,
    /// What a template would have replaced, had this text been one.
    Unfilled,
}

fn placeholder(value: &[Piece]) -> Option<Placeholder> {
    let mut texts = value.iter().filter_map(Piece::text);
    if texts.any(|text| text.contains("${") || text.contains("{{")) {
        return Some(Placeholder::Unfilled);
    }
    let text = value.iter().map(Piece::text).collect::<Option<String>>()?;
    let id = text.trim_matches(['[', ']', ' ', '"', '\'']);
    match id {
        _ if id.chars().any(|c| c.is_ascii_digit()) || text.trim().is_empty() => None,
        _ if text.contains(['[', '<', '{', '$']) || !text.is_ascii() => Some(Placeholder::Marked),
        _ => Some(Placeholder::Word),
    }
}

fn unknown_room_parameter(facts: &Facts<'_>) -> Vec<Finding> {
    let unknown = links(facts).flat_map(|link| {
        let names = link.url.parameters.iter().filter(|one| {
            let name = one.name.trim();
            let is_name = !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
            is_name && !PARAMETERS.contains(&name) && plain(name) != "roomid"
        });
        let finding = |one: &Parameter| {
            let near = PARAMETERS[..5].iter().find(|known| {
                strsim::levenshtein(&plain(known), &plain(&one.name)) <= 2 && known.len() > 6
            });
            match near {
                Some(near) => {
                    renamed(&link, one, near).in_case("misspelt").with_severity(Severity::Warning)
                }
                None => link.at(one.range.clone()).naming([&one.name]),
            }
        };
        names.map(finding).collect::<Vec<_>>()
    });
    unknown.collect()
}

fn custom_params_not_encoded(facts: &Facts<'_>) -> Vec<Finding> {
    let wrong = links(facts).filter_map(|link| {
        let value = &link.url.parameter("custom_params")?.value;
        let bad = value.iter().find(|piece| is_bare(piece))?;
        let range =
            if link.holds(&bad.range) { bad.range.clone() } else { link.found.range.clone() };
        let finding = link.at(first_line(link.source.text, range));
        match &bad.kind {
            PieceKind::Object => Some(finding.in_case("object")),
            PieceKind::Json => Some(finding.with_fix(wrapped(&link, bad))),
            PieceKind::Text(text) => Some(finding.with_fix(written(&link, bad, text))),
            PieceKind::Encoded(_)
            | PieceKind::Name(_)
            | PieceKind::VueRef(_)
            | PieceKind::Unknown => None,
        }
    });
    wrong.collect()
}

/// Whether a part of a value should have been encoded and is not.
fn is_bare(piece: &Piece) -> bool {
    match &piece.kind {
        PieceKind::Json | PieceKind::Object => true,
        PieceKind::Text(text) => text.contains(['{', '}', '"', '[', ']', ' ']) || !text.is_ascii(),
        PieceKind::Encoded(_) | PieceKind::Name(_) | PieceKind::VueRef(_) | PieceKind::Unknown => {
            false
        }
    }
}

fn wrapped(link: &Link<'_>, piece: &Piece) -> Vec<Edit> {
    if !link.holds(&piece.range) {
        return Vec::new();
    }
    vec![Edit::insert(piece.range.start, "encodeURIComponent("), Edit::insert(piece.range.end, ")")]
}

/// The encoded text, where all of the value is written here.
fn written(link: &Link<'_>, piece: &Piece, text: &str) -> Vec<Edit> {
    let is_whole = serde_json::from_str::<serde_json::Value>(text).is_ok();
    let is_safe = is_whole && !text.contains('\'') && link.is_written(&piece.range, text);
    if is_safe { vec![Edit::replace(piece.range.clone(), encoded(text))] } else { Vec::new() }
}

fn custom_params_too_long(facts: &Facts<'_>) -> Vec<Finding> {
    let long = links(facts).filter_map(|link| {
        let parameter = link.url.parameter("custom_params")?;
        let length: usize = parameter.value.iter().map(length).sum();
        let finding = || link.at(first_line(link.source.text, parameter.range.clone()));
        (length > CUSTOM_PARAMS_LIMIT).then(|| finding().naming([length.to_string()]))
    });
    long.collect()
}

/// How long a part is at least, once encoded.
fn length(piece: &Piece) -> usize {
    match &piece.kind {
        PieceKind::Text(text) if is_bare(piece) => encoded(text).len(),
        PieceKind::Text(text) | PieceKind::Encoded(Some(text)) => text.len(),
        PieceKind::Encoded(None)
        | PieceKind::Json
        | PieceKind::Object
        | PieceKind::Name(_)
        | PieceKind::VueRef(_)
        | PieceKind::Unknown => 0,
    }
}
