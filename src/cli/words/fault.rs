//! Faults: one sentence for each kind, and how to cure it.

use crate::cli::words::hint::shell_word;
use crate::cli::words::message::{Words, words};
use crate::model::fault::{
    FaultKind, ManifestFault, Operation, ProjectFault, Sign, StateFault, SystemFault, TextFault,
};
use crate::text::escape::visible;
use crate::text::path::PathFault;

/// A kind of fault.
pub(in crate::cli) fn fault(kind: &FaultKind) -> Words {
    match kind {
        FaultKind::Text(fault) => text(fault),
        FaultKind::Manifest(fault) => manifest(fault),
        FaultKind::Project(fault) => project(fault),
        FaultKind::State(fault) => state(fault),
        FaultKind::System(fault) => system(fault),
    }
}

fn text(fault: &TextFault) -> Words {
    match fault {
        TextFault::NotJson { reason } => words(
            format!("this is not JSON, even with comments and trailing commas forgiven: {reason}"),
            "mend the text at this place, or just before it",
        ),
        TextFault::NotScript { reason } => words(
            format!("this is not valid JavaScript or TypeScript: {reason}"),
            "fix the syntax here, or just before this place",
        ),
        TextFault::Markers => words(
            "git's conflict markers are in the text",
            "resolve the conflict first; for kaibo.lock, `kaibo patch --accept ours` records it anew",
        ),
        TextFault::UnknownKey { nearest: Some(nearest), .. } => {
            words("this key is not known here", format!("did you mean `{nearest}`?"))
        }
        TextFault::UnknownKey { nearest: None, known } => {
            words("this key is not known here", format!("known keys: {}", list(known)))
        }
        TextFault::MissingKey { key } => words(
            format!("the key `{key}` is missing in this object"),
            format!("add `\"{key}\": …`"),
        ),
        TextFault::DuplicateKey { key } => words(
            format!("the key `{}` stands twice in one object", visible(key)),
            "delete one of them: readers of JSON disagree about which one counts",
        ),
        TextFault::WrongType { key, expected } => words(
            format!("`{}` must be {expected}", visible(key)),
            format!("write {expected} here"),
        ),
        TextFault::NotOneOf { key, allowed } => words(
            format!("`{}` cannot be this", visible(key)),
            format!("write one of {}", list(allowed)),
        ),
        TextFault::EmptyText { key } => {
            words(format!("`{key}` is empty"), "write a text, or delete the key")
        }
        TextFault::BrokenTemplate { reason } => words(
            format!("this template cannot be rendered: {}", visible(&lower_first(reason))),
            "fix the template here",
        ),
        TextFault::NoTemplate => words("there is no template for this", "add it to the templates"),
        TextFault::NotCatalogue { reason } => words(
            format!("this is not a catalogue of versions: {reason}"),
            "write it in the form that `kaibo versions --format json` prints",
        ),
        TextFault::EmptyFile => words(
            "the file is empty",
            "take it back from version control, or delete it if nothing needs it",
        ),
        TextFault::NotUtf8 => words("the text is not UTF-8 from here on", "save the file as UTF-8"),
        TextFault::TooLarge { size, limit } => words(
            format!("the file has {size} bytes, and kaibo reads at most {limit}"),
            "a whole package may have 2 MB, so look whether this is the right file",
        ),
    }
}

