//! Floor 2: the things we talk about, as types that are right by construction; knows no disk and decides nothing.

pub mod authorised;
pub mod catalogue;
pub mod defect;
pub mod fault;
pub mod language;
pub mod lock;
pub mod manifest;
pub mod plugin;
pub mod rule;
