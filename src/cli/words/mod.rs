//! What kaibo says: one sentence for each kind of fault, conflict and note, and how to cure it, in every language.
//!
//! Nothing below this floor chooses words; those of the rules are data, the pages in `check/pages`.

#![expect(clippy::too_many_lines, reason = "a table of words is as long as what it names")]

pub(super) mod check;
mod fault;
mod hint;
mod message;

use crate::cli::language::{self, Both, Said, both, say};
use crate::model::catalogue::{Catalogue, Confidence, Minimum, Release};
use crate::plan::toggle::Switch;
use crate::plan::{Change, Note, Reason};
use crate::project::declaration::State;
use crate::project::large::LargeSource;
use crate::project::unsupported::NotRead;
use crate::project::usage::UsageKind;
use crate::run::project::Aside;
use crate::syntax::jsonc::Leniency;
use crate::text::escape::visible;

pub(super) use crate::cli::words::fault::fault;
pub(super) use crate::cli::words::hint::in_folder;
pub(super) use crate::cli::words::message::{Words, listed};
use crate::cli::words::message::{count, words};

/// Before what is wrong.
pub(super) const ERROR: Both = both("error", "错误");
/// Before what wants care.
pub(super) const WARNING: Both = both("warning", "警告");
/// Before what is worth knowing.
pub(super) const NOTE: Both = both("note", "提示");
/// Before a change that is refused.
pub(super) const CONFLICT: Both = both("conflict", "冲突");
/// Before what to do.
pub(super) const HELP: Both = both("help", "改法");
/// Before a version that moves.
pub(super) const PIN: Both = both("pin", "版本");

/// What becomes of a file.
pub(super) fn change(change: &Change) -> Both {
    match change {
        Change::Create { .. } => both("create", "新建"),
        Change::Update { .. } => both("update", "更新"),
        Change::Delete { .. } => both("delete", "删除"),
    }
}

