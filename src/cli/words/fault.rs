//! Faults: one sentence for each kind, and how to cure it.

use crate::cli::language::{Both, Said, both, say};
use crate::cli::words::hint::shell_word;
use crate::cli::words::message::{Words, listed, words};
use crate::model::fault::{
    FaultKind, ManifestFault, Operation, ProjectFault, Sign, StateFault, SystemFault, TextFault,
};
use crate::syntax::expected::Expected;
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
            say!(
                "this is not JSON, even with comments and trailing commas forgiven: {reason}",
                "这不是 JSON（即使容许注释和尾逗号）：{reason}"
            ),
            both("mend the text at this place, or just before it", "修正此处或紧靠其前的内容"),
        ),
        TextFault::NotScript { reason } => words(
            say!(
                "this is not valid JavaScript or TypeScript: {reason}",
                "这不是合法的 JavaScript 或 TypeScript：{reason}"
            ),
            both("fix the syntax here, or just before this place", "修正此处或紧靠其前的语法"),
        ),
        TextFault::Markers => words(
            both("git's conflict markers are in the text", "文件里有 git 的冲突标记"),
            both(
                "resolve the conflict first; for kaibo.lock, `kaibo patch --accept ours` records it anew",
                "先解决冲突；若是 kaibo.lock，可用 `kaibo patch --accept ours` 重新记录",
            ),
        ),
        TextFault::UnknownKey { nearest: Some(nearest), .. } => words(
            both("this key is not known here", "此处没有这个键"),
            say!("did you mean `{nearest}`?", "是不是想写 `{nearest}`？"),
        ),
        TextFault::UnknownKey { nearest: None, known } => {
            let known = list(known);
            words(
                both("this key is not known here", "此处没有这个键"),
                say!("known keys: {known}", "可用的键：{known}"),
            )
        }
        TextFault::MissingKey { key } => words(
            say!("the key `{key}` is missing in this object", "这个对象缺少键 `{key}`"),
            say!("add `\"{key}\": …`", "补上 `\"{key}\": …`"),
        ),
        TextFault::DuplicateKey { key } => {
            let key = visible(key);
            words(
                say!("the key `{key}` stands twice in one object", "同一个对象里键 `{key}` 重复"),
                both(
                    "delete one of them: readers of JSON disagree about which one counts",
                    "删掉其中一个：以哪一个为准，各家 JSON 解析器并不一致",
                ),
            )
        }
        TextFault::WrongType { key, expected } => {
            let (key, expected) = (visible(key), kinds(expected));
            words(
                say!("`{key}` must be {expected}", "`{key}` 必须是{expected}"),
                say!("write {expected} here", "此处应写{expected}"),
            )
        }
        TextFault::NotOneOf { key, allowed } => {
            let (key, allowed) = (visible(key), list(allowed));
            words(
                say!("`{key}` cannot be this", "`{key}` 不能是这个值"),
                say!("write one of {allowed}", "可写的值：{allowed}"),
            )
        }
        TextFault::EmptyText { key } => words(
            say!("`{key}` is empty", "`{key}` 是空的"),
            both("write a text, or delete the key", "写上内容，或删掉这个键"),
        ),
        TextFault::BrokenTemplate { reason } => {
            let reason = visible(&lower_first(reason));
            words(
                say!("this template cannot be rendered: {reason}", "模板无法渲染：{reason}"),
                both("fix the template here", "修正此处的模板"),
            )
        }
        TextFault::NoTemplate => words(
            both("there is no template for this", "没有对应的模板"),
            both("add it to the templates", "把它加进模板"),
        ),
        TextFault::NotPluginList { reason } => words(
            say!("this is not an answer about plugins: {reason}", "这不是插件列表的应答：{reason}"),
            both(
                "save the answer of POST /wxa/plugin to `{\"action\":\"list\"}`, or one `{\"appid\": …, \"plugin_list\": …}` a line",
                "保存 POST /wxa/plugin 对 `{\"action\":\"list\"}` 的应答，或每行一个 `{\"appid\": …, \"plugin_list\": …}`",
            ),
        ),
        TextFault::NotCatalogue { reason } => words(
            say!("this is not a catalogue of versions: {reason}", "这不是版本目录：{reason}"),
            both(
                "write it in the form that `kaibo versions --format json` prints",
                "按 `kaibo versions --format json` 的输出格式来写",
            ),
        ),
        TextFault::EmptyFile => words(
            both("the file is empty", "文件是空的"),
            both(
                "take it back from version control, or delete it if nothing needs it",
                "从版本库恢复它；若没有地方需要，删掉即可",
            ),
        ),
        TextFault::NotUtf8 => words(
            both("the text is not UTF-8 from here on", "从此处起不是 UTF-8 编码"),
            both("save the file as UTF-8", "把文件存为 UTF-8"),
        ),
        TextFault::TooLarge { size, limit } => words(
            say!(
                "the file has {size} bytes, and kaibo reads at most {limit}",
                "文件有 {size} 字节，kaibo 最多读 {limit} 字节"
            ),
            both(
                "a whole package may have 2 MB, so look whether this is the right file",
                "整个分包也只能有 2 MB，请确认是不是这个文件",
            ),
        ),
    }
}

