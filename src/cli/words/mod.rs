//! What kaibo says: one sentence for each kind of fault, conflict and note, and how to cure it, in every language.
//!
//! Nothing below this floor chooses words; those of the rules are data, the pages in `check/pages`.

#![expect(clippy::too_many_lines, reason = "a table of words is as long as what it names")]

pub(super) mod check;
mod fault;
mod hint;
mod message;
mod plan;

use crate::cli::language::{self, Both, Said, both, say};
use crate::model::catalogue::{Catalogue, Confidence, Minimum, Release};
use crate::plan::toggle::Switch;
use crate::project::declaration::State;
use crate::project::large::LargeSource;
use crate::project::unsupported::NotRead;
use crate::project::usage::UsageKind;
use crate::run::project::Aside;
use crate::text::escape::visible;

pub(super) use crate::cli::words::fault::fault;
pub(super) use crate::cli::words::hint::in_folder;
pub(super) use crate::cli::words::message::{Words, listed};
use crate::cli::words::message::{count, words};
pub(super) use crate::cli::words::plan::{change, conflict, note};

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