/// Why a change is refused.
pub(super) fn conflict(reason: &Reason) -> Words {
    match reason {
        Reason::InTheWay => words(
            both(
                "a file that kaibo did not write is in the way",
                "已有一个不是由 kaibo 写成的文件",
            ),
            both(
                "call the page `existing` in the manifest, choose another path, or settle it: `kaibo patch --accept ours` keeps your file, `theirs` takes kaibo's, `markers` writes both",
                "在清单里把该页面的 kind 写成 `existing`，或换个路径，或逐项处理：`kaibo patch --accept ours` 保留你的文件，`theirs` 采用 kaibo 的，`markers` 两者都写入并加冲突标记",
            ),
        ),
        Reason::BothChanged { .. } => words(
            both("you and the template changed the same lines", "你和模板改了相同的行"),
            both(
                "`kaibo patch --accept ours` keeps your file, `theirs` takes kaibo's, `markers` writes both",
                "`kaibo patch --accept ours` 保留你的文件，`theirs` 采用 kaibo 的，`markers` 两者都写入并加冲突标记",
            ),
        ),
        Reason::EditedAndDropped => words(
            both(
                "you edited this file, and the manifest no longer asks for it",
                "你改过这个文件，而清单已不再需要它",
            ),
            both(
                "`kaibo patch --accept ours` leaves the page to you, `theirs` deletes the file",
                "`kaibo patch --accept ours` 把页面留给你，`theirs` 删除文件",
            ),
        ),
        Reason::MovedAndChanged { to } => {
            let to = visible(to);
            words(
                say!(
                    "you edited this file, and its page moves to `{to}`, where the template changes the same lines",
                    "你改过这个文件，而它的页面要移到 `{to}`，那里的模板改了相同的行"
                ),
                both(
                    "`kaibo patch --accept ours` moves your file, `theirs` writes kaibo's there, `markers` writes both there",
                    "`kaibo patch --accept ours` 移动你的文件，`theirs` 在那里写 kaibo 的，`markers` 在那里两者都写入并加冲突标记",
                ),
            )
        }
        Reason::MovedReferences { to } => {
            let to = visible(to);
            words(
                say!(
                    "you edited this file, and its page moves to `{to}`, where relative paths in it lead elsewhere",
                    "你改过这个文件，而它的页面要移到 `{to}`，其中的相对路径会指向别处"
                ),
                both(
                    "write them from the root (`/utils/…`) first; or `kaibo patch --accept ours` moves your file as it is, `theirs` writes kaibo's there",
                    "请先改成从根目录写起（`/utils/…`）；或用 `kaibo patch --accept ours` 原样移动你的文件，`theirs` 在那里写 kaibo 的",
                ),
            )
        }
        Reason::MoveUnclear { from, to, others } => {
            let to: Vec<String> = to.iter().map(|page| format!("`{}`", visible(page))).collect();
            let (from, to) = (visible(from), to.join(both(" or ", " 或 ").text()));
            let more = match others {
                0 => String::new(),
                others => say!(" or one of {others} others", "，或另外 {others} 个之一").0,
            };
            words(
                say!(
                    "you edited this file of `{from}`, and the manifest no longer names that page; it could be {to}{more} now",
                    "你改过 `{from}` 的这个文件，而清单里已没有该页面；它现在可能是 {to}{more}"
                ),
                both(
                    "change one path at a time, and kaibo moves the page; or `kaibo patch --accept ours` leaves the old page to you beside the new one, `theirs` deletes the file",
                    "一次只改一个路径，kaibo 便会移动页面；或用 `kaibo patch --accept ours` 把旧页面留给你，与新页面并存，`theirs` 删除文件",
                ),
            )
        }
        Reason::Markers => words(
            both("conflict markers are still in this file", "文件里还有冲突标记"),
            both(
                "resolve them by hand and run again, or take kaibo's text by `kaibo patch --accept theirs`",
                "手工解决后再运行，或用 `kaibo patch --accept theirs` 采用 kaibo 的内容",
            ),
        ),
        Reason::LockMarkers => words(
            both(
                "git's conflict markers are in the lock, so nothing is known of what kaibo wrote",
                "锁文件里有 git 的冲突标记，无从得知 kaibo 写过什么",
            ),
            both(
                "`kaibo patch --accept ours` keeps all files as they are and records the lock anew",
                "`kaibo patch --accept ours` 保持所有文件不变并重新记录锁文件",
            ),
        ),
        Reason::OtherProvider { provider, .. } => {
            let provider = visible(provider);
            words(
                say!(
                    "the alias `live-player-plugin` is declared with another provider, `{provider}`",
                    "别名 `live-player-plugin` 声明的是别的 provider：`{provider}`"
                ),
                both(
                    "correct it if that is a mistake, as `--accept theirs` does for `kaibo patch`; if it is another vendor's plugin, `--accept ours` leaves it",
                    "若是写错了，请改正，对 `kaibo patch` 可用 `--accept theirs`；若是别家的插件，`--accept ours` 保持不变",
                ),
            )
        }
        Reason::DeclaredTwice { .. } => words(
            both(
                "one package declares the plugin twice, which the platform refuses",
                "同一个包里声明了两次插件，平台不接受",
            ),
            both(
                "delete one of the two entries by hand; for `kaibo patch`, `--accept ours` leaves them as they are",
                "请手工删掉其中一个；对 `kaibo patch`，`--accept ours` 保持不变",
            ),
        ),
        Reason::AliasTaken { alias } => {
            let alias = visible(alias);
            words(
                say!(
                    "the package to which the plugin moves has another plugin under the alias `{alias}`",
                    "插件要移入的包里，别名 `{alias}` 已被另一个插件占用"
                ),
                both(
                    "rename one of the two, and what uses it; for `kaibo patch`, `--accept ours` leaves them as they are",
                    "请给其中一个换个别名，并修改使用它的地方；对 `kaibo patch`，`--accept ours` 保持不变",
                ),
            )
        }
        Reason::Conditional { .. } => words(
            both(
                "the plugin is declared under a condition, which no edit of kaibo's may touch",
                "插件的声明取决于条件，kaibo 不会改动它",
            ),
            both(
                "change it by hand; for `kaibo patch`, `--accept ours` leaves it as it is",
                "请手工修改；对 `kaibo patch`，`--accept ours` 保持不变",
            ),
        ),
        Reason::ConditionalPlace => words(
            both(
                "all that stands where the declaration belongs depends on a condition",
                "声明应在的位置上，所有内容都取决于条件",
            ),
            both(
                "put an entry there that depends on none, or declare the plugin by hand",
                "在那里放一个不取决于条件的条目，或手工声明插件",
            ),
        ),
        Reason::Computed { .. } => words(
            both(
                "what is declared here is computed, so that kaibo cannot see it, and never replaces it",
                "这里的声明是计算得来的，kaibo 看不到内容，也绝不替换它",
            ),
            both(
                "change it where it is computed, or write it as literals; for `kaibo patch`, `--accept ours` leaves it as it is",
                "请在计算它的地方修改，或改写成字面量；对 `kaibo patch`，`--accept ours` 保持不变",
            ),
        ),
        Reason::CommentedOut { .. } => words(
            both(
                "the declaration is commented out, and would not count, or not alone, if its comment signs were gone",
                "声明被注释掉了，即使去掉注释符号也不会生效，或不会单独生效",
            ),
            both(
                "take the signs away by hand, or delete the comment and run again, and kaibo writes a new entry",
                "请手工去掉注释符号，或删掉这段注释后再运行，kaibo 会另写一个条目",
            ),
        ),
        Reason::SeveralCommentedOut { .. } => words(
            both(
                "more than one declaration is commented out, and nothing says which one is to count",
                "被注释掉的声明不止一个，无法确定以哪个为准",
            ),
            both(
                "delete all but one of them, or name the package in a manifest (`kaibo init`)",
                "只留一个，或在清单里写明所在的包（`kaibo init`）",
            ),
        ),
        Reason::NeighboursChanged => words(
            both(
                "what stood beside the declaration when it was turned off is not there any more",
                "停用声明时与它相邻的内容已经不在",
            ),
            both(
                "put the entry back by hand: kaibo.lock holds its text under `disabled`; then delete it there",
                "请手工放回：原文在 kaibo.lock 的 `disabled` 下；放回后从那里删掉",
            ),
        ),
        Reason::NoPlace { package } => {
            let package = visible(package);
            words(
                say!("the configuration has no package `{package}`", "配置里没有包 `{package}`"),
                both(
                    "add the subpackage with its pages first, or set plugin.package to one that is there",
                    "请先加上该分包及其页面，或把 plugin.package 设为已有的包",
                ),
            )
        }
        Reason::PageInUse { page } => {
            let page = visible(page);
            words(
                say!(
                    "the page `{page}` is to go, but is still a tab or the entry page",
                    "页面 `{page}` 要移除，但它仍是 tabBar 页面或入口页"
                ),
                both(
                    "take it out of tabBar or entryPagePath by hand, or put the page back into the manifest",
                    "请手工把它从 tabBar 或 entryPagePath 去掉，或把页面放回清单",
                ),
            )
        }
        Reason::ChangedSinceInterruption => words(
            both(
                "an interrupted run had a new text for this file, and the file was changed since",
                "一次中断的运行要给这个文件写新内容，而文件此后被改过",
            ),
            both(
                "`kaibo patch --accept ours` keeps your file, `theirs` takes the text of that run",
                "`kaibo patch --accept ours` 保留你的文件，`theirs` 采用那次运行的内容",
            ),
        ),
    }
}

