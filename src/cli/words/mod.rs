//! What kaibo says, in English: one sentence for each kind of fault, conflict and note, and how to cure it.
//!
//! Another language is another folder like this one. Nothing below this floor chooses words; those of the rules are data,
//! the pages in `check/pages`.

pub(super) mod check;
mod fault;
mod hint;
mod message;

use crate::model::catalogue::{Catalogue, Minimum, Release};
use crate::plan::toggle::Switch;
use crate::plan::{Note, Reason};
use crate::project::large::LargeSource;
use crate::run::project::Aside;
use crate::syntax::jsonc::Leniency;
use crate::text::escape::visible;

pub(super) use crate::cli::words::fault::fault;
pub(super) use crate::cli::words::hint::in_folder;
pub(super) use crate::cli::words::message::Words;
use crate::cli::words::message::{count, words};

/// Why a change is refused.
pub(super) fn conflict(reason: &Reason) -> Words {
    let either = "`kaibo patch --accept ours` keeps your file, `theirs` takes kaibo's, `markers` writes both";
    match reason {
        Reason::InTheWay => words(
            "a file that kaibo did not write is in the way",
            format!(
                "call the page `existing` in the manifest, choose another path, or settle it: {either}"
            ),
        ),
        Reason::BothChanged => words("you and the template changed the same lines", either),
        Reason::EditedAndDropped => words(
            "you edited this file, and the manifest no longer asks for it",
            "`kaibo patch --accept ours` leaves the page to you, `theirs` deletes the file",
        ),
        Reason::MovedAndChanged { to } => words(
            format!(
                "you edited this file, and its page moves to `{}`, where the template changes the same lines",
                visible(to)
            ),
            "`kaibo patch --accept ours` moves your file, `theirs` writes kaibo's there, `markers` writes both there",
        ),
        Reason::MovedReferences { to } => words(
            format!(
                "you edited this file, and its page moves to `{}`, where relative paths in it lead elsewhere",
                visible(to)
            ),
            "write them from the root (`/utils/…`) first; or `kaibo patch --accept ours` moves your file as it is, `theirs` writes kaibo's there",
        ),
        Reason::MoveUnclear { from, to, others } => words(
            format!(
                "you edited this file of `{}`, and the manifest no longer names that page; it could be {} now",
                visible(from),
                alternatives(to, *others)
            ),
            "change one path at a time, and kaibo moves the page; or `kaibo patch --accept ours` leaves the old page to you beside the new one, `theirs` deletes the file",
        ),
        Reason::Markers => words(
            "conflict markers are still in this file",
            "resolve them by hand and run again, or take kaibo's text by `kaibo patch --accept theirs`",
        ),
        Reason::LockMarkers => words(
            "git's conflict markers are in the lock, so nothing is known of what kaibo wrote",
            "`kaibo patch --accept ours` keeps all files as they are and records the lock anew",
        ),
        Reason::OtherProvider { provider, .. } => words(
            format!(
                "the alias `live-player-plugin` is declared with another provider, `{}`",
                visible(provider)
            ),
            "correct it if that is a mistake, as `--accept theirs` does for `kaibo patch`; if it is another vendor's plugin, `--accept ours` leaves it",
        ),
        Reason::DeclaredTwice { .. } => words(
            "one package declares the plugin twice, which the platform refuses",
            "delete one of the two entries by hand; for `kaibo patch`, `--accept ours` leaves them as they are",
        ),
        Reason::AliasTaken { alias } => words(
            format!(
                "the package to which the plugin moves has another plugin under the alias `{}`",
                visible(alias)
            ),
            "rename one of the two, and what uses it; for `kaibo patch`, `--accept ours` leaves them as they are",
        ),
        Reason::Conditional { .. } => words(
            "the plugin is declared under a condition, which no edit of kaibo's may touch",
            "change it by hand; for `kaibo patch`, `--accept ours` leaves it as it is",
        ),
        Reason::ConditionalPlace => words(
            "all that stands where the declaration belongs depends on a condition",
            "put an entry there that depends on none, or declare the plugin by hand",
        ),
        Reason::Computed { .. } => words(
            "what is declared here is computed, so that kaibo cannot see it, and never replaces it",
            "change it where it is computed, or write it as literals; for `kaibo patch`, `--accept ours` leaves it as it is",
        ),
        Reason::CommentedOut { .. } => words(
            "the declaration is commented out, and would not count, or not alone, if its comment signs were gone",
            "take the signs away by hand, or delete the comment and run again, and kaibo writes a new entry",
        ),
        Reason::SeveralCommentedOut { .. } => words(
            "more than one declaration is commented out, and nothing says which one is to count",
            "delete all but one of them, or name the package in a manifest (`kaibo init`)",
        ),
        Reason::NeighboursChanged => words(
            "what stood beside the declaration when it was turned off is not there any more",
            "put the entry back by hand: kaibo.lock holds its text under `disabled`; then delete it there",
        ),
        Reason::NoPlace { package } => words(
            format!("the configuration has no package `{}`", visible(package)),
            "add the subpackage with its pages first, or set plugin.package to one that is there",
        ),
        Reason::PageInUse { page } => words(
            format!("the page `{}` is to go, but is still a tab or the entry page", visible(page)),
            "take it out of tabBar or entryPagePath by hand, or put the page back into the manifest",
        ),
        Reason::ChangedSinceInterruption => words(
            "an interrupted run had a new text for this file, and the file was changed since",
            "`kaibo patch --accept ours` keeps your file, `theirs` takes the text of that run",
        ),
    }
}