fn manifest(fault: &ManifestFault) -> Words {
    match fault {
        ManifestFault::UnknownRule { nearest } => {
            words("no rule has this name", format!("did you mean `{nearest}`?"))
        }
        ManifestFault::NewerManifest => words(
            "this manifestVersion is not known",
            format!(
                "kaibo {} reads manifestVersion 1; use a newer kaibo",
                env!("CARGO_PKG_VERSION")
            ),
        ),
        ManifestFault::BadVersion => words(
            "this is not a version that app.json may name",
            "write three numbers of up to three digits such as \"1.3.5\", \"latest\", or \"dev-\" and letters or digits",
        ),
        ManifestFault::BadRange { reason } => words(
            format!("this is not a range of versions: {reason}"),
            "write a range such as \">=1.3.0, <2.0.0\", or \">=1.3.0 || latest\"",
        ),
        ManifestFault::BadPattern { reason } => words(
            format!("this is not a pattern of paths: {reason}"),
            "write one as in .gitignore, such as \"old/\" or \"*.wpy\"",
        ),
        ManifestFault::BadSeverity { nearest } => words(
            "this does not say how grave the findings of a rule are",
            format!(
                "write a rule and one of `error`, `warning`, `info` and `off`, such as `{nearest}=off`"
            ),
        ),
        ManifestFault::VersionRefused { require } => words(
            format!("the manifest's own `require` refuses this version: {}", visible(require)),
            "raise the version, or widen `require`; `latest` is accepted only where `require` names it",
        ),
        ManifestFault::BadPath(fault) => path_fault(*fault),
        ManifestFault::BadPathCharacter(c) => words(
            format!("a page path stands in URLs and cannot hold `{}`", visible(&c.to_string())),
            "use letters, digits and -_./~@",
        ),
        ManifestFault::PathSuffix => {
            words("a page path has no file suffix", "leave the suffix away, as in app.json")
        }
        ManifestFault::SamePage => {
            words("this page stands in the manifest already", "delete one of the two")
        }
        ManifestFault::CaseOnly { other } => words(
            format!(
                "this path differs from `{}` only in case, and is the same file on Windows and macOS",
                visible(other)
            ),
            "spell both in the same way, or choose another name",
        ),
        ManifestFault::SameFile { file } => words(
            format!("another page of the manifest is written into `{}` too", visible(file)),
            "choose another path for one of the two pages",
        ),
        ManifestFault::BadRoomId => words(
            "a roomId is an integer from 1 to 9007199254740991",
            "write the room's number as the live console shows it",
        ),
        ManifestFault::KeyNotOfKind { key, kind } => words(
            format!("a page of kind `{kind}` has no `{key}`"),
            "delete the key, or choose another kind",
        ),
        ManifestFault::ParamsTooLong { length } => words(
            format!(
                "customParams take {length} characters once encoded, and the platform cuts them at 600"
            ),
            "shorten keys and values; a Chinese character takes 9, a quote 3",
        ),
        ManifestFault::InexactNumber => {
            words("JavaScript cannot hold this number exactly", "write it as a string in quotes")
        }
        ManifestFault::BadAppid => words(
            "this is not an appid",
            "write `wx` and 16 hexadecimal digits in lowercase, or `touristappid` to try without an account",
        ),
        ManifestFault::UnknownVersion { newest } => words(
            format!("no such version is known: the newest is {}", visible(newest)),
            "write a version that `kaibo versions` lists; if you know that this one exists, add `--allow-unknown-version`, or name a list that has it with `--catalogue FILE`",
        ),
    }
}

fn project(fault: &ProjectFault) -> Words {
    match fault {
        ProjectFault::NoPageInPackage { root } => words(
            format!(
                "the subpackage `{}` would declare the plugin without having a page",
                visible(root)
            ),
            format!(
                "add a page below `{}/` to the manifest: a subpackage without one does not compile",
                visible(root)
            ),
        ),
        ProjectFault::InOtherPackage { root } => words(
            format!(
                "this page lies in the subpackage `{}`, which is not the plugin's package",
                visible(root)
            ),
            "choose a path in the main package or in the plugin's own, or set plugin.package to that root",
        ),
        ProjectFault::MainPageInRoot { page } => words(
            format!("the main package has the page `{}` below this root", visible(page)),
            "choose another root in plugin.package: a page of the main package cannot lie in a subpackage",
        ),
        ProjectFault::NestedRoot { other } => words(
            format!("this root and the subpackage root `{}` lie in each other", visible(other)),
            "choose a root beside it: subpackages cannot be nested",
        ),
        ProjectFault::NoPageFile { file } => words(
            format!("this page is to be there already, but `{}` is not", visible(file)),
            "make the page, or take it out of the manifest; in a native project, a kind other than `existing` has it written",
        ),
        ProjectFault::NoPackageFile => words(
            "app.mpx, or a file that it names, has this path in `packages`, and no file is there",
            "fetch the file if it is kept elsewhere, such as in a git submodule, or take it out of `packages`",
        ),
        ProjectFault::PageOfFramework { framework } => words(
            format!(
                "kaibo writes pages for native projects only, and this is a {framework} project"
            ),
            "write the page in the framework's own way, and give it the kind `existing` in the manifest, or take it out",
        ),
        ProjectFault::BothSpellings => words(
            "both `subpackages` and `subPackages` are here, and the platform drops the second silently",
            "move everything under one of the two keys",
        ),
        ProjectFault::NotAMiniProgram { miniprogram_root: None } => words(
            "there is no app.json here, so this is no native mini-program",
            "name the folder that holds project.config.json, or set its miniprogramRoot",
        ),
        ProjectFault::NotAMiniProgram { miniprogram_root: Some(root) } => words(
            format!(
                "there is no app.json where miniprogramRoot of project.config.json points: `{}`",
                visible(root)
            ),
            "correct miniprogramRoot; if a framework builds that folder, kaibo needs the sources' own project",
        ),
        ProjectFault::NoProject => words(
            "there is no mini-program below this path",
            "check the path; build output and ignored folders are read only where they are named",
        ),
        ProjectFault::OnlyBelow { sign, folders, more } => only_below(*sign, folders, *more),
        ProjectFault::NoManifest => words(
            "there is no manifest in this folder",
            "`kaibo init` writes one for an existing project, `kaibo new DIR` makes a new one",
        ),
        ProjectFault::ManifestExists => words(
            "the project has a manifest already",
            "edit it and run `kaibo diff`, or delete it to start again",
        ),
        ProjectFault::NotEmpty => words(
            "the folder is not empty",
            "name a new folder; for an existing project use `kaibo init`",
        ),
    }
}