/// What is said beside the result; `shown` names a file of the project.
pub(super) fn note(note: &Note, shown: &dyn Fn(&str) -> String) -> Words {
    let named = |file: &str| visible(&shown(file));
    match note {
        Note::NotStrictJson { file, line, what } => {
            let (file, what) = (named(file), lenient(*what));
            words(
                say!(
                    "{file}:{line}: the platform rejects {what} in app.json; kaibo leaves it as it is",
                    "{file}:{line}：平台不接受 app.json 里的{what}；kaibo 保持不变"
                ),
                both(
                    "take it out: app.json must be strict JSON",
                    "请去掉：app.json 必须是严格的 JSON",
                ),
            )
        }
        Note::UnhealthyDeclaration { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: the plugin's declaration here is not one that a manifest can describe",
                    "{file}:{line}：这里的插件声明无法用清单描述"
                ),
                both(
                    "`kaibo diff` shows what would be corrected, or why nothing can be",
                    "`kaibo diff` 会显示将要改正的内容，或不能改正的原因",
                ),
            )
        }
        Note::StaysDisabled => words(
            both(
                "the declaration was turned off by `kaibo disable`, and stays so",
                "声明已由 `kaibo disable` 停用，保持停用",
            ),
            both("`kaibo enable` turns it on again", "`kaibo enable` 可重新启用"),
        ),
        Note::CommentedOut { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: the plugin's declaration is commented out",
                    "{file}:{line}：插件的声明被注释掉了"
                ),
                both(
                    "`kaibo patch` writes an entry beside it, `kaibo enable` takes the comment signs away: without the platform's authorisation an upload then fails with 80082",
                    "`kaibo patch` 会在旁边另写一个，`kaibo enable` 会去掉注释符号；若未获平台授权，此后上传会报 80082",
                ),
            )
        }
        Note::StaysCommentedOut { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: this declaration was commented out by hand, and stays so",
                    "{file}:{line}：这个声明是手工注释掉的，保持不变"
                ),
                both(
                    "name its project, or pass `--add`, to have `kaibo enable` bring it back",
                    "要让 `kaibo enable` 恢复它，请指定其项目，或加 `--add`",
                ),
            )
        }
        Note::StaysUndecided { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: whether this declaration is there, or what it says, only the build knows; it stays as it is",
                    "{file}:{line}：这个声明是否存在、内容为何，只有构建时才知道；保持不变"
                ),
                both("change it where the build decides", "请在构建决定它的地方修改"),
            )
        }
        Note::DeclaredElsewhere { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: this code writes a declaration already, so none is written beside it",
                    "{file}:{line}：这段代码已经会写出声明，因此不再另写一个"
                ),
                both(
                    "turn it on there; or take it out of the code and run `kaibo enable` again",
                    "请在代码里启用；或从代码里去掉它，再运行 `kaibo enable`",
                ),
            )
        }
        Note::Superseded { file } => {
            let file = named(file);
            words(
                say!(
                    "{file}: the declaration that was turned off here is forgotten, because the plugin is declared again",
                    "{file}：插件已重新声明，这里停用的声明不再保留"
                ),
                both(
                    "its text is in the history of kaibo.lock, if you need it",
                    "若需要原文，可在 kaibo.lock 的历史里找到",
                ),
            )
        }
        Note::BelowMinimum { file, version, minimum } => {
            let (file, version) = (named(file), visible(version));
            let (lowest, seen) = (visible(&minimum.version), visible(&minimum.seen));
            words(
                say!(
                    "{file}: version {version} is below {lowest}, the lowest that the platform was seen to accept ({seen})",
                    "{file}：版本 {version} 低于 {lowest}，即已知平台接受的最低版本（{seen}）"
                ),
                both(
                    "`kaibo upgrade` moves it to the newest version",
                    "`kaibo upgrade` 可升到最新版本",
                ),
            )
        }
        Note::UnknownVersion { file, version, newest } => {
            let (file, version, newest) = (named(file), visible(version), visible(newest));
            words(
                say!(
                    "{file}: version {version} is newer than all that kaibo knows, and is kept; the newest known is {newest}",
                    "{file}：版本 {version} 比 kaibo 已知的都新，保持不变；已知最新为 {newest}"
                ),
                both(
                    "look whether it exists: an upload fails where it does not",
                    "请确认它存在：不存在的版本上传会失败",
                ),
            )
        }
        Note::Proposed => words(
            both(
                "the project does not declare the plugin, so the manifest proposes it",
                "项目没有声明插件，清单里写的是建议",
            ),
            both(
                "edit kaibo.jsonc to your wishes, then look at `kaibo diff`",
                "按需要修改 kaibo.jsonc，再查看 `kaibo diff`",
            ),
        ),
        Note::PageMoved { from, to } => {
            let (from, to) = (visible(from), visible(to));
            words(
                say!(
                    "the page `{from}` goes to `{to}` with your edits",
                    "页面 `{from}` 连同你的修改移到 `{to}`"
                ),
                both(
                    "links to the old path in your own files are yours to change",
                    "你自己的文件里指向旧路径的链接需自行修改",
                ),
            )
        }
        Note::DeletedButListed { page } => {
            let page = visible(page);
            words(
                say!(
                    "files of the page `{page}` were deleted by hand, but app.json still lists it, which does not compile",
                    "页面 `{page}` 的文件已被手工删除，但 app.json 仍列着它，无法编译"
                ),
                both(
                    "take it out of app.json and the manifest; or delete its entries in kaibo.lock to have it written anew",
                    "请从 app.json 和清单里去掉它；若要重新生成，请删掉 kaibo.lock 里对应的条目",
                ),
            )
        }
        Note::StaysDeleted { page } => {
            let page = visible(page);
            words(
                say!(
                    "files of the page `{page}` were deleted by hand, so it is not registered again",
                    "页面 `{page}` 的文件已被手工删除，不再注册"
                ),
                both(
                    "take it out of the manifest; or delete its entries in kaibo.lock to have it written anew",
                    "请从清单里去掉它；若要重新生成，请删掉 kaibo.lock 里对应的条目",
                ),
            )
        }
    }
}

