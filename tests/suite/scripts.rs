//! Real scripts: all that the parser accepts is read, but for what is too deep or too large.

use std::fs;

use kaibo::syntax::dialect::Dialect;
use kaibo::syntax::script::module;
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use walkdir::WalkDir;

use crate::support::root;

/// Longer ones may be too large.
const LONG: usize = 200_000;

/// Every script in a folder that may be there, with its dialect.
fn scripts(folder: &str) -> Vec<(String, Dialect, SourceType)> {
    let mut found = Vec::new();
    for entry in WalkDir::new(root().join(folder)).into_iter().filter_map(Result::ok) {
        let (dialect, source_type) = match entry.path().extension().and_then(|one| one.to_str()) {
            Some("js" | "jsx") => (Dialect::Js, SourceType::unambiguous().with_jsx(true)),
            Some("ts") => (Dialect::Ts, SourceType::ts()),
            Some("tsx") => (Dialect::Tsx, SourceType::tsx()),
            Some(_) | None => continue,
        };
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        if text.len() < LONG {
            found.push((text, dialect, source_type));
        }
    }
    found
}

#[test]
fn real_scripts_are_read_where_the_parser_reads_them() {
    let folders = [
        "fixtures",
        "templates",
        "../shared/corpus",
        "tests/acceptance/node_modules/miniprogram-ci",
        "tests/acceptance/node_modules/glass-easel-miniprogram-adapter",
    ];
    let mut seen = 0;
    for (text, dialect, source_type) in folders.iter().flat_map(|folder| scripts(folder)) {
        seen += 1;
        let Err(fault) = module(&text, dialect) else { continue };
        let is_limit = fault.reason.contains("too deep") || fault.reason.contains("too long");
        let allocator = Allocator::default();
        let is_refused =
            || !Parser::new(&allocator, &text, source_type).parse().diagnostics.is_empty();
        assert!(is_limit || is_refused(), "{fault:?} in {text}");
    }
    assert!(seen > 20, "the fixtures have scripts");
}
