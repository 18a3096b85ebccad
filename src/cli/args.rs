//! The command line as clap reads it; what it means is decided elsewhere.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Args, Command, Parser, Subcommand, ValueEnum};

use crate::disk::fleet;
use crate::model::catalogue::Unknown;
use crate::model::manifest::is_appid;
use crate::model::plugin::PluginVersion;
use crate::plan::journal::Direction;
use crate::project::usage::mask_words;
use crate::text::escape::visible;
use crate::text::path::RelPath;

/// Puts WeChat live shopping on air: writes the live-player-plugin and its pages into mini-programs.
#[derive(Debug, Parser)]
#[command(name = "kaibo", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Write a complete mini-program with live shopping
    New(NewArgs),
    /// Look at an existing project and write the manifest that describes it
    Init(InitArgs),
    /// Print what `patch` would do, as a patch for `git apply`
    Diff(DiffArgs),
    /// Make the project agree with its manifest
    Patch(PatchArgs),
    /// Move the plugin's version in every mini-program below the paths
    Upgrade(UpgradeArgs),
    /// Turn the declaration on again in the mini-programs below the paths
    Enable(EnableArgs),
    /// Turn the declaration off in every mini-program below the paths, so that `enable` brings it back to the byte
    Disable(ToggleArgs),
    /// List every mini-program below the paths, with where and how it declares the plugin
    List(ListArgs),
    /// Judge every mini-program below the paths
    Check(CheckArgs),
    /// Print what a rule of `check` means, or list the rules
    Explain(ExplainArgs),
    /// Print what is known of the plugin's versions
    Versions(VersionsArgs),
    /// Print the JSON Schema of the manifest
    Schema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// How a verb that writes shows or tests instead.
#[derive(Debug, Clone, Copy, Args)]
pub struct ModeArgs {
    /// Show the patch and write nothing
    #[arg(long, conflicts_with = "check")]
    pub diff: bool,
    /// With --diff: name the files from this folder, not from the root of its repository
    #[arg(long, requires = "diff")]
    pub relative: bool,
    /// Write nothing, and exit with 1 if there is something to write
    #[arg(long)]
    pub check: bool,
    /// How long to wait for another kaibo that is at work on a project
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub wait: u64,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
}

/// What is known of the plugin's versions.
#[derive(Debug, Clone, Args)]
pub struct CatalogueArgs {
    /// Read the catalogue of versions from this file instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// Take a version that is newer than all known ones
    #[arg(long)]
    pub allow_unknown_version: bool,
}

impl CatalogueArgs {
    /// Which versions are taken that are newer than all known ones.
    pub fn unknown(&self) -> Unknown {
        if self.allow_unknown_version { Unknown::Allowed } else { Unknown::Refused }
    }
}

/// `kaibo new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Folder of the new project; it is made, or must be empty
    pub dir: PathBuf,
    /// Where to declare the plugin: `main`, or the root of a subpackage such as `packageLive`
    #[arg(long, value_name = "ROOT", value_parser = package)]
    pub package: Option<String>,
    /// Language of the scripts
    #[arg(long, value_parser = ["js", "ts"])]
    pub language: Option<String>,
    /// The mini-program's appid
    #[arg(long, value_parser = Appid)]
    pub appid: Option<String>,
    /// Name of the shop
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub name: Option<String>,
    /// Version of the plugin
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub plugin_version: Option<String>,
    /// Which versions there are.
    #[command(flatten)]
    pub known: CatalogueArgs,
    /// Start from this manifest; other flags win over what it says
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Ask nothing and take the defaults
    #[arg(long, short)]
    pub yes: bool,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// `kaibo init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder of the project
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// `kaibo diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Folder of the project
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Name the files from this folder, not from the root of its repository
    #[arg(long)]
    pub relative: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// `kaibo patch`.