/// A secret stands where a patch changes a file, and patches are kept and sent around.
pub(super) fn masked_in_patch(file: &str) -> Words {
    words(
        say!(
            "{file}: the patch masks a secret of this file, so `git apply` refuses it",
            "{file}：补丁对其中的密钥做了脱敏，`git apply` 会拒绝它"
        ),
        both(
            "take the secret out of the code (`kaibo explain secret-in-client`), or let kaibo write the change itself",
            "请把密钥移出代码（`kaibo explain secret-in-client`），或让 kaibo 直接写入",
        ),
    )
}

/// Git applies only what lies in the folder in which it is called.
pub(super) fn passed_over() -> Words {
    words(
        both(
            "the patch is for files outside of this folder, and `git apply` silently skips those",
            "补丁涉及当前目录之外的文件，`git apply` 会跳过它们且不提示",
        ),
        both(
            "apply it at the root of the repository: `git -C \"$(git rev-parse --show-toplevel)\" apply`",
            "请在仓库根目录应用：`git -C \"$(git rev-parse --show-toplevel)\" apply`",
        ),
    )
}

fn lenient(what: Leniency) -> Both {
    match what {
        Leniency::ByteOrderMark => both("a byte order mark", "字节顺序标记（BOM）"),
        Leniency::Comment => both("comments", "注释"),
        Leniency::TrailingComma => both("trailing commas", "尾逗号"),
    }
}