fn manifest(fault: &ManifestFault) -> Words {
    match fault {
        ManifestFault::UnknownRule { nearest } => words(
            both("no rule has this name", "没有这个名字的规则"),
            say!("did you mean `{nearest}`?", "是不是想写 `{nearest}`？"),
        ),
        ManifestFault::NewerManifest => {
            let version = env!("CARGO_PKG_VERSION");
            words(
                both("this manifestVersion is not known", "不认识这个 manifestVersion"),
                say!(
                    "kaibo {version} reads manifestVersion 1; use a newer kaibo",
                    "kaibo {version} 只读 manifestVersion 1，请换用更新的 kaibo"
                ),
            )
        }
        ManifestFault::BadVersion => words(
            both("this is not a version that app.json may name", "app.json 里不能写这样的版本号"),
            both(
                "write three numbers of up to three digits such as \"1.3.5\", \"latest\", or \"dev-\" and letters or digits",
                "写三段数字（每段至多三位，如 \"1.3.5\"）、\"latest\"，或 \"dev-\" 加字母或数字",
            ),
        ),
        ManifestFault::BadRange { reason } => words(
            say!("this is not a range of versions: {reason}", "这不是版本范围：{reason}"),
            both(
                "write a range such as \">=1.3.0, <2.0.0\", or \">=1.3.0 || latest\"",
                "写成 \">=1.3.0, <2.0.0\" 或 \">=1.3.0 || latest\" 这样的范围",
            ),
        ),
        ManifestFault::BadPattern { reason } => words(
            say!("this is not a pattern of paths: {reason}", "这不是路径模式：{reason}"),
            both(
                "write one as in .gitignore, such as \"old/\" or \"*.wpy\"",
                "按 .gitignore 的写法，如 \"old/\" 或 \"*.wpy\"",
            ),
        ),
        ManifestFault::BadSeverity { nearest } => words(
            both("this does not say how grave the findings of a rule are", "这没有说明规则的级别"),
            say!(
                "write a rule and one of `error`, `warning`, `info` and `off`, such as `{nearest}=off`",
                "写规则名和 `error`、`warning`、`info`、`off` 之一，如 `{nearest}=off`"
            ),
        ),
        ManifestFault::VersionRefused { require } => {
            let require = visible(require);
            words(
                say!(
                    "the manifest's own `require` refuses this version: {require}",
                    "清单自己的 `require` 不接受这个版本：{require}"
                ),
                both(
                    "raise the version, or widen `require`; `latest` is accepted only where `require` names it",
                    "提高版本，或放宽 `require`；`require` 写了 `latest` 才接受 `latest`",
                ),
            )
        }
        ManifestFault::BadPath(fault) => path_fault(*fault),
        ManifestFault::BadPathCharacter(c) => {
            let c = visible(&c.to_string());
            words(
                say!(
                    "a page path stands in URLs and cannot hold `{c}`",
                    "页面路径要写进 URL，不能含有 `{c}`"
                ),
                both("use letters, digits and -_./~@", "只用字母、数字和 -_./~@"),
            )
        }
        ManifestFault::PathSuffix => words(
            both("a page path has no file suffix", "页面路径不带文件后缀"),
            both("leave the suffix away, as in app.json", "去掉后缀，写法同 app.json"),
        ),
        ManifestFault::SamePage => words(
            both("this page stands in the manifest already", "清单里已经有这个页面"),
            both("delete one of the two", "两处删掉一处"),
        ),
        ManifestFault::CaseOnly { other } => {
            let other = visible(other);
            words(
                say!(
                    "this path differs from `{other}` only in case, and is the same file on Windows and macOS",
                    "这个路径与 `{other}` 只差大小写，在 Windows 和 macOS 上是同一个文件"
                ),
                both(
                    "spell both in the same way, or choose another name",
                    "两处写成一样，或换个名字",
                ),
            )
        }
        ManifestFault::SameFile { file } => {
            let file = visible(file);
            words(
                say!(
                    "another page of the manifest is written into `{file}` too",
                    "清单里另一个页面也要写进 `{file}`"
                ),
                both("choose another path for one of the two pages", "给其中一个页面换个路径"),
            )
        }
        ManifestFault::BadRoomId => words(
            both(
                "a roomId is an integer from 1 to 9007199254740991",
                "roomId 是 1 到 9007199254740991 的整数",
            ),
            both(
                "write the room's number as the live console shows it",
                "按直播后台显示的房间号填写",
            ),
        ),
        ManifestFault::KeyNotOfKind { key, kind } => words(
            say!("a page of kind `{kind}` has no `{key}`", "`{kind}` 类页面没有 `{key}`"),
            both("delete the key, or choose another kind", "删掉这个键，或换一种 kind"),
        ),
        ManifestFault::ParamsTooLong { length } => words(
            say!(
                "customParams take {length} characters once encoded, and the platform cuts them at 600",
                "customParams 编码后有 {length} 个字符，平台会在 600 个字符处截断"
            ),
            both(
                "shorten keys and values; a Chinese character takes 9, a quote 3",
                "缩短键和值；一个汉字编码后占 9 个字符，一个引号占 3 个",
            ),
        ),
        ManifestFault::InexactNumber => words(
            both("JavaScript cannot hold this number exactly", "JavaScript 无法精确表示这个数"),
            both("write it as a string in quotes", "加上引号，写成字符串"),
        ),
        ManifestFault::BadAppid => words(
            both("this is not an appid", "这不是 appid"),
            both(
                "write `wx` and 16 hexadecimal digits in lowercase, or `touristappid` to try without an account",
                "写 `wx` 加 16 位小写十六进制数字；没有账号可先用 `touristappid`",
            ),
        ),
        ManifestFault::UnknownVersion { newest } => {
            let newest = visible(newest);
            words(
                say!(
                    "no such version is known: the newest is {newest}",
                    "没有这个版本的记录：已知最新为 {newest}"
                ),
                both(
                    "write a version that `kaibo versions` lists; if you know that this one exists, add `--allow-unknown-version`, or name a list that has it with `--catalogue FILE`",
                    "写 `kaibo versions` 列出的版本；若确知它存在，请加 `--allow-unknown-version`，或用 `--catalogue FILE` 给出含有它的目录",
                ),
            )
        }
    }
}