fn state(fault: &StateFault) -> Words {
    match fault {
        StateFault::NewerLock { theirs, ours } => words(
            format!("this lock was written by kaibo {}, and this is kaibo {ours}", visible(theirs)),
            "use that version or a newer one",
        ),
        StateFault::NewerLockVersion { theirs, tool, ours } => words(
            format!(
                "this lock has lockVersion {theirs} and was written by kaibo {}; this is kaibo {}, which reads up to lockVersion {ours}",
                visible(tool),
                env!("CARGO_PKG_VERSION")
            ),
            "use that version or a newer one",
        ),
        StateFault::BrokenLock => words(
            "this is not a lock of kaibo's",
            "take it back from version control; if it is lost, delete it and settle what `kaibo patch` then asks",
        ),
        StateFault::ForeignStage => words(
            "this stage of an interrupted run does not bear your own seal: it may have come with the repository",
            "look at it with `kaibo patch --stage finish --diff`; then `--stage finish` writes its files, and `--stage discard` puts back what it replaced and removes it",
        ),
        StateFault::BrokenStage => words(
            "the stage of an interrupted run does not hold what its journal says",
            "`kaibo patch --stage discard` puts back what it replaced and removes it; keep what you need of .kaibo-stage first",
        ),
        StateFault::Busy => words(
            "another kaibo is at work on this project",
            "wait until it has finished, then run again",
        ),
        StateFault::Interrupted => words(
            "an earlier run was interrupted while it was writing",
            "run `kaibo patch`: it finishes that run first",
        ),
        StateFault::ChangedMeanwhile => {
            words("the file was changed while kaibo was at work; nothing is written", "run again")
        }
        StateFault::NoSuchConflict => {
            words("there is no conflict at this path", "`kaibo diff` lists the conflicts")
        }
    }
}