/// Head of the inventory.
pub(super) const LIST_HEAD: [Both; 6] = [
    both("where", "位置"),
    both("framework", "框架"),
    both("package", "所在包"),
    both("version", "版本"),
    both("state", "状态"),
    both("uses", "使用"),
];

/// Whether a declaration counts.
pub(super) fn state(state: State) -> Both {
    match state {
        State::Active => both("active", "生效"),
        State::TurnedOff => both("turned-off", "已停用"),
        State::CommentedOut => both("commented-out", "被注释"),
        State::Conditional => both("conditional", "取决于条件"),
        State::Misplaced => both("misplaced", "位置不对"),
        State::Unreadable => both("unreadable", "无法读取"),
    }
}

/// How the plugin is used, and how often.
pub(super) fn usage(kind: &UsageKind, times: usize) -> String {
    let kind = match kind {
        UsageKind::RoomUrl(_) => both("room-url", "处直播间链接"),
        UsageKind::RequirePlugin(_) => both("require-plugin", "处 requirePlugin"),
        UsageKind::Subscribe(_) => both("subscribe", "处 subscribe 组件"),
        UsageKind::Pendant(_) => both("pendant", "处 pendant 组件"),
        UsageKind::Api(_) => both("api", "处接口调用"),
    };
    format!("{times} {kind}")
}