fn project(fault: &ProjectFault) -> Words {
    match fault {
        ProjectFault::NoPageInPackage { root } => {
            let root = visible(root);
            words(
                say!(
                    "the subpackage `{root}` would declare the plugin without having a page",
                    "分包 `{root}` 要声明插件，却没有页面"
                ),
                say!(
                    "add a page below `{root}/` to the manifest: a subpackage without one does not compile",
                    "在清单里加一个 `{root}/` 下的页面：没有页面的分包无法编译"
                ),
            )
        }
        ProjectFault::InOtherPackage { root } => {
            let root = visible(root);
            words(
                say!(
                    "this page lies in the subpackage `{root}`, which is not the plugin's package",
                    "这个页面在分包 `{root}` 里，而插件不在该分包声明"
                ),
                both(
                    "choose a path in the main package or in the plugin's own, or set plugin.package to that root",
                    "把路径改到主包或插件所在的分包，或把 plugin.package 设为该分包",
                ),
            )
        }
        ProjectFault::MainPageInRoot { page } => {
            let page = visible(page);
            words(
                say!(
                    "the main package has the page `{page}` below this root",
                    "主包的页面 `{page}` 在这个目录下"
                ),
                both(
                    "choose another root in plugin.package: a page of the main package cannot lie in a subpackage",
                    "给 plugin.package 换个目录：主包页面不能放在分包里",
                ),
            )
        }
        ProjectFault::NestedRoot { other } => {
            let other = visible(other);
            words(
                say!(
                    "this root and the subpackage root `{other}` lie in each other",
                    "这个目录与分包目录 `{other}` 互相嵌套"
                ),
                both(
                    "choose a root beside it: subpackages cannot be nested",
                    "换一个并列的目录：分包不能嵌套",
                ),
            )
        }
        ProjectFault::NoPageFile { file } => {
            let file = visible(file);
            words(
                say!(
                    "this page is to be there already, but `{file}` is not",
                    "这个页面应当已经存在，但没有 `{file}`"
                ),
                both(
                    "make the page, or take it out of the manifest; in a native project, a kind other than `existing` has it written",
                    "建好该页面，或从清单里去掉；在原生项目里，改用 `existing` 以外的 kind 即可生成",
                ),
            )
        }
        ProjectFault::NoPackageFile => words(
            both(
                "app.mpx, or a file that it names, has this path in `packages`, and no file is there",
                "app.mpx（或它引用的文件）的 `packages` 里写了这个路径，但文件不存在",
            ),
            both(
                "fetch the file if it is kept elsewhere, such as in a git submodule, or take it out of `packages`",
                "若文件在别处（如 git 子模块），请先取来；否则从 `packages` 里删掉",
            ),
        ),
        ProjectFault::UnsupportedFramework { framework } => words(
            say!(
                "this is a {framework} program, which kaibo does not support, and it names the live plugin",
                "这是 {framework} 项目，kaibo 不支持，而它提到了直播插件"
            ),
            both(
                "check the app.json that its build writes: name the output folder as a PATH",
                "请检查构建生成的 app.json：把输出目录写成 PATH",
            ),
        ),
        ProjectFault::PageOfFramework { framework } => words(
            say!(
                "kaibo writes pages for native projects only, and this is a {framework} project",
                "kaibo 只为原生项目生成页面，而这是 {framework} 项目"
            ),
            both(
                "write the page in the framework's own way, and give it the kind `existing` in the manifest, or take it out",
                "按框架自己的方式编写该页面，并在清单里把 kind 写成 `existing`，或去掉它",
            ),
        ),
        ProjectFault::BothSpellings => words(
            both(
                "both `subpackages` and `subPackages` are here, and the platform drops the second silently",
                "同时有 `subpackages` 和 `subPackages`，平台会丢弃后一个且不提示",
            ),
            both("move everything under one of the two keys", "把内容合并到其中一个键下"),
        ),
        ProjectFault::NotAMiniProgram { miniprogram_root: None } => words(
            both(
                "there is no app.json here, so this is no native mini-program",
                "这里没有 app.json，不是原生小程序",
            ),
            both(
                "name the folder that holds project.config.json, or set its miniprogramRoot",
                "请指定 project.config.json 所在的目录，或在其中设置 miniprogramRoot",
            ),
        ),
        ProjectFault::NotAMiniProgram { miniprogram_root: Some(root) } => {
            let root = visible(root);
            words(
                say!(
                    "there is no app.json where miniprogramRoot of project.config.json points: `{root}`",
                    "project.config.json 的 miniprogramRoot 指向 `{root}`，那里没有 app.json"
                ),
                both(
                    "correct miniprogramRoot; if a framework builds that folder, kaibo needs the sources' own project",
                    "改正 miniprogramRoot；若该目录由框架构建产生，请指定源码项目",
                ),
            )
        }
        ProjectFault::NoProject => words(
            both("there is no mini-program below this path", "这个路径下没有小程序"),
            both(
                "check the path; build output and ignored folders are read only where they are named",
                "请检查路径；构建产物和被忽略的目录只有明确指定时才读取",
            ),
        ),
        ProjectFault::OnlyBelow { sign, folders, more } => only_below(*sign, folders, *more),
        ProjectFault::NoManifest => words(
            both("there is no manifest in this folder", "这个目录里没有清单"),
            both(
                "`kaibo init` writes one for an existing project, `kaibo new DIR` makes a new one",
                "已有项目用 `kaibo init` 生成清单，新项目用 `kaibo new DIR`",
            ),
        ),
        ProjectFault::ManifestExists => words(
            both("the project has a manifest already", "项目里已有清单"),
            both(
                "edit it and run `kaibo diff`, or delete it to start again",
                "直接编辑后运行 `kaibo diff`，或删掉它重新开始",
            ),
        ),
        ProjectFault::NotEmpty => words(
            both("the folder is not empty", "目录不是空的"),
            both(
                "name a new folder, or one that has only .git, .gitignore, README and LICENSE; for an existing project use `kaibo init`",
                "请指定一个新目录，或只含 .git、.gitignore、README、LICENSE 的目录；已有项目请用 `kaibo init`",
            ),
        ),
    }
}

