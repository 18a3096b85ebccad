//! The command line as clap reads it; what it means is decided elsewhere.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command, Parser, Subcommand, ValueEnum};

use crate::cli::language::said;
use crate::disk::fleet;
use crate::model::catalogue::Unknown;
use crate::model::language::Language;
use crate::model::manifest::is_appid;
use crate::model::plugin::PluginVersion;
use crate::plan::journal::Direction;
use crate::project::usage::mask_words;
use crate::text::escape::visible;
use crate::text::path::RelPath;

/// A command line.
#[derive(Debug, Parser)]
#[command(
    name = "kaibo",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    about = said(
        "Puts WeChat live shopping on air: writes the live-player-plugin and its pages into mini-programs",
        "让微信直播带货开播：把 live-player-plugin 及其页面写进小程序"
    )
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) verb: Verb,
    // it is read before the command line is, because help and errors are in that language
    #[arg(long, global = true, value_name = "LANG", value_parser = Language::ALL.map(Language::tag), help = said("Language of messages; else that of the locale", "消息所用语言；省略时取系统区域设置"))]
    pub(super) lang: Option<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    #[command(about = said("Write a complete mini-program with live shopping", "生成一个完整的直播带货小程序"), after_help = examples(&["kaibo new shop", "kaibo new shop --yes --language ts --package packageLive"]))]
    New(NewArgs),
    #[command(about = said("Look at an existing project and write the manifest that describes it", "查看已有项目，写出描述它的清单"), after_help = examples(&["kaibo init", "kaibo init shop"]))]
    Init(InitArgs),
    #[command(about = said("Print what `patch` would do, as a patch for `git apply`", "以 `git apply` 可用的补丁显示 `patch` 将做的改动"), after_help = examples(&["kaibo diff shop", "kaibo diff shop | git apply"]))]
    Diff(DiffArgs),
    #[command(about = said("Make the project agree with its manifest", "使项目与清单一致"), after_help = examples(&["kaibo patch shop", "kaibo patch shop --accept ours pages/live/list.js"]))]
    Patch(PatchArgs),
    #[command(about = said("Move the plugin's version in every mini-program below the paths", "升级路径下所有小程序的插件版本"), after_help = examples(&["kaibo upgrade .", "kaibo upgrade shops --to 1.3.4 --diff"]))]
    Upgrade(UpgradeArgs),
    #[command(about = said("Turn the declaration on again in the mini-programs below the paths", "重新启用路径下小程序的插件声明"), after_help = examples(&["kaibo enable shop", "kaibo enable shops --check"]))]
    Enable(EnableArgs),
    #[command(about = said("Turn the declaration off in every mini-program below the paths, so that `enable` brings it back to the byte", "停用路径下所有小程序的插件声明；`enable` 可逐字节恢复"), after_help = examples(&["kaibo disable shop", "kaibo disable shops --diff"]))]
    Disable(ToggleArgs),
    #[command(about = said("List every mini-program below the paths, with where and how it declares the plugin", "列出路径下所有小程序，以及插件在何处、如何声明"), after_help = examples(&["kaibo list shops", "kaibo list shops --select declaration --format json"]))]
    List(ListArgs),
    #[command(about = said("Judge every mini-program below the paths", "检查路径下所有小程序"), after_help = examples(&["kaibo check .", "kaibo check shops --require '>=1.3.0' --format sarif"]))]
    Check(CheckArgs),
    #[command(about = said("Print what a rule of `check` means, or list the rules", "说明 `check` 的一条规则，或列出所有规则"), after_help = examples(&["kaibo explain", "kaibo explain wrong-provider"]))]
    Explain(ExplainArgs),
    #[command(about = said("Print what is known of the plugin's versions", "显示已知的插件版本"), after_help = examples(&["kaibo versions", "kaibo versions --format json"]))]
    Versions(VersionsArgs),
    #[command(about = said("Print the JSON Schema of the manifest", "输出清单的 JSON Schema"), after_help = examples(&["kaibo schema > kaibo.schema.json"]))]
    Schema,
    #[command(about = said("Print a completion script for a shell", "输出 shell 的补全脚本"), after_help = examples(&["kaibo completions bash > ~/.local/share/bash-completion/completions/kaibo"]))]
    Completions {
        #[arg(help = said("The shell", "shell 名称"))]
        shell: clap_complete::Shell,
    },
}