/// State of a pin that stands in no configuration.
pub(super) const ELSEWHERE: Both = both("elsewhere", "在配置之外");

/// State of a project that uses the plugin and has no declaration of it.
pub(super) const UNDECLARED: Both = both("undeclared", "未声明");

/// The catalogue, newest version last, each with how sure it is.
pub(super) fn catalogue(catalogue: &Catalogue) -> String {
    let Minimum { version, seen, confidence, source } = &catalogue.minimum;
    let (as_of, confidence) = (&catalogue.as_of, confidence_word(*confidence));
    let head = say!(
        "versions of live-player-plugin, as known on {as_of}\nlowest version seen to be accepted: {version} on {seen} ({confidence} confidence, {source}); what is enforced today is not published\n",
        "live-player-plugin 的版本，截至 {as_of}\n已知平台接受的最低版本：{version}，见于 {seen}（可信度{confidence}，{source}）；当前实际下限未公布\n"
    );
    head.0 + &catalogue.versions.iter().map(release).collect::<String>()
}

/// How many projects a turn of the declaration changes; what it could not do was told before.
pub(super) fn turned(turn: Switch, changed: usize, idle: usize, projects: usize) -> String {
    let state = match turn {
        Switch::On => both("on", "启用"),
        Switch::Off => both("off", "停用"),
    };
    let idle = match idle {
        0 => String::new(),
        _ => {
            say!(
                "; {idle} had nothing to turn on: to declare the plugin there, name the project or pass `--add`",
                "；其中 {idle} 个没有可启用的声明：要在那里声明插件，请指定项目或加 `--add`"
            )
            .0
        }
    };
    let projects = count(projects, "project", "个项目");
    say!(
        "turned {state} in {changed} of {projects}{idle}\n",
        "{projects}中{state}了 {changed} 个{idle}\n"
    )
    .0
}

/// A pin that only a build knows to be there.
pub(super) const CONDITIONAL: Both = both(
    "depends on a condition and is not moved: `--all` moves it",
    "取决于条件，未改动：加 `--all` 才会改",
);

/// A declaration whose version cannot be moved, with what stands there.
pub(super) fn unreadable(from: Option<&str>) -> String {
    let said = match from.map(visible) {
        Some(from) => say!(
            "`{from}` is put in by a build, computed, outside of the project, or no version, and is not moved: look at it yourself",
            "`{from}` 由构建填入、由脚本计算、在项目之外，或不是版本号，未改动：请自行查看"
        ),
        None => say!(
            "the version is computed or missing, so that nothing is moved: look at it yourself",
            "版本号是计算得来的或没有写，未改动：请自行查看"
        ),
    };
    said.0
}

/// A pin that stands in no configuration, with its version where that is known.
pub(super) fn left_elsewhere(version: Option<&str>, to: &str) -> String {
    let said = match version.map(visible) {
        Some(version) => say!(
            "{version} stands in code and is not moved: raise it to {to} by hand",
            "代码里写着 {version}，未改动：请手动改为 {to}"
        ),
        None => say!(
            "code pins the live plugin to a version that is computed: see that it is {to}",
            "代码里固定了直播插件，版本号是计算出来的：请确认它是 {to}"
        ),
    };
    said.0
}

