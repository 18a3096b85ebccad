//! kaibo (开播, "go on air") puts WeChat mini-programs on air. It writes the official `live-player-plugin` into the app
//! configuration, together with the pages that open a live room, and keeps both in step with a manifest.
//!
//! # The pipeline
//!
//! A run is **load → plan → show or apply**.
//!
//! ```text
//! args ─► run::project: hold ─► recover ─► load ─► Snapshot
//!                                                    │ detect
//!                                                    ▼
//!                                     ConfigFile, Manifest, Lock, …
//!                                                    │
//!     plan::{patch, create, init, upgrade, toggle}  (pure)  ─► Plan ─┬─► disk::Root::apply
//!                                                                    └─► cli::{human, json}
//! ```
//!
//! A [`plan::Plan`] is a set of whole-file changes, each with the text before and after. Every verb that writes makes one.
//! There is one planner, [`plan::patch`]: `new` runs it over a skeleton that is not on disk yet, `diff` shows its plan,
//! `patch` applies it. Four decisions are each made in one place:
//!
//! - May a generated file be written? [`plan::ownership::decide`], a table over base, ours and theirs.
//! - Did an edited page move to another path of the manifest? [`plan::moves`].
//! - How does an edit in a user's file look? [`syntax::edit`], at a [`syntax::insertion_point`] of a tree of byte ranges.
//! - What remains of an interrupted write? [`plan::journal::step`], a table over hashes.
//!
//! # Configuration
//!
//! A framework is a row of [`project::framework`]: which file, which syntax, and the keys that lead to its plugins. A
//! [`ConfigFile`](project::config_file::ConfigFile) is one such file: its path from the project's root, its row, its role,
//! its text, and the literals in it ([`project::literal`]). It is immutable and parsed once, when somebody first asks.
//! Everything else reads it: [`project::declaration`] finds declarations, [`project::pages`] packages and pages,
//! [`project::app_json`] violations of the platform's rules.
//!
//! ```text
//! walk, or Snapshot ─► ConfigFile ─┬─► detect, inventory ─► DetectedProject
//!                          ▲       ├─► check: rules ─► findings (byte ranges)
//!                          │       └─► ConfigEditor ─► edits ─┐
//!                          └──────────── a new one ◄──────────┘
//! ```
//!
//! A [`ConfigEditor`](plan::editor::ConfigEditor) holds the files of one project while [`plan::declare`], [`plan::switch`]
//! and [`plan::register`] edit them; each edit replaces a `ConfigFile`. A [`Snapshot`](project::snapshot::Snapshot) keeps
//! what was read of a project, parsed; a text that is read again under the hold is parsed again only where its bytes
//! differ.
//!
//! What a build computes is read as far as it is certain. `syntax::script` follows constants, spreads and decided conditions
//! to the literal that they stand for; `project::modules` follows relative imports, whose texts the caller reads. What
//! stays unknown is told (`State::Unreadable`), and so is what pins the plugin in other code ([`project::elsewhere`]): a
//! gate never passes what it cannot read.
//!
//! # A write
//!
//! Nothing that a repository brings along is trusted, and no user's text may get lost, so a write is more than a rename.
//! All of it happens below the root's open handle; each step is opened from the one before, and none is a link.
//!
//! ```text
//! hold ─► recover ─► load ─► plan ─► stage ─► swap each file ─► done ─► clean
//!                                    draft    journal (sealed)   done
//! ```
//!
//! - *hold*: the texts that a plan is made from are read while the project is held.
//! - *stage*: new texts go into `.kaibo-stage`, beside a journal of digests that is sealed with the user's key
//!   ([`plan::seal`]). A journal without that seal is somebody else's, and does nothing.
//! - *swap*: each text is exchanged for its file in one system call. What came off is compared afterwards: a text that
//!   nobody had read goes back, and so does every swap before it.
//! - The journal's name says how far a run got, so a killed one is finished, discarded, or was done already.
//!
//! # Many projects
//!
//! [`disk::fleet`] walks folders in parts that share no project, so that memory stays flat, and [`project::inventory`]
//! puts the files together into projects. [`run::fleet`] takes each project through the pipeline, in parallel; a panic
//! costs only its own project. `list` needs no more than the inventory.
//!
//! [`run::check`] runs the table of rules ([`check`]) over one project. A finding is a byte range; `cli/format/located.rs`
//! turns it into lines and columns ([`text::index`]) while the project's texts are there. Findings carry fixes, which
//! [`plan::fix`] folds into a plan like any other. A rule's words are its page, in `src/check/pages`.
//!
//! Loading asks the planner which files it wants (`wanted`) until it wants nothing new. So the planner stays pure, and
//! nothing is read in vain. Texts come from [`run::files::Files`]: the disk, or an editor's unsaved texts over it.
//!
//! # The floors
//!
//! Imports go down only, and no two files import each other; tests say so.
//!
//! | floor | module | what it is | what it must not know |
//! |---|---|---|---|
//! | 0 | [`text`] | strings in, strings out | languages, mini-programs, the disk |
//! | 1 | [`syntax`] | languages: one literal tree, its front ends, its editing | mini-programs, the disk |
//! | 2 | [`model`] | values, right by construction | what is decided about them |
//! | 3 | [`project`] | what a project is: configuration, declarations, usage | what is decided about it |
//! | 4 | [`plan`] | decides; pure | the disk, the terminal, clocks, the environment |
//! | 4 | [`check`] | judges; pure | the same, and `plan` |
//! | 5 | [`disk`] | the only folder that touches the file system | words, colours |
//! | 6 | [`run`] | one project, a fleet, a check, a new project; values out | words, clap, formats |
//! | 7 | [`cli`] | the only clap, stdout and stderr, and all words | how files are read and written |
//!
//! # What never happens
//!
//! - No user's file is reserialised: it is edited by byte ranges.
//! - No path from outside is used before it is a [`text::path::RelPath`]. No link below the root is followed.
//! - No plan holds an unchanged file.
//! - No floor below 7 chooses words, and a text that lacks a language does not compile (`cli/language.rs`).
//! - No output depends on the order of a hash map, on a clock or on the machine. No socket is opened.

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