/// How a verb that writes shows or tests instead.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ModeArgs {
    #[arg(long, conflicts_with = "check", help = said("Show the patch and write nothing", "只显示补丁，不写入"))]
    pub(super) diff: bool,
    #[arg(long, requires = "diff", help = said("With --diff: name the files from this folder, not from the root of its repository", "配合 --diff：文件名从当前目录算起，而非仓库根目录"))]
    pub(super) relative: bool,
    #[arg(long, help = said("Write nothing, and exit with 1 if there is something to write", "不写入；若有内容要写，以 1 退出"))]
    pub(super) check: bool,
    #[arg(long, value_name = "SECONDS", default_value_t = 0, help = said("How long to wait for another kaibo that is at work on a project", "另一个 kaibo 正在处理项目时，最多等待多久"))]
    pub(super) wait: u64,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[value(help = said("For people", "供人阅读"))]
    Human,
    #[value(help = said("One JSON document", "一个 JSON 文档"))]
    Json,
}

/// What is known of the plugin's versions.
#[derive(Debug, Clone, Args)]
pub(super) struct CatalogueArgs {
    #[arg(long, value_name = "FILE", help = said("Read the catalogue of versions from this file instead of the built-in one", "从这个文件读取版本目录，代替内置的"))]
    pub(super) catalogue: Option<PathBuf>,
    #[arg(long, help = said("Take a version that is newer than all known ones", "允许使用比已知版本都新的版本"))]
    pub(super) allow_unknown_version: bool,
}

impl CatalogueArgs {
    /// Which versions are taken that are newer than all known ones.
    pub(super) fn unknown(&self) -> Unknown {
        if self.allow_unknown_version { Unknown::Allowed } else { Unknown::Refused }
    }
}

/// `kaibo new`.
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    #[arg(help = said("Folder of the new project; it is made, or holds no more than .git, .gitignore, README and LICENSE", "新项目的目录；不存在则建立，存在则只能含 .git、.gitignore、README、LICENSE"))]
    pub(super) dir: PathBuf,
    #[arg(long, value_name = "ROOT", value_parser = package, help = said("Where to declare the plugin: `main`, or the root of a subpackage such as `packageLive`", "在哪里声明插件：`main`，或 `packageLive` 这样的分包目录"))]
    pub(super) package: Option<String>,
    #[arg(long, value_parser = ["js", "ts"], help = said("Language of the scripts", "脚本语言"))]
    pub(super) language: Option<String>,
    #[arg(long, value_parser = Appid, help = said("The mini-program's appid", "小程序的 appid"))]
    pub(super) appid: Option<String>,
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new(), help = said("Name of the shop", "店铺名称"))]
    pub(super) name: Option<String>,
    #[arg(long, value_name = "VERSION", value_parser = version, help = said("Version of the plugin", "插件版本"))]
    pub(super) plugin_version: Option<String>,
    /// Which versions there are.
    #[command(flatten)]
    pub(super) known: CatalogueArgs,
    #[arg(long, value_name = "FILE", help = said("Start from this manifest; other flags win over what it says", "以这个清单为起点；其他参数优先于其中的内容"))]
    pub(super) manifest: Option<PathBuf>,
    #[arg(long, short, help = said("Ask nothing and take the defaults", "不提问，全部用默认值"))]
    pub(super) yes: bool,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub(super) mode: ModeArgs,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// `kaibo init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[arg(default_value = ".", help = said("Folder of the project", "项目目录"))]
    pub(super) dir: PathBuf,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub(super) mode: ModeArgs,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// `kaibo diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[arg(default_value = ".", help = said("Folder of the project", "项目目录"))]
    pub(super) dir: PathBuf,
    #[arg(long, help = said("Name the files from this folder, not from the root of its repository", "文件名从当前目录算起，而非仓库根目录"))]
    pub(super) relative: bool,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// `kaibo patch`.