/// What is said beside the result; `shown` names a file of the project.
pub(super) fn note(note: &Note, shown: &dyn Fn(&str) -> String) -> Words {
    match note {
        Note::NotStrictJson { file, line, what } => words(
            format!(
                "{}:{line}: the platform rejects {} in app.json; kaibo leaves it as it is",
                visible(&shown(file)),
                lenient(*what)
            ),
            "take it out: app.json must be strict JSON",
        ),
        Note::UnhealthyDeclaration { file, line } => words(
            format!(
                "{}:{line}: the plugin's declaration here is not one that a manifest can describe",
                visible(&shown(file))
            ),
            "`kaibo diff` shows what would be corrected",
        ),
        Note::StaysDisabled => words(
            "the declaration was turned off by `kaibo disable`, and stays so",
            "`kaibo enable` turns it on again",
        ),
        Note::CommentedOut { file, line } => words(
            format!("{}:{line}: the plugin's declaration is commented out", visible(&shown(file))),
            "`kaibo patch` writes an entry beside it, `kaibo enable` takes the comment signs away: without the platform's authorisation an upload then fails with 80082",
        ),
        Note::StaysCommentedOut { file, line } => words(
            format!(
                "{}:{line}: this declaration was commented out by hand, and stays so",
                visible(&shown(file))
            ),
            "name its project, or pass `--add`, to have `kaibo enable` bring it back",
        ),
        Note::StaysUndecided { file, line } => words(
            format!(
                "{}:{line}: whether this declaration is there, or what it says, only the build knows; it stays as it is",
                visible(&shown(file))
            ),
            "change it where the build decides",
        ),
        Note::Superseded { file } => words(
            format!(
                "{}: the declaration that was turned off here is forgotten, because the plugin is declared again",
                visible(&shown(file))
            ),
            "its text is in the history of kaibo.lock, if you need it",
        ),
        Note::BelowMinimum { file, version, minimum } => words(
            format!(
                "{}: version {} is below {}, the lowest that the platform was seen to accept ({})",
                visible(&shown(file)),
                visible(version),
                visible(&minimum.version),
                visible(&minimum.seen)
            ),
            "`kaibo upgrade` moves it to the newest version",
        ),
        Note::UnknownVersion { file, version, newest } => words(
            format!(
                "{}: version {} is newer than all that kaibo knows, and is kept; the newest known is {}",
                visible(&shown(file)),
                visible(version),
                visible(newest)
            ),
            "look whether it exists: an upload fails where it does not",
        ),
        Note::Proposed => words(
            "the project does not declare the plugin, so the manifest proposes it",
            "edit kaibo.jsonc to your wishes, then look at `kaibo diff`",
        ),
        Note::PageMoved { from, to } => words(
            format!("the page `{}` goes to `{}` with your edits", visible(from), visible(to)),
            "links to the old path in your own files are yours to change",
        ),
        Note::DeletedButListed { page } => words(
            format!(
                "files of the page `{}` were deleted by hand, but app.json still lists it, which does not compile",
                visible(page)
            ),
            "take it out of app.json and the manifest; or delete its entries in kaibo.lock to have it written anew",
        ),
        Note::StaysDeleted { page } => words(
            format!(
                "files of the page `{}` were deleted by hand, so it is not registered again",
                visible(page)
            ),
            "take it out of the manifest; or delete its entries in kaibo.lock to have it written anew",
        ),
    }
}

