//! kaibo
pub mod cli;
pub mod disk;
pub mod model;
pub mod plan;
pub mod text;
