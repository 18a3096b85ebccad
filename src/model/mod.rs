//! Floor 1: the things we talk about, as types that are right by construction; knows no disk and decides nothing.

pub mod app_json;
pub mod catalogue;
pub mod configuration;
pub mod declaration;
pub mod defect;
pub mod fault;
pub mod framework;
mod home;
pub mod host;
pub mod inventory;
pub mod lock;
pub mod manifest;
pub mod mpx;
pub mod native;
pub mod plugin;
pub mod project;
pub mod rule;
pub mod turned_off;
pub mod usage;