/// What the versions bring that were passed, and how many pins moved: the last line is the one that is looked for.
pub(super) fn moved(pins: usize, projects: usize, to: &str, releases: &[&Release]) -> String {
    let (pins, projects) = (count(pins, "pin", "处版本号"), count(projects, "project", "个项目"));
    let head =
        say!("{pins} to {to}, in {projects} looked at\n", "{pins}改为 {to}，共查看 {projects}\n");
    releases.iter().map(|passed| release(passed)).collect::<String>() + &head.0
}

fn release(release: &Release) -> String {
    let (version, confidence) = (&release.version, confidence_word(release.confidence));
    let log = if release.official {
        both("official log", "官方日志")
    } else {
        both("not in the official log", "官方日志未列")
    };
    let seen = match &release.first_seen {
        Some(seen) => say!(", first seen {seen}", "，首见于 {seen}").0,
        None => String::new(),
    };
    let said = release.said_in(language::chosen()).map(|text| format!("  {}\n", visible(text)));
    let said: String = said.collect();
    say!(
        "{version} ({confidence} confidence, {log}{seen})\n{said}",
        "{version}（可信度{confidence}，{log}{seen}）\n{said}"
    )
    .0
}

fn confidence_word(confidence: Confidence) -> Both {
    match confidence {
        Confidence::High => both("high", "高"),
        Confidence::Medium => both("medium", "中"),
        Confidence::Low => both("low", "低"),
    }
}

/// How far a run over many projects is; some runs only look.
pub(super) fn progress(files: usize, projects: usize) -> String {
    match projects {
        0 => say!("files looked at: {files}", "已查看文件：{files}"),
        _ => say!(
            "files looked at: {files}, projects done: {projects}",
            "已查看文件：{files}，已完成项目：{projects}"
        ),
    }
    .0
}

/// How many of many names are shown.
const NAMES_SHOWN: usize = 3;

/// Files that were named and belong to no mini-program.
pub(super) fn files_outside(files: &[String]) -> Option<String> {
    let (names, more) = first_of(files);
    let number = count(files.len(), "file", "个文件");
    (!files.is_empty()).then(|| {
        say!(
            "{number} in no mini-program, so not judged: {names}{more}",
            "{number}不属于任何小程序，未检查：{names}{more}"
        )
        .0
    })
}

/// The first of some names, and how many more there are.
fn first_of(names: &[String]) -> (String, String) {
    let shown: Vec<String> =
        names.iter().take(NAMES_SHOWN).map(|name| format!("`{}`", visible(name))).collect();
    let more = match names.len().saturating_sub(NAMES_SHOWN) {
        0 => String::new(),
        more => say!(" and {more} more", " 等（另有 {more} 个）").0,
    };
    (listed(&shown), more)
}

/// Links to folders that a walk did not follow.
pub(super) fn links(links: &[String]) -> Option<String> {
    let (names, more) = first_of(links);
    let number = count(links.len(), "link", "个指向目录的链接");
    (!links.is_empty()).then(|| {
        say!(
            "{number} to folders not followed: {names}{more}; to look there, name it as a PATH",
            "未跟随 {number}：{names}{more}；要查看那里，请把它写成 PATH"
        )
        .0
    })
}

/// Configuration that is not read.
pub(super) fn not_read(path: &str, why: &NotRead) -> String {
    let path = visible(path);
    match why {
        NotRead::Unsupported(framework) => say!(
            "{path}: a {framework} program, which kaibo does not support; it does not name the live plugin",
            "{path}：{framework} 项目，kaibo 不支持；其中没有提到直播插件"
        ),
        NotRead::Made(maker) => {
            let maker = visible(maker);
            say!(
                "{path}: neither read nor edited, because the build goes by `{maker}`",
                "{path}：既不读取也不修改，因为构建以 `{maker}` 为准"
            )
        }
    }
    .0
}

/// A source that is too large to be read.
pub(super) fn too_large(LargeSource { path, size, limit }: &LargeSource) -> String {
    let path = visible(path);
    say!(
        "{path}: not read: {size} bytes, and the limit is {limit}",
        "{path}：未读取：{size} 字节，上限为 {limit}"
    )
    .0
}

