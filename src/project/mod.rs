//! Floor 3: what a project is: its framework, its configuration files, its declarations and what uses the plugin.

pub mod app_json;
pub mod configuration;
pub mod declaration;
pub mod framework;
mod home;
pub mod host;
pub mod inventory;
pub mod large;
pub mod mpx;
pub mod native;
pub mod snapshot;
pub mod turned_off;
pub mod usage;
