//! kaibo (开播, "go on air") puts WeChat mini-programs on air: it writes the official `live-player-plugin` into the app
//! configuration, together with the pages that open a live room, and keeps both in agreement with a manifest.
//!
//! # The pipeline
//!
//! A run is **load → plan → show or apply**.
//!
//! ```text
//! args ─► disk::Root::load ─► Project ─► model reads Manifest, Lock, Host, Configuration
//!                                │
//!     plan::{patch, create, init, upgrade, toggle}  (pure) ─► Plan ─┬─► disk::Root::apply
//!                                                                  └─► cli::{human, json}
//! ```
//!
//! A [`plan::Plan`] is a set of whole-file changes, each with the text before and after; every verb that writes makes one.
//! There is one planner, [`plan::patch`]: `new` runs it over a skeleton that is not on disk yet, `diff` shows what it
//! plans, `patch` applies it. Four decisions are made in one place each:
//!
//! - may a generated file be written? [`plan::ownership::decide`], a table over base, ours and theirs;
//! - did an edited page move to another path of the manifest? [`plan::moves`];
//! - how does an edit in a user's file look? [`syntax::edit`], over a tree of byte ranges, beside what a
//!   [`syntax::insertion_point`] leaves of it;
//! - what remains of an interrupted write? [`plan::journal::step`], a table over hashes.
//!
//! # A write
//!
//! Nothing that a repository brings along is trusted, and nothing of the user's may get lost, so a write is more than a
//! rename. All of it happens below the root's open handle, each step opened from the one before and none of them a link:
//!
//! ```text
//! hold ─► recover ─► load ─► plan ─► stage ─► swap each file ─► done ─► clean
//!                                    draft    journal (sealed)   done
//! ```
//!
//! - *hold*: the texts that a plan is made from are read while the project is held.
//! - *stage*: new texts go into `.kaibo-stage`, beside a journal of digests that is sealed with the user's key
//!   ([`plan::seal`]). A journal without that seal is somebody else's, and does nothing.
//! - *swap*: each text is exchanged for its file in one step of the system, and what came off is compared afterwards: a text
//!   that nobody had read goes back, and so does every swap before it.
//! - The journal's name says how far a run is, so a killed one is finished, or discarded, or was done already.
//!
//! A framework is a row of [`project::framework`]: which file, read how, and the keys on the way to its plugins.
//! [`project::configuration`] parses a file by its row, [`plan::drafts`] holds a project's files while they are edited, and
//! [`plan::declare`] and [`plan::switch`] write, move, correct and turn off an entry in any of them. [`project::host`] says
//! what a project is; only native ones have pages.
//!
//! Over many projects ([`disk::fleet`]) only findings are kept: folders are cut into parts that share no project
//! (`disk/parts.rs`), and a thousand parts at a time are walked, dealt with and told, so that memory stays flat. The walk
//! reads the files that [`project::framework`] names, [`project::declaration`] and [`project::usage`] find the plugin in them,
//! and [`project::turned_off`] finds in its lock what was taken out of them,
//! and [`project::inventory`] puts files together into projects, whose declarations say which of the uses by an alias are the
//! live plugin's. A verb that writes then takes one project at a time through the pipeline above, by a planner such as
//! [`plan::upgrade`]; the way they share is `cli/fleet.rs`. What a verb plans from is read again
//! while it holds the project; `check`, which only judges, takes the texts that the walk has read, as many as a fixed number
//! of bytes holds.
//!
//! `check` takes the same projects: [`check::judge`] runs the table of rules over what is known of one, and what it finds
//! goes to one renderer each format. Findings carry edits, which [`plan::fix`] folds into a plan like any other. A rule's
//! words and its documentation are its page, in `src/check/pages`.
//!
//! Loading asks the planner which files it wants (`wanted`) until it wants nothing new, so the planner stays pure and
//! nothing is read that it does not look at.
//!
//! # The floors
//!
//! Imports go down only, and a test says so.
//!
//! | floor | module | what it is | what it must not know |
//! |---|---|---|---|
//! | 0 | [`text`] | strings in, strings out | languages, mini-programs, the disk |
//! | 1 | [`syntax`] | languages: one literal tree, its front ends, its editing | mini-programs, the disk |
//! | 2 | [`model`] | the things we talk about, right by construction | what is decided about them |
//! | 3 | [`project`] | what a project is: configuration, declarations, usage | what is decided about it |
//! | 4 | [`plan`] | decides; pure | the disk, the terminal, clocks, the environment |
//! | 4 | [`check`] | judges; pure | the same, and `plan` |
//! | 5 | [`disk`] | the only folder that touches the file system | words, colours |
//! | 7 | [`cli`] | the only clap, stdout and stderr; all words but those of the rules are in `cli/words` | how files are read and written |
//!
//! # What never happens
//!
//! No user's file is reserialised: it is edited by byte ranges. No path from outside is used before it is a
//! [`text::path::RelPath`]. No symbolic link below the root is followed. No plan holds an unchanged file. Nothing below
//! floor 7 chooses words, so another language is one more folder beside `words` and `pages/en`. Maps are ordered: the same input gives
//! the same bytes. No socket is opened.

#![forbid(unsafe_code)]

pub mod text;

pub mod syntax;

pub mod model;

pub mod project;

pub mod plan;

pub mod check;

pub mod disk;

pub mod run;

pub mod cli;