#[derive(Debug, Args)]
pub(super) struct PatchArgs {
    #[arg(value_name = "DIR|PATH", help = said("Folder of the project, if it is not this one; with --accept followed by files or folders in it", "项目目录，默认为当前目录；有 --accept 时其后可跟项目里的文件或目录"))]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "SIDE", help = said("Settle conflicts in PATHs, or in all files", "处理 PATH（或所有文件）的冲突"))]
    pub(super) accept: Option<SideArg>,
    #[arg(long, value_enum, value_name = "HOW", help = said("Settle what an interrupted run left, whoever made it, and do nothing else", "只处理中断运行留下的暂存内容，不论是谁留下的"))]
    pub(super) stage: Option<Settling>,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub(super) mode: ModeArgs,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// `kaibo upgrade`.
#[derive(Debug, Args)]
pub(super) struct UpgradeArgs {
    #[arg(default_value = ".", help = said("Files and folders to look below", "要查看的文件和目录"))]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_name = "VERSION", help = said("The version to move to, from above too; without it pins move up to the newest that is known", "目标版本，也可用来降级；省略时只升到已知的最新版本"))]
    pub(super) to: Option<String>,
    #[arg(long, help = said("Move pins in comments and under conditions as well", "连注释里和取决于条件的版本一并修改"))]
    pub(super) all: bool,
    /// Which versions there are.
    #[command(flatten)]
    pub(super) known: CatalogueArgs,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub(super) mode: ModeArgs,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// What is read of the projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SelectArg {
    #[value(help = said("Configuration only: where and how the plugin is declared", "只读配置：插件在何处、如何声明"))]
    Declaration,
    #[value(help = said("Sources as well: what uses the plugin", "也读源码：哪些地方使用插件"))]
    All,
}

impl From<SelectArg> for fleet::Select {
    fn from(select: SelectArg) -> Self {
        match select {
            SelectArg::Declaration => Self::Declarations,
            SelectArg::All => Self::All,
        }
    }
}

/// `kaibo enable`.
#[derive(Debug, Args)]
pub(super) struct EnableArgs {
    /// What it shares with `disable`.
    #[command(flatten)]
    pub(super) toggle: ToggleArgs,
    #[arg(long, help = said("Declare the plugin in every mini-program, also where it was never declared and nothing uses it", "在每个小程序里声明插件，包括从未声明、也无人使用的"))]
    pub(super) add: bool,
    /// Which versions there are.
    #[command(flatten)]
    pub(super) known: CatalogueArgs,
}

/// `kaibo enable` and `kaibo disable`.
#[derive(Debug, Args)]
pub(super) struct ToggleArgs {
    #[arg(default_value = ".", help = said("Files and folders to look below", "要查看的文件和目录"))]
    pub(super) paths: Vec<PathBuf>,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub(super) mode: ModeArgs,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// `kaibo list`.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[arg(default_value = ".", help = said("Files and folders to look below", "要查看的文件和目录"))]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "WHAT", default_value = "all", help = said("What to read", "读取范围"))]
    pub(super) select: SelectArg,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// `kaibo check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[arg(default_value = ".", help = said("Files and folders to look below", "要查看的文件和目录"))]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long = "severity", value_name = "RULE=LEVEL", help = said("How grave the findings of a rule are: error, warning, info or off; can be repeated", "设定规则的级别：error、warning、info 或 off；可重复使用"))]
    pub(super) severities: Vec<String>,
    #[arg(long, value_name = "RANGE", help = said("Versions that pins may have, such as `>=1.3.0` or `>=1.3.0 || latest`", "允许的版本，如 `>=1.3.0` 或 `>=1.3.0 || latest`"))]
    pub(super) require: Option<String>,
    #[arg(long, value_name = "FILE", help = said("Read the catalogue of versions from this file instead of the built-in one", "从这个文件读取版本目录，代替内置的"))]
    pub(super) catalogue: Option<PathBuf>,
    #[arg(long, value_name = "DIR", help = said("Compare the declarations with the app.json that a build wrote into this folder", "把声明与构建写入该目录的 app.json 比较"))]
    pub(super) built: Option<PathBuf>,
    #[arg(long, value_name = "FILE", help = said("Compare the declarations with the platform's answer to `list` of /wxa/plugin, saved in this file", "把声明与保存在该文件里的 /wxa/plugin `list` 应答比较"))]
    pub(super) authorised: Option<PathBuf>,
    #[arg(long, help = said("Exit with 1 for a warning too", "有警告也以 1 退出"))]
    pub(super) deny_warnings: bool,
    #[arg(long, value_enum, value_name = "WHAT", default_value = "all", help = said("What to read", "读取范围"))]
    pub(super) select: SelectArg,
    #[arg(long, value_name = "GLOB", help = said("Leave out findings in files that match, as in .gitignore; can be repeated", "忽略匹配的文件，写法同 .gitignore；可重复使用"))]
    pub(super) ignore: Vec<String>,
    /// Mend what can be mended safely.
    #[command(flatten)]
    pub(super) mend: FixArgs,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the findings", "输出格式"))]
    pub(super) format: ReportFormat,
}

/// What `kaibo check` does about its findings.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct FixArgs {
    #[arg(long, help = said("Mend what can be mended safely, and report the rest", "修复能安全修复的问题，报告其余的"))]
    pub(super) fix: bool,
    #[arg(long, requires = "fix", conflicts_with = "check", help = said("With --fix: show the patch and write nothing", "配合 --fix：只显示补丁，不写入"))]
    pub(super) diff: bool,
    #[arg(long, requires = "diff", help = said("With --diff: name the files from this folder, not from the root of its repository", "配合 --diff：文件名从当前目录算起，而非仓库根目录"))]
    pub(super) relative: bool,
    #[arg(long, requires = "fix", help = said("With --fix: write nothing, and exit with 1 if there is something to mend", "配合 --fix：不写入；若有可修复的，以 1 退出"))]
    pub(super) check: bool,
    #[arg(long, value_name = "SECONDS", default_value_t = 0, help = said("With --fix: how long to wait for another kaibo that is at work on a project", "配合 --fix：另一个 kaibo 正在处理项目时，最多等待多久"))]
    pub(super) wait: u64,
}

