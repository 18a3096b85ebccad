//! Help, and what is wrong with a command line, in the language of the run and for whoever asked.

use std::ffi::OsString;

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use serde_json::json;

use crate::cli::args::{Cli, Format};
use crate::cli::invocation::{Mode, Run};
use crate::cli::json::head;
use crate::cli::language::{Both, both, flag, say};
use crate::cli::output::{eprint, print as print_result, print_document};
use crate::cli::status::ExitStatus;
use crate::cli::style::BAD;
use crate::cli::words::{ERROR, listed};

/// What clap frames our own texts with; it knows no language but English.
const FRAME: [Both; 13] = [
    both("Usage:", "用法:"),
    both("Commands:", "命令:"),
    both("Arguments:", "参数:"),
    both("Options:", "选项:"),
    both("Possible values:", "可选值:"),
    both("[possible values: ", "[可选值: "),
    both("[default: ", "[默认: "),
    both("Print this message or the help of the given subcommand(s)", "显示本说明或某个命令的帮助"),
    both("Print help (see more with '--help')", "显示帮助（详细说明请用 '--help'）"),
    both("Print help (see a summary with '-h')", "显示帮助（简要说明请用 '-h'）"),
    both("Print help", "显示帮助"),
    both("Print version", "显示版本"),
    both("[OPTIONS]", "[选项]"),
];

/// Prints what clap has to say: help and version are results, and what is wrong with the command line is a message.
pub(super) fn print(args: &[OsString], error: &Error) -> anyhow::Result<ExitStatus> {
    if !error.use_stderr() {
        return print_result(&framed(error)).map(|()| ExitStatus::Clean);
    }
    if flag(args, "--format") == Some("json") {
        print_document(&document(args, error))?;
    } else {
        eprint(&complaint(error))?;
    }
    Ok(ExitStatus::Failed)
}

/// Clap's own text in the language of the run.
fn framed(error: &Error) -> String {
    translated(error.render().ansi().to_string())
}

fn translated(text: String) -> String {
    FRAME.iter().fold(text, |text, frame| text.replace(frame.english(), frame.text()))
}

/// The document of a run that was asked for nothing that makes sense.
fn document(args: &[OsString], error: &Error) -> serde_json::Value {
    let command = Cli::command();
    let verb = args.iter().skip(1).find_map(|arg| command.find_subcommand(arg));
    let mut document = head(&Run::new("", ".".into(), Mode::Check, Format::Json));
    document["verb"] = json!(verb.map(clap::Command::get_name));
    let help = say!("see `kaibo --help`", "请看 `kaibo --help`").0;
    document["errors"] = json!([{ "message": reason(error), "help": help, "code": "bad-flag" }]);
    document
}

/// What is wrong, and how the verb is used.
fn complaint(error: &Error) -> String {
    if matches!(error.kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        return framed(error);
    }
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => format!("\n{}\n", usage.ansi()),
        Some(_) | None => String::new(),
    };
    let more = say!("For more information, try '--help'.", "更多信息请用 '--help'。").0;
    format!("{BAD}{ERROR}{BAD:#}: {}\n{}\n{more}\n", reason(error), translated(usage))
}

/// What is wrong, in one sentence, with a tip where there is one.
fn reason(error: &Error) -> String {
    let named = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (argument, value) = (named(ContextKind::InvalidArg), named(ContextKind::InvalidValue));
    let prior = named(ContextKind::PriorArg);
    let said = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let verb = named(ContextKind::InvalidSubcommand);
            let nearest = nearest_verb(&verb);
            say!(
                "there is no verb '{verb}'; did you mean '{nearest}'?",
                "没有命令 '{verb}'；是不是想写 '{nearest}'？"
            )
        }
        ErrorKind::UnknownArgument => match named(ContextKind::SuggestedArg).as_str() {
            "" => say!("unexpected argument '{argument}'", "没有参数 '{argument}'"),
            nearest => say!(
                "unexpected argument '{argument}'; did you mean '{nearest}'?",
                "没有参数 '{argument}'；是不是想写 '{nearest}'？"
            ),
        },
        ErrorKind::InvalidValue if value.is_empty() => {
            let known = named(ContextKind::ValidValue);
            say!(
                "a value is required for '{argument}'; possible values: {known}",
                "'{argument}' 需要一个值；可选值：{known}"
            )
        }
        ErrorKind::InvalidValue => {
            let known = named(ContextKind::ValidValue);
            say!(
                "invalid value '{value}' for '{argument}'; possible values: {known}",
                "'{argument}' 的值 '{value}' 无效；可选值：{known}"
            )
        }
        ErrorKind::ValueValidation => {
            // our own parsers give a reason, or are the error themselves
            let why = std::error::Error::source(error).map(ToString::to_string);
            let own = || error.render().to_string();
            let why = why.unwrap_or_else(|| own().trim_start_matches("error: ").trim().to_owned());
            say!(
                "invalid value '{value}' for '{argument}': {why}",
                "'{argument}' 的值 '{value}' 无效：{why}"
            )
        }
        ErrorKind::ArgumentConflict => say!(
            "the argument '{argument}' cannot be used with '{prior}'",
            "参数 '{argument}' 不能与 '{prior}' 同时使用"
        ),
        ErrorKind::MissingRequiredArgument => {
            say!("these arguments are missing: {argument}", "缺少参数：{argument}")
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            say!("a value is required for '{argument}'", "'{argument}' 需要一个值")
        }
        ErrorKind::TooManyValues => {
            say!("unexpected value '{value}' for '{argument}'", "'{argument}' 多出了值 '{value}'")
        }
        ErrorKind::MissingSubcommand
        | ErrorKind::InvalidUtf8
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => return error.kind().as_str().unwrap_or_default().to_owned(),
    };
    said.0
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => listed(texts),
        ContextValue::None
        | ContextValue::Bool(_)
        | ContextValue::StyledStr(_)
        | ContextValue::StyledStrs(_)
        | ContextValue::Number(_)
        | _ => value.to_string(),
    }
}

fn nearest_verb(verb: &str) -> String {
    let command = Cli::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    let nearest = names.min_by_key(|name| strsim::damerau_levenshtein(verb, name));
    nearest.unwrap_or_default().to_owned()
}