/// There is nothing for the plan to do.
pub(super) const NOTHING_TO_CHANGE: Both = both("nothing to change", "无需改动");

/// Conflicts were listed, and the rest of the plan waits for them.
pub(super) const NOTHING_WRITTEN: Both =
    both("nothing is written while there are conflicts", "存在冲突，未写入任何内容");

/// Conflict markers were written, as asked.
pub(super) const RESOLVE_MARKERS: Both =
    both("resolve the conflict markers in this file", "请解决文件里的冲突标记");

/// A terminal that cannot be asked.
pub(super) const UNANSWERED: Both = both("failed to ask on the terminal", "无法在终端提问");

/// There is no stdout.
pub(super) const CLOSED: Both = both("stdout is closed", "标准输出已关闭");

/// A stream that cannot be written.
pub(super) const UNWRITTEN: Both = both("failed to write the result", "无法写出结果");

/// Name of the shop.
pub(super) const ASK_NAME: Both = both("name of the shop", "店铺名称");

/// The appid.
pub(super) const ASK_APPID: Both =
    both("appid (touristappid: no account yet)", "appid（没有账号可先用 touristappid）");

/// Version of the plugin.
pub(super) const ASK_VERSION: Both = both("version of the live plugin", "直播插件版本");

/// Package of the plugin.
pub(super) const ASK_PACKAGE: Both =
    both("package (main, or a root such as packageLive)", "插件所在的包（main 或分包目录）");

/// Language of the scripts.
pub(super) const ASK_LANGUAGE: Both =
    both("language of the scripts (js or ts)", "脚本语言（js 或 ts）");

/// What stands before the steps that follow `new`.
pub(super) const NEXT: Both = both("next:", "接下来：");

/// What to do after `new`: the three lines that save a day. `rooms` is the file that holds fetchRooms.
pub(super) fn next_steps(dir: &str, rooms: Option<&str>) -> [String; 3] {
    let data = match rooms {
        Some(file) => {
            say!(
                ", and replace fetchRooms in `{file}` by a call of your own server",
                "，并把 `{file}` 里的 fetchRooms 换成对自己服务端的调用"
            )
            .0
        }
        None => String::new(),
    };
    [
        both(
            "authorise the plugin in the admin site (third-party settings) before you upload: without it, upload fails with 80082",
            "上传前在小程序管理后台「设置 - 第三方设置」添加插件：未授权时上传会报 80082",
        )
        .into(),
        both(
            "live must be enabled for the account already: new accounts can no longer enable mini-program live, and use Channels live instead",
            "账号须已开通小程序直播：新账号已无法开通，请改用视频号直播",
        )
        .into(),
        say!("open `{dir}` in WeChat devtools{data}", "用微信开发者工具打开 `{dir}`{data}"),
    ]
    .map(|Said(line)| line)
}

/// What is reported beside a plan.
pub(super) fn aside(aside: Aside) -> Both {
    match aside {
        Aside::Discarded => both(
            "removed what an interrupted run had prepared; it had written nothing",
            "已清除一次中断运行准备的内容；它没有写入任何文件",
        ),
        Aside::Finished => {
            both("finished what an interrupted run had begun", "已完成上次中断的运行")
        }
        Aside::Interrupted => both(
            "a run was interrupted here, so that some files are new and others are not; `kaibo patch` finishes it",
            "这里有一次运行被中断，部分文件已更新、部分没有；`kaibo patch` 会完成它",
        ),
        Aside::ForeignStage => both(
            "the stage in .kaibo-stage does not bear your own seal and is left alone; `kaibo patch --stage finish --diff` shows what it would write",
            ".kaibo-stage 里的暂存内容没有你本人的签章，未予处理；`kaibo patch --stage finish --diff` 可查看它要写什么",
        ),
        Aside::Compared => both(
            "this file system cannot exchange files in one step: each was compared and then replaced, so do not edit here while kaibo writes",
            "此文件系统不能一步交换文件：已逐个比对后替换；kaibo 写入期间请勿编辑这里的文件",
        ),
    }
}