#[derive(Debug, Args)]
pub struct PatchArgs {
    /// Folder of the project, if it is not this one; with --accept followed by files or folders in it
    #[arg(value_name = "DIR|PATH")]
    pub paths: Vec<PathBuf>,
    /// Settle conflicts in PATHs, or in all files
    #[arg(long, value_enum, value_name = "SIDE")]
    pub accept: Option<SideArg>,
    /// Settle what an interrupted run left, whoever made it, and do nothing else
    #[arg(long, value_enum, value_name = "HOW")]
    pub stage: Option<Settling>,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// `kaibo upgrade`.
#[derive(Debug, Args)]
pub struct UpgradeArgs {
    /// Files and folders to look below
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// The version to move to, from above too; without it pins move up to the newest that is known
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// Move pins in comments as well
    #[arg(long)]
    pub all: bool,
    /// Which versions there are.
    #[command(flatten)]
    pub known: CatalogueArgs,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// What is read of the projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SelectArg {
    /// Configuration only: where and how the plugin is declared
    Declaration,
    /// Sources as well: what uses the plugin
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
pub struct EnableArgs {
    /// What it shares with `disable`.
    #[command(flatten)]
    pub toggle: ToggleArgs,
    /// Declare the plugin in every mini-program, also where it was never declared and nothing uses it
    #[arg(long)]
    pub add: bool,
    /// Which versions there are.
    #[command(flatten)]
    pub known: CatalogueArgs,
}

/// `kaibo enable` and `kaibo disable`.
#[derive(Debug, Args)]
pub struct ToggleArgs {
    /// Files and folders to look below
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Show or test instead of writing.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// `kaibo list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Files and folders to look below
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What to read
    #[arg(long, value_enum, value_name = "WHAT", default_value = "all")]
    pub select: SelectArg,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// `kaibo check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and folders to look below
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How grave the findings of a rule are: error, warning, info or off; can be repeated
    #[arg(long = "severity", value_name = "RULE=LEVEL")]
    pub severities: Vec<String>,
    /// Versions that pins may have, such as `>=1.3.0` or `>=1.3.0 || latest`
    #[arg(long, value_name = "RANGE")]
    pub require: Option<String>,
    /// Read the catalogue of versions from this file instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// Exit with 1 for a warning too
    #[arg(long)]
    pub deny_warnings: bool,
    /// What to read
    #[arg(long, value_enum, value_name = "WHAT", default_value = "all")]
    pub select: SelectArg,
    /// Leave out findings in files that match, as in .gitignore; can be repeated
    #[arg(long, value_name = "GLOB")]
    pub ignore: Vec<String>,
    /// Mend what can be mended safely.
    #[command(flatten)]
    pub mend: FixArgs,
    /// How to print the findings
    #[arg(long, value_enum, default_value = "human")]
    pub format: ReportFormat,
    /// Language of messages and cures
    #[arg(long, value_enum, default_value = "en")]
    pub language: LanguageArg,
}

/// What `kaibo check` does about its findings.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Clone, Copy, Args)]
pub struct FixArgs {
    /// Mend what can be mended safely, and report the rest
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the patch and write nothing
    #[arg(long, requires = "fix", conflicts_with = "check")]
    pub diff: bool,
    /// With --diff: name the files from this folder, not from the root of its repository
    #[arg(long, requires = "diff")]
    pub relative: bool,
    /// With --fix: write nothing, and exit with 1 if there is something to mend
    #[arg(long, requires = "fix")]
    pub check: bool,
    /// With --fix: how long to wait for another kaibo that is at work on a project
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub wait: u64,
}

/// `kaibo explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule; without one, all are listed
    pub rule: Option<String>,
    /// Language of the page
    #[arg(long, value_enum, default_value = "en")]
    pub language: LanguageArg,
}

/// The languages of the rules' pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// English
    En,
    /// Simplified Chinese
    Zh,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Human,
    /// One line a finding
    Concise,
    /// kaibo's JSON document
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
}

/// `kaibo versions`.
#[derive(Debug, Args)]
pub struct VersionsArgs {
    /// Read the catalogue from this file instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// How an interrupted run is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Settling {
    /// Write the files that it had staged
    Finish,
    /// Put back the files that it had replaced
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
pub enum SideArg {
    /// Keep your file
    Ours,
    /// Take what kaibo would write
    Theirs,
    /// Write both with conflict markers
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
        let (shown, flag) = (visible(&mask_words(&text)), arg.map(Arg::to_string));
        let message = format!(
            "invalid value '{shown}' for '{}': write `wx` and 16 hexadecimal digits in lowercase, or `touristappid` to try without an account\n\nFor more information, try '--help'.\n",
            flag.unwrap_or_default()
        );
        Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command))
    }
}

fn package(text: &str) -> Result<String, String> {
    let expected = "write `main`, or a folder of the program such as `packageLive`";
    let root = RelPath::parse(text.trim_end_matches('/'));
    root.map(|root| root.to_string()).map_err(|_| expected.to_owned())
}

fn version(text: &str) -> Result<String, String> {
    let expected = "write three numbers of up to three digits such as `1.3.5`, `latest`, or `dev-` and letters or digits";
    if PluginVersion::parse(text).is_some() {
        Ok(text.to_owned())
    } else {
        Err(expected.to_owned())
    }
}
