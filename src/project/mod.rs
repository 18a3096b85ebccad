//! Floor 3: what a project is: its framework, its configuration files, its declarations and what uses the plugin.

pub mod app_json;
pub mod beside;
pub mod broken;
pub mod commented_out;
pub mod config_file;
pub mod declaration;
pub mod detect;
pub mod elsewhere;
pub mod framework;
pub mod inventory;
pub mod large;
pub mod literal;
pub mod modules;
pub mod mpx;
pub mod native;
pub mod packages;
pub mod pages;
pub mod roots;
pub mod snapshot;
pub mod turned_off;
pub mod unsupported;
pub mod usage;