fn state(fault: &StateFault) -> Words {
    match fault {
        StateFault::NewerLock { theirs, ours } => {
            let theirs = visible(theirs);
            words(
                say!(
                    "this lock was written by kaibo {theirs}, and this is kaibo {ours}",
                    "这个锁文件由 kaibo {theirs} 写成，而当前是 kaibo {ours}"
                ),
                both("use that version or a newer one", "请使用该版本或更新的版本"),
            )
        }
        StateFault::NewerLockVersion { theirs, tool, ours } => {
            let (tool, version) = (visible(tool), env!("CARGO_PKG_VERSION"));
            words(
                say!(
                    "this lock has lockVersion {theirs} and was written by kaibo {tool}; this is kaibo {version}, which reads up to lockVersion {ours}",
                    "这个锁文件的 lockVersion 是 {theirs}，由 kaibo {tool} 写成；当前 kaibo {version} 最高只读 lockVersion {ours}"
                ),
                both("use that version or a newer one", "请使用该版本或更新的版本"),
            )
        }
        StateFault::BrokenLock => words(
            both("this is not a lock of kaibo's", "这不是 kaibo 的锁文件"),
            both(
                "take it back from version control; if it is lost, delete it and settle what `kaibo patch` then asks",
                "从版本库恢复它；若已丢失，删掉它，再按 `kaibo patch` 的提示逐项处理",
            ),
        ),
        StateFault::ForeignStage => words(
            both(
                "this stage of an interrupted run does not bear your own seal: it may have come with the repository",
                "这里有一次中断运行留下的暂存目录，但没有你本人的签章：它可能是随仓库带来的",
            ),
            both(
                "look at it with `kaibo patch --stage finish --diff`; then `--stage finish` writes its files, and `--stage discard` puts back what it replaced and removes it",
                "先用 `kaibo patch --stage finish --diff` 查看；然后 `--stage finish` 写入其中的文件，`--stage discard` 恢复原文件并删除暂存目录",
            ),
        ),
        StateFault::BrokenStage => words(
            both(
                "the stage of an interrupted run does not hold what its journal says",
                "中断运行的暂存内容与其日志不符",
            ),
            both(
                "`kaibo patch --stage discard` puts back what it replaced and removes it; keep what you need of .kaibo-stage first",
                "`kaibo patch --stage discard` 会恢复原文件并删除暂存目录；请先保存 .kaibo-stage 里需要的内容",
            ),
        ),
        StateFault::Busy => words(
            both("another kaibo is at work on this project", "另一个 kaibo 正在处理这个项目"),
            both("wait until it has finished, then run again", "等它结束后再运行"),
        ),
        StateFault::Interrupted => words(
            both("an earlier run was interrupted while it was writing", "上一次运行在写入时被中断"),
            both(
                "run `kaibo patch`: it finishes that run first",
                "运行 `kaibo patch`：它会先完成上次的写入",
            ),
        ),
        StateFault::ChangedMeanwhile => words(
            both(
                "the file was changed while kaibo was at work; nothing is written",
                "kaibo 处理期间文件被改动，未写入任何内容",
            ),
            both("run again", "请重新运行"),
        ),
        StateFault::NoSuchConflict => words(
            both("there is no conflict at this path", "这个路径没有冲突"),
            both("`kaibo diff` lists the conflicts", "`kaibo diff` 会列出冲突"),
        ),
    }
}

