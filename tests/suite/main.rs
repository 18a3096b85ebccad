//! All tests that run the program: one binary, one file for each concern.

#![allow(missing_docs, unreachable_pub, clippy::disallowed_methods, clippy::unwrap_used)]

mod acceptance;
mod agreement;
mod bad_input;
mod check_cli;
mod check_rules;
mod circles;
mod codes;
mod corpus;
mod cost;
mod cures;
mod each_row;
mod each_rule;

mod edits;
mod fleet;
mod floors;
mod formats;
mod frameworks;
mod frameworks_build;
mod gate;
mod identity;
mod init;
mod kill;
mod languages;
mod laws;
mod mend;
mod moves;
mod mpx;
mod new;
mod pages;
mod patch;
mod patches;
mod paths;
mod readme;
mod rough;
mod rows;
mod scope;
mod scripts;
mod secrets;
mod stage;
mod streams;
mod support;
mod toggle;
mod turned_off;
mod uses;
mod versions;
mod violations;
