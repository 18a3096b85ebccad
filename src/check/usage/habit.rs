//! Rules about habits that the platform asks for.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::{first_line, hints, pages, shown};
use crate::check::declaration::{Config, configs};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::manifest::PageKind;
use crate::project::usage::{Hint, HintKind, SERVER, Secret, runs_in_client};

/// The status of a room is asked for at most once a minute (official component page).
pub(in crate::check) const POLLING_TOO_FAST: Rule = Rule {
    id: "polling-too-fast",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: polling_too_fast,
};

/// A goods page leads back to its room by `wx.navigateBack` (official page "other-abilities").
pub(in crate::check) const GOODS_PAGE_NO_WAY_BACK: Rule = Rule {
    id: "goods-page-no-way-back",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: goods_page_no_way_back,
};

/// Keys to server interfaces never belong into client code (official page on access tokens).
pub(in crate::check) const SECRET_IN_CLIENT: Rule = Rule {
    id: "secret-in-client",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: secret_in_client,
};

/// The server interfaces are asked by servers (official page on access tokens).
pub(in crate::check) const SERVER_CALL_IN_CLIENT: Rule = Rule {
    id: "server-call-in-client",
    severity: Severity::Info,
    judge: Judge::Kaibo,
    find: server_call_in_client,
};

/// What only scripts say that do not run in a mini-program.
const SERVERS: [&str; 10] = [
    "wx-server-sdk",
    "exports.main",
    "createServer",
    "express",
    "axios",
    "request-promise",
    "koa",
    "process.argv",
    "__dirname",
    "node:",
];

/// Milliseconds.
const MINUTE: f64 = 60_000.0;

fn polling_too_fast(facts: &Facts<'_>) -> Vec<Finding> {
    let found = hints(facts, &["setInterval", "getLiveStatus"]).filter_map(|(source, hint)| {
        let HintKind::Polling(pause) = hint.kind else { return None };
        let finding = Finding::at(&source.path, hint.range.clone());
        (pause < MINUTE).then(|| finding.naming([(pause / 1000.0).to_string()]))
    });
    found.collect()
}

fn goods_page_no_way_back(facts: &Facts<'_>) -> Vec<Finding> {
    let goods = goods_pages(facts);
    let listed = OnceCell::new();
    let is_listed = |path: &str| {
        let pages = listed.get_or_init(|| pages(facts).into_iter().collect::<BTreeSet<_>>());
        pages.contains(super::stem(path))
    };
    let found = facts.sources.iter().filter_map(|source| {
        let severity = if is_one_of(&goods, &source.path) {
            Severity::Warning
        } else if source.text.contains("share_openid") && is_listed(&source.path) {
            Severity::Info
        } else {
            return None;
        };
        if !may_leave(source.text) {
            return None;
        }
        let hints = source.hints.of(&source.path, source.text);
        if hints.iter().any(|hint| hint.kind == HintKind::GoesBack) {
            return None;
        }
        let (range, call) = hints.iter().find_map(|hint| {
            let HintKind::Leaves(call) = &hint.kind else { return None };
            Some((hint.range.clone(), call.clone()))
        })?;
        let length = source.text[range.clone()].find(['\n', '\r']).unwrap_or(range.len());
        let finding = Finding::at(&source.path, range.start..range.start + length);
        Some(finding.naming([call]).with_severity(severity))
    });
    found.collect()
}

/// Whether a text may hold a call that leaves for good; many a page only warns of them in a comment.
fn may_leave(text: &str) -> bool {
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let may_call = |line: &str| ["switchTab", "reLaunch"].iter().any(|call| line.contains(call));
    text.lines().filter(|line| !is_comment(line)).any(may_call)
}

/// The pages that the manifest calls goods pages.
fn goods_pages<'a>(facts: &'a Facts<'_>) -> BTreeSet<&'a str> {
    let pages = facts.manifest.map(|manifest| manifest.pages.as_slice()).unwrap_or_default();
    let goods = pages.iter().filter(|page| page.kind == PageKind::GoodsDetail);
    goods.map(|page| page.path.as_str()).collect()
}

/// Whether a file is one of some pages, in whatever folder the program lies.
fn is_one_of(pages: &BTreeSet<&str>, path: &str) -> bool {
    let stem = super::stem(path);
    let mut ends = stem.match_indices('/').map(|(slash, _)| &stem[slash + 1..]);
    pages.contains(stem) || ends.any(|end| pages.contains(end))
}

fn secret_in_client(facts: &Facts<'_>) -> Vec<Finding> {
    let found = facts.sources.iter().flat_map(|source| {
        source.hints.secrets(&source.path, source.text).into_iter().map(|(range, secret)| {
            Finding::at(&source.path, range).in_case(match secret {
                Secret::AppSecret => "",
                Secret::AccessToken => "token",
            })
        })
    });
    found.collect()
}

fn server_call_in_client(facts: &Facts<'_>) -> Vec<Finding> {
    let programs: BTreeSet<&str> = configs(facts).iter().map(Config::folder).collect();
    let is_of_program = |path: &str| {
        programs.contains("")
            || path.match_indices('/').any(|(slash, _)| programs.contains(&path[..slash]))
    };
    let mut found = Vec::new();
    for (source, hints) in shown(facts, &[SERVER]) {
        let text = source.text;
        let is_call = |hint: &&Hint| matches!(hint.kind, HintKind::ServerCall { .. });
        let mut calls = hints.iter().filter(is_call).peekable();
        let is_client = runs_in_client(&source.path) && is_of_program(&source.path);
        let is_asked = calls.peek().is_some() && is_client;
        if !is_asked || SERVERS.iter().any(|sign| text.contains(sign)) {
            continue;
        }
        let secrets = source.hints.secrets(&source.path, text);
        for hint in calls {
            let next = secrets.partition_point(|(range, _)| range.start < hint.range.start);
            // the secret in it is the greater evil, and goes where the call goes
            if secrets.get(next).is_some_and(|(range, _)| range.start < hint.range.end) {
                continue;
            }
            let is_sent = hint.kind == HintKind::ServerCall { is_sent: true };
            let severity = if is_sent { Severity::Warning } else { Severity::Info };
            let range = first_line(text, hint.range.clone());
            found.push(Finding::at(&source.path, range).with_severity(severity));
        }
    }
    found
}