fn system(fault: &SystemFault) -> Words {
    match fault {
        SystemFault::Link => words(
            both(
                "this is a symbolic link, and kaibo neither reads nor writes through one below the project",
                "这是符号链接；kaibo 不会经由项目内的链接读写",
            ),
            both(
                "put the file itself here, or run kaibo in the project that holds it",
                "把文件本身放在这里，或在文件所在的项目里运行 kaibo",
            ),
        ),
        SystemFault::NotAFile => words(
            both(
                "this is a folder or a device, and must be a file",
                "这是目录或设备，此处必须是文件",
            ),
            both("move it out of the way", "把它移走"),
        ),
        SystemFault::NoSuchFolder => words(
            both("there is no such folder", "没有这个目录"),
            both("name the folder of a project", "请指定项目目录"),
        ),
        SystemFault::NoWorkingFolder => words(
            both("the working directory was deleted or moved", "当前目录已被删除或移走"),
            both("change to a folder that exists, then run again", "切换到存在的目录后再运行"),
        ),
        SystemFault::NameNotUtf8 => words(
            both(
                "this name is not UTF-8, and kaibo neither reads nor writes below it",
                "这个名字不是 UTF-8 编码，kaibo 不读写其下的内容",
            ),
            both(
                "rename the file or folder; names unpacked from an old archive are often in GBK",
                "请重命名；从旧压缩包解出的名字常是 GBK 编码",
            ),
        ),
        SystemFault::OutsideRepository => words(
            both(
                "this file lies outside of the repository that you are in, so `git apply` would refuse the patch",
                "这个文件不在当前仓库里，`git apply` 会拒绝该补丁",
            ),
            both("run kaibo in the repository of that project", "请在该项目的仓库里运行 kaibo"),
        ),
        SystemFault::OutsideFolder => words(
            both(
                "this file lies outside of this folder, so `git apply` would refuse the patch",
                "这个文件不在当前目录里，`git apply` 会拒绝该补丁",
            ),
            both(
                "run kaibo in that project or in a folder above it",
                "请在该项目或其上级目录里运行 kaibo",
            ),
        ),
        SystemFault::ControlInPatch => words(
            both(
                "the path has a control character, which no patch can name safely",
                "路径含有控制字符，补丁无法安全地写出它",
            ),
            both(
                "rename the folder, or let kaibo write the change itself",
                "重命名该目录，或让 kaibo 直接写入",
            ),
        ),
        SystemFault::NotAFolder => words(
            both("this must be a folder, and is not", "此处必须是目录"),
            both("name a folder, or move the file out of the way", "请指定目录，或把该文件移走"),
        ),
        SystemFault::ReadOnlyFile => words(
            both("the file has no write permission", "文件没有写权限"),
            both("give it one (chmod u+w), then run again", "加上写权限（chmod u+w）后再运行"),
        ),
        SystemFault::ReadOnlyFolder => words(
            both("the folder has no write permission", "目录没有写权限"),
            both("give it one (chmod u+w), then run again", "加上写权限（chmod u+w）后再运行"),
        ),
        SystemFault::OtherFileSystem => words(
            both(
                "the file lies on another file system than the project, where kaibo cannot replace it in one step",
                "文件与项目不在同一个文件系统上，kaibo 无法一步替换",
            ),
            both(
                "run kaibo where both are on one file system, such as outside of the container",
                "请在两者同属一个文件系统的地方运行，例如容器之外",
            ),
        ),
        SystemFault::NoThread => words(
            both(
                "the system starts no thread, and a script can only be read safely in one",
                "系统无法启动线程，而脚本只能在线程里安全地读取",
            ),
            both(
                "raise the limit of processes (`ulimit -u`), then run again",
                "提高进程数上限（`ulimit -u`）后再运行",
            ),
        ),
        SystemFault::Panic { message } => {
            let message = visible(message);
            words(
                say!(
                    "kaibo failed here by a defect of its own: {message}",
                    "kaibo 自身有缺陷，在此处失败：{message}"
                ),
                both(
                    "please report this with the file or project that shows it; the other projects are done",
                    "请附上能重现的文件或项目来报告；其他项目已处理完",
                ),
            )
        }
        SystemFault::Refused { operation, reason } => {
            let (deed, reason) = (deed(*operation).0, lower_first(reason));
            words(say!("failed to {deed}: {reason}", "无法{deed}：{reason}"), cure(*operation))
        }
    }
}