/// A secret stands where a patch changes a file, and patches are kept and sent around.
pub(super) fn masked_in_patch(file: &str) -> Words {
    words(
        format!("{file}: the patch masks a secret of this file, so `git apply` refuses it"),
        "take the secret out of the code (`kaibo explain secret-in-client`), or let kaibo write the change itself",
    )
}

/// Git applies only what lies in the folder in which it is called.
pub(super) fn passed_over() -> Words {
    words(
        "the patch is for files outside of this folder, and `git apply` silently skips those",
        "apply it at the root of the repository: `git -C \"$(git rev-parse --show-toplevel)\" apply`",
    )
}

fn lenient(what: Leniency) -> &'static str {
    match what {
        Leniency::ByteOrderMark => "a byte order mark",
        Leniency::Comment => "comments",
        Leniency::TrailingComma => "trailing commas",
    }
}

/// Head of the inventory.
pub(super) const LIST_HEAD: [&str; 6] =
    ["where", "framework", "package", "version", "state", "uses"];

/// State of a project that uses the plugin and has no declaration of it.
pub(super) const UNDECLARED: &str = "undeclared";

/// The catalogue, newest version last, each with how sure it is.
pub(super) fn catalogue(catalogue: &Catalogue) -> String {
    let Minimum { version, seen, confidence, source } = &catalogue.minimum;
    let head = format!(
        "versions of live-player-plugin, as known on {}\nlowest version seen to be accepted: {version} on {seen} ({} confidence, {source}); what is enforced today is not published\n",
        catalogue.as_of,
        confidence.name(),
    );
    head + &catalogue.versions.iter().map(release).collect::<String>()
}

/// How many projects a turn of the declaration changes; what it could not do was told before.
pub(super) fn turned(turn: Switch, changed: usize, idle: usize, projects: usize) -> String {
    let state = match turn {
        Switch::On => "on",
        Switch::Off => "off",
    };
    let idle = match idle {
        0 => String::new(),
        _ => format!(
            "; {idle} had nothing to turn on: to declare the plugin there, name the project or pass `--add`"
        ),
    };
    format!("turned {state} in {changed} of {}{idle}\n", count(projects, "project"))
}

/// Some pages, and how many more there are.
fn alternatives(pages: &[String], others: usize) -> String {
    let pages: Vec<String> = pages.iter().map(|page| format!("`{}`", visible(page))).collect();
    let more = if others == 0 { String::new() } else { format!(" or one of {others} others") };
    pages.join(" or ") + &more
}

/// A pin that no edit can move safely.
pub(super) const CONDITIONAL: &str = "depends on a condition and is not moved: look at it yourself";

/// A declaration of which no version can be read.
pub(super) const UNREADABLE: &str =
    "is computed, so that its version cannot be known and is not moved: look at it yourself";

/// How many pins moved, and what the versions bring that were passed.
pub(super) fn moved(pins: usize, projects: usize, to: &str, releases: &[&Release]) -> String {
    let head =
        format!("{} to {to}, in {} looked at\n", count(pins, "pin"), count(projects, "project"));
    head + &releases.iter().map(|passed| release(passed)).collect::<String>()
}

fn release(release: &Release) -> String {
    let log = if release.official { "official log" } else { "not in the official log" };
    let seen =
        release.first_seen.as_ref().map(|seen| format!(", first seen {seen}")).unwrap_or_default();
    let said =
        release.changes.iter().chain(&release.notes).map(|text| format!("  {}\n", visible(text)));
    format!(
        "{} ({} confidence, {log}{seen})\n{}",
        release.version,
        release.confidence.name(),
        said.collect::<String>()
    )
}