/// `kaibo explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[arg(help = said("The rule; without one, all are listed", "规则名；省略时列出所有规则"))]
    pub(super) rule: Option<String>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    #[value(help = said("For people", "供人阅读"))]
    Human,
    #[value(help = said("One line a finding", "每个问题一行"))]
    Concise,
    #[value(help = said("kaibo's JSON document", "kaibo 的 JSON 文档"))]
    Json,
    #[value(help = said("SARIF 2.1.0", "SARIF 2.1.0"))]
    Sarif,
    #[value(help = said("Workflow commands of GitHub Actions", "GitHub Actions 的工作流命令"))]
    Github,
    #[value(help = said("Code Quality report of GitLab", "GitLab 的代码质量报告"))]
    Gitlab,
}

/// `kaibo versions`.
#[derive(Debug, Args)]
pub(super) struct VersionsArgs {
    #[arg(long, value_name = "FILE", help = said("Read the catalogue from this file instead of the built-in one", "从这个文件读取版本目录，代替内置的"))]
    pub(super) catalogue: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "human", help = said("How to print the result", "输出格式"))]
    pub(super) format: Format,
}

/// How an interrupted run is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Settling {
    #[value(help = said("Write the files that it had staged", "写入其暂存的文件"))]
    Finish,
    #[value(help = said("Put back the files that it had replaced", "恢复它替换掉的文件"))]
    Discard,
}

impl From<Settling> for Direction {
    fn from(settling: Settling) -> Self {
        match settling {
            Settling::Finish => Self::Finish,
            Settling::Discard => Self::Discard,
        }
    }
}

/// The sides of a conflict, as git names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SideArg {
    #[value(help = said("Keep your file", "保留你的文件"))]
    Ours,
    #[value(help = said("Take what kaibo would write", "采用 kaibo 要写的内容"))]
    Theirs,
    #[value(help = said("Write both with conflict markers", "两者都写入并加冲突标记"))]
    Markers,
}

/// Reads an appid; clap's own message would show a secret that somebody pasted there.
#[derive(Debug, Clone)]
struct Appid;

impl TypedValueParser for Appid {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = value.to_string_lossy();
        if is_appid(&text) {
            return Ok(text.into_owned());
        }
        let why = said(
            "write `wx` and 16 hexadecimal digits in lowercase, or `touristappid` to try without an account",
            "请写 `wx` 加 16 位小写十六进制数字；没有账号可先用 `touristappid`",
        );
        let mut refused = clap::Error::raw(ErrorKind::ValueValidation, why).with_cmd(command);
        let flag = arg.map(Arg::to_string).unwrap_or_default();
        refused.insert(ContextKind::InvalidArg, ContextValue::String(flag));
        let shown = visible(&mask_words(&text));
        refused.insert(ContextKind::InvalidValue, ContextValue::String(shown));
        Err(refused)
    }
}

/// Commands to begin with, below the help of a verb.
fn examples(commands: &[&str]) -> String {
    let heading = said("Examples:", "示例:");
    commands.iter().fold(heading.to_owned(), |text, command| text + "\n  " + command)
}

fn package(text: &str) -> Result<String, String> {
    let expected = said(
        "write `main`, or a folder of the program such as `packageLive`",
        "请写 `main`，或 `packageLive` 这样的小程序目录",
    );
    let root = RelPath::parse(text.trim_end_matches('/'));
    root.map(|root| root.to_string()).map_err(|_| expected.to_owned())
}

fn version(text: &str) -> Result<String, String> {
    let expected = said(
        "write three numbers of up to three digits such as `1.3.5`, `latest`, or `dev-` and letters or digits",
        "请写三段数字（每段至多三位，如 `1.3.5`）、`latest`，或 `dev-` 加字母或数字",
    );
    if PluginVersion::parse(text).is_some() {
        Ok(text.to_owned())
    } else {
        Err(expected.to_owned())
    }
}