fn only_below(sign: Sign, folders: &[String], more: usize) -> Words {
    let folders: Vec<String> =
        folders.iter().map(|folder| format!("`{}`", shell_word(&visible(folder)))).collect();
    let folders = listed(&folders);
    let folders = match more {
        0 => folders,
        more => say!("{folders} and {more} more", "{folders} 等（另有 {more} 个）").0,
    };
    match sign {
        Sign::Manifest => words(
            both("there is no manifest in this folder itself", "这个目录本身没有清单"),
            say!(
                "name one of the folders below that have one: {folders}",
                "请指定下面有清单的目录：{folders}"
            ),
        ),
        Sign::ProgramWithoutManifest => words(
            both("there is no manifest in this folder or below it", "这个目录及其下都没有清单"),
            say!(
                "`kaibo init DIR` writes one; there are mini-programs in {folders}",
                "用 `kaibo init DIR` 生成；小程序在 {folders}"
            ),
        ),
        Sign::Program => words(
            both("there is no mini-program in this folder itself", "这个目录本身没有小程序"),
            say!(
                "run it on one of the folders below that hold one, as in `kaibo init DIR`: {folders}",
                "请对下面的小程序目录运行，如 `kaibo init DIR`：{folders}"
            ),
        ),
    }
}

fn path_fault(fault: PathFault) -> Words {
    match fault {
        PathFault::Empty => words(
            both("the path is empty", "路径是空的"),
            both("write a path such as \"pages/live/list\"", "写成 \"pages/live/list\" 这样的路径"),
        ),
        PathFault::Absolute => words(
            both("the path starts with `/`", "路径以 `/` 开头"),
            both("write it from the program's own folder", "请从小程序目录写起"),
        ),
        PathFault::Leaves => words(
            both("the path leaves the project", "路径指到了项目之外"),
            both("write it without `..`", "不要用 `..`"),
        ),
        PathFault::Redundant => words(
            both("the path holds `.` or an empty step", "路径里有 `.` 或空的一段"),
            both("write it without `./` and `//`", "不要用 `./` 和 `//`"),
        ),
        PathFault::Character(c) => {
            let c = visible(&c.to_string());
            words(
                say!("the path holds `{c}`", "路径里有 `{c}`"),
                both(
                    "separate the folders by `/`, and use none of `\\`, `:`, `<`, `>`, `\"`, `|`, `?`, `*` and control characters",
                    "目录之间用 `/` 分隔，不要用 `\\`、`:`、`<`、`>`、`\"`、`|`、`?`、`*` 和控制字符",
                ),
            )
        }
        PathFault::TrailingDotOrBlank => words(
            both(
                "a step of the path ends in a dot or a blank, which Windows drops",
                "路径中有一段以点或空格结尾，Windows 会把它去掉",
            ),
            both("choose another name", "请换个名字"),
        ),
        PathFault::Device => words(
            both(
                "a step of the path is a device's name on Windows",
                "路径中有一段是 Windows 的设备名",
            ),
            both("choose another name", "请换个名字"),
        ),
        PathFault::VersionControl => words(
            both(
                "the path lies in a folder of version control, which is never written to or read from",
                "路径在版本库目录里，kaibo 从不读写那里",
            ),
            both(
                "choose a path outside of `.git`, `.hg` and `.svn`; `GIT~1` and the like are Windows' names for them",
                "请选 `.git`、`.hg`、`.svn` 之外的路径；`GIT~1` 之类是它们在 Windows 上的短名",
            ),
        ),
        PathFault::Stage => words(
            both(
                "the path lies in `.kaibo-stage`, where kaibo prepares what it writes",
                "路径在 `.kaibo-stage` 里，那是 kaibo 准备写入内容的地方",
            ),
            both("choose another path", "请换个路径"),
        ),
    }
}