/// How far a run over many projects is; some runs only look.
pub(super) fn progress(files: usize, projects: usize) -> String {
    match projects {
        0 => format!("files looked at: {files}"),
        _ => format!("files looked at: {files}, projects done: {projects}"),
    }
}

/// How many links are named.
const LINKS_SHOWN: usize = 3;

/// Links to folders that a walk did not follow.
pub(super) fn links(links: &[String]) -> Option<String> {
    let shown: Vec<String> =
        links.iter().take(LINKS_SHOWN).map(|link| format!("`{}`", visible(link))).collect();
    let more = match links.len().saturating_sub(LINKS_SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names = shown.join(", ");
    (!links.is_empty()).then(|| {
        let number = count(links.len(), "link");
        format!("{number} to folders not followed: {names}{more}; to look there, name it as a PATH")
    })
}

/// A source that is too large to be read.
pub(super) fn too_large(LargeSource { path, size, limit }: &LargeSource) -> String {
    format!("{}: not read: {size} bytes, and the limit is {limit}", visible(path))
}

/// There is nothing for the plan to do.
pub(super) const NOTHING_TO_CHANGE: &str = "nothing to change";

/// Conflicts were listed, and the rest of the plan waits for them.
pub(super) const NOTHING_WRITTEN: &str = "nothing is written while there are conflicts";

/// Conflict markers were written, as asked.
pub(super) const RESOLVE_MARKERS: &str = "resolve the conflict markers in this file";

/// A question, and what is said of an answer that will not do.
pub(super) struct Question {
    pub(super) text: &'static str,
    pub(super) wrong: &'static str,
}

/// Name of the shop.
pub(super) const ASK_NAME: Question = Question { text: "name of the shop", wrong: "write a name" };

/// The appid.
pub(super) const ASK_APPID: Question = Question {
    text: "appid (touristappid to try without an account)",
    wrong: "write `wx` and 16 hexadecimal digits in lowercase, or touristappid",
};

/// Version of the plugin.
pub(super) const ASK_VERSION: Question = Question {
    text: "version of the live plugin",
    wrong: "write three numbers such as 1.3.5, or latest",
};

/// What is said of a version that nobody knows.
pub(super) const ASK_UNKNOWN_VERSION: &str = "no such version is known: write one that `kaibo versions` lists, or start again with --allow-unknown-version";

/// Package of the plugin.
pub(super) const ASK_PACKAGE: Question = Question {
    text: "package of the plugin (main, or the root of a subpackage such as packageLive)",
    wrong: "write main, or a folder's path",
};

/// Language of the scripts.
pub(super) const ASK_LANGUAGE: &str = "language of the scripts";

/// What to do after `new`: the three lines that save a day. `rooms` is the file that holds fetchRooms.
pub(super) fn next_steps(dir: &str, rooms: Option<&str>) -> [String; 3] {
    let data = rooms
        .map(|file| format!(", and replace fetchRooms in `{file}` by a call of your own server"));
    [
        "authorise the plugin in the admin site (third-party settings) before you upload: without it, upload fails with 80082".to_owned(),
        "live must be enabled for the account already: new accounts can no longer enable mini-program live, and use Channels live instead".to_owned(),
        format!("open `{dir}` in WeChat devtools{}", data.unwrap_or_default()),
    ]
}

/// What is reported beside a plan.
pub(super) fn aside(aside: Aside) -> &'static str {
    match aside {
        Aside::Discarded => "removed what an interrupted run had prepared; it had written nothing",
        Aside::Finished => "finished what an interrupted run had begun",
        Aside::Interrupted => {
            "a run was interrupted here, so that some files are new and others are not; `kaibo patch` finishes it"
        }
        Aside::ForeignStage => {
            "the stage in .kaibo-stage does not bear your own seal and is left alone; `kaibo patch --stage finish --diff` shows what it would write"
        }
        Aside::Compared => {
            "this file system cannot exchange files in one step: each was compared and then replaced, so do not edit here while kaibo writes"
        }
    }
}
