//! All that is known of one project when it is judged.

use crate::model::declaration::Declaration;
use crate::model::framework::{Framework, Row};
use crate::model::manifest::Manifest;
use crate::model::usage::Use;

/// A configuration file.
#[derive(Debug)]
pub struct ConfigFile<'a> {
    /// From where the user is.
    pub path: String,
    /// What it is.
    pub row: &'static Row,
    /// Its text.
    pub text: &'a str,
    /// The declarations in it.
    pub declarations: &'a [Declaration],
}

/// A source file that speaks of the plugin.
#[derive(Debug)]
pub struct SourceFile<'a> {
    /// From where the user is.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// What it uses.
    pub uses: &'a [Use],
}

/// One project.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Its root, from where the user is; empty for that folder itself.
    pub root: &'a str,
    /// Its framework.
    pub framework: Framework,
    /// Its configuration files.
    pub configs: Vec<ConfigFile<'a>>,
    /// Its sources that use the plugin; empty where only configuration is read.
    pub sources: Vec<SourceFile<'a>>,
    /// Its manifest, where it has one.
    pub manifest: Option<&'a Manifest>,
}