fn deed(operation: Operation) -> Said {
    match operation {
        Operation::Read => both("read it", "读取"),
        Operation::Stage => both("write its new text beside it", "在旁边写入新内容"),
        Operation::Replace => both("put its new text in place", "换上新内容"),
        Operation::Remove => both("remove it", "删除"),
        Operation::PutBack => both("put its old text back", "恢复原内容"),
        Operation::MakeFolder => both("make the folder", "建立目录"),
        Operation::Hold => both("hold the project for this run", "锁定项目"),
    }
    .into()
}

fn cure(operation: Operation) -> Said {
    match operation {
        Operation::Read => both("look at the path and its permissions", "请检查路径及其权限"),
        Operation::Stage | Operation::MakeFolder => both(
            "nothing is written; make room or fix the permissions, then run again",
            "未写入任何内容；请腾出空间或修正权限后再运行",
        ),
        Operation::Replace | Operation::Remove => both(
            "nothing is written; fix the cause, then run again",
            "未写入任何内容；请排除原因后再运行",
        ),
        Operation::PutBack => both(
            "fix the cause, then run again: the next run finishes this one, and `kaibo patch --stage discard` takes it back",
            "请排除原因后再运行：下一次运行会完成这一次，`kaibo patch --stage discard` 则撤销这一次",
        ),
        Operation::Hold => both("look at the folder's permissions", "请检查目录权限"),
    }
    .into()
}

fn list(items: &[&str]) -> String {
    listed(&items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>())
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Kinds of values, any of which is taken, as they are said in a sentence.
fn kinds(expected: &[Expected]) -> String {
    let kinds: Vec<&str> = expected.iter().map(|kind| kind_of_value(*kind).text()).collect();
    kinds.join(both(" or ", "或").text())
}

fn kind_of_value(kind: Expected) -> Both {
    match kind {
        Expected::Text => both("a string", "字符串"),
        Expected::Number => both("a number", "数字"),
        Expected::One => both("the number 1", "数字 1"),
        Expected::Bool => both("a boolean", "布尔值"),
        Expected::Null => both("null", "null"),
        Expected::Object => both("an object", "对象"),
        Expected::Subpackage => {
            both("an object with a root inside the program", "含有程序内 root 的对象")
        }
        Expected::Array => both("an array", "数组"),
    }
}
