//! kaibo
pub mod text;
pub mod model;
