//! The platform's rules for the paths of components.

use crate::project::app_json::pages::below;

/// The folder of packages that are built for the platform.
pub const PACKAGES: &str = "miniprogram_npm";

/// So many folders around a page are searched for packages; nobody nests deeper.
const DEEPEST: usize = 16;

/// The paths without suffixes at which a component may stand, in the order in which the compiler looks (executed); paths
/// are from where the user is, and `program` is the folder of app.json.
pub fn stems(program: &str, folder: &str, written: &str) -> Vec<String> {
    if written.contains("://") {
        return Vec::new();
    }
    let from_root = |path: &str| below(program, path);
    let stems = match written.as_bytes() {
        [b'/', ..] => vec![from_root(written)],
        [b'.', b'.', b'/', ..] => {
            // the compiler also takes it as if it led to the root
            let rest = written.trim_start_matches("../");
            vec![from_root(rest), below(folder, written)]
        }
        [b'.', ..] => vec![below(folder, written)],
        _ => {
            let own = std::iter::once(below(folder, written));
            let packages = packages(program, folder);
            own.chain(packages.map(|packages| below(&packages, written))).collect()
        }
    };
    let with_index = stems.into_iter().map(|stem| [format!("{stem}/index"), stem]);
    with_index.flat_map(|[index, stem]| [stem, index]).collect()
}

/// The folders in which packages may lie that a file of `folder` uses, the nearest first.
fn packages<'a>(program: &'a str, folder: &'a str) -> impl Iterator<Item = String> + use<'a> {
    let inside = folder.strip_prefix(program).unwrap_or_default().trim_start_matches('/');
    let ends = inside.match_indices('/').map(|(slash, _)| slash);
    let ends: Vec<usize> = ends.chain([inside.len()]).take(DEEPEST).collect();
    let folders = ends.into_iter().rev().filter(|end| *end > 0).map(move |end| &inside[..end]);
    folders.chain([""]).map(move |at| below(program, &[at, "/", PACKAGES].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stems_are_in_the_order_of_the_compiler() {
        assert_eq!(stems("m", "m/p", "/c"), ["m/c", "m/c/index"]);
        assert_eq!(stems("m", "m/p/q", "../../c"), ["m/c", "m/c/index", "m/c", "m/c/index"]);
        assert_eq!(stems("", "p", "./c"), ["p/c", "p/c/index"]);
        let places = ["p/v", "p/miniprogram_npm/v", "miniprogram_npm/v"];
        let expected = places.map(|place| [format!("{place}/c"), format!("{place}/c/index")]);
        assert_eq!(stems("", "p", "v/c"), expected.concat());
        assert!(stems("", "p", "plugin://l/c").is_empty());
    }
}