fn system(fault: &SystemFault) -> Words {
    match fault {
        SystemFault::Link => words(
            "this is a symbolic link, and kaibo neither reads nor writes through one below the project",
            "put the file itself here, or run kaibo in the project that holds it",
        ),
        SystemFault::NotAFile => {
            words("this is a folder or a device, and must be a file", "move it out of the way")
        }
        SystemFault::NoSuchFolder => {
            words("there is no such folder", "name the folder of a project")
        }
        SystemFault::NoWorkingFolder => words(
            "the working directory was deleted or moved",
            "change to a folder that exists, then run again",
        ),
        SystemFault::NameNotUtf8 => words(
            "this name is not UTF-8, and kaibo neither reads nor writes below it",
            "rename the file or folder; names unpacked from an old archive are often in GBK",
        ),
        SystemFault::OutsideRepository => words(
            "this file lies outside of the repository that you are in, so `git apply` would refuse the patch",
            "run kaibo in the repository of that project",
        ),
        SystemFault::OutsideFolder => words(
            "this file lies outside of this folder, so `git apply` would refuse the patch",
            "run kaibo in that project or in a folder above it",
        ),
        SystemFault::ControlInPatch => words(
            "the path has a control character, which no patch can name safely",
            "rename the folder, or let kaibo write the change itself",
        ),
        SystemFault::NotAFolder => words(
            "this must be a folder, and is not",
            "name a folder, or move the file out of the way",
        ),
        SystemFault::ReadOnlyFile => {
            words("the file has no write permission", "give it one (chmod u+w), then run again")
        }
        SystemFault::ReadOnlyFolder => {
            words("the folder has no write permission", "give it one (chmod u+w), then run again")
        }
        SystemFault::OtherFileSystem => words(
            "the file lies on another file system than the project, where kaibo cannot replace it in one step",
            "run kaibo where both are on one file system, such as outside of the container",
        ),
        SystemFault::NoThread => words(
            "the system starts no thread, and a script can only be read safely in one",
            "raise the limit of processes (`ulimit -u`), then run again",
        ),
        SystemFault::Panic { message } => words(
            format!("kaibo failed here by a defect of its own: {}", visible(message)),
            "please report this with the file or project that shows it; the other projects are done",
        ),
        SystemFault::Refused { operation, reason } => words(
            format!("failed to {}: {}", deed(*operation), lower_first(reason)),
            cure(*operation),
        ),
    }
}

fn only_below(sign: Sign, folders: &[String], more: usize) -> Words {
    let folders = folders.iter().map(|folder| format!("`{}`", shell_word(&visible(folder))));
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let folders = folders.collect::<Vec<_>>().join(", ") + &more;
    match sign {
        Sign::Manifest => words(
            "there is no manifest in this folder itself",
            format!("name one of the folders below that have one: {folders}"),
        ),
        Sign::ProgramWithoutManifest => words(
            "there is no manifest in this folder or below it",
            format!("`kaibo init DIR` writes one; there are mini-programs in {folders}"),
        ),
        Sign::Program => words(
            "there is no mini-program in this folder itself",
            format!(
                "run it on one of the folders below that hold one, as in `kaibo init DIR`: {folders}"
            ),
        ),
    }
}

fn path_fault(fault: PathFault) -> Words {
    match fault {
        PathFault::Empty => words("the path is empty", "write a path such as \"pages/live/list\""),
        PathFault::Absolute => {
            words("the path starts with `/`", "write it from the program's own folder")
        }
        PathFault::Leaves => words("the path leaves the project", "write it without `..`"),
        PathFault::Redundant => {
            words("the path holds `.` or an empty step", "write it without `./` and `//`")
        }
        PathFault::Character(c) => words(
            format!("the path holds `{}`", visible(&c.to_string())),
            "separate the folders by `/`, and use none of `\\`, `:`, `<`, `>`, `\"`, `|`, `?`, `*` and control characters",
        ),
        PathFault::TrailingDotOrBlank => words(
            "a step of the path ends in a dot or a blank, which Windows drops",
            "choose another name",
        ),
        PathFault::Device => {
            words("a step of the path is a device's name on Windows", "choose another name")
        }
        PathFault::VersionControl => words(
            "the path lies in a folder of version control, which is never written to or read from",
            "choose a path outside of `.git`, `.hg` and `.svn`; `GIT~1` and the like are Windows' names for them",
        ),
        PathFault::Stage => words(
            "the path lies in `.kaibo-stage`, where kaibo prepares what it writes",
            "choose another path",
        ),
    }
}

fn deed(operation: Operation) -> &'static str {
    match operation {
        Operation::Read => "read it",
        Operation::Stage => "write its new text beside it",
        Operation::Replace => "put its new text in place",
        Operation::Remove => "remove it",
        Operation::PutBack => "put its old text back",
        Operation::MakeFolder => "make the folder",
        Operation::Hold => "hold the project for this run",
    }
}

fn cure(operation: Operation) -> &'static str {
    match operation {
        Operation::Read => "look at the path and its permissions",
        Operation::Stage | Operation::MakeFolder => {
            "nothing is written; make room or fix the permissions, then run again"
        }
        Operation::Replace | Operation::Remove => {
            "nothing is written; fix the cause, then run again"
        }
        Operation::PutBack => {
            "fix the cause, then run again: the next run finishes this one, and `kaibo patch --stage discard` takes it back"
        }
        Operation::Hold => "look at the folder's permissions",
    }
}

fn list(items: &[&str]) -> String {
    items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
