//! Programs of other tools, which may have an app.json of the platform's form and files of their own.

use crate::check::declaration::Config;
use crate::check::facts::Facts;
use crate::project::app_json::pages::below;

/// What a page may be written in where something builds the program, or another platform runs it.
pub(super) const TEMPLATES: [&str; 14] = [
    "vue", "nvue", "wpy", "mpx", "tsx", "jsx", "axml", "swan", "ttml", "qml", "cml", "pug", "jade",
    "html",
];
/// The same of scripts.
pub(super) const SCRIPTS: [&str; 2] = ["ts", "coffee"];

/// What stands beside an app.json that is not the platform's: mpvue's, WePY's, mpx's.
const HOSTS: [&str; 4] = ["App.vue", "app.vue", "app.wpy", "app.mpx"];

/// Whether app.json is written for another tool that compiles the program, so that its pages are elsewhere.
pub(super) fn is_hosted(facts: &Facts<'_>, config: Config<'_>) -> bool {
    let folder = config.file.folder();
    HOSTS.iter().any(|host| facts.is_file(&below(folder, host)))
}

/// The paths of what shows that.
pub(super) fn hosts(config: Config<'_>) -> impl Iterator<Item = String> + use<'_> {
    HOSTS.into_iter().map(move |host| below(config.folder(), host))
}
